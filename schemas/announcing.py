"""Rules that find announced events and deadlines, as `tasks/rules/agenda/*.toml` hold them."""

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator

from schemas.base import Confidence, Model


class AgendaRule(Model):
    """Words that announce something, and where its name stands."""

    name: str = Field(min_length=1)
    kind: Literal["event", "deadline"] = "event"
    pattern: str = Field(min_length=1, description="A regular expression, lower case.")
    side: Literal["before", "after", "either", "title"] = Field(
        description="Of its words; `title` is a line that says when what the title tells of is."
    )
    dated: bool = Field(default=True, description="It counts only with a date to come.")
    confidence: Confidence

    @field_validator("pattern")
    @classmethod
    def check_pattern(cls, pattern: str) -> str:
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            raise ValueError(f"not a regular expression: {pattern!r}: {error}") from error
        if compiled.groups:
            raise ValueError(f"has a group that captures: {pattern!r}: write (?:...)")
        return pattern


class Announcing(Model):
    """Announcements in one language."""

    words: bool = Field(default=True, description="Words are parted by spaces.")
    lead: str = Field(default="", description="What a name does not begin with: a pattern.")
    trail: str = Field(default="", description="What ends a name that stands behind: a pattern.")
    empty: str = Field(default="", description="What names nothing, as `it`: a pattern.")
    place: str = Field(default="", description="A pattern whose group is a place's name.")
    rules: Annotated[tuple[AgendaRule, ...], Field(min_length=1)]
