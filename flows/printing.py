"""What commands print: rows to stdout, remarks to stderr, colours on a terminal only."""

import shutil
import sys
from pathlib import Path

import pyarrow as pa
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.catalogue import is_active, list_sources
from flows.progress import make_remarks
from flows.runs import Summary
from schemas.errors import InputError, StorageError
from schemas.run import Coverage
from warehouse.formats import TableFormat, write_table
from warehouse.masks import mask_controls
from warehouse.reports import list_reports

PLAIN_WIDTH = 160
COLOURS = {"ok": "green", "partial": "yellow", "stopped": "red"}


def print_rows(table: pa.Table, style: TableFormat, output: Path | None, empty: str = "") -> None:
    """Write rows to stdout or a file.

    Raises:
        InputError: Parquet would go to a terminal.
        StorageError: the file cannot be written.
    """
    if output is None:
        if style == "parquet" and sys.stdout.isatty():
            raise InputError("Parquet is not for a terminal: add --output FILE")
        if style == "table" and empty and not table.num_rows:
            make_remarks().print(empty)
            return
        write_table(table, style, sys.stdout.buffer, _find_width())
        return
    try:
        with output.open("wb") as file:
            write_table(table, style, file, PLAIN_WIDTH)
    except OSError as error:
        raise StorageError(f"cannot write {output} ({error.strerror}): choose another") from error
    rows = "1 row" if table.num_rows == 1 else f"{table.num_rows} rows"
    make_remarks().print(f"{rows} written to {output}")


def print_reports() -> None:
    """List the reports with what they ask for."""
    table = make_table("report", "what it answers", "parameters")
    for report in list_reports():
        asked = ", ".join(
            f"{each.name}={'' if each.default is None else each.default}"
            for each in report.parameters
        )
        table.add_row(report.name, report.description, asked)
    make_console().print(table)


def print_sources(home: Path) -> None:
    """List the configured publishers."""
    table = make_table("source", "name", "channels", "schedule", "checked live")
    waits = False
    for source in list_sources(home).values():
        schedule = f"{source.schedule.cron} {source.schedule.timezone}" if source.schedule else ""
        if schedule and not is_active(home, source):
            waits = True
            schedule = f"({schedule})"
        table.add_row(
            source.id,
            Text(source.name),
            Text("\n".join(f"{channel.kind} {channel.url}" for channel in source.channels)),
            schedule or "by hand",
            str(source.verified or "never"),
        )
    make_console().print(table)
    if waits:
        make_remarks().print(
            "schedules in brackets wait: these publishers are shipped and were never checked live;"
            " they are looked at when you name them, and `communique sources check ID --write`"
            " makes one yours"
        )


def print_summary(summary: Summary) -> None:
    """Print the coverage ledger and, in one line, what a run did."""
    console = make_console()
    if summary.coverage:
        console.print(make_ledger(summary.coverage))
    new = summary.count_new()
    rejected = sum(row.rejected_count for row in summary.coverage)
    failed = sum(row.failed_count for row in summary.coverage)
    parts = [f"{new} new" if new else "nothing new"]
    if rejected:
        parts.append(f"{rejected} rejected (communique rejections)")
    if failed:
        parts.append(f"{failed} failed")
    if stopped := sum(row.state == "stopped" for row in summary.coverage):
        parts.append("1 source stopped" if stopped == 1 else f"{stopped} sources stopped")
    if summary.refusal:
        parts.append("not published (communique doctor)")
    if warned := sum(check.severity == "warn" for check in summary.checks):
        warnings = "1 check warns" if warned == 1 else f"{warned} checks warn"
        parts.append(f"{warnings} (communique doctor)")
    console.print(f"{summary.flow} {summary.run_id}: {summary.state}, {', '.join(parts)}")


def make_ledger(coverage: tuple[Coverage, ...]) -> Table:
    """The coverage ledger, a row a source."""
    table = Table(title="coverage", title_justify="left")
    table.add_column("source", no_wrap=True)
    for name in ("discovered", "loaded", "unchanged", "duplicate", "rejected", "failed"):
        table.add_column(name, justify="right")
    table.add_column("state")
    table.add_column("reason", overflow="fold")
    for row in coverage:
        table.add_row(
            row.source_id,
            str(row.discovered_count),
            str(row.loaded_count),
            str(row.unchanged_count),
            str(row.duplicate_count),
            str(row.rejected_count),
            str(row.failed_count),
            Text(row.state, style=COLOURS[row.state]),
            Text(mask_controls(row.reason)),
        )
    return table


def make_table(*names: str) -> Table:
    """A table of texts, to be filled with rows."""
    table = Table()
    for name in names:
        table.add_column(name, overflow="fold")
    return table


def make_console() -> Console:
    """The console for results: stdout."""
    return Console(highlight=False, markup=False, width=_find_width())


def _find_width() -> int:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else PLAIN_WIDTH
