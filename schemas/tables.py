"""Every table and view of the warehouse, column by column.

One model a table or view. The docstring is the table's comment and states its grain; a field's
description is the column's comment. `TABLES` and `VIEWS` name them as SQL does. A test holds
these models against the database DuckDB makes from the migrations.
"""

from datetime import date
from typing import Annotated

from pydantic import Field

from schemas.base import Model, Timestamp

RunId = Annotated[str, Field(description="Run: when it started and a random end; unique.")]
SourceName = Annotated[str, Field(description="Publisher, as its TOML file is called.")]
FetchId = Annotated[str, Field(description="Request: run, source and position; unique.")]
BatchId = Annotated[str, Field(description="Batch: run, source and index; unique.")]
ReleaseId = Annotated[
    str, Field(description="Release: first 16 hex digits of the SHA-256 of its canonical URL.")
]
Version = Annotated[int, Field(description="Version of the release, counted from 1.")]
Url = Annotated[str, Field(description="Canonical address of the release.")]
FetchedUrl = Annotated[str, Field(description="Address asked for; a file URL for a file.")]
Title = Annotated[str, Field(description="Headline.")]
Body = Annotated[str, Field(description="Cleaned text; paragraphs are parted by an empty line.")]
PublishedOn = Annotated[
    date | None, Field(description="Publication date; none if nothing states it.")
]
PublishedAt = Annotated[
    Timestamp | None, Field(description="Instant of publication, UTC, if stated.")
]
Number = Annotated[
    str, Field(description="Number the publisher gave it, as in 23-1043; empty if none is sure.")
]
Language = Annotated[str, Field(description="BCP 47 language tag; `und` if undecided.")]
LanguageConfidence = Annotated[float, Field(description="Confidence in the language, 0 to 1.")]
LanguageMethod = Annotated[
    str,
    Field(description="What decided the language: script, letters, langdetect, vote, declared."),
]
Kind = Annotated[str, Field(description="Kind of release; `other-unknown` if no rule decided.")]
KindConfidence = Annotated[float, Field(description="Confidence in the kind, 0 to 1.")]
KindMethod = Annotated[str, Field(description="Rule that decided the kind; empty if none did.")]
KindEvidence = Annotated[str, Field(description="Words that speak for the kind.")]
Format = Annotated[
    str, Field(description="What was read: html, text, markdown, entry, json, mail, pdf or docx.")
]
Charset = Annotated[str, Field(description="Charset the bytes were decoded with.")]
Repairs = Annotated[
    tuple[str, ...], Field(description="Repairs made to the text, such as mojibake.")
]
TextDigest = Annotated[
    str, Field(description="SHA-256 of the letters and digits of the body: equal for copies.")
]
ContentDigest = Annotated[
    str, Field(description="SHA-256 of title, body and publication date: a new one, a new version.")
]
RawDigest = Annotated[str, Field(description="SHA-256 of the bytes as they arrived.")]
RuleVersion = Annotated[str, Field(description="Version of the readers and rules that made this.")]
ArchiveFile = Annotated[
    str, Field(description="WARC file with the bytes, relative to the home folder; empty if none.")
]
ArchiveOffset = Annotated[int, Field(description="Offset of the record in that file, in bytes.")]
ObservedAt = Annotated[Timestamp, Field(description="When the bytes were seen, UTC.")]
FirstSeenAt = Annotated[Timestamp, Field(description="When the release was first seen, UTC.")]
LastSeenAt = Annotated[Timestamp, Field(description="When it was last seen, UTC.")]
DuplicateOf = Annotated[
    str | None, Field(description="Earliest release with the same text; none if this is it.")
]
IsDuplicate = Annotated[
    bool, Field(description="Whether an earlier release, at another address, has the same text.")
]
Cause = Annotated[
    str,
    Field(
        description="Why there is this version: first, edited (the publisher changed it),"
        " reprocessed (our readers improved) or reread (the bytes and our readers changed, or a"
        " page followed a feed's text: an edit is possible, not certain)."
    ),
]
ChangedFields = Annotated[
    tuple[str, ...],
    Field(description="What differs from the version before: title, body, published_on."),
]
Flow = Annotated[str, Field(description="Flow that ran: ingest, backfill, reprocess or replay.")]
StartedAt = Annotated[Timestamp, Field(description="When the run started, UTC.")]
FinishedAt = Annotated[
    Timestamp | None, Field(description="When the run ended, UTC; none while it runs.")
]
RunState = Annotated[
    str, Field(description="State: running, completed, partial, failed or crashed.")
]
Parameters = Annotated[str, Field(description="JSON of what was asked for.")]
TopicId = Annotated[str, Field(description="IPTC Media Topic, as in medtop:11000000.")]
TopicLabel = Annotated[str, Field(description="Name of the topic.")]
TopicConfidence = Annotated[float, Field(description="Confidence in the topic, 0 to 1.")]
Terms = Annotated[
    tuple[str, ...], Field(description="Words that speak for the topic, most telling first.")
]
DiscoveredCount = Annotated[
    int,
    Field(
        description="Documents discovered: the sum of loaded, unchanged, duplicate, rejected and"
        " failed."
    ),
]
LoadedCount = Annotated[int, Field(description="Documents that gave a new release or version.")]
UnchangedCount = Annotated[int, Field(description="Documents that said what was known already.")]
DuplicateCount = Annotated[
    int, Field(description="Documents loaded and linked to an earlier release of the same text.")
]
RejectedCount = Annotated[int, Field(description="Documents that arrived but did not validate.")]
FailedCount = Annotated[int, Field(description="Documents that did not arrive.")]
CoverageState = Annotated[str, Field(description="State: ok, partial or stopped.")]
CoverageReason = Annotated[
    str, Field(description="Why it is not ok: the most frequent reason, or the bound it missed.")
]
Stage = Annotated[str, Field(description="Step that refused the document.")]
RejectionReason = Annotated[str, Field(description="One line: what is wrong.")]
ErrorPath = Annotated[str, Field(description="Field the validation failed at; empty if none.")]
FirstRejectedAt = Annotated[Timestamp, Field(description="When it was first rejected, UTC.")]
LastRejectedAt = Annotated[Timestamp, Field(description="When it was last rejected, UTC.")]
StateRole = Annotated[
    str, Field(description="What the URL is for: document, or channel (a feed, sitemap, listing).")
]
UrlStateName = Annotated[
    str,
    Field(
        description="How it answered last: ok, blocked (it refuses us), empty (200 and nothing),"
        " gone (404 or 410) or failing."
    ),
]
StateErrorKind = Annotated[
    str, Field(description="Stable word for its last failure, such as http-410; empty if ok.")
]
FailureCount = Annotated[int, Field(description="Times in a row it failed in this way.")]
IntervalHours = Annotated[
    float,
    Field(description="Hours between two requests: fewer if it changes often."),
]
FirstListedAt = Annotated[
    Timestamp, Field(description="Start of the first run that found it listed, UTC.")
]
LastListedAt = Annotated[
    Timestamp, Field(description="Start of the last run that found it listed, UTC.")
]
LastAskedAt = Annotated[Timestamp, Field(description="When it was last asked, UTC.")]
LastChangedAt = Annotated[
    Timestamp | None, Field(description="When it last said something new, UTC; none if never.")
]
NextDueAt = Annotated[
    Timestamp | None,
    Field(description="When it is due, UTC; none if only when a channel lists it anew."),
]
SourceLabel = Annotated[str | None, Field(description="What people call the publisher.")]
Country = Annotated[
    str | None, Field(description="ISO 3166-1 alpha-2 country of the publisher; empty if none.")
]


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
    final_url: str = Field(description="Address after redirects.")
    fetched_at: Timestamp = Field(description="When it was asked for, UTC.")
    status: int | None = Field(description="HTTP status; 200 for a file that was read.")
    outcome: str = Field(description="What came: fetched, unchanged or failed.")
    media_type: str = Field(description="Media type the server declared.")
    charset: str = Field(description="Charset the server declared.")
    etag: str = Field(description="ETag header, to ask again politely.")
    last_modified: str = Field(description="Last-Modified header, to ask again politely.")
    raw_digest: str | None = Field(description="SHA-256 of the bytes; none if none came.")
    byte_count: int = Field(description="Bytes received.")
    archive_file: ArchiveFile
    archive_offset: ArchiveOffset
    error_kind: str = Field(description="Stable word for a failure, such as http-404 or timeout.")
    error: str = Field(description="The failure in one line.")
    hint_title: str = Field(description="Title in the feed or listing.")
    hint_published: str = Field(description="Publication date as the channel stated it.")
    hint_language: str = Field(description="Language the channel declared.")
    hint_content: str = Field(description="Entry content (HTML), if the feed carried it.")
    hint_alternates: str = Field(
        description="Translations the channel named: language tag and address, one a line."
    )


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


