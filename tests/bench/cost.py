"""What Prefect costs: task runs and bytes of 10,000 documents, the start, and a second worker.

Usage: python -m tests.bench.cost
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tasks.workers.limited import READERS_VARIABLE
from tests.bench.pages import write_pages
from tests.figures import render_table
from tests.flows.command import COMMAND, run, write_releases

COUNT = 10_000
PAGES = 600
LONG = 3000.0
TASK_BOUND, BYTE_BOUND, SPEED_BOUND = 200, 10e6, 1.8
START_BOUND, DIRECT_BOUND = 4.0, 1.0


def measure_cost(folder: Path) -> str:
    """Take the figures below a folder; a table in Markdown."""
    runs, grown = _count_runs(folder)
    one, two = (_time_readers(folder, count) for count in (1, 2))
    served, direct = (_time_start(folder, *options) for options in ((), ("--direct",)))
    rows: list[Sequence[object]] = [
        (f"task runs of {COUNT:,} documents", runs, f"at most {TASK_BOUND}"),
        ("growth of Prefect's database by them", f"{grown / 1e6:.1f} MB", "at most 10 MB"),
        ("seconds to the first document, `ingest`", f"{served:.1f}", f"at most {START_BOUND:.0f}"),
        ("the same, `ingest --direct`", f"{direct:.1f}", f"at most {DIRECT_BOUND:.0f}"),
        (
            f"{PAGES} pages by two readers against one ({os.cpu_count()} processors)",
            f"{one / two:.2f} times as fast",
            f"at least {SPEED_BOUND}",
        ),
    ]
    return render_table(("figure", "measured", "bound"), rows)


def _count_runs(folder: Path) -> tuple[int, int]:
    """Task runs of one ingest of many documents, and the bytes by which the history grew."""
    home, documents = folder / "cost", write_releases(folder / "cost-documents", COUNT)
    first = write_releases(folder / "cost-first", 1)
    run(home, "ingest", first, seconds=LONG)
    before_runs, before = _measure_history(home)
    run(home, "ingest", documents, seconds=LONG)
    after_runs, after = _measure_history(home)
    return after_runs - before_runs, after - before


def _measure_history(home: Path) -> tuple[int, int]:
    path = home / "prefect" / "prefect.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("pragma wal_checkpoint(truncate)")
        ((count,),) = database.execute("select count(*) from task_run").fetchall()
        ((pages, size, free),) = database.execute(
            "select * from pragma_page_count, pragma_page_size, pragma_freelist_count"
        ).fetchall()
    return count, (pages - free) * size


def _time_readers(folder: Path, readers: int) -> float:
    """Seconds of an ingest of heavy pages read by so many processes side by side."""
    pages = folder / "cost-pages"
    if not pages.exists():
        write_pages(pages, PAGES)
    started = time.perf_counter()
    run(
        folder / f"readers-{readers}",
        "ingest",
        "--direct",
        pages,
        environment={READERS_VARIABLE: str(readers)},
        seconds=LONG,
    )
    return time.perf_counter() - started


def _time_start(folder: Path, *options: str) -> float:
    """Seconds from the command to the first document that its reader gets, in a home used before.

    The archive's first file is made when the first document is taken.
    """
    home, taken = folder / "cost", []
    for number in range(3):
        documents = write_releases(folder / f"start-{number}-{len(options)}", 1)
        (next(documents.iterdir())).write_text(f"Office {number} opens\n\n{time.time()} ferries.\n")
        before = set((home / "archive").rglob("*.warc.gz"))
        started = time.perf_counter()
        process = subprocess.Popen(
            [COMMAND, "--home", home, "ingest", *options, documents],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not set((home / "archive").rglob("*.warc.gz")) - before and process.poll() is None:
            time.sleep(0.01)
        taken.append(time.perf_counter() - started)
        process.wait()
    return min(taken)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        sys.stdout.write(measure_cost(Path(name)) + "\n")
