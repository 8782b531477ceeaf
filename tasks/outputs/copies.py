"""Archived records copied byte for byte into a WARC file of their own."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from warcio.warcwriter import WARCWriter  # pyright: ignore[reportMissingTypeStubs]

from schemas.outputs import Copied
from tasks.archive.verify import check_record
from tasks.archive.warc import FOLDER

SOFTWARE = "communique"
# warcio has neither types nor stubs.
_WARCWriter: Any = WARCWriter


def copy_records(
    home: Path, places: Iterable[tuple[str, int]], out: IO[bytes], name: str, made_at: datetime
) -> Copied:
    """Copy records of the archive; each is checked, its digest too, before it is written.

    A record keeps its bytes, and with them its id, date, digests and what it refers to. One that
    is missing or damaged is left out, and said.

    Args:
        home: The home folder.
        places: Files relative to it and offsets, file by file.
        out: Takes the WARC file; one record is in memory at a time.
        name: What the file is called.
        made_at: When it is made.
    """
    out.write(_make_info(name, made_at))
    counts = {"record": 0, "byte": 0}
    problems: list[str] = []
    opened: tuple[str, IO[bytes] | None] = ("", None)
    try:
        for file, offset in places:
            if file != opened[0]:
                if opened[1]:
                    opened[1].close()
                opened = (file, _open(home, file, problems))
            if opened[1] is None:
                continue
            if not (raw := _take(opened[1], file, offset, problems)):
                continue
            out.write(raw)
            counts["record"] += 1
            counts["byte"] += len(raw)
    finally:
        if opened[1]:
            opened[1].close()
    return Copied(
        record_count=counts["record"], byte_count=counts["byte"], problems=tuple(problems)
    )


def _open(home: Path, file: str, problems: list[str]) -> IO[bytes] | None:
    path = (home / file).resolve()
    if not path.is_relative_to((home / FOLDER).resolve()):
        problems.append(f"{file}: lies outside the archive")
        return None
    try:
        return path.open("rb")
    except OSError as error:
        problems.append(f"{file}: {error.strerror}: restore it from a copy")
        return None


def _take(source: IO[bytes], file: str, offset: int, problems: list[str]) -> bytes:
    """The packed bytes of a record; none if it is damaged."""
    source.seek(offset)
    record, length = check_record(source, offset)
    if record.problem or not length:
        problems.append(
            f"{file} at {offset}: damaged: {record.problem or 'no record starts there'}"
        )
        return b""
    source.seek(offset)
    return source.read(length)


def _make_info(name: str, made_at: datetime) -> bytes:
    buffer = BytesIO()
    writer: Any = _WARCWriter(buffer, gzip=True, warc_version="1.1")
    stated = {
        "software": SOFTWARE,
        "format": "WARC File Format 1.1",
        "description": "records copied byte for byte from an archive of communique",
    }
    info = writer.create_warcinfo_record(name, stated)
    info.rec_headers.replace_header("WARC-Date", f"{made_at:%Y-%m-%dT%H:%M:%SZ}")
    writer.write_record(info)
    return buffer.getvalue()
