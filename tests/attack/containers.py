"""Hostile containers: zip files, mailboxes and crawls made to hang, fill or mislead who lists them.

None of them holds a release. They are listed and read one by one, and ingested all together.
"""

import gzip
import io
import mailbox
import os
import resource
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import brotli
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from schemas.document import Document
from schemas.errors import FetchError
from schemas.reading import Reading
from tasks.containers.members import find_kind
from tasks.network.fetch import Fetcher
from tasks.workers.limited import list_container, read_loose
from tests.attack.rows import Row
from tests.figures import ROOT
from tests.flows.command import query, run, write_releases

MEBIBYTE = 1024 * 1024
_HEAD = b"From press@x.example Mon Mar 02 06:00:00 2026\nMessage-ID: <1@x.example>\n"
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")


SECONDS = 20.0
# What the process that hands out the jobs may grow by.
GROWTH = 150 * MEBIBYTE
# And for a list of documents as long as is taken.
LIST_GROWTH = 300 * MEBIBYTE
_DOCUMENTS = 3
_GOOD = 5
# Their documents are read in minutes, each in no time.
_LONG = frozenset({"many-messages.mbox", "long-addresses.warc.gz"})
_WRITE = "import sys, tests.attack.containers as c; c.write_containers(c.Path(sys.argv[1]))"


def attack_containers() -> Iterator[Row]:
    """List every hostile container and read the first documents in it; then ingest them all."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "all"
        folder.mkdir()
        # Elsewhere: what making them takes is not to be counted.
        subprocess.run([sys.executable, "-c", _WRITE, str(folder)], cwd=ROOT, check=True)
        before = _measure_peak()
        growth: list[int] = []
        took: dict[str, float] = {}
        through: list[str] = []
        for path in sorted(folder.iterdir(), key=lambda path: (path.name in _LONG, path.name)):
            if path.name in _LONG:
                growth.append(_measure_peak() - before)
            started = time.monotonic()
            is_held = not _list_releases(path)
            took[path.name] = time.monotonic() - started
            if not is_held or took[path.name] > SECONDS:
                through.append(path.name)
        most = _measure_peak() - before
        slowest = max(took, key=lambda each: took[each])
        told = f"slowest {took[slowest]:.1f} s ({slowest})"
        if through:
            told += f"; through: {', '.join(through)}"
        yield Row("containers: zip, mail, WARC", len(took), len(took) - len(through), told)
        yield Row(
            "containers: memory of the run",
            1,
            int(growth[0] <= GROWTH and most <= GROWTH + LIST_GROWTH),
            f"{growth[0] / MEBIBYTE:.0f} MiB above idle, {most / MEBIBYTE:.0f} with the longest"
            " lists",
        )
        for name in _LONG:
            (folder / name).unlink()
        yield _ingest(Path(place) / "home", folder)


def _list_releases(path: Path) -> list[Reading]:
    """What is read as a release out of a container's first documents; each else says why not."""
    kind = find_kind(path)
    assert kind is not None
    contents = list_container(path, kind)
    assert contents.links or all(contents.problems)
    readings: list[Reading] = []
    with Fetcher(retries=0) as fetcher:
        for link in contents.links[:_DOCUMENTS]:
            try:
                answer = fetcher.get(link.url, local=True, origin=link.origin or link.url)
            except FetchError:
                continue
            document = Document(
                raw=answer.body,
                url=link.url,
                media_type=answer.media_type,
                charset=answer.charset,
                observed_at=datetime.now(UTC),
            )
            readings.append(read_loose(document))
    return [reading for reading in readings if reading.rejection is None]


def _measure_peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _ingest(home: Path, folder: Path) -> Row:
    """Ingest all, and good ones in a zip file among them: these are loaded, and these alone."""
    good = write_releases(folder.parent / "good", _GOOD)
    with zipfile.ZipFile(folder / "good.zip", "w") as archive:
        for path in good.iterdir():
            archive.write(path, path.name)
    started = time.monotonic()
    answer = run(home, "ingest", "--direct", folder, seconds=900)
    took = time.monotonic() - started
    ((loaded,),) = query(home, "select count(*) from releases")
    told = [line for line in answer.stderr.splitlines() if str(folder) in line]
    held = answer.returncode == 1 and loaded == _GOOD and "Traceback" not in answer.stderr
    return Row(
        "containers: all in one batch",
        1,
        int(held),
        f"{loaded} of {_GOOD} good ones loaded, {len(told)} lines say what is wrong, {took:.0f} s",
    )


