"""A server that resets, truncates, stalls, refuses and fails a fifth of the time."""

import gzip
import hashlib
import socket
import struct
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from schemas.document import Discovered, Fetch
from tasks.archive.collect import fetch_batch
from tasks.archive.warc import ArchiveWriter, read_archived
from tasks.network.fetch import Fetcher
from tasks.publishers.access import Access
from tests.attack.rows import Row

COUNT = 10_000
BATCH = 500
FAULTS = ("reset", "truncated", "truncated-chunk", "truncated-gzip", "stall", "429", "503")
# What the server did, and what may be said of it when it does so to the last try, too.
KINDS = {
    "reset": {"connection", "incomplete"},
    "truncated": {"incomplete"},
    "truncated-chunk": {"incomplete"},
    "truncated-gzip": {"incomplete"},
    "stall": {"timeout"},
    "429": {"http-429"},
    "503": {"http-503"},
}
DEADLINE = 1.0


def run_attacks(count: int = COUNT) -> Iterator[Row]:
    """Fetch `count` addresses in batches, and hold what was kept against what was sent."""
    started = time.perf_counter()
    kinds: Counter[str] = Counter()
    accounted = whole = fetched = 0
    with tempfile.TemporaryDirectory() as name, serve_faults() as (base, done):
        home = Path(name)
        for first in range(0, count, BATCH):
            numbers = range(first, min(first + BATCH, count))
            fetches = _fetch(home, base, numbers, first)
            for number, fetch in zip(numbers, fetches, strict=True):
                accounted += _is_accounted(fetch, f"{base}/{number}", done.get(number, []))
                kinds[fetch.error_kind or "fetched"] += 1
                if fetch.outcome == "fetched":
                    fetched += 1
                    kept = read_archived(home, fetch.archive_file, fetch.archive_offset)
                    whole += kept == make_body(number)
    seconds = time.perf_counter() - started
    faulty = sum(len(faults) for faults in done.values())
    asked = count + faulty
    shown = ", ".join(f"{kind} {number:,}" for kind, number in kinds.most_common())
    yield Row(
        "a server that fails a fifth of the time: each URL accounted for",
        count,
        accounted,
        f"about {asked:,} requests, {faulty:,} of them failed by the server, {seconds:.0f} s: {shown}",
    )
    yield Row("of these, bodies taken that are whole to the byte", fetched, whole)


def make_body(number: int) -> bytes:
    """A body that no other address has, 1 to 9 KiB."""
    seed = hashlib.sha256(b"%d" % number).hexdigest().encode()
    return b"<html><body><p>" + seed * (16 + number % 128) + b"</p></body></html>"


def choose_fault(number: int, attempt: int) -> str:
    """A fifth of all requests fail, always the same ones."""
    drawn = hashlib.sha256(b"%d/%d" % (number, attempt)).digest()
    return FAULTS[drawn[1] % len(FAULTS)] if drawn[0] % 5 == 0 else ""


def _is_accounted(fetch: Fetch, url: str, faults: list[str]) -> bool:
    """Whether a record says what happened: the body, or the reason of the last try."""
    if fetch.url != url:
        return False
    if fetch.outcome == "fetched":
        return not fetch.error_kind
    return fetch.outcome == "failed" and bool(faults) and fetch.error_kind in KINDS[faults[-1]]


def _fetch(home: Path, base: str, numbers: range, first: int) -> list[Fetch]:
    items = [
        Discovered(source_id="attack", url=f"{base}/{number}", channel="feed") for number in numbers
    ]

    def now() -> datetime:
        return datetime.now(UTC)

    with (
        Fetcher(
            deadline=DEADLINE,
            workers=16,
            connections=16,
            access=Access(frozenset({"127.0.0.1"})),
            sleep=lambda _: None,
        ) as fetcher,
        ArchiveWriter(home, f"attack-{first}", now) as archive,
    ):
        return fetch_batch(items, {}, fetcher, archive, "run", first, now)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    stopped = threading.Event()
    faults: dict[int, list[str]]
    asked: Counter[int]
    lock = threading.Lock()

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            self._answer(404, b"none")
            return
        number = int(self.path[1:])
        with self.server.lock:
            attempt = self.server.asked[number]
            self.server.asked[number] += 1
            fault = choose_fault(number, attempt)
            if fault:
                self.server.faults.setdefault(number, []).append(fault)
        body = make_body(number)
        match fault:
            case "":
                self._answer(200, body)
            case "429" | "503":
                self._answer(int(fault), b"later", {"Retry-After": "0"})
            case "stall":
                self._answer(200, body[:100], {"Content-Length": str(len(body))})
                self.server.stopped.wait(2 * DEADLINE)
            case "truncated":
                self._answer(200, body[:-1], {"Content-Length": str(len(body))})
            case "truncated-chunk":
                chunk = b"%x\r\n%s\r\n" % (len(body) - 9, body[:-9])
                self._answer(200, chunk, {"Transfer-Encoding": "chunked"})
            case "truncated-gzip":
                packed = gzip.compress(body)[:-8]
                self._answer(200, packed, {"Content-Encoding": "gzip", "Connection": "close"})
            case _:
                self._answer(200, body[:700], {"Content-Length": str(len(body))})
                linger = struct.pack("ii", 1, 0)  # the connection is reset, not closed
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        if fault not in {"", "429", "503"}:
            self.close_connection = True

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if not headers or not {"Content-Length", "Transfer-Encoding"} & set(headers):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@contextmanager
def serve_faults() -> Generator[tuple[str, dict[int, list[str]]]]:
    """Serve, and tell which faults each number met with, in order."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.faults, server.asked = {}, Counter()
    server.stopped = threading.Event()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.faults
    finally:
        server.stopped.set()
        server.shutdown()
        server.server_close()
