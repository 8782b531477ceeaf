from datetime import UTC, date, datetime, timedelta

import pytest

from schemas.source import Cadence
from schemas.state import UrlState, Visit
from tasks.channels.cadence import choose_known, explain_wait, is_due, judge_visit, name_state

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
URL = "https://ministry.example/1"
HOUR = timedelta(hours=1)
NEW = {"arrival": "fetched", "result": "loaded", "status": 200}
SAME = {"arrival": "unchanged", "result": "unchanged", "status": 304}


def visit(at: datetime, **changes: object) -> Visit:
    facts = {"raw_digest": "a" * 64} if changes.get("arrival") == "fetched" else {}
    return Visit.model_validate(
        {
            "url": URL,
            "source_id": "ministry",
            "role": "document",
            "cadence": Cadence(min_hours=1, max_hours=100),
            "seen_at": at,
            "asked_at": at,
            **facts,
            **changes,
        }
    )


def fail(kind: str, **changes: object) -> dict[str, object]:
    return {"arrival": "failed", "result": "failed", "error_kind": kind, **changes}


def ask_when_due(*answers: dict[str, object], former: UrlState | None = None) -> list[UrlState]:
    """Ask each time the URL is due; the states it goes through."""
    states: list[UrlState] = [] if former is None else [former]
    for answer in answers:
        at = (states[-1].next_due_at or START) if states else START
        states.append(judge_visit(states[-1] if states else None, visit(at, **answer)))
    return states if former is None else states[1:]


def waits(states: list[UrlState]) -> list[float | None]:
    return [
        state.next_due_at and (state.next_due_at - state.last_asked_at) / HOUR for state in states
    ]


def test_what_never_changes_is_asked_ever_more_seldom_up_to_the_longest_interval():
    states = ask_when_due(NEW, *[SAME] * 9)
    assert waits(states) == [1, 2, 4, 8, 16, 32, 64, 100, 100, 100]


def test_what_changes_is_asked_more_often_down_to_the_shortest_interval():
    calm = ask_when_due(NEW, *[SAME] * 5)[-1]
    assert waits(ask_when_due(*[NEW] * 7, former=calm)) == [16, 8, 4, 2, 1, 1, 1]


def test_bytes_that_say_nothing_new_are_no_change():
    nonce = {"arrival": "fetched", "result": "unchanged", "status": 200}
    assert waits(ask_when_due(NEW, nonce, nonce)) == [1, 2, 4]


def test_asking_before_the_time_leaves_the_interval_as_it_is():
    state = ask_when_due(NEW, SAME, SAME)[-1]
    early = judge_visit(state, visit(state.last_asked_at + HOUR, **SAME))
    assert early.interval_hours == state.interval_hours == 4
    assert early.next_due_at == early.last_asked_at + 4 * HOUR


def test_an_old_release_starts_with_a_long_interval_and_a_fresh_one_with_a_short():
    for day, hours in ((date(2026, 3, 2), 1), (date(2026, 2, 20), 24.6), (date(2020, 1, 1), 100)):
        (state,) = ask_when_due({**NEW, "published_on": day})
        assert state.interval_hours == pytest.approx(hours)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("http-403", "blocked"),
        ("http-429", "blocked"),
        ("http-451", "blocked"),
        ("robots", "blocked"),
        ("http-404", "gone"),
        ("http-410", "gone"),
        ("empty", "empty"),
        ("http-500", "failing"),
        ("timeout", "failing"),
        ("", "ok"),
    ],
)
def test_every_failure_means_one_of_four_states(kind: str, state: str):
    assert name_state(kind) == state


def test_a_failing_page_is_asked_soon_and_then_backs_off():
    assert waits(ask_when_due(*[fail("timeout")] * 7)) == [2, 4, 8, 16, 32, 64, 100]


def test_a_blocked_page_is_asked_rarely():
    assert waits(ask_when_due(*[fail("http-403")] * 4)) == [24, 48, 96, 100]


