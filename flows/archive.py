"""`communique archive verify` and `communique raw`: the raw archive checked, and read back."""

import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from flows.progress import make_remarks
from schemas.archived import Finding, Verification
from schemas.errors import InputError, StorageError
from tasks.archive.verify import measure_files, verify_archive
from tasks.archive.warc import read_archived
from warehouse.connection import read_lock_holder
from warehouse.pointers import find_place, list_pointers


def verify_home(home: Path) -> int:
    """Check the whole archive against the published snapshot, with a bar on a terminal.

    Files of a run that is writing now are left out: the snapshot does not know them yet.

    Returns:
        0 if all is sound, 1 if something is lost. Records nothing points to are listed, no loss.

    Raises:
        InputError: nothing was published yet.
    """
    sizes = _measure_closed(home)
    remarks = make_remarks()
    with Progress(
        TextColumn("verifying"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=remarks,
        disable=not remarks.is_terminal,
        transient=True,
    ) as progress:
        bar = progress.add_task("", total=sum(sizes.values()))
        found = verify_archive(
            home, sizes, list_pointers(home), lambda count: progress.advance(bar, count)
        )
    _print_verification(found)
    return 1 if found.lost else 0


def check_archive(home: Path) -> Verification:
    """Check the whole archive against the published snapshot, as `verify_home`; nothing is shown.

    Raises:
        InputError: nothing was published yet.
    """
    return verify_archive(home, _measure_closed(home), list_pointers(home), lambda _count: None)


def write_raw(home: Path, identity: str, output: Path | None) -> None:
    """Write the archived bytes behind an id to stdout or a file.

    Raises:
        InputError: the id is unknown, or the bytes would go to a terminal.
        ReadError: the archive file is missing or the record damaged.
        StorageError: the output cannot be written.
    """
    # An id cut out of a CSV file brings the end of its line along.
    raw = read_archived(home, *find_place(home, identity.strip()))
    if output is not None:
        try:
            output.write_bytes(raw)
        except OSError as error:
            raise StorageError(
                f"cannot write {output} ({error.strerror}): choose another"
            ) from error
        make_remarks().print(f"{len(raw)} bytes written to {output}")
        return
    if sys.stdout.isatty():
        # What a stranger published may steer a terminal.
        raise InputError("raw bytes are not for a terminal: add --output FILE, or pipe them on")
    sys.stdout.buffer.write(raw)
    sys.stdout.buffer.flush()


def _measure_closed(home: Path) -> dict[str, int]:
    """The archive's files by size, without those of a run that is writing now."""
    writing = read_lock_holder(home).split()
    return {
        file: size
        for file, size in measure_files(home).items()
        if not any(Path(file).name.startswith(f"{word}-") for word in writing)
    }


def _print_verification(found: Verification) -> None:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for finding in found.findings:
        style = "yellow" if finding.fault == "orphan" else "red"
        console.print(_describe(finding), style=style)
    console.print(
        f"{found.file_count} files, {found.record_count} records ({found.revisit_count} revisits),"
        f" {found.byte_count / 1e6:.1f} MB; {found.pointer_count} requests point to them"
    )
    if any(finding.fault == "orphan" for finding in found.findings):
        console.print(
            "Records that no request points to were fetched by a run that was killed before it had"
            " loaded them. Nothing is lost: their documents are asked for again when their sources"
            " are ingested, and `communique ingest FILE` loads from here what publishers have"
            " removed since.",
            style="yellow",
        )
    lost = len(found.lost)
    console.print("all is sound" if not lost else f"{lost} faults: restore these files from a copy")


def _describe(finding: Finding) -> str:
    place = "" if finding.archive_offset is None else f" at {finding.archive_offset}"
    return f"{finding.fault}: {finding.archive_file}{place}: {finding.detail}"
