from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.document import Fetch
from schemas.errors import StorageError, WarehouseError
from schemas.run import Coverage
from schemas.source import Channel, Schedule, Source
from tasks.archive.stage import read_staged, stage_batch
from tasks.channels.cadence import judge_visit
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
from warehouse.known import list_rejections
from warehouse.load import finish_run, load_batch, save_sources

DAY = timedelta(days=1)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    begin(tmp_path)
    yield tmp_path
    with open_writer(tmp_path) as connection:
        failed = [check for check in run_checks(connection) if check.forbids]
    assert failed == []


def select(home: Path, sql: str) -> list[tuple[object, ...]]:
    with open_writer(home) as connection:
        return connection.execute(sql).fetchall()


def count(coverage: Coverage) -> dict[str, int]:
    counts = coverage.model_dump(
        include={name for name in Coverage.model_fields if "count" in name}
    )
    return {name.removesuffix("_count"): number for name, number in counts.items() if number}


def test_a_batch_is_loaded_and_its_documents_are_all_accounted_for(home: Path) -> None:
    gone, same, bad = make_fetch(3, outcome="failed"), make_fetch(4), make_fetch(5)
    records = [*make_documents([1, 2]), gone, make_fetch(6, outcome="unchanged"), bad]
    records += [
        make_rejection(bad),
        same,
        make_release(same, body="The body of https://ministry.example/1."),
    ]
    coverage = load(home, records)
    assert count(coverage) == {
        "discovered": 6,
        "loaded": 2,
        "unchanged": 1,
        "duplicate": 1,
        "rejected": 1,
        "failed": 1,
    }
    assert (coverage.state, coverage.reason) == ("partial", "holds no letters")


def test_a_batch_loaded_twice_changes_nothing(home: Path) -> None:
    records = make_documents(range(5))
    first = load(home, records)
    before = select(home, "FROM core.release ORDER BY ALL")
    assert load(home, records) == first
    assert select(home, "FROM core.release ORDER BY ALL") == before
    assert select(home, "SELECT count(*) FROM raw.batch") == [(1,)]


def test_the_same_documents_in_a_later_run_are_unchanged_and_seen_again(home: Path) -> None:
    load(home, make_documents(range(3)))
    begin(home, "r2", days=1)
    again: list[Record] = []
    for number in range(3):
        fetch = make_fetch(number, run="r2", at=START + DAY)
        again += [fetch, make_release(fetch)]
    assert count(load(home, again, run="r2")) == {"discovered": 3, "unchanged": 3}
    assert select(home, "SELECT count(*) FROM core.release_version") == [(3,)]
    assert select(home, "SELECT count(*) FROM core.release WHERE last_seen_at > first_seen_at") == [
        (3,)
    ]


def test_a_document_the_publisher_says_is_unchanged_was_seen_again(home: Path) -> None:
    load(home, make_documents([1]))
    begin(home, "r2", days=1)
    load(home, [make_fetch(1, run="r2", outcome="unchanged", at=START + DAY)], run="r2")
    assert select(home, "SELECT last_seen_at::DATE::VARCHAR FROM core.release") == [("2026-03-03",)]
    assert select(home, "SELECT count(DISTINCT release_id) FROM core.outcome") == [(1,)]


def test_an_edited_release_gets_a_version_that_says_what_changed(home: Path) -> None:
    load(home, make_documents([1]))
    begin(home, "r2", days=1)
    fetch = make_fetch(1, run="r2", raw="edited", at=START + DAY)
    coverage = load(
        home, [fetch, make_release(fetch, body="Corrected.", published_on=None)], run="r2"
    )
    assert count(coverage) == {"discovered": 1, "loaded": 1}
    rows = select(
        home, "SELECT version, cause, changed_fields, body FROM core.release_version ORDER BY 1"
    )
    assert rows == [
        (1, "first", [], "The body of https://ministry.example/1."),
        (2, "edited", ["body", "published_on"], "Corrected."),
    ]
    assert select(home, "SELECT version, is_current FROM mart.release_versions ORDER BY 1") == [
        (1, False),
        (2, True),
    ]


