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
from warehouse.reports import bind_report, find_report
from warehouse.statements import fetch_rows, read_statement

# Rows with whole texts that are in memory at a time.
CHUNK_ROWS = 2_048
ITEM_ROWS = 500
MEMORY = "1GB"
EVERYTHING = Choice()
STRETCH = 20_000
NEEDED = {"url", "title"}


class Wanted(NamedTuple):
    """What is exported: the rows of a query, or chosen releases if there is no query."""

    title: str
    choice: Choice = EVERYTHING
    sql: str = ""
    values: Mapping[str, object] | None = None
    table: str = "rows"
    description: str = "Rows of a query."


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
    report = find_report(name)
    sql, values = bind_report(report, parameters)
    return Wanted(report.title, EVERYTHING, sql, values, name, report.description)


class Export:
    """One snapshot, open for a whole export, so that all of it is of one moment.

    Args:
        connection: The open snapshot.
        wanted: What is taken from it.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> None:
        self._connection = connection
        self._wanted = wanted

    def stream_rows(self) -> Stream:
        """Start the query, or take the chosen releases with all their columns."""
        wanted = self._wanted
        if wanted.sql:
            return self._stream(wanted.table, wanted.description, wanted.sql, wanted.values)
        choose_releases(self._connection, wanted.choice)
        about = describe_model(VIEWS["mart.releases"])
        batches = self._stream_chosen("export/releases", CHUNK_ROWS)
        # No rows have columns too: the first stretch, even if empty, tells them.
        first = next(batches)
        return Stream("releases", about, first.schema, chain([first], batches))

    def stream_tables(self) -> Iterator[Stream]:
        """Yield the query; or every view of mart, of the chosen releases if any were chosen.

        Each is to be read to its end before the next.
        """
        if self._wanted.sql:
            yield self.stream_rows()
            return
        choose_releases(self._connection, self._wanted.choice)
        is_part = self._wanted.choice != EVERYTHING
        bound = " WHERE release_id IN (SELECT release_id FROM chosen)" if is_part else ""
        for view, model in VIEWS.items():
            if not is_part or any(each.name == "release_id" for each in list_columns(model)):
                name = view.removeprefix("mart.")
                yield self._stream(name, describe_model(model), f"SELECT * FROM {view}{bound}")

    def stream_items(self) -> Iterator[Item]:
        """Yield the chosen releases, or those whose `release_id` a query gives, with their facts.

        Raises:
            InputError: the query gives no release_id.
        """
        if self._wanted.sql:
            self._connection.register("asked_release", self._collect(["release_id"], "releases"))
            self._connection.execute(read_statement("export/asked"))
        else:
            choose_releases(self._connection, self._wanted.choice)
        for batch in self._stream_chosen("export/items", ITEM_ROWS):
            for row in batch.to_pylist():
                # Lists are what Arrow has for tuples.
                yield Item.model_validate(row, strict=False)

    def stream_entries(self) -> Iterator[Entry]:
        """Yield the rows of a query, or chosen releases, as entries of a feed.

        Raises:
            InputError: the query gives no url and title, or a value of another type.
        """
        stream = self.stream_rows()
        _require_columns(stream.schema, NEEDED, "a feed")
        taken = [name for name in Entry.model_fields if name in stream.schema.names]
        for batch in stream.batches:
            for row in batch.select(taken).to_pylist():
                yield _make_entry(row)

    def list_places(self) -> Iterator[tuple[str, int]]:
        """Yield where the records lie that the chosen releases, or a query's rows, were read from.

        With each record that only says that nothing changed comes the one it refers to.

        Raises:
            InputError: the query gives no archive_file and archive_offset.
        """
        if self._wanted.sql:
            asked = self._collect(["archive_file", "archive_offset"], "a copy of records")
        else:
            choose_releases(self._connection, self._wanted.choice)
            asked = self._connection.execute(read_statement("export/requests")).to_arrow_table()
        self._connection.register("asked_record", asked)
        places = self._stream("places", "", read_statement("export/places"))
        for row in chain.from_iterable(places.iterate_rows()):
            yield str(row[0]), int(str(row[1]))

    def _collect(self, names: list[str], purpose: str) -> pa.Table:
        """Run the query and keep these of its columns only."""
        stream = self.stream_rows()
        _require_columns(stream.schema, set(names), purpose)
        schema = pa.schema([stream.schema.field(name) for name in names])
        return pa.Table.from_batches([batch.select(names) for batch in stream.batches], schema)

    def _stream(
        self, name: str, description: str, sql: str, values: Mapping[str, object] | None = None
    ) -> Stream:
        reader = ask(self._connection, sql, values).to_arrow_reader(CHUNK_ROWS)
        return Stream(name, description, reader.schema, _read_batches(reader))

    def _stream_chosen(self, statement: str, size: int) -> Iterator[pa.RecordBatch]:
        """Yield what a statement tells of the chosen releases, in their order.

        They are asked for in stretches: to sort all of them would take all texts in memory.
        """
        (row,) = fetch_rows(self._connection, "export/count")
        count = int(str(row["release_count"]))
        for first in range(1, max(count, 1) + 1, STRETCH):
            asked = {"first": first, "last": first + STRETCH - 1}
            rows = self._connection.execute(read_statement(statement), asked)
            reader = rows.to_arrow_reader(size)
            if not count:
                yield pa.RecordBatch.from_pylist([], schema=reader.schema)
            yield from _read_batches(reader)


@contextmanager
def open_export(home: Path, wanted: Wanted) -> Generator[Export]:
    """Open the snapshot to take something out of it.

    Raises:
        InputError: no snapshot yet, or DuckDB refuses a question; one line says why.
    """
    with open_reader(home, _limit_memory) as connection, report_refused():
        yield Export(connection, wanted)


def _limit_memory(connection: duckdb.DuckDBPyConnection) -> None:
    """Let DuckDB spill to the home's tmp folder: left alone it would keep the file in memory."""
    connection.execute(f"SET memory_limit = '{MEMORY}'")


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


def _read_batches(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    try:
        yield from reader
    except (OSError, pa.ArrowException) as error:
        # What DuckDB refuses while rows come, pyarrow reports as trouble with its stream.
        raise InputError(explain_refusal(flatten(str(error)))) from error
