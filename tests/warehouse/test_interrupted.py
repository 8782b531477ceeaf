import contextlib
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb
import pytest

from schemas.tables import TABLES
from tests.warehouse.loader import RELEASE_COUNT, run_all
from warehouse.checks import run_checks
from warehouse.connection import SNAPSHOT, hold_writer_lock, open_reader, open_writer
from warehouse.query import run_query

KILLS = 20
# Written with the wall clock, which no rerun can repeat.
LEFT_OUT = {"raw.migration"}
STAMPS = {"core.release_version": "EXCLUDE (loaded_at)"}
# Each loader is a process of its own, forked from a server that has the modules loaded.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.warehouse.loader"])


def work(home: Path, line: Connection) -> None:
    run_all(home, line.send)


def run_loader(home: Path, listen: Callable[[str, int], None]) -> list[str]:
    """Run the loader in a process of its own; `listen` is called at each step, with its id."""
    here, there = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=work, args=(home, there))
    process.start()
    there.close()
    assert process.pid is not None
    steps: list[str] = []
    while True:
        try:
            steps.append(here.recv())
        except EOFError:
            process.join()
            return steps
        listen(steps[-1], process.pid)


def read_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    return {
        name: connection.execute(
            f"SELECT * {STAMPS.get(name, '')} FROM {name} ORDER BY ALL"
        ).fetchall()
        for name in TABLES
        if name not in LEFT_OUT
    }


def find_faults(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [check.name for check in run_checks(connection) if check.forbids]


def kill_at(home: Path, step: str, seconds: float) -> list[str]:
    """Kill the loader so long after a step began; the steps it told of."""

    def listen(told: str, process: int) -> None:
        if told == step:
            time.sleep(seconds)
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    return run_loader(home, listen)


@pytest.mark.timeout(180)
def test_a_killed_loader_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    calm = tmp_path / "calm"
    moments: dict[str, float] = {}
    *steps, last = run_loader(calm, lambda step, _: moments.update({step: time.monotonic()}))
    assert last == "done"
    with open_writer(calm) as connection:
        expected = read_rows(connection)
    lengths = [
        moments[after] - moments[step]
        for step, after in zip(steps, [*steps[1:], last], strict=True)
    ]
    killed = 0
    for number in range(KILLS):
        home = tmp_path / f"home-{number}"
        place = number % len(steps)
        killed += "done" not in kill_at(home, steps[place], lengths[place] * number / KILLS)
        if (home / SNAPSHOT).exists():
            # What was published before stays whole, whatever the kill hit.
            with open_reader(home) as reader:
                assert find_faults(reader) == []
        run_all(home, lambda _: None)
        with open_writer(home) as connection:
            assert read_rows(connection) == expected
            assert find_faults(connection) == []
        answer = run_query(home, "SELECT count(*) AS n FROM releases").to_pylist()
        assert answer == [{"n": RELEASE_COUNT}]
        assert sorted(path.name for path in home.iterdir()) == [
            "snapshot.duckdb",
            "warehouse.duckdb",
            "writer.lock",
        ]
    # A kill may come after the end when the machine is busy, but hardly ever.
    assert killed >= KILLS - 4


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    assert kill_at(tmp_path, "load 0", 0)[-1] != "done"
    with hold_writer_lock(tmp_path, "next", 0):
        pass
