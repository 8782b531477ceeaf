"""Every table of the warehouse, column by column; what is found in texts stands in facts.py.

One model a table. The docstring is the table's comment and states its grain; a field's
description is the column's comment.
"""

from datetime import date

from pydantic import Field

from schemas.base import Model, Timestamp
from schemas.columns import (
    AddedCount,
    After,
    ArchiveFile,
    ArchiveOffset,
    BatchId,
    Before,
    Body,
    ByteCount,
    Cause,
    ChangedFields,
    ChangeName,
    Charset,
    ContentDigest,
    CoverageReason,
    CoverageState,
    DeclaredCharset,
    DiscoveredCount,
    DuplicateCount,
    DuplicateOf,
    ErrorPath,
    FailedCount,
    FailureCount,
    FetchDigest,
    FetchedAt,
    FetchedUrl,
    FetchErrorKind,
    FetchId,
    FetchOutcome,
    FetchProblem,
    FieldName,
    FinalUrl,
    FinishedAt,
    FirstListedAt,
    FirstRejectedAt,
    FirstSeenAt,
    Flow,
    Format,
    FormerSeenAt,
    HttpStatus,
    IntervalHours,
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
    LoadedAt,
    LoadedCount,
    MediaType,
    NextDueAt,
    Notice,
    Number,
    ObservedAt,
    Parameters,
    PublishedAt,
    PublishedOn,
    RawDigest,
    RejectedCount,
    RejectionReason,
    ReleaseId,
    RemovedCount,
    Repairs,
    RuleVersion,
    RunId,
    RunState,
    Similarity,
    SourceName,
    Stage,
    StartedAt,
    StateErrorKind,
    StateRole,
    Terms,
    TextDigest,
    Title,
    TopicConfidence,
    TopicId,
    TopicLabel,
    UnchangedCount,
    Url,
    UrlStateName,
    Version,
)


class Migration(Model):
    """One row a schema migration applied to this file."""

    version: int = Field(description="Number of the migration: the file's schema version.")
    name: str = Field(description="What the migration does, from its file name.")
    applied_at: Timestamp = Field(description="When it was applied, UTC.")


class Definition(Model):
    """One row: which definitions of views and comments this file holds."""

    digest: str = Field(description="SHA-256 of the views and comments as last written.")


class RunRow(Model):
    """One row a run: one execution of a flow that writes."""

    run_id: RunId
    flow: Flow
    started_at: StartedAt
    finished_at: FinishedAt
    state: RunState
    parameters: Parameters
    rule_version: RuleVersion


class BatchRow(Model):
    """One row a batch that was loaded: the manifest. Written in one transaction with its rows."""

    batch_id: BatchId
    run_id: RunId
    source_id: SourceName
    cause: str = Field(description="What brought it: ingest or reprocess.")
    staged_file: str = Field(description="Staged file, relative to the home folder; since removed.")
    fetched_count: int = Field(description="Documents that arrived new or changed.")
    unchanged_count: int = Field(description="Documents the publisher said had not changed.")
    failed_count: int = Field(description="Documents that did not arrive.")
    readable_count: int = Field(description="Documents that became a release.")
    rejected_count: int = Field(description="Documents the readers rejected.")


class FetchRow(Model):
    """One row a request and what came of it."""

    fetch_id: FetchId
    run_id: RunId
    source_id: SourceName
    url: FetchedUrl
    final_url: FinalUrl
    fetched_at: FetchedAt
    status: HttpStatus
    outcome: FetchOutcome
    media_type: MediaType
    charset: DeclaredCharset
    etag: str = Field(description="ETag header, to ask again politely.")
    last_modified: str = Field(description="Last-Modified header, to ask again politely.")
    raw_digest: FetchDigest
    byte_count: ByteCount
    archive_file: ArchiveFile
    archive_offset: ArchiveOffset
    error_kind: FetchErrorKind
    error: FetchProblem
    hint_title: str = Field(description="Title in the feed or listing.")
    hint_published: str = Field(description="Publication date as the channel stated it.")
    hint_language: str = Field(description="Language the channel declared.")
    hint_content: str = Field(description="Entry content (HTML), if the feed carried it.")
    hint_alternates: str = Field(
        description="Translations the channel named: language tag and address, one a line."
    )


