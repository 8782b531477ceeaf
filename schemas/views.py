"""Every view of the warehouse, column by column: the stable interface.

One model a view. The docstring is the view's comment and states its grain; a field's
description is the column's comment.
"""

from datetime import date

from pydantic import Field

from schemas.base import Model, Timestamp
from schemas.columns import (
    ArchiveFile,
    ArchiveOffset,
    Body,
    Cause,
    ChangedFields,
    Charset,
    ContentDigest,
    Country,
    CoverageReason,
    CoverageState,
    DiscoveredCount,
    DuplicateCount,
    DuplicateOf,
    ErrorPath,
    FailedCount,
    FailureCount,
    FetchedUrl,
    FetchId,
    FinishedAt,
    FirstListedAt,
    FirstRejectedAt,
    FirstSeenAt,
    Flow,
    Format,
    FormerSeenAt,
    IntervalHours,
    IsDuplicate,
    Kind,
    KindConfidence,
    KindEvidence,
    KindMethod,
    Language,
    LanguageConfidence,
    LanguageMethod,
    LastAskedAt,
    LastChangedAt,
    LastListedAt,
    LastRejectedAt,
    LastSeenAt,
    LoadedCount,
    NextDueAt,
    Number,
    ObservedAt,
    Parameters,
    PublishedAt,
    PublishedOn,
    RawDigest,
    RejectedCount,
    RejectionReason,
    ReleaseId,
    Repairs,
    RuleVersion,
    RunId,
    RunState,
    SourceLabel,
    SourceName,
    Stage,
    StartedAt,
    StateErrorKind,
    StateRole,
    Terms,
    Title,
    TopicConfidence,
    TopicId,
    TopicLabel,
    UnchangedCount,
    Url,
    UrlStateName,
    Version,
)


class ReleaseView(Model):
    """One row a release, as its newest version states it, with its publisher."""

    release_id: ReleaseId
    source_id: SourceName
    source_name: SourceLabel
    country: Country
    url: Url
    title: Title
    body: Body
    published_on: PublishedOn
    published_at: PublishedAt
    number: Number
    language: Language
    language_confidence: LanguageConfidence
    kind: Kind
    kind_confidence: KindConfidence
    kind_evidence: KindEvidence
    topics: tuple[str, ...] = Field(description="Names of its topics, the surest first.")
    is_duplicate: IsDuplicate
    duplicate_of_release_id: DuplicateOf
    is_edited: bool = Field(description="Whether the publisher changed it after we first saw it.")
    page_state: str = Field(
        description="How its page answered last: ok, blocked, empty, gone (404 or 410) or failing;"
        " the release stays whatever the page does."
    )
    page_error_kind: str = Field(
        description="Stable word for that failure, such as http-404 or http-410; empty if ok."
    )
    current_version: int = Field(description="Its newest version, counted from 1.")
    first_seen_at: FirstSeenAt
    last_seen_at: LastSeenAt
    observed_at: Timestamp = Field(description="When the newest version was first seen, UTC.")
    format: Format
    repairs: Repairs
    digest: ContentDigest
    rule_version: RuleVersion
    run_id: str = Field(description="Run that made the newest version.")
    archive_file: ArchiveFile
    archive_offset: ArchiveOffset


class ReleaseVersionView(Model):
    """One row a version of a release, with the time for which it was the newest known."""

    release_id: ReleaseId
    version: Version
    source_id: SourceName
    url: Url
    cause: Cause
    changed_fields: ChangedFields
    change: str = Field(
        description="What sort of change it was: correction, removal, substantive, retitle, re-date"
        " or cosmetic, the one that says most of several; empty for a first version."
    )
    title: Title
    body: Body
    published_on: PublishedOn
    published_at: PublishedAt
    number: Number
    language: Language
    language_confidence: LanguageConfidence
    language_method: LanguageMethod
    kind: Kind
    kind_confidence: KindConfidence
    kind_method: KindMethod
    kind_evidence: KindEvidence
    format: Format
    charset: Charset
    repairs: Repairs
    digest: ContentDigest
    raw_digest: RawDigest
    valid_from_at: Timestamp = Field(
        description="From when its publisher said this, UTC: the hour or day it states, or when an"
        " edit was first seen."
    )
    valid_until_at: Timestamp | None = Field(
        description="When the publisher was first seen to say something else, UTC; none if it has"
        " not."
    )
    former_seen_at: FormerSeenAt
    observed_at: ObservedAt
    recorded_at: Timestamp = Field(
        description="When the warehouse first held this version, UTC: known from then on."
    )
    superseded_at: Timestamp | None = Field(
        description="When the next version was recorded, UTC; none for the newest."
    )
    is_current: bool = Field(description="Whether it is the newest version.")
    rule_version: RuleVersion
    run_id: str = Field(description="Run that made this version.")
    archive_file: ArchiveFile
    archive_offset: ArchiveOffset


