"""What differs between neighbouring versions of a release, worked out as they are loaded."""

from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from schemas.history import FieldChange, Wording
from warehouse.columns import NUMBER, SHARE, TEXT, TEXTS, lay_out
from warehouse.connection import open_writer, transact
from warehouse.statements import Row, fetch_rows, read_statement

# Says in which fields a version differs from the one before, the former first.
Compare = Callable[[Wording, Wording], Iterable[FieldChange]]

BATCH_SIZE = 500
_COLUMNS = {
    "release_id": TEXT,
    "version": NUMBER,
    "field": TEXT,
    "change": TEXT,
    "before": TEXTS,
    "after": TEXTS,
    "removed_count": NUMBER,
    "added_count": NUMBER,
    "similarity": SHARE,
    "rule": TEXT,
    "notice": TEXT,
}


def save_changes(connection: duckdb.DuckDBPyConnection, compare: Compare) -> None:
    """Compare the versions of the staged batch, within the transaction that loads it."""
    connection.execute(read_statement("history/loaded"))
    _compare_all(connection, compare)


def compare_older(home: Path, compare: Compare) -> int:
    """Compare what an older communique loaded, in batches; returns how many versions differ.

    The caller holds the writer lock.

    Raises:
        StorageError: the disk is full, read-only or failing.
    """
    count = 0
    # A version in which no field differs leaves no row: walking on by key passes it.
    last: Row | None = {"release_id": "", "version": 0}
    with open_writer(home) as connection:
        while last:
            with transact(connection):
                asked = {**last, "size": BATCH_SIZE}
                connection.execute(read_statement("history/older"), asked)
                count += _compare_all(connection, compare)
                last = next(iter(fetch_rows(connection, "history/last")), None)
    return count


def _compare_all(connection: duckdb.DuckDBPyConnection, compare: Compare) -> int:
    """Compare the versions in the table `compared`; returns how many differ from the one before."""
    rows: list[Row] = []
    told = 0
    for row in fetch_rows(connection, "history/wordings"):
        former, latter = (Wording.model_validate(row[name]) for name in ("former", "latter"))
        key: Row = {name: row[name] for name in ("release_id", "version")}
        changes = list(compare(former, latter))
        rows.extend({**key, **change.model_dump()} for change in changes)
        told += bool(changes)
    connection.register("staged_change", lay_out(rows, _COLUMNS))
    connection.execute(read_statement("history/save"))
    return told
