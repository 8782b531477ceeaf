"""`make attack`: hostile servers, addresses and documents, each counted.

A module here has a function that gives rows; name it in ATTACKS to add it.
Nothing leaves this machine: the public internet is played by a server on loopback.
"""

import sys
import time

from tests.attack import (
    addresses,
    bombs,
    canaries,
    containers,
    escapes,
    faults,
    parsers,
    readers,
    traversal,
)
from tests.attack.rows import Row
from tests.figures import render_table, write_section

ATTACKS = (
    addresses.run_attacks,
    bombs.run_attacks,
    canaries.run_attacks,
    faults.run_attacks,
    traversal.attack_paths,
    parsers.attack_parsers,
    containers.attack_containers,
    readers.run_attacks,
    escapes.run_attacks,
)


def run_attack() -> int:
    """Run every attack and write what came of it; 1 if one got through."""
    rows: list[Row] = []
    for attack in ATTACKS:
        started = time.perf_counter()
        for row in map(Row._make, attack()):
            rows.append(row)
            print(*row, sep=" | ", flush=True)
        print(f"{attack.__module__}: {time.perf_counter() - started:.0f} s", flush=True)
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
