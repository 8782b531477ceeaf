"""What searches and exports choose from the releases held, and what a search finds."""

import datetime as dt
from typing import Self

from pydantic import Field, model_validator

from schemas.base import Model


class Choice(Model):
    """Which releases are meant. What is left out chooses all; values of one sort add up."""

    since: dt.date | None = Field(default=None, description="First day of publication.")
    until: dt.date | None = Field(default=None, description="Last day of publication.")
    sources: tuple[str, ...] = Field(default=(), description="Publishers, by id.")
    organisations: tuple[str, ...] = Field(
        default=(),
        description="Organisations named in it or its publisher: id, acronym or words of a name.",
    )
    topics: tuple[str, ...] = Field(default=(), description="Media Topics, by name or medtop id.")
    languages: tuple[str, ...] = Field(default=(), description="BCP 47 tags, or their beginning.")

    @model_validator(mode="after")
    def days_are_in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"--since {self.since} is after --until {self.until}: exchange them")
        return self


class Found(Model):
    """A release that a search found, with its whole text."""

    release_id: str
    url: str = Field(description="Canonical address of the release.")
    title: str
    body: str
    source_id: str
    source_name: str
    published_on: dt.date | None
    language: str
    kind: str
    score: float | None = Field(description="BM25, the greater the better; none without an index.")
    forms: tuple[str, ...] = Field(description="Words asked for as they stand in it, folded.")


class Hit(Model):
    """A release that a search found, as it is shown."""

    release_id: str
    url: str = Field(description="Canonical address of the release.")
    title: str
    source_id: str
    source_name: str
    published_on: dt.date | None
    language: str
    kind: str
    score: float | None = Field(description="BM25, the greater the better; none without an index.")
    snippet: str = Field(description="Where in its text the words stand, on one line.")
    marks: tuple[tuple[int, int], ...] = Field(
        description="Where in the snippet each of them begins and ends, in characters."
    )
    title_marks: tuple[tuple[int, int], ...] = Field(description="The same of the title.")
