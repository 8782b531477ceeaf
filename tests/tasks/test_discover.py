from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from schemas.errors import FetchError, InputError
from schemas.source import Channel, Source
from tasks.channels.discover import discover_source, list_files
from tasks.network.addresses import find_path, is_entry_url, make_file_url
from tasks.network.fetch import Fetcher

FEED = (
    '<rss version="2.0"><channel><item><title>A</title><link>/a</link></item>'
    "<item><title>B</title><link>/b</link><pubDate>1 May 2026</pubDate></item></channel></rss>"
)
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>/c</loc></url>'
    "<url><loc>/a</loc><news:news><news:publication_date>2026-05-02</news:publication_date>"
    "<news:title>A again</news:title></news:news></url></urlset>"
)


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(deadline=5, retries=0) as fetcher:
        yield fetcher


def source(*channels: Channel) -> Source:
    return Source(id="x", name="X", channels=channels)


def serve(httpserver: HTTPServer, **bodies: str) -> None:
    for name, body in bodies.items():
        httpserver.expect_request(f"/{name}").respond_with_data(body)


def test_channels_are_united_and_their_hints_merged(
    httpserver: HTTPServer, fetcher: Fetcher
) -> None:
    serve(httpserver, feed=FEED, sitemap=SITEMAP)
    found = discover_source(
        source(
            Channel(kind="feed", url=httpserver.url_for("/feed")),
            Channel(kind="sitemap", url=httpserver.url_for("/sitemap")),
            Channel(kind="page", url=httpserver.url_for("/b")),
        ),
        fetcher,
    )
    assert found.problems == ()
    assert [(item.url, item.channel) for item in found.items] == [
        (httpserver.url_for("/a"), "feed"),
        (httpserver.url_for("/b"), "feed"),
        (httpserver.url_for("/c"), "sitemap"),
    ]
    assert found.items[0].hints.title == "A"
    assert found.items[0].hints.published == "2026-05-02"


def test_a_channel_that_fails_does_not_hide_another(
    httpserver: HTTPServer, fetcher: Fetcher
) -> None:
    serve(httpserver, feed=FEED, empty="")
    found = discover_source(
        source(
            Channel(kind="feed", url=httpserver.url_for("/empty")),
            Channel(kind="sitemap", url=httpserver.url_for("/gone")),
            Channel(kind="feed", url=httpserver.url_for("/feed")),
        ),
        fetcher,
    )
    assert len(found.items) == 2
    empty, gone = found.problems
    assert "/empty" in empty
    assert "0 bytes" in empty
    assert "sitemap channel failed" in gone


def test_all_channels_failing_is_an_error_that_names_each(
    httpserver: HTTPServer, fetcher: Fetcher
) -> None:
    serve(httpserver, empty="")
    with pytest.raises(FetchError) as caught:
        discover_source(
            source(
                Channel(kind="feed", url=httpserver.url_for("/empty")),
                Channel(kind="folder", url="/no/such/folder"),
            ),
            fetcher,
        )
    assert "/empty" in str(caught.value)
    assert "/no/such/folder" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_patterns_choose_links(httpserver: HTTPServer, fetcher: Fetcher) -> None:
    serve(httpserver, feed=FEED)
    url = httpserver.url_for("/feed")
    (item,) = discover_source(source(Channel(kind="feed", url=url, include="/b$")), fetcher).items
    assert item.url.endswith("/b")
    (item,) = discover_source(source(Channel(kind="feed", url=url, exclude="/b$")), fetcher).items
    assert item.url.endswith("/a")
    with pytest.raises(FetchError, match="no address passes"):
        discover_source(source(Channel(kind="feed", url=url, include="/z$")), fetcher)


def test_an_index_is_followed_one_level_and_survives_a_missing_part(
    httpserver: HTTPServer, fetcher: Fetcher
) -> None:
    index = "".join(f"<sitemap><loc>/{name}</loc></sitemap>" for name in ("part", "gone", "index"))
    serve(httpserver, index=f"<sitemapindex>{index}</sitemapindex>", part=SITEMAP)
    found = discover_source(
        source(Channel(kind="sitemap", url=httpserver.url_for("/index"))), fetcher
    )
    assert [item.url for item in found.items] == [httpserver.url_for(f"/{n}") for n in "ca"]
    assert len(found.problems) == 1
    assert "/gone" in found.problems[0]


def test_a_local_feed_leads_to_the_web_and_nowhere_else(tmp_path: Path, fetcher: Fetcher) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(FEED.replace("/b<", "https://x.example/b<"))
    found = discover_source(source(Channel(kind="feed", url=make_file_url(path))), fetcher)
    lost, good = found.items
    assert good.url == "https://x.example/b"
    # Its link leads nowhere: it is in the ledger, and nothing is ever asked for it.
    assert is_entry_url(lost.url)


def test_a_folder_gives_its_files_in_order_without_hidden_ones(
    tmp_path: Path, fetcher: Fetcher
) -> None:
    for name in ("b.txt", "a/z.html", "a/release", ".hidden", ".git/config", "a b.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("words")
    (tmp_path / "a/loop").symlink_to(tmp_path)
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nothing")
    found = discover_source(source(Channel(kind="folder", url=str(tmp_path))), fetcher)
    names = [str(find_path(item.url).relative_to(tmp_path)) for item in found.items]
    assert names == ["a/release", "a/z.html", "a b.md", "b.txt"]


def test_globs_reach_into_folders(tmp_path: Path) -> None:
    for name in ("a.txt", "b.md", "c/d.txt", "c/.e.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("words")
    assert list_files(f"{tmp_path}/*.txt") == [tmp_path / "a.txt"]
    assert list_files(f"{tmp_path}/**/*.txt") == [tmp_path / "a.txt", tmp_path / "c/d.txt"]
    (tmp_path / "[draft].txt").write_text("words")
    assert list_files(f"{tmp_path}/[draft].txt") == [tmp_path / "[draft].txt"]


def test_nothing_to_read_is_told(tmp_path: Path) -> None:
    for pattern, words in (
        (tmp_path, "holds no files"),
        (tmp_path / "none", "no such file or folder"),
        (tmp_path / "*.txt", "no file matches"),
        ("a\0b", "cannot be read|no such file"),
    ):
        with pytest.raises(InputError, match=words):
            list_files(str(pattern))
