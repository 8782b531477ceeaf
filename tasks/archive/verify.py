"""Verifying the raw archive: every record readable, every digest right, every pointer resolved."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from zlib import error as ZlibError  # noqa: N812 - zlib names it in lower case

from warcio.archiveiterator import ArchiveIterator  # pyright: ignore[reportMissingTypeStubs]
from warcio.exceptions import ArchiveLoadFailed  # pyright: ignore[reportMissingTypeStubs]

from schemas.archived import ArchiveRecord, Finding, Pointer, Verification
from tasks.archive.warc import FOLDER, name_record, unpack_record

# warcio has neither types nor stubs.
_ArchiveIterator: Any = ArchiveIterator
_DOCUMENTS = {"response", "resource"}


def measure_files(home: Path) -> dict[str, int]:
    """The archive's files, relative to the home folder, in order, with their sizes in bytes."""
    paths = sorted((home / FOLDER).rglob("*.warc.gz"))
    return {path.relative_to(home).as_posix(): path.stat().st_size for path in paths}


def verify_archive(
    home: Path,
    sizes: dict[str, int],
    pointers: Iterable[tuple[str, Sequence[Pointer]]],
    advance: Callable[[int], None],
) -> Verification:
    """Read every record of the archive, and hold it against the requests that point to it.

    One record is in memory at a time, and the pointers of one file.

    Args:
        home: The home folder.
        sizes: The files to read, as `measure_files` found them.
        pointers: What points into which file, each file once.
        advance: Told the bytes of every file that was read.
    """
    counts = dict.fromkeys(("record", "revisit", "pointer"), 0)
    findings: list[Finding] = []
    left = dict(sizes)

    def check(file: str, pointing: Sequence[Pointer]) -> None:
        counts["pointer"] += len(pointing)
        for record in _check_file(home, file, pointing, findings):
            counts["record"] += 1
            counts["revisit"] += record.kind == "revisit"
        advance(left.pop(file))

    for file, pointing in pointers:
        if file in left:
            check(file, pointing)
        else:
            counts["pointer"] += len(pointing)
            detail = f"{len(pointing)} requests point to it; restore it from a copy"
            findings.append(Finding(fault="missing", archive_file=file, detail=detail))
    for file in list(left):
        check(file, ())
    return Verification(
        file_count=len(sizes),
        record_count=counts["record"],
        revisit_count=counts["revisit"],
        byte_count=sum(sizes.values()),
        pointer_count=counts["pointer"],
        findings=tuple(sorted(findings, key=lambda each: (each.archive_file, each.fault))),
    )


def walk_file(path: Path, starts: Sequence[int] = ()) -> Iterator[ArchiveRecord]:
    """Read a WARC file front to back.

    Args:
        path: The file.
        starts: Offsets where records are known to start: after a damaged one it goes on there.
    """
    with path.open("rb") as file:
        size = path.stat().st_size
        offset = 0
        while offset < size:
            file.seek(offset)
            record, length = check_record(file, offset)
            yield record
            if length:
                offset += length
            else:
                # Where a damaged record ends is not known, but where later ones start is.
                offset = min((start for start in starts if start > offset), default=size)


def check_record(file: IO[bytes], offset: int) -> tuple[ArchiveRecord, int]:
    """Read the record that starts here; its length is 0 where it cannot be told."""
    length = 0
    try:
        block, length = unpack_record(file)
        reader = _ArchiveIterator(BytesIO(block), check_digests=True)
        record = next(iter(reader))
        record.raw_stream.read()
        reader.read_to_end()
    except (OSError, ArchiveLoadFailed, EOFError, ValueError, StopIteration, ZlibError) as error:
        reason = " ".join(str(error).split())[:200] or "it is no WARC record"
        return ArchiveRecord(offset=offset, kind="", problem=reason), length
    headers: Any = record.rec_headers
    stated = str(headers.get_header("WARC-Payload-Digest") or "")
    problem = ""
    if record.digest_checker.passed is False:
        problem = "; ".join(str(each) for each in record.digest_checker.problems)
    return (
        ArchiveRecord(
            offset=offset,
            kind=str(record.rec_type),
            digest=stated.removeprefix("sha256:"),
            refers_to=str(headers.get_header("WARC-Refers-To") or ""),
            problem=problem,
        ),
        length,
    )


def _check_file(
    home: Path, file: str, pointing: Sequence[Pointer], findings: list[Finding]
) -> Iterator[ArchiveRecord]:
    by_offset: dict[int, list[Pointer]] = {}
    for pointer in pointing:
        by_offset.setdefault(pointer.archive_offset, []).append(pointer)
    orphans: list[int] = []
    for record in walk_file(home / file, sorted(by_offset)):
        yield record
        here = by_offset.pop(record.offset, [])
        found = [record.problem] if record.problem else []
        faults = {"damaged": found, "differs": [] if found else _compare(record, here)}
        for fault, details in faults.items():
            findings.extend(
                Finding.model_validate(
                    {
                        "fault": fault,
                        "archive_file": file,
                        "archive_offset": record.offset,
                        "detail": detail,
                    }
                )
                for detail in details
            )
        if record.kind in {*_DOCUMENTS, "revisit"} and not here:
            orphans.append(record.offset)
    for offset, pointers in by_offset.items():
        detail = f"request {pointers[0].fetch_id} points there, where no record starts"
        findings.append(
            Finding(fault="unresolved", archive_file=file, archive_offset=offset, detail=detail)
        )
    if orphans:
        detail = f"no request points to {len(orphans)} of its records, the first of them here"
        findings.append(
            Finding(fault="orphan", archive_file=file, archive_offset=orphans[0], detail=detail)
        )


def _compare(record: ArchiveRecord, pointers: Sequence[Pointer]) -> list[str]:
    """What is wrong between a record and the requests that point to it."""
    wrong: list[str] = []
    for pointer in pointers:
        if (record.kind == "revisit") is not pointer.is_revisit or record.kind == "warcinfo":
            wrong.append(f"request {pointer.fetch_id} expects another record than a {record.kind}")
        elif record.digest != pointer.raw_digest:
            wrong.append(f"request {pointer.fetch_id} states another digest")
        elif pointer.is_revisit and record.refers_to != name_record(
            pointer.origin_file, pointer.origin_offset
        ):
            wrong.append(f"it refers to another record than request {pointer.fetch_id} does")
    return wrong
