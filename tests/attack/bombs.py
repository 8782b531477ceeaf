"""Bodies that unfold, never end, or come a byte a second: bounded in memory and in time."""

import gzip
import itertools
import json
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import brotli
from backports import zstd

from tasks.network.fetch import MAX_BYTES
from tests.attack.rows import Row
from tests.figures import ROOT
from tests.tasks.rawserver import serve_connections

SIZES = (1, 16, 128, 1024)  # MiB, unpacked
DEADLINE = 4.0
MOST_MIB = 150.0
_MIB = bytes(1024 * 1024)
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

Script = Callable[[], Iterable[bytes]]


def run_attacks(sizes: Iterable[int] = SIZES, deadline: float = DEADLINE) -> Iterator[Row]:
    """Bombs in every packing and size, then bodies without an end."""
    for coding in PACKERS:
        scripts = {size: make_bomb(coding, size) for size in sizes}
        found = [(size, _fetch(script, deadline)) for size, script in scripts.items()]
        held = [
            (
                one["kind"] == "too-large"
                if size * 2**20 > MAX_BYTES
                else one["size"] == size * 2**20
            )
            and _is_bounded(one, deadline)
            for size, one in found
        ]
        yield _report(
            f"bombs in {coding}, {min(sizes)} to {max(sizes)} MiB",
            [one for _, one in found],
            held,
            deadline,
        )
    for name, script in ENDLESS.items():
        one = _fetch(script, deadline)
        held = [
            one["kind"] in {"too-large", "timeout", "connection", "encoding"}
            and _is_bounded(one, deadline)
        ]
        yield _report(f"{name}: {one['kind']}", [one], held, deadline)


def make_bomb(coding: str, size: int) -> Script:
    """An answer that is `size` MiB of zeros once unpacked."""
    body = b"".join(PACKERS[coding](itertools.repeat(_MIB, size)))
    head = b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (coding.encode(), len(body))
    return lambda: (_OK + head, body)


def _pack_gzip(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def _pack_deflate(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(9)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def _pack_br(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = brotli.Compressor(quality=1)
    for piece in pieces:
        yield packer.process(piece)
    yield packer.finish()


def _pack_zstd(pieces: Iterable[bytes]) -> Iterator[bytes]:
    # The widest window a frame may ask for: memory before the first byte comes out.
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27})
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def _pack_narrow(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 20})
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


PACKERS: Mapping[str, Callable[[Iterable[bytes]], Iterable[bytes]]] = {
    "gzip": _pack_gzip,
    "deflate": _pack_deflate,
    "br": _pack_br,
    "zstd": _pack_narrow,
    "gzip, gzip": lambda pieces: _pack_gzip(_pack_gzip(pieces)),
    "gzip, br": lambda pieces: _pack_br(_pack_gzip(pieces)),
    "br, zstd": lambda pieces: _pack_narrow(_pack_br(pieces)),
}


def _drip(head: bytes, byte: bytes) -> Script:
    def script() -> Iterator[bytes]:
        yield head
        while True:
            yield byte
            time.sleep(1)

    return script


def _pour(head: bytes, piece: bytes) -> Script:
    return lambda: itertools.chain((head,), itertools.repeat(piece))


def _pour_zstd() -> Iterator[bytes]:
    yield _OK + b"Content-Encoding: zstd\r\n\r\n"
    yield from _pack_zstd(itertools.repeat(_MIB, 256))


_CHUNK = b"10000\r\n" + bytes(0x10000) + b"\r\n"
ENDLESS: Mapping[str, Script] = {
    "an endless body": _pour(_OK + b"\r\n", bytes(0x10000)),
    "an endless body in chunks": _pour(_OK + b"Transfer-Encoding: chunked\r\n\r\n", _CHUNK),
    "an endless body of empty gzip members": _pour(
        _OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 3000
    ),
    "an endless header": _pour(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536),
    "endless headers": _pour(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 8192),
    "endless 1xx answers": _pour(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2048),
    "a zstd frame that asks for a window of 128 MiB": _pour_zstd,
    "a body of a byte a second": _drip(_OK + b"\r\n", b"x"),
    "a body of a byte a second, announced whole": _drip(_OK + b"Content-Length: 90\r\n\r\n", b"x"),
    "a chunk of a byte a second": _drip(_OK + b"Transfer-Encoding: chunked\r\n\r\nfff;", b"x"),
    "gzip of a byte a second": _drip(
        _OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10], b"\0"
    ),
    "a header of a byte a second": _drip(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
    "a status line of a byte a second": _drip(b"HTTP/1.1 ", b"2"),
    "silence": _drip(b"", b""),
}


def _is_bounded(one: Mapping[str, Any], deadline: float) -> bool:
    return one["seconds"] < deadline + 1 and one["mib"] < MOST_MIB


def _report(attack: str, found: list[dict[str, Any]], held: list[bool], deadline: float) -> Row:
    slowest = max(one["seconds"] for one in found)
    most = max(one["mib"] for one in found)
    figure = (
        f"at most {slowest:.1f} s of {deadline:g} + 1, {most:.0f} MiB above idle of {MOST_MIB:.0f}"
    )
    return Row(attack, len(held), sum(held), figure)


def _fetch(script: Script, deadline: float) -> dict[str, Any]:
    """Fetch from a server with this script, in a process of its own."""
    with _serve(script) as url:
        command = [sys.executable, "-m", "tests.attack.victim", url, str(deadline)]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


@contextmanager
def _serve(script: Script) -> Generator[str]:
    """Answer `?harmless` with a page, and anything else with the script."""

    def answer(connection: socket.socket, stopped: threading.Event) -> None:
        if b"harmless" in connection.recv(65_536):
            connection.sendall(_OK + b"Content-Length: 5\r\nConnection: close\r\n\r\nwords")
            return
        for piece in script():
            if stopped.is_set():
                return
            connection.sendall(piece)

    with serve_connections(answer) as port:
        yield f"http://127.0.0.1:{port}/"
