from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest

from schemas.discovery import Link, Reading, Stop
from schemas.document import Fetch, Hints
from schemas.source import Cadence, Channel, Source
from schemas.state import UrlState, Visit
from tasks.channels.cadence import choose_known, judge_visit
from tasks.history.compare import compare_versions
from tests.warehouse.records import (
    START,
    Record,
    begin,
    load,
    make_batch,
    make_documents,
    make_fetch,
    make_rejection,
    make_release,
)
from warehouse.checks import run_checks
from warehouse.connection import open_writer
from warehouse.load import load_batch, save_sources
from warehouse.states import find_last_look, read_reading, read_states, save_channels

DAY = timedelta(days=1)
URL = "https://ministry.example/1"
FEED = "https://ministry.example/feed"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    begin(tmp_path)
    return tmp_path


def select(home: Path, sql: str) -> list[tuple[object, ...]]:
    with open_writer(home) as connection:
        assert [check for check in run_checks(connection) if check.forbids] == []
        return connection.execute(sql).fetchall()


def read_state(home: Path, url: str = URL) -> UrlState:
    return read_states(home, [url])[url]


def list_known(home: Path, *urls: str) -> list[str]:
    return list(choose_known(read_states(home, urls), START))


def run_again(home: Path, number: int, *records: Record) -> None:
    begin(home, f"r{number}", days=number - 1)
    load(home, records, run=f"r{number}")


def make_again(number: int, came: Literal["fetched", "unchanged"], **changes: object) -> Fetch:
    """The request of a later run for the first document."""
    moment = START + (number - 1) * DAY
    fetch = make_fetch(1, run=f"r{number}", outcome=came, at=moment)
    return fetch.model_copy(update=changes)


def test_an_address_is_known_once_its_bytes_gave_a_loaded_release(home: Path) -> None:
    bad, gone = make_fetch(2), make_fetch(3, outcome="failed")
    load(home, [*make_documents([1]), bad, make_rejection(bad), gone])
    urls = [f"https://ministry.example/{number}" for number in range(6)]
    assert list_known(home, *urls) == [URL]
    known = choose_known(read_states(home, urls), START)[URL]
    assert (known.etag, known.archive_file, known.archive_offset) == (
        '"1"',
        "archive/2026/03/02/a.warc.gz",
        1000,
    )


def test_an_address_whose_newest_bytes_were_rejected_is_fetched_in_full(home: Path) -> None:
    load(home, make_documents([1]))
    bad = make_again(2, "fetched", raw_digest="b" * 64)
    run_again(home, 2, bad, make_rejection(bad))
    assert list_known(home, URL) == []
    begin(home, "r3", days=2)
    load(home, [bad, make_release(bad)], run="r3", cause="reprocess")
    assert choose_known(read_states(home, [URL]), START)[URL].raw_digest == bad.raw_digest


def test_a_release_that_reads_worse_than_before_is_fetched_in_full(home: Path) -> None:
    load(home, make_documents([1]))
    begin(home, "r2", days=1)
    load(home, [make_fetch(1), make_rejection(make_fetch(1))], run="r2", cause="reprocess")
    assert list_known(home, URL) == []


def test_an_answer_of_unchanged_renews_the_validators_and_keeps_an_address_known(
    home: Path,
) -> None:
    load(home, make_documents([1]))
    run_again(home, 2, make_again(2, "unchanged", etag='"renewed"', last_modified="today"))
    state = read_state(home)
    assert (state.etag, state.last_modified, state.not_modified_count) == ('"renewed"', "today", 1)
    assert state.fetch_id == "r1/ministry/1"
    assert list_known(home, URL) == [URL]


def test_the_state_says_when_it_was_seen_asked_and_changed(home: Path) -> None:
    load(home, make_documents([1]))
    run_again(home, 2, make_again(2, "unchanged"))
    edited = make_again(3, "fetched", raw_digest="c" * 64)
    run_again(home, 3, edited, make_release(edited, body="Edited."))
    run_again(home, 4, make_again(4, "unchanged"))
    state = read_state(home)
    assert (state.first_seen_at, state.last_seen_at) == (START, START + 3 * DAY)
    assert (state.last_asked_at, state.last_changed_at) == (START + 3 * DAY, START + 2 * DAY)
    assert state.release_id is not None


def test_a_batch_loaded_twice_or_read_again_does_not_count_twice(home: Path) -> None:
    gone = make_fetch(1, outcome="failed")
    load(home, [gone])
    load(home, [gone])
    begin(home, "r2", days=1)
    load(home, [gone], run="r2", cause="reprocess")
    assert read_state(home).failure_count == 1


def test_the_state_is_written_with_its_batch_or_not_at_all(home: Path) -> None:
    def refuse(_former: UrlState | None, _visit: Visit) -> UrlState:
        raise RuntimeError("no state")

    records = make_documents([1])
    with pytest.raises(RuntimeError, match="no state"):
        load_batch(home, make_batch(records), records, "ingest", refuse, compare=compare_versions)
    assert select(home, 'SELECT count(*) FROM raw."fetch"') == [(0,)]
    load(home, records)
    assert read_state(home).state == "ok"


