"""Checks of the warehouse: each .sql file in sql/checks selects rows that must not be.

`checks.toml` beside them says which table each is of, and whether what it finds keeps a run from
being published.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.checks import Check, CheckRule
from warehouse.columns import MOMENT, NUMBER, TEXT, TEXTS, lay_out
from warehouse.connection import SNAPSHOT, WAREHOUSE, open_writer, transact
from warehouse.statements import SQL, list_statements, read_statement

EXAMPLE_COUNT = 5
RESULT = {
    "run_id": TEXT,
    "check_name": TEXT,
    "table_name": TEXT,
    "severity": TEXT,
    "bad_count": NUMBER,
    "examples": TEXTS,
    "checked_at": MOMENT,
}


@cache
def list_rules() -> Mapping[str, CheckRule]:
    """Say of each check, by its name, what it is of and how bad a row is that it finds."""
    stated = tomllib.loads((SQL / "checks" / "checks.toml").read_text(encoding="utf-8"))
    return {name: CheckRule.model_validate(rule) for name, rule in stated.items()}


def run_checks(connection: duckdb.DuckDBPyConnection) -> list[Check]:
    """Run every check on an open warehouse or snapshot; all passed if every `bad_count` is 0."""
    return [_run_check(connection, name) for name in list_statements("checks")]


def check_run(home: Path, run_id: str, checked_at: datetime) -> list[Check]:
    """Check what a run left in the warehouse, and keep what was found with the run.

    The whole warehouse is checked, not the run's rows only: what one run broke must not be
    published by the next. The caller holds the writer lock.

    Returns:
        The checks that found something, the errors first.
    """
    with open_writer(home) as connection:
        checks = run_checks(connection)
        with transact(connection):
            connection.register("staged_check", _lay_out(checks, run_id, checked_at))
            connection.execute(read_statement("checked/save"))
    failed = [check for check in checks if check.bad_count]
    return sorted(failed, key=lambda check: (check.severity, check.name))


def explain_refusal(home: Path, errors: Sequence[Check]) -> str:
    """Say on one line why a run is not published, what stays, and how to mend it."""
    found = "; ".join(check.explain() for check in errors)
    snapshot = home / SNAPSHOT
    stays, way_back = (
        (
            "readers keep the snapshot of before, what was loaded stays in the warehouse",
            f"to go back, copy {snapshot} over {home / WAREHOUSE} and run again",
        )
        if snapshot.exists()
        else (
            "what was loaded stays in the warehouse",
            f"to start anew, move {home / WAREHOUSE} away and run again",
        )
    )
    return f"not published: {found}; {stays}: see `communique doctor`; {way_back}"


def _lay_out(checks: Sequence[Check], run_id: str, checked_at: datetime) -> pa.Table:
    rows = [
        {
            "run_id": run_id,
            "check_name": check.name,
            "table_name": check.table,
            "severity": check.severity,
            "bad_count": check.bad_count,
            "examples": check.examples,
            "checked_at": checked_at,
        }
        for check in checks
    ]
    return lay_out(rows, RESULT)


def _run_check(connection: duckdb.DuckDBPyConnection, name: str) -> Check:
    text = read_statement(name)
    found = connection.execute(text).to_arrow_table()
    examples = found.slice(0, EXAMPLE_COUNT).to_pylist()
    short = name.rpartition("/")[2]
    rule = list_rules()[short]
    return Check(
        name=short,
        table=rule.table,
        severity=rule.severity,
        description=text.partition("\n")[0].removeprefix("-- "),
        bad_count=found.num_rows,
        examples=tuple(json.dumps(row, default=str, ensure_ascii=False) for row in examples),
    )
