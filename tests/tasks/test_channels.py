from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from schemas.discovery import Reading
from schemas.errors import FetchError
from schemas.source import Bounds, Channel, ChannelKind, Source
from schemas.state import UrlState
from tasks.channels.ask import Channels
from tasks.channels.cadence import FULL_AFTER_COUNT, judge_visit
from tasks.channels.discover import discover_source
from tasks.network.fetch import Fetcher
from tasks.network.response import Response as Answer

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
FEED = """<rss version="2.0"><channel><title>News</title>{items}</channel></rss>"""
ITEM = "<item><title>Berth {n} opened</title><link>https://x.example/{n}</link></item>"


class Memory:
    """What a warehouse would remember, and the runs that ask."""

    def __init__(self, fetcher: Fetcher) -> None:
        self.fetcher = fetcher
        self.now = START
        self.states: dict[str, UrlState] = {}
        self.readings: dict[str, Reading] = {}
        self.kept: list[tuple[str, bytes]] = []

    def keep(self, url: str, answer: Answer) -> None:
        self.kept.append((url, answer.body))

    def run(self, source: Source, *, due_only: bool = False) -> list[str]:
        channels = Channels(
            source.id,
            source.cadence,
            now=lambda: self.now,
            started_at=self.now,
            keep=self.keep,
            find=self.states.get,
            recall=self.readings.get,
            due_only=due_only,
        )
        try:
            found = discover_source(source, self.fetcher, channels=channels)
        finally:
            for visit in channels.visits:
                self.states[visit.url] = judge_visit(self.states.get(visit.url), visit)
            self.readings.update(channels.readings)
        return [item.url for item in found.items]


@pytest.fixture
def memory() -> Iterator[Memory]:
    with Fetcher(deadline=5, retries=0) as fetcher:
        yield Memory(fetcher)


def make_source(url: str, kind: ChannelKind = "feed", **fields: str) -> Source:
    channel = Channel.model_validate({"kind": kind, "url": url, **fields})
    return Source(id="s", name="S", bounds=Bounds(), channels=(channel,))


def make_feed(*numbers: int) -> str:
    return FEED.format(items="".join(ITEM.format(n=number) for number in numbers))


def serve(server: HTTPServer, path: str, body: str, etag: str = '"a"') -> list[Request]:
    """Serve a page that knows its ETag; the requests made for it."""
    asked: list[Request] = []

    def answer(request: Request) -> Response:
        asked.append(request)
        if request.headers.get("If-None-Match") == etag:
            return Response(status=304, headers={"ETag": etag})
        return Response(body, headers={"ETag": etag})

    server.expect_request(path).respond_with_handler(answer)
    return asked


def test_a_feed_that_says_not_modified_lists_what_it_listed_before(
    httpserver: HTTPServer, memory: Memory
):
    asked = serve(httpserver, "/feed", make_feed(1, 2))
    source = make_source(httpserver.url_for("/feed"))
    first = memory.run(source)
    assert first == ["https://x.example/1", "https://x.example/2"]
    assert memory.run(source) == first
    assert asked[1].headers["If-None-Match"] == '"a"'
    assert memory.states[source.channels[0].url].not_modified_count == 1


def test_a_feed_with_the_same_bytes_is_not_read_again(httpserver: HTTPServer, memory: Memory):
    httpserver.expect_request("/feed").respond_with_data(make_feed(1, 2))
    source = make_source(httpserver.url_for("/feed"))
    first = memory.run(source)
    url = source.channels[0].url
    memory.readings[url] = memory.readings[url].model_copy(
        update={"links": memory.readings[url].links[:1]}
    )
    assert memory.run(source) == first[:1]


def test_a_feed_that_brings_something_new_is_read_and_asked_more_often(
    httpserver: HTTPServer, memory: Memory
):
    url = httpserver.url_for("/feed")
    hours: list[float] = []
    for numbers in ((1,), (1,), (1,), (1, 2)):
        httpserver.clear()
        # The bytes differ each time, as a date of building would make them; the list only once.
        httpserver.expect_request("/feed").respond_with_data(
            f"{make_feed(*numbers)}<!--{memory.now}-->"
        )
        found = memory.run(make_source(url))
        hours.append(memory.states[url].interval_hours)
        memory.now = memory.states[url].next_due_at or memory.now
    assert found[-1] == "https://x.example/2"
    assert hours == [1, 2, 4, 2]


