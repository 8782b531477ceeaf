"""Views of what is found in texts, column by column: the stable interface, like views.py."""

from datetime import date
from typing import Annotated

from pydantic import Field

from schemas.base import Model
from schemas.columns import Language, PublishedOn, ReleaseId, SourceName, Title, Url

EntityName = Annotated[str, Field(description="The form most releases use.")]
Variants = Annotated[tuple[str, ...], Field(description="All forms that were found.")]
IdReasons = Annotated[tuple[str, ...], Field(description="Why these forms are one.")]
EntityAcronym = Annotated[str, Field(description="Its acronym; empty if none was found.")]
EntityCountry = Annotated[str, Field(description="ISO 3166-1 alpha-2 country; empty if not known.")]
NamingCount = Annotated[int, Field(description="Releases that name it.")]
MentionCount = Annotated[int, Field(description="Times it is mentioned.")]
FirstNamedOn = Annotated[date | None, Field(description="Day of the first of them.")]
LastNamedOn = Annotated[date | None, Field(description="Day of the last of them.")]


class MeetingView(Model):
    """One row a meeting, whoever tells of it, with what its accounts disagree on."""

    meeting_id: str = Field(description="The same for all accounts of one meeting.")
    starts_on: date | None = Field(
        description="First day, by the earliest account; one that announces it counts last."
    )
    ends_on: date | None = Field(description="Last day, by the same account.")
    place: str = Field(
        description="Where, by the earliest account that says it; empty if none does."
    )
    mode: str = Field(description="in-person, call or video, by the earliest account.")
    status: str = Field(description="held, planned, or past: only mentioned.")
    occasion: str = Field(description="Event on whose margins it was; empty if none.")
    participants: tuple[str, ...] = Field(description="Names of all who took part.")
    person_ids: tuple[str, ...] = Field(description="Persons who took part.")
    organisations: tuple[str, ...] = Field(description="Their organisations and countries.")
    account_count: int = Field(description="Releases that tell of it.")
    source_count: int = Field(description="Publishers that tell of it.")
    disagreements: tuple[str, ...] = Field(
        description="What its accounts tell differently, as in date: 2020-05-04 / 2020-05-05."
    )
    evidence: str = Field(description="Sentence of the earliest account that tells of it.")
    release_ids: tuple[str, ...] = Field(description="The releases.")


class MeetingAccountView(Model):
    """One row an account of a meeting: what one release says of it, with the evidence."""

    meeting_id: str = Field(description="The same for all accounts of one meeting.")
    release_id: ReleaseId
    source_id: SourceName
    url: Url
    published_on: PublishedOn
    starts_on: date | None = Field(description="First day; none if not stated.")
    ends_on: date | None = Field(description="Last day; none if not stated.")
    precision: str = Field(description="How exact the days are: day, month, year or empty.")
    place: str = Field(description="Where; empty if not stated.")
    mode: str = Field(description="in-person, call or video.")
    status: str = Field(description="held, planned, or past: only mentioned.")
    occasion: str = Field(description="Event on whose margins it was; empty if none.")
    topics: tuple[str, ...] = Field(description="Media Topics of its subjects.")
    plover: str = Field(description="PLOVER event root.")
    text: str = Field(description="Sentence that tells of it.")
    span_start: int = Field(description="Offset of its first character in the release's text.")
    span_end: int = Field(description="Offset after its last character.")
    rule: str = Field(description="Rule that found it.")
    confidence: float = Field(description="Confidence in it, 0 to 1.")
    reason: str = Field(description="Why it is the same as another account's; empty if alone.")


class EntityView(Model):
    """One row a person, organisation or place named in releases, by their newest versions."""

    entity: str = Field(description="person, organisation or place.")
    entity_id: str = Field(description="The same in all releases, languages and scripts.")
    name: EntityName
    variants: Variants
    id_reasons: IdReasons
    acronym: EntityAcronym
    country: EntityCountry
    release_count: NamingCount
    mention_count: MentionCount
    first_published_on: FirstNamedOn
    last_published_on: LastNamedOn


class PersonView(Model):
    """One row a person named in releases, by their newest versions."""

    person_id: str = Field(description="The same in all releases, languages and scripts.")
    name: EntityName
    variants: Variants
    id_reasons: IdReasons
    release_count: NamingCount
    mention_count: MentionCount
    first_published_on: FirstNamedOn
    last_published_on: LastNamedOn