def test_two_versions_of_one_document_in_one_batch_are_kept_in_order(home: Path) -> None:
    first, second = make_fetch(1), make_fetch(2, url="https://ministry.example/1", raw="b")
    load(home, [first, make_release(first), second, make_release(second, body="Later.")])
    rows = select(
        home, "SELECT version, cause, changed_fields FROM core.release_version ORDER BY 1"
    )
    assert rows == [(1, "first", []), (2, "edited", ["body"])]


def test_a_copy_elsewhere_is_kept_counted_and_linked_to_the_earliest(home: Path) -> None:
    load(home, make_documents([1]))
    copies: list[Record] = []
    for number in (7, 8):
        fetch = make_fetch(number, source="wire")
        copies += [fetch, make_release(fetch, body="The body of https://ministry.example/1.")]
    assert count(load(home, copies, source="wire")) == {"discovered": 2, "duplicate": 2}
    rows = select(
        home,
        """SELECT release.url, origin.url FROM core.release AS release
        LEFT JOIN core.release AS origin ON origin.release_id = release.duplicate_of_release_id
        ORDER BY 1""",
    )
    origin = "https://ministry.example/1"
    assert rows == [
        (origin, None),
        ("https://wire.example/7", origin),
        ("https://wire.example/8", origin),
    ]
    assert select(home, "SELECT count(*) FROM core.near_duplicate") == [(2,)]


def test_a_copy_stays_one_when_its_origin_is_edited_and_ends_when_itself_is(home: Path) -> None:
    body = "One text."
    first, second = make_fetch(1), make_fetch(2)
    load(home, [first, make_release(first, body=body), second, make_release(second, body=body)])
    begin(home, "r2", days=1)
    first = make_fetch(1, run="r2", raw="b", at=START + DAY)
    load(home, [first, make_release(first, body="Edited origin.")], run="r2")
    assert select(home, "SELECT count(duplicate_of_release_id) FROM core.release") == [(1,)]
    begin(home, "r3", days=2)
    second = make_fetch(2, run="r3", raw="c", at=START + 2 * DAY)
    edited = load(home, [second, make_release(second, body="Edited copy.")], run="r3")
    assert count(edited) == {"discovered": 1, "loaded": 1}
    assert select(home, "SELECT count(duplicate_of_release_id) FROM core.release") == [(0,)]
    assert select(home, "SELECT count(*) FROM core.near_duplicate") == [(0,)]


def test_a_release_seen_earlier_but_loaded_later_becomes_the_origin(home: Path) -> None:
    late, early = make_fetch(2, at=START + DAY), make_fetch(1)
    load(home, [late, make_release(late, body="One text.")])
    load(home, [early, make_release(early, body="One text.")], index=1)
    rows = select(home, "SELECT url, duplicate_of_release_id IS NULL FROM core.release ORDER BY 1")
    assert rows == [("https://ministry.example/1", True), ("https://ministry.example/2", False)]


def conflict(run: str, *, swap: bool = False, at: timedelta = timedelta()) -> list[Record]:
    """Two documents that state one address with different texts."""
    canonical = "https://ministry.example/canonical"
    first = make_fetch(1, run=run, url="https://ministry.example/a", at=START + at)
    second = make_fetch(2, run=run, url="https://ministry.example/b", at=START + at)
    one = [first, make_release(first, url=canonical, body="Text A.")]
    two = [second, make_release(second, url=canonical, body="Text B.")]
    return [*two, *one] if swap else [*one, *two]


@pytest.mark.parametrize("swap", [False, True])
@pytest.mark.parametrize("apart", [False, True])
def test_of_two_documents_with_one_address_the_first_is_kept_in_every_run(
    home: Path, *, swap: bool, apart: bool
) -> None:
    for number, run in enumerate(("r1", "r2", "r3")):
        begin(home, run, days=number)
        records = conflict(run, swap=swap and number > 0, at=number * DAY)
        batches = [records[:2], records[2:]] if apart else [records]
        results = [load(home, batch, run=run, index=index) for index, batch in enumerate(batches)]
        total = {"loaded": 0, "unchanged": 0, "rejected": 0}
        for result in results:
            for name in total:
                total[name] += count(result).get(name, 0)
        assert total == {"loaded": int(number == 0), "unchanged": int(number > 0), "rejected": 1}
    assert select(home, "SELECT version, body FROM core.release_version") == [(1, "Text A.")]
    (rejection,) = list_rejections(home)
    assert rejection.url == "https://ministry.example/b"
    assert "https://ministry.example/a is kept" in rejection.reason


