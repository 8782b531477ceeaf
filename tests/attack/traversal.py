"""Names that lead out of the data folder: of zip entries, crawled pages, messages and sources.

Every name is brought in the way a user would, by the command itself. What is written is watched in
two ways: Python's own audit of every file that is opened or made, and the disk before and after.
"""

import io
import os
import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.cli import main
from schemas.errors import CommuniqueError
from tasks.archive.warc import ArchiveWriter
from tasks.publishers.catalogue import read_source
from tests.tasks.documents import OBSERVED
from warehouse.query import run_query


class Row(NamedTuple):
    """One attack: how often it was tried, how often it was held off, and a remark."""

    attack: str
    tried: int
    held: int
    figure: str


MARK = "escaped"
PAGE = (
    b"<html><body><h1>Port opens in Norland</h1><p>The Minister of Foreign Affairs of Norland"
    b" opened the new port on Tuesday, together with forty delegations.</p></body></html>"
)
_CLIMBS = (
    "../",
    "..\\",
    "./../",
    "a/../../",
    "%2e%2e/",
    "..%2f",
    "%2e%2e%2f",
    "..%5c",
    "..;/",
    "....//",
    "..\u2215",
    "\u2025/",
    "\uff0e\uff0e/",
    "..\x00/",
    "..\x1f/",
    "../\x1b[2J",
    "..%c0%af",
    "..%00/",
)
_ROOTS = (
    "/",
    "//",
    "\\",
    "\\\\server\\share\\",
    "C:\\",
    "C:",
    "C:/",
    "/tmp/",  # noqa: S108
    "/etc/",
    "/proc/self/",
    "~/",
    "$HOME/",
    "file:///",
    "file:///tmp/",
    "http://x/../../",
    "\\\\?\\C:\\",
    "/dev/fd/",
    " /",
)
_SOLITARY = (
    "..",
    ".",
    "...",
    "../..",
    "",
    " ",
    "-rf",
    "nul",
    "con.html",
    ".ssh/authorized_keys",
    "a" * 400,
    "a/" * 300,
    "\u202e" + MARK,
    MARK + "\n../x",
    "sources/../../" + MARK,
    "archive/../../" + MARK,
    "staging/../../" + MARK,
    "!/" + MARK,
    "x!/../../" + MARK,
    "#/../" + MARK,
)
NAMES: tuple[str, ...] = (
    *(climb * depth + MARK + ".html" for climb in _CLIMBS for depth in (1, 2, 3, 5, 8, 12)),
    *(root * depth + MARK + ".html" for root in _ROOTS for depth in (1, 3, 9, 14)),
    *_SOLITARY,
)


