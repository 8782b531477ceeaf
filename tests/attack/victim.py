"""One fetch in a process of its own, measured: what came of it, how long, how much memory.

Usage: python -m tests.attack.victim URL DEADLINE
"""

import json
import sys
import time
from pathlib import Path

from schemas.errors import FetchError
from tasks.network.addresses import find_host
from tasks.network.fetch import Fetcher
from tasks.publishers.access import Access


def fetch_once(url: str, deadline: float) -> dict[str, object]:
    """Fetch a harmless page, which is what an idle fetcher holds, and then the hostile one."""
    with Fetcher(
        deadline=deadline, retries=0, access=Access(frozenset({find_host(url)}))
    ) as fetcher:
        fetcher.get(f"{url.partition('?')[0]}?harmless", local=True)
        idle = _measure_peak()
        started = time.perf_counter()
        kind, size = "", 0
        try:
            size = len(fetcher.get(url, local=True).body)
        except FetchError as error:
            kind = error.kind
        seconds = time.perf_counter() - started
    return {"kind": kind, "size": size, "seconds": seconds, "mib": _measure_peak() - idle}


def _measure_peak() -> float:
    """Most memory this process has held, MiB; what getrusage tells is its parent's, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fetch_once(sys.argv[1], float(sys.argv[2]))) + "\n")
