import gzip
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from schemas.document import Discovered, Fetch, Hints, Known
from schemas.errors import StorageError
from schemas.source import Cadence
from schemas.state import Visit
from tasks.archive.collect import fetch_batch
from tasks.archive.warc import ArchiveWriter, read_archived
from tasks.channels.cadence import judge_visit
from tasks.network.fetch import Fetcher
from tasks.network.response import hash_bytes
from tasks.reading.entry import ENTRY_TYPE
from tests.tasks.rawserver import serve_script

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PAGE = b"<html><body><p>The ministers met.</p></body></html>"


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(deadline=5, sleep=lambda _: None) as fetcher:
        yield fetcher


def know(url: str, body: bytes, etag: str = "") -> Known:
    return Known(url=url, raw_digest=hash_bytes(body), etag=etag)


def batch(
    items: list[Discovered], fetcher: Fetcher, home: Path, known: dict[str, Known] | None = None
) -> list[Fetch]:
    with ArchiveWriter(home, "run-s-0", lambda: NOW) as archive:
        return fetch_batch(items, known or {}, fetcher, archive, "run", 0, lambda: NOW)


def item(url: str, content: str = "", channel: str = "feed") -> Discovered:
    return Discovered(source_id="s", url=url, channel=channel, hints=Hints(content=content))


