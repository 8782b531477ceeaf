"""Gaps in what is held of publishers: release numbers and weeks that are missing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from flows.home import choose_home
from flows.parameters import BackfillOptions
from flows.progress import make_remarks
from flows.running import run_and_tell
from warehouse.reports import run_report


def find_gaps(home: Path, sources: Sequence[str], since: dt.date, until: dt.date) -> pa.Table:
    """Ask the report `gaps` of some publishers, or of all if none is named."""
    asked = ({"source": source, "since": since, "until": until} for source in sources or (None,))
    return pa.concat_tables([run_report(home, "gaps", values) for values in asked])


def run_and_show_gaps(asked: Mapping[str, object], *, direct: bool) -> int:
    """Run a backfill, and print what is missing still.

    Returns:
        As `run_and_tell`; gaps change nothing in it, for a publisher may leave numbers out.
    """
    code = run_and_tell("backfill", asked, direct=direct)
    options = BackfillOptions.model_validate(asked)
    from flows.printing import print_rows  # noqa: PLC0415 - not before the server starts

    found = find_gaps(choose_home(), options.sources, options.since, options.until)
    if found.num_rows:
        make_remarks().print(f"{found.num_rows} gaps (see also communique report gaps):")
    empty = "no gaps: no number and no week is missing"
    print_rows(found, "table", None, empty=empty if code == 0 else "no gaps in what is held so far")
    return code
