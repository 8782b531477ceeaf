"""What publishers said and when, what we knew and when, what they changed and what they took away."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from schemas.document import Fetch
from schemas.release import Release
from tests.warehouse.records import START, begin, load, make_fetch, make_release
from warehouse.connection import open_writer
from warehouse.publish import publish_snapshot
from warehouse.query import run_query
from warehouse.statements import read_statement

DAY = timedelta(days=1)
URL = "https://ministry.example/1"


def select(home: Path, query: str, asked: object = None) -> list[tuple[object, ...]]:
    with open_writer(home) as connection:
        return connection.execute(query, asked).fetchall()


def state(run: int, **changes: object) -> list[Fetch | Release]:
    """What the document said on the day of a run."""
    fetch = make_fetch(1, run=f"r{run}", raw=str(run), at=START + (run - 1) * DAY)
    words = {name: str(changes.pop(name, "")) for name in ("title", "body", "rules")}
    words["rules"] = words["rules"] or "rules-1"
    day = changes.pop("published_on", date(2026, 3, 1))
    assert day is None or isinstance(day, date)
    release = make_release(fetch, published_on=day, **words)
    return [fetch, release.model_copy(update=changes)]


def ask(run: int, kind: str, at: datetime) -> list[Fetch]:
    """A request that found the page gone, unchanged, or failing otherwise."""
    status = int(kind.removeprefix("http-")) if kind else 304
    outcome = "failed" if kind else "unchanged"
    fetch = make_fetch(1, run=f"r{run}", outcome=outcome, at=at)
    return [fetch.model_copy(update={"status": status, "error_kind": kind})]


def run_days(home: Path, days: Sequence[Sequence[Fetch | Release]]) -> None:
    for number, records in enumerate(days, start=1):
        begin(home, f"r{number}", days=number - 1)
        load(home, records, run=f"r{number}")


def test_what_a_new_version_says_otherwise_is_kept_field_by_field(tmp_path: Path) -> None:
    run_days(
        tmp_path,
        [
            state(1, body="We met on Monday."),
            state(2, body="We met on Tuesday.", title="New title", published_on=date(2026, 3, 2)),
        ],
    )
    told = select(
        tmp_path,
        """SELECT field, change, before, after, removed_count, added_count, cause
        FROM mart.field_changes ORDER BY field""",
    )
    assert told == [
        ("body", "substantive", ["Monday."], ["Tuesday."], 1, 1, "edited"),
        ("published_on", "re-date", ["2026-03-01"], ["2026-03-02"], 1, 1, "edited"),
        ("title", "retitle", [f"News of {URL}"], ["New title"], 3, 2, "edited"),
    ]
    versions = "SELECT version, change FROM mart.release_versions ORDER BY version"
    assert select(tmp_path, versions) == [(1, ""), (2, "substantive")]


def test_a_verdict_that_other_rules_change_is_compared_anew(tmp_path: Path) -> None:
    days = [state(1, body="One."), state(2, body="Two.")]
    again = make_release(
        days[1][0],  # pyright: ignore[reportArgumentType] - a request
        body="Two.",
        rules="rules-2",
        kind="readout-meeting",
    )
    fetch = make_fetch(1, run="r3", raw="2", at=START + 2 * DAY)
    days.append([fetch, again.model_copy(update={"fetch_id": fetch.fetch_id, "run_id": "r3"})])
    run_days(tmp_path, days)
    told = select(tmp_path, "SELECT version, field, after FROM core.field_change ORDER BY field")
    assert told == [(2, "body", ["Two."]), (2, "kind", ["readout-meeting"])]


def test_a_release_holds_from_its_hour_until_an_edit_is_seen(tmp_path: Path) -> None:
    stated = datetime(2026, 3, 1, 9, tzinfo=UTC)
    run_days(
        tmp_path,
        [
            state(1, body="One.", published_at=stated),
            ask(2, "", START + DAY),
            state(3, body="Two.", published_at=stated),
        ],
    )
    spans = select(
        tmp_path,
        """SELECT valid_from_at, valid_until_at, former_seen_at, observed_at, recorded_at,
        superseded_at FROM mart.release_versions ORDER BY version""",
    )
    later = START + 2 * DAY
    assert spans == [
        (stated, later, None, START, START, later),
        (later, None, START + DAY, later, later, None),
    ]


def test_what_only_we_read_otherwise_moves_no_valid_time(tmp_path: Path) -> None:
    begin(tmp_path)
    load(tmp_path, state(1, body="One."))
    begin(tmp_path, "r2", days=5)
    fetch, release = state(1, body="One, read better.", rules="rules-2")
    load(tmp_path, [fetch, release], run="r2", cause="reprocess")
    day = datetime(2026, 3, 1, tzinfo=UTC)
    spans = select(
        tmp_path,
        """SELECT cause, valid_from_at, valid_until_at, recorded_at, former_seen_at
        FROM mart.release_versions ORDER BY version""",
    )
    assert spans == [
        ("first", day, None, START, None),
        ("reprocessed", day, None, START + 5 * DAY, None),
    ]
    assert select(tmp_path, "FROM mart.corrections") == []


@pytest.mark.parametrize(
    ("moment", "title"),
    [
        ("2026-03-02", []),
        ("2026-03-02 06:00:00+00", ["One"]),
        ("2026-03-03 05:59:59+00", ["One"]),
        ("2026-03-03 06:00:00+00", ["Two"]),
        ("2026-12-31", ["Two"]),
    ],
)
def test_what_was_known_at_a_moment_is_one_query_with_or_without_the_macro(
    tmp_path: Path, moment: str, title: list[str]
) -> None:
    run_days(tmp_path, [state(1, title="One"), state(2, title="Two")])
    publish_snapshot(tmp_path)
    macro = run_query(tmp_path, "FROM releases_as_known_on($at)", {"at": moment})
    bare = run_query(tmp_path, read_statement("macros/releases_as_known_on"), {"moment": moment})
    assert macro.column("title").to_pylist() == title
    assert bare.equals(macro)


def test_the_macro_says_what_it_is(tmp_path: Path) -> None:
    (told,) = select(
        tmp_path,
        "SELECT comment FROM duckdb_functions() WHERE function_name = 'releases_as_known_on'",
    )
    assert str(told[0]).startswith("One row a release, as the warehouse knew it at a moment")


def test_pages_not_found_and_taken_away_are_told_apart_and_may_return(tmp_path: Path) -> None:
    hour = timedelta(hours=1)
    run_days(
        tmp_path,
        [
            state(1),
            ask(2, "http-404", START + DAY),
            ask(3, "http-503", START + 2 * DAY),
            ask(4, "http-410", START + 3 * DAY),
            ask(5, "", START + 4 * DAY),
            ask(6, "http-404", START + 5 * DAY + hour),
        ],
    )
    found = select(
        tmp_path,
        """SELECT first_error_kind, error_kind, last_there_at, gone_at, returned_at, request_count
        FROM mart.removals ORDER BY gone_at""",
    )
    assert found == [
        ("http-404", "http-410", START, START + DAY, START + 4 * DAY, 2),
        ("http-404", "http-404", START + 4 * DAY, START + 5 * DAY + hour, None, 1),
    ]
    assert select(tmp_path, "SELECT page_state, page_error_kind FROM mart.releases") == [
        ("gone", "http-404")
    ]
    ledger = select(
        tmp_path,
        """SELECT cause, change, evidence, is_silent, hours_to_change FROM mart.corrections
        ORDER BY changed_before_at""",
    )
    assert ledger == [
        ("gone", "removal", [f"{URL}: http-410"], True, 24.0),
        ("gone", "removal", [f"{URL}: http-404"], True, 121.0),
    ]
    known = "SELECT is_gone FROM mart.releases_as_known_on(?)"
    days = [START + n * DAY for n in (0, 1, 3, 4, 6)]
    assert [select(tmp_path, known, [day])[0][0] for day in days] == [
        False,
        True,
        True,
        False,
        True,
    ]


def test_the_ledger_tells_an_edit_that_is_owned_up_to_from_a_silent_one(tmp_path: Path) -> None:
    stated = datetime(2026, 3, 2, 4, tzinfo=UTC)
    told = {"published_on": date(2026, 3, 2), "published_at": stated}
    run_days(
        tmp_path,
        [
            state(1, body="We met on Monday.", **told),
            state(2, body="We met on Tuesday.", **told),
            state(3, body="We met, on Tuesday!", **told),
            state(4, body="We met on Friday.\n\nCorrection: the day was wrong.", **told),
        ],
    )
    ledger = select(
        tmp_path,
        """SELECT version, change, is_silent, notice, hours_to_change FROM mart.corrections
        ORDER BY version""",
    )
    assert ledger == [
        (2, "substantive", True, "", 26.0),
        (3, "cosmetic", False, "", 50.0),
        (4, "correction", False, "correction:", 74.0),
    ]
