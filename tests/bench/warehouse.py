"""The warehouse's part of `make bench`: reports, loads and publishing as a warehouse grows.

Usage: python -m tests.bench.warehouse [COUNT...]   (releases; 10,000 and 1,000,000 if none)

The largest takes 25 GiB of disk, in the folder for temporary files.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.bulk import load_seed, repeat_seed
from tests.bench.measured import BATCH, LOADED, RUNS
from tests.figures import ROOT, render_table, write_section

COUNTS = (10_000, 1_000_000)
REPORT_BOUND = 1.0
LOAD_BOUND = 3.0
AGAIN_BOUND = 0.5
PEAK_BOUND = 2048
PARTS = ("publish", "reports", "load")
Figures = Mapping[str, Mapping[str, float]]


def run_bench(counts: Sequence[int]) -> None:
    """Measure warehouses of so many releases, one after another, and write the figures down."""
    taken: dict[int, Figures] = {}
    with tempfile.TemporaryDirectory(prefix="communique-bench-") as name:
        seed = Path(name) / "seed"
        origin = load_seed(seed)
        for count in counts:
            home = Path(name) / str(count)
            shutil.copytree(seed, home)
            held = repeat_seed(home, count)
            print(f"{held:,} releases are made", file=sys.stderr)
            taken[held] = {part: _measure(part, home, seed) for part in PARTS}
            shutil.rmtree(home)
    write_section("make bench, the warehouse", _tell(origin, taken))


def _measure(part: str, home: Path, seed: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.measured", part, str(home), str(seed)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    # It takes minutes: what is known already is told.
    print(part, done.stdout, file=sys.stderr, end="", flush=True)
    return json.loads(done.stdout.splitlines()[-1])


def _tell(origin: str, taken: Mapping[int, Figures]) -> str:
    sizes = list(taken)
    least, most = taken[sizes[0]], taken[sizes[-1]]
    header = ("figure", *(f"{size:,} releases" for size in sizes), "growth", "bound")
    names = sorted(set(most["reports"]) - {"peak"}, key=lambda name: -most["reports"][name])
    rows = [
        (
            f"report {name}, s",
            *(f"{one['reports'][name]:.2f}" for one in taken.values()),
            f"{most['reports'][name] / least['reports'][name]:.1f} times",
            f"under {REPORT_BOUND:.0f}",
        )
        for name in names
    ]
    lines = [_list_figures(one) for one in taken.values()]
    bounds = {
        "load against a plain insert, both from records": f"at most {LOAD_BOUND:.0f}",
        "load again against the first load": f"at most {AGAIN_BOUND}",
        **{f"peak memory, {part}, MiB": f"under {PEAK_BOUND}" for part in PARTS},
    }
    rows += [
        (
            name,
            *(f"{line[name]:,.2f}" for line in lines),
            f"{lines[-1][name] / lines[0][name]:.1f} times" if lines[0][name] else "",
            bounds.get(name, "not bounded here"),
        )
        for name in lines[0]
    ]
    return (
        f"{origin.capitalize()}, loaded by the command and repeated in the warehouse:"
        f" {sizes[-1] / sizes[0]:.0f} times more releases over the same five"
        f" years. Reports run with their defaults, the snapshot opened each time; the slowest of"
        f" {RUNS} runs stands for p95. {LOADED:,} releases are loaded in batches of {BATCH}, beside"
        f" an insert of the same Arrow tables into a file of its own.\n\n{render_table(header, rows)}"
    )


def _list_figures(one: Figures) -> dict[str, float]:
    load, publish = one["load"], one["publish"]
    return {
        f"load of {LOADED:,} releases, s": load["first"],
        "of it laying out as Arrow tables, s": load["laid out"],
        "plain insert of these tables, s": load["inserted"],
        "load against a plain insert, both from records": load["first"]
        / (load["laid out"] + load["inserted"]),
        "load against a plain insert, tables at hand": (load["first"] - load["laid out"])
        / load["inserted"],
        "load again against the first load": load["again"] / load["first"],
        "publish, s": publish["publish"],
        "size of the file, MiB": publish["size"] / 2**20,
        "copied to publish, MiB": publish["copied"] / 2**20,
        "checks after a run, s": publish["checks"],
        **{f"peak memory, {part}, MiB": one[part]["peak"] for part in PARTS},
    }


if __name__ == "__main__":
    run_bench([int(count) for count in sys.argv[1:]] or COUNTS)
