"""What leaves the warehouse for other tools: releases with their facts, feed entries, records."""

from datetime import date

from pydantic import Field

from schemas.base import Model, Timestamp


class ItemTopic(Model):
    """A topic of a release."""

    topic_id: str
    label: str
    confidence: float


class ItemName(Model):
    """A person, organisation or place a release names."""

    entity: str = Field(description="person, organisation or place.")
    position: int = Field(description="Its place among those of its sort, from 1.")
    entity_id: str
    name: str
    country: str = Field(description="ISO 3166-1 alpha-2 country of a place; empty if not known.")


class Item(Model):
    """A release with what is known of it, to be written as a news item."""

    release_id: str
    version: int
    url: str
    title: str
    body: str
    number: str
    language: str
    kind: str
    located: str = Field(description="Place of its dateline; empty if none.")
    source_id: str
    source_name: str
    published_on: date | None
    published_at: Timestamp | None
    first_seen_at: Timestamp
    observed_at: Timestamp
    topics: tuple[ItemTopic, ...]
    names: tuple[ItemName, ...]


class Entry(Model):
    """A row of any query, to be written as an entry of a feed."""

    url: str
    title: str
    body: str = ""
    release_id: str = ""
    source_name: str = ""
    language: str = ""
    topics: tuple[str, ...] = ()
    published_on: date | None = None
    published_at: Timestamp | None = None
    observed_at: Timestamp | None = None


class Feed(Model):
    """What a feed says of itself."""

    title: str
    key: str = Field(description="What it is made of: a feed of the same is the same feed later.")
    made_at: Timestamp = Field(description="When it was written.")


class Copied(Model):
    """What came of copying archived records."""

    record_count: int
    byte_count: int
    problems: tuple[str, ...] = Field(description="Records that could not be copied, and why.")