def test_the_other_document_takes_over_when_the_first_is_gone(home: Path) -> None:
    load(home, conflict("r1"))
    begin(home, "r2", days=1)
    gone = make_fetch(
        1, run="r2", url="https://ministry.example/a", outcome="failed", at=START + DAY
    )
    records = [gone, *conflict("r2", at=DAY)[2:]]
    assert count(load(home, records, run="r2")) == {"discovered": 2, "loaded": 1, "failed": 1}
    assert list_rejections(home) == []


def test_the_holder_answering_unchanged_keeps_its_release(home: Path) -> None:
    load(home, conflict("r1"))
    begin(home, "r2", days=1)
    same = make_fetch(
        1, run="r2", url="https://ministry.example/a", outcome="unchanged", at=START + DAY
    )
    records = [same, *conflict("r2", at=DAY)[2:]]
    assert count(load(home, records, run="r2")) == {"discovered": 2, "unchanged": 1, "rejected": 1}


def test_other_rules_replace_what_we_say_and_keep_what_was_said(home: Path) -> None:
    fetch = make_fetch(1)
    load(home, [fetch, make_release(fetch)])
    begin(home, "r2", days=1)
    better = make_release(fetch, rules="rules-2", kind="readout-meeting")
    assert count(load(home, [fetch, better], run="r2", cause="reprocess")) == {
        "discovered": 1,
        "unchanged": 1,
    }
    rows = select(
        home,
        "SELECT version, kind, rule_version, run_id, classified_run_id FROM core.release_version",
    )
    assert rows == [(1, "readout-meeting", "rules-2", "r1", "r2")]
    assert select(home, "SELECT rule_version FROM core.topic_assignment") == [("rules-2",)]
    assert select(home, "SELECT count(*), bool_and(is_chosen) FROM core.date_candidate") == [
        (1, True)
    ]


def test_reading_better_makes_a_version_that_is_not_called_an_edit(home: Path) -> None:
    fetch = make_fetch(1)
    load(home, [fetch, make_release(fetch)])
    begin(home, "r2", days=1)
    better = make_release(fetch, body="A better reading.", rules="rules-2")
    assert count(load(home, [fetch, better], run="r2", cause="reprocess")) == {
        "discovered": 1,
        "loaded": 1,
    }
    rows = select(home, "SELECT version, cause, run_id FROM core.release_version ORDER BY 1")
    assert rows == [(1, "first", "r1"), (2, "reprocessed", "r2")]
    assert select(home, "SELECT is_edited FROM mart.releases") == [(False,)]


def test_reading_an_older_document_again_does_not_undo_a_newer_statement(home: Path) -> None:
    canonical = "https://ministry.example/canonical"
    old = make_fetch(1, url="https://ministry.example/old")
    load(home, [old, make_release(old, url=canonical, body="Before.")])
    begin(home, "r2", days=1)
    new = make_fetch(2, run="r2", url="https://ministry.example/new", at=START + DAY)
    load(home, [new, make_release(new, url=canonical, body="After.")], run="r2")
    begin(home, "r3", days=2)
    records = [old, make_release(old, url=canonical, body="Before!")]
    records += [new, make_release(new, url=canonical, body="After.")]
    coverage = load(home, records, run="r3", cause="reprocess")
    assert count(coverage) == {"discovered": 2, "unchanged": 2}
    assert select(home, "SELECT body FROM mart.releases") == [("After.",)]


