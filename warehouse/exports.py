"""Rows for exports: streams from one open snapshot, a batch of them in memory at a time."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa
from pydantic import ValidationError

from schemas.choice import Choice
from schemas.errors import InputError
from schemas.outputs import Entry, Item
from schemas.tables import VIEWS
from warehouse.choice import choose_releases
from warehouse.connection import open_reader
from warehouse.describe import describe_model, list_columns
from warehouse.failures import flatten
from warehouse.formats import Rows, list_chunk
from warehouse.query import ask, explain_refusal, report_refused
from warehouse.reports import bind_report
from warehouse.statements import fetch_rows, read_statement

# Rows with whole texts that are in memory at a time.
CHUNK_ROWS = 2_048
ITEM_ROWS = 500
MEMORY = "1GB"
STRETCH = 20_000
NEEDED = {"url", "title"}


class Wanted(NamedTuple):
    """What is exported: the rows of a query, or chosen releases if there is no query."""

    sql: str
    values: Mapping[str, object] | None
    choice: Choice
    title: str


class Stream(NamedTuple):
    """The columns of a query, and its rows as they come."""

    name: str
    description: str
    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]

    def iterate_rows(self) -> Iterator[Rows]:
        """Yield the rows in chunks of Python values."""
        return map(list_chunk, self.batches)


def want_report(name: str, parameters: Mapping[str, object]) -> Wanted:
    """Say that the rows of a report are wanted.

    Raises:
        InputError: no such report or parameter, or a value that does not fit.
    """
    return Wanted(*bind_report(name, parameters), Choice(), name)


@contextmanager
def open_snapshot(home: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """Open the snapshot for a whole export, so that all of it is of one moment.

    Raises:
        InputError: no snapshot yet, or DuckDB refuses a question; one line says why.
    """
    with open_reader(home, _limit_memory) as connection, report_refused():
        yield connection


def stream_rows(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> Stream:
    """Start the query, or take the chosen releases with all their columns."""
    if wanted.sql:
        return _stream(connection, "rows", "Rows of a query.", wanted.sql, wanted.values)
    choose_releases(connection, wanted.choice)
    about = describe_model(VIEWS["mart.releases"])
    batches = _stream_chosen(connection, "export/releases", CHUNK_ROWS)
    # No rows have columns too: the first stretch, even if empty, tells them.
    first = next(batches)
    return Stream("releases", about, first.schema, chain([first], batches))


def stream_tables(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> Iterator[Stream]:
    """Yield the query; or every view of mart, of the chosen releases if any were chosen.

    Each is to be read to its end before the next.
    """
    if wanted.sql:
        yield stream_rows(connection, wanted)
        return
    is_part = wanted.choice != Choice()
    choose_releases(connection, wanted.choice)
    for view, model in VIEWS.items():
        of_releases = any(column.name == "release_id" for column in list_columns(model))
        if is_part and not of_releases:
            continue
        bound = " WHERE release_id IN (SELECT release_id FROM chosen)" if is_part else ""
        name = view.removeprefix("mart.")
        if view == "mart.releases":
            yield stream_rows(connection, wanted)
            continue
        yield _stream(connection, name, describe_model(model), f"SELECT * FROM {view}{bound}")


def stream_items(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> Iterator[Item]:
    """Yield the chosen releases, or those whose `release_id` a query gives, with their facts.

    Raises:
        InputError: the query gives no release_id.
    """
    _choose(connection, wanted)
    for batch in _stream_chosen(connection, "export/items", ITEM_ROWS):
        for row in batch.to_pylist():
            # Lists are what Arrow has for tuples.
            yield Item.model_validate(row, strict=False)


def stream_entries(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> Iterator[Entry]:
    """Yield the rows of a query, or chosen releases, as entries of a feed.

    Raises:
        InputError: the query gives no url and title, or a value of another type.
    """
    stream = stream_rows(connection, wanted)
    _require_columns(stream.schema, NEEDED, "a feed")
    taken = [name for name in Entry.model_fields if name in stream.schema.names]
    for batch in stream.batches:
        for row in batch.select(taken).to_pylist():
            yield _make_entry(row)


def list_places(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> Iterator[tuple[str, int]]:
    """Yield where the records lie that the chosen releases, or a query's rows, were read from.

    With each record that only says that nothing changed comes the one it refers to.

    Raises:
        InputError: the query gives no archive_file and archive_offset.
    """
    names = ["archive_file", "archive_offset"]
    if wanted.sql:
        asked = _collect(connection, wanted, names, "the places of records")
    else:
        choose_releases(connection, wanted.choice)
        asked = connection.execute(read_statement("export/requests")).to_arrow_table()
    connection.register("asked_record", asked)
    reader = connection.execute(read_statement("export/places")).to_arrow_reader(CHUNK_ROWS)
    for row in _read_dicts(reader):
        yield str(row["archive_file"]), int(str(row["archive_offset"]))


def _limit_memory(connection: duckdb.DuckDBPyConnection) -> None:
    """Let DuckDB spill to the home's tmp folder: left alone it would keep the file in memory."""
    connection.execute(f"SET memory_limit = '{MEMORY}'")


