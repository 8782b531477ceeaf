"""What DuckDB and the operating system report, said in one line that names the mend."""

import errno
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from schemas.errors import BusyError, StorageError, WarehouseError

FULL = "the disk is full: free some space and run it again; nothing was half loaded"
READ_ONLY = "it cannot be written: check that the disk is not read-only and who owns the folder"

# What the system says, in DuckDB's message or in an OSError's, and what we say.
SIGNS: dict[str, str] = {
    "no space left": FULL,
    "disk quota exceeded": FULL,
    "could not write all bytes": FULL,
    "file too large": FULL,
    "read-only file system": READ_ONLY,
    "permission denied": READ_ONLY,
    "input/output error": "the disk fails: check it, then restore the home folder from a backup",
}
FULL_CODES = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
READ_ONLY_CODES = {errno.EROFS, errno.EACCES, errno.EPERM}


def flatten(text: str) -> str:
    """Put a message of several lines on one, without DuckDB's stack traces and line pictures."""
    told = text.split("\n\nStack Trace", 1)[0].split("\n\nLINE ", 1)[0].split("\nLINE ", 1)[0]
    return " ".join(told.split())


@contextmanager
def report_refusals(path: Path) -> Generator[None]:
    """Turn what DuckDB refuses below this block into one clear line about `path`.

    Raises:
        StorageError: the disk is full, read-only or failing.
        BusyError: another program holds the file.
        WarehouseError: the file is no DuckDB database, or anything else DuckDB reports.
    """
    try:
        yield
    except duckdb.Error as error:
        raise translate_failure(path, flatten(str(error))) from error


@contextmanager
def report_failures(path: Path) -> Generator[None]:
    """Do as `report_refusals` does, and the same for what the operating system refuses."""
    try:
        with report_refusals(path):
            yield
    except OSError as error:
        raise StorageError(f"{path}: {explain_system(error)}") from error


def translate_failure(path: Path, text: str) -> WarehouseError:
    """Make the error that says what DuckDB's message `text` means for the file at `path`."""
    lowered = text.lower()
    for sign, meaning in SIGNS.items():
        if sign in lowered:
            return StorageError(f"{path}: {meaning}")
    if "could not set lock" in lowered or "conflicting lock" in lowered:
        return BusyError(
            f"{path}: another program holds the file: close it, or read snapshot.duckdb instead"
        )
    if "not a valid duckdb database" in lowered or "is not a database" in lowered:
        return WarehouseError(
            f"{path}: not a DuckDB database: move the file away or choose another --home"
        )
    if "could not read enough bytes" in lowered or "corrupt" in lowered or "checksum" in lowered:
        return WarehouseError(
            f"{path}: the file is damaged: replace it by a copy of snapshot.duckdb, which holds"
            " everything up to the last run that was published"
        )
    if "different version" in lowered or "storage version" in lowered:
        return WarehouseError(
            f"{path}: written by another DuckDB than {duckdb.__version__}: install the"
            " communique that wrote it"
        )
    return WarehouseError(f"{path}: {text}")


def explain_system(error: OSError) -> str:
    """Say what an error of the operating system means for the home folder, and the mend."""
    if error.errno in FULL_CODES:
        return FULL
    if error.errno in READ_ONLY_CODES:
        return READ_ONLY
    return f"{error.strerror or error}: check the home folder"
