from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from schemas.errors import InputError
from tasks.channels.inputs import describe_inputs
from tasks.network.fetch import Fetcher

CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpus"
FEED = "<rss><channel><item><title>A</title><link>https://x.example/a</link></item></channel></rss>"
PAGE = "<!doctype html><html><body><p>Words</p></body></html>"


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(deadline=5, retries=0) as fetcher:
        yield fetcher


def test_local_inputs_form_one_source(tmp_path: Path, fetcher: Fetcher) -> None:
    (tmp_path / "a.txt").write_text("words")
    (tmp_path / "b.html").write_text(PAGE)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "c.xml").write_text(FEED)
    (folder / "d.json").write_text('{"title": "D", "details": {"body": "words"}}')
    inputs = [str(tmp_path / "a.txt"), f"{tmp_path}/*.html", str(folder), str(tmp_path / "a.txt")]
    (one,) = describe_inputs(inputs, fetcher)
    assert one.source.id == "files"
    assert [(item.channel, item.url.rpartition("/")[2]) for item in one.discovery.items] == [
        ("folder", "a.txt"),
        ("folder", "b.html"),
        ("feed", "a"),
        ("folder", "d.json"),
    ]


def test_a_file_address_is_a_local_input(tmp_path: Path, fetcher: Fetcher) -> None:
    path = tmp_path / "a é.txt"
    path.write_text("words")
    (one,) = describe_inputs([path.as_uri()], fetcher)
    assert one.discovery.items[0].url == path.as_uri()


def test_web_inputs_are_seen_for_what_they_are(httpserver: HTTPServer, fetcher: Fetcher) -> None:
    index = "<sitemapindex><sitemap><loc>/sitemap</loc></sitemap></sitemapindex>"
    sitemap = "<urlset><url><loc>/s</loc></url></urlset>"
    bodies = {"feed": FEED, "sitemap": sitemap, "index": index, "page": PAGE}
    for name, body in bodies.items():
        httpserver.expect_request(f"/{name}").respond_with_data(body)
    urls = [httpserver.url_for(f"/{name}") for name in ("feed", "index", "page", "gone")]
    (one,) = describe_inputs(urls, fetcher)
    assert one.source.id == "web-localhost"
    assert [(item.channel, item.url) for item in one.discovery.items] == [
        ("feed", "https://x.example/a"),
        ("sitemap", httpserver.url_for("/s")),
        ("page", httpserver.url_for("/page")),
        ("page", httpserver.url_for("/gone")),
    ]
    assert [channel.kind for channel in one.source.channels] == ["feed", "sitemap", "page", "page"]


def test_an_empty_feed_on_the_web_is_counted_not_lost(
    httpserver: HTTPServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    httpserver.expect_request("/feed").respond_with_data("<rss><channel/></rss>")
    (tmp_path / "a.txt").write_text("words")
    files, web = describe_inputs([str(tmp_path), httpserver.url_for("/feed")], fetcher)
    assert len(files.discovery.items) == 1
    assert web.discovery.items == ()
    assert "no entries" in web.discovery.problems[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/no/such/file.txt", "no such file or folder; correct the path"),
        ("no-such-*.txt", "no file matches; correct the pattern"),
        ("htp://x.example/", "unknown scheme 'htp'; expected http://, https:// or imaps://"),
        ("http://", "no such host name"),
        ("https://x y/", "no such host name"),
        ("", "an empty path was given"),
    ],
)
def test_a_slip_in_an_input_is_told_in_one_line(text: str, words: str, fetcher: Fetcher) -> None:
    with pytest.raises(InputError, match=words) as caught:
        describe_inputs([text], fetcher)
    assert "\n" not in str(caught.value)


def test_a_broken_feed_alone_is_an_error_and_in_a_folder_a_problem(
    tmp_path: Path, fetcher: Fetcher
) -> None:
    path = tmp_path / "feed.xml"
    path.write_text("<rss><channel></channel></rss>")
    with pytest.raises(InputError, match="no entries"):
        describe_inputs([str(path)], fetcher)
    (tmp_path / "a.txt").write_text("words")
    (one,) = describe_inputs([str(tmp_path)], fetcher)
    assert (len(one.discovery.items), len(one.discovery.problems)) == (1, 1)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="shared/corpus is not beside the repository")
def test_the_whole_corpus_is_taken(fetcher: Fetcher) -> None:
    (one,) = describe_inputs([str(CORPUS)], fetcher)
    kinds = Counter(item.channel for item in one.discovery.items)
    assert kinds["feed"] >= 31
    assert kinds["folder"] >= 1_000
    jsons = [item for item in one.discovery.items if "/govuk/" in item.url]
    assert {item.channel for item in jsons} == {"folder"}