def _choose(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> None:
    if not wanted.sql:
        choose_releases(connection, wanted.choice)
        return
    asked = _collect(connection, wanted, ["release_id"], "releases")
    connection.register("asked_release", asked)
    connection.execute(read_statement("export/asked"))


def _collect(
    connection: duckdb.DuckDBPyConnection, wanted: Wanted, names: list[str], purpose: str
) -> pa.Table:
    """Run a query and keep these of its columns only."""
    stream = stream_rows(connection, wanted)
    _require_columns(stream.schema, set(names), purpose)
    schema = pa.schema([stream.schema.field(name) for name in names])
    return pa.Table.from_batches([batch.select(names) for batch in stream.batches], schema)


def _require_columns(schema: pa.Schema, needed: set[str], purpose: str) -> None:
    if missing := sorted(needed - set(schema.names)):
        raise InputError(
            f"the query gives no {' and no '.join(missing)}: {purpose} needs"
            f" {' and '.join(sorted(needed))}"
        )


def _make_entry(row: dict[str, object]) -> Entry:
    stated = {name: value for name, value in row.items() if value is not None}
    try:
        return Entry.model_validate(stated, strict=False)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"a feed cannot take {where} of a row: {first['msg']}") from None


def _stream(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    description: str,
    sql: str,
    values: Mapping[str, object] | None = None,
) -> Stream:
    reader = ask(connection, sql, values).to_arrow_reader(CHUNK_ROWS)
    return Stream(name, description, reader.schema, _read_batches(reader))


def _stream_chosen(
    connection: duckdb.DuckDBPyConnection, statement: str, size: int
) -> Iterator[pa.RecordBatch]:
    """Yield what a statement tells of the chosen releases, in their order.

    They are asked for in stretches: to sort all of them would take all of their texts in memory.
    """
    count = int(str(fetch_rows(connection, "export/count")[0]["release_count"]))
    for first in range(1, max(count, 1) + 1, STRETCH):
        asked = {"first": first, "last": first + STRETCH - 1}
        reader = connection.execute(read_statement(statement), asked).to_arrow_reader(size)
        if not count:
            yield pa.RecordBatch.from_pylist([], schema=reader.schema)
        yield from _read_batches(reader)


def _read_batches(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    try:
        yield from reader
    except (OSError, pa.ArrowException) as error:
        # What DuckDB refuses while rows come, pyarrow reports as trouble with its stream.
        raise InputError(explain_refusal(flatten(str(error)))) from error


def _read_dicts(reader: pa.RecordBatchReader) -> Iterator[dict[str, object]]:
    for batch in _read_batches(reader):
        yield from batch.to_pylist()
