"""Figures: tables in BENCHMARKS.md, written by the command that measured them."""

import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BENCHMARKS = ROOT / "BENCHMARKS.md"
CORPUS = ROOT.parent / "shared" / "corpus"

_PREFACE = """# Figures

Written by `make eval` (quality), `make bench` (speed and memory), `make attack` (hostile input) and
`make drill` (kills and other trouble); never edited by hand.
Every figure stands beside a peer or a bound measured in the same run.
"""


def render_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Render rows as a Markdown table; floats with four digits."""
    lines = [list(header), ["---"] * len(header)]
    lines += [
        [f"{cell:.4f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_section(command: str, body: str) -> None:
    """Replace what a command wrote into BENCHMARKS.md before, and print it."""
    text = BENCHMARKS.read_text(encoding="utf-8") if BENCHMARKS.exists() else _PREFACE
    stamp = f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}"
    section = f"## `{command}`\n\nRun on {stamp}.\n\n{body.strip()}\n"
    pattern = re.compile(rf"^## `{re.escape(command)}`\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
    if pattern.search(text):
        text = pattern.sub(lambda _: section + "\n", text)
    else:
        text = f"{text.rstrip()}\n\n{section}"
    BENCHMARKS.write_text(text.rstrip() + "\n", encoding="utf-8")
    print(section)
