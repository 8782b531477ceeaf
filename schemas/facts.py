"""Tables of what is found in the text of releases, column by column, like those of tables.py."""

from datetime import date

from pydantic import Field

from schemas.base import Model, Timestamp
from schemas.columns import ReleaseId, Version


class FactRow(Model):
    """What all tables of facts that stand on words of a text begin with."""

    release_id: ReleaseId
    version: Version
    position: int = Field(description="Its place among its like in the version, from 1.")
    span_start: int = Field(description="Offset of its first character in the release's text.")
    span_end: int = Field(description="Offset after its last character.")
    text: str = Field(description="What stands there.")
    rule: str = Field(description="Rule that found it: file and name.")
    confidence: float = Field(description="Confidence in it, 0 to 1.")


class PartRow(FactRow):
    """One row a part of a version: headline, dateline, lead, contact block and the like."""

    name: str = Field(
        description="Which part: headline, sub-headline, dateline, lead, quote, contact,"
        " boilerplate, notes, embargo, end-mark, attachment or number."
    )
    value: str = Field(
        description="What it says: place, organisation, address or number; empty if nothing"
        " shorter than its text."
    )
    stated_on: date | None = Field(description="Day it states: of a dateline or embargo.")
    stated_at: Timestamp | None = Field(description="Instant it states, UTC: of an embargo.")


class QuoteRow(FactRow):
    """One row a quotation of a version."""

    words: str = Field(description="The words quoted, without marks and what cuts in.")
    speaker: str = Field(description="Who said it, in the fullest form; empty if not told.")
    person_id: str = Field(description="Person who said it; empty if not told.")
    role: str = Field(description="Role of the speaker; empty if not told.")
    organisation: str = Field(description="Organisation of the speaker; empty if not told.")


class QuantityRow(FactRow):
    """One row a number with its unit in a version."""

    amount: float = Field(description="The number.")
    unit: str = Field(
        description="What is counted: percent, a currency, a noun; empty for a bare count."
    )
    bound: str = Field(description="over, under or about; empty if exact.")


class WorkRow(FactRow):
    """One row a document or event with a name in a version."""

    kind: str = Field(description="document or event.")
    name: str = Field(description="Its name.")
    starts_on: date | None = Field(description="First day; none if not stated.")
    ends_on: date | None = Field(description="Last day; none if not stated.")
    place: str = Field(description="Where; empty if not stated.")


class EventDateRow(FactRow):
    """One row a date of an event in the text of a version."""

    starts_on: date = Field(description="First day.")
    ends_on: date = Field(description="Last day.")
    precision: str = Field(description="How exact it is: day, month or year.")
    tense: str = Field(description="past, present or future, against the day of publication.")


class AgendaItemRow(FactRow):
    """One row an event or deadline that a version announces."""

    kind: str = Field(description="event or deadline.")
    name: str = Field(description="What is announced.")
    starts_on: date | None = Field(description="First day; none if not stated.")
    ends_on: date | None = Field(description="Last day; none if not stated.")
    precision: str = Field(
        description="How exact the days are: day, month or year; empty if none are stated."
    )
    place: str = Field(description="Where; empty if not stated.")


class MeetingRow(FactRow):
    """One row a meeting, visit or call that a version tells of."""

    starts_on: date | None = Field(description="First day; none if not stated.")
    ends_on: date | None = Field(description="Last day; none if not stated.")
    precision: str = Field(
        description="How exact the days are: day, month or year; empty if none are stated."
    )
    place: str = Field(description="Where; empty if not stated.")
    place_id: str = Field(description="Place; empty if not known.")
    mode: str = Field(description="in-person, call or video.")
    status: str = Field(
        description="held, planned, or past: mentioned in a text about something else."
    )
    occasion: str = Field(description="Event on whose margins it was; empty if none.")
    topics: tuple[str, ...] = Field(description="Media Topics of its subjects.")
    plover: str = Field(description="PLOVER event root.")


class EntityRow(Model):
    """One row a person, organisation or place named in a version."""

    release_id: ReleaseId
    version: Version
    entity: str = Field(description="person, organisation or place.")
    position: int = Field(description="Its place among those of its sort in the version, from 1.")
    entity_id: str = Field(description="The same in all releases, languages and scripts.")
    id_reason: str = Field(
        description="Why it has this id: name, transliteration, code, or a row of a data file."
    )
    name: str = Field(description="Fullest form in the version.")
    honorific: str = Field(description="Honorific of a person; empty if none.")
    acronym: str = Field(description="Acronym of an organisation; empty if none.")
    country: str = Field(description="ISO 3166-1 alpha-2 country of a place; empty if not known.")
    mention_count: int = Field(description="Times it is mentioned.")


class MentionRow(FactRow):
    """One row a mention of a person, organisation or place in a version."""

    entity: str = Field(description="person, organisation or place.")
    entity_id: str = Field(description="Who or what is mentioned.")


class RoleSpanRow(FactRow):
    """One row a role of a person as a version states it."""

    person_id: str = Field(description="Person.")
    title: str = Field(description="Role, as in Secretary-General.")
    organisation: str = Field(description="Organisation of the role; empty if not stated.")
    organisation_id: str = Field(description="Its id; empty if not known.")
    status: str = Field(description="current, former, acting or designate.")


class MeetingParticipantRow(Model):
    """One row a participant of a meeting, as a version names it."""

    release_id: ReleaseId
    version: Version
    meeting: int = Field(description="Position of the meeting in the version.")
    position: int = Field(description="Place among its participants, from 1.")
    name: str = Field(description="Person, or organisation if no person is named.")
    person_id: str = Field(description="Person; empty if none is named.")
    role: str = Field(description="Role; empty if not stated.")
    organisation: str = Field(description="Organisation or country; empty if not stated.")
    side: int = Field(description="Those of one side share a number; 0 if not told.")


class MeetingOutcomeRow(FactRow):
    """One row an outcome of a meeting, as a version tells it."""

    meeting: int = Field(description="Position of the meeting in the version.")
    kind: str = Field(description="signed, agreed, invited or announced.")


class ForeignParagraphRow(Model):
    """One row a paragraph of a version in another language than the whole."""

    release_id: ReleaseId
    version: Version
    position: int = Field(description="Its place among those of the version, from 1.")
    span_start: int = Field(description="Offset of its first character in the release's text.")
    span_end: int = Field(description="Offset after its last character.")
    language: str = Field(description="BCP 47 language tag.")
    script: str = Field(description="ISO 15924 code of its script.")


FACT_TABLES: dict[str, type[Model]] = {
    "core.part": PartRow,
    "core.quote": QuoteRow,
    "core.quantity": QuantityRow,
    "core.work": WorkRow,
    "core.event_date": EventDateRow,
    "core.agenda_item": AgendaItemRow,
    "core.meeting": MeetingRow,
    "core.entity": EntityRow,
    "core.mention": MentionRow,
    "core.role_span": RoleSpanRow,
    "core.meeting_participant": MeetingParticipantRow,
    "core.meeting_outcome": MeetingOutcomeRow,
    "core.foreign_paragraph": ForeignParagraphRow,
}
