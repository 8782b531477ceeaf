"""Views of what changed and of events between actors, column by column, like views.py."""

from datetime import date

from pydantic import Field

from schemas.base import Model, Timestamp
from schemas.columns import (
    AddedCount,
    After,
    Before,
    Cause,
    ChangedFields,
    ChangeName,
    FieldName,
    FirstSeenAt,
    IsDuplicate,
    Kind,
    KindConfidence,
    Language,
    LanguageConfidence,
    LanguageMethod,
    Notice,
    Number,
    ObservedAt,
    PublishedAt,
    PublishedOn,
    ReleaseId,
    RemovedCount,
    RuleVersion,
    Similarity,
    SourceName,
    Title,
    Url,
    Version,
)


class ReleaseIndexView(Model):
    """One row a release, as its newest version states it, in few columns: quick to count."""

    release_id: ReleaseId
    version: int = Field(description="Its newest version, counted from 1.")
    source_id: SourceName
    published_on: PublishedOn
    published_at: PublishedAt
    number: Number
    language: Language
    language_confidence: LanguageConfidence
    language_method: LanguageMethod
    kind: Kind
    kind_confidence: KindConfidence
    title: Title
    url: Url
    is_duplicate: IsDuplicate
    first_seen_at: FirstSeenAt
    observed_at: Timestamp = Field(description="When the newest version was first seen, UTC.")
    rule_version: RuleVersion


class FieldChangeView(Model):
    """One row a field in which a version differs from the one before, with its release."""

    release_id: ReleaseId
    version: Version
    source_id: SourceName
    url: Url
    cause: Cause
    observed_at: ObservedAt
    field: FieldName
    change: ChangeName
    before: Before
    after: After
    removed_count: RemovedCount
    added_count: AddedCount
    similarity: Similarity
    rule: str = Field(description="Rule that classed it.")
    notice: Notice


class RemovalView(Model):
    """One row a time that the page of a release was found gone: 404 and 410 apart."""

    release_id: ReleaseId
    source_id: SourceName
    url: str = Field(description="Address that was asked.")
    error_kind: str = Field(
        description="How it answered last while gone: http-404 (not found), http-410 (taken away"
        " for good) or missing (a file)."
    )
    first_error_kind: str = Field(description="How it answered first.")
    last_there_at: Timestamp | None = Field(
        description="When the page was last there before, UTC; none if it never was."
    )
    gone_at: Timestamp = Field(description="When it was first found gone, UTC.")
    returned_at: Timestamp | None = Field(
        description="When it was there again, UTC; none if it is still gone."
    )
    request_count: int = Field(description="Requests that found it gone.")


class CorrectionView(Model):
    """One row a time that a publisher changed a release we had, or took its page away."""

    release_id: ReleaseId
    version: int = Field(description="Version that the change made, or that was taken away.")
    source_id: SourceName
    url: Url
    title: Title
    published_on: date | None = Field(description="Publication date as first stated.")
    cause: str = Field(
        description="edited, reread (an edit is possible, not certain: the readers changed too) or"
        " gone (the page)."
    )
    change: ChangeName
    changed_fields: ChangedFields
    evidence: tuple[str, ...] = Field(
        description="A line a field, as in title: before → after; the first passage of a text."
    )
    notice: Notice
    is_silent: bool = Field(
        description="Whether more than letters and layout changed, and the text does not say so."
    )
    changed_after_at: Timestamp | None = Field(
        description="When the release was last seen as it was before, UTC; none if not known."
    )
    changed_before_at: Timestamp = Field(description="When the change was first seen, UTC.")
    hours_to_change: float = Field(
        description="Hours from publication, or from when we first saw it where no hour is stated,"
        " until the change was seen."
    )