def attack_paths(names: Sequence[str] = NAMES) -> list[Row]:
    """Try every name in every place that names come from.

    Returns:
        A row a place: its name, how many names were tried, how many wrote nothing outside the data
        folder, and a remark.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        return [
            _try_inputs(root, "paths in zip entries", names, _write_zip),
            _try_inputs(root, "paths in a crawl", names, _write_crawl),
            _try_inputs(root, "paths in messages", names, _write_messages),
            _try_sources(root, names),
            _try_archives(root, names),
        ]


def _try_inputs(
    root: Path,
    place: str,
    names: Sequence[str],
    write: Callable[[Path, Sequence[str]], Path],
) -> Row:
    inputs = root / place.replace(" ", "-")
    home = root / f"{inputs.name}-home"
    inputs.mkdir()
    path = write(inputs, names)
    with _watch(root, home) as written, _silence():
        main(["--home", str(home), "ingest", "--direct", str(path)])
        main(["--home", str(home), "reprocess", "--direct"])
        main(["--home", str(home), "read", str(path), "--format", "jsonl"])
    count = run_query(home, "select count(*) as n from mart.releases").to_pylist()[0]["n"]
    remark = "; ".join(written[:3]) or f"nothing outside, {count} documents loaded inside"
    return Row(place, len(names), len(names) - len(written), remark)


def _try_sources(root: Path, names: Sequence[str]) -> Row:
    home = root / "sources-home"
    folder = home / "sources"
    folder.mkdir(parents=True)
    taken: list[str] = []
    with _watch(root, home) as written, _silence():
        for name in names:
            path = folder / "evil.toml"
            quoted = name.encode("unicode_escape").decode().replace("\\x", "\\u00").replace('"', "")
            path.write_text(
                f'id = "{quoted}"\nname = "x"\n[[channels]]\nkind = "page"\nurl = "https://x.example/"\n'
            )
            try:
                read_source(path)
            except CommuniqueError:
                pass
            else:
                taken.append(name)
            path.unlink()
            main(["--home", str(home), "ingest", "--direct", "--source", name.replace("\0", "")])
    held = len(names) - len(written) - len(taken)
    remark = "; ".join([*taken, *written][:3]) or "all refused"
    return Row("paths in source names", len(names), held, remark)


def _try_archives(root: Path, names: Sequence[str]) -> Row:
    home = root / "archive-home"
    home.mkdir()
    with _watch(root, home) as written:
        for name in names:
            try:
                with ArchiveWriter(home, f"run-{name}-0", lambda: OBSERVED) as archive:
                    archive.write_resource(name, "text/html", PAGE)
            except CommuniqueError:
                continue
    remark = "; ".join(written[:3]) or "refused or inside"
    return Row("paths in archive names", len(names), len(names) - len(written), remark)


def _write_zip(folder: Path, names: Sequence[str]) -> Path:
    """Write a zip file whose entries bear these names, byte for byte."""
    buffer = io.BytesIO()
    entries: list[tuple[bytes, int]] = []
    for name in ("good.html", *names):
        raw = name.encode("utf-8", "replace")
        entries.append((raw, buffer.tell()))
        head = _describe_entry(raw)
        buffer.write(
            b"PK\x03\x04"
            + struct.pack("<H", 20)
            + head
            + struct.pack("<HH", len(raw), 0)
            + raw
            + PAGE
        )
    start = buffer.tell()
    for raw, offset in entries:
        lengths = struct.pack("<HHHHHII", len(raw), 0, 0, 0, 0, 0, offset)
        buffer.write(
            b"PK\x01\x02" + struct.pack("<HH", 20, 20) + _describe_entry(raw) + lengths + raw
        )
    count, size = len(entries), buffer.tell() - start
    buffer.write(b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, size, start, 0))
    path = folder / "evil.zip"
    path.write_bytes(buffer.getvalue())
    assert zipfile.is_zipfile(path)
    return path


def _describe_entry(raw: bytes) -> bytes:
    flags = 0x800 if not raw.isascii() else 0
    return struct.pack("<HHHHIII", flags, 0, 0, 33, zlib.crc32(PAGE), len(PAGE), len(PAGE))


def _write_crawl(folder: Path, names: Sequence[str]) -> Path:
    path = folder / "evil.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for name in names:
            shown = "".join(letter for letter in name if letter.isprintable())
            for uri in (f"https://x.example/{shown}", shown):
                record = writer.create_warc_record(
                    uri,
                    "response",
                    payload=io.BytesIO(PAGE),
                    length=len(PAGE),
                    http_headers=StatusAndHeaders(
                        "200 OK",
                        [
                            ("Content-Type", "text/html"),
                            ("Content-Disposition", f'attachment; filename="{shown}"'),
                        ],
                        protocol="HTTP/1.1",
                    ),
                )
                writer.write_record(record)
    return path


def _write_messages(folder: Path, names: Sequence[str]) -> Path:
    """Write an mbox whose messages and attachments bear these names."""
    path = folder / "evil.mbox"
    with path.open("wb") as file:
        for name in names:
            shown = "".join(letter for letter in name if letter.isprintable()) or "x"
            mail = EmailMessage()
            mail["Subject"] = "Port opens in Norland"
            mail.set_content(PAGE.decode(), subtype="html")
            mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename=shown)
            head = f"Message-ID: <{shown[:200].replace(' ', '_')}>\n".encode()
            file.write(b"From x Tue Mar 12 09:12:00 2024\n" + head + mail.as_bytes() + b"\n\n")
    return path


_watched: list[tuple[Path, list[str]]] = []


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    """Note every file that is opened for writing, or made, outside the data folder."""
    if not _watched:
        return
    if event == "open":
        path, _, flags = arguments
        if not isinstance(flags, int) or not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            return
    elif event in {"os.mkdir", "os.symlink", "os.link", "os.rename"}:
        path = arguments[0] if event == "os.mkdir" else arguments[1]
    else:
        return
    if not isinstance(path, str | bytes | os.PathLike):
        return
    home, written = _watched[-1]
    target = Path(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100 - as the system takes it
    if not target.is_relative_to(home) and not target.is_relative_to("/dev"):
        written.append(str(target))


sys.addaudithook(_audit)


@contextmanager
def _watch(root: Path, home: Path) -> Iterator[list[str]]:
    """Collect what is written outside the data folder while the block runs."""
    written: list[str] = []
    before = _list_outside(root, home)
    _watched.append((home, written))
    try:
        yield written
    finally:
        _watched.pop()
    written += sorted(_list_outside(root, home) ^ before)


def _list_outside(root: Path, home: Path) -> set[str]:
    """All that lies near the data folder, and anything marked further away."""
    near = {str(path) for path in root.rglob("*") if not path.is_relative_to(home)}
    far = {
        str(path)
        for folder in (Path("/"), Path("/tmp"), Path("/etc"), Path.home(), Path.cwd(), root.parent)  # noqa: S108
        for path in folder.glob(f"*{MARK}*")
    }
    return near | far


@contextmanager
def _silence() -> Iterator[None]:
    """Take what the command prints."""
    with (
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8") as out,
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8") as err,
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        yield


run_attacks = attack_paths

if __name__ == "__main__":
    for row in attack_paths():
        print(row)
