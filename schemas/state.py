"""What the warehouse remembers of every URL: how it answered, and when it is asked again."""

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.base import Digest, Model, Outcome, SourceId, Timestamp
from schemas.source import Cadence

Role = Literal["document", "channel"]
PageState = Literal["ok", "blocked", "empty", "gone", "failing"]
Arrival = Literal["fetched", "unchanged", "failed"]


class Visit(Model):
    """One request and what it means for the state of its URL."""

    url: str
    source_id: SourceId
    role: Role
    cadence: Cadence
    seen_at: Timestamp = Field(description="Start of the run that found the URL listed.")
    asked_at: Timestamp
    arrival: Arrival = Field(description="What came over the wire.")
    result: Outcome = Field(description="What it led to.")
    status: int | None = None
    error_kind: str = ""
    retry_after: float | None = Field(default=None, description="Seconds the server asked for.")
    etag: str = ""
    last_modified: str = ""
    raw_digest: Digest | None = None
    final_url: str = ""
    archive_file: str = ""
    archive_offset: int = 0
    fetch_id: str = ""
    release_id: str | None = None
    published_on: date | None = None
    reader: str = Field(default="", description="How a channel's links are read.")


class UrlState(Model):
    """What is remembered of a URL; field by field the table core.url_state."""

    url: str
    source_id: SourceId
    role: Role
    state: PageState
    error_kind: str
    failure_count: int
    etag: str
    last_modified: str
    raw_digest: Digest | None
    is_read: bool
    not_modified_count: int
    interval_hours: float
    first_seen_at: Timestamp
    last_seen_at: Timestamp
    last_asked_at: Timestamp
    last_changed_at: Timestamp | None
    last_full_at: Timestamp | None
    next_due_at: Timestamp | None
    final_url: str
    archive_file: str
    archive_offset: int
    archived_at: Timestamp | None
    fetch_id: str
    release_id: str | None
    reader: str
