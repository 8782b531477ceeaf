"""Bodies, unpacked while they arrive and stopped at a limit: a bomb never unfolds in memory."""

import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import brotli

from schemas.errors import FetchError, ReadError
from tasks.network.failures import PassingError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"

_CODINGS = {"gzip", "x-gzip", "deflate", "br", "zstd"}
# Packed twice happens (a .gz file that a server packs again); more often only in bombs.
_MAX_CODINGS = 2
_GZIP = b"\x1f\x8b"
_CHUNK = 256 * 1024
# 8 MiB, all that RFC 9659 lets a server use: a frame may ask for gigabytes.
_WINDOW: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}


class _Unpacker(Protocol):
    """Unpacks piece by piece, each at most a chunk, whatever the bytes claim."""

    @property
    def is_whole(self) -> bool: ...
    def feed(self, data: bytes) -> Iterable[bytes]: ...


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes: ...


def read_stream(
    where: str, chunks: Iterable[bytes], headers: Mapping[str, str], limit: int
) -> bytes:
    """Read a body as it arrives, and unpack gzip, deflate, br and zstd on the way.

    Args:
        where: Address for messages.
        chunks: The bytes on the wire.
        headers: The answer's headers, names in lower case or a mapping that ignores case.
        limit: Most bytes taken, on the wire and after each unpacking.

    Raises:
        FetchError: too-large, incomplete or encoding.
    """
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit:
        raise _too_large(where, limit)
    codings = [
        name.strip().lower()
        for name in headers.get("content-encoding", "").split(",")
        if name.strip().lower() not in {"", "identity", "none"}
    ]
    if len(codings) > _MAX_CODINGS or not set(codings) <= _CODINGS:
        raise FetchError(
            "encoding",
            f"{where}: packed as {','.join(codings)[:60]}, not as asked for; use another channel",
        )
    pieces = _count(where, chunks, limit)
    for coding in reversed(codings):
        pieces = _count(where, _unpack(where, pieces, coding), limit)
    body = bytearray()
    for piece in pieces:
        body += piece
    return bytes(body)


def _count(where: str, pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise _too_large(where, limit)
        yield piece


def _unpack(where: str, pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    unpacker: _Unpacker | None = None
    started = False
    for piece in _gather_start(pieces):
        # Some servers announce gzip and send plain text; the first bytes tell.
        if not started:
            unpacker, started = _choose_unpacker(coding, piece), True
        try:
            yield from unpacker.feed(piece) if unpacker else (piece,)
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            raise FetchError(
                "encoding", f"{where}: damaged packing: {error}; run again later"
            ) from error
    if unpacker is not None and not unpacker.is_whole:
        raise PassingError("incomplete", f"{where}: the packed answer broke off; run again later")


def _gather_start(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Hand the pieces on, the first with at least the two bytes that tell a packing."""
    start = b""
    rest = iter(pieces)
    for piece in rest:
        start += piece
        if len(start) > 1:
            break
    if start:
        yield start
    yield from rest


def unpack_gzip(raw: bytes, where: str, limit: int) -> bytes:
    """Unpack bytes that are gzip; return others as they are.

    Raises:
        ReadError: stage `decode`: damaged, cut off, or larger than the limit.
    """
    if not raw.startswith(_GZIP):
        return raw
    unpacker = _Inflater(zlib.MAX_WBITS | 16)
    body = bytearray()
    try:
        for part in unpacker.feed(raw):
            body += part
            if len(body) > limit:
                raise ReadError("decode", f"{where}: unpacks to more than {limit} bytes")
    except zlib.error as error:
        raise ReadError("decode", f"{where}: damaged gzip data: {error}") from error
    if not unpacker.is_whole:
        raise ReadError("decode", f"{where}: gzip data that ends in the middle")
    return bytes(body)


def peek_gzip(raw: bytes, size: int) -> bytes:
    """First bytes of what is packed; of bytes that are not gzip, their own."""
    if not raw.startswith(_GZIP):
        return raw[:size]
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(raw, size)
    except zlib.error:
        return b""


class _Inflater:
    """Inflates piece by piece; gzip members that follow one another are one body."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._inner: _Decompressor = zlib.decompressobj(window)

    @property
    def is_whole(self) -> bool:
        return self._inner.eof

    def feed(self, data: bytes) -> Iterable[bytes]:
        while data:
            if self._inner.eof:
                # What follows a finished body is another gzip member, or padding.
                if not data.startswith(_GZIP):
                    return
                self._inner = zlib.decompressobj(self._window)
            yield self._inner.decompress(data, _CHUNK)
            data = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail


class _Brotli:
    """Unpacks br piece by piece."""

    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    @property
    def is_whole(self) -> bool:
        return self._inner.is_finished()

    def feed(self, data: bytes) -> Iterable[bytes]:
        part = self._inner.process(data, output_buffer_limit=_CHUNK)
        # Even when it takes more data it may still hold text back.
        while part or not self._inner.can_accept_more_data():
            yield part
            if self._inner.is_finished():
                return
            part = self._inner.process(b"", output_buffer_limit=_CHUNK)


class _Zstd:
    """Unpacks zstd piece by piece; frames that follow one another are one body."""

    def __init__(self) -> None:
        self._inner = zstd.ZstdDecompressor(options=_WINDOW)

    @property
    def is_whole(self) -> bool:
        return self._inner.eof

    def feed(self, data: bytes) -> Iterable[bytes]:
        while data:
            if self._inner.eof:
                self._inner = zstd.ZstdDecompressor(options=_WINDOW)
            yield self._inner.decompress(data, _CHUNK)
            while not self._inner.needs_input and not self._inner.eof:
                yield self._inner.decompress(b"", _CHUNK)
            data = self._inner.unused_data if self._inner.eof else b""


def _choose_unpacker(coding: str, start: bytes) -> _Unpacker | None:
    if coding == "br":
        return _Brotli()
    if coding == "zstd":
        return _Zstd()
    if coding != "deflate":
        return _Inflater(zlib.MAX_WBITS | 16) if start[:2] == _GZIP[: len(start)] else None
    # "deflate" means zlib, but some servers send the bare stream.
    has_header = len(start) > 1 and start[0] & 15 == 8 and (start[0] * 256 + start[1]) % 31 == 0
    return _Inflater(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)


def _too_large(where: str, limit: int) -> FetchError:
    return FetchError("too-large", f"{where}: larger than {limit} bytes; not a release")