def test_a_release_whose_page_is_gone_keeps_its_rows_and_says_so(home: Path) -> None:
    load(home, make_documents([1, 2]))
    for number in range(2, 6):
        gone = make_fetch(
            1, run=f"r{number}", outcome="failed", at=START + (number - 1) * DAY
        ).model_copy(update={"status": 410, "error_kind": "http-410"})
        run_again(home, number, gone)
    rows = select(home, "SELECT url, page_state, body FROM mart.releases ORDER BY url")
    assert [row[:2] for row in rows] == [(URL, "gone"), ("https://ministry.example/2", "ok")]
    assert rows[0][2]
    state = select(
        home,
        "SELECT error_kind, failure_count, next_due_at FROM mart.url_states WHERE state = 'gone'",
    )
    assert state == [("http-410", 4, None)]
    again = make_again(9, "fetched")
    run_again(home, 9, again, make_release(again))
    assert select(home, "SELECT DISTINCT page_state FROM mart.releases") == [("ok",)]


def test_a_release_at_two_addresses_is_there_while_one_of_them_answers(home: Path) -> None:
    canonical = "https://ministry.example/canonical"
    first, second = make_fetch(1), make_fetch(2)
    load(home, [first, make_release(first, url=canonical, body="One."), second,
                make_release(second, url=canonical, body="One.")])  # fmt: skip
    gone = make_fetch(2, run="r2", outcome="failed", at=START + DAY)
    run_again(home, 2, gone)
    assert select(home, "SELECT page_state FROM mart.releases") == [("ok",)]


def test_a_document_that_is_not_due_is_unchanged_without_a_request(home: Path) -> None:
    load(home, make_documents([1]))
    begin(home, "r2", days=1)
    skipped = make_again(2, "unchanged", outcome="skipped", status=None, etag="")
    coverage = load(home, [skipped], run="r2")
    assert (coverage.discovered_count, coverage.unchanged_count) == (1, 1)
    assert select(home, 'SELECT count(*) FROM raw."fetch"') == [(1,)]
    assert select(home, "SELECT reason FROM core.outcome WHERE run_id = 'r2'") == [("not due",)]
    state = read_state(home)
    assert (state.last_seen_at, state.last_asked_at) == (START + DAY, START + timedelta(seconds=1))
    # It was listed, but nobody looked whether it is still there.
    assert select(home, "SELECT last_seen_at < '2026-03-03' FROM core.release") == [(True,)]


def test_the_holder_of_a_release_that_is_not_due_keeps_it(home: Path) -> None:
    canonical = "https://ministry.example/canonical"
    first, second = make_fetch(1), make_fetch(2)
    load(home, [first, make_release(first, url=canonical, body="Text A.")])
    begin(home, "r2", days=1)
    skipped = make_again(2, "unchanged", outcome="skipped")
    second = make_fetch(2, run="r2", at=START + DAY)
    records = [skipped, second, make_release(second, url=canonical, body="Text B.")]
    assert load(home, records, run="r2").rejected_count == 1


def test_a_source_has_its_own_cadence(home: Path) -> None:
    source = Source(
        id="ministry",
        name="Ministry",
        cadence=Cadence(min_hours=5, max_hours=6),
        channels=(Channel(kind="feed", url=FEED),),
    )
    save_sources(home, [source])
    load(home, [make_fetch(1), make_release(make_fetch(1), published_on=None)])
    assert read_state(home).interval_hours == 5
    run_again(home, 2, make_again(2, "unchanged"))
    assert read_state(home).interval_hours == 6


def test_when_a_source_was_last_looked_at_is_known(home: Path) -> None:
    assert find_last_look(home, "ministry") is None
    load(home, make_documents([1]))
    run_again(home, 2, make_again(2, "unchanged"))
    assert find_last_look(home, "ministry") == START + DAY


def make_channel_visit(at: datetime, **changes: object) -> Visit:
    return Visit.model_validate(
        {
            "url": FEED,
            "source_id": "ministry",
            "role": "channel",
            "cadence": Cadence(),
            "seen_at": at,
            "asked_at": at,
            "arrival": "fetched",
            "result": "loaded",
            "status": 200,
            "raw_digest": "a" * 64,
            "reader": "feed",
            **changes,
        }
    )


def test_a_channel_and_what_it_lists_are_remembered(home: Path) -> None:
    link = Link(url=URL, hints=Hints(title="Tïtle", content="<p>Words</p>"))
    reading = Reading(links=(link,), onward=(Stop(channel=0, url=f"{FEED}?p=2", number=2),))
    save_channels(home, [make_channel_visit(START)], {FEED: reading}, judge_visit)
    assert read_reading(home, FEED) == reading
    assert read_states(home, [FEED], "channel")[FEED].reader == "feed"
    assert read_states(home, [FEED]) == {}
    later = make_channel_visit(START + DAY, arrival="unchanged", result="unchanged", status=304)
    save_channels(home, [later], {}, judge_visit)
    assert read_reading(home, FEED) == reading
    save_channels(home, [make_channel_visit(START + 2 * DAY)], {FEED: Reading()}, judge_visit)
    assert read_reading(home, FEED) == Reading()
    assert select(home, "SELECT count(*) FROM core.url_state") == [(1,)]


def test_what_another_communique_remembered_of_a_channel_counts_as_unknown(home: Path) -> None:
    save_channels(home, [make_channel_visit(START)], {FEED: Reading()}, judge_visit)
    with open_writer(home) as connection:
        connection.execute("""UPDATE core.channel_reading SET reading = '{"of":"tomorrow"}'""")
    assert read_reading(home, FEED) is None


def test_one_address_may_be_a_channel_and_a_document(home: Path) -> None:
    save_channels(home, [make_channel_visit(START, url=URL)], {}, judge_visit)
    assert list_known(home, URL) == []
    load(home, make_documents([1]))
    rows = select(home, "SELECT role, reader FROM core.url_state ORDER BY role")
    assert rows == [("channel", "feed"), ("document", "")]
