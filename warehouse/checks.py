"""Checks of the warehouse: each .sql file in sql/checks selects rows that must not be."""

import json
from pathlib import Path

import duckdb

from schemas.report import Check
from warehouse.connection import open_writer
from warehouse.statements import list_statements, read_statement

EXAMPLE_COUNT = 5
# discovered = loaded + unchanged + duplicate + rejected + failed, a run and source.
LEDGER = (
    "checks/coverage_balances",
    "checks/coverage_matches_outcomes",
    "checks/outcomes_are_covered",
)


def run_checks(connection: duckdb.DuckDBPyConnection) -> list[Check]:
    """Run every check on an open warehouse or snapshot; all passed if every `bad_count` is 0."""
    return [_run_check(connection, name) for name in list_statements("checks")]


def check_ledger(home: Path, run_id: str) -> list[str]:
    """Hold a run's coverage against what became of its documents; the caller holds the writer lock.

    Returns:
        One line a source whose documents are not all accounted for; none if the ledger is right.
    """
    problems: list[str] = []
    with open_writer(home) as connection:
        for name in LEDGER:
            text = read_statement(name)
            rows = connection.execute(
                f"SELECT * FROM ({text.strip().rstrip(';')}) WHERE run_id = $run_id",
                {"run_id": run_id},
            )
            problems += [
                f"{row['source_id']}: {name.rpartition('/')[2].replace('_', ' ')} is broken:"
                f" {json.dumps(row, default=str, ensure_ascii=False)}; please report"
                for row in rows.to_arrow_table().to_pylist()
            ]
    return problems


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
