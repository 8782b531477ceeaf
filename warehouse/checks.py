"""Checks of the warehouse: each .sql file in sql/checks selects rows that must not be."""

import json

import duckdb

from schemas.report import Check
from warehouse.statements import list_statements, read_statement

EXAMPLE_COUNT = 5


def run_checks(connection: duckdb.DuckDBPyConnection) -> list[Check]:
    """Run every check on an open warehouse or snapshot; all passed if every `bad_count` is 0."""
    return [_run_check(connection, name) for name in list_statements("checks")]


def _run_check(connection: duckdb.DuckDBPyConnection, name: str) -> Check:
    text = read_statement(name)
    found = connection.execute(text).to_arrow_table()
    examples = found.slice(0, EXAMPLE_COUNT).to_pylist()
    return Check(
        name=name.rpartition("/")[2],
        description=text.partition("\n")[0].removeprefix("-- "),
        bad_count=found.num_rows,
        examples=tuple(json.dumps(row, default=str, ensure_ascii=False) for row in examples),
    )
