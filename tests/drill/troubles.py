"""A crowd of runs at once, and a disk with no room."""

import signal
import subprocess
from collections.abc import Iterator

from tests.disk import mount, mount_disk
from tests.drill.kills import ENDS, LONG, Drill, serve
from tests.flows.command import PATIENCE, query, start, wait_until, write_releases

CROWD = 20
SMALL, LARGE = 24, 400  # MB: less than Prefect's database and the documents need, and more
EACH = "select count(*), count(distinct release_id), count(distinct title) from releases"
ORDER = """
    select count(*) from
        (select started_at, lag(ended_at) over (order by started_at) as before_at from core.run)
    where started_at < before_at
"""


def run_crowd(drill: Drill) -> Iterator[tuple[int, int, str]]:
    """Start runs of one deployment at once, as the interface does: all end, one after the other."""
    home = drill.name_home("crowd")
    folders = [
        write_releases(drill.folder / "crowds" / str(number), 5 + number) for number in range(CROWD)
    ]
    api, process = serve(home)
    try:
        runs = [api.start_run("ingest", {"addresses": [str(folder)]}) for folder in folders]
        wait_until(lambda: all(api.read_state(run_id) in ENDS for run_id in runs), LONG, 1)
        states = [api.read_state(run_id) for run_id in runs]
    finally:
        api.client.close()
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
    # Each folder holds those of the one before it and one more.
    wanted = 5 + CROWD - 1
    ((count, ids, titles),) = query(home, EACH)
    ((overlaps,),) = query(home, ORDER)
    held = sum(state == "Completed" for state in states)
    is_right = (titles, overlaps) == (wanted, 0) and count == ids
    yield CROWD, held if is_right else 0, f"{titles} titles, {overlaps} runs overlap"


def run_out_of_disk(drill: Drill) -> Iterator[tuple[int, int, str]]:
    """Fill the disk during a run; with room again, the same command goes on."""
    with mount_disk(drill.folder / "small", SMALL) as disk:
        home = disk / "home"
        process = start(home, "ingest", drill.documents)
        _, errors = process.communicate(timeout=LONG)
        told = process.returncode == 2 and "free some space" in errors
        lines = len(errors.strip().splitlines())
        mount(disk, "-o", f"remount,size={LARGE}m")
        again = start(home, "ingest", drill.documents)
        again.communicate(timeout=LONG)
        is_right = again.returncode == 0 and drill.is_whole(home)
        subprocess.run(["sync"], check=False)
    yield 2, told + is_right, f"exit code {process.returncode}, {lines} lines of errors"
