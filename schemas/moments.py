"""Rules that read dates out of running text, as the TOML files in `rules/moments` hold them."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from schemas.base import Confidence, Model
from schemas.patterns import check_pattern

_Alternatives = Annotated[
    str, Field(description="A regular expression, lower case; empty is none.")
]
_SPEC = re.compile(r"(?:day|week|month|year)[+-]\d+|season\d+[+-]\d|date\d+-\d+")


class Shape(Model):
    """What a date looks like as a row of signs: see `tasks/rules/moments/shapes.toml`."""

    name: str = Field(min_length=1)
    signs: str = Field(min_length=1, description="A regular expression over signs.")
    order: Literal["", "dmy", "mdy", "ymd"] = Field(default="", description="Empty fits all.")
    needs: Literal["", "year", "month", "day", "week"] = Field(
        default="", description="Which words must stand before it."
    )
    listed: bool = Field(default=False, description="Its days are single ones, not a range.")
    confidence: Confidence

    @field_validator("signs")
    @classmethod
    def check_pattern(cls, signs: str, info: ValidationInfo) -> str:
        return check_pattern(signs, info)


class Shapes(Model):
    """All shapes; the longest that fits counts, of equals the first."""

    shapes: Annotated[tuple[Shape, ...], Field(min_length=1)]


class DateWords(Model):
    """The words of one language that dates are made of; all lower case."""

    locale: str = Field(default="", description="Where babel takes names from; empty for none.")
    capitals: bool = Field(default=False, description="Months and weekdays begin with a capital.")
    words: bool = Field(default=True, description="Words are parted by spaces.")
    orders: tuple[Literal["dmy", "mdy", "ymd"], ...] = ("dmy",)
    months: dict[str, str] = Field(
        default={}, description="More forms by number, parted by spaces; `_` is a space in one."
    )
    weekdays: dict[str, str] = Field(default={}, description="The same; 0 is Monday.")
    jalali: bool = Field(default=False, description="It has months of the Persian solar year.")
    prefixes: _Alternatives = Field(default="", description="Written onto a month's name.")
    endings: _Alternatives = Field(default="", description="Written behind a month's name.")
    day_tail: _Alternatives = Field(default="", description="Written behind a day's number.")
    month_tail: _Alternatives = Field(default="", description="Behind the number of a month.")
    year_tail: _Alternatives = Field(default="", description="Behind a year: it says it is one.")
    year_bare: bool = Field(default=True, description="A year may stand without its tail.")
    eras: bool = Field(default=False, description="Japanese eras.")
    glue: _Alternatives = Field(default="", description="Words between the parts of one date.")
    until: _Alternatives = Field(default="", description="Between the ends of a range.")
    also: _Alternatives = Field(default="", description="Between two single dates.")
    between: _Alternatives = Field(default="", description="Before two dates that are a range.")
    openers: dict[str, str] = Field(default={}, description="Before a bare year, month, day, week.")
    doubtful: _Alternatives = Field(default="", description="Months that are other words too.")
    sure: _Alternatives = Field(default="", description="Before a doubtful month.")
    before: _Alternatives = Field(default="", description="Before what is no date.")
    after: _Alternatives = Field(default="", description="Behind what is no date.")
    nouns: _Alternatives = Field(default="", description="Behind `the` and a year that is a date.")
    never: _Alternatives = Field(default="", description="Names that look like dates.")
    last: _Alternatives = ""
    next: _Alternatives = ""
    this: _Alternatives = ""
    phrases: dict[str, str] = Field(
        default={}, description="`day-1` to words for it, between bars: see shapes.toml."
    )
    numbers: dict[str, str] = Field(default={}, description="Number words, by spaces.")
    units: dict[str, str] = Field(default={}, description="Words for day, week, month, year.")
    ago: str = Field(default="", description="Pattern with {n} and {unit}: two years ago.")
    future: _Alternatives = Field(default="", description="Words of what is to come.")
    past: _Alternatives = Field(default="", description="Words of what has been.")

    @model_validator(mode="after")
    def check_words(self, info: ValidationInfo) -> Self:
        for spec in self.phrases:
            if not _SPEC.fullmatch(spec):
                raise ValueError(f"phrases.{spec} is none of day-1, month+0, season6-1, date12-25")
        for name, text in self:
            if isinstance(text, str) and name not in {"locale", "ago"}:
                check_pattern(text, info)
        return self
