"""`communique sources test`: golden pages read again with today's readers, no network."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.text import Text

from flows.catalogue import list_sources, require_source
from flows.printing import make_console, make_table
from schemas.errors import InputError
from schemas.golden import Difference, Golden
from schemas.source import Source
from tasks.publishers.catalogue import SHIPPED
from tasks.publishers.golden import (
    compare_golden,
    locate_golden,
    read_golden,
    renew_golden,
    save_golden,
)
from warehouse.masks import mask_controls


def reread_golden(home: Path, ids: Sequence[str], *, accept: bool) -> int:
    """Read the golden pages of publishers again, and print each field that differs.

    Args:
        home: The home folder.
        ids: Which; if none, all that have golden pages.
        accept: Whether what is read now is right, and takes the place of what was expected.

    Returns:
        0 if all read as they did, else 1. A shipped publisher that says it was checked live and
        has no golden page counts as different.

    Raises:
        ConfigError: an id names no publisher, or a golden page is damaged.
        InputError: there is no golden page.
    """
    sources = [require_source(home, name) for name in ids] or list(list_sources(home).values())
    found = {source.id: _find_golden(home, source) for source in sources}
    if ids:
        for source in sources:
            _require(found, source)
    unproven = [each.id for each in sources if each.verified and found[each.id] is None]
    console = make_console()
    table = make_table("source", "page", "field", "expected", "found")
    pages = 0
    for source in sources:
        if (held := found[source.id]) is None:
            continue
        folder, golden = held
        pages += len(golden.pages)
        for each in compare_golden(source, folder, golden):
            table.add_row(source.id, *_render(each))
        if accept:
            save_golden(folder, renew_golden(source, folder, golden))
    if not pages and not unproven:
        raise InputError(
            "no publisher has golden pages: `communique sources add` makes them, and `communique"
            " sources check ID --write`"
        )
    if table.row_count:
        console.print(table)
    for name in unproven:
        console.print(f"{name}: says it was checked live, but has no golden pages")
    accepted = ", and what was read now is expected from now on" if accept else ""
    console.print(f"{pages} golden pages read, {table.row_count} fields differ{accepted}")
    return 1 if (table.row_count and not accept) or unproven else 0


def _require(found: Mapping[str, object], source: Source) -> None:
    if found[source.id] is None and source.verified is None:
        raise InputError(
            f"{source.id} has no golden pages: `communique sources check {source.id} --write` makes"
            " them"
        )


def _find_golden(home: Path, source: Source) -> tuple[Path, Golden] | None:
    """A publisher's golden pages: those in the home, else those shipped."""
    for sources in (home / "sources", SHIPPED):
        folder = locate_golden(sources, source.id)
        if (golden := read_golden(folder)) is not None:
            return folder, golden
    return None


def _render(difference: Difference) -> Iterator[Text]:
    shown = (difference.file, difference.field, difference.expected, difference.found)
    return (Text(mask_controls(text)) for text in shown)
