"""Records as columns: DuckDB takes in whole tables, not rows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import pyarrow as pa

from schemas.backfill import Backfill, BackfillStop
from schemas.discovery import Reading
from schemas.document import DateCandidate, Fetch
from schemas.release import Rejection, Release, TopicAssignment
from schemas.run import Batch, Coverage, Run
from schemas.source import Source
from schemas.state import UrlState

Record = TypeVar("Record")
Columns = Mapping[str, tuple[pa.DataType, Callable[[Record], object]]]

TEXT = pa.string()
NUMBER = pa.int64()
SHARE = pa.float64()
FLAG = pa.bool_()
DAY = pa.date32()
MOMENT = pa.timestamp("us", tz="UTC")
TEXTS = pa.list_(pa.string())

FETCH: Columns[Fetch] = {
    "fetch_id": (TEXT, lambda fetch: fetch.fetch_id),
    "run_id": (TEXT, lambda fetch: fetch.run_id),
    "source_id": (TEXT, lambda fetch: fetch.source_id),
    "url": (TEXT, lambda fetch: fetch.url),
    "final_url": (TEXT, lambda fetch: fetch.final_url),
    "fetched_at": (MOMENT, lambda fetch: fetch.fetched_at),
    "status": (NUMBER, lambda fetch: fetch.status),
    "outcome": (TEXT, lambda fetch: fetch.outcome),
    "media_type": (TEXT, lambda fetch: fetch.media_type),
    "charset": (TEXT, lambda fetch: fetch.charset),
    "etag": (TEXT, lambda fetch: fetch.etag),
    "last_modified": (TEXT, lambda fetch: fetch.last_modified),
    "raw_digest": (TEXT, lambda fetch: fetch.raw_digest),
    "byte_count": (NUMBER, lambda fetch: fetch.byte_count),
    "archive_file": (TEXT, lambda fetch: fetch.archive_file),
    "archive_offset": (NUMBER, lambda fetch: fetch.archive_offset),
    "error_kind": (TEXT, lambda fetch: fetch.error_kind),
    "error": (TEXT, lambda fetch: fetch.error),
    "hint_title": (TEXT, lambda fetch: fetch.hints.title),
    "hint_published": (TEXT, lambda fetch: fetch.hints.published),
    "hint_language": (TEXT, lambda fetch: fetch.hints.language),
    "hint_content": (TEXT, lambda fetch: fetch.hints.content),
    "hint_alternates": (TEXT, lambda fetch: "\n".join(fetch.hints.alternates)),
}

# The run that loads a release is the batch's: an archived document still names the run it came in.
RELEASE: Columns[tuple[int, Release]] = {
    "position": (NUMBER, lambda row: row[0]),
    "release_id": (TEXT, lambda row: row[1].release_id),
    "fetch_id": (TEXT, lambda row: row[1].fetch_id),
    "url": (TEXT, lambda row: row[1].url),
    "title": (TEXT, lambda row: row[1].title),
    "body": (TEXT, lambda row: row[1].body),
    "margins": (TEXT, lambda row: "\n\n".join(row[1].margins)),
    "script": (TEXT, lambda row: row[1].findings.script),
    "published_on": (DAY, lambda row: row[1].published_on),
    "published_at": (MOMENT, lambda row: row[1].published_at),
    "number": (TEXT, lambda row: row[1].number),
    "language": (TEXT, lambda row: row[1].language.tag),
    "language_confidence": (SHARE, lambda row: row[1].language.confidence),
    "language_method": (TEXT, lambda row: row[1].language.method),
    "kind": (TEXT, lambda row: row[1].kind.kind),
    "kind_confidence": (SHARE, lambda row: row[1].kind.confidence),
    "kind_method": (TEXT, lambda row: row[1].kind.method),
    "kind_evidence": (TEXT, lambda row: row[1].kind.evidence),
    "format": (TEXT, lambda row: row[1].format),
    "charset": (TEXT, lambda row: row[1].charset),
    "repairs": (TEXTS, lambda row: row[1].repairs),
    "digest": (TEXT, lambda row: row[1].digest),
    "text_digest": (TEXT, lambda row: row[1].text_digest),
    "raw_digest": (TEXT, lambda row: row[1].raw_digest),
    "observed_at": (MOMENT, lambda row: row[1].observed_at),
    "rule_version": (TEXT, lambda row: row[1].rule_version),
    "archive_file": (TEXT, lambda row: row[1].archive_file),
    "archive_offset": (NUMBER, lambda row: row[1].archive_offset),
}

TOPIC: Columns[tuple[int, TopicAssignment]] = {
    "position": (NUMBER, lambda row: row[0]),
    "topic_id": (TEXT, lambda row: row[1].id),
    "label": (TEXT, lambda row: row[1].label),
    "confidence": (SHARE, lambda row: row[1].confidence),
    "terms": (TEXTS, lambda row: row[1].terms),
}

BAND: Columns[tuple[int, int]] = {
    "position": (NUMBER, lambda row: row[0]),
    "band": (NUMBER, lambda row: row[1]),
}

PARAGRAPH: Columns[tuple[int, str, bool]] = {
    "position": (NUMBER, lambda row: row[0]),
    "digest": (TEXT, lambda row: row[1]),
    "is_late": (FLAG, lambda row: row[2]),
}

DATE: Columns[tuple[int, int, DateCandidate]] = {
    "position": (NUMBER, lambda row: row[0]),
    "rank": (NUMBER, lambda row: row[1]),
    "date_on": (DAY, lambda row: row[2].value),
    "date_at": (MOMENT, lambda row: row[2].at),
    "method": (TEXT, lambda row: row[2].method),
    "text": (TEXT, lambda row: row[2].text),
    "confidence": (SHARE, lambda row: row[2].confidence),
    "is_ambiguous": (FLAG, lambda row: row[2].is_ambiguous),
    "is_conflicting": (FLAG, lambda row: row[2].is_conflicting),
    "reason": (TEXT, lambda row: row[2].reason),
}

REJECTION: Columns[Rejection] = {
    "fetch_id": (TEXT, lambda rejection: rejection.fetch_id),
    "stage": (TEXT, lambda rejection: rejection.stage),
    "reason": (TEXT, lambda rejection: rejection.reason),
    "error_path": (TEXT, lambda rejection: rejection.error_path),
    "raw_digest": (TEXT, lambda rejection: rejection.raw_digest),
    "archive_file": (TEXT, lambda rejection: rejection.archive_file),
    "archive_offset": (NUMBER, lambda rejection: rejection.archive_offset),
    "rule_version": (TEXT, lambda rejection: rejection.rule_version),
    "observed_at": (MOMENT, lambda rejection: rejection.observed_at),
}

BATCH: Columns[tuple[Batch, str, datetime]] = {
    "batch_id": (TEXT, lambda row: row[0].batch_id),
    "run_id": (TEXT, lambda row: row[0].run_id),
    "source_id": (TEXT, lambda row: row[0].source_id),
    "cause": (TEXT, lambda row: row[1]),
    "started_at": (MOMENT, lambda row: row[2]),
    "staged_file": (TEXT, lambda row: row[0].staged_file),
    "fetched_count": (NUMBER, lambda row: row[0].fetched_count),
    "unchanged_count": (NUMBER, lambda row: row[0].unchanged_count),
    "failed_count": (NUMBER, lambda row: row[0].failed_count),
    "readable_count": (NUMBER, lambda row: row[0].readable_count),
    "rejected_count": (NUMBER, lambda row: row[0].rejected_count),
}

RUN: Columns[Run] = {
    "run_id": (TEXT, lambda run: run.run_id),
    "flow": (TEXT, lambda run: run.flow),
    "started_at": (MOMENT, lambda run: run.started_at),
    "finished_at": (MOMENT, lambda run: run.finished_at),
    "state": (TEXT, lambda run: run.state),
    "parameters": (TEXT, lambda run: run.parameters),
    "rule_version": (TEXT, lambda run: run.rule_version),
}

COVERAGE: Columns[Coverage] = {
    "run_id": (TEXT, lambda coverage: coverage.run_id),
    "source_id": (TEXT, lambda coverage: coverage.source_id),
    "discovered_count": (NUMBER, lambda coverage: coverage.discovered_count),
    "loaded_count": (NUMBER, lambda coverage: coverage.loaded_count),
    "unchanged_count": (NUMBER, lambda coverage: coverage.unchanged_count),
    "duplicate_count": (NUMBER, lambda coverage: coverage.duplicate_count),
    "rejected_count": (NUMBER, lambda coverage: coverage.rejected_count),
    "failed_count": (NUMBER, lambda coverage: coverage.failed_count),
    "state": (TEXT, lambda coverage: coverage.state),
    "reason": (TEXT, lambda coverage: coverage.reason),
}

SOURCE: Columns[Source] = {
    "source_id": (TEXT, lambda source: source.id),
    "name": (TEXT, lambda source: source.name),
    "organisation": (TEXT, lambda source: source.organisation),
    "country": (TEXT, lambda source: source.country),
    "homepage": (TEXT, lambda source: source.homepage),
    "languages": (TEXTS, lambda source: source.languages),
    "verified_on": (DAY, lambda source: source.verified),
    "cron": (TEXT, lambda source: source.schedule.cron if source.schedule else ""),
    "timezone": (TEXT, lambda source: source.schedule.timezone if source.schedule else ""),
    "min_release_count": (NUMBER, lambda source: source.bounds.min_releases),
    "max_release_count": (NUMBER, lambda source: source.bounds.max_releases),
    "min_interval_hours": (SHARE, lambda source: source.cadence.min_hours),
    "max_interval_hours": (SHARE, lambda source: source.cadence.max_hours),
    "is_date_required": (FLAG, lambda source: source.require_date),
    "channel_kinds": (TEXTS, lambda source: [channel.kind for channel in source.channels]),
    "channel_urls": (TEXTS, lambda source: [channel.url for channel in source.channels]),
}

STOP: Columns[tuple[Backfill, str, datetime, int, BackfillStop]] = {
    "source_id": (TEXT, lambda row: row[0].source_id),
    "since_on": (DAY, lambda row: row[0].since),
    "until_on": (DAY, lambda row: row[0].until),
    "channel": (NUMBER, lambda row: row[4].stop.channel),
    "url": (TEXT, lambda row: row[4].stop.url),
    "position": (NUMBER, lambda row: row[3]),
    "depth": (NUMBER, lambda row: row[4].stop.depth),
    "number": (NUMBER, lambda row: row[4].stop.number),
    "seen_count": (NUMBER, lambda row: row[4].stop.seen_count),
    "stale_count": (NUMBER, lambda row: row[4].stop.stale_count),
    "before": (TEXTS, lambda row: row[4].stop.before),
    "state": (TEXT, lambda row: row[4].state),
    "link_count": (NUMBER, lambda row: row[4].link_count),
    "reason": (TEXT, lambda row: row[4].reason),
    "run_id": (TEXT, lambda row: row[1]),
    "changed_at": (MOMENT, lambda row: row[2]),
}

STATE: Columns[UrlState] = {
    "url": (TEXT, lambda state: state.url),
    "source_id": (TEXT, lambda state: state.source_id),
    "role": (TEXT, lambda state: state.role),
    "state": (TEXT, lambda state: state.state),
    "error_kind": (TEXT, lambda state: state.error_kind),
    "failure_count": (NUMBER, lambda state: state.failure_count),
    "etag": (TEXT, lambda state: state.etag),
    "last_modified": (TEXT, lambda state: state.last_modified),
    "raw_digest": (TEXT, lambda state: state.raw_digest),
    "is_read": (FLAG, lambda state: state.is_read),
    "not_modified_count": (NUMBER, lambda state: state.not_modified_count),
    "interval_hours": (SHARE, lambda state: state.interval_hours),
    "first_seen_at": (MOMENT, lambda state: state.first_seen_at),
    "last_seen_at": (MOMENT, lambda state: state.last_seen_at),
    "last_asked_at": (MOMENT, lambda state: state.last_asked_at),
    "last_changed_at": (MOMENT, lambda state: state.last_changed_at),
    "last_full_at": (MOMENT, lambda state: state.last_full_at),
    "next_due_at": (MOMENT, lambda state: state.next_due_at),
    "final_url": (TEXT, lambda state: state.final_url),
    "archive_file": (TEXT, lambda state: state.archive_file),
    "archive_offset": (NUMBER, lambda state: state.archive_offset),
    "archived_at": (MOMENT, lambda state: state.archived_at),
    "fetch_id": (TEXT, lambda state: state.fetch_id),
    "release_id": (TEXT, lambda state: state.release_id),
    "reader": (TEXT, lambda state: state.reader),
}

READING: Columns[tuple[str, Reading]] = {
    "url": (TEXT, lambda row: row[0]),
    "reading": (TEXT, lambda row: row[1].model_dump_json(exclude_defaults=True)),
}

URL: Columns[str] = {"url": (TEXT, lambda url: url)}
ID: Columns[tuple[int, str]] = {
    "position": (NUMBER, lambda row: row[0]),
    "fetch_id": (TEXT, lambda row: row[1]),
}


def build_table(records: Sequence[Record], columns: Columns[Record]) -> pa.Table:
    """Lay records out as an Arrow table with these columns."""
    return pa.table(
        {
            name: pa.array([get(record) for record in records], type=data_type)
            for name, (data_type, get) in columns.items()
        }
    )


def lay_out(rows: Sequence[Mapping[str, object]], types: Mapping[str, pa.DataType]) -> pa.Table:
    """Lay rows out as an Arrow table with the columns named, of these types."""
    return pa.table(
        {name: pa.array([row[name] for row in rows], type=kind) for name, kind in types.items()}
    )


def build_release_tables(releases: Sequence[Release]) -> dict[str, pa.Table]:
    """Lay releases out as a table of their own, one of their topics, dates and bands.

    `position` joins them: the place of the release in the batch.
    """
    rows = list(enumerate(releases))
    topics = [(position, topic) for position, release in rows for topic in release.topics]
    dates = [
        (position, rank, candidate)
        for position, release in rows
        for rank, candidate in enumerate(release.dates, start=1)
    ]
    bands = [(position, band) for position, release in rows for band in release.bands]
    paragraphs = [
        (position, digest, is_late)
        for position, release in rows
        for digest, is_late in release.paragraphs
    ]
    return {
        "staged_release": build_table(rows, RELEASE),
        "staged_paragraph": build_table(paragraphs, PARAGRAPH),
        "staged_band": build_table(bands, BAND),
        "staged_topic": build_table(topics, TOPIC),
        "staged_date": build_table(dates, DATE),
    }