class ChannelFetchRow(Model):
    """One row an answer of a channel's address: a feed, sitemap, page of a listing or an API."""

    fetch_id: FetchId
    run_id: RunId
    source_id: SourceName
    url: FetchedUrl
    final_url: FinalUrl
    fetched_at: Timestamp = Field(description="When it answered, UTC.")
    status: HttpStatus
    outcome: str = Field(description="What came: fetched, or unchanged since it last came.")
    media_type: MediaType
    charset: DeclaredCharset
    raw_digest: str | None = Field(description="SHA-256 of the bytes; none if not known.")
    byte_count: ByteCount
    archive_file: ArchiveFile
    archive_offset: ArchiveOffset
    error_kind: str = Field(
        description="withheld: an address in it may hold a secret, and it is not archived."
    )
    error: str = Field(description="The same in one line.")


class RejectionRow(Model):
    """One row a reason a document was rejected for: a url, its bytes, a stage and a reason."""

    url: FetchedUrl
    raw_digest: RawDigest
    stage: Stage
    reason: RejectionReason
    error_path: ErrorPath
    source_id: SourceName
    run_id: RunId
    fetch_id: FetchId
    archive_file: ArchiveFile
    archive_offset: ArchiveOffset
    rule_version: RuleVersion
    observed_at: ObservedAt
    first_rejected_at: FirstRejectedAt
    last_rejected_at: LastRejectedAt
    resolved_at: Timestamp | None = Field(
        description="When a later load settled it, UTC; none while it is open."
    )
    resolution: str = Field(
        description="How it was settled: loaded, or superseded by another rejection; empty if open."
    )


class BackfillStopRow(Model):
    """One row a page of a channel that a backfill is to read or has read."""

    source_id: SourceName
    since_on: date = Field(description="First day the backfill brings in.")
    until_on: date = Field(description="Last day the backfill brings in.")
    channel: int = Field(description="Place of the channel in its source, from 0.")
    url: str = Field(description="Address of the page: a feed, a sitemap, a page of a listing.")
    position: int = Field(description="Order in which pages are read.")
    depth: int = Field(description="Sitemaps above it.")
    number: int = Field(description="Its number among the channel's pages, from 1.")
    seen_count: int = Field(description="Items on the pages before it.")
    stale_count: int = Field(description="Pages just before it that lie before the days asked.")
    before: tuple[str, ...] = Field(description="Short digests of the links on the page before.")
    state: str = Field(description="State: waiting, read or failed.")
    link_count: int = Field(description="Documents of the days asked for that it points to.")
    reason: str = Field(description="Why it failed; empty otherwise.")
    run_id: str = Field(description="Run that found it or read it.")
    changed_at: Timestamp = Field(description="When it was found or read, UTC.")


class SourceRow(Model):
    """One row a publisher, as its TOML file last described it."""

    source_id: SourceName
    name: str = Field(description="What people call the publisher.")
    organisation: str = Field(description="Full name of the publishing organisation.")
    country: str = Field(description="ISO 3166-1 alpha-2 country; empty if none.")
    homepage: str = Field(description="Where a person would start reading.")
    languages: tuple[str, ...] = Field(description="BCP 47 tags of what it publishes in.")
    verified_on: date | None = Field(description="Day of the last live check; none if none.")
    cron: str = Field(description="Five-field cron expression of its schedule; empty if none.")
    timezone: str = Field(description="IANA time zone of the schedule; empty if none.")
    min_release_count: int = Field(description="Fewer readable releases in a run stop its load.")
    max_release_count: int = Field(description="More than this in a run is warned of.")
    is_date_required: bool = Field(description="Whether a release without a date is rejected.")
    channel_kinds: tuple[str, ...] = Field(description="Kinds of its channels, in order.")
    channel_urls: tuple[str, ...] = Field(description="Addresses of its channels, in order.")
    min_interval_hours: float = Field(description="Shortest interval between two requests.")
    max_interval_hours: float = Field(description="Longest interval between two requests.")


