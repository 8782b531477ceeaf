"""Zip files: what lies in them, and one entry's bytes. Nothing is ever unpacked to disk.

Only the plain parts of the format are read (stored and deflated entries), because these are all
that releases come in and all that can be bounded while they unfold. Sources: APPNOTE 6.3.10.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import IO

from schemas.errors import FetchError

MAX_ENTRIES = 50_000
MAX_TOTAL = 4 * 1024**3
MAX_RATIO = 200
# Below this size no ratio matters.
SMALL = 1024 * 1024

# The index of a zip file is read whole: 8 MiB name some 80,000 entries.
_MAX_INDEX = 8 * 1024 * 1024
_CHUNK = 256 * 1024
_LOCAL, _END, _END64, _LOCATOR = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_LOCAL_SIZE, _END_SIZE, _END64_SIZE, _LOCATOR_SIZE = 30, 22, 56, 20
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZES_FOLLOW, _UTF8 = 0x1, 0x8, 0x800
_NESTED = (".zip", ".jar", ".warc", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".tar", ".7z", ".rar")
_NESTED_MAIL = (".mbox", ".mbx")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]|^[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """Where an entry's bytes lie, and what the index says of them; sizes in bytes."""

    name: str
    offset: int
    method: int
    flags: int
    packed: int
    size: int
    checksum: int


@dataclass(frozen=True, slots=True)
class ZipIndex:
    """All entries of a zip file by name; `damage` is a line if some could not be found."""

    entries: Mapping[str, ZipEntry]
    damage: str = ""


def read_index(path: Path) -> ZipIndex:
    """Read a zip file's index; where that is lost, look for its entries one by one.

    Raises:
        FetchError: missing, permission, damaged (no zip file), bomb (too many entries, or more
            bytes than a zip file of its size can honestly hold).
    """
    try:
        status = path.stat()
        return _read_index(path, status.st_mtime_ns, status.st_size)
    except OSError as error:
        raise FetchError(
            "unreadable", f"{path}: {error.strerror or error}; check the file"
        ) from error


def refuse_entry(entry: ZipEntry) -> str:
    """Why an entry is not taken, in a few words; empty if it is."""
    name = entry.name
    segments = name.split("/")
    if not name or _UNSAFE.search(name) or any(part in {"", ".", ".."} for part in segments):
        return "name leads out of the archive"
    if name.lower().endswith((*_NESTED, *_NESTED_MAIL)):
        return "archive within the archive, unpack it first"
    if entry.flags & _ENCRYPTED:
        return "encrypted, unpack it first"
    if entry.method not in {_STORED, _DEFLATED}:
        return "packed in an unusual way, pack it again as plain zip"
    if entry.size > SMALL and entry.size > entry.packed * MAX_RATIO:
        return f"unfolds to more than {MAX_RATIO} times its size"
    return ""


def is_hidden(name: str) -> bool:
    """Whether an entry is one that folders keep for themselves, such as `__MACOSX/` or `.git/`."""
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)


def read_entry(path: Path, name: str, limit: int) -> bytes:
    """Read one entry.

    Args:
        path: The zip file.
        name: The entry's name as the index holds it.
        limit: Most bytes it may unfold to.

    Raises:
        FetchError: missing, refused, too-large, damaged, empty.
    """
    entry = read_index(path).entries.get(name)
    where = f"{path}, entry {name[:200]!r}"
    if entry is None:
        raise FetchError("missing", f"{where}: no such entry; correct the name")
    if reason := refuse_entry(entry):
        raise FetchError("refused-entry", f"{where}: {reason}")
    if entry.size > limit:
        raise FetchError("too-large", f"{where}: larger than {limit} bytes; not a release")
    try:
        with path.open("rb") as file:
            _skip_header(file, entry)
            body = _unfold(file, entry)
    except (OSError, EOFError, ValueError, zlib.error, struct.error) as error:
        reason = " ".join(str(error).split())[:200]
        raise FetchError(
            "damaged", f"{where}: damaged ({reason}); get the archive again"
        ) from error
    if not body:
        raise FetchError("empty", f"{where}: 0 bytes; nothing to read")
    return body


# A batch asks for hundreds of entries of one file, one after the other.
@lru_cache(maxsize=2)
def _read_index(path: Path, _changed: int, size: int) -> ZipIndex:
    with path.open("rb") as file:
        if _measure_index(file, size) > _MAX_INDEX:
            raise FetchError(
                "bomb", f"{path}: more than {MAX_ENTRIES} entries; part it into several archives"
            )
    try:
        with zipfile.ZipFile(path) as archive:
            found = [_describe(info) for info in archive.infolist()]
        damage = ""
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError) as error:
        with path.open("rb") as file:
            found = list(_walk_entries(file, size))
        if not found:
            raise FetchError(
                "damaged", f"{path}: not a zip file ({error}); get the archive again"
            ) from error
        damage = f"{path}: damaged: its index is lost; {len(found)} entries were found all the same"
    if len(found) > MAX_ENTRIES:
        raise FetchError(
            "bomb", f"{path}: more than {MAX_ENTRIES} entries; part it into several archives"
        )
    if sum(entry.packed for entry in found) > size or sum(e.size for e in found) > MAX_TOTAL:
        raise FetchError(
            "bomb", f"{path}: its entries claim more bytes than it can hold; it is not read"
        )
    return ZipIndex({entry.name: entry for entry in found}, damage)