def test_a_page_that_is_gone_is_asked_a_few_times_more_and_then_no_more():
    states = ask_when_due(*[fail("http-410")] * 4)
    assert waits(states) == [24, 48, 96, None]
    assert not is_due(states[-1], START + timedelta(days=3650))
    assert "not asked again until it is listed anew" in explain_wait(states[-1])


def test_a_page_that_is_gone_is_asked_again_when_it_is_listed_anew():
    gone = ask_when_due(*[fail("http-404")] * 4)[-1]
    assert not is_due(gone, START + timedelta(days=30), gone.last_seen_at)
    later = gone.last_seen_at + timedelta(days=1)
    assert is_due(gone, START + timedelta(days=30), later)
    back = judge_visit(gone, visit(START + timedelta(days=30), **NEW))
    assert (back.state, back.failure_count, back.error_kind) == ("ok", 0, "")


def test_a_channel_that_is_gone_is_asked_on_and_none_waits_longer_than_a_day():
    states = ask_when_due(*[{**fail("http-404"), "role": "channel"}] * 6)
    assert waits(states) == [24] * 6
    quiet = ask_when_due({**NEW, "role": "channel"}, *[{**SAME, "role": "channel"}] * 7)
    assert waits(quiet) == [1, 2, 4, 8, 16, 24, 24, 24]


def test_retry_after_pushes_the_next_request_and_is_bounded():
    for seconds, hours in ((60, 2), (36_000, 10), (9e9, 100)):
        (state,) = ask_when_due(fail("http-503", retry_after=float(seconds)))
        assert waits([state]) == [hours]


def test_failures_are_counted_in_a_row_of_one_kind_and_forget_nothing_that_is_known():
    first, *rest = ask_when_due(
        {**NEW, "etag": '"a"'}, fail("timeout"), fail("http-500"), fail("http-403"), SAME
    )
    assert [state.failure_count for state in rest] == [1, 2, 1, 0]
    assert {(state.etag, state.raw_digest, state.is_read) for state in rest} == {
        ('"a"', first.raw_digest, True)
    }
    assert [state.interval_hours for state in rest] == [1, 1, 1, 1]


def test_validators_are_taken_from_a_304_and_from_unchanged_bytes_too():
    renewed = {**SAME, "etag": '"b"'}
    same_bytes = {**SAME, "status": 200, "etag": '"c"', "last_modified": "today"}
    none_named = {**SAME}
    without = {**SAME, "status": 200}
    states = ask_when_due({**NEW, "etag": '"a"'}, renewed, none_named, same_bytes, without)
    assert [state.etag for state in states] == ['"a"', '"b"', '"b"', '"c"', ""]
    assert [state.not_modified_count for state in states] == [0, 1, 2, 0, 0]
    assert states[3].last_full_at == states[3].last_asked_at


def test_now_and_then_the_whole_body_is_asked_for():
    states = ask_when_due({**NEW, "etag": '"a"'}, *[SAME] * 24)
    asked = [choose_known({URL: state}, START)[URL].etag for state in states]
    assert asked == ['"a"'] * 24 + [""]
    month = choose_known({URL: states[0]}, START + timedelta(days=30))[URL]
    assert (month.etag, month.raw_digest) == ("", "a" * 64)


def test_a_page_whose_bytes_were_not_read_is_fetched_in_full():
    (state,) = ask_when_due({**NEW, "result": "rejected", "etag": '"a"'})
    assert choose_known({URL: state}, START) == {}


def test_a_page_that_was_rejected_is_looked_at_soon_and_then_ever_more_seldom():
    bad = {**NEW, "result": "rejected", "published_on": date(2020, 1, 1)}
    states = ask_when_due(bad, bad, bad)
    assert waits(states) == [1, 2, 4]
    assert "rejected; not asked before" in explain_wait(states[0])


def test_the_last_tenth_of_an_interval_counts_as_due():
    state = ask_when_due(NEW, *[SAME] * 7)[-1]
    assert not is_due(state, state.last_asked_at + 89 * HOUR)
    assert is_due(state, state.last_asked_at + 91 * HOUR)
    assert is_due(None, START)
