"""The pages of the site, each rendered from a template with everything that is not ours escaped."""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from tasks.site.cells import PAGE_ROWS, Table, say_value
from tasks.site.names import admit_link, locate_search
from tasks.webpage import SPANS_CSS

FOLDER = Path(__file__).parent
ASSETS = FOLDER / "assets"
# What decides how a page of a release looks: a change of these writes all of them anew.
SOURCES = (FOLDER, SPANS_CSS.parent / "spans.py", SPANS_CSS.parent / "webpage.py", SPANS_CSS)

# Scripts and styles are files of the site, and nothing else is let in, whatever a release says.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; base-uri 'none';"
    " form-action 'none'"
)


class Page(NamedTuple):
    """A file of the site: its path from the top folder, and its text."""

    path: str
    text: str


class Listing(NamedTuple):
    """A table of any length, its words, and its chart."""

    path: str
    title: str
    about: str
    table: Table
    section: str
    chart: Mapping[str, Any] | None = None
    note: str = ""
    command: str = ""
    empty: str = "Nothing to show."


def render(template: str, path: str, **context: object) -> Page:
    """Render one page.

    Args:
        template: File of the templates folder.
        path: Where the page will lie, from the site's top folder.
        context: What the template names.
    """
    root = "../" * path.count("/")
    return Page(path, _load_template(template).render(root=root, policy=POLICY, **context))


def render_listing(listing: Listing) -> Iterator[Page]:
    """Render a listing as pages of 500 rows that lead to each other; the chart is on the first."""
    rows = listing.table.rows
    count = max(1, -(-len(rows) // PAGE_ROWS))
    paths = [_number_path(listing.path, number) for number in range(1, count + 1)]
    for number, path in enumerate(paths, 1):
        yield render(
            "listing.html",
            path,
            listing=listing,
            columns=listing.table.columns,
            rows=rows[(number - 1) * PAGE_ROWS : number * PAGE_ROWS],
            chart=listing.chart if number == 1 else None,
            number=number,
            pages=[one.rpartition("/")[2] for one in paths],
        )


def list_assets() -> Iterator[Page]:
    """The site's own scripts and styles."""
    for path in sorted(ASSETS.iterdir()):
        yield Page(f"assets/{path.name}", path.read_text(encoding="utf-8"))
    yield Page("assets/spans.css", SPANS_CSS.read_text(encoding="utf-8"))


@cache
def digest_sources() -> str:
    """A digest of all that decides how a page looks, rows apart."""
    files: list[Path] = []
    for source in SOURCES:
        files += (
            (path for path in source.rglob("*") if path.is_file()) if source.is_dir() else [source]
        )
    digest = sha256()
    for path in sorted(path for path in files if path.is_file() and path.suffix != ".pyc"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _number_path(path: str, number: int) -> str:
    return path if number == 1 else f"{path.removesuffix('.html')}-{number}.html"


@cache
def _load_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    environment.filters.update(
        say=say_value,
        outside=admit_link,
        search=locate_search,
        number=_write_number,
        moment=_write_moment,
    )
    return environment


@cache
def _load_template(name: str) -> Template:
    return _load_environment().get_template(name)


def _write_number(value: int) -> str:
    return f"{value:,}"


def _write_moment(value: dt.datetime | None) -> str:
    return f"{value:%Y-%m-%d %H:%M} UTC" if value else "never"
