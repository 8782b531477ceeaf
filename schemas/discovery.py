"""What channels say: feed entries, sitemap pages, and what a discovery found."""

from pydantic import Field

from schemas.base import Model
from schemas.document import Discovered, Hints
from schemas.source import Source


class Tracking(Model):
    """Query parameters that say where a reader came from, and never which document is meant."""

    names: tuple[str, ...]
    prefixes: tuple[str, ...]


class Link(Model):
    """A document a feed, sitemap or listing points to."""

    url: str = Field(description="Normalised address.", min_length=1)
    hints: Hints = Hints()
    origin: str = Field(default="", description="Where its bytes lie, if not at `url`.")


class Sitemap(Model):
    """A sitemap taken apart: pages, or further sitemaps, or both."""

    pages: tuple[Link, ...] = ()
    children: tuple[str, ...] = Field(default=(), description="Addresses of further sitemaps.")


class Discovery(Model):
    """What was found at one source, and which of its channels failed."""

    items: tuple[Discovered, ...] = ()
    problems: tuple[str, ...] = Field(default=(), description="One line a channel that failed.")
    notes: tuple[str, ...] = Field(default=(), description="One line for what was left out.")


class AdHoc(Model):
    """Inputs given on the command line, as a source with what was discovered there."""

    source: Source
    discovery: Discovery
