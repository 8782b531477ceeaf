"""Bodies, unpacked while they arrive and stopped at a limit: a bomb never unfolds in memory."""

import zlib
from collections.abc import Iterable, Mapping
from typing import Protocol

from schemas.errors import FetchError, ReadError
from tasks.failures import PassingError

_GZIP = b"\x1f\x8b"
_CHUNK = 256 * 1024


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
    """Read a body as it arrives, and unpack gzip and deflate on the way.

    Args:
        where: Address for messages.
        chunks: The bytes on the wire.
        headers: The answer's headers, names in lower case or a mapping that ignores case.
        limit: Most bytes taken, on the wire and unpacked.

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
    if len(codings) > 1 or not set(codings) <= {"gzip", "x-gzip", "deflate"}:
        raise FetchError(
            "encoding",
            f"{where}: packed as {','.join(codings)[:60]}, not as asked for; use another channel",
        )
    body = bytearray()
    wire = 0
    unpacker: _Inflater | None = None
    for chunk in chunks:
        wire += len(chunk)
        if wire > limit:
            raise _too_large(where, limit)
        # Some servers announce gzip and send plain text; the first bytes tell.
        if codings and unpacker is None and not body and chunk:
            unpacker = _choose_inflater(codings[0], chunk)
        try:
            for part in unpacker.feed(chunk) if unpacker else (chunk,):
                body += part
                if len(body) > limit:
                    raise _too_large(where, limit)
        except zlib.error as error:
            raise FetchError(
                "encoding", f"{where}: damaged packing: {error}; run again later"
            ) from error
    if unpacker is not None and not unpacker.is_whole:
        raise PassingError("incomplete", f"{where}: the packed answer broke off; run again later")
    return bytes(body)


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


def _choose_inflater(coding: str, start: bytes) -> _Inflater | None:
    if coding != "deflate":
        return _Inflater(zlib.MAX_WBITS | 16) if start[:2] == _GZIP[: len(start)] else None
    # "deflate" means zlib, but some servers send the bare stream.
    has_header = len(start) > 1 and start[0] & 15 == 8 and (start[0] * 256 + start[1]) % 31 == 0
    return _Inflater(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)


def _too_large(where: str, limit: int) -> FetchError:
    return FetchError("too-large", f"{where}: larger than {limit} bytes; not a release")
