"""How far a backfill is: the pages that wait, were read or failed, kept from run to run.

Every function opens the warehouse below `home` itself; the caller holds the writer lock.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from schemas.backfill import Backfill, BackfillStop, Progress
from schemas.discovery import Stop
from warehouse import columns
from warehouse.connection import open_writer
from warehouse.statements import fetch_rows, read_statement


def open_backfill(home: Path, backfill: Backfill, *, restart: bool) -> Progress:
    """Take a backfill up again: pages that failed wait anew; a finished one is forgotten.

    Args:
        home: The home folder.
        backfill: Which one.
        restart: Whether to forget it however far it is.

    Returns:
        How far it is; nothing at all if it starts.
    """
    with open_writer(home) as connection:
        asked = _name_key(backfill)
        connection.execute(read_statement("backfill/retry"), asked)
        progress = read_progress(home, backfill)
        if progress.waiting_count and not restart:
            return progress
        connection.execute(read_statement("backfill/forget"), asked)
    return Progress()


def read_progress(home: Path, backfill: Backfill) -> Progress:
    """Say how far a backfill is."""
    with open_writer(home) as connection:
        rows = fetch_rows(connection, "backfill/progress", _name_key(backfill))
    return Progress.model_validate(rows[0])


def list_waiting(home: Path, backfill: Backfill, limit: int) -> list[Stop]:
    """Return the first pages that a backfill is still to read."""
    asked = {**_name_key(backfill), "limit": limit}
    with open_writer(home) as connection:
        found = fetch_rows(connection, "backfill/waiting", asked)
    # By way of JSON: a strict model takes a tuple from a JSON array, but not from a list.
    return [Stop.model_validate_json(json.dumps(row)) for row in found]


def save_stops(
    home: Path, backfill: Backfill, run_id: str, now: datetime, stops: Sequence[BackfillStop]
) -> None:
    """Write what came of pages, and those found to be read, in one step.

    A page that is known already is not put back to wait: pages that lead in a circle end there.
    """
    rows = [(backfill, run_id, now, number, stop) for number, stop in enumerate(stops, start=1)]
    with open_writer(home) as connection:
        connection.register("staged_stop", columns.build_table(rows, columns.STOP))
        connection.execute(read_statement("backfill/save"))


def _name_key(backfill: Backfill) -> dict[str, object]:
    return {
        "source_id": backfill.source_id,
        "since": backfill.since,
        "until": backfill.until,
    }