def _describe(info: zipfile.ZipInfo) -> ZipEntry:
    return ZipEntry(
        name=info.orig_filename if "\0" in info.orig_filename else info.filename,
        offset=info.header_offset,
        method=info.compress_type,
        flags=info.flag_bits,
        packed=info.compress_size,
        size=info.file_size,
        checksum=info.CRC,
    )


def _measure_index(file: IO[bytes], size: int) -> int:
    """Bytes of the index, as the record at the file's end states them; 0 if there is none."""
    tail_start = max(0, size - _END_SIZE - 0xFFFF - _LOCATOR_SIZE)
    file.seek(tail_start)
    tail = file.read()
    # Where zipfile looks for it: at the very end, else at the last mark.
    end = len(tail) - _END_SIZE
    if end < 0 or not tail.startswith(_END, end):
        end = tail.rfind(_END)
    if end < 0 or len(tail) - end < _END_SIZE:
        return 0
    stated = int.from_bytes(tail[end + 12 : end + 16], "little")
    locator = tail[max(0, end - _LOCATOR_SIZE) : end]
    if not locator.startswith(_LOCATOR):
        return stated
    # Versions of zipfile differ in where they look for the larger record.
    places = (
        int.from_bytes(locator[8:16], "little"),
        max(0, tail_start + end - _LOCATOR_SIZE - _END64_SIZE),
    )
    larger = [stated % 0xFFFFFFFF]
    for place in places:
        file.seek(min(place, size))
        record = file.read(_END64_SIZE)
        if record.startswith(_END64):
            larger.append(int.from_bytes(record[40:48], "little"))
    return max(larger)


def _walk_entries(file: IO[bytes], size: int) -> Iterator[ZipEntry]:
    """Find the entries of a zip file without an index, by the headers that stand before them."""
    place = 0
    # Bytes that streams of unknown length may be tried with: hostile ones overlap without end.
    left = 4 * size + 64 * SMALL
    for _ in range(MAX_ENTRIES):
        place = _find_mark(file, place, size)
        if place < 0:
            return
        file.seek(place)
        header = file.read(_LOCAL_SIZE)
        if len(header) < _LOCAL_SIZE:
            return
        flags, method = struct.unpack("<HH", header[6:10])
        checksum, packed, unpacked, name_size, extra_size = struct.unpack("<IIIHH", header[14:30])
        name = file.read(name_size).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        start = place + _LOCAL_SIZE + name_size + extra_size
        if flags & _SIZES_FOLLOW and method == _DEFLATED:
            packed, unpacked, checksum, is_whole = _measure_stream(file, start)
            left -= packed + unpacked
            if left <= 0:
                return
            if not is_whole:
                place += len(_LOCAL)
                continue
        if start + packed > size:
            return
        yield ZipEntry(name, place, method, flags, packed, unpacked, checksum)
        place = start + packed


def _find_mark(file: IO[bytes], start: int, size: int) -> int:
    """Where the next entry's header begins; -1 if there is none."""
    place = start
    while place < size:
        file.seek(place)
        block = file.read(_CHUNK)
        found = block.find(_LOCAL)
        if found >= 0:
            return place + found
        # A mark may lie across two blocks.
        place += max(len(block) - len(_LOCAL) + 1, 1)
    return -1


def _measure_stream(file: IO[bytes], start: int) -> tuple[int, int, int, bool]:
    """Unfold a stream of unknown length and throw it away.

    Returns:
        Packed and full size, checksum, and whether it is whole; if not, how far it was read.
    """
    file.seek(start)
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    taken = size = checksum = 0
    try:
        while not unpacker.eof:
            packed = unpacker.unconsumed_tail
            if not packed:
                packed = file.read(_CHUNK)
                taken += len(packed)
            consumed = taken - len(unpacker.unconsumed_tail)
            if not packed or size > max(SMALL, MAX_RATIO * consumed):
                return taken, size, 0, False
            part = unpacker.decompress(packed, _CHUNK)
            size += len(part)
            checksum = zlib.crc32(part, checksum)
    except zlib.error:
        return taken, size, 0, False
    return taken - len(unpacker.unused_data), size, checksum, True


def _skip_header(file: IO[bytes], entry: ZipEntry) -> None:
    file.seek(entry.offset)
    header = file.read(_LOCAL_SIZE)
    if not header.startswith(_LOCAL):
        raise ValueError("no entry begins where the index says")
    name_size, extra_size = struct.unpack("<HH", header[26:30])
    file.seek(name_size + extra_size, 1)


def _unfold(file: IO[bytes], entry: ZipEntry) -> bytes:
    """Read an entry's bytes; never more than the index stated."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS) if entry.method == _DEFLATED else None
    body = bytearray()
    left = entry.packed
    while left and len(body) <= entry.size:
        packed = file.read(min(left, _CHUNK))
        if not packed:
            raise EOFError("it ends in the middle")
        left -= len(packed)
        while packed and len(body) <= entry.size:
            if unpacker is None:
                body += packed
                break
            body += unpacker.decompress(packed, entry.size + 1 - len(body))
            packed = unpacker.unconsumed_tail
    if len(body) != entry.size or zlib.crc32(body) != entry.checksum:
        raise ValueError("its size or checksum does not match")
    return bytes(body)
