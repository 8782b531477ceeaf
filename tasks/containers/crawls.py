"""Crawls: the answers that WARC files of any crawler hold, and one answer's bytes.

A damaged stretch is passed over: reading goes on at the next record that can be recognised.
Sources: WARC 1.1 (ISO 28500:2017) and its annex on gzip, where each record is a member of its own.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from schemas.errors import FetchError
from tasks.archive.warc import load_warcio
from tasks.network.response import Response
from tasks.network.unpack import read_stream

MAX_RECORDS = 200_000
MAX_RECORD = 64 * 1024 * 1024
MAX_RATIO = 200
# More damaged places than this are no crawl's: what follows is not looked at.
MAX_DAMAGE = 200

_SMALL = 1024 * 1024
_HEAD = 64 * 1024
_CHUNK = 64 * 1024
_OWN_CODINGS = {"br", "zstd"}
_GZIP, _PLAIN = b"\x1f\x8b\x08", b"WARC/1."
_FIELD = re.compile(rb"^([A-Za-z-]{1,60}):[ \t]*(.*?)\s*$", re.MULTILINE)
_STATUS = re.compile(rb"HTTP/[\d.]+ +(\d{3})")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
# Records that only tell how the crawl went.
_BOOKKEEPING = {"warcinfo", "request", "metadata"}


@dataclass(frozen=True, slots=True)
class Record:
    """A record's place in the file, and what its headers say."""

    offset: int
    kind: str
    uri: str
    status: int
    media_type: str
    is_cut: bool


@dataclass(slots=True)
class Damage:
    """Stretches that could not be read, and members that hold more than one record."""

    stretches: int = 0
    first: int = -1
    joined: int = 0

    def add(self, offset: int) -> None:
        """Count a stretch that begins here."""
        self.stretches += 1
        self.first = offset if self.first < 0 else self.first


@dataclass(frozen=True, slots=True)
class _Member:
    """A record's first bytes, how long it is unpacked, and where the next one begins."""

    head: bytes
    size: int
    end: int


def walk_records(path: Path, damage: Damage) -> Iterator[Record]:
    """Yield the records of a crawl in their order, bookkeeping left out.

    Args:
        path: The WARC file, packed or not.
        damage: Takes what could not be read.

    Raises:
        FetchError: unreadable, or damaged: nothing in it is a WARC record.
    """
    found = False
    try:
        with path.open("rb") as file:
            mark = _GZIP if file.read(3) == _GZIP else _PLAIN
            size = path.stat().st_size
            place = 0
            while 0 <= place < size:
                member = _read_member(file, place, mark, size)
                fields = _read_fields(member.head) if member else {}
                if member is None or not fields:
                    damage.add(place)
                    if damage.stretches > MAX_DAMAGE:
                        break
                    place = _find_mark(file, place + 1, mark, size)
                    continue
                found = True
                damage.joined += _is_joined(member, fields, mark)
                if fields.get("warc-type", "") not in _BOOKKEEPING:
                    yield _describe(place, member.head, fields)
                place = member.end
    except OSError as error:
        raise FetchError(
            "unreadable", f"{path}: {error.strerror or error}; check the file"
        ) from error
    if not found:
        raise FetchError("damaged", f"{path}: not a WARC file; get the crawl again")


def read_record(path: Path, offset: int, url: str, limit: int) -> Response:
    """Read the answer archived at an offset, unpacked and without its transfer coding.

    Args:
        path: The WARC file.
        offset: Where the record begins.
        url: Address it is known by here.
        limit: Most bytes its body may have.

    Raises:
        FetchError: missing, damaged, too-large, empty, unreadable.
    """
    where = f"{path} at {offset}"
    try:
        with path.open("rb") as file:
            mark = _GZIP if file.read(3) == _GZIP else _PLAIN
            member = _read_member(file, offset, mark, path.stat().st_size, keep=MAX_RECORD)
        if member is None:
            raise FetchError("damaged", f"{where}: no whole record there; get the crawl again")
        record = next(iter(load_warcio().ArchiveIterator(BytesIO(member.head))), None)
        if record is None or record.rec_type != "response" or record.http_headers is None:
            raise FetchError("missing", f"{where}: no answer is archived there; name another")
        body = _read_body(record, where, limit)
        headers = tuple((str(name), str(value)) for name, value in record.http_headers.headers)
        status = int(record.http_headers.get_statuscode())
        uri = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
        seen_at = _read_moment(str(record.rec_headers.get_header("WARC-Date") or ""))
    except OSError as error:
        raise FetchError("unreadable", f"{where}: {error.strerror}; check the file") from error
    except (load_warcio().exceptions.ArchiveLoadFailed, EOFError, ValueError, zlib.error) as error:
        reason = " ".join(str(error).split())[:200]
        raise FetchError("damaged", f"{where}: damaged ({reason}); get the crawl again") from error
    if len(body) > limit:
        raise FetchError("too-large", f"{where}: larger than {limit} bytes; not a release")
    if not body:
        raise FetchError("empty", f"{where}: an answer of 0 bytes; nothing to read")
    content_type = _find_header(headers, "content-type")
    charset = _CHARSET.search(content_type)
    return Response(
        url=url,
        final_url=uri,
        status=status,
        media_type=content_type.partition(";")[0].strip().lower(),
        charset=charset[1].lower() if charset else "",
        body=body,
        headers=headers,
        seen_at=seen_at,
    )


