"""Questions to the published snapshot, answered as Arrow tables."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.errors import InputError
from warehouse.connection import open_reader
from warehouse.failures import flatten
from warehouse.formats import FORMATS, TableFormat, render_table, write_table

__all__ = ["FORMATS", "TableFormat", "render_table", "run_query", "write_table"]

Parameters = Mapping[str, object] | Sequence[object]


def run_query(home: Path, sql: str, parameters: Parameters | None = None) -> pa.Table:
    """Run one SQL statement on the snapshot below `home`.

    Names without a schema mean the views of `mart`; `raw` and `core` are open to read too. No
    file outside the snapshot can be read or written, and no setting changed.

    Raises:
        InputError: no snapshot yet, or a statement DuckDB refuses; one line says why.
    """
    with open_reader(home) as connection, report_refused():
        return ask(connection, sql, parameters).to_arrow_table()


def ask(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Parameters | None = None
) -> duckdb.DuckDBPyConnection:
    """Run one SQL statement on an open snapshot, and leave its rows to be fetched.

    Raises:
        InputError: it is none, or several.
    """
    if not sql.strip():
        raise InputError('no SQL given: try communique sql "select * from releases limit 5"')
    statements = connection.extract_statements(sql)
    if not statements:
        raise InputError("the SQL holds no statement: write a SELECT")
    if len(statements) > 1:
        raise InputError(f"the SQL holds {len(statements)} statements: ask one at a time")
    return connection.execute(sql, parameters)


@contextmanager
def report_refused() -> Generator[None]:
    """Turn what DuckDB refuses of a question into one clear line, also while its rows come.

    Raises:
        InputError: it was refused; one line says why.
    """
    try:
        yield
    except duckdb.Error as error:
        raise InputError(explain_refusal(flatten(str(error)))) from error


def explain_refusal(text: str) -> str:
    """Say what DuckDB's message means for a reader of the snapshot, and the mend."""
    lowered = text.lower()
    if "read-only mode" in lowered:
        return "the snapshot is read-only: only SELECT works here"
    if "disabled" in lowered and ("permission" in lowered or "configuration" in lowered):
        return (
            "files and extensions are out of reach of a query: choose an output with --format,"
            " or open snapshot.duckdb with DuckDB itself"
        )
    if "configuration has been locked" in lowered:
        return "settings cannot be changed here: leave out SET and PRAGMA"
    if "values were not provided" in lowered or "not all parameters" in lowered:
        return f"the statement has parameters without values: {text}"
    if text.startswith("Catalog Error: Table"):
        return f"{text} (`show tables` lists what there is)"
    return text
