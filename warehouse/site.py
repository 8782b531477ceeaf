"""What the static site shows, read from one snapshot in a few large questions.

The statements lie in sql/site. Its views are made anew in the reader's own memory: which releases
the site shows, and what each of their pages does.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, cast

import duckdb

from schemas.errors import InputError
from schemas.report import Report
from warehouse.connection import SNAPSHOT, open_reader
from warehouse.failures import flatten, report_refusals
from warehouse.pointers import require_current
from warehouse.reports import bind_report
from warehouse.statements import fetch_rows, list_statements, read_statement

Row = dict[str, Any]

# What a release's page is put together from, each a view of its own.
PARTS = ("text", "mark", "version", "topic", "date", "relation", "meeting")
# More rows than this are no page to read; `communique report` has them all.
MAX_ROWS = 5000


class SiteReader:
    """One snapshot, as the site shows it from a day on."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, since: date | None) -> None:
        """Choose the releases; nothing is read yet."""
        self._connection = connection
        self._since = since
        for name in list_statements("site/views"):
            statement = read_statement(name)
            connection.execute(statement, {"since": since} if "$since" in statement else None)

    def read(self, name: str) -> list[Row]:
        """Read all rows of a statement of sql/site."""
        return fetch_rows(self._connection, f"site/{name}")

    def read_parts(self, ids: Sequence[str]) -> dict[str, dict[str, list[Row]]]:
        """Read what the pages of some releases show: rows by part and release."""
        parts: dict[str, dict[str, list[Row]]] = {}
        for part in PARTS:
            # One text, not a list: for each item of a list DuckDB looks for pandas anew.
            question = (
                f"SELECT * FROM site_{part}"
                " WHERE release_id IN (SELECT unnest(string_split($ids, ' ')))"
            )
            found = self._connection.execute(question, {"ids": " ".join(ids)}).to_arrow_table()
            rows: dict[str, list[Row]] = {}
            for row in cast("list[Row]", found.to_pylist()):
                rows.setdefault(row.pop("release_id"), []).append(row)
            parts[part] = rows
        return parts

    def read_report(self, report: Report) -> list[Row]:
        """Run a report with all rows that make a page; from the site's first day on if it can.

        Raises:
            InputError: DuckDB refuses its query.
        """
        asked = {parameter.name for parameter in report.parameters}
        given: dict[str, object] = {"limit": MAX_ROWS} if "limit" in asked else {}
        if "since" in asked:
            given["since"] = self._since
        try:
            found = self._connection.execute(*bind_report(report, given)).to_arrow_table()
        except duckdb.Error as error:
            raise InputError(f"report {report.name}: {flatten(str(error))}") from error
        return found.slice(0, MAX_ROWS).to_pylist()


@contextmanager
def open_site(home: Path, since: date | None = None) -> Generator[SiteReader]:
    """Open the snapshot below `home` for one build of the site: all of it is of one moment.

    Args:
        home: The home folder.
        since: Releases published before this day, or without a date, are left out; none: all in.

    Raises:
        InputError: nothing was published yet, or by an older communique.
    """
    with open_reader(home) as connection, report_refusals(home / SNAPSHOT):
        require_current(connection)
        yield SiteReader(connection, since)
