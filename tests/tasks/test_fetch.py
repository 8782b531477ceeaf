import gzip
import os
import re
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from backports import zstd
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from schemas.document import Known
from schemas.errors import FetchError
from tasks.network.fetch import Fetcher
from tasks.network.response import hash_bytes
from tests.tasks.rawserver import serve_script

ZEROS = bytes(100_000_000)
PAGE = b"<html><body><p>The ministers met.</p></body></html>"


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def fetcher(pauses: list[float]) -> Iterator[Fetcher]:
    with Fetcher(deadline=5, max_bytes=200_000, sleep=pauses.append, chance=lambda: 1.0) as fetcher:
        yield fetcher


def fail(fetcher: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.get(url)
    assert "\n" not in str(caught.value)
    assert ";" in str(caught.value)
    return caught.value


def know(url: str, body: bytes, etag: str = "") -> Known:
    return Known(url=url, raw_digest=hash_bytes(body), etag=etag)


def test_a_page_arrives_with_its_type_charset_and_validators(
    httpserver: HTTPServer, fetcher: Fetcher
) -> None:
    headers = {"ETag": '"a"', "Content-Type": 'text/HTML; Charset="Windows-1251"'}
    httpserver.expect_request("/").respond_with_data(PAGE, headers=headers)
    answer = fetcher.get(httpserver.url_for("/"))
    assert (answer.status, answer.body, answer.etag) == (200, PAGE, '"a"')
    assert (answer.media_type, answer.charset) == ("text/html", "windows-1251")
    assert not answer.unchanged


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "gone or moved"), (410, "removed by its publisher"), (403, "refuses"), (418, "no doc")],
)
def test_a_refusal_keeps_its_status_apart_and_is_not_asked_again(
    status: int, words: str, httpserver: HTTPServer, fetcher: Fetcher, pauses: list[float]
) -> None:
    httpserver.expect_request("/").respond_with_data("no", status=status)
    error = fail(fetcher, httpserver.url_for("/"))
    assert (error.kind, error.status) == (f"http-{status}", status)
    assert words in str(error)
    assert pauses == []


def test_a_server_that_recovers_is_asked_again(
    httpserver: HTTPServer, fetcher: Fetcher, pauses: list[float]
) -> None:
    httpserver.expect_ordered_request("/robots.txt").respond_with_data(b"")
    httpserver.expect_ordered_request("/").respond_with_data("down", status=500)
    httpserver.expect_ordered_request("/").respond_with_data(
        "slow down", status=429, headers={"Retry-After": "7"}
    )
    httpserver.expect_ordered_request("/").respond_with_data(PAGE)
    assert fetcher.get(httpserver.url_for("/")).body == PAGE
    assert pauses == [1.0, 7.0]


def test_a_server_that_stays_down_fails_after_two_retries(
    httpserver: HTTPServer, fetcher: Fetcher, pauses: list[float]
) -> None:
    httpserver.expect_request("/").respond_with_data("down", status=503)
    assert fail(fetcher, httpserver.url_for("/")).kind == "http-503"
    assert pauses == [1.0, 2.0]


def test_a_wait_longer_than_the_bound_is_not_waited_for(
    httpserver: HTTPServer, fetcher: Fetcher, pauses: list[float]
) -> None:
    httpserver.expect_request("/").respond_with_data(
        "later", status=429, headers={"Retry-After": "86400"}
    )
    error = fail(fetcher, httpserver.url_for("/"))
    assert error.kind == "http-429"
    assert "86400 s" in str(error)
    assert pauses == []


def test_redirects_are_followed_and_the_last_address_kept(
    httpserver: HTTPServer, fetcher: Fetcher
) -> None:
    httpserver.expect_request("/a").respond_with_data(status=301, headers={"Location": "/b"})
    httpserver.expect_request("/b").respond_with_data(PAGE)
    assert fetcher.get(httpserver.url_for("/a")).final_url == httpserver.url_for("/b")


def test_a_redirect_loop_is_told_apart(httpserver: HTTPServer, fetcher: Fetcher) -> None:
    httpserver.expect_request("/a").respond_with_data(status=302, headers={"Location": "/b"})
    httpserver.expect_request("/b").respond_with_data(status=302, headers={"Location": "/a"})
    assert fail(fetcher, httpserver.url_for("/a")).kind == "redirect-loop"