def _read_body(record: Any, where: str, limit: int) -> bytes:  # noqa: ANN401 - warcio has no types
    """An answer's body, up to a byte beyond the limit."""
    coding = str(record.http_headers.get_header("content-encoding") or "").strip().lower()
    if coding not in _OWN_CODINGS:
        body: bytes = record.content_stream().read(limit + 1)
        return body
    # warcio unpacks these without a bound, or not at all.
    record.http_headers.remove_header("content-encoding")
    packed: bytes = record.content_stream().read()
    try:
        return read_stream(where, [packed], {"content-encoding": coding}, limit)
    except FetchError as error:
        # Some crawlers unpack the body and keep the header: text is never packed by chance.
        if error.kind == "too-large":
            raise
        if not _is_text(packed):
            raise FetchError(
                "damaged", f"{where}: damaged ({coding}); get the crawl again"
            ) from error
        return packed[: limit + 1]


def _is_text(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except ValueError:
        return False
    return True


def _read_member(
    file: IO[bytes], offset: int, mark: bytes, size: int, keep: int = _HEAD
) -> _Member | None:
    """Read the record at an offset; None if none begins there or it is not whole."""
    file.seek(offset)
    if mark == _PLAIN:
        return _read_plain(file, offset, size, keep)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    head = bytearray()
    taken = unpacked = 0
    try:
        while not unpacker.eof:
            packed = unpacker.unconsumed_tail
            if not packed:
                packed = file.read(_CHUNK)
                taken += len(packed)
            consumed = taken - len(unpacker.unconsumed_tail)
            is_bomb = unpacked > max(_SMALL, consumed * MAX_RATIO)
            if not packed or unpacked > MAX_RECORD or is_bomb:
                return None
            part = unpacker.decompress(packed, _CHUNK)
            unpacked += len(part)
            head += part[: max(0, keep - len(head))]
    except zlib.error:
        return None
    return _Member(bytes(head), unpacked, offset + taken - len(unpacker.unused_data))


def _read_plain(file: IO[bytes], offset: int, size: int, keep: int) -> _Member | None:
    head = file.read(_HEAD)
    start = len(head) - len(head.lstrip(b"\r\n"))
    fields = _read_fields(head[start:])
    length = fields.get("content-length", "")
    border = head.find(b"\r\n\r\n", start)
    if not length.isdecimal() or border < 0:
        return None
    whole = border + 4 + int(length)
    if offset + whole > size or int(length) > MAX_RECORD:
        return None
    file.seek(offset + start)
    record = file.read(min(keep, whole - start))
    return _Member(record, whole - start, _skip_breaks(file, offset + whole))


def _skip_breaks(file: IO[bytes], offset: int) -> int:
    file.seek(offset)
    following = file.read(8)
    return offset + len(following) - len(following.lstrip(b"\r\n"))


def _find_mark(file: IO[bytes], start: int, mark: bytes, size: int) -> int:
    """Where the next record may begin; -1 if nowhere."""
    place = start
    while place < size:
        file.seek(place)
        block = file.read(_CHUNK)
        if (found := block.find(mark)) >= 0:
            return place + found
        place += max(len(block) - len(mark) + 1, 1)
    return -1


def _read_fields(head: bytes) -> dict[str, str]:
    """A record's own headers by lower-case name; none if it is no WARC record."""
    if not head.startswith(_PLAIN):
        return {}
    block = head.partition(b"\r\n\r\n")[0]
    return {
        match[1].decode("ascii").lower(): match[2].decode("utf-8", "replace")
        for match in _FIELD.finditer(block)
    }


def _is_joined(member: _Member, fields: dict[str, str], mark: bytes) -> bool:
    """Whether a gzip member goes on after its record: the file was packed as a whole."""
    length = fields.get("content-length", "")
    border = member.head.find(b"\r\n\r\n")
    if mark != _GZIP or not length.isdecimal() or border < 0:
        return False
    return member.size > border + 4 + int(length) + 4


def _describe(offset: int, head: bytes, fields: dict[str, str]) -> Record:
    answer = head.partition(b"\r\n\r\n")[2]
    status = _STATUS.match(answer)
    answer_fields = _FIELD.findall(answer.partition(b"\r\n\r\n")[0])
    types = [value for name, value in answer_fields if name.lower() == b"content-type"]
    media_type = types[0].decode("latin-1").partition(";")[0].strip().lower() if types else ""
    return Record(
        offset=offset,
        kind=fields.get("warc-type", ""),
        uri=fields.get("warc-target-uri", "").strip("<>"),
        status=int(status[1]) if status else 0,
        media_type=media_type,
        is_cut="warc-truncated" in fields,
    )


def _read_moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _find_header(headers: Sequence[tuple[str, str]], wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")
