"""What channels say: feed entries, sitemap pages, and what a discovery found."""

from pydantic import Field

from schemas.base import Model
from schemas.document import Discovered, Fetch, Hints
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


class Contents(Model):
    """What a container holds, in its order."""

    links: tuple[Link, ...] = ()
    problems: tuple[str, ...] = Field(default=(), description="What is wrong, a line each.")
    notes: tuple[str, ...] = Field(default=(), description="What was left out, a line each.")


class Child(Model):
    """A sitemap that an index or a robots.txt names."""

    url: str = Field(min_length=1)
    modified: str = Field(default="", description="Its `lastmod`, as stated.")


class Sitemap(Model):
    """A sitemap taken apart: pages, or further sitemaps, or both; the last changed first."""

    pages: tuple[Link, ...] = ()
    children: tuple[Child, ...] = Field(default=(), description="Further sitemaps.")
    cut: str = Field(default="", description="What was left out, and the mend; empty if nothing.")


class Listing(Model):
    """A page of a listing or an API taken apart."""

    links: tuple[Link, ...] = ()
    following: str = Field(default="", description="Address or cursor of the next page, if any.")
    cut: str = Field(default="", description="What was left out, and the mend; empty if nothing.")


class Stop(Model):
    """A page of a channel that is to be read: a feed, a sitemap, a page of a listing or an API.

    It carries what is needed to go on from it, so that a walk can end and be taken up anywhere.
    """

    channel: int = Field(ge=0, description="Place of the channel in its source, from 0.")
    url: str = Field(min_length=1)
    depth: int = Field(default=0, ge=0, description="Sitemaps above it.")
    number: int = Field(default=1, ge=1, description="Its number among the channel's pages.")
    seen_count: int = Field(default=0, ge=0, description="Items on the pages before it.")
    stale_count: int = Field(
        default=0, ge=0, description="Pages just before it that lie wholly before the days asked."
    )
    before: tuple[str, ...] = Field(
        default=(), description="Short digests of the links on the page before it."
    )


class Reading(Model):
    """What a stop gave: documents, and where to go on."""

    links: tuple[Link, ...] = ()
    onward: tuple[Stop, ...] = ()
    problem: str = Field(default="", description="What was left out, in one line.")


class Discovery(Model):
    """What was found at one source, and which of its channels failed."""

    items: tuple[Discovered, ...] = ()
    problems: tuple[str, ...] = Field(default=(), description="One line a channel that failed.")
    notes: tuple[str, ...] = Field(default=(), description="One line for what was left out.")


class AdHoc(Model):
    """Inputs given on the command line, as a source with what was discovered there."""

    source: Source
    discovery: Discovery
    answers: tuple[Fetch, ...] = Field(default=(), description="What its channels answered.")
