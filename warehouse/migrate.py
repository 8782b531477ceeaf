"""Bring a warehouse file to the schema this communique knows."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

import duckdb

from schemas.errors import NewerSchemaError, WarehouseError
from warehouse.describe import list_comments, write_comments
from warehouse.statements import list_statements, read_statement

_VIEWS = re.compile(r"\bmart\.(\w+)")


def list_migrations() -> dict[int, str]:
    """Name every migration by its number: sql/migrations/0001_first_tables.sql is 1."""
    return {
        int(name.rpartition("/")[2].partition("_")[0]): name
        for name in list_statements("migrations")
    }


def find_known_version() -> int:
    """Return the newest schema version this communique knows."""
    return max(list_migrations())


def find_file_version(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the schema version of the open file; 0 for an empty one."""
    names = {str(row[0]) for row in connection.execute(read_statement("file/tables")).fetchall()}
    if "raw.migration" not in names:
        if names:
            raise WarehouseError(
                "the file is a DuckDB database, but not communique's: choose another --home"
            )
        return 0
    row = connection.execute(read_statement("file/version")).fetchone()
    return int(row[0]) if row else 0


def require_known_version(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Return the schema version of the file at `path`, if this communique knows it.

    Raises:
        NewerSchemaError: the file was written by a newer communique.
        WarehouseError: the file holds somebody else's tables.
    """
    try:
        version = find_file_version(connection)
    except WarehouseError as error:
        raise WarehouseError(f"{path}: {error}") from None
    known = find_known_version()
    if version > known:
        raise NewerSchemaError(
            f"{path}: has schema version {version}, this communique knows up to {known}:"
            " upgrade communique, or choose another --home"
        )
    return version


def needs_backup(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Return the schema version of an older file that holds something; 0 if nothing is to migrate.

    Raises:
        NewerSchemaError: the file was written by a newer communique.
    """
    version = require_known_version(connection, path)
    if version in {0, find_known_version()}:
        return 0
    # A new file whose first migrations were interrupted holds nothing yet.
    row = connection.execute(read_statement("file/run_count")).fetchone()
    return version if row and row[0] else 0


def migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Apply every migration the file lacks, each in a transaction, then views and comments.

    What is migrated is written down to the file itself, so that no later trouble with the
    write-ahead log can undo half of it.

    Raises:
        NewerSchemaError: the file was written by a newer communique.
    """
    version = require_known_version(connection, path)
    lacking = [item for item in sorted(list_migrations().items()) if item[0] > version]
    for number, name in lacking:
        connection.begin()
        connection.execute(read_statement(name))
        title = name.rpartition("/")[2].partition("_")[2].replace("_", " ")
        connection.execute(
            read_statement("file/record_migration"), {"version": number, "name": title}
        )
        connection.commit()
    _write_definitions(connection)
    if lacking:
        connection.execute(read_statement("file/checkpoint"))


def _write_definitions(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the views, macros and comments anew where they differ from what the file holds.

    They carry no data, so they follow the code and need no migration.
    """
    digest = _digest_definitions()
    row = connection.execute(read_statement("file/definition")).fetchone()
    if row is not None and row[0] == digest:
        return
    connection.begin()
    for text in _list_definitions():
        connection.execute(text)
    write_comments(connection)
    connection.execute(read_statement("file/record_definition"), {"digest": digest})
    connection.commit()


@cache
def _list_definitions() -> tuple[str, ...]:
    """List the statements that make views and macros, each after the views it reads."""
    waiting = {name.rpartition("/")[2]: read_statement(name) for name in list_statements("mart")}
    ordered: list[str] = []
    while waiting:
        for name, text in list(waiting.items()):
            if not waiting.keys() & (set(_VIEWS.findall(text)) - {name}):
                ordered.append(waiting.pop(name))
    return (*ordered, *(_define_macro(name) for name in list_statements("macros")))


def _define_macro(name: str) -> str:
    """Make the macro of a statement: its one parameter, `$moment`, is what the macro is given."""
    text = read_statement(name).rstrip().removesuffix(";").replace("$moment", "moment")
    return f"CREATE OR REPLACE MACRO mart.{name.rpartition('/')[2]}(moment) AS TABLE\n{text}"


@cache
def _digest_definitions() -> str:
    return sha256("\n".join([*_list_definitions(), *list_comments()]).encode()).hexdigest()