class ReleaseRow(Model):
    """One row a release: one publication, however often it was changed since."""

    release_id: ReleaseId
    source_id: SourceName
    url: Url
    first_seen_at: FirstSeenAt
    last_seen_at: LastSeenAt
    first_run_id: str = Field(description="Run that saw it first.")
    current_version: int = Field(description="Its newest version.")
    duplicate_of_release_id: DuplicateOf


class ReleaseVersionRow(Model):
    """One row a version of a release: what it said, and how we read it."""

    release_id: ReleaseId
    version: Version
    cause: Cause
    changed_fields: ChangedFields
    title: Title
    body: Body
    published_on: PublishedOn
    published_at: PublishedAt
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
    text_digest: TextDigest
    raw_digest: RawDigest
    observed_at: ObservedAt
    run_id: str = Field(description="Run that made this version.")
    fetch_id: FetchId
    rule_version: RuleVersion
    classified_run_id: str = Field(description="Run that last judged its language, kind, topics.")
    archive_file: ArchiveFile
    archive_offset: ArchiveOffset
    number: Number
    margins: str = Field(description="What stands around it, pieces parted by an empty line.")
    script: str = Field(description="ISO 15924 code of most letters; empty if it has none.")
    former_seen_at: FormerSeenAt
    loaded_at: LoadedAt


class FieldChangeRow(Model):
    """One row a field in which a version differs from the one before."""

    release_id: ReleaseId
    version: Version
    field: FieldName
    change: ChangeName
    before: Before
    after: After
    removed_count: RemovedCount
    added_count: AddedCount
    similarity: Similarity
    rule: str = Field(description="Rule that classed it.")
    notice: Notice


class TopicAssignmentRow(Model):
    """One row a topic of a version of a release."""

    release_id: ReleaseId
    version: Version
    topic_id: TopicId
    label: TopicLabel
    confidence: TopicConfidence
    terms: Terms
    rule_version: RuleVersion


class DateCandidateRow(Model):
    """One row a date found in or beside a version of a release."""

    release_id: ReleaseId
    version: Version
    position: int = Field(description="Rank among the dates found, from 1, the best.")
    date_on: date = Field(description="The date.")
    date_at: Timestamp | None = Field(description="The instant, UTC, if stated.")
    method: str = Field(description="Where it was found: feed, json-ld, meta, time, dateline ...")
    text: str = Field(description="What stood there.")
    confidence: float = Field(description="Confidence in it, 0 to 1.")
    is_chosen: bool = Field(description="Whether it became the publication date.")
    is_ambiguous: bool = Field(description="Whether it can be read two ways, as in 03/04/2021.")
    is_conflicting: bool = Field(description="Whether it is as sure as the chosen one, and other.")
    reason: str = Field(description="Why it was chosen or not; empty if nothing was to decide.")


class NearDuplicateRow(Model):
    """One row a release that repeats another, and by which method that was found."""

    release_id: ReleaseId
    origin_release_id: str = Field(description="Earlier release with that text.")
    method: str = Field(description="How it was found: same-text, or minhash for similar ones.")
    similarity: float = Field(description="Similarity of the two, 0 to 1.")
    run_id: str = Field(description="Run that found it.")


class TextBandRow(Model):
    """One row a MinHash band of a release's newest version: near-duplicates share one."""

    release_id: ReleaseId
    band: int = Field(description="Digest of the band: equal for texts that have much in common.")


