import json
from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from schemas.discovery import Link
from schemas.errors import FetchError
from schemas.source import Channel, Items
from tasks.channels.walk import fill_address, start_walk, walk_channel
from tasks.network.fetch import Fetcher

DAY = date(2026, 3, 1)


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(deadline=5, retries=0) as fetcher:
        yield fetcher


class Archive:
    """A listing of releases on pages, newest first, and what was asked of it."""

    def __init__(
        self, server: HTTPServer, pages: int, *, beyond: str = "404", size: int = 3
    ) -> None:
        self.asked: list[str] = []
        self.pages, self.beyond, self.size = pages, beyond, size
        self.url = server.url_for("/news")
        server.expect_request("/news").respond_with_handler(self._answer)
        server.expect_request("/api").respond_with_handler(self._answer_json)

    def _answer(self, request: Request) -> Response:
        self.asked.append(request.full_path.partition("?")[2])
        number = int(request.args.get("page", "1"))
        if number > self.pages:
            if self.beyond == "404":
                return Response("gone", 404)
            number = 1 if self.beyond == "first" else self.pages
        items = "".join(
            f'<li><time datetime="2026-{13 - number:02}-{9 - n:02}"></time>'
            f'<a href="/r/{number}-{n}">Release {n} of page {number}</a></li>'
            for n in range(self.size)
        )
        following = f'<a rel="next" href="?page={number + 1}">2</a>' if number < self.pages else ""
        return Response(f"<ul class='r'>{items}</ul>{following}", content_type="text/html")

    def _answer_json(self, request: Request) -> Response:
        self.asked.append(request.full_path.partition("?")[2])
        place = int(request.args.get("after") or request.args.get("page") or 0)
        place = int(request.args.get("offset", place * self.size)) // self.size
        rows = [{"url": f"/r/{place}-{n}", "title": "A title"} for n in range(self.size)]
        more = place + 1 < self.pages
        body = {
            "rows": rows if place < self.pages else [],
            "cursor": str(place + 1) if more else None,
            "link": f"/api?page={place + 1}" if more else None,
        }
        return Response(json.dumps(body), content_type="application/json")


def walk(channel: Channel, fetcher: Fetcher, **options: object) -> tuple[list[str], list[str]]:
    problems: list[str] = []
    links = walk_channel(channel, start_walk(channel, 0), fetcher, problems, **options)  # pyright: ignore[reportArgumentType]
    return [link.url.rpartition("/")[2] for link in links], problems


def listing(archive: Archive, **options: object) -> Channel:
    return Channel.model_validate(
        {"kind": "listing", "url": archive.url, "links": "ul.r a", **options}
    )


def test_a_daily_run_turns_a_few_pages_and_no_more(httpserver: HTTPServer, fetcher: Fetcher):
    archive = Archive(httpserver, 9)
    found, problems = walk(listing(archive), fetcher)
    assert archive.asked == ["", "page=2", "page=3"]
    assert (len(found), problems) == (9, [])
    found, _ = walk(listing(archive, max_pages=5), fetcher)
    assert len(found) == 15


def test_pages_are_counted_where_the_source_gives_a_template(
    httpserver: HTTPServer, fetcher: Fetcher
):
    archive = Archive(httpserver, 4)
    template = archive.url + "?page={page}"
    found, problems = walk(listing(archive, pages=template, max_pages=50), fetcher)
    assert archive.asked == ["", "page=2", "page=3", "page=4", "page=5"]
    assert (len(set(found)), problems) == (12, [])
    archive.asked.clear()
    walk(listing(archive, pages=template, first=1, last=3, max_pages=50), fetcher)
    assert archive.asked == ["", "page=1", "page=2", "page=3"]


@pytest.mark.parametrize("beyond", ["first", "last"])
def test_a_site_that_answers_past_its_last_page_is_left(
    beyond: str, httpserver: HTTPServer, fetcher: Fetcher
):
    archive = Archive(httpserver, 3, beyond=beyond)
    template = archive.url + "?page={page}"
    found, problems = walk(listing(archive, pages=template, max_pages=1000), fetcher)
    assert len(archive.asked) <= 5
    assert (len(set(found)), problems) == (9, [])


