"""How a publisher does, asked live."""

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.base import Model, SourceId
from schemas.source import ChannelKind

HealthState = Literal["ok", "stale", "empty", "blocked", "failing"]


class ChannelHealth(Model):
    """What one channel answered."""

    kind: ChannelKind
    url: str
    item_count: int = 0
    error_kinds: tuple[str, ...] = Field(default=(), description="Stable words, such as http-404.")
    problem: str = Field(default="", description="One line, if something is wrong.")


class Health(Model):
    """What a publisher's channels answered, and how some of its pages read."""

    source_id: SourceId
    state: HealthState
    channels: tuple[ChannelHealth, ...]
    item_count: int = Field(description="Documents the channels point to, united.")
    newest_on: date | None = Field(default=None, description="Latest date of publication seen.")
    silent_days: int | None = Field(default=None, description="Days since then.")
    allowed_days: int = Field(description="Days of silence that are nothing to wonder at.")
    sample_count: int = Field(default=0, description="Pages that were read.")
    title_count: int = Field(default=0, description="Of these, with a title.")
    date_count: int = Field(default=0, description="With a date of publication.")
    body_count: int = Field(default=0, description="With a body.")
    problem: str = Field(default="", description="One line: what is wrong first of all.")
