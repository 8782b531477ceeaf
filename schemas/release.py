"""A release as validated, and a rejection: what did not validate and why."""

from datetime import date, timedelta
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from schemas.base import Confidence, Digest, LanguageTag, Model, SourceId, Stage, Timestamp
from schemas.document import DateCandidate
from schemas.findings import Findings

Kind = Literal[
    "readout-meeting",
    "readout-visit",
    "readout-call",
    "statement",
    "joint-statement",
    "communique",
    "remarks",
    "interview",
    "briefing",
    "advisory",
    "agreement",
    "appointment",
    "congratulation",
    "condolence",
    "report",
    "enforcement",
    "funding",
    "corporate",
    "correction",
    "other-unknown",
]

# A release dated tomorrow may be a time zone; two days ahead is a wrong or embargoed date.
FUTURE_TOLERANCE = timedelta(days=2)


class LanguageVerdict(Model):
    """The language of a text; `und` where the methods did not agree."""

    tag: LanguageTag
    confidence: Confidence
    method: str = Field(description="What decided: script, letters, langdetect, vote, declared.")


class KindVerdict(Model):
    """The kind of a release and the words that say so."""

    kind: Kind
    confidence: Confidence
    method: str = Field(description="Rule that decided; empty where none did.")
    evidence: str = Field(default="", description="Matched words.")


class TopicAssignment(Model):
    """One IPTC Media Topic of a release, with the terms that speak for it."""

    id: str = Field(pattern=r"^medtop:\d{8}$", description="IPTC Media Topics id.")
    label: str
    confidence: Confidence
    terms: tuple[str, ...] = Field(default=(), description="Matched terms, most telling first.")


class Release(Model):
    """One validated press release, as one document stated it at one moment."""

    release_id: str = Field(description="First 16 hex digits of the SHA-256 of the canonical URL.")
    run_id: str
    source_id: SourceId
    fetch_id: str
    url: str = Field(description="Canonical address.", min_length=1)
    title: str = Field(min_length=1, max_length=2_000)
    body: str = Field(min_length=1, max_length=2_000_000)
    margins: tuple[str, ...] = Field(
        default=(), description="What stands around the release: labels, embargo, end mark."
    )
    published_on: date | None = Field(description="Publication date; none if nothing states it.")
    published_at: Timestamp | None = Field(default=None, description="Instant, if stated.")
    number: str = Field(default="", description="Number the publisher gave it, as in 23-1043.")
    language: LanguageVerdict
    kind: KindVerdict
    topics: tuple[TopicAssignment, ...] = ()
    dates: tuple[DateCandidate, ...] = Field(default=(), description="All found, winner first.")
    findings: Findings = Findings()
    bands: tuple[int, ...] = Field(
        default=(), description="MinHash bands of the body: near-duplicates share one."
    )
    paragraphs: tuple[tuple[str, bool], ...] = Field(
        default=(),
        description="Digests of the body's paragraphs, and whether each stands near the end.",
    )
    format: str
    charset: str
    repairs: tuple[str, ...] = ()
    digest: Digest = Field(description="SHA-256 of title, newline, body, newline, published_on.")
    text_digest: Digest = Field(description="SHA-256 of the letters and digits of the body.")
    raw_digest: Digest
    observed_at: Timestamp
    rule_version: str = Field(description="Version of the readers and rules that made this.")
    archive_file: str
    archive_offset: int

    @field_validator("title", "body")
    @classmethod
    def check_letters(cls, text: str) -> str:
        if not any(character.isalpha() for character in text):
            raise ValueError("holds no letters")
        return text

    @model_validator(mode="after")
    def check_date(self) -> Self:
        if self.published_on is None:
            return self
        if self.published_on > (self.observed_at + FUTURE_TOLERANCE).date():
            raise ValueError(
                f"published_on {self.published_on} lies in the future"
                f" (seen {self.observed_at:%Y-%m-%d})"
            )
        if self.published_on.year < 1900:
            raise ValueError(f"published_on {self.published_on} lies before 1900")
        return self


class Rejection(Model):
    """A document that did not become a release, with the way back to its bytes."""

    run_id: str
    source_id: SourceId
    fetch_id: str
    url: str
    stage: Stage
    reason: str = Field(description="One line: what is wrong.")
    error_path: str = Field(default="", description="Field the validation failed at.")
    raw_digest: Digest
    archive_file: str
    archive_offset: int
    rule_version: str
    observed_at: Timestamp
