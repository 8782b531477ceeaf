"""What the flows themselves ask the published snapshot."""

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa

from schemas.errors import InputError
from warehouse.query import run_query

SQL = Path(__file__).parent / "sql"


def find_new(home: Path, run_id: str) -> pa.Table:
    """Releases that got a version in a run, the latest published first; see the statement."""
    return _ask(home, "new_in_run", {"run": run_id})


def find_meetings(home: Path, run_id: str) -> pa.Table:
    """Who met whom by the releases that got a version in a run, the latest first."""
    return _ask(home, "meetings_in_run", {"run": run_id})


def count_requests(home: Path, run_id: str) -> dict[str, tuple[int, int]]:
    """Requests of a run for channels and for documents, by source."""
    rows: list[dict[str, Any]] = _ask(home, "requests_in_run", {"run": run_id}).to_pylist()
    return {row["source_id"]: (row["channel_count"], row["document_count"]) for row in rows}


def find_rejections(
    home: Path, run: str | None = None, source: str | None = None, stage: str | None = None
) -> pa.Table:
    """Open rejections, the latest first, of one run, source or stage.

    Raises:
        InputError: nothing was ever loaded from such a source.
    """
    if source is not None and not _ask(home, "known_source", {"source": source}).num_rows:
        raise InputError(
            f'unknown source {source!r}: `communique sql "select source_id from sources"` lists'
            " those that were looked at"
        )
    return _ask(home, "open_rejections", {"run": run, "source": source, "stage": stage})


def find_last_successes(home: Path) -> dict[str, dt.datetime]:
    """When a run last took everything it found, by publisher; empty before the first run."""
    if not (home / "snapshot.duckdb").exists():
        return {}
    rows: list[dict[str, Any]] = _ask(home, "last_successes", {}).to_pylist()
    return {row["source_id"]: row["succeeded_at"] for row in rows}


def find_release_days(home: Path) -> dict[str, dict[dt.date, int]]:
    """How many releases are held of each publisher, by the day of publication."""
    days: dict[str, dict[dt.date, int]] = {}
    rows: list[dict[str, Any]] = _ask(home, "release_days", {}).to_pylist()
    for row in rows:
        days.setdefault(row["source_id"], {})[row["published_on"]] = row["release_count"]
    return days


def find_empty_channels(home: Path) -> dict[str, tuple[int, str]]:
    """How many channels of a publisher are empty, and the address of one."""
    rows: list[dict[str, Any]] = _ask(home, "empty_channels", {}).to_pylist()
    return {row["source_id"]: (row["channel_count"], row["url"]) for row in rows}


def _ask(home: Path, name: str, values: dict[str, str | None]) -> pa.Table:
    return run_query(home, (SQL / f"{name}.sql").read_text(encoding="utf-8"), values)
