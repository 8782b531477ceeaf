"""Rules that find announced events and deadlines, as `tasks/rules/agenda/*.toml` hold them."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from schemas.base import Confidence, Model
from schemas.patterns import TRUSTED, check_pattern

_Pattern = Annotated[str, Field(description="A regular expression; empty is none.")]


class AgendaRule(Model):
    """Words that announce something, and where its name stands."""

    name: str = Field(min_length=1)
    kind: Literal["event", "deadline"] = "event"
    pattern: str = Field(min_length=1, description="A regular expression, lower case.")
    side: Literal["before", "after", "either", "title", "noun"] = Field(
        description="Of its words; `title` is a line that says when what the title tells of is;"
        " of `noun` the words themselves tell what is to come."
    )
    heads: str = Field(default="", description="Which heads its name has; empty is its kind's.")
    noun: str = Field(default="", description="The name, of side `noun`: sentencing.")
    people: Literal["", "may", "must"] = Field(
        default="", description="Whether the persons before its words are part of the name."
    )
    dated: bool = Field(default=True, description="It counts only with a date to come.")
    confidence: Confidence


class Announcing(Model):
    """Announcements in one language."""

    words: bool = Field(default=True, description="Words are parted by spaces.")
    heads: dict[str, str] = Field(
        description="Nouns that name an event, a deadline's object, and so on, between bars."
    )
    bare: _Pattern = Field(default="", description="Names that are none alone, as `event`.")
    coming: _Pattern = Field(default="", description="In a name that needs no date: next.")
    articles: _Pattern = Field(default="", description="Before a name that stands behind.")
    core: _Pattern = Field(default="", description="What stands in a name before its head.")
    tail_before: _Pattern = Field(default="", description="Behind the head, up to the words.")
    tail_after: _Pattern = Field(default="", description="Behind the head of a name that follows.")
    adverbs: _Pattern = Field(default="", description="Between a name and the words.")
    relative: _Pattern = Field(default="", description="For a name before it: which.")
    subject: _Pattern = Field(default="", description="A name before it, of a person not known.")
    split: _Pattern = Field(default="", description="Says that dates go with several: nothing.")
    clause: _Pattern = Field(default="", description="What ends a clause.")
    at: _Pattern = Field(default="", description="What stands before a place.")
    place: _Pattern = Field(default="", description="Its group is a place's name.")
    no_place: _Pattern = Field(default="", description="What such a group is not.")
    of: str = Field(default=" of ", description="Between a noun and its persons.")
    also: str = Field(default=" and ", description="Between the last two persons.")
    rules: Annotated[tuple[AgendaRule, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def check_patterns(self, info: ValidationInfo) -> Self:
        patterns = [getattr(self, name) for name in type(self).model_fields if name != "place"]
        patterns = [one for one in patterns if isinstance(one, str)]
        patterns += [*self.heads.values(), *(rule.pattern for rule in self.rules)]
        for pattern in () if info.context == TRUSTED else patterns:
            if re.compile(check_pattern(pattern, info)).groups:
                raise ValueError(f"has a group that captures: {pattern!r}: write (?:...)")
        for rule in self.rules:
            if (rule.heads or rule.kind) not in self.heads and rule.side not in {"title", "noun"}:
                raise ValueError(f"rule {rule.name}: there are no heads.{rule.heads or rule.kind}")
            if (rule.side == "noun") != bool(rule.noun):
                raise ValueError(f"rule {rule.name}: a noun goes with side = 'noun' only")
        return self