def test_endless_redirects_end(httpserver: HTTPServer, fetcher: Fetcher) -> None:
    def go_on(request: Request) -> Response:
        number = int(request.path[1:]) + 1
        return Response(status=302, headers={"Location": f"/{number}"})

    httpserver.expect_request(uri=re.compile(r"/\d+")).respond_with_handler(go_on)
    assert fail(fetcher, httpserver.url_for("/0")).kind == "redirect-loop"
    assert len(httpserver.log) == 12  # and robots.txt


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://x.example/", "javascript:alert(1)"]
)
def test_a_redirect_never_leaves_the_web(
    target: str, httpserver: HTTPServer, fetcher: Fetcher
) -> None:
    httpserver.expect_request("/").respond_with_data(status=302, headers={"Location": target})
    assert fail(fetcher, httpserver.url_for("/")).kind == "bad-url"


@pytest.mark.parametrize(
    "script",
    [
        [b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", *[b"x", 0.05] * 200],
        [*[b"HTTP/1.1 200 OK\r\nX-Drip: "], *[b"x", 0.05] * 200],
        [10.0],
    ],
    ids=["drip-body", "drip-header", "silence"],
)
def test_a_server_that_drips_is_left_at_the_deadline(script: list[bytes | float]) -> None:
    with serve_script(script) as url, Fetcher(deadline=0.4) as fetcher:
        started = time.monotonic()
        assert fail(fetcher, url).kind == "timeout"
        assert time.monotonic() - started < 1.4


def test_a_truncated_body_is_never_accepted(pauses: list[float]) -> None:
    script = [b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + PAGE]
    with serve_script(script) as url, Fetcher(sleep=pauses.append, chance=lambda: 1.0) as fetcher:
        assert fail(fetcher, url).kind == "incomplete"
    assert pauses == [1.0, 2.0]


def test_a_packed_body_that_breaks_off_is_never_accepted(
    httpserver: HTTPServer, fetcher: Fetcher
) -> None:
    packed = gzip.compress(PAGE * 50)[:-20]
    httpserver.expect_request("/").respond_with_data(packed, headers={"Content-Encoding": "gzip"})
    assert fail(fetcher, httpserver.url_for("/")).kind == "incomplete"


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("br", brotli.compress(PAGE)),
        ("zstd", zstd.compress(PAGE)),
        ("zstd", zstd.compress(PAGE[:20]) + zstd.compress(PAGE[20:])),
        ("gzip, gzip", gzip.compress(gzip.compress(PAGE))),
        ("gzip, br", brotli.compress(gzip.compress(PAGE))),
        ("gzip", gzip.compress(PAGE)),
        ("gzip", gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:]) + b"\0\0"),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("gzip", PAGE),
    ],
    ids=[
        "br",
        "zstd",
        "two-frames",
        "gzip-twice",
        "gzip-in-br",
        "gzip",
        "two-members",
        "zlib",
        "bare-deflate",
        "not-packed-at-all",
    ],
)
def test_packed_bodies_are_unpacked(
    coding: str, packed: bytes, httpserver: HTTPServer, fetcher: Fetcher
) -> None:
    httpserver.expect_request("/").respond_with_data(packed, headers={"Content-Encoding": coding})
    assert fetcher.get(httpserver.url_for("/")).body == PAGE


@pytest.mark.parametrize(
    ("coding", "packed"),
    [("gzip", gzip.compress(PAGE)), ("br", brotli.compress(PAGE)), ("zstd", zstd.compress(PAGE))],
)
def test_a_packed_body_cut_short_by_one_byte_is_incomplete(
    coding: str, packed: bytes, httpserver: HTTPServer, fetcher: Fetcher
) -> None:
    httpserver.expect_request("/").respond_with_data(
        packed[:-1], headers={"Content-Encoding": coding}
    )
    assert fail(fetcher, httpserver.url_for("/")).kind == "incomplete"


@pytest.mark.parametrize("coding", ["compress", "gzip, gzip, gzip", "zstd", "br"])
def test_a_packing_nobody_asked_for_or_a_damaged_one_is_an_error(
    coding: str, httpserver: HTTPServer, fetcher: Fetcher
) -> None:
    httpserver.expect_request("/").respond_with_data(PAGE, headers={"Content-Encoding": coding})
    assert fail(fetcher, httpserver.url_for("/")).kind == "encoding"


