"""The column types that tables and views share, each with its comment."""

from datetime import date
from typing import Annotated

from pydantic import Field

from schemas.base import Timestamp

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
FinalUrl = Annotated[str, Field(description="Address after redirects.")]
FetchedAt = Annotated[Timestamp, Field(description="When it was asked for, UTC.")]
HttpStatus = Annotated[int | None, Field(description="HTTP status; 200 for a file that was read.")]
FetchOutcome = Annotated[str, Field(description="What came: fetched, unchanged or failed.")]
MediaType = Annotated[str, Field(description="Media type the server declared.")]
DeclaredCharset = Annotated[str, Field(description="Charset the server declared.")]
FetchDigest = Annotated[str | None, Field(description="SHA-256 of the bytes; none if none came.")]
ByteCount = Annotated[int, Field(description="Bytes received.")]
FetchErrorKind = Annotated[
    str, Field(description="Stable word for a failure, such as http-404 or timeout.")
]
FetchProblem = Annotated[str, Field(description="The failure in one line.")]
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
FormerSeenAt = Annotated[
    Timestamp | None,
    Field(
        description="When the text before was last seen, UTC: its publisher changed it between then"
        " and `observed_at`; none for a first version, and for one that only we read otherwise."
    ),
]
LoadedAt = Annotated[
    Timestamp | None,
    Field(description="When it was written here, UTC; none if an older communique wrote it."),
]
FieldName = Annotated[
    str,
    Field(description="title, body, published_on, published_at, number, kind or language."),
]
ChangeName = Annotated[
    str,
    Field(
        description="correction (it says so), removal (words only went, or it says so), substantive"
        " (other words), retitle, re-date, or cosmetic (the same letters, numbers and signs)."
    ),
]
Before = Annotated[
    tuple[str, ...],
    Field(
        description="What stood there; of a text its passages that changed, up to 20 of 400"
        " characters, each empty where words were only added."
    ),
]
After = Annotated[
    tuple[str, ...], Field(description="What stands there now, each beside what it replaced.")
]
RemovedCount = Annotated[int, Field(description="Words taken out.")]
AddedCount = Annotated[int, Field(description="Words put in.")]
Similarity = Annotated[float, Field(description="Share of words in common, 0 to 1.")]
Notice = Annotated[
    str, Field(description="Words by which it says that it was changed; empty if it does not.")
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