def test_a_rejection_stands_once_until_a_load_settles_it(home: Path) -> None:
    bad = make_fetch(1)
    load(home, [bad, make_rejection(bad)])
    begin(home, "r2", days=1)
    again = make_fetch(1, run="r2", at=START + DAY)
    load(home, [again, make_rejection(again)], run="r2")
    rows = select(
        home,
        "SELECT run_id, first_rejected_at::DATE::VARCHAR, last_rejected_at::DATE::VARCHAR FROM raw.rejection",
    )
    assert rows == [("r2", "2026-03-02", "2026-03-03")]
    begin(home, "r3", days=2)
    load(home, [again, make_release(again)], run="r3", cause="reprocess")
    rows = select(home, "SELECT resolution, resolved_at::DATE::VARCHAR FROM raw.rejection")
    assert rows == [("loaded", "2026-03-04")]
    assert list_rejections(home) == []


def test_another_reason_takes_the_place_of_the_former(home: Path) -> None:
    bad = make_fetch(1)
    load(home, [bad, make_rejection(bad)])
    begin(home, "r2", days=1)
    load(home, [bad, make_rejection(bad, "states no date")], run="r2", cause="reprocess")
    assert [rejection.reason for rejection in list_rejections(home)] == ["states no date"]
    assert select(home, "SELECT count(*) FROM raw.rejection") == [(2,)]


def test_a_batch_with_a_record_missing_loads_nothing(home: Path) -> None:
    records = make_documents(range(4))
    batch = make_batch(records)
    with pytest.raises(
        WarehouseError, match=r"manifest says 4 readable.*holds 3.*run the source again"
    ):
        load_batch(home, batch, records[:-1], "ingest", judge_visit, compare=compare_versions)
    assert select(home, "SELECT count(*) FROM raw.fetch") == [(0,)]
    assert (
        load_batch(
            home, batch, records, "ingest", judge_visit, compare=compare_versions
        ).loaded_count
        == 4
    )


def test_a_staged_file_lost_or_cut_short_loads_nothing(home: Path) -> None:
    records = make_documents(range(4))
    fetches = [record for record in records if isinstance(record, Fetch)]
    results = [record for record in records if not isinstance(record, Fetch)]
    batch = stage_batch(
        home, run_id="r1", source_id=fetches[0].source_id, index=0, fetches=fetches, records=results
    )
    path = home / batch.staged_file
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[:-300], encoding="utf-8")
    with pytest.raises(StorageError, match="missing or damaged; run the same command again"):
        load_batch(
            home, batch, read_staged(home, batch), "ingest", judge_visit, compare=compare_versions
        )
    path.unlink()
    with pytest.raises(StorageError, match="missing or damaged; run the same command again"):
        load_batch(
            home, batch, read_staged(home, batch), "ingest", judge_visit, compare=compare_versions
        )
    assert select(home, "SELECT count(*) FROM raw.fetch") == [(0,)]
    path.write_text(whole, encoding="utf-8")
    assert (
        load_batch(
            home, batch, read_staged(home, batch), "ingest", judge_visit, compare=compare_versions
        ).loaded_count
        == 4
    )


def test_trouble_while_records_are_read_is_not_blamed_on_the_warehouse(home: Path) -> None:
    def fail() -> Iterator[Record]:
        yield make_fetch(1)
        raise FileNotFoundError("elsewhere")

    with pytest.raises(FileNotFoundError, match="elsewhere"):
        load_batch(
            home,
            make_batch([make_fetch(1)]),
            fail(),
            "ingest",
            judge_visit,
            compare=compare_versions,
        )


def test_contradictory_records_are_refused_in_one_line(home: Path) -> None:
    first, second = make_fetch(1), make_fetch(2)
    batch = make_batch([first, second, make_release(first), make_rejection(first)])
    with pytest.raises(
        WarehouseError, match=r"r1/ministry/. needs exactly one release or rejection"
    ):
        load_batch(
            home,
            batch,
            [first, second, make_release(first), make_rejection(first)],
            "ingest",
            judge_visit,
            compare=compare_versions,
        )
    with pytest.raises(WarehouseError, match="run r9 was never started"):
        load(home, make_documents([1], run="r9"), run="r9")


def test_a_run_left_by_a_dead_process_is_closed_with_what_it_loaded(home: Path) -> None:
    load(home, make_documents(range(3)))
    begin(home, "r2", days=1)
    rows = select(home, "SELECT run_id, state, finished_at IS NOT NULL FROM raw.run ORDER BY 1")
    assert rows == [("r1", "crashed", True), ("r2", "running", False)]
    rows = select(home, "SELECT run_id, loaded_count, state FROM core.coverage")
    assert rows == [("r1", 3, "stopped")]


