"""What became of a run's documents, drawn: a Mermaid diagram of their way, and bars as an image.

Only ids of sources, whose letters are few, and counts are drawn: no stranger's text.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence

from schemas.run import Coverage

# More cannot be read in a picture; the coverage table has them all.
MAX_SOURCES = 12
OUTCOMES: Mapping[str, str] = {
    "loaded": "#2f7d4f",
    "unchanged": "#9aa5b1",
    "duplicate": "#6b8fc4",
    "rejected": "#d08a1d",
    "failed": "#b3382c",
}
WIDTH, ROW, LEFT, TOP = 760, 26, 220, 40


def draw_lineage(
    coverage: Sequence[Coverage], requests: Mapping[str, tuple[int, int]] | None
) -> str:
    """Draw the way of a run's documents: source, requests, documents, outcomes.

    Args:
        coverage: What became of every document, a row a source.
        requests: Requests for channels and for documents, by source; a source that asked
            nobody is not in it, and None says that nothing tells them.

    Returns:
        A Mermaid flowchart.
    """
    shown = choose_largest(coverage)
    lines = ["flowchart LR"]
    for place, row in enumerate(shown):
        told = "requests untold"
        if requests is not None:
            channels, documents = requests.get(row.source_id, (0, 0))
            told = f"asked: {channels} channels, {documents} documents"
        lines += [
            f'    s{place}["{row.source_id}"] --> r{place}["{told}"]',
            f'    r{place} --> d{place}["{row.discovered_count} documents"]',
        ]
        lines += [
            f"    d{place} -->|{count}| {name}"
            for name, count in count_outcomes(row).items()
            if count
        ]
    totals = {name: sum(count_outcomes(row)[name] for row in shown) for name in OUTCOMES}
    lines += [f'    {name}(["{count} {name}"])' for name, count in totals.items() if count]
    return "\n".join(lines)


def draw_outcomes(coverage: Sequence[Coverage]) -> str:
    """Draw what became of the documents as bars, one a source.

    Returns:
        An SVG as a data address. A browser runs no script of an image, and asks nobody for it.
    """
    shown = choose_largest(coverage)
    most = max((row.discovered_count for row in shown), default=0) or 1
    height = TOP + ROW * len(shown) + 10
    size = f'width="{WIDTH}" height="{height}"'
    font = 'font-family="sans-serif" font-size="13"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font}>',
        f'<rect {size} fill="#fff"/>',
    ]
    for place, (name, colour) in enumerate(OUTCOMES.items()):
        x = 10 + place * 110
        parts.append(
            f'<rect x="{x}" y="10" width="14" height="14" fill="{colour}"/>'
            f'<text x="{x + 20}" y="22">{name}</text>'
        )
    for place, row in enumerate(shown):
        parts += _draw_row(row, TOP + ROW * place, (WIDTH - LEFT - 70) / most)
    drawn = b64encode("".join([*parts, "</svg>"]).encode()).decode("ascii")
    return f"data:image/svg+xml;base64,{drawn}"


def choose_largest(coverage: Sequence[Coverage]) -> list[Coverage]:
    """The sources that had most documents, as many as a picture holds."""
    order = sorted(coverage, key=lambda row: (-row.discovered_count, row.source_id))
    return order[:MAX_SOURCES]


def count_outcomes(row: Coverage) -> dict[str, int]:
    """What became of a source's documents, by outcome."""
    return {
        "loaded": row.loaded_count,
        "unchanged": row.unchanged_count,
        "duplicate": row.duplicate_count,
        "rejected": row.rejected_count,
        "failed": row.failed_count,
    }


def _draw_row(row: Coverage, y: int, scale: float) -> list[str]:
    name = row.source_id if len(row.source_id) <= 28 else f"{row.source_id[:27]}…"
    parts = [f'<text x="{LEFT - 10}" y="{y + 15}" text-anchor="end">{name}</text>']
    x = float(LEFT)
    for outcome, count in count_outcomes(row).items():
        if count:
            width = count * scale
            parts.append(
                f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="20"'
                f' fill="{OUTCOMES[outcome]}"/>'
            )
            x += width
    parts.append(f'<text x="{x + 8:.1f}" y="{y + 15}">{row.discovered_count}</text>')
    return parts