def write_containers(folder: Path) -> None:
    """Write every hostile container into a folder."""
    for name, make in _MAKERS.items():
        (folder / name).write_bytes(make())
    _write_maildir(folder / "deep-parts-maildir")


def write_container(folder: Path, name: str) -> Path:
    """Write one of them."""
    path = folder / name
    path.write_bytes(_MAKERS[name]())
    return path


def _pack_zip(entries: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def _make_flat_bomb() -> bytes:
    return _pack_zip({"a.html": bytes(1024 * MEBIBYTE)})


def _make_nested_bomb() -> bytes:
    raw = _pack_zip({"a.html": bytes(64 * MEBIBYTE)})
    for depth in range(6):
        raw = _pack_zip({f"{depth}-{number}.zip": raw for number in range(16)})
    return raw


def _make_overlapping(count: int = 40_000) -> bytes:
    """Entries that are all the same bytes of the file, as in the bombs of D. Fifield."""
    kernel = _pack_zip({"a": bytes(8 * MEBIBYTE)})
    start = _LOCAL.size + 1
    packed = struct.unpack_from("<I", kernel, 18)[0]
    checksum = struct.unpack_from("<I", kernel, 14)[0]
    body = kernel[: start + packed]
    index = b"".join(
        _CENTRAL.pack(
            b"PK\1\2",
            20,
            20,
            0,
            8,
            0,
            0,
            checksum,
            packed,
            8 * MEBIBYTE,
            len(name),
            0,
            0,
            0,
            0,
            0,
            0,
        )
        + name
        for name in (f"{number}.html".encode() for number in range(count))
    )
    return body + index + _close_index(count, len(index), len(body))


def _make_many_entries(count: int = 1_000_000) -> bytes:
    index = b"".join(
        _CENTRAL.pack(b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0)
        + f"{number:07}".encode()
        for number in range(count)
    )
    return index + _close_index(min(count, 0xFFFF), len(index), 0)


def _make_lying_sizes() -> bytes:
    """The index says ten bytes, the stream unfolds to gigabytes; and the reverse."""
    raw = bytearray(_pack_zip({"a.html": bytes(512 * MEBIBYTE), "b.html": b"x" * 100}))
    first = raw.index(b"PK\1\2")
    raw[first + 24 : first + 28] = (10).to_bytes(4, "little")
    second = raw.index(b"PK\1\2", first + 1)
    raw[second + 24 : second + 28] = (0xFFFFFFF0).to_bytes(4, "little")
    return bytes(raw)


def _make_lost_index(count: int = 200_000) -> bytes:
    """No index, and marks of entries without end, each the start of a stream."""
    head = _LOCAL.pack(b"PK\3\4", 20, 8, 8, 0, 0, 0, 0, 0, 1, 0) + b"a"
    return head * count


def _make_lost_stored(count: int = 200_000) -> bytes:
    return (_LOCAL.pack(b"PK\3\4", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a") * count


def _close_index(count: int, size: int, offset: int) -> bytes:
    return _END.pack(b"PK\5\6", 0, 0, count, count, size, offset, 0)


def _make_endless_line() -> bytes:
    return _HEAD + b"\n" + b"a.pdf " * (40 * MEBIBYTE // 6)


def _make_endless_header() -> bytes:
    return _HEAD + b"Subject: " + b"a" * 30 * MEBIBYTE


def _make_many_headers(count: int = 100_000) -> bytes:
    return _HEAD + b"".join(b"X-%d: a.pdf\n" % number for number in range(count)) + b"\nx\n"


def _make_folded_header() -> bytes:
    return _HEAD + b"Subject: =?utf-8?q?a?=\n" + b" =?utf-8?q?a?=\n" * 500_000 + b"\nx\n"


def _make_nested_parts(count: int = 100_000) -> bytes:
    part = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
    parts = b"".join(part % (number, number) for number in range(count))
    return _HEAD + parts + b"Content-Type: application/pdf\n\nx\n"


def _make_deep_parts() -> bytes:
    """As deep as is taken."""
    return _make_nested_parts(998)


def _make_many_borders() -> bytes:
    head = _HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"
    return head + b"--b\n" * 4_000_000 + b"a.pdf\n"


def _make_many_messages(count: int = 400_000) -> bytes:
    return (_HEAD + b"Subject: a\n\na.pdf\n\n") * count


def _make_long_boundary() -> bytes:
    head = _HEAD + b"Content-Type: multipart/mixed; boundary=" + b"-" * 60_000 + b"\n\n"
    return head + (b"-" * 60_000 + b"\n") * 300 + b"a.pdf\n"


def _make_crawl(*, length: int, body: bytes = b"", count: int = 1, packed: bool = False) -> bytes:
    """Records that state a length that is not theirs."""
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/a\r\n"
        f"Content-Length: {length}\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    ).encode()
    record = head + body + b"\r\n\r\n"
    return (gzip.compress(record, 6) if packed else record) * count


def _make_long_addresses(count: int = 60_000) -> bytes:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/"
    answer = b"\r\nContent-Length: 19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n\r\n\r\n"
    return gzip.compress(head + b"a" * 2_000 + answer) * count


def _make_crawl_bomb() -> bytes:
    return _make_crawl(length=60 * MEBIBYTE, body=bytes(60 * MEBIBYTE), count=400, packed=True)


def _make_steep_crawl() -> bytes:
    """Records that stay just below the ratio that is taken for a bomb's."""
    body = (os.urandom(320) + bytes(MEBIBYTE // 16)) * 400
    return _make_crawl(length=len(body), body=body, count=80, packed=True)


def _make_crawl_marks() -> bytes:
    return b"WARC/1.0\r\nContent-Length: 1\r\n" * 1_500_000


def _make_gzip_marks() -> bytes:
    return b"\x1f\x8b\x08\x00" * 8_000_000


def _make_crawl_coding(coding: str) -> bytes:
    body = gzip.compress(bytes(800 * MEBIBYTE), 9)
    if coding == "br":
        packer = brotli.Compressor(quality=5)
        pieces = [packer.process(bytes(MEBIBYTE)) for _ in range(2_000)]
        body = b"".join(pieces) + packer.finish()
    headers = [("Content-Type", "text/html"), ("Content-Encoding", coding)]
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    answer = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
    uri = "http://x.example/a"
    writer.write_record(
        writer.create_warc_record(uri, "response", payload=io.BytesIO(body), http_headers=answer)
    )
    return out.getvalue()


def _write_maildir(path: Path, count: int = 300) -> None:
    box = mailbox.Maildir(str(path))
    text = _make_nested_parts(900).partition(b"\n")[2]
    for number in range(count):
        (Path(box._path) / "new" / f"{number}.x").write_bytes(text)


_MAKERS: dict[str, Callable[[], bytes]] = {
    "flat-bomb.zip": _make_flat_bomb,
    "nested-bomb.zip": _make_nested_bomb,
    "overlapping.zip": _make_overlapping,
    "million-entries.zip": _make_many_entries,
    "lying-sizes.zip": _make_lying_sizes,
    "lost-index.zip": _make_lost_index,
    "lost-stored.zip": _make_lost_stored,
    "endless-line.mbox": _make_endless_line,
    "endless-header.mbox": _make_endless_header,
    "many-headers.mbox": _make_many_headers,
    "folded-header.mbox": _make_folded_header,
    "nested-parts.mbox": _make_nested_parts,
    "deep-parts.mbox": _make_deep_parts,
    "many-borders.mbox": _make_many_borders,
    "many-messages.mbox": _make_many_messages,
    "long-boundary.mbox": _make_long_boundary,
    "nested-parts.eml": lambda: _make_nested_parts().partition(b"\n")[2],
    "many-headers.eml": lambda: _make_many_headers().partition(b"\n")[2],
    "endless-line.eml": lambda: _make_endless_line().partition(b"\n")[2],
    "lying-length.warc": lambda: _make_crawl(length=10**18),
    "negative-length.warc": lambda: _make_crawl(length=-1, count=10_000),
    "short-lengths.warc": lambda: _make_crawl(length=1, body=b"x" * 1_000, count=20_000),
    "long-lengths.warc.gz": lambda: _make_crawl(length=10**9, body=b"x", packed=True, count=90),
    "long-addresses.warc.gz": _make_long_addresses,
    "bomb.warc.gz": _make_crawl_bomb,
    "steep.warc.gz": _make_steep_crawl,
    "marks.warc": _make_crawl_marks,
    "marks.warc.gz": _make_gzip_marks,
    "brotli.warc.gz": lambda: _make_crawl_coding("br"),
    "gzip-in-gzip.warc.gz": lambda: _make_crawl_coding("gzip"),
}