def test_the_parts_of_a_sitemap_index_are_remembered_each_by_itself(
    httpserver: HTTPServer, memory: Memory
):
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    parts = [httpserver.url_for(f"/{name}") for name in "ab"]
    names = "".join(f"<sitemap><loc>{part}</loc></sitemap>" for part in parts)
    asked = serve(httpserver, "/map", f"<sitemapindex {space}>{names}</sitemapindex>")
    for name in "ab":
        page = f"<urlset {space}><url><loc>https://x.example/{name}</loc></url></urlset>"
        asked += serve(httpserver, f"/{name}", page)
    source = make_source(httpserver.url_for("/map"), "sitemap")
    first = memory.run(source)
    assert first == ["https://x.example/a", "https://x.example/b"]
    assert memory.run(source) == first
    assert {state.not_modified_count for state in memory.states.values()} == {1}
    assert len(memory.states) == 3


def test_a_channel_that_is_read_in_another_way_is_asked_in_full(
    httpserver: HTTPServer, memory: Memory
):
    page = '<main><p><a href="/1">Berth one opened today</a></p><h2><a href="/2">Berth two</a></h2></main>'
    asked = serve(httpserver, "/list", page)
    url = httpserver.url_for("/list")
    memory.run(make_source(url, "listing", links="p a"))
    assert memory.run(make_source(url, "listing", links="h2 a")) == [httpserver.url_for("/2")]
    assert "If-None-Match" not in asked[1].headers


def test_the_whole_channel_is_asked_for_now_and_then(httpserver: HTTPServer, memory: Memory):
    asked = serve(httpserver, "/feed", make_feed(1))
    for _ in range(FULL_AFTER_COUNT + 2):
        memory.run(make_source(httpserver.url_for("/feed")))
    is_full = ["If-None-Match" not in request.headers for request in asked]
    assert [number for number, full in enumerate(is_full) if full] == [0, FULL_AFTER_COUNT + 1]


def test_a_channel_that_is_not_due_is_not_asked_and_still_lists(
    httpserver: HTTPServer, memory: Memory
):
    asked = serve(httpserver, "/feed", make_feed(1))
    source = make_source(httpserver.url_for("/feed"))
    first = memory.run(source, due_only=True)
    assert memory.run(source, due_only=True) == first
    assert len(asked) == 1
    memory.now += timedelta(hours=1)
    assert memory.run(source, due_only=True) == first
    assert len(asked) == 2


def test_a_channel_that_refused_us_is_told_of_and_not_asked_before_its_time(
    httpserver: HTTPServer, memory: Memory
):
    httpserver.expect_request("/feed").respond_with_data("no", status=403)
    source = make_source(httpserver.url_for("/feed"))
    with pytest.raises(FetchError, match="HTTP 403"):
        memory.run(source)
    with pytest.raises(FetchError, match=r"blocked when last asked \(http-403\); not asked before"):
        memory.run(source, due_only=True)
    assert len(httpserver.log) == 1


def test_a_channel_that_lists_nothing_is_a_failure_and_remembered_as_empty(
    httpserver: HTTPServer, memory: Memory
):
    serve(httpserver, "/feed", make_feed())
    url = httpserver.url_for("/feed")
    with pytest.raises(FetchError, match="no entries"):
        memory.run(make_source(url))
    assert (memory.states[url].state, memory.readings) == ("empty", {})
    with pytest.raises(FetchError, match="no entries"):
        memory.run(make_source(url))


def test_the_page_past_the_last_of_a_listing_is_no_trouble(httpserver: HTTPServer, memory: Memory):
    page = '<main><p><a href="/1">Berth one opened today</a></p></main>'
    httpserver.expect_request("/list", query_string="").respond_with_data(page)
    httpserver.expect_request("/list", query_string="p=2").respond_with_data("", status=404)
    url = httpserver.url_for("/list")
    memory.run(make_source(url, "listing", links="p a", pages=f"{url}?p={{page}}"))
    assert {state.state for state in memory.states.values()} == {"ok"}
