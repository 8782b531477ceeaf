"""One part of the warehouse's figures, taken in this process; prints a JSON object.

Usage: python -m tests.bench.measured reports|load|publish HOME SEED
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from schemas.document import Fetch
from schemas.release import Release
from schemas.run import Batch, Run
from tasks.channels.cadence import judge_visit
from tasks.history.compare import compare_versions
from tests.bench.bulk import read_seed, repeat_records
from warehouse import columns
from warehouse.checks import run_checks
from warehouse.connection import SNAPSHOT, open_writer
from warehouse.facts import build_fact_tables
from warehouse.load import load_batch, start_run
from warehouse.publish import publish_snapshot
from warehouse.reports import list_reports, run_report

RUNS = 3
LOADED = 2_000
# The most documents the command takes at a time.
BATCH = 500
SOURCE = "newcomer"
Records = Sequence[Fetch | Release]


def measure_reports(home: Path, _seed: Path) -> dict[str, float]:
    """Seconds a report takes with its defaults, opening included: of a few runs the slowest."""
    return {
        report.name: max(
            _time(lambda name=report.name: run_report(home, name)) for _ in range(RUNS)
        )
        for report in list_reports()
    }


def measure_publish(home: Path, _seed: Path) -> dict[str, float]:
    """Seconds to publish the file and to check it, its size, and the bytes copied for it."""
    before = _count_written()
    published = _time(lambda: publish_snapshot(home))
    copied = _count_written() - before
    with open_writer(home) as connection:
        checked = _time(lambda: run_checks(connection))
    size = (home / SNAPSHOT).stat().st_size
    return {"publish": published, "checks": checked, "size": size, "copied": copied}


def measure_load(home: Path, seed: Path) -> dict[str, float]:
    """Seconds to load releases, to insert the same rows and ask nothing, and to load them again."""
    pairs = read_seed(seed)
    taken: dict[str, float] = {"first": 0.0, "laid out": 0.0, "inserted": 0.0, "again": 0.0}
    # One connection is held around all loads, as a run does.
    with duckdb.connect(str(home / "plain.duckdb")) as plain, open_writer(home):
        for run_id in ("first", "again"):
            _start(home, run_id)
            for start in range(0, LOADED, BATCH):
                records = repeat_records(pairs, run_id, SOURCE, range(start, start + BATCH))
                batch = _describe(run_id, start)
                taken[run_id] += _time(
                    lambda batch=batch, records=records: load_batch(
                        home, batch, records, "ingest", judge_visit, compare=compare_versions
                    )
                )
                if run_id == "first":
                    for name, seconds in _insert_plainly(plain, records).items():
                        taken[name] += seconds
    return taken


def _start(home: Path, run_id: str) -> None:
    start_run(
        home,
        Run(run_id=run_id, flow="ingest", started_at=datetime.now(UTC), rule_version="bench"),
    )


def _describe(run_id: str, start: int) -> Batch:
    return Batch(
        batch_id=f"{run_id}/{SOURCE}/{start}",
        run_id=run_id,
        source_id=SOURCE,
        staged_file="",
        fetched_count=BATCH,
        unchanged_count=0,
        failed_count=0,
        readable_count=BATCH,
        rejected_count=0,
    )


def _insert_plainly(plain: duckdb.DuckDBPyConnection, records: Records) -> dict[str, float]:
    started = time.perf_counter()
    releases = [record for record in records if isinstance(record, Release)]
    fetches = [record for record in records if isinstance(record, Fetch)]
    tables = {
        "staged_fetch": columns.build_table(fetches, columns.FETCH),
        **columns.build_release_tables(releases),
        **build_fact_tables(releases),
    }
    laid_out = time.perf_counter()
    plain.begin()
    for name, table in tables.items():
        plain.register("rows", table)
        plain.execute(f"CREATE TABLE IF NOT EXISTS {name} AS FROM rows LIMIT 0")
        plain.execute(f"INSERT INTO {name} FROM rows")
    plain.commit()
    return {"laid out": laid_out - started, "inserted": time.perf_counter() - laid_out}


def _time(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _count_written() -> int:
    """Bytes this process gave to write calls; blocks that are shared are not among them."""
    return _read_count("/proc/self/io", "wchar:")


def _find_peak() -> int:
    """Peak MiB: `ru_maxrss` is handed down by the parent."""
    return _read_count("/proc/self/status", "VmHWM:") // 1024


def _read_count(path: str, name: str) -> int:
    lines = Path(path).read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(name)))


MEASURES = {"reports": measure_reports, "publish": measure_publish, "load": measure_load}

if __name__ == "__main__":
    figures = MEASURES[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
    sys.stdout.write(json.dumps({**figures, "peak": _find_peak()}) + "\n")
