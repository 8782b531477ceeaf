"""One ingest of a folder in this process, measured; prints a JSON object.

Usage: python -m tests.bench.once direct|prefect PAGES HOME
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

from pydantic import TypeAdapter

from flows.home import HOME_VARIABLE, apply_settings, choose_home, prepare_home
from tasks.workers.sandbox import SHARED


def measure_ingest(mode: str, pages: str, home: str) -> dict[str, float]:
    """Ingest; wall and CPU seconds of the run alone, start-up of a server apart, peak MiB."""
    os.environ[HOME_VARIABLE] = home
    prepare_home(choose_home())
    apply_settings(choose_home())
    from flows.parameters import IngestOptions  # noqa: PLC0415 - after the settings

    options = IngestOptions.model_validate({"addresses": [pages]})
    if mode == "direct":
        from flows.running import run_directly  # noqa: PLC0415

        started = time.perf_counter()
        run_directly("ingest", options)
        return _measure(started, 0.0)
    from flows.server import use_server  # noqa: PLC0415

    began = time.perf_counter()
    with use_server(choose_home(), print) as server:
        from flows.calls import call_flow  # noqa: PLC0415 - needs the server's address
        from flows.ingest import ingest  # noqa: PLC0415

        server.wait_ready()
        started = time.perf_counter()
        call_flow(ingest, options)
        return _measure(started, started - began)


def _measure(started: float, startup: float) -> dict[str, float]:
    wall = time.perf_counter() - started
    peak = _find_peak(Path("/proc/self/status").read_text(encoding="ascii").splitlines())
    peak += _find_peak(
        SHARED.run("linecache:getlines", TypeAdapter(list[str]), "/proc/self/status")
    )
    # What the workers used is counted once they have ended.
    SHARED.close()
    used = resource.getrusage(resource.RUSAGE_SELF)
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime + workers.ru_utime + workers.ru_stime,
        "peak": peak,
        "startup": startup,
    }


def _find_peak(status: list[str]) -> float:
    """Peak MiB of a process, as Linux tells it: `ru_maxrss` is handed down by the parent."""
    line = next(line for line in status if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure_ingest(*sys.argv[1:4])) + "\n")
