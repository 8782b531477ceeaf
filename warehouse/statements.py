"""The SQL of this package, by name: `read_statement("known/known")` is sql/known/known.sql."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb

Row = dict[str, object]

SQL = Path(__file__).parent / "sql"


@cache
def read_statement(name: str) -> str:
    """Return the text of one .sql file, named by its path below sql/ without the ending."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


@cache
def list_statements(folder: str) -> tuple[str, ...]:
    """Name the .sql files of one folder below sql/, in order, as `read_statement` takes them."""
    return tuple(f"{folder}/{path.stem}" for path in sorted((SQL / folder).glob("*.sql")))


def fetch_rows(
    connection: duckdb.DuckDBPyConnection, name: str, asked: Mapping[str, object] | None = None
) -> list[Row]:
    """Run the statement of a name with its parameters, and return what it gives, a dict a row."""
    return connection.execute(read_statement(name), asked).to_arrow_table().to_pylist()
