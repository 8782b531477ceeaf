"""`make attack`: hostile servers, addresses and documents, each counted.

A module here has a function `run_attacks() -> Iterable[Row]`; name it in MODULES to add it.
Nothing leaves this machine: the public internet is played by a server on loopback.
"""

import sys
import time

from tests.attack import addresses, bombs, canaries, faults
from tests.attack.rows import Row
from tests.figures import render_table, write_section

MODULES = (addresses, bombs, canaries, faults)


def run_attack() -> int:
    """Run every attack and write what came of it; 1 if one got through."""
    rows: list[Row] = []
    for module in MODULES:
        started = time.perf_counter()
        for row in module.run_attacks():
            rows.append(row)
            print(*row, sep=" | ", flush=True)
        print(f"{module.__name__}: {time.perf_counter() - started:.0f} s", flush=True)
    broken = [row for row in rows if row.held < row.tried]
    table = render_table(
        ("attack", "tried", "held off", "measured"),
        [(row.attack, f"{row.tried:,}", f"{row.held:,}", row.figure) for row in rows],
    )
    verdict = (
        f"{len(broken)} of {len(rows)} attacks got through: {', '.join(row.attack for row in broken)}."
        if broken
        else f"All {len(rows)} attacks were held off."
    )
    write_section("make attack", f"{verdict}\n\n{table}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(run_attack())
