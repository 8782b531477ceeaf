"""`make bench`: speed and memory of the whole pipeline, beside a bare loop over the same libraries.

Every figure is taken in a process of its own, on a fresh home folder; of three tries the fastest
counts, because other work on the machine only ever adds.
"""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.cost import measure_cost
from tests.bench.feeds import measure_feeds
from tests.bench.network import measure_network
from tests.bench.pages import write_pages
from tests.bench.site import measure_site
from tests.figures import ROOT, render_table, write_section

COUNTS = (500, 1000, 2000)
TRIES = 3
CPU_BOUND = 1.25
SHARE_BOUND = 0.05


def run_bench() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        origin = ""
        for count in COUNTS:
            origin = write_pages(folder / f"pages-{count}", count)
        most = folder / f"pages-{COUNTS[-1]}"
        direct = {
            count: _take_fastest(folder, "direct", folder / f"pages-{count}") for count in COUNTS
        }
        in_prefect = _take_fastest(folder, "prefect", most)
        bare_cpu, bare_peak = _measure_bare(folder, most)
        site = measure_site(folder)
        cost = measure_cost(folder)
    whole = _report(origin, direct, in_prefect, bare_cpu, bare_peak)
    feeds = render_table(("figure", "measured", "bound"), measure_feeds())
    parts = (
        whole,
        f"### Prefect\n\n{cost}",
        measure_network(),
        f"### Feeds\n\n{feeds}",
        f"### The site\n\n{site}",
    )
    write_section("make bench", "\n\n".join(parts))


def _take_fastest(folder: Path, mode: str, pages: Path) -> dict[str, float]:
    tries: list[dict[str, float]] = []
    for _ in range(TRIES):
        with tempfile.TemporaryDirectory(dir=folder) as home:
            command = [sys.executable, "-m", "tests.bench.once", mode, str(pages), home]
            done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        tries.append(json.loads(done.stdout.splitlines()[-1]))
    return min(tries, key=lambda taken: taken["wall"])


def _measure_bare(folder: Path, pages: Path) -> tuple[float, float]:
    """CPU seconds (the least of the tries) and peak MiB of the bare loop."""
    spent: list[float] = []
    for _ in range(TRIES):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with tempfile.TemporaryDirectory(dir=folder) as out:
            command = [sys.executable, "-m", "tests.bench.bare", str(pages), out]
            done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        spent.append(cpu)
    return min(spent), float(done.stdout.splitlines()[-1])


def _report(
    origin: str,
    direct: dict[int, dict[str, float]],
    in_prefect: dict[str, float],
    bare_cpu: float,
    bare_peak: float,
) -> str:
    count = COUNTS[-1]
    full = direct[count]
    share = (in_prefect["wall"] - full["wall"]) / in_prefect["wall"]
    ratio = full["cpu"] / bare_cpu
    growth = full["peak"] - direct[COUNTS[0]]["peak"]
    rows: list[Sequence[object]] = [
        (
            f"communique, {size} pages",
            f"{size / taken['wall']:.0f}",
            f"{taken['cpu']:.1f}",
            f"{taken['peak']:.0f}",
        )
        for size, taken in direct.items()
    ]
    rows.append(
        (f"communique in Prefect, {count} pages", f"{count / in_prefect['wall']:.0f}",
         f"{in_prefect['cpu']:.1f}", f"{in_prefect['peak']:.0f}")
    )  # fmt: skip
    rows.append((f"bare loop, {count} pages", "", f"{bare_cpu:.1f}", f"{bare_peak:.0f}"))
    table = render_table(("run", "documents a second", "CPU seconds", "peak MiB"), rows)
    verdicts = render_table(
        ("figure", "measured", "bound"),
        [
            ("CPU against the bare loop", f"{ratio:.2f}", f"at most {CPU_BOUND}"),
            ("Prefect's share of wall time, server running", f"{share:.1%}", f"at most {SHARE_BOUND:.0%}"),
            (f"peak memory, {COUNTS[0]} to {count} pages", f"{growth:+.0f} MiB", "flat"),
            ("start of a server of one's own", f"{in_prefect['startup']:.1f} s", "not bounded here"),
        ],
    )  # fmt: skip
    return (
        f"{origin}. The bare loop archives, decodes, extracts, dates, identifies the language and"
        f" inserts; it keeps no versions, ledger, topics, kinds or facts.\n\n{table}\n\n{verdicts}"
    )


if __name__ == "__main__":
    run_bench()