def test_a_finished_run_has_its_ledger(home: Path) -> None:
    coverage = load(home, make_documents(range(3)))
    finish_run(home, "r1", "completed", START + DAY, [coverage])
    finish_run(home, "r1", "completed", START + DAY, [coverage])
    rows = select(home, "SELECT source_id, loaded_count, run_state, is_latest FROM mart.coverage")
    assert rows == [("ministry", 3, "completed", True)]
    with pytest.raises(WarehouseError, match="run r9 was never started"):
        finish_run(home, "r9", "completed", START, [])


def test_a_source_is_written_as_its_file_now_describes_it(home: Path) -> None:
    source = Source(
        id="ministry",
        name="Ministry",
        languages=("fr",),
        schedule=Schedule(cron="0 6 * * *"),
        channels=(Channel(kind="feed", url="https://ministry.example/feed"),),
    )
    save_sources(home, [source])
    save_sources(home, [source.model_copy(update={"name": "The Ministry"})])
    rows = select(home, "SELECT source_id, name, languages, cron, channel_kinds FROM core.source")
    assert rows == [("ministry", "The Ministry", ["fr"], "0 6 * * *", ["feed"])]


def test_a_source_saved_twice_at_once_is_one_row(home: Path) -> None:
    source = Source(
        id="ministry", name="Ministry", channels=(Channel(kind="feed", url="https://m.example/"),)
    )
    save_sources(home, [source, source])
    assert select(home, "SELECT count(*) FROM core.source") == [(1,)]


def test_a_batch_id_that_comes_with_other_documents_is_refused(home: Path) -> None:
    load(home, make_documents([1]))
    with pytest.raises(WarehouseError, match="two sources share one id"):
        load(home, make_documents([1, 2]))


def test_a_page_somebody_saved_never_replaces_what_its_publisher_said(home: Path) -> None:
    page = make_fetch(1)
    load(home, [page, make_release(page, body="As published.")])
    begin(home, "r2", days=1)
    saved = make_fetch(2, run="r2", source="files", url="file:///saved.html", at=START + DAY)
    forged = make_release(saved, url=page.url, body="As forged.")
    assert count(load(home, [saved, forged], run="r2", source="files")) == {
        "discovered": 1,
        "rejected": 1,
    }
    assert select(home, "SELECT body FROM mart.releases") == [("As published.",)]


def test_a_publisher_takes_over_a_release_that_was_known_from_a_saved_page(home: Path) -> None:
    saved = make_fetch(2, source="files", url="file:///saved.html")
    page = make_fetch(1, run="r2", at=START + DAY)
    load(home, [saved, make_release(saved, url=page.url, body="As saved.")], source="files")
    begin(home, "r2", days=1)
    load(home, [page, make_release(page, body="As published.")], run="r2")
    assert select(home, "SELECT body FROM mart.releases") == [("As published.",)]


def test_a_text_that_differs_under_other_rules_is_not_called_an_edit(home: Path) -> None:
    first = make_fetch(1)
    load(home, [first, make_release(first)])
    begin(home, "r2", days=1)
    second = make_fetch(1, run="r2", raw="other bytes", at=START + DAY)
    load(home, [second, make_release(second, body="Read otherwise.", rules="rules-2")], run="r2")
    rows = select(home, "SELECT version, cause FROM core.release_version ORDER BY 1")
    assert rows == [(1, "first"), (2, "reread")]


def test_what_was_known_on_a_day_does_not_change_when_the_archive_is_read_again(home: Path) -> None:
    fetch = make_fetch(1)
    load(home, [fetch, make_release(fetch)])
    begin(home, "r2", days=1)
    better = make_release(fetch, body="A better reading.", rules="rules-2")
    load(home, [fetch, better], run="r2", cause="reprocess")
    known = select(
        home,
        "SELECT version, recorded_at < superseded_at FROM mart.release_versions ORDER BY version",
    )
    assert known == [(1, True), (2, None)]
