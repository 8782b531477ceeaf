"""A publisher: who it is, where its releases are found, when to look, what to expect."""

import re
from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from pydantic import Field, field_validator, model_validator

from schemas.base import LanguageTag, Model, SourceId

# A host, or host and port, as an address writes them.
PRIVATE_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?")

ChannelKind = Literal["feed", "sitemap", "listing", "page", "folder", "archive", "mail", "api"]
# Kinds that are the documents themselves, named by a person; the others lead to documents.
NAMED_KINDS: frozenset[ChannelKind] = frozenset({"page", "folder", "archive", "mail"})


class Items(Model):
    """Where an API's JSON answer holds its items, and an item its parts: paths such as `a.0.b`."""

    list: str = Field(default="", description="Path of the list of items; empty if the answer is.")
    url: str = Field(
        default="url", description="Path of an item's address, or an address with {path} in it."
    )
    title: str = Field(default="title", description="Path of its title.")
    published: str = Field(default="", description="Path of its publication date.")
    content: str = Field(default="", description="Path of its text, read where there is no page.")
    language: str = Field(default="", description="Path of its language.")
    next: str = Field(
        default="", description="Path of the next page's address, or of the value for {cursor}."
    )


class Channel(Model):
    """One place where a publisher's releases are found."""

    kind: ChannelKind = Field(description="What stands at the address.")
    url: str = Field(
        description="http(s) address; for folder, archive and mail a path or glob, for mail also"
        " an imaps:// address; an api's may hold {page}, {offset} or {cursor}.",
        min_length=1,
    )
    include: str = Field(default="", description="Keep only links matching this pattern (regex).")
    exclude: str = Field(default="", description="Drop links matching this pattern (regex).")
    links: str = Field(default="", description="CSS selector of release links on a listing page.")
    pages: str = Field(
        default="",
        description="Address of a listing's further pages, with {page} or {offset}; if empty, its"
        " next links are followed.",
    )
    first: int | None = Field(
        default=None, ge=0, description="First number put into {page} or {offset}."
    )
    last: int | None = Field(default=None, ge=0, description="Last number put in.")
    step: int = Field(
        default=0, ge=0, description="What {offset} grows by; 0 takes the items seen so far."
    )
    max_pages: int = Field(
        default=0,
        ge=0,
        description="Pages of a listing or api, or sitemaps of an index, that one run reads; 0 is"
        " 3 pages and 50 sitemaps. A backfill reads all.",
    )
    items: Items | None = Field(default=None, description="How an api's answers are read.")
    auth_variable: str = Field(
        default="",
        description="Environment variable with the credential this channel's own origin is shown.",
    )
    user: str = Field(default="", description="Who logs in to a mailbox, if its url does not say.")

    @field_validator("auth_variable")
    @classmethod
    def check_variable(cls, name: str) -> str:
        if name and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            raise ValueError("not the name of an environment variable, as in NORLAND_LOGIN")
        return name

    @field_validator("include", "exclude")
    @classmethod
    def check_pattern(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        return pattern


class Schedule(Model):
    """When a source is looked at."""

    cron: str = Field(description="Five-field cron expression.", examples=["0 6 * * *"])
    timezone: str = Field(default="UTC", description="IANA time zone of the expression.")

    @field_validator("timezone")
    @classmethod
    def check_timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(
                f"unknown time zone {name!r}, expected a name such as Europe/Paris"
            ) from error
        return name

    @model_validator(mode="after")
    def check_cron(self) -> "Schedule":
        if len(self.cron.split()) != 5:
            raise ValueError(f"bad cron {self.cron!r}: expected five fields, as in '0 6 * * *'")
        try:
            CronSim(self.cron, datetime(2026, 1, 1, tzinfo=ZoneInfo(self.timezone)))
        except CronSimError as error:
            raise ValueError(f"bad cron {self.cron!r}: {error}, expected '0 6 * * *'") from error
        return self


class Bounds(Model):
    """What one run of a source should bring. Fewer stops its load, more is warned of."""

    min_releases: int = Field(default=1, ge=0, description="Fewer readable releases stop the load.")
    max_releases: int = Field(default=5000, ge=1, description="More than this is warned of.")


class Cadence(Model):
    """How often a URL is asked when only what is due is asked: between these two, in hours."""

    min_hours: float = Field(default=1.0, ge=0.1, le=720.0, description="Changes often: as often.")
    max_hours: float = Field(
        default=168.0, ge=0.1, le=8760.0, description="Never changes: as seldom."
    )

    @model_validator(mode="after")
    def check_order(self) -> "Cadence":
        if self.min_hours > self.max_hours:
            raise ValueError(
                f"min_hours {self.min_hours:g} is more than max_hours {self.max_hours:g}:"
                " exchange them"
            )
        return self


class Source(Model):
    """A publisher, as one TOML file describes it."""

    id: SourceId = Field(description="Short stable name, equal to the file's name.")
    name: str = Field(description="What people call the publisher.", min_length=1)
    organisation: str = Field(default="", description="Full name of the publishing organisation.")
    country: str = Field(
        default="", pattern=r"^([A-Z]{2})?$", description="ISO 3166-1 alpha-2, empty if none."
    )
    homepage: str = Field(default="", description="Where a person would start reading.")
    languages: tuple[LanguageTag, ...] = Field(default=(), description="Languages it publishes in.")
    verified: date | None = Field(
        default=None, description="Day of the last live check; none was made if absent."
    )
    schedule: Schedule | None = Field(default=None, description="When it is looked at.")
    bounds: Bounds = Field(default=Bounds(), description="What one run should bring.")
    cadence: Cadence = Field(
        default=Cadence(), description="How often its channels and releases are asked again."
    )
    require_date: bool = Field(default=False, description="Reject releases that state no date.")
    private_hosts: tuple[str, ...] = Field(
        default=(),
        description="Hosts, or host:port, that may be connected to although they are this machine"
        " or lie in a private network.",
    )
    max_connections: int = Field(
        default=4, ge=1, le=16, description="Requests under way at one time to one host."
    )
    date_lookups: dict[str, date] = Field(
        default_factory=dict, description="Misspelt dates as published, and the day they mean."
    )
    channels: Annotated[tuple[Channel, ...], Field(min_length=1, description="Where to look.")]

    @field_validator("private_hosts")
    @classmethod
    def check_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if not PRIVATE_HOST.fullmatch(host):
                raise ValueError(f"{host!r} is no host, as in intranet.example or 10.1.2.3:8080")
        return hosts
