import gzip
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from schemas.errors import ConfigError, FetchError
from schemas.source import Channel, Source
from tasks.archive.warc import ArchiveWriter
from tasks.network.fetch import Fetcher
from tasks.network.redact import HIDDEN, hide_secrets, holds_secrets
from tasks.publishers.access import describe_access
from tasks.publishers.catalogue import read_source
from tests.tasks.rawserver import serve_script

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PAGE = b"<html><body><p>The ministers met.</p></body></html>"
CANARY = "c4n4ry-7f3a9b"


def make_source(url: str, variable: str = "") -> Source:
    return Source(
        id="s", name="S", channels=(Channel(kind="feed", url=url, auth_variable=variable),)
    )


def open_fetcher(url: str, value: str) -> Fetcher:
    values = {"COMMUNIQUE_PRIVATE_HOSTS": "localhost,127.0.0.1", "NORLAND": value}
    return Fetcher(access=describe_access(make_source(url, "NORLAND"), values), retries=0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://user:pa@ss@x.example/a", "https://x.example/a"),
        ("https://x.example/a?token=abc&b=1", f"https://x.example/a?token={HIDDEN}&b=1"),
        ("https://x.example/?X-Amz-Signature=abc", f"https://x.example/?X-Amz-Signature={HIDDEN}"),
        ("https://x.example/?a=1&amp;api_key=abc", f"https://x.example/?a=1&amp;api_key={HIDDEN}"),
        ("/login?next=https%3A%2F%2Fy%2F%3Ftoken%3Dabc", f"/login?next=https%3A%2F%2Fy%2F%3Ftoken%3D{HIDDEN}"),
        ("https://x.example/a;jsessionid=9f3?b=1", f"https://x.example/a;jsessionid={HIDDEN}?b=1"),
        ("https://x.example/?author=1&key=2&PRID=3", "https://x.example/?author=1&key=2&PRID=3"),
        ("https://medium.example/@desk/a", "https://medium.example/@desk/a"),
    ],
)  # fmt: skip
def test_secrets_of_an_address_are_hidden_and_nothing_else(text: str, shown: str):
    assert hide_secrets(text) == shown


@pytest.mark.parametrize(
    ("value", "header", "sent"),
    [
        (f"desk:{CANARY}", "Authorization", "Basic ZGVzazpjNG40cnktN2YzYTli"),
        (CANARY, "Authorization", f"Bearer {CANARY}"),
        (f"Token {CANARY}", "Authorization", f"Token {CANARY}"),
        (f"X-Api-Key: {CANARY}", "X-Api-Key", CANARY),
    ],
)
def test_a_channel_shows_its_own_origin_the_credential_of_its_variable(
    value: str, header: str, sent: str, httpserver: HTTPServer
):
    httpserver.expect_request("/", headers={header: sent}).respond_with_data(PAGE)
    url = httpserver.url_for("/")
    with open_fetcher(url, value) as fetcher:
        assert fetcher.get(url, local=True).body == PAGE


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_credential_never_follows_a_redirect_to_another_origin(
    status: int, httpserver: HTTPServer
):
    other = f"http://127.0.0.1:{httpserver.port}/other"
    httpserver.expect_request("/own").respond_with_data(status=status, headers={"Location": other})
    httpserver.expect_request("/other").respond_with_data(PAGE)
    url = httpserver.url_for("/own")  # at localhost
    with open_fetcher(url, CANARY) as fetcher:
        assert fetcher.get(url, local=True).final_url == other
    own, there = (request.headers for request, _ in httpserver.log)
    assert CANARY in own["Authorization"]
    assert CANARY not in str(there)


@pytest.mark.parametrize("value", ["", "a\r\nX-Injected: 1", "\x00"])
def test_a_variable_that_holds_no_credential_is_named_and_not_shown(value: str):
    with pytest.raises(FetchError, match="NORLAND: the variable is not set, or holds") as caught:
        open_fetcher("https://x.example/", value)
    assert caught.value.kind == "no-credential"


