"""What `communique read` prints: a public contract, extended but never changed."""

import datetime as dt

from pydantic import Field

from schemas.base import Confidence, Digest, Model, Stage


class ReadTopic(Model):
    """An IPTC Media Topic of the release."""

    id: str
    label: str
    confidence: Confidence


class ReadPerson(Model):
    """A person named in the release."""

    name: str
    role: str | None = None
    organisation: str | None = None


class ReadQuote(Model):
    """Words the release quotes."""

    text: str
    speaker: str | None = None


class ReadMeeting(Model):
    """A meeting the release tells of."""

    date: dt.date | None = None
    place: str | None = None
    mode: str | None = None
    status: str | None = None
    participants: tuple[ReadPerson, ...] = ()


class ReadRejection(Model):
    """Why a document did not become a release."""

    stage: Stage
    reason: str


class Reading(Model):
    """One document read: either the release's fields, or a rejection and null fields."""

    title: str | None = None
    body: str | None = None
    published_on: dt.date | None = Field(default=None, description="Publication date, ISO 8601.")
    language: str | None = Field(default=None, description="BCP 47 tag, `und` if undecided.")
    kind: str | None = None
    topics: tuple[ReadTopic, ...] = ()
    persons: tuple[ReadPerson, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    quotes: tuple[ReadQuote, ...] = ()
    meetings: tuple[ReadMeeting, ...] = ()
    source_url: str = Field(description="Where the document came from; a file URL for a file.")
    digest: Digest | None = Field(default=None, description="SHA-256 of title, body and date.")
    rejection: ReadRejection | None = None