class OrganisationView(Model):
    """One row an organisation named in releases, by their newest versions."""

    organisation_id: str = Field(description="The same in all releases, languages and scripts.")
    name: EntityName
    variants: Variants
    id_reasons: IdReasons
    acronym: EntityAcronym
    release_count: NamingCount
    mention_count: MentionCount
    first_published_on: FirstNamedOn
    last_published_on: LastNamedOn


class PlaceView(Model):
    """One row a place named in releases, by their newest versions."""

    place_id: str = Field(description="The same in all releases, languages and scripts.")
    name: EntityName
    variants: Variants
    id_reasons: IdReasons
    country: EntityCountry
    release_count: NamingCount
    mention_count: MentionCount
    first_published_on: FirstNamedOn
    last_published_on: LastNamedOn


class RoleTimelineView(Model):
    """One row a role of a person in an organisation, with the first and last release stating it."""

    person_id: str = Field(description="Person.")
    title: str = Field(description="Role, as in Secretary-General.")
    organisation: str = Field(description="Organisation; empty if not stated.")
    status: str = Field(description="current, former, acting or designate.")
    from_on: date = Field(description="Day of the first release that states it.")
    to_on: date = Field(description="Day of the last release that states it.")
    release_count: int = Field(description="Releases that state it.")
    first_release_id: str = Field(description="First release that states it.")
    last_release_id: str = Field(description="Last release that states it.")
    evidence: str = Field(description="Words of the last release.")
    is_conflict: bool = Field(
        description="Whether another release says it was over, or that somebody else held it."
    )


class QuoteView(Model):
    """One row a quotation in the newest version of a release, with its speaker."""

    release_id: ReleaseId
    position: int = Field(description="Its place among those of the release, from 1.")
    source_id: SourceName
    published_on: PublishedOn
    language: Language
    words: str = Field(description="The words quoted.")
    speaker: str = Field(description="Who said it; empty if not told.")
    person_id: str = Field(description="Person who said it; empty if not told.")
    role: str = Field(description="Role of the speaker; empty if not told.")
    organisation: str = Field(description="Organisation of the speaker; empty if not told.")
    span_start: int = Field(description="Offset of its first character in the release's text.")
    span_end: int = Field(description="Offset after its last character.")
    rule: str = Field(description="Rule that found it.")
    confidence: float = Field(description="Confidence in it, 0 to 1.")


class AgendaView(Model):
    """One row an event or deadline that a release announces, with the release that confirms it."""

    release_id: ReleaseId
    position: int = Field(description="Its place among those of the release, from 1.")
    source_id: SourceName
    published_on: PublishedOn
    kind: str = Field(description="event or deadline.")
    name: str = Field(description="What is announced.")
    starts_on: date | None = Field(description="First day; none if not stated.")
    ends_on: date | None = Field(description="Last day; none if not stated.")
    precision: str = Field(description="How exact the days are: day, month, year or empty.")
    place: str = Field(description="Where; empty if not stated.")
    text: str = Field(description="Words that announce it.")
    rule: str = Field(description="Rule that found it.")
    confidence: float = Field(description="Confidence in it, 0 to 1.")
    confirmed_release_id: str | None = Field(
        description="First later release that names the event once begun; none if none does."
    )


class NearDuplicateView(Model):
    """One row a release that repeats an earlier one, whole or nearly, with both publishers."""

    release_id: ReleaseId
    source_id: SourceName
    url: Url
    origin_release_id: str = Field(description="Earlier release.")
    origin_source_id: str = Field(description="Publisher of the earlier release.")
    origin_url: str = Field(description="Address of the earlier release.")
    method: str = Field(description="How it was found: same-text, or minhash for similar ones.")
    similarity: float = Field(description="Share of runs of words in common, 0 to 1.")
    is_syndicated: bool = Field(description="Whether the two have different publishers.")


class TranslationView(Model):
    """One row a release that has translations, with the group they form."""

    group_id: str = Field(description="Group: the smallest id of its releases.")
    release_id: ReleaseId
    source_id: SourceName
    language: Language
    title: Title
    published_on: PublishedOn
    url: Url
    signals: tuple[str, ...] = Field(
        description="What agrees with another member: alternate, number, day, names, amounts; two"
        " at least."
    )


FACT_VIEWS: dict[str, type[Model]] = {
    "mart.meetings": MeetingView,
    "mart.meeting_accounts": MeetingAccountView,
    "mart.entities": EntityView,
    "mart.persons": PersonView,
    "mart.organisations": OrganisationView,
    "mart.places": PlaceView,
    "mart.role_timeline": RoleTimelineView,
    "mart.quotes": QuoteView,
    "mart.agenda": AgendaView,
    "mart.near_duplicates": NearDuplicateView,
    "mart.translations": TranslationView,
}
