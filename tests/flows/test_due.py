"""Runs over time: what is asked again, what is not, and what the ledger says of it."""

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from flows.cli import main
from flows.parameters import IngestOptions
from flows.pipeline import PLAIN, ingest_sources
from flows.runs import Summary
from schemas.run import Coverage
from schemas.source import Bounds, Channel, Source
from tests.flows.command import query
from warehouse.connection import open_writer

PAGE = """<html><head><title>Berth {n} of the harbour</title></head><body><h1>Berth {n} of the
harbour</h1><p>2 March 2026</p><p>The harbour office has opened berth {n} to ferries on Monday, and
the minister came to see the first of them make fast. {n} more are to follow.</p></body></html>"""


class Site:
    """A publisher's site: pages by number, a feed of those listed, and the requests it got."""

    def __init__(self, server: HTTPServer) -> None:
        self.pages = {number: PAGE.format(n=number) for number in range(1, 4)}
        self.listed = [1, 2, 3]
        self.suffix = ""
        self.statuses: dict[str, int] = {}
        self.asked: list[str] = []
        self.full: list[str] = []
        self._server = server
        for path in ("/feed", *(f"/{number}" for number in range(1, 10))):
            server.expect_request(path).respond_with_handler(self._answer)

    @property
    def source(self) -> Source:
        channel = Channel(kind="feed", url=self._server.url_for("/feed"))
        return Source(
            id="s",
            name="S",
            bounds=Bounds(min_releases=1),
            channels=(channel,),
            private_hosts=("localhost",),
        )

    def take_asked(self) -> list[str]:
        """The paths asked for since the last time."""
        asked, self.asked = self.asked, []
        self.full.clear()
        return sorted(asked)

    def _answer(self, request: Request) -> Response:
        if request.path == "/robots.txt":
            return Response("no rules", status=404)
        self.asked.append(request.path)
        status = self.statuses.get(request.path, 200)
        if status != 200:
            return Response("", status=status)
        body = self._make_feed() if request.path == "/feed" else self.pages[int(request.path[1:])]
        etag = f'"{hash(body)}"'
        if request.headers.get("If-None-Match") == etag:
            return Response(status=304, headers={"ETag": etag})
        self.full.append(request.path)
        return Response(body, headers={"ETag": etag}, content_type="text/html")

    def _make_feed(self) -> str:
        items = "".join(
            f"<item><title>Berth {number}</title><link>{self._server.url_for(f'/{number}')}{self.suffix}</link></item>"
            for number in self.listed
        )
        return f'<rss version="2.0"><channel>{items}</channel></rss>'


@pytest.fixture
def site(httpserver: HTTPServer) -> Site:
    return Site(httpserver)


def ingest(home: Path, site: Site, *, due_only: bool = False) -> Coverage:
    return run(home, site, due_only=due_only).coverage[0]


def run(home: Path, site: Site, *, due_only: bool = False) -> Summary:
    options = IngestOptions(due_only=due_only)
    summary = ingest_sources(
        home,
        sources=[site.source],
        addresses=(),
        selection=options.selection,
        asked=options.model_dump_json(),
        steps=PLAIN,
    )
    (row,) = summary.coverage
    assert row.discovered_count == (
        row.loaded_count
        + row.unchanged_count
        + row.duplicate_count
        + row.rejected_count
        + row.failed_count
    )
    return summary


def turn_clock(home: Path, hours: float) -> None:
    """Make everything remembered older by so many hours."""
    moments = ("first_seen_at", "last_seen_at", "last_asked_at", "last_full_at", "next_due_at")
    changes = ", ".join(f"{name} = {name} - to_hours({hours:.0f})" for name in moments)
    with open_writer(home) as connection:
        connection.execute(f"UPDATE core.url_state SET {changes}")


def test_a_second_run_asks_only_for_changes_and_counts_every_document(site: Site, tmp_path: Path):
    assert ingest(tmp_path, site).loaded_count == 3
    site.take_asked()
    again = ingest(tmp_path, site)
    assert (again.discovered_count, again.unchanged_count, again.state) == (3, 3, "ok")
    assert (site.full, site.take_asked()) == ([], ["/1", "/2", "/3", "/feed"])


def test_an_edit_is_seen_behind_a_feed_that_did_not_change(site: Site, tmp_path: Path):
    ingest(tmp_path, site)
    site.pages[2] = site.pages[2].replace("ferries", "steamers")
    again = ingest(tmp_path, site)
    assert (again.loaded_count, again.unchanged_count) == (1, 2)


def test_a_channel_that_lists_a_secret_is_not_remembered_and_is_asked_in_full(
    httpserver: HTTPServer, tmp_path: Path
):
    code = "4c5a1d93e7b2"
    site = Site(httpserver)
    site.suffix = f"?access_token={code}"
    for _ in range(2):
        assert ingest(tmp_path, site).discovered_count == 3
        assert "/feed" in site.full
        site.take_asked()
    for name in ("warehouse.duckdb", "snapshot.duckdb"):
        assert code.encode() not in (tmp_path / name).read_bytes()


