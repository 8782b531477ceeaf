"""Addresses that lead inside: spelt oddly, behind names whose answers flip, behind redirects."""

import random
import socket
import sys
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from schemas.errors import FetchError
from tasks.network.fetch import Fetcher
from tasks.publishers.access import Access
from tests.attack.forms import FORMS
from tests.attack.rows import Row

FLIPS = 1_000
# A public address, played by a server on this machine: see `play_public`.
PUBLIC = "93.184.215.14"
INSIDE = (
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "::1",
    "fe80::1",
    "::ffff:127.0.0.1",
    "224.0.0.1",
)
NAMES = {
    "public.example": PUBLIC,
    "localhost": "127.0.0.1",
    "metadata.google.internal": "169.254.169.254",
}
TARGETS = (
    "http://127.0.0.1:{port}/in",
    "http://localhost:{port}/in",
    "http://[::1]:{port}/in",
    "http://[::ffff:127.0.0.1]:{port}/in",
    "http://2130706433:{port}/in",
    "http://0x7f000001:{port}/in",
    "http://0177.0.0.1:{port}/in",
    "http://127.1:{port}/in",
    "http://0:{port}/in",
    "http://0.0.0.0:{port}/in",
    "http://169.254.169.254/latest/meta-data/",
    "http://metadata.google.internal/computeMetadata/v1/",
    "http://10.0.0.1:{port}/in",
    "http://192.168.0.1:{port}/in",
    "//127.0.0.1:{port}/in",
    "https://public.example@127.0.0.1:{port}/in",
    "file:///etc/passwd",
    "ftp://127.0.0.1:{port}/in",
    "gopher://127.0.0.1:{port}/_in",
    "javascript:alert(1)",
    "data:text/html,in",
    "ldap://127.0.0.1:{port}/in",
)  # fmt: skip

_connects: list[str] = []


def run_attacks() -> Iterator[Row]:
    """Spellings, flipping names, redirects; what the process connects to is watched."""
    sys.addaudithook(_note_connect)
    yield try_forms()
    yield try_flips(FLIPS)
    yield try_redirects()


def try_forms() -> Row:
    """Ask for every spelling, over http and https, where a listener waits on all interfaces."""
    held = 0
    with _listen() as (port, accepted), _open() as fetcher:
        for form in FORMS:
            for scheme in ("http", "https"):
                _connects.clear()
                kind = _find_kind(fetcher, f"{scheme}://{form}:{port}/in")
                held += kind in {"private", "bad-url"} and not _connects
    return Row(
        "SSRF: spellings of inside addresses, http and https",
        2 * len(FORMS),
        held,
        f"{len(FORMS)} spellings, {len(accepted)} connections",
    )


def try_flips(count: int) -> Row:
    """Resolve names whose answers change from one look to the next, in a seeded order."""
    chance = random.Random(20260930)  # noqa: S311 - a fixed order, no secret
    answers: dict[str, int] = {}

    def flip(host: str) -> Sequence[str]:
        """Public at first, inside ever after; or both at once; or inside first."""
        answers[host] = answers.get(host, 0) + 1
        inside = chance.choice(INSIDE)
        pattern = int(host.partition(".")[0][1:]) % 4
        if pattern == 0:
            return [PUBLIC] if answers[host] == 1 else [inside]
        if pattern == 1:
            return chance.sample([PUBLIC, inside], 2)
        return [PUBLIC] if (answers[host] + pattern) % 2 else [inside]

    held = connected = 0
    with play_public() as (port, _), _open(flip) as fetcher:
        for number in range(count):
            for _ in range(3):
                _connects.clear()
                _find_kind(fetcher, f"http://n{number}.example:{port}/out")
                # The one connection there may be is to the public address that was judged.
                inside = [address for address in _connects if address != PUBLIC]
                connected += len(_connects) - len(inside)
                held += not inside
    return Row(
        "DNS: names whose answers flip, three requests each",
        3 * count,
        held,
        f"{count:,} names, {sum(answers.values()):,} answers, {connected:,} connections, all to the"
        " public address that was judged",
    )


def try_redirects() -> Row:
    """Follow chains of one to four public hops that end inside or in another scheme."""
    held = 0
    with play_public() as (port, paths), _open(lambda host: [NAMES[host]]) as fetcher:
        for number, _ in enumerate(TARGETS):
            paths.clear()
            _connects.clear()
            kind = _find_kind(fetcher, f"http://public.example:{port}/hop/{number}/{number % 4}")
            inside = [address for address in _connects if address != PUBLIC]
            reached = [path for path in paths if not path.startswith("/hop/")]
            held += kind in {"private", "bad-url"} and not inside and not reached
    return Row("redirect chains to inside addresses or other schemes", len(TARGETS), held)


def _open(resolve: Any = None) -> Fetcher:  # noqa: ANN401 - a resolver, or the system's
    parts = {"resolve": resolve} if resolve else {}
    return Fetcher(deadline=3, retries=0, delay=0, access=Access(), **parts)


def _find_kind(fetcher: Fetcher, url: str) -> str:
    try:
        fetcher.get(url, local=True)
    except FetchError as error:
        return error.kind
    return "fetched"


def _note_connect(event: str, arguments: Any) -> None:  # noqa: ANN401 - as Python hands it
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not _played.is_set():
            _connects.append(str(address[0]))


_played = threading.Event()


@contextmanager
def _listen() -> Generator[tuple[int, list[object]]]:
    """Count whoever connects to any address of this machine."""
    accepted: list[object] = []
    dual = socket.has_dualstack_ipv6()
    listener = socket.create_server(
        ("::" if dual else "0.0.0.0", 0),  # noqa: S104 - any address it is asked by
        family=socket.AF_INET6 if dual else socket.AF_INET,
        dualstack_ipv6=dual,
    )

    def accept() -> None:
        while True:
            try:
                connection, peer = listener.accept()
            except OSError:
                return
            accepted.append(peer)
            connection.close()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], accepted
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


@contextmanager
def play_public() -> Generator[tuple[int, list[str]]]:
    """Serve what a public host would, and bring connections to PUBLIC there.

    All of the fetcher runs as it is; only the last step, the socket, is led to this machine.

    Yields:
        The port, and the paths asked for.
    """
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            paths.append(self.path)
            _, kind, *rest = self.path.split("/")
            if kind == "hop":
                number, left = map(int, rest)
                target = TARGETS[number].format(port=self.server.server_address[1])
                self.send_response(302)
                self.send_header("Location", f"/hop/{number}/{left - 1}" if left else target)
                body = b""
            else:
                self.send_response(200)
                body = b"words"
            self.send_header("Connection", "close")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    connect = socket.create_connection

    def lead(address: tuple[str, int], *arguments: Any, **options: Any) -> socket.socket:  # noqa: ANN401
        _connects.append(address[0])
        if address[0] != PUBLIC:
            raise OSError(f"inside address {address[0]}")
        _played.set()
        try:
            return connect(server.server_address, *arguments, **options)
        finally:
            _played.clear()

    socket.create_connection = lead
    try:
        yield server.server_address[1], paths
    finally:
        socket.create_connection = connect
        server.shutdown()
        server.server_close()
