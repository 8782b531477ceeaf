"""Whether two releases tell of one meeting, and where they disagree on it."""

from typing import Literal

from pydantic import Field

from schemas.base import Model


class Disagreement(Model):
    """What two releases tell differently of one meeting."""

    field: Literal["date", "place", "mode", "participants"]
    one: str
    other: str


class Likeness(Model):
    """The verdict on two meetings of different releases."""

    is_same: bool
    reason: str = Field(min_length=1, description="Why they are one meeting, or why not.")
    disagreements: tuple[Disagreement, ...] = Field(
        default=(), description="Empty where they are not the same."
    )