def test_what_is_not_due_is_not_asked_and_counts_as_unchanged(site: Site, tmp_path: Path):
    ingest(tmp_path, site, due_only=True)
    site.take_asked()
    again = ingest(tmp_path, site, due_only=True)
    assert (again.discovered_count, again.unchanged_count, again.state) == (3, 3, "ok")
    assert site.take_asked() == []
    turn_clock(tmp_path, 1)
    assert ingest(tmp_path, site, due_only=True).unchanged_count == 3
    assert "/feed" in site.take_asked()


def test_a_new_release_is_due_at_once(site: Site, tmp_path: Path):
    ingest(tmp_path, site)
    site.listed.append(4)
    site.pages[4] = PAGE.format(n=4)
    turn_clock(tmp_path, 1)
    site.take_asked()
    again = ingest(tmp_path, site, due_only=True)
    assert (again.loaded_count, again.unchanged_count) == (1, 3)


def test_a_publisher_that_refuses_us_stays_stopped_and_is_asked_rarely(site: Site, tmp_path: Path):
    site.statuses = {f"/{number}": 403 for number in (1, 2, 3)}
    assert ingest(tmp_path, site, due_only=True).state == "stopped"
    site.take_asked()
    again = ingest(tmp_path, site, due_only=True)
    assert (again.state, again.discovered_count, again.unchanged_count) == ("stopped", 3, 3)
    assert "0 of 3 documents are readable" in again.reason
    assert "blocked when last asked (http-403); not asked before" in again.reason
    assert site.take_asked() == []
    turn_clock(tmp_path, 24)
    site.statuses.clear()
    assert ingest(tmp_path, site, due_only=True).loaded_count == 3


def test_a_feed_that_refuses_us_is_a_stopped_source_whether_asked_or_not(
    site: Site, tmp_path: Path
):
    ingest(tmp_path, site)
    site.statuses = {"/feed": 403}
    turn_clock(tmp_path, 1)
    for _ in range(2):
        stopped = ingest(tmp_path, site, due_only=True)
        assert (stopped.state, stopped.discovered_count) == ("stopped", 0)
    assert "blocked" in stopped.reason
    health = query(tmp_path, "select blocked_count, gone_count from sources")
    assert health == [(1, 0)]


def test_a_page_that_is_gone_is_given_up_until_it_is_listed_anew(site: Site, tmp_path: Path):
    ingest(tmp_path, site)
    site.statuses = {"/2": 404}
    for _ in range(5):
        turn_clock(tmp_path, 200)
        ingest(tmp_path, site, due_only=True)
    assert site.asked.count("/2") == 1 + 4
    state = "select state, next_due_at from url_states where url like '%/2'"
    assert query(tmp_path, state) == [("gone", None)]
    pages = "select page_state, count(*) from releases group by all order by all"
    assert query(tmp_path, pages) == [("gone", 1), ("ok", 2)]
    site.listed = [1, 3]
    turn_clock(tmp_path, 200)
    ingest(tmp_path, site, due_only=True)
    site.take_asked()
    site.listed, site.statuses = [1, 2, 3], {}
    turn_clock(tmp_path, 200)
    assert ingest(tmp_path, site, due_only=True).unchanged_count == 3
    assert "/2" in site.take_asked()
    assert query(tmp_path, pages) == [("ok", 3)]


def test_a_run_that_dies_after_its_feed_was_read_hides_nothing_from_the_next(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def die(*_parts: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("flows.portions.fetch_batch", die)
        with pytest.raises(KeyboardInterrupt):
            ingest(tmp_path, site)
    again = ingest(tmp_path, site)
    assert (again.discovered_count, again.loaded_count) == (3, 3)
    assert site.full.count("/feed") == 1


def test_portions_of_one_run_share_an_archive_file(site: Site, tmp_path: Path):
    options = IngestOptions().selection.model_copy(update={"batch_size": 2})
    ingest_sources(
        tmp_path,
        sources=[site.source],
        addresses=(),
        selection=options,
        asked="{}",
        steps=PLAIN,
    )
    files = query(tmp_path, 'select distinct archive_file from raw."fetch"')
    assert len(files) == len(list((tmp_path / "archive").rglob("*.gz"))) == 1


def test_the_option_due_leaves_out_what_is_not_due(
    site: Site, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COMMUNIQUE_HOME", "")
    address = site.source.channels[0].url.replace("/feed", "/1")
    for option in ([], ["--due"]):
        given = ["--home", str(tmp_path), "ingest", "--direct", *option, address]
        assert main(given) == 0, capfd.readouterr().err
    reasons = query(tmp_path, "select outcome, reason from outcomes order by observed_at")
    assert reasons == [("loaded", ""), ("unchanged", "not due")]
