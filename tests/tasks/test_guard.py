import socket
import ssl
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pytest_httpserver import HTTPServer

from schemas.errors import FetchError
from tasks.network.fetch import Fetcher
from tasks.network.guard import Guard, place_address
from tasks.publishers.access import HOSTS_VARIABLE, Access
from tests.attack.forms import FORMS, PUBLIC
from tests.tasks.rawserver import serve_script

PAGE = b"<html><body><p>The ministers met.</p></body></html>"


@pytest.fixture
def no_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOSTS_VARIABLE)


def refuse(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        fetcher.get(url, local=True)
    return caught.value.kind


def answer(*addresses: str):
    return lambda _: addresses


@pytest.mark.usefixtures("no_leave")
def test_no_spelling_of_a_private_address_is_connected_to(monkeypatch: pytest.MonkeyPatch):
    connected: list[object] = []
    monkeypatch.setattr(socket, "create_connection", connected.append)
    with Fetcher(deadline=2, retries=0) as fetcher:
        kinds = {form: refuse(fetcher, f"http://{form}:8080/") for form in FORMS}
    assert {form: kind for form, kind in kinds.items() if kind not in {"private", "bad-url"}} == {}
    assert connected == []


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address: str):
    assert place_address(ip_address(address)).reach == "public"


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        ["93.184.215.14", "10.0.0.1"],
        ["::ffff:127.0.0.1"],
        ["fe80::1%2"],
        ["169.254.169.254"],
        ["64:ff9b::a00:1"],
    ],
)
def test_one_private_answer_among_several_refuses_the_name(answers: list[str]):
    guard = Guard(resolve=answer(*answers))
    with pytest.raises(FetchError, match="which is") as caught:
        guard.find_addresses("press.example", 443)
    assert caught.value.kind == "private"


def test_an_allowed_host_may_be_private_but_never_a_metadata_service():
    guard = Guard(["intranet.example"], answer("10.1.2.3"))
    assert guard.find_addresses("intranet.example", 80) == ["10.1.2.3"]
    guard = Guard(["intranet.example"], answer("169.254.169.254"))
    with pytest.raises(FetchError, match="metadata"):
        guard.find_addresses("intranet.example", 80)


def test_leave_for_a_port_is_none_for_another():
    guard = Guard(["localhost:8000", "[::1]"], answer("127.0.0.1"))
    assert guard.find_addresses("LOCALHOST.", 8000) == ["127.0.0.1"]
    assert guard.find_addresses("0:0:0:0:0:0:0:1", 80) == ["::1"]
    with pytest.raises(FetchError):
        guard.find_addresses("localhost", 8001)


def test_leave_for_a_host_is_none_for_an_odd_spelling_of_it():
    guard = Guard(["127.0.0.1", "127.1", "2130706433"])
    for spelling in ("127.1", "2130706433", "0x7f.1"):
        with pytest.raises(FetchError, match="odd spelling"):
            guard.find_addresses(spelling, 80)


def test_what_was_judged_is_what_is_connected_to(httpserver: HTTPServer):
    httpserver.expect_request("/").respond_with_data(PAGE)
    asked: list[str] = []

    def flip(host: str) -> Sequence[str]:
        """Answer with this machine once, with a place that must not be reached ever after."""
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    access = Access(frozenset({"press.example"}))
    with Fetcher(access=access, resolve=flip, retries=0) as fetcher:
        url = f"http://press.example:{httpserver.port}/"
        assert fetcher.get(url, local=True).body == PAGE
    assert asked == ["press.example"]
    assert httpserver.log[0][0].headers["Host"] == f"press.example:{httpserver.port}"


@pytest.mark.usefixtures("no_leave")
def test_a_name_whose_answers_flip_never_leads_inside():
    counts = {"odd": 0}

    def flip(_: str) -> Sequence[str]:
        counts["odd"] ^= 1
        return ["127.0.0.1"] if counts["odd"] else ["10.0.0.1", "93.184.215.14"]

    with serve_script([PAGE]) as url, Fetcher(resolve=flip, retries=0, delay=0) as fetcher:
        port = url.rstrip("/").rpartition(":")[2]
        kinds = {refuse(fetcher, f"http://press.example:{port}/{n}") for n in range(50)}
    assert kinds == {"private"}


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{port}/in", "http://[::ffff:7f00:1]:{port}/in", "http://2130706433:{port}/in",
     "http://user:pw@localhost:{port}/in", "//127.1:{port}/in", "ftp://localhost/in"],
)  # fmt: skip
def test_a_redirect_is_judged_at_every_hop(target: str, httpserver: HTTPServer):
    """The first host is allowed by name; what it leads to is not."""
    location = target.format(port=httpserver.port)
    httpserver.expect_request("/out").respond_with_data(status=302, headers={"Location": "/hop"})
    httpserver.expect_request("/hop").respond_with_data(status=307, headers={"Location": location})
    httpserver.expect_request("/in").respond_with_data(PAGE)
    access = Access(frozenset({"press.example"}))

    def resolve(_: str) -> Sequence[str]:
        return ["127.0.0.1"]

    with Fetcher(access=access, resolve=resolve, retries=0, delay=0) as fetcher:
        assert refuse(fetcher, f"http://press.example:{httpserver.port}/out") in {
            "private",
            "bad-url",
        }
    assert [request.path for request, _ in httpserver.log] == ["/out", "/hop"]


def test_a_resolver_that_hangs_is_left_at_the_deadline():
    def hang(_: str) -> Sequence[str]:
        waiting.wait(5)
        return ["127.0.0.1"]

    waiting = threading.Event()
    with Fetcher(resolve=hang, deadline=0.3, retries=0) as fetcher:
        assert refuse(fetcher, "http://press.example/") == "timeout"
    waiting.set()


def test_tls_is_asked_for_by_name_at_the_address_that_was_judged(tmp_path: Path):
    names: list[str] = []
    with serve_tls(tmp_path, names) as port:
        access = Access(frozenset({"press.example"}))
        with Fetcher(access=access, resolve=lambda _: ["127.0.0.1"], retries=0) as fetcher:
            assert refuse(fetcher, f"https://press.example:{port}/") == "tls"
    assert names == ["press.example"]


@contextmanager
def serve_tls(folder: Path, names: list[str]) -> Generator[int]:
    """Shake hands with a certificate nobody trusts, and note the name asked for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "press.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with suppress(OSError):
            connection, _ = listener.accept()
            with context.wrap_socket(connection, server_side=True):
                pass

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(5)
