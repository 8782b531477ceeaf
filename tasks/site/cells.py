"""Rows as tables of the site: what stands in each cell, and which page it leads to."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, cast

from schemas.report import Report
from tasks.site.names import (
    Row,
    admit_link,
    locate_entity,
    locate_release,
    locate_search,
    shorten_address,
)

PAGE_ROWS = 500


class Cell(NamedTuple):
    """A cell: its text, and where it leads. Pages of the site are told from its top folder."""

    text: str
    page: str = ""
    outside: str = ""
    order: str = ""
    style: Literal["", "number", "moment", "address"] = ""


class Table(NamedTuple):
    """Columns by name, and rows of cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Known(NamedTuple):
    """What the site has pages of."""

    releases: frozenset[str]
    addresses: Mapping[str, str]
    persons: frozenset[str]
    organisations: frozenset[str]

    def find_release(self, row: Row) -> str:
        """The page of the release that a row is about; empty if it is about none."""
        release_id = row.get("release_id") or self.addresses.get(row.get("url") or "", "")
        return locate_release(release_id) if release_id in self.releases else ""

    def find_entity(self, entity: str, entity_id: str) -> str:
        """The page of a person or organisation; empty if there is none."""
        there = self.persons if entity == "person" else self.organisations
        return locate_entity(entity, entity_id) if entity_id in there else ""


class Shown(NamedTuple):
    """What the site shows: rows of releases, the newest first, and of persons and organisations."""

    releases: Sequence[Row]
    entities: Sequence[Row]
    known: Known
    published_at: dt.datetime
    since: dt.date | None


def make_table(report: Report, rows: Sequence[Row], known: Known) -> Table:
    """Make a report's rows a table whose names, addresses and counts lead on."""
    columns = tuple(rows[0]) if rows else ()
    return Table(
        tuple(column.replace("_", " ") for column in columns),
        tuple(tuple(_make_cell(report, column, row, known) for column in columns) for row in rows),
    )


def fill_search(report: Report, column: str, row: Row) -> str:
    """The search that finds what a number counts; empty if the report names none."""
    template = report.links.get(column, "")
    if not template or any(
        value is None for name, value in row.items() if f"{{{name}}}" in template
    ):
        return ""
    return locate_search(template.format_map({name: say_value(row[name]) for name in row}))


def say_value(value: object) -> str:
    """Write a value as a reader expects it: days, minutes, yes and no, lists."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.2f}".rstrip("0").rstrip(".")
        case dt.datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case list() | tuple():
            return ", ".join(map(say_value, cast("Iterable[object]", value)))
        case _:
            return str(value)


def count(value: int, search: str = "") -> Cell:
    """A number, and the search for what it counts."""
    page = locate_search(search) if search and value else ""
    return Cell(f"{value:,}", page, order=str(value), style="number")


def _make_cell(report: Report, column: str, row: Row, known: Known) -> Cell:
    value = row[column]
    text = say_value(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        page = fill_search(report, column, row) if value else ""
        shown = f"{value:,}" if isinstance(value, int) else text
        return Cell(shown, page, order=text, style="number")
    if isinstance(value, dt.date):
        return Cell(text, style="moment")
    if find := _PAGES.get(column):
        return Cell(text, find(text, row, known) if text else "")
    if column.endswith("url"):
        page = locate_release(found) if (found := known.addresses.get(text)) else ""
        outside = "" if page else admit_link(text)
        return Cell(shorten_address(text), page, outside, style="address")
    if column.endswith("release_id"):
        return Cell(text, locate_release(text) if text in known.releases else "")
    return Cell(text)


_PAGES: dict[str, Callable[[str, Row, Known], str]] = {
    "title": lambda _, row, known: known.find_release(row),
    "person_id": lambda text, _, known: known.find_entity("person", text),
    "organisation_id": lambda text, _, known: known.find_entity("organisation", text),
    "source_id": lambda text, _row, _known: locate_search(f"source:{text}"),
    "kind": lambda text, row, _: locate_search(f"kind:{text}") if "release_count" in row else "",
}