class ParagraphRow(Model):
    """One row a paragraph of a release's newest version: what a source repeats is standing text."""

    release_id: ReleaseId
    digest: str = Field(description="Digest of its letters and digits, case folded.")
    is_late: bool = Field(description="Whether it stands near the end.")


class UnlinkedRow(Model):
    """One row a release whose links to other releases are yet to be found."""

    release_id: ReleaseId


class LanguageGroupRow(Model):
    """One row a release that has translations, and the group they form."""

    release_id: ReleaseId
    group_id: str = Field(description="Group: the smallest id of its releases.")
    signals: tuple[str, ...] = Field(
        description="What agrees with another member: alternate, number, day, names, amounts."
    )
    run_id: str = Field(description="Run that found it.")


class MeetingLinkRow(Model):
    """One row an account of a meeting in a release's newest version, and which meeting it is."""

    release_id: ReleaseId
    meeting: int = Field(description="Position of the meeting in the version.")
    meeting_id: str = Field(description="The same for all accounts of one meeting.")
    reason: str = Field(description="Why it is the same as another's; empty if it stands alone.")
    disagreements: tuple[str, ...] = Field(
        description="What it and others tell differently, as in date: 2020-05-04 / 2020-05-05."
    )


class OutcomeRow(Model):
    """One row a document a run discovered: what became of it, and why."""

    run_id: RunId
    source_id: SourceName
    fetch_id: FetchId
    batch_id: BatchId
    url: FetchedUrl
    outcome: str = Field(description="loaded, unchanged, duplicate, rejected or failed.")
    release_id: str | None = Field(description="Release it stated; none if rejected or failed.")
    reason: str = Field(description="Why it was rejected or failed; empty otherwise.")
    observed_at: ObservedAt


class CoverageRow(Model):
    """One row a source of a run: what became of every document discovered."""

    run_id: RunId
    source_id: SourceName
    discovered_count: DiscoveredCount
    loaded_count: LoadedCount
    unchanged_count: UnchangedCount
    duplicate_count: DuplicateCount
    rejected_count: RejectedCount
    failed_count: FailedCount
    state: CoverageState
    reason: CoverageReason


class UrlStateRow(Model):
    """One row a URL and role it has: how it answered last, and when it is asked again."""

    url: FetchedUrl
    source_id: SourceName
    role: StateRole
    state: UrlStateName
    error_kind: StateErrorKind
    failure_count: FailureCount
    etag: str = Field(description="ETag header of its last answer, a 304 included.")
    last_modified: str = Field(description="Last-Modified header of its last answer.")
    raw_digest: str | None = Field(description="SHA-256 of its last bytes; none if none came.")
    is_read: bool = Field(
        description="Whether these bytes were read and loaded: if so, only changes are asked for."
    )
    not_modified_count: int = Field(description="304 answers in a row since the body last came.")
    interval_hours: IntervalHours
    first_seen_at: FirstListedAt
    last_seen_at: LastListedAt
    last_asked_at: LastAskedAt
    last_changed_at: LastChangedAt
    last_full_at: Timestamp | None = Field(
        description="When its body last came, changed or not, UTC; none if never."
    )
    next_due_at: NextDueAt
    final_url: str = Field(description="Address its last bytes came from, after redirects.")
    archive_file: ArchiveFile
    archive_offset: ArchiveOffset
    archived_at: Timestamp | None = Field(
        description="When these bytes were archived, UTC; none for a channel."
    )
    fetch_id: str = Field(description="Request that brought them; empty for a channel.")
    release_id: str | None = Field(description="Release it states; none if it states none.")
    reader: str = Field(description="How a channel's links are read: others, and it is read anew.")


class ChannelReadingRow(Model):
    """One row an address of a channel: what it listed when its answer last changed."""

    url: str = Field(description="Address of the channel, or of a further page of it.")
    reading: str = Field(description="JSON of the documents and further pages it listed.")