class NearDuplicateRow(Model):
    """One row a release that repeats another, and by which method that was found."""

    release_id: ReleaseId
    origin_release_id: str = Field(description="Earliest release with that text.")
    method: str = Field(description="How it was found: same-text.")
    similarity: float = Field(description="Similarity of the two, 0 to 1.")
    run_id: str = Field(description="Run that found it.")


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


TABLES: dict[str, type[Model]] = {
    "raw.migration": Migration,
    "raw.definition": Definition,
    "raw.run": RunRow,
    "raw.batch": BatchRow,
    "raw.fetch": FetchRow,
    "raw.rejection": RejectionRow,
    "raw.backfill_stop": BackfillStopRow,
    "core.source": SourceRow,
    "core.release": ReleaseRow,
    "core.release_version": ReleaseVersionRow,
    "core.topic_assignment": TopicAssignmentRow,
    "core.date_candidate": DateCandidateRow,
    "core.near_duplicate": NearDuplicateRow,
    "core.outcome": OutcomeRow,
    "core.coverage": CoverageRow,
    "core.url_state": UrlStateRow,
    "core.channel_reading": ChannelReadingRow,
}

VIEWS: dict[str, type[Model]] = {
    "mart.releases": ReleaseView,
    "mart.release_versions": ReleaseVersionView,
    "mart.topics": TopicView,
    "mart.coverage": CoverageView,
    "mart.outcomes": OutcomeView,
    "mart.rejections": RejectionView,
    "mart.sources": SourceView,
    "mart.url_states": UrlStateView,
    "mart.runs": RunView,
}

