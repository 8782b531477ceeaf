"""`make drill`: the flow, the server and the runner killed at random, disks full, crowds of runs.

Each drill ends with the rows of a run that nobody disturbed, or counts as failed. What is killed
is the real process, by SIGKILL. `python -m tests.drill --kills 5` is a short one.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.drill.kills import Drill, kill_flow, kill_runner, kill_server
from tests.drill.troubles import run_crowd, run_out_of_disk
from tests.figures import render_table, write_section
from tests.flows.command import PATIENCE, query, start, write_releases

DOCUMENTS = 2000
KILLS = 50
SEED = 20261125
ROWS = "select release_id, version, title, digest from release_versions order by all"


def run_drills(kills: int) -> int:
    """Run every drill and write what came of it.

    Returns:
        0 if all held, 1 if not.
    """
    chance = random.Random(SEED)  # noqa: S311 - it chooses moments
    rows: list[tuple[object, ...]] = []
    broken: list[str] = []
    with tempfile.TemporaryDirectory(prefix="communique-drill-") as name:
        folder = write_releases(Path(name) / "releases", DOCUMENTS)
        expected, seconds = run_undisturbed(Path(name) / "undisturbed", folder)
        drill = Drill(Path(name), folder, expected, seconds, kills, chance, ROWS)
        drills: tuple[tuple[str, Callable[[Drill], Iterator[tuple[int, int, str]]]], ...] = (
            ("the flow is killed", kill_flow),
            ("Prefect's server is killed", kill_server),
            ("`communique serve` is killed, its runs with it or not", kill_runner),
            ("20 runs are started at once by the API", run_crowd),
            ("the disk is full", run_out_of_disk),
        )
        for what, work in drills:
            started = time.perf_counter()
            for tried, held, figure in work(drill):
                took = f"{figure}, {time.perf_counter() - started:.0f} s"
                rows.append((what, tried, held, took))
                print(*rows[-1], sep=" | ", flush=True)
                if held < tried:
                    broken.append(what)
    verdict = f"{len(broken)} drills failed: {', '.join(broken)}." if broken else "All drills held."
    told = (
        f"{DOCUMENTS:,} documents; undisturbed {seconds:.1f} s, {len(expected):,} versions. Held:"
        " the rows at the end are those of the undisturbed run, and nothing hung."
    )
    table = render_table(("drill", "tried", "held", "measured"), rows)
    write_section("make drill", f"{verdict} {told}\n\n{table}")
    return 1 if broken else 0


def run_undisturbed(home: Path, folder: Path) -> tuple[list[tuple[object, ...]], float]:
    """The rows of one run that nobody disturbs, and its seconds."""
    started = time.perf_counter()
    process = start(home, "ingest", folder)
    _, errors = process.communicate(timeout=PATIENCE * 5)
    if process.returncode:
        sys.exit(f"the undisturbed run failed: {errors}")
    return query(home, ROWS), time.perf_counter() - started


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.drill")
    parser.add_argument("--kills", type=int, default=KILLS, help="of each process")
    sys.exit(run_drills(parser.parse_args().kills))
