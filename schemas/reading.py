"""What `communique read` prints: a public contract, extended but never changed."""

import datetime as dt

from pydantic import Field

from schemas.base import Confidence, Digest, Model, Stage, Timestamp
from schemas.document import DateCandidate
from schemas.findings import (
    Evidence,
    Findings,
    MeetingMode,
    MeetingStatus,
    Outcome,
    Precision,
    Role,
)
from schemas.release import KindVerdict, LanguageVerdict


class ReadTopic(Model):
    """An IPTC Media Topic of the release."""

    id: str
    label: str
    confidence: Confidence
    terms: tuple[str, ...] = Field(default=(), description="Matched terms, most telling first.")


class ReadPerson(Model):
    """A person named in the release."""

    name: str
    role: str | None = Field(default=None, description="The first of `roles`.")
    organisation: str | None = Field(default=None, description="That of the first role.")
    person_id: str | None = None
    honorific: str = ""
    roles: tuple[Role, ...] = Field(default=(), description="The one stated nearest first.")
    mentions: tuple[Evidence, ...] = ()


class ReadQuote(Model):
    """Words the release quotes."""

    text: str = Field(description="What was said, without what cuts in.")
    speaker: str | None = None
    speaker_id: str | None = None
    role: str | None = None
    organisation: str | None = None
    evidence: Evidence | None = None


class ReadParticipant(Model):
    """Who took part in a meeting."""

    name: str
    role: str | None = None
    organisation: str | None = None
    person_id: str | None = None
    side: int = Field(default=0, description="Those of one side share a number, from 1.")


class ReadMeeting(Model):
    """A meeting the release tells of."""

    date: dt.date | None = Field(default=None, description="Its first day, if known to the day.")
    place: str | None = None
    mode: MeetingMode | None = None
    status: MeetingStatus | None = None
    participants: tuple[ReadParticipant, ...] = ()
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    precision: Precision | None = None
    place_id: str | None = None
    occasion: str = ""
    topics: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    plover: str = ""
    evidence: Evidence | None = None


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
    text: str | None = Field(
        default=None,
        description="What offsets count in: title, body and margins, parted by empty lines.",
    )
    number: str = Field(default="", description="Number the publisher gave it.")
    published_at: Timestamp | None = Field(default=None, description="Instant, if stated.")
    dates: tuple[DateCandidate, ...] = Field(
        default=(), description="Every candidate for the publication date, the winner first."
    )
    language_verdict: LanguageVerdict | None = None
    kind_verdict: KindVerdict | None = None
    findings: Findings = Field(
        default=Findings(), description="All that was found, each with its place and its rule."
    )
    rule_version: str = Field(default="", description="Version of the readers and rules.")
