"""The snapshot readers open: a copy of the warehouse, put in place in one step."""

import fcntl
import os
import sys
from pathlib import Path

from schemas.errors import StorageError
from warehouse.connection import SNAPSHOT, WAREHOUSE, open_writer
from warehouse.failures import report_failures
from warehouse.statements import read_statement

# ioctl_ficlone(2): share the blocks of a file until one of the two is changed.
FICLONE = 0x40049409
CHUNK_BYTES = 64 * 1024 * 1024


def publish_snapshot(home: Path) -> Path:
    """Publish the warehouse below `home` as it is now; returns the snapshot's path.

    Readers that have the former snapshot open keep reading it; the next to open it get the new
    one. When this fails the former snapshot stands, and nothing is left beside it.

    The caller holds the writer lock, and no other connection of this process is open: the system
    drops DuckDB's own lock on a file as soon as a process closes any handle it has on it.

    Raises:
        StorageError: the disk is full, read-only or failing.
    """
    path = home / WAREHOUSE
    with open_writer(home) as connection:
        connection.execute(read_statement("file/checkpoint"))
    log = path.with_name(f"{WAREHOUSE}.wal")
    if log.exists() and log.stat().st_size > 0:
        raise StorageError(f"{log}: not everything is in the file yet: close its other users")
    target = home / SNAPSHOT
    # One name, not one a process: what a killed writer left is written over by the next.
    draft = home / f".{SNAPSHOT}.new"
    with report_failures(target):
        try:
            copy_file(path, draft)
            draft.replace(target)
            sync_folder(home)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    return target


def copy_file(path: Path, draft: Path) -> None:
    """Copy `path` to `draft`, down to the disk.

    A hard link would be quicker and wrong: DuckDB changes the file in place.
    """
    with path.open("rb") as source, draft.open("wb") as target:
        size = os.fstat(source.fileno()).st_size
        if not _share_blocks(source.fileno(), target.fileno()):
            _copy_bytes(source.fileno(), target.fileno(), size)
        os.fsync(target.fileno())
        copied = os.fstat(target.fileno()).st_size
    if copied != size:
        raise StorageError(f"{draft}: {copied} of {size} bytes were copied: run it again")


def _share_blocks(source: int, target: int) -> bool:
    """Let the file system share the blocks; False where it cannot."""
    if sys.platform != "linux":
        return False
    try:
        fcntl.ioctl(target, FICLONE, source)
    except OSError:
        return False
    return True


def _copy_bytes(source: int, target: int, size: int) -> None:
    offset = 0
    while offset < size:
        chunk = os.pread(source, min(CHUNK_BYTES, size - offset), offset)
        if not chunk:
            return
        offset += os.pwrite(target, chunk, offset)


def sync_folder(folder: Path) -> None:
    """Bring a file's new name in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