def test_a_password_in_a_sources_address_is_refused_and_not_shown(tmp_path: Path):
    path = tmp_path / "s.toml"
    for url in (f"https://desk:{CANARY}@x.example/feed", f"https://desk:{CANARY}/x@x.example/feed"):
        path.write_text(f'id = "s"\nname = "S"\n[[channels]]\nkind = "feed"\nurl = "{url}"\n')
        with pytest.raises(ConfigError) as caught:
            read_source(path)
        assert CANARY not in str(caught.value)
    path.write_text(
        'id = "s"\nname = "S"\n[[channels]]\nkind = "folder"\nurl = "x"\nauth_variable = "X"\n'
    )
    with pytest.raises(ConfigError, match="asks for no login"):
        read_source(path)


@pytest.mark.parametrize("status", [404, 429, 503, 302])
def test_no_message_holds_a_secret(status: int, httpserver: HTTPServer):
    target = f"ftp://desk:{CANARY}@x.example/?token={CANARY}"
    httpserver.expect_request("/").respond_with_data(status=status, headers={"Location": target})
    url = f"{httpserver.url_for('/')}?access_token={CANARY}"
    with open_fetcher(url, CANARY) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.get(url, local=True)
    assert CANARY not in str(caught.value)
    assert HIDDEN in str(caught.value)


def test_a_message_quotes_nothing_that_a_broken_server_sends_back():
    script = f"HTTP/1.1 200 OK\r\n{CANARY}\r\n\r\n".encode()
    with (
        serve_script([script]) as url,
        open_fetcher(url, CANARY) as fetcher,
        pytest.raises(FetchError) as caught,
    ):
        fetcher.get(url, local=True)
    assert str(caught.value) == f"{url}: connection lost: illegal header line; run again later"


def test_an_answer_archived_holds_no_credential(
    httpserver: HTTPServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    headers = {
        "Set-Cookie": f"session={CANARY}",
        "X-Auth-Token": CANARY,
        "X-Echo": f"you sent Bearer {CANARY}",
        "Link": f"<https://x.example/?token={CANARY}>; rel=next",
        "X-Kept": "kept",
    }
    httpserver.expect_request("/").respond_with_data(PAGE, headers=headers)
    url = f"{httpserver.url_for('/')}?token={CANARY}"
    with open_fetcher(url, CANARY) as fetcher:
        answer = fetcher.get(url, local=True)
    with ArchiveWriter(tmp_path, "run-s-0", lambda: NOW) as archive:
        file, _ = archive.write_response(answer.final_url, 200, answer.headers, answer.body)
        archive.write_resource(url, "text/html", PAGE)
    written = gzip.decompress((tmp_path / file).read_bytes())
    assert b"x-kept: kept" in written.lower()
    assert PAGE in written
    assert CANARY.encode() not in written
    ours = [record for record in caplog.records if record.name != "werkzeug"]
    assert CANARY not in "\n".join(record.getMessage() for record in ours)
    assert CANARY not in repr(answer)


@pytest.mark.parametrize(
    "body",
    [
        b"<link>https://x.example/?a=1&amp;token=abc</link>",
        b"<link>https://x.example/?a=1&#38;token&#61;abc</link>",
        b"<link>https://desk:abc@x.example/</link>",
        rb'{"url": "https:\/\/x.example\/?a=1\u0026sig=abc"}',
        b'<a href="/next?token=abc">',
        "<link>https://x.example/?token=abc</link>".encode("utf-16"),
        gzip.compress(b"<loc>https://x.example/?token=abc</loc>"),
        gzip.compress(b"<loc>https://x.example/</loc>")[:-4],
    ],
)
def test_a_secret_in_an_address_of_a_body_is_seen_however_it_is_written(body: bytes):
    assert holds_secrets(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<link>https://x.example/?a=1&amp;page=2</link> desk@x.example &copy; 100 %3",
        gzip.compress(b"<loc>https://x.example/@desk/a</loc>"),
        bytes(range(256)) * 100,
    ],
)
def test_a_body_without_secrets_is_not_taken_for_one_with_some(body: bytes):
    assert not holds_secrets(body)