# Parent, child, the column both have, and what the child is to the parent. Each parent has any
# number of children.
RELATIONS: tuple[tuple[str, str, str, str], ...] = (
    ("raw.run", "raw.batch", "run_id", "loads"),
    ("raw.run", "raw.fetch", "run_id", "asks"),
    ("raw.run", "core.coverage", "run_id", "accounts"),
    ("raw.run", "core.outcome", "run_id", "decides"),
    ("raw.batch", "core.outcome", "batch_id", "holds"),
    ("raw.fetch", "core.outcome", "fetch_id", "ends"),
    ("raw.fetch", "raw.rejection", "fetch_id", "fails"),
    ("raw.fetch", "core.release_version", "fetch_id", "states"),
    ("core.source", "core.release", "source_id", "publishes"),
    ("core.source", "core.coverage", "source_id", "covered"),
    ("core.release", "core.release_version", "release_id", "says"),
    ("core.release", "core.near_duplicate", "release_id", "repeats"),
    ("core.release", "core.outcome", "release_id", "stated"),
    ("core.release", "core.url_state", "release_id", "stands"),
    ("core.source", "core.url_state", "source_id", "asked"),
    ("core.release_version", "core.topic_assignment", "release_id", "treats"),
    ("core.release_version", "core.date_candidate", "release_id", "dated"),
)
