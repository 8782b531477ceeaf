"""HTTPS and HTTP/2 against a server on loopback with certificates of our own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from schemas.errors import ConfigError, FetchError
from tasks.network.fetch import Fetcher
from tasks.publishers.access import Access
from tests.tasks.h2server import BODY, BROKEN, ENDLESS, REDIRECT, SILENT, H2Server, serve_h2
from tests.tasks.mailserver import make_certificate


@pytest.fixture(autouse=True)
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The certificate of an authority of our own, which is all that is trusted."""
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    return certificate


@pytest.fixture
def server(trusted: Path) -> Iterator[H2Server]:
    with serve_h2(trusted) as server:
        yield server


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    access = Access(frozenset({"localhost", "127.0.0.1"}))
    with Fetcher(deadline=5, retries=0, max_bytes=1_000_000, access=access) as fetcher:
        yield fetcher


def fail(fetcher: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.get(url, local=True)
    assert "\n" not in str(caught.value)
    return caught.value


def test_http2_is_spoken_and_one_connection_serves_request_after_request(
    server: H2Server, fetcher: Fetcher
):
    for number in range(5):
        assert fetcher.get(f"{server.url}{number}", local=True).body == BODY
    assert server.protocols == ["h2"]
    assert server.connections == [["/0", "/1", "/2", "/3", "/4"]]


def test_robots_redirects_and_failures_keep_the_connection(server: H2Server, fetcher: Fetcher):
    answer = fetcher.get(server.url + REDIRECT[1:])
    assert (answer.final_url, answer.body) == (server.url, BODY)
    assert server.connections == [["/robots.txt", REDIRECT, "/"]]


def test_requests_side_by_side_have_connections_of_their_own(server: H2Server, fetcher: Fetcher):
    def get(number: int) -> bytes:
        return fetcher.get(f"{server.url}{number}", local=True).body

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(get, range(40))) == {BODY}
    assert 1 <= len(server.connections) <= 4
    assert sum(map(len, server.connections)) == 40


def test_a_request_that_gets_no_answer_takes_no_other_with_it(server: H2Server):
    access = Access(frozenset({"localhost"}))
    with Fetcher(deadline=1, retries=0, access=access) as fetcher, ThreadPoolExecutor(4) as pool:
        silent = pool.submit(fetcher.get, server.url + SILENT[1:], local=True)
        for number in range(20):
            assert fetcher.get(f"{server.url}{number}", local=True).body == BODY
        with pytest.raises(FetchError) as caught:
            silent.result()
        assert caught.value.kind == "timeout"
        assert fetcher.get(server.url, local=True).body == BODY


def test_a_body_past_the_limit_leaves_nothing_behind_for_the_next(
    server: H2Server, fetcher: Fetcher
):
    for _ in range(3):
        assert fail(fetcher, server.url + ENDLESS[1:]).kind == "too-large"
        assert fetcher.get(server.url, local=True).body == BODY


def test_a_server_that_breaks_the_rules_of_http2_is_a_lost_connection(
    server: H2Server, fetcher: Fetcher
):
    error = fail(fetcher, server.url + BROKEN[1:])
    assert error.kind == "connection"
    assert str(error).endswith("; run again later")
    assert fetcher.get(server.url, local=True).body == BODY


def test_an_authority_nobody_named_is_refused_with_the_mend(
    server: H2Server, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("SSL_CERT_FILE")
    error = fail(fetcher, server.url)
    assert error.kind == "tls"
    assert "self-signed certificate" in str(error)
    assert str(error).endswith("; if it is right, name the file of its authority in SSL_CERT_FILE")
    assert server.connections == []


def test_a_certificate_of_another_host_is_refused_with_the_mend(
    tmp_path: Path, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    certificate = make_certificate(tmp_path, "other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serve_h2(certificate) as server:
        error = fail(fetcher, server.url)
    assert error.kind == "tls"
    assert str(error).endswith("; it is another host's; correct the address")


@pytest.mark.parametrize("text", [None, "", "no certificate\n"])
def test_a_file_of_certificates_that_is_none_is_named(
    tmp_path: Path, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, text: str | None
):
    file = tmp_path / f"authority-{len(text or '')}.pem"
    if text is not None:
        file.write_text(text)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with pytest.raises(ConfigError, match=r"SSL_CERT_FILE: .*authority.*; name a file"):
        fetcher.get("https://localhost:1/", local=True)
