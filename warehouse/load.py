"""What is written: runs, sources, and batches, each batch in one transaction with its manifest.

Every function opens the warehouse below `home` itself; the caller holds the writer lock.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow as pa

from schemas.base import SourceId
from schemas.document import Fetch
from schemas.errors import WarehouseError
from schemas.release import Rejection, Release
from schemas.run import Batch, Coverage, CoverageState, Run, RunState
from schemas.source import Source
from warehouse import columns
from warehouse.connection import open_writer, transact
from warehouse.facts import build_fact_tables
from warehouse.history import Compare, save_changes
from warehouse.manifest import sort_records
from warehouse.statements import fetch_rows, list_statements, read_statement
from warehouse.states import Judge, find_new_requests, save_batch

Cause = Literal["ingest", "reprocess"]


def start_run(home: Path, run: Run) -> list[str]:
    """Announce a run, or take one up again.

    A run still `running` now belongs to a dead process, for the caller holds the writer lock: it
    becomes `crashed`, with coverage of what it had loaded.

    Returns:
        The runs that were found dead.
    """
    with open_writer(home) as connection, transact(connection):
        _stage(connection, {"staged_run": columns.build_table([run], columns.RUN)})
        connection.execute(read_statement("runs/dead_runs"), {"run_id": run.run_id})
        connection.execute(read_statement("runs/start"))
        dead = connection.execute(read_statement("runs/list_dead")).fetchall()
    return [str(run_id) for (run_id,) in dead]


def find_run_start(home: Path, run_id: str) -> datetime:
    """Return when a run started.

    Raises:
        WarehouseError: it was never started.
    """
    with open_writer(home) as connection:
        return _find_run_start(connection, run_id)


def finish_run(
    home: Path, run_id: str, state: RunState, finished_at: datetime, coverage: Sequence[Coverage]
) -> None:
    """Close a run and write its coverage ledger, one row a source.

    Raises:
        WarehouseError: the run was never started, or a coverage row belongs to another run.
    """
    for row in coverage:
        if row.run_id != run_id:
            raise WarehouseError(f"run {run_id}: coverage of {row.source_id} names {row.run_id}")
    with open_writer(home) as connection, transact(connection):
        found = connection.execute(
            read_statement("runs/close"),
            {"run_id": run_id, "state": state, "finished_at": finished_at},
        ).fetchone()
        if found is None:
            raise WarehouseError(f"run {run_id} was never started: call start_run first")
        _stage(connection, {"staged_coverage": columns.build_table(coverage, columns.COVERAGE)})
        connection.execute(read_statement("runs/coverage"))


def count_outcomes(home: Path, run_id: str, source_id: SourceId) -> Coverage:
    """Say what became of the documents of a source that a run has loaded so far.

    For a run that is stopped: a batch may be loaded although nobody was told any more.
    """
    asked = {"run_id": run_id, "source_id": source_id}
    with open_writer(home) as connection:
        rows = fetch_rows(connection, "runs/outcome_coverage", asked)
    return Coverage.model_validate({**asked, **rows[0]})


def save_sources(home: Path, sources: Sequence[Source]) -> None:
    """Write publishers as their TOML files now describe them; others stay as they are."""
    with open_writer(home) as connection, transact(connection):
        _stage(connection, {"staged_source": columns.build_table(sources, columns.SOURCE)})
        connection.execute(read_statement("runs/sources"))


def load_batch(
    home: Path,
    batch: Batch,
    records: Iterable[Fetch | Release | Rejection],
    cause: Cause,
    judge: Judge,
    *,
    compare: Compare,
) -> Coverage:
    """Load the records of one batch, all or nothing, and say what became of each document.

    A batch in the manifest already is not loaded again: its counts are returned as they were.

    A release whose digest is new gets a new version; one with the digest of its newest version is
    unchanged, and where other rules judged it, language, kind, topics and dates of that version
    are replaced. See sql/load for each rule beside the statement that applies it. The states of
    the URLs are written in the same transaction; `judge` works them out, and `compare` what a new
    version says otherwise than the one before.

    Raises:
        WarehouseError: the run was never started, or the records do not fit the manifest.
        StorageError: the disk is full, read-only or failing.
    """
    with open_writer(home) as connection:
        loaded = _find_loaded(connection, batch)
        if loaded is not None:
            return loaded
        staged = sort_records(batch, records)
        with transact(connection):
            started_at = _find_run_start(connection, batch.run_id)
            tables = {
                "staged_batch": columns.build_table([(batch, cause, started_at)], columns.BATCH),
                "staged_fetch": columns.build_table(staged.fetches, columns.FETCH),
                "staged_rejection": columns.build_table(staged.rejections, columns.REJECTION),
                **columns.build_release_tables(staged.releases),
                **build_fact_tables(staged.releases),
            }
            _stage(connection, tables)
            new = find_new_requests(connection)
            for name in list_statements("load"):
                connection.execute(read_statement(name))
                if name.endswith("claims") and _count_judged(connection):
                    connection.execute(read_statement("judged/forget"))
            save_changes(connection, compare)
            save_batch(
                connection,
                batch=batch,
                staged=staged,
                new=new,
                started_at=started_at,
                judge=judge,
            )
            loaded = _find_loaded(connection, batch)
    if loaded is None:
        raise WarehouseError(f"batch {batch.batch_id}: its manifest was not written")
    return loaded


def _stage(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]) -> None:
    for name, table in tables.items():
        connection.register(name, table)


def _find_run_start(connection: duckdb.DuckDBPyConnection, run_id: str) -> datetime:
    rows = connection.execute(read_statement("runs/started"), {"run_id": run_id})
    found = rows.to_arrow_table().column("started_at").to_pylist()
    if not found or not isinstance(found[0], datetime):
        raise WarehouseError(f"run {run_id} was never started: call start_run first")
    return found[0]


def _count_judged(connection: duckdb.DuckDBPyConnection) -> int:
    """Count the versions whose text other rules judge anew."""
    row = connection.execute(read_statement("judged/count")).fetchone()
    return int(row[0]) if row else 0


def _find_loaded(connection: duckdb.DuckDBPyConnection, batch: Batch) -> Coverage | None:
    found = connection.execute(
        read_statement("runs/batch_coverage"), {"batch_id": batch.batch_id}
    ).to_arrow_table()
    for row in found.to_pylist():
        documents = row.pop("manifest_count")
        if documents != batch.fetched_count + batch.unchanged_count + batch.failed_count:
            raise WarehouseError(
                f"batch {batch.batch_id}: loaded before with {documents} documents: two sources"
                " share one id; rename one of them"
            )
        rejected, failed = row["rejected_count"], row["failed_count"]
        state: CoverageState = "partial" if rejected or failed else "ok"
        return Coverage.model_validate({**row, "state": state})
    return None
