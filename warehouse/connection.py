"""Every way into the warehouse: to write it, to read the published copy, and who may write."""

import fcntl
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from schemas.errors import BusyError, InputError, StorageError, WarehouseError
from warehouse.failures import explain_system, report_failures, report_refusals
from warehouse.migrate import migrate, needs_backup, require_known_version
from warehouse.statements import read_statement

WAREHOUSE = "warehouse.duckdb"
SNAPSHOT = "snapshot.duckdb"
LOCK = "writer.lock"
POLL_SECONDS = 0.1

# Nothing is fetched from an extension server, and no Python variable is taken for a table.
QUIET: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}


@contextmanager
def open_writer(home: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """Open the warehouse below `home` for writing, made and migrated as needed.

    The caller holds the writer lock. Connections of one process share the open file, so to hold
    one open around many loads spares each of them opening and closing it.

    Raises:
        NewerSchemaError: the file was written by a newer communique.
        StorageError: the disk is full, read-only or failing.
        WarehouseError: the file is not a warehouse, or is missing where a snapshot is not.
    """
    path = home / WAREHOUSE
    if path.is_dir():
        raise WarehouseError(f"{path}: a folder, not a warehouse: move it away")
    if not path.exists() and (home / SNAPSHOT).exists():
        # A new, empty warehouse would soon be published over all that readers have.
        raise WarehouseError(
            f"{path}: missing, but {SNAPSHOT} is there: copy that to {WAREHOUSE} to go on from the"
            " last run, or move it away to start anew"
        )
    with _defer_interrupts():
        with report_failures(path):
            home.mkdir(parents=True, exist_ok=True)
            connection = _keep_older(duckdb.connect(str(path), config=QUIET), path)
        # The caller's own trouble with files is not the warehouse's: only DuckDB's is told here.
        with report_refusals(path):
            try:
                connection.execute("SET TimeZone = 'UTC'")
                migrate(connection, path)
                yield connection
            finally:
                connection.close()


def _keep_older(connection: duckdb.DuckDBPyConnection, path: Path) -> duckdb.DuckDBPyConnection:
    """Copy a file that is about to be migrated; returns a connection to it, as it was.

    The copy is `warehouse.duckdb.v5` for one of schema version 5: put in its place it is the
    warehouse of before, for the communique of before.
    """
    try:
        version = needs_backup(connection, path)
        if not version:
            return connection
        connection.execute(read_statement("file/checkpoint"))
    except BaseException:
        connection.close()
        raise
    # Closed first: the system drops DuckDB's lock on a file when a process closes any handle to it.
    connection.close()
    draft, kept = path.with_name(f".{path.name}.old"), path.with_name(f"{path.name}.v{version}")
    try:
        shutil.copyfile(path, draft)
        with draft.open("rb") as copied:
            os.fsync(copied.fileno())
        draft.replace(kept)
    finally:
        draft.unlink(missing_ok=True)
    return duckdb.connect(str(path), config=QUIET)


@contextmanager
def _defer_interrupts() -> Generator[None]:
    """Let Ctrl-C wait for the end of this block, which is short.

    DuckDB 1.5.5 stopped in the middle of a statement may keep its file half closed: the next
    attempt of this process to open it, to end the run, then turns in a circle for good.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[int] = []
    former = signal.signal(signal.SIGINT, lambda number, _frame: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former or signal.SIG_DFL)
        if pressed:
            signal.raise_signal(signal.SIGINT)


@contextmanager
def open_reader(
    home: Path, prepare: Callable[[duckdb.DuckDBPyConnection], None] | None = None
) -> Generator[duckdb.DuckDBPyConnection]:
    """Open the published snapshot below `home`: read-only, no files, no settings to change.

    Names without a schema mean the views of `mart`. The snapshot is attached to a database of
    its own in memory, so a reader in a process that lives long sees each new snapshot. What needs
    files besides it is done by `prepare`, before they are out of reach.

    Raises:
        InputError: nothing was published yet.
        NewerSchemaError: the snapshot was written by a newer communique.
        WarehouseError: the file is not a snapshot.
    """
    path = home / SNAPSHOT
    if path.is_dir():
        raise WarehouseError(f"{path}: a folder, not a snapshot: move it away, then ingest anew")
    if not path.is_file():
        raise InputError(f"{path}: no snapshot yet: run `communique ingest` first, or give --home")
    with report_failures(path):
        connection = attach_file(path, prepare)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def transact(connection: duckdb.DuckDBPyConnection) -> Generator[None]:
    """Do all of this block, or nothing of it."""
    connection.begin()
    try:
        yield
    except BaseException:
        _roll_back(connection)
        raise
    connection.commit()


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        connection.rollback()
    except duckdb.Error:
        # DuckDB rolled back by itself and shut the file: the first error is the one to tell.
        return


def attach_file(
    path: Path, prepare: Callable[[duckdb.DuckDBPyConnection], None] | None = None
) -> duckdb.DuckDBPyConnection:
    """Open a warehouse file read-only, as `open_reader` does; DuckDB's own errors come through."""
    connection = duckdb.connect(":memory:", config=QUIET)
    try:
        connection.execute("SET TimeZone = 'UTC'")
        quoted = str(path).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS warehouse (READ_ONLY)")
        connection.execute("USE warehouse")
        require_known_version(connection, path)
        connection.execute("USE warehouse.mart")
        # Nothing is written outside the home, not even what a large query spills.
        spill = str(path.parent / "tmp").replace("'", "''")
        connection.execute(f"SET temp_directory = '{spill}'")
        if prepare is not None:
            prepare(connection)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def hold_writer_lock(
    home: Path,
    holder: str,
    wait_seconds: float,
    on_wait: Callable[[str], None] | None = None,
    lock: str = LOCK,
) -> Generator[None]:
    """Be the only writer below `home` for the length of this block.

    Args:
        home: The home folder; made if absent.
        holder: Who asks, in words others are told, such as a run's id.
        wait_seconds: How long to wait for another writer; 0 gives up at once.
        on_wait: Called once with the name of the holder waited for.
        lock: Name of the lock file; another than the warehouse's guards another file.

    Raises:
        BusyError: another writer was still there when the wait ran out.
        StorageError: the lock file cannot be made.

    The lock is the operating system's: it ends with the process, killed or not.
    """
    path = home / lock
    try:
        home.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StorageError(f"{path}: {explain_system(error)}") from error
    try:
        _wait_for_lock(descriptor, path, wait_seconds, on_wait)
        with report_failures(path):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{holder} (process {os.getpid()})\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def read_lock_holder(home: Path) -> str:
    """Name who writes below `home` now; empty if nobody does."""
    try:
        descriptor = os.open(home / LOCK, os.O_RDONLY)
    except OSError:
        return ""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _name_holder(descriptor)
    finally:
        os.close(descriptor)
    return ""


def _wait_for_lock(
    descriptor: int, path: Path, wait_seconds: float, on_wait: Callable[[str], None] | None
) -> None:
    deadline = time.monotonic() + wait_seconds
    told = False
    while True:
        try:
            # flock, not lockf: two flows in threads of one process must exclude each other too.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _name_holder(descriptor)
        else:
            return
        if time.monotonic() >= deadline:
            raise BusyError(f"{path}: {holder} is writing: wait for it to end, then run it again")
        if on_wait is not None and not told:
            on_wait(holder)
            told = True
        time.sleep(POLL_SECONDS)


def _name_holder(descriptor: int) -> str:
    text = os.pread(descriptor, 500, 0).decode("utf-8", "replace").strip()
    return " ".join(text.split()) or "another process"
