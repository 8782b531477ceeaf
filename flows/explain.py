"""`communique explain`: a release's text with every span coloured and its rule named."""

import re
from pathlib import Path

from rich.style import Style
from rich.text import Text

from flows.catalogue import list_sources
from flows.leave import allow_typed
from flows.printing import make_console, make_table
from flows.progress import make_remarks
from flows.reading import read_single
from schemas.errors import InputError, StorageError
from schemas.reading import Reading
from tasks.spans import KINDS, Fact, Piece, SpanKind, explain_text, list_verdicts
from tasks.webpage import render_page
from tasks.workers.limited import read_kept
from warehouse.masks import mask_controls
from warehouse.pointers import find_origin

# Sentences are told by how their letters stand, what stands within them by its colour.
STYLES: dict[SpanKind, Style] = {
    "part": Style(overline=True),
    "language": Style(dim=True),
    "meeting": Style(underline=True),
    "quote": Style(italic=True),
    "agenda": Style(underline2=True),
    "outcome": Style(color="green", bold=True),
    "event": Style(color="bright_cyan"),
    "organisation": Style(color="green"),
    "role": Style(color="yellow"),
    "person": Style(color="blue", bold=True),
    "place": Style(color="red"),
    "quantity": Style(color="magenta"),
    "date": Style(color="bright_yellow"),
}
_ID = re.compile(r"[0-9a-f]{4,16}(@\d+)?")
# What can be a mistaken id: no suffix, no folder.
_WORD = re.compile(r"\w+(@\w*)?")
_MAX_TEXT = 120


def explain_release(home: Path, target: str, page: Path | None) -> int:
    """Show what was found in a release, and by which rules.

    Args:
        home: The home folder.
        target: A release's id or its beginning, perhaps with `@VERSION`; a file, address or `-`.
        page: HTML file to write instead of the terminal.

    Returns:
        0 if it was read, 1 if it cannot be.

    Raises:
        InputError: nothing or more than one document is there.
        StorageError: the page cannot be written.
    """
    reading = _find_reading(home, target)
    if reading.rejection is not None:
        return reject_reading(reading)
    if page is not None:
        _write_page(reading, page)
    else:
        show_reading(reading)
    return 0


def reject_reading(reading: Reading) -> int:
    """Say why a document did not become a release; the exit code of such a command."""
    if reading.rejection is not None:
        reason = f"rejected ({reading.rejection.stage}): {reading.rejection.reason}"
        make_remarks().print(mask_controls(f"{reading.source_url}: {reason}"))
    return 1


def show_reading(reading: Reading) -> None:
    """Print a release's text in colours, with a number at the end of every span, and the facts."""
    text = reading.text or ""
    facts, pieces = explain_text(text, reading.findings)
    console = make_console()
    console.print(_paint_legend(facts))
    console.print()
    console.print(_paint_text(text, pieces))
    console.print()
    show_facts(reading, facts)


def show_facts(reading: Reading, facts: list[Fact]) -> None:
    """Print the facts of a release with their rules, and what was judged of it as a whole."""
    console = make_console()
    if facts:
        table = make_table("no.", "what", "says", "in the text", "rule", "confidence")
        for fact in facts:
            table.add_row(
                str(fact.number),
                Text(fact.kind, STYLES[fact.kind]),
                Text(mask_controls(fact.says)),
                Text(mask_controls(_shorten(fact.texts))),
                Text(fact.rule),
                f"{fact.confidence:.2f}",
            )
        console.print(table)
    verdicts = make_table("of the whole release", "says", "by", "because", "confidence")
    for one in list_verdicts(reading):
        cells = (one.field, one.value, one.method, one.evidence, f"{one.confidence:.2f}")
        verdicts.add_row(*(Text(mask_controls(cell)) for cell in cells))
    console.print(verdicts)


def _find_reading(home: Path, target: str) -> Reading:
    # An id cut out of a CSV file brings the end of its line along.
    if _ID.fullmatch(target.strip()) and not Path(target).exists():
        origin = find_origin(home, target.strip())
        source = list_sources(home).get(origin.fetch.source_id)
        reading = read_kept(home, origin.fetch, source)
        if reading.rejection is None and reading.rule_version != origin.rule_version:
            make_remarks().print(
                f"the warehouse holds what rules {origin.rule_version} found; shown is what today's"
                f" rules {reading.rule_version} find: `communique reprocess` brings it in"
            )
        return reading
    if _WORD.fullmatch(target) and not Path(target).exists():
        raise InputError(
            f"{target}: no such file, and no release's id (4 to 16 of 0-9 and a-f): correct the"
            " path, or take a release_id of mart.releases"
        )
    allow_typed([target])
    return read_single(target)


def _write_page(reading: Reading, page: Path) -> None:
    try:
        page.write_text(render_page(reading), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"cannot write {page} ({error.strerror}): choose another") from error
    make_remarks().print(f"written to {page}")


def _paint_legend(facts: list[Fact]) -> Text:
    there = {fact.kind for fact in facts}
    if not there:
        return Text("nothing was found in this text")
    return Text("  ").join(Text(kind, STYLES[kind]) for kind in KINDS if kind in there)


def _paint_text(text: str, pieces: list[Piece]) -> Text:
    painted = Text()
    # One character stands for one, so that offsets hold.
    shown = mask_controls(text)
    for piece in pieces:
        style = sum((STYLES[fact.kind] for fact in piece.facts), Style.null())
        painted.append(shown[piece.start : piece.end], style)
        if piece.ending:
            numbers = ",".join(str(fact.number) for fact in piece.ending)
            painted.append(f"[{numbers}]", "dim")
    return painted


def _shorten(texts: tuple[str, ...]) -> str:
    line = " | ".join(" ".join(text.split()) for text in texts)
    return line if len(line) <= _MAX_TEXT else f"{line[: _MAX_TEXT - 1]}…"
