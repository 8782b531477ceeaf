"""What is found in the text of a release: each fact, where it stands and the rule that found it.

Offsets count characters (code points) of the release's text: title, an empty line, body and, after
another empty line, the margins, that is, what stands around a release and is no part of its body
(labels, embargo, sub-headline, end mark), parted by empty lines. See `join_text` in
tasks/prose/cut.py.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.base import Confidence, LanguageTag, Model, Timestamp

PartName = Literal[
    "headline",
    "sub-headline",
    "dateline",
    "lead",
    "quote",
    "contact",
    "boilerplate",
    "notes",
    "embargo",
    "end-mark",
    "attachment",
    "number",
]
Precision = Literal["day", "month", "year"]
Tense = Literal["past", "present", "future"]
RoleStatus = Literal["current", "former", "acting", "designate"]
MeetingMode = Literal["in-person", "call", "video"]
MeetingStatus = Literal["held", "planned", "past"]


class Evidence(Model):
    """A piece of the text, and the rule that made something of it."""

    start: int = Field(ge=0, description="Offset of its first character.")
    end: int = Field(ge=0, description="Offset after its last character.")
    text: str = Field(description="The characters between the two.")
    rule: str = Field(min_length=1, description="Rule that found it: `file:name`.")
    confidence: Confidence


class Part(Evidence):
    """A part of a release's anatomy."""

    name: PartName
    value: str = Field(
        default="",
        description="What it says: place of a dateline, organisation of a boilerplate, address of"
        " an attachment, the number; empty if nothing shorter than its text.",
    )
    on: date | None = Field(default=None, description="Day it states: dateline, embargo.")
    at: Timestamp | None = Field(default=None, description="Instant it states: embargo.")


class Quote(Evidence):
    """Words quoted, from the first mark to the last; `words` leaves out what cuts in."""

    words: str
    speaker: str | None = Field(default=None, description="Fullest name of who said it.")
    speaker_id: str | None = None
    role: str | None = None
    organisation: str | None = None


class Role(Evidence):
    """What a person is, where the text says so."""

    title: str = Field(description="As in Secretary-General, Foreign Minister.")
    organisation: str | None = None
    organisation_id: str | None = None
    status: RoleStatus = "current"


class Person(Model):
    """A person named in the release, however often and in whatever form."""

    person_id: str = Field(description="The same in all releases, languages and scripts.")
    id_reason: str = Field(description="Why it has this id: name, transliteration, names.toml.")
    name: str = Field(min_length=1, description="Fullest form, without honorific.")
    honorific: str = ""
    roles: tuple[Role, ...] = Field(default=(), description="The one stated nearest first.")
    mentions: tuple[Evidence, ...] = Field(min_length=1, description="In order of the text.")


class Organisation(Model):
    """An organisation named in the release."""

    organisation_id: str
    id_reason: str
    name: str = Field(min_length=1, description="Fullest form, without the article.")
    acronym: str = ""
    mentions: tuple[Evidence, ...] = Field(min_length=1)


class Place(Model):
    """A country, a town or a building named in the release."""

    place_id: str = Field(description="ISO 3166 code of a country or part; else a slug.")
    name: str = Field(min_length=1)
    country: str = Field(default="", description="ISO 3166-1 alpha-2; empty if not known.")
    mentions: tuple[Evidence, ...] = Field(min_length=1)


class Quantity(Evidence):
    """A number with its unit: "80 percent of", "over 120 states"."""

    value: float
    unit: str = Field(default="", description="As in percent, USD, state; empty for a bare count.")
    bound: Literal["", "over", "under", "about"] = ""


class EventDate(Evidence):
    """A date in the text that tells of an event, not of the publication."""

    starts_on: date
    ends_on: date = Field(description="The last day; equal to the first for one day.")
    precision: Precision
    tense: Tense = Field(description="Against the day of publication.")


class Work(Evidence):
    """A document or an event that has a name."""

    kind: Literal["document", "event"]
    name: str = Field(min_length=1)
    starts_on: date | None = None
    ends_on: date | None = None
    place: str = ""


class Participant(Model):
    """Who took part in a meeting: a person, or an organisation if no person is named."""

    name: str = Field(min_length=1)
    person_id: str | None = None
    role: str | None = None
    organisation: str | None = None
    side: int = Field(default=0, ge=0, description="Those of one side share a number, from 1.")


class Outcome(Evidence):
    """What came of a meeting."""

    kind: Literal["signed", "agreed", "invited", "announced"]


class Meeting(Evidence):
    """A meeting, visit or call that the release tells of; the evidence is its telling sentence."""

    participants: tuple[Participant, ...] = Field(min_length=1)
    starts_on: date | None = None
    ends_on: date | None = None
    precision: Precision | None = None
    place: str | None = None
    place_id: str | None = None
    mode: MeetingMode
    status: MeetingStatus
    occasion: str = Field(default="", description="On the margins of which event.")
    topics: tuple[str, ...] = Field(default=(), description="Media Topics ids of its subjects.")
    outcomes: tuple[Outcome, ...] = ()
    plover: str = Field(default="CONSULT", description="PLOVER event root.")


class AgendaItem(Evidence):
    """An event or a deadline that the release announces."""

    kind: Literal["event", "deadline"]
    name: str = Field(min_length=1)
    starts_on: date | None = None
    ends_on: date | None = None
    precision: Precision | None = None
    place: str = ""


class ParagraphLanguage(Model):
    """A paragraph in another language than the release."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    tag: LanguageTag
    script: str = Field(pattern=r"^[A-Z][a-z]{3}$", description="ISO 15924 code.")


class Findings(Model):
    """All that is found in one release; whatever the text does not say is empty."""

    parts: tuple[Part, ...] = ()
    quotes: tuple[Quote, ...] = ()
    persons: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    places: tuple[Place, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    works: tuple[Work, ...] = ()
    event_dates: tuple[EventDate, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    script: str = Field(default="", description="ISO 15924 code of most letters.")
    foreign: tuple[ParagraphLanguage, ...] = Field(
        default=(), description="Paragraphs in another language than the release."
    )