def test_pages_that_lead_in_a_circle_are_each_read_once(httpserver: HTTPServer, fetcher: Fetcher):
    for here, there in (("a", "b"), ("b", "c"), ("c", "a")):
        httpserver.expect_request(f"/{here}").respond_with_data(
            f'<p class="r"><a href="/r/{here}">A</a></p><a rel="next" href="/{there}">next</a>'
        )
    channel = Channel(kind="listing", url=httpserver.url_for("/a"), links="p.r a", max_pages=99)
    assert walk(channel, fetcher) == (["a", "b", "c"], [])
    asked = [request.path for request, _ in httpserver.log if request.path != "/robots.txt"]
    assert asked == ["/a", "/b", "/c"]


def test_the_walk_ends_where_everything_is_known(httpserver: HTTPServer, fetcher: Fetcher):
    archive = Archive(httpserver, 9)

    def are_known(links: Sequence[Link]) -> bool:
        return all("/2-" in link.url for link in links)

    found, _ = walk(listing(archive, max_pages=9), fetcher, are_known=are_known)
    assert archive.asked == ["", "page=2"]
    assert len(found) == 6


def test_a_page_of_which_nothing_is_wanted_does_not_end_the_walk(
    httpserver: HTTPServer, fetcher: Fetcher
):
    archive = Archive(httpserver, 3)

    def are_known(links: Sequence[Link]) -> bool:
        return not [link for link in links if "/2-" in link.url]

    channel = listing(archive, include="/2-")
    links = walk_channel(channel, start_walk(channel, 0), fetcher, [], are_known=are_known)
    assert archive.asked == ["", "page=2", "page=3"]
    assert len(links) == 9


def test_sitemaps_that_are_all_older_than_the_days_asked_are_told(
    httpserver: HTTPServer, fetcher: Fetcher
):
    part = "<sitemap><loc>/part.xml</loc><lastmod>2024-12-01</lastmod></sitemap>"
    httpserver.expect_request("/index.xml").respond_with_data(
        f"<sitemapindex>{part}</sitemapindex>", content_type="application/xml"
    )
    channel = Channel(kind="sitemap", url=httpserver.url_for("/index.xml"))
    with pytest.raises(FetchError, match="all its sitemaps were last changed before 2026-03-01"):
        walk_channel(channel, start_walk(channel, 0), fetcher, [], since=DAY)


def test_the_walk_ends_after_two_pages_before_the_days_asked(
    httpserver: HTTPServer, fetcher: Fetcher
):
    archive = Archive(httpserver, 12)
    walk(listing(archive, max_pages=99), fetcher, since=date(2026, 11, 1))
    assert archive.asked == ["", "page=2", "page=3", "page=4"]


def test_a_page_that_fails_midway_is_told_and_what_came_before_kept(
    httpserver: HTTPServer, fetcher: Fetcher
):
    httpserver.expect_request("/a").respond_with_data(
        '<p class="r"><a href="/r/a">A</a></p><a rel="next" href="/b">next</a>'
    )
    httpserver.expect_request("/b").respond_with_data("sorry", status=500)
    channel = Channel(kind="listing", url=httpserver.url_for("/a"), links="p.r a")
    found, (problem,) = walk(channel, fetcher)
    assert found == ["a"]
    assert problem.startswith("page 2 of the listing failed: ")


def api(archive: Archive, query: str, **items: str) -> Channel:
    return Channel(
        kind="api",
        url=archive.url.replace("/news", "/api") + query,
        items=Items(list="rows", **items),
        max_pages=50,
    )


@pytest.mark.parametrize(
    ("query", "items", "first"),
    [
        ("?page={page}", {}, 0),
        ("?offset={offset}", {}, None),
        ("?after={cursor}", {"next": "cursor"}, None),
        ("", {"next": "link"}, None),
        ("?page={page}", {"next": "cursor"}, 0),
    ],
)
def test_an_api_is_walked_by_page_offset_cursor_or_link(
    query: str, items: dict[str, str], first: int | None, httpserver: HTTPServer, fetcher: Fetcher
):
    archive = Archive(httpserver, 4)
    channel = api(archive, query, **items).model_copy(update={"first": first})
    found, problems = walk(channel, fetcher)
    assert found == [f"{page}-{n}" for page in range(4) for n in range(3)]
    assert problems == []
    assert len(archive.asked) == (4 if items else 5)


def test_offsets_grow_by_the_step_given(httpserver: HTTPServer, fetcher: Fetcher):
    archive = Archive(httpserver, 9)
    channel = api(archive, "?offset={offset}").model_copy(update={"step": 6, "last": 18})
    walk(channel, fetcher)
    assert archive.asked == [f"offset={n}" for n in (0, 6, 12, 18)]


def test_an_api_that_holds_nothing_at_first_has_failed(httpserver: HTTPServer, fetcher: Fetcher):
    with pytest.raises(FetchError, match="a list with no items"):
        walk(api(Archive(httpserver, 0), "?page={page}"), fetcher)


