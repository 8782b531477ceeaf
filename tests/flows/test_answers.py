"""What channels answer lies in the archive, as documents do, and is found again."""

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.conftest import Ask
from tests.flows.archive import Archive
from tests.flows.command import query

SOURCE = """
id = "office"
name = "Harbour office"
private_hosts = ["localhost"]
bounds = {{ min_releases = 0 }}
[[channels]]
kind = "{kind}"
url = "{url}"
"""
PAGE = "<html><body><h1>Berth {n} opened</h1><p>The harbour office opened berth {n} to ferries on Monday, and the minister came to see the first of them make fast.</p></body></html>"
ANSWERS = """select outcome, status, archive_file <> '', error_kind, fetch_id from raw.channel_fetch
order by fetched_at"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    return tmp_path


def write_source(home: Path, url: str, kind: str = "feed") -> None:
    (home / "sources" / "office.toml").write_text(SOURCE.format(url=url, kind=kind))


def make_feed(*links: str) -> str:
    items = "".join(f"<item><title>Berth</title><link>{link}</link></item>" for link in links)
    return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def serve_feed(server: HTTPServer, bodies: Sequence[str], links: int = 2) -> str:
    """A feed that gives one body after the other, the last for good; 304 to whoever has it."""
    left = list(bodies)

    def answer(request: Request) -> Response:
        body = left.pop(0) if len(left) > 1 else left[0]
        etag = f'"{abs(hash(body))}"'
        if request.headers.get("If-None-Match") == etag and body.endswith("<!-- tagged -->"):
            return Response(status=304, headers={"ETag": etag})
        return Response(body, content_type="application/rss+xml", headers={"ETag": etag})

    server.expect_request("/feed.xml").respond_with_handler(answer)
    for number in range(links):
        server.expect_request(f"/{number}").respond_with_data(
            PAGE.format(n=number), content_type="text/html"
        )
    return server.url_for("/feed.xml")


def read_archive(home: Path) -> str:
    files = sorted((home / "archive").rglob("*.warc.gz"))
    return "".join(gzip.decompress(path.read_bytes()).decode("latin-1") for path in files)


def test_every_answer_of_a_feed_is_archived_once_and_referred_to_where_it_is_unchanged(
    home: Path, ask: Ask, httpserver: HTTPServer
):
    first = make_feed(httpserver.url_for("/0"))
    second = make_feed(httpserver.url_for("/1"), httpserver.url_for("/0")) + "<!-- tagged -->"
    write_source(home, serve_feed(httpserver, (first, first, second, second)))
    for _ in range(4):
        assert ask(home, "ingest", "--direct", "--source", "office").returncode == 0
    rows = query(home, ANSWERS)
    assert [row[:4] for row in rows] == [
        ("fetched", 200, True, ""),
        ("unchanged", 200, True, ""),
        ("fetched", 200, True, ""),
        ("unchanged", 304, True, ""),
    ]
    for row, body in zip(rows, (first, first, second, second), strict=True):
        assert ask(home, "raw", str(row[4])).stdout == body
    assert read_archive(home).count(first) == 1
    answer = ask(home, "archive", "verify")
    assert (answer.returncode, "orphan" in answer.stdout) == (0, False)
    assert "all is sound" in answer.stdout
    # Channels are no documents: the ledger does not count them, and nobody reads them again.
    counts = "discovered_count, loaded_count, unchanged_count, failed_count, rejected_count"
    assert query(home, f"select {counts} from coverage order by started_at") == [
        (1, 1, 0, 0, 0),
        (1, 0, 1, 0, 0),
        (2, 1, 1, 0, 0),
        (2, 0, 2, 0, 0),
    ]
    assert ask(home, "reprocess", "--direct").returncode == 0
    assert query(home, "select count(*) from mart.releases") == [(2,)]


def test_what_cannot_be_read_is_archived_before_anybody_tries(
    home: Path, ask: Ask, httpserver: HTTPServer
):
    write_source(home, serve_feed(httpserver, ("<rss><channel></channel></rss>",)))
    assert ask(home, "ingest", "--direct", "--source", "office").returncode == 2
    ((*found, fetch_id),) = query(home, ANSWERS)
    assert found == ["fetched", 200, True, ""]
    assert ask(home, "raw", str(fetch_id)).stdout == "<rss><channel></channel></rss>"


def test_an_answer_that_holds_secrets_is_read_but_neither_archived_nor_remembered(
    home: Path, ask: Ask, httpserver: HTTPServer
):
    link = f"{httpserver.url_for('/0')}?of=1&amp;token=c4n4ry"
    write_source(home, serve_feed(httpserver, (make_feed(link),)))
    assert ask(home, "ingest", "--direct", "--source", "office").returncode == 0
    ((*found, fetch_id),) = query(home, ANSWERS)
    assert found == ["fetched", 200, False, "withheld"]
    assert "brought nothing: withheld" in ask(home, "raw", str(fetch_id)).stderr
    assert query(home, "select count(*) from mart.releases") == [(1,)]
    assert "c4n4ry" not in read_archive(home)
    assert b"c4n4ry" not in (home / "snapshot.duckdb").read_bytes()
    assert "all is sound" in ask(home, "archive", "verify").stdout


def test_an_address_with_a_secret_is_archived_without_it_as_documents_are(
    home: Path, ask: Ask, httpserver: HTTPServer
):
    url = serve_feed(httpserver, (make_feed(httpserver.url_for("/0")),))
    write_source(home, f"{url}?token=c4n4ry")
    for _ in range(2):
        assert ask(home, "ingest", "--direct", "--source", "office").returncode == 0
    rows = query(home, "select outcome, url from raw.channel_fetch order by fetched_at")
    assert rows == [("fetched", f"{url}?token=HIDDEN"), ("unchanged", f"{url}?token=HIDDEN")]
    assert "c4n4ry" not in read_archive(home)
    assert "all is sound" in ask(home, "archive", "verify").stdout


def test_a_feed_that_is_typed_or_lies_in_a_file_is_archived_too(
    home: Path, ask: Ask, httpserver: HTTPServer, tmp_path: Path
):
    feed = make_feed(httpserver.url_for("/0"))
    url = serve_feed(httpserver, (feed,))
    path = tmp_path / "saved.xml"
    path.write_text(make_feed(httpserver.url_for("/1")))
    assert ask(home, "ingest", "--direct", url, path).returncode in {0, 1}
    rows = query(home, "select url, source_id from raw.channel_fetch order by source_id")
    assert rows == [(path.as_uri(), "files"), (url, "web-localhost")]
    ((fetch_id,),) = query(
        home, "select fetch_id from raw.channel_fetch where source_id <> 'files'"
    )
    assert ask(home, "raw", str(fetch_id)).stdout == feed
    answer = ask(home, "archive", "verify")
    assert (answer.returncode, "orphan" in answer.stdout) == (0, False)


def test_pages_of_a_backfill_are_archived(home: Path, ask: Ask, httpserver: HTTPServer):
    archive = Archive(httpserver, 25)
    (home / "sources" / "archive.toml").write_text(archive.describe())
    done = ask(
        home, "backfill", "archive", "--since", "2023-01-01", "--until", "2023-12-31", "--direct"
    )
    assert done.returncode == 0, done.stderr
    rows = query(home, "select url, archive_file <> '' from raw.channel_fetch order by fetch_id")
    pages = [archive.url, *(f"{archive.url}?page={number}" for number in (2, 3))]
    assert rows == [(page, True) for page in pages]
    answer = ask(home, "archive", "verify")
    assert (answer.returncode, "orphan" in answer.stdout) == (0, False)


def test_a_snapshot_of_an_older_communique_is_told_apart(
    home: Path, ask: Ask, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
):
    write_source(home, serve_feed(httpserver, (make_feed(httpserver.url_for("/0")),)))
    with monkeypatch.context() as patch:
        patch.setattr("warehouse.pointers.find_known_version", lambda: 99)
        assert ask(home, "ingest", "--direct", "--source", "office").returncode == 0
        answer = ask(home, "archive", "verify")
    assert answer.returncode == 2
    assert "an older communique: run `communique ingest` once" in answer.stderr
