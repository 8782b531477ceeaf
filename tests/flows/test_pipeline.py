import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from flows.parameters import IngestOptions, Selection
from flows.pipeline import PLAIN, ingest_sources, read_again
from flows.portions import Found, discover_portions
from flows.progress import watch
from flows.runs import Summary, require_documents
from schemas.errors import FetchError, InputError
from schemas.source import Bounds, Channel, ChannelKind, Source
from tests.flows.command import query, write_releases
from warehouse.known import list_archived, list_rejected_fetches


class Listener:
    """Keeps what a run says."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def begin(self, source_id: str, count: int) -> None:
        self.lines.append(f"{source_id} begins with {count}")

    def advance(self, source_id: str, stage: str, count: int) -> None:
        self.lines.append(f"{source_id} {stage} {count}")

    def say(self, line: str) -> None:
        self.lines.append(line)


def make_source(name: str, url: str | Path, kind: ChannelKind = "folder", **bounds: int) -> Source:
    return Source(
        id=name, name=name, bounds=Bounds(**bounds), channels=(Channel(kind=kind, url=str(url)),)
    )


def ingest(home: Path, *sources: Source, addresses: tuple[str, ...] = ()) -> Summary:
    options = IngestOptions(batch_size=100)
    return ingest_sources(
        home,
        sources=sources,
        addresses=addresses,
        selection=options.selection,
        asked=options.model_dump_json(),
        steps=PLAIN,
    )


def test_too_few_readable_documents_stop_that_source_and_no_other(tmp_path: Path):
    few, enough = (write_releases(tmp_path / name, 3) for name in ("few", "enough"))
    (few / "broken.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    summary = ingest(
        tmp_path, make_source("few", few, min_releases=4), make_source("enough", enough)
    )
    stopped, loaded = summary.coverage
    assert summary.state == "partial"
    assert (stopped.state, stopped.discovered_count, stopped.rejected_count) == ("stopped", 4, 4)
    assert "bounds.min_releases in few.toml" in stopped.reason
    assert "3 of 4 documents are readable" in stopped.reason
    assert "PNG" in stopped.reason
    assert (loaded.state, loaded.loaded_count) == ("ok", 3)
    assert query(tmp_path, "select distinct source_id from releases") == [("enough",)]


def test_a_stopped_source_is_loaded_from_the_archive_once_its_bound_is_lowered(tmp_path: Path):
    few = write_releases(tmp_path / "few", 3)
    ingest(tmp_path, make_source("few", few, min_releases=4))
    again = read_again(
        tmp_path,
        "reprocess",
        sources={},
        find_fetches=lambda: [fetch for part in list_archived(tmp_path) for fetch in part],
        batch_size=100,
        asked="{}",
        steps=PLAIN,
    )
    assert again.state == "completed"
    assert again.count_new() == 3


def test_what_a_stopped_source_gave_is_quarantined_and_replayed_after_the_fix(tmp_path: Path):
    few = write_releases(tmp_path / "few", 3)
    ingest(tmp_path, make_source("few", few, min_releases=4))
    rows = query(tmp_path, "select stage, count(*) from rejections group by all")
    assert rows == [("bounds", 3)]
    again = read_again(
        tmp_path,
        "replay",
        sources={},
        find_fetches=lambda: list_rejected_fetches(tmp_path),
        batch_size=100,
        asked="{}",
        steps=PLAIN,
    )
    assert again.count_new() == 3
    assert query(tmp_path, "select count(*) from rejections") == [(0,)]


def test_a_chosen_range_of_days_is_not_held_against_the_minimum(tmp_path: Path):
    source = make_source("few", write_releases(tmp_path / "few", 3), min_releases=4)
    options = IngestOptions(since=dt.date(2020, 1, 1))
    summary = ingest_sources(
        tmp_path,
        sources=[source],
        addresses=(),
        selection=options.selection,
        asked="{}",
        steps=PLAIN,
    )
    assert summary.coverage[0].loaded_count == 3


def test_a_surprise_at_one_source_never_costs_the_others(tmp_path: Path):
    def discover(home: Path, run_id: str, source: Source, selection: Selection) -> Found:
        if source.id == "bad":
            raise ValueError("a surprise")
        return discover_portions(home, run_id, source, selection)

    sources = [make_source(name, write_releases(tmp_path / name, 2)) for name in ("bad", "good")]
    summary = ingest_sources(
        tmp_path,
        sources=sources,
        addresses=(),
        selection=IngestOptions().selection,
        asked="{}",
        steps=replace(PLAIN, discover=discover),
    )
    assert [row.state for row in summary.coverage] == ["stopped", "ok"]
    assert "ValueError: a surprise" in summary.coverage[0].reason
    assert query(tmp_path, "select count(*) from releases") == [(2,)]


def test_a_channel_that_failed_makes_the_run_partial(tmp_path: Path):
    folder = write_releases(tmp_path / "good", 2)
    channels = (
        Channel(kind="folder", url=str(folder)),
        Channel(kind="feed", url=(tmp_path / "none.xml").as_uri()),
    )
    summary = ingest(tmp_path, Source(id="half", name="half", channels=channels))
    assert (summary.state, summary.coverage[0].state) == ("partial", "partial")
    assert summary.coverage[0].loaded_count == 2


def test_more_than_expected_is_loaded_and_said(tmp_path: Path):
    folder = write_releases(tmp_path / "many", 5)
    listener = Listener()
    with watch(listener):
        summary = ingest(tmp_path, make_source("many", folder, max_releases=4))
    assert summary.state == "completed"
    assert any("raise bounds.max_releases in many.toml" in line for line in listener.lines)


def test_unchanged_documents_count_towards_the_minimum(tmp_path: Path):
    source = make_source("same", write_releases(tmp_path / "same", 5), min_releases=5)
    assert ingest(tmp_path, source).state == "completed"
    again = ingest(tmp_path, source)
    assert again.state == "completed"
    assert again.coverage[0].unchanged_count == 5


def test_a_source_whose_only_channel_fails_does_not_hide_another(tmp_path: Path):
    good = make_source("good", write_releases(tmp_path / "good", 2))
    bad = make_source("bad", (tmp_path / "none.xml").as_uri(), "feed")
    summary = ingest(tmp_path, bad, good)
    assert [row.state for row in summary.coverage] == ["stopped", "ok"]
    assert "none.xml" in summary.coverage[0].reason
    assert summary.state == "partial"


def test_finding_nothing_at_all_is_a_failure_not_a_success(tmp_path: Path):
    summary = ingest(tmp_path, make_source("bad", (tmp_path / "none.xml").as_uri(), "feed"))
    assert summary.state == "failed"
    with pytest.raises(FetchError, match=r"none\.xml"):
        require_documents(summary)
    assert query(tmp_path, "select state from runs") == [("failed",)]


def test_an_input_that_is_not_there_is_refused_before_anything_is_written(tmp_path: Path):
    with pytest.raises(InputError, match="no such file"):
        ingest(tmp_path, addresses=(str(tmp_path / "nothing"),))
    assert not (tmp_path / "warehouse.duckdb").exists()


def test_days_leave_out_what_the_feed_dates_otherwise(tmp_path: Path, httpserver: HTTPServer):
    httpserver.expect_request(re.compile("/")).respond_with_data("gone", status=404)
    items = "".join(
        f"<item><title>Berth {day}</title><link>{httpserver.url_for(str(day))}</link>"
        f"<pubDate>{day} Mar 2026 10:00:00 GMT</pubDate>"
        f"<description>Berth {day} was opened to ferries by the harbour office.</description></item>"
        for day in (1, 2, 3)
    )
    feed = tmp_path / "feed.xml"
    feed.write_text(f'<rss version="2.0"><channel>{items}</channel></rss>', encoding="utf-8")
    options = IngestOptions(since=dt.date(2026, 3, 2), until=dt.date(2026, 3, 2))
    summary = ingest_sources(
        tmp_path,
        sources=[],
        addresses=[str(feed)],
        selection=options.selection,
        asked="{}",
        steps=PLAIN,
    )
    assert summary.coverage[0].discovered_count == 1


def test_what_a_killed_run_staged_is_swept_by_the_next(tmp_path: Path):
    left = tmp_path / "staging" / "20260101T000000-dead00" / "files-0.jsonl"
    left.parent.mkdir(parents=True)
    left.write_text("half a line")
    ingest(tmp_path, addresses=(str(write_releases(tmp_path / "releases", 2)),))
    assert list((tmp_path / "staging").iterdir()) == []
