"""Views of single facts and requests: the columns of their tables, and the publisher.

What is put together from several tables stands in marts.py.
"""

from schemas.base import Model
from schemas.columns import (
    ArchiveFile,
    ArchiveOffset,
    ByteCount,
    FetchDigest,
    FetchedAt,
    FetchedUrl,
    FetchErrorKind,
    FetchId,
    FetchOutcome,
    FetchProblem,
    FinalUrl,
    HttpStatus,
    MediaType,
    RunId,
    SourceName,
    Url,
)
from schemas.facts import (
    EventDateRow,
    MeetingOutcomeRow,
    MeetingParticipantRow,
    MentionRow,
    PartRow,
    QuantityRow,
    WorkRow,
)
from schemas.rows import DateCandidateRow


class PartView(PartRow):
    """One row a part of the newest version of a release: headline, dateline, lead and the like."""

    source_id: SourceName
    url: Url


class QuantityView(QuantityRow):
    """One row a number with its unit in the newest version of a release."""

    source_id: SourceName
    url: Url


class WorkView(WorkRow):
    """One row a document or event with a name in the newest version of a release."""

    source_id: SourceName
    url: Url


class EventDateView(EventDateRow):
    """One row a date of an event in the text of the newest version of a release."""

    source_id: SourceName
    url: Url


class MentionView(MentionRow):
    """One row a mention of a person, organisation or place in the newest version of a release."""

    source_id: SourceName
    url: Url


class ParticipantView(MeetingParticipantRow):
    """One row a participant of a meeting, as the newest version of a release names it."""

    source_id: SourceName
    url: Url


class MeetingOutcomeView(MeetingOutcomeRow):
    """One row a outcome of a meeting, as the newest version of a release tells it."""

    source_id: SourceName
    url: Url


class DateCandidateView(DateCandidateRow):
    """One row a date found in or beside the newest version of a release."""

    source_id: SourceName
    url: Url


class FetchView(Model):
    """One row a request of a document and what came of it."""

    fetch_id: FetchId
    run_id: RunId
    source_id: SourceName
    url: FetchedUrl
    final_url: FinalUrl
    fetched_at: FetchedAt
    status: HttpStatus
    outcome: FetchOutcome
    media_type: MediaType
    raw_digest: FetchDigest
    byte_count: ByteCount
    archive_file: ArchiveFile
    archive_offset: ArchiveOffset
    error_kind: FetchErrorKind
    error: FetchProblem


DETAIL_VIEWS: dict[str, type[Model]] = {
    "mart.fetches": FetchView,
    "mart.parts": PartView,
    "mart.quantities": QuantityView,
    "mart.works": WorkView,
    "mart.event_dates": EventDateView,
    "mart.mentions": MentionView,
    "mart.meeting_participants": ParticipantView,
    "mart.meeting_outcomes": MeetingOutcomeView,
    "mart.date_candidates": DateCandidateView,
}