@pytest.mark.parametrize(
    ("coding", "bomb"),
    [
        ("gzip", gzip.compress(ZEROS)),
        ("br", brotli.compress(ZEROS, quality=1)),
        ("zstd", zstd.compress(ZEROS)),
        ("gzip, gzip", gzip.compress(gzip.compress(ZEROS))),
    ],
)
def test_a_bomb_never_unfolds_in_memory(coding: str, bomb: bytes, fetcher: Fetcher) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(bomb)}\r\n\r\n"
    with serve_script([head.encode(), bomb]) as url:
        tracemalloc.start()
        try:
            assert fail(fetcher, url).kind == "too-large"
            # Whatever else this process allocates meanwhile, the bomb itself is far larger.
            assert tracemalloc.get_traced_memory()[1] < len(ZEROS) / 2
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize("length", [b"Content-Length: 900000\r\n", b""], ids=["announced", "not"])
def test_a_body_over_the_limit_is_stopped(length: bytes, fetcher: Fetcher) -> None:
    with serve_script([b"HTTP/1.1 200 OK\r\n", length, b"\r\n", *[b"x" * 9_000] * 100]) as url:
        assert fail(fetcher, url).kind == "too-large"


def test_200_and_nothing_is_a_failure(httpserver: HTTPServer, fetcher: Fetcher) -> None:
    httpserver.expect_request("/").respond_with_data(b"")
    assert fail(fetcher, httpserver.url_for("/")).kind == "empty"


def test_nobody_listening_is_told_from_no_such_host(fetcher: Fetcher, pauses: list[float]) -> None:
    with serve_script([]) as url:
        pass
    assert fail(fetcher, url).kind == "refused"
    assert pauses == [1.0, 2.0]
    assert fail(fetcher, "http://nowhere.invalid/").kind == "dns"


def test_a_plain_server_behind_https_is_a_tls_failure(
    httpserver: HTTPServer, fetcher: Fetcher
) -> None:
    assert fail(fetcher, httpserver.url_for("/").replace("http:", "https:")).kind == "tls"


@pytest.mark.parametrize("url", ["", "x", "htp://x/", "http://", "http://a b/", "http://x:99999/"])
def test_a_bad_address_is_told_before_any_request(url: str, fetcher: Fetcher) -> None:
    assert fail(fetcher, url).kind == "bad-url"


def test_not_modified_is_unchanged(httpserver: HTTPServer, fetcher: Fetcher) -> None:
    httpserver.expect_request("/", headers={"If-None-Match": '"a"'}).respond_with_data(status=304)
    url = httpserver.url_for("/")
    answer = fetcher.get(url, know(url, PAGE, '"a"'))
    assert (answer.unchanged, answer.status, answer.body) == (True, 304, b"")


def test_the_same_bytes_are_unchanged(httpserver: HTTPServer, fetcher: Fetcher) -> None:
    httpserver.expect_request("/").respond_with_data(PAGE)
    url = httpserver.url_for("/")
    assert fetcher.get(url, know(url, PAGE)).unchanged
    assert not fetcher.get(url, know(url, b"other")).unchanged


def test_cookies_are_not_kept(httpserver: HTTPServer, fetcher: Fetcher) -> None:
    httpserver.expect_request("/").respond_with_data(PAGE, headers={"Set-Cookie": "a=b"})
    for _ in range(2):
        fetcher.get(httpserver.url_for("/"))
    assert "Cookie" not in httpserver.log[1][0].headers


def test_a_file_is_read_only_where_the_user_named_it(tmp_path: Path, fetcher: Fetcher) -> None:
    path = tmp_path / "é release.html"
    path.write_bytes(PAGE)
    answer = fetcher.get(path.as_uri(), local=True)
    assert (answer.status, answer.body, answer.media_type) == (200, PAGE, "text/html")
    assert fail(fetcher, path.as_uri()).kind == "bad-url"


def test_files_that_cannot_be_read_say_why(tmp_path: Path, fetcher: Fetcher) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "large").write_bytes(bytes(200_001))
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    kinds = {}
    for name in ("empty", "large", "loop", "pipe", "none", "."):
        with pytest.raises(FetchError) as caught:
            fetcher.get((tmp_path / name).as_uri(), local=True)
        kinds[name] = caught.value.kind
    assert kinds == {
        "empty": "empty",
        "large": "too-large",
        "loop": "missing",
        "pipe": "not-a-file",
        "none": "missing",
        ".": "directory",
    }
