"""Views of single facts and requests: the columns of their tables, and the publisher.

What is put together from several tables stands in marts.py.
"""

from pydantic import Field

from schemas.base import Model, Timestamp
from schemas.columns import (
    ArchiveFile,
    ArchiveOffset,
    FetchedUrl,
    FetchId,
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
    final_url: str = Field(description="Address after redirects.")
    fetched_at: Timestamp = Field(description="When it was asked for, UTC.")
    status: int | None = Field(description="HTTP status; 200 for a file that was read.")
    outcome: str = Field(description="What came: fetched, unchanged or failed.")
    media_type: str = Field(description="Media type the server declared.")
    raw_digest: str | None = Field(description="SHA-256 of the bytes; none if none came.")
    byte_count: int = Field(description="Bytes received.")
    archive_file: ArchiveFile
    archive_offset: ArchiveOffset
    error_kind: str = Field(description="Stable word for a failure, such as http-404 or timeout.")
    error: str = Field(description="The failure in one line.")


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
