"""A backfill: a source's channels read back to a day, in as many runs as it takes."""

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.base import Model, SourceId
from schemas.discovery import Stop

StopState = Literal["waiting", "read", "failed"]


class Backfill(Model):
    """Which days of which source are brought in: asked for again, it goes on where it was."""

    source_id: SourceId
    since: date
    until: date


class BackfillStop(Model):
    """A page that a backfill is to read or has read."""

    stop: Stop
    state: StopState = "waiting"
    link_count: int = Field(default=0, ge=0, description="Documents of the days asked for on it.")
    reason: str = Field(default="", description="Why it failed, in one line.")


class Progress(Model):
    """How far a backfill is, in pages."""

    waiting_count: int = 0
    read_count: int = 0
    failed_count: int = 0
