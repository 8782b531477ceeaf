"""Processes killed at random moments of an ingest, which is then started again."""

import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.flows.command import PATIENCE, Api, list_group, query, start, wait_until
from tests.flows.conftest import find_port, read, read_url

ENDS = {"Completed", "Partial", "Failed", "Crashed", "Cancelled"}
LONG = 5 * PATIENCE


@dataclass
class Drill:
    """What every drill needs: documents, the rows they make, and chance."""

    folder: Path
    documents: Path
    expected: list[tuple[object, ...]]
    seconds: float  # of an undisturbed run
    kills: int
    chance: random.Random
    rows: str

    def name_home(self, name: str) -> Path:
        """A new empty home."""
        home = self.folder / name
        shutil.rmtree(home, ignore_errors=True)
        return home

    def is_whole(self, home: Path) -> bool:
        """Whether a home holds what an undisturbed run leaves."""
        return query(home, self.rows) == self.expected

    def wait(self) -> None:
        """Let a random part of a run's time go by."""
        time.sleep(self.chance.uniform(0, self.seconds))


def kill_flow(drill: Drill) -> Iterator[tuple[int, int, str]]:
    """Kill the command in which the flow runs."""
    yield _kill_command(drill, "flow", lambda process: process.kill())


def kill_server(drill: Drill) -> Iterator[tuple[int, int, str]]:
    """Kill the server that the command started; the command itself must end by itself."""
    yield _kill_command(drill, "server", _kill_child)


def _kill_command(
    drill: Drill, name: str, kill: Callable[["subprocess.Popen[str]"], None]
) -> tuple[int, int, str]:
    home, killed, whole, ended = drill.name_home(name), 0, 0, 0
    slowest = 0.0
    while killed < drill.kills:
        process = start(home, "ingest", drill.documents)
        drill.wait()
        is_over = process.poll() is not None
        kill(process)
        killed += not is_over
        since = time.perf_counter()
        try:
            process.communicate(timeout=LONG)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        slowest = max(slowest, time.perf_counter() - since)
        if is_over or drill.chance.random() < 0.2 or killed == drill.kills:
            ended += 1
            whole += _finish(home, drill)
            home = drill.name_home(name)
    return ended, whole, f"{killed} kills, ended after them within {slowest:.1f} s"


def _finish(home: Path, drill: Drill) -> bool:
    """Run to the end without disturbance; whether the rows are those wanted."""
    process = start(home, "ingest", drill.documents)
    process.communicate(timeout=LONG)
    return process.returncode == 0 and drill.is_whole(home)


def _kill_child(process: "subprocess.Popen[str]") -> None:
    for pid in list_group(process):
        if _is_server(pid):
            _kill(pid)


def _is_server(pid: int) -> bool:
    try:
        return "flows.server" in Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    except OSError:
        return False


def _kill(pid: int) -> None:
    subprocess.run(["/bin/kill", "-9", str(pid)], check=False, stderr=subprocess.DEVNULL)


def kill_runner(drill: Drill) -> Iterator[tuple[int, int, str]]:
    """Kill `communique serve` while a run it started goes on; every second time the run, too."""
    home, ended, whole = drill.name_home("runner"), 0, 0
    for number in range(drill.kills):
        api, process = serve(home)
        run_id = api.start_run("ingest", {"addresses": [str(drill.documents)]})
        drill.wait()
        below = list_group(process)
        api.client.close()
        process.kill()
        process.wait(PATIENCE)
        for pid in below if number % 2 else ():
            _kill(pid)
        is_last = number + 1 == drill.kills
        if is_last or drill.chance.random() < 0.2:
            ended += 1
            whole += _finish_served(home, run_id, drill)
            home = drill.name_home("runner")
    yield ended, whole, f"{drill.kills} kills"


def _finish_served(home: Path, dead: str, drill: Drill) -> bool:
    """Serve again, run to the end; whether the killed run was closed and the rows are right."""
    api, process = serve(home)
    try:
        run_id = api.start_run("ingest", {"addresses": [str(drill.documents)]})
        wait_until(lambda: api.read_state(run_id) in ENDS, LONG, 0.3)
        closed = api.read_state(dead) in ENDS
        return closed and api.read_state(run_id) == "Completed" and drill.is_whole(home)
    finally:
        api.client.close()
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def serve(home: Path) -> tuple[Api, "subprocess.Popen[str]"]:
    """`communique serve` on a home, ready."""
    home.mkdir(parents=True, exist_ok=True)
    log = home / "serve.log"
    with log.open("w") as file:
        process = start(home, "serve", "--port", str(find_port()), log=file)
    wait_until(lambda: process.poll() is not None or "log in" in read(log), LONG)
    if process.poll() is not None:
        raise SystemExit(f"communique serve did not start: {read(log)}")
    return Api(read_url(home), read(home / "prefect" / "secret").strip()), process