def test_a_batch_keeps_its_order_and_survives_failures(
    httpserver: HTTPServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    for number in range(20):
        status = 404 if number % 5 == 0 else 200
        httpserver.expect_request(f"/{number}").respond_with_data(b"%d" % number, status=status)
    fetches = batch([item(httpserver.url_for(f"/{n}")) for n in range(20)], fetcher, tmp_path)
    assert [one.fetch_id for one in fetches] == [f"run/s/{n}" for n in range(20)]
    for number, one in enumerate(fetches):
        if number % 5 == 0:
            assert (one.outcome, one.error_kind, one.status) == ("failed", "http-404", 404)
        else:
            bytes_back = read_archived(tmp_path, one.archive_file, one.archive_offset)
            assert bytes_back == b"%d" % number
            assert one.raw_digest == hash_bytes(bytes_back)


def test_a_batch_that_cannot_be_archived_ends_without_waiting_for_slow_servers(
    httpserver: HTTPServer, tmp_path: Path
) -> None:
    httpserver.expect_request("/").respond_with_data(PAGE)
    (tmp_path / "home").write_text("a file where a folder should be")
    with serve_script([20.0]) as silent, Fetcher(deadline=20) as fetcher:
        started = time.monotonic()
        with pytest.raises(StorageError):
            batch([item(httpserver.url_for("/")), item(silent)], fetcher, tmp_path / "home")
        assert time.monotonic() - started < 5


def test_entry_content_stands_in_for_a_page_that_is_not_reachable(
    httpserver: HTTPServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    httpserver.expect_request("/").respond_with_data("", status=404)
    (one,) = batch([item(httpserver.url_for("/"), "<p>Words é</p>")], fetcher, tmp_path)
    assert (one.outcome, one.error_kind, one.media_type) == ("fetched", "http-404", ENTRY_TYPE)
    assert (
        read_archived(tmp_path, one.archive_file, one.archive_offset) == "<p>Words é</p>".encode()
    )
    assert one.hints.content == ""


def test_entry_content_never_brings_back_what_its_publisher_removed(
    httpserver: HTTPServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    httpserver.expect_request("/").respond_with_data("", status=410)
    (one,) = batch([item(httpserver.url_for("/"), "<p>Words</p>")], fetcher, tmp_path)
    assert (one.outcome, one.error_kind, one.archive_file) == ("failed", "http-410", "")


def test_a_page_once_read_is_not_replaced_by_its_teaser(
    httpserver: HTTPServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    httpserver.expect_request("/").respond_with_data("", status=503)
    url = httpserver.url_for("/")
    (one,) = batch([item(url, "<p>Words</p>")], fetcher, tmp_path, {url: know(url, PAGE)})
    assert (one.outcome, one.error_kind) == ("failed", "http-503")
    (two,) = batch([item(url, "same")], fetcher, tmp_path, {url: know(url, b"same")})
    assert two.outcome == "unchanged"


def test_an_entry_without_a_page_is_its_content(fetcher: Fetcher, tmp_path: Path) -> None:
    url = "http://nowhere.invalid/feed#entry-0123456789abcdef"
    one, none = batch([item(url, "<p>Words</p>"), item(url)], fetcher, tmp_path)
    assert (one.outcome, one.error_kind) == ("fetched", "")
    assert (none.outcome, none.error_kind) == ("failed", "empty")


def test_an_unchanged_page_is_archived_as_a_revisit_only(
    httpserver: HTTPServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    httpserver.expect_request("/").respond_with_data(PAGE, headers={"ETag": '"b"'})
    url = httpserver.url_for("/")
    known = know(url, PAGE).model_copy(update={"archive_file": "archive/a.warc.gz"})
    (one,) = batch([item(url)], fetcher, tmp_path, {url: known})
    assert (one.outcome, one.etag, one.raw_digest) == ("unchanged", '"b"', hash_bytes(PAGE))
    packed = (tmp_path / one.archive_file).read_bytes()[one.archive_offset :]
    text = gzip.decompress(packed).decode()
    assert "WARC-Type: revisit" in text
    assert PAGE.decode() not in text


def test_an_unchanged_file_leaves_no_trace_in_the_archive(tmp_path: Path, fetcher: Fetcher) -> None:
    path = tmp_path / "release.html"
    path.write_bytes(PAGE)
    known = know(path.as_uri(), PAGE).model_copy(update={"archive_file": "archive/a.warc.gz"})
    home = tmp_path / "home"
    (one,) = batch([item(path.as_uri(), channel="folder")], fetcher, home, {known.url: known})
    assert (one.outcome, one.archive_file) == ("unchanged", "")
    assert not home.exists()


def test_what_is_not_due_is_recorded_without_a_request(
    httpserver: HTTPServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    httpserver.expect_request("/a").respond_with_data(PAGE)
    items = [item(httpserver.url_for(path)) for path in ("/a", "/b", "/c")]
    visit = Visit(
        url=items[1].url,
        source_id="s",
        role="document",
        cadence=Cadence(),
        seen_at=NOW,
        asked_at=NOW,
        arrival="failed",
        result="failed",
        error_kind="http-403",
    )
    blocked = judge_visit(None, visit)
    calm = blocked.model_copy(
        update={"url": items[2].url, "state": "ok", "error_kind": "", "is_read": True}
    )
    waiting = {state.url: state for state in (blocked, calm)}
    with ArchiveWriter(tmp_path, "run-s", lambda: NOW) as archive:
        found = fetch_batch(items, {}, fetcher, archive, "run", 0, lambda: NOW, waiting)
    assert [one.outcome for one in found] == ["fetched", "skipped", "skipped"]
    assert [one.error_kind for one in found] == ["", "http-403", ""]
    assert "blocked when last asked" in found[1].error
    assert [request.path for request, _ in httpserver.log] == ["/robots.txt", "/a"]


def test_what_a_server_asks_to_wait_is_kept(
    httpserver: HTTPServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    headers = {"Retry-After": "86400"}
    httpserver.expect_request("/").respond_with_data("", status=503, headers=headers)
    (one,) = batch([item(httpserver.url_for("/"))], fetcher, tmp_path)
    assert (one.outcome, one.retry_after) == ("failed", 86400.0)


def test_a_feed_never_leads_to_a_local_file(tmp_path: Path, fetcher: Fetcher) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("secret")
    home = tmp_path / "home"
    from_feed, from_user = batch(
        [item(path.as_uri()), item(path.as_uri(), channel="folder")], fetcher, home
    )
    assert (from_feed.outcome, from_feed.error_kind) == ("failed", "bad-url")
    assert from_user.outcome == "fetched"


def test_what_leads_to_a_front_page_is_gone_and_is_no_release(
    httpserver: HTTPServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    for path, target in (("/news/1", "/"), ("/news/2", "/en/"), ("/news/3", "/news/4")):
        httpserver.expect_request(path).respond_with_data(
            status=302, headers={"Location": httpserver.url_for(target)}
        )
    for path in ("/", "/en/", "/news/4"):
        httpserver.expect_request(path).respond_with_data(PAGE)
    items = [item(httpserver.url_for(f"/news/{n}")) for n in (1, 2, 3)]
    found = batch([*items, item(httpserver.url_for("/"))], fetcher, tmp_path)
    assert [one.error_kind for one in found] == ["moved", "moved", "", ""]
    assert "redirects to the front page" in found[0].error


def test_validators_are_shown_only_to_the_address_that_gave_them(
    httpserver: HTTPServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    headers = {"Location": httpserver.url_for("/new")}
    httpserver.expect_request("/a").respond_with_data(status=302, headers=headers)
    # It would call itself unchanged to whoever shows it the former address's validator.
    httpserver.expect_request("/new", headers={"If-None-Match": '"a"'}).respond_with_data(
        status=304
    )
    httpserver.expect_request("/new").respond_with_data(PAGE)
    url = httpserver.url_for("/a")
    known = know(url, b"what lay behind it before", '"a"')
    former = known.model_copy(update={"final_url": httpserver.url_for("/old")})
    (one,) = batch([item(url)], fetcher, tmp_path, {url: former})
    assert one.outcome == "fetched"