class TopicView(Model):
    """One row a topic of a release, as its newest version states it."""

    release_id: ReleaseId
    topic_id: TopicId
    label: TopicLabel
    confidence: TopicConfidence
    terms: Terms
    source_id: SourceName
    title: Title
    published_on: PublishedOn
    language: Language
    is_duplicate: IsDuplicate


class CoverageView(Model):
    """One row a source of a run: the coverage ledger, with when the run was."""

    run_id: RunId
    source_id: SourceName
    source_name: SourceLabel
    flow: Flow
    started_at: StartedAt
    run_state: RunState
    discovered_count: DiscoveredCount
    loaded_count: LoadedCount
    unchanged_count: UnchangedCount
    duplicate_count: DuplicateCount
    rejected_count: RejectedCount
    failed_count: FailedCount
    state: CoverageState
    reason: CoverageReason
    is_latest: bool = Field(description="Whether it is the source's newest run.")


class OutcomeView(Model):
    """One row a document a run discovered: what became of it, and why."""

    run_id: RunId
    source_id: SourceName
    url: FetchedUrl
    outcome: str = Field(description="loaded, unchanged, duplicate, rejected or failed.")
    release_id: str | None = Field(description="Release it stated; none if rejected or failed.")
    reason: str = Field(description="Why it was rejected or failed; empty otherwise.")
    observed_at: ObservedAt
    fetch_id: FetchId


class RejectionView(Model):
    """One row a rejection nothing has settled yet."""

    source_id: SourceName
    source_name: SourceLabel
    url: FetchedUrl
    stage: Stage
    reason: RejectionReason
    error_path: ErrorPath
    first_rejected_at: FirstRejectedAt
    last_rejected_at: LastRejectedAt
    raw_digest: RawDigest
    rule_version: RuleVersion
    run_id: str = Field(description="Run that rejected it last.")
    fetch_id: FetchId
    archive_file: ArchiveFile
    archive_offset: ArchiveOffset


class SourceView(Model):
    """One row a publisher, with what we hold of it."""

    source_id: SourceName
    name: str = Field(description="What people call the publisher.")
    organisation: str = Field(description="Full name of the publishing organisation.")
    country: str = Field(description="ISO 3166-1 alpha-2 country; empty if none.")
    homepage: str = Field(description="Where a person would start reading.")
    languages: tuple[str, ...] = Field(description="BCP 47 tags of what it publishes in.")
    cron: str = Field(description="Five-field cron expression of its schedule; empty if none.")
    timezone: str = Field(description="IANA time zone of the schedule; empty if none.")
    release_count: int = Field(description="Releases held, copies included.")
    duplicate_count: int = Field(description="Releases that repeat an earlier one's text.")
    rejection_count: int = Field(description="Open rejections.")
    first_published_on: date | None = Field(description="Earliest publication date held.")
    last_published_on: date | None = Field(description="Latest publication date held.")
    last_seen_at: Timestamp | None = Field(description="When a release was last seen, UTC.")
    blocked_count: int = Field(description="URLs that refuse us.")
    empty_count: int = Field(description="URLs that answered with nothing.")
    gone_count: int = Field(description="URLs that are gone: 404 or 410.")
    failing_count: int = Field(description="URLs that fail otherwise.")
    last_asked_at: Timestamp | None = Field(description="When a URL was last asked, UTC.")
    next_due_at: Timestamp | None = Field(description="When the next URL is due, UTC.")


class UrlStateView(Model):
    """One row a URL and role it has: how it answered last, and when it is asked again."""

    source_id: SourceName
    source_name: SourceLabel
    url: FetchedUrl
    role: StateRole
    state: UrlStateName
    error_kind: StateErrorKind
    failure_count: FailureCount
    interval_hours: IntervalHours
    first_seen_at: FirstListedAt
    last_seen_at: LastListedAt
    last_asked_at: LastAskedAt
    last_changed_at: LastChangedAt
    next_due_at: NextDueAt
    release_id: str | None = Field(description="Release it states; none if it states none.")


class RunView(Model):
    """One row a run, with its coverage summed over sources."""

    run_id: RunId
    flow: Flow
    started_at: StartedAt
    finished_at: FinishedAt
    state: RunState
    parameters: Parameters
    rule_version: RuleVersion
    source_count: int = Field(description="Sources it covered.")
    discovered_count: DiscoveredCount
    loaded_count: LoadedCount
    unchanged_count: UnchangedCount
    duplicate_count: DuplicateCount
    rejected_count: RejectedCount
    failed_count: FailedCount