class EventView(Model):
    """One row a pair of participants of a meeting, by its first account, in GDELT 1.0's columns."""

    GLOBALEVENTID: str = Field(description="Meeting and the positions of the two; unique.")
    SQLDATE: int | None = Field(
        description="First day, as in 20260301; of publication if none is stated."
    )
    MonthYear: int | None = Field(description="Its month, as in 202603.")
    Year: int | None = Field(description="Its year.")
    Actor1Name: str = Field(description="First participant.")
    Actor1CountryCode: str = Field(
        description="ISO 3166-1 alpha-2 country the first stands for, where the release names it as"
        " a place; empty if not known."
    )
    Actor1Organisation: str = Field(description="Organisation or country of the first.")
    Actor1Role: str = Field(description="Role of the first; empty if not stated.")
    Actor1PersonId: str = Field(description="Person; empty if none is named.")
    Actor2Name: str = Field(description="Second participant.")
    Actor2CountryCode: str = Field(
        description="ISO 3166-1 alpha-2 country the second stands for; empty if not known."
    )
    Actor2Organisation: str = Field(description="Organisation or country of the second.")
    Actor2Role: str = Field(description="Role of the second; empty if not stated.")
    Actor2PersonId: str = Field(description="Person; empty if none is named.")
    IsRootEvent: int = Field(description="1: every meeting is an event of its own.")
    EventCode: str = Field(
        description="CAMEO: 036 intend to meet, 040 consult, 041 discuss by telephone, 057 sign an"
        " agreement."
    )
    EventRootCode: str = Field(description="CAMEO root: 03, 04 or 05.")
    PloverRoot: str = Field(description="PLOVER root: CONSULT, or COOPERATE if a paper was signed.")
    QuadClass: int = Field(description="1: verbal cooperation.")
    GoldsteinScale: float = Field(description="Goldstein's score of the code.")
    NumMentions: int = Field(description="Accounts of the meeting.")
    NumSources: int = Field(description="Publishers that tell of it.")
    NumArticles: int = Field(description="Accounts of the meeting.")
    ActionGeo_FullName: str = Field(description="Where; empty if not stated.")
    ActionGeo_CountryCode: str = Field(
        description="ISO 3166-1 alpha-2 country of the place; empty if not known."
    )
    DATEADDED: int = Field(description="Day the release was first seen, as in 20260302.")
    SOURCEURL: str = Field(description="Canonical address of the release.")
    meeting_id: str = Field(description="The same for all accounts of one meeting.")
    release_id: ReleaseId
    source_id: SourceName
    status: str = Field(description="held, planned, or past: only mentioned.")
    evidence: str = Field(description="Sentence that tells of it.")
    confidence: float = Field(description="Confidence in it, 0 to 1.")


class KnownReleaseView(Model):
    """One row a release, as the warehouse knew it at a moment; a day alone means its first moment.

    What we say of a text (language, kind) is what today's rules say.
    """

    release_id: ReleaseId
    version: Version
    source_id: SourceName
    url: Url
    title: Title
    body: str = Field(description="Cleaned text; paragraphs are parted by an empty line.")
    published_on: PublishedOn
    published_at: PublishedAt
    number: str = Field(description="Number the publisher gave it; empty if none is sure.")
    language: Language
    kind: Kind
    change: str = Field(description="What sort of change it was; empty for a first version.")
    valid_from_at: Timestamp = Field(description="From when its publisher said this, UTC.")
    recorded_at: Timestamp = Field(description="When the warehouse first held it, UTC.")
    superseded_at: Timestamp | None = Field(
        description="When the next version was recorded, UTC; none for the newest."
    )
    is_gone: bool = Field(description="Whether its page was known to be gone by then.")


LEDGER_VIEWS: dict[str, type[Model]] = {
    "mart.release_index": ReleaseIndexView,
    "mart.field_changes": FieldChangeView,
    "mart.corrections": CorrectionView,
    "mart.removals": RemovalView,
    "mart.events": EventView,
}
# A macro of a moment: select * from mart.releases_as_known_on('2026-03-01').
MACROS: dict[str, type[Model]] = {"mart.releases_as_known_on": KnownReleaseView}