def serve_index(server: HTTPServer, name: str, *children: str) -> None:
    parts = "".join(f"<sitemap>{child}</sitemap>" for child in children)
    server.expect_request(f"/{name}").respond_with_data(f"<sitemapindex>{parts}</sitemapindex>")


def serve_pages(server: HTTPServer, name: str) -> None:
    server.expect_request(f"/{name}").respond_with_data(
        f"<urlset><url><loc>/r/{name}</loc></url></urlset>"
    )


def test_nested_indexes_are_followed_to_a_bounded_depth_and_never_in_a_circle(
    httpserver: HTTPServer, fetcher: Fetcher
):
    for depth in range(8):
        serve_index(
            httpserver,
            f"i{depth}",
            f"<loc>/i{depth + 1}</loc>",
            f"<loc>/p{depth}</loc>",
            "<loc>/i0</loc>",
        )
        serve_pages(httpserver, f"p{depth}")
    channel = Channel(kind="sitemap", url=httpserver.url_for("/i0"))
    found, (problem,) = walk(channel, fetcher)
    assert found == ["p0", "p1", "p2", "p3"]
    assert "lies 4 sitemaps deep, the 3 it names are left out" in problem


def test_of_many_sitemaps_the_last_changed_are_read_and_the_others_told(
    httpserver: HTTPServer, fetcher: Fetcher
):
    serve_index(
        httpserver,
        "i",
        *(f"<loc>/p{n}</loc><lastmod>2026-01-{n + 10}</lastmod>" for n in range(5)),
    )
    for n in range(5):
        serve_pages(httpserver, f"p{n}")
    channel = Channel(kind="sitemap", url=httpserver.url_for("/i"), max_pages=2)
    found, (problem,) = walk(channel, fetcher)
    assert found == ["p4", "p3"]
    assert "names 3 sitemaps more than are read; raise `max_pages`" in problem
    found, _ = walk(channel.model_copy(update={"max_pages": 9}), fetcher, since=date(2026, 1, 13))
    assert found == ["p4", "p3"]


def test_a_robots_file_leads_to_the_sitemaps_it_names(httpserver: HTTPServer, fetcher: Fetcher):
    httpserver.expect_request("/robots.txt").respond_with_data(
        f"User-agent: *\nDisallow:\nSitemap: {httpserver.url_for('/p1')}\n"
    )
    serve_pages(httpserver, "p1")
    channel = Channel(kind="sitemap", url=httpserver.url_for("/robots.txt"))
    assert walk(channel, fetcher) == (["p1"], [])


def test_a_parameter_without_its_value_is_left_out() -> None:
    assert fill_address("https://x/a?n=5&c={cursor}") == "https://x/a?n=5"
    assert fill_address("https://x/a?c={cursor}") == "https://x/a"
    assert fill_address("https://x/a?n=5&c={cursor}", cursor="a/b=") == "https://x/a?n=5&c=a%2Fb%3D"
    assert fill_address("https://x/{page}/a", page="3") == "https://x/3/a"


def test_what_a_listing_or_an_api_is_too_long_for_is_told(httpserver: HTTPServer, fetcher: Fetcher):
    links = "".join(f"<li><a href='/r/{n}'>Release {n}</a></li>" for n in range(2_001))
    httpserver.expect_request("/long").respond_with_data(f"<ul class='r'>{links}</ul>")
    rows = [{"url": f"/r/{n}"} for n in range(10_001)]
    httpserver.expect_request("/rows").respond_with_data(json.dumps(rows))
    url = httpserver.url_for
    found, problems = walk(Channel(kind="listing", url=url("/long"), links="ul.r a"), fetcher)
    assert len(found) == 2_000
    (problem,) = problems
    assert problem.startswith(f"{url('/long')}: 2001 links on the page, only the first 2000 are")
    found, problems = walk(Channel(kind="api", url=url("/rows"), max_pages=1), fetcher)
    assert len(found) == 10_000
    assert problems == [
        f"{url('/rows')}: 10001 items, only the first 10000 are read; ask for fewer at a time"
    ]


def test_pages_past_all_bounds_are_told(
    httpserver: HTTPServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tasks.channels.walk.MAX_NUMBER", 2)
    archive = Archive(httpserver, 9)
    found, problems = walk(listing(archive), fetcher)
    assert len(found) == 6
    assert problems == [
        f"{archive.url}?page=2: is page 2, no further one is read; name those as a channel"
    ]
