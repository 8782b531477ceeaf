"""The fetch part of `make bench`: pages a second beside a bare httpx loop, memory, politeness."""

import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager

from tests.bench.fetching import GAP, WORKERS
from tests.bench.slow import DELAY, HOSTS
from tests.figures import ROOT, render_table

COUNT = 4_000
FEW, MANY = 5_000, 50_000
POLITE = 800
TRIES = 3
SPEED_BOUND = 0.9
GROWTH_BOUND = 10.0  # MiB


def measure_network() -> str:
    """Run every mode in a process of its own and tell the figures; of three tries the fastest."""
    with _serve() as port:
        taken = {
            mode: min((_run(mode, port, COUNT) for _ in range(TRIES)), key=lambda one: one["wall"])
            for mode in ("bare", "get", "batch", "unchanged")
        }
        polite = _run("polite", port, POLITE)
        few, many = _run("batch", port, FEW), _run("batch", port, MANY)
    names = {
        "bare": "bare httpx loop",
        "get": "the fetcher alone",
        "batch": "fetch and archive, as a run does",
        "unchanged": "the same, 304 to every request",
    }
    table = render_table(
        ("run", "pages a second", "CPU seconds", "peak MiB"),
        [
            (
                names[mode],
                f"{COUNT / one['wall']:.0f}",
                f"{one['cpu']:.1f}",
                f"{one['peak']:.0f}",
            )
            for mode, one in taken.items()
        ],
    )
    bare = taken["bare"]["wall"]
    rate = POLITE / len(HOSTS) / polite["wall"]
    verdicts = render_table(
        ("figure", "measured", "bound"),
        [
            ("the fetcher alone against the bare loop", f"{bare / taken['get']['wall']:.2f}", f"at least {SPEED_BOUND}"),
            ("fetch and archive against the bare loop", f"{bare / taken['batch']['wall']:.2f}", f"at least {SPEED_BOUND}"),
            (f"reading {COUNT} answers of 304", f"{taken['unchanged']['read'] * 1000:.1f} ms CPU", "no parse"),
            (f"peak memory, {FEW:,} to {MANY:,} URLs", f"{many['peak'] - few['peak']:+.0f} MiB", f"at most {GROWTH_BOUND:.0f} MiB"),
            (f"requests a second to one host, {GAP} s apart", f"{rate:.1f}", f"at most {1 / GAP:.0f}"),
            ("shortest time between two, as the host saw them", f"{polite['gap']:.2f} s", "not bounded here"),
        ],
    )  # fmt: skip
    return (
        f"### Fetching\n\n{COUNT} pages of 20 KiB from {len(HOSTS)} hosts of this machine that answer"
        f" after {DELAY * 1000:.0f} ms, {WORKERS} requests at a time. The bare loop keeps nothing,"
        f" judges nothing, and asks no robots.txt.\n\n{table}\n\n{verdicts}"
    )


def _run(mode: str, port: int, count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.fetching", mode, str(port), str(count)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def _serve() -> Generator[int]:
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.slow"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    try:
        yield int(server.stdout.readline())
    finally:
        server.communicate()
