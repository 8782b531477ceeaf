"""What a home folder holds, for `communique doctor` and `serve`, and whether it can be used."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from schemas.errors import BusyError, CommuniqueError
from schemas.status import FileStatus, HomeStatus
from schemas.tables import TABLES
from warehouse.checks import run_checks
from warehouse.connection import (
    SNAPSHOT,
    WAREHOUSE,
    attach_file,
    hold_writer_lock,
    read_lock_holder,
)
from warehouse.failures import flatten, report_failures, translate_failure
from warehouse.migrate import find_file_version, find_known_version


def inspect_home(home: Path) -> HomeStatus:
    """Say what the files below `home` hold and whether they open; nothing is changed.

    While somebody writes, the warehouse file is only measured: opening it would be in the way.
    """
    writer = read_lock_holder(home)
    snapshot = _inspect_file(home / SNAPSHOT)
    if writer or not (home / WAREHOUSE).exists():
        warehouse = _measure_file(home / WAREHOUSE)
    else:
        try:
            with hold_writer_lock(home, "communique doctor", 0):
                warehouse = _inspect_file(home / WAREHOUSE)
        except CommuniqueError as error:
            warehouse = _measure_file(home / WAREHOUSE, problem=str(error))
    return HomeStatus(
        home=str(home),
        known_version=find_known_version(),
        writer=writer,
        warehouse=warehouse,
        snapshot=snapshot,
    )


def require_usable(home: Path) -> None:
    """Refuse a home whose files this communique cannot use; those not made yet are no matter.

    While somebody writes, only the snapshot is opened.

    Raises:
        NewerSchemaError: a file was written by a newer communique.
        WarehouseError: a file is damaged, or no warehouse.
        StorageError: the home cannot be written.
    """
    _require_file(home / SNAPSHOT)
    with suppress(BusyError), hold_writer_lock(home, "communique serve", 0):
        _require_file(home / WAREHOUSE)


def _require_file(path: Path) -> None:
    if path.exists():
        with report_failures(path):
            attach_file(path).close()


def _measure_file(path: Path, problem: str = "") -> FileStatus:
    try:
        facts = path.stat()
    except OSError:
        return FileStatus(path=str(path), problem=problem)
    return FileStatus(
        path=str(path),
        byte_count=facts.st_size,
        changed_at=datetime.fromtimestamp(facts.st_mtime, UTC),
        problem=problem,
    )


def _inspect_file(path: Path) -> FileStatus:
    measured = _measure_file(path)
    if measured.byte_count is None:
        return measured
    try:
        connection = attach_file(path)
    except duckdb.Error as error:
        problem = str(translate_failure(path, flatten(str(error))))
        return measured.model_copy(update={"problem": problem})
    except CommuniqueError as error:
        return measured.model_copy(update={"problem": str(error)})
    try:
        version = find_file_version(connection)
        counts = {name: _count_rows(connection, name) for name in TABLES}
        checks = tuple(run_checks(connection))
    except duckdb.Error as error:
        problem = str(translate_failure(path, flatten(str(error))))
        return measured.model_copy(update={"problem": problem})
    finally:
        connection.close()
    problem = "; ".join(f"{path}: check {check.explain()}" for check in checks if check.forbids)
    return measured.model_copy(
        update={
            "schema_version": version,
            "row_counts": counts,
            "checks": checks,
            "problem": problem,
        }
    )


def _count_rows(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
    return int(row[0]) if row else 0
