"""Rules of a release's parts, as `tasks/rules/anatomy/*.toml` hold them."""

from pydantic import Field, ValidationInfo, field_validator

from schemas.base import Model
from schemas.patterns import check_pattern


class PartRule(Model):
    """A pattern (regular expression, letter case ignored) that begins a part, and its name."""

    name: str = Field(min_length=1, pattern=r"^[a-z0-9-]+$")
    pattern: str = Field(
        min_length=1, description="From the start of a paragraph; `(?P<value>...)` is what it says."
    )
    confidence: float = Field(default=0.9, gt=0, le=1)

    @field_validator("pattern")
    @classmethod
    def check_pattern(cls, pattern: str, info: ValidationInfo) -> str:
        return check_pattern(pattern, info)


class Anatomy(Model):
    """How the parts of a release begin in one language."""

    articles: str = Field(default="", description="Stand before a name and are no part of it.")
    contact: tuple[PartRule, ...] = ()
    about: tuple[PartRule, ...] = Field(default=(), description="A heading, then standing text.")
    standing: tuple[PartRule, ...] = Field(
        default=(), description="Standing text without a heading, in the last half of a release."
    )
    notes: tuple[PartRule, ...] = ()
    embargo: tuple[PartRule, ...] = ()
    attachment: tuple[PartRule, ...] = ()
    number: tuple[PartRule, ...] = ()
    label: tuple[PartRule, ...] = Field(
        default=(), description="Whole lines beside a release that tell how it may be used."
    )
    salutation: tuple[PartRule, ...] = Field(default=(), description="Opens a speech or letter.")


class Instants(Model):
    """What states an hour and its zone, and what a place's name is made of."""

    zones: dict[str, str] = Field(
        description="Abbreviation or words, lower case, to a tz name or an offset such as +01:00."
    )
    noon: tuple[str, ...] = ()
    midnight: tuple[str, ...] = ()
    links: str = Field(default="", description="Small words within a place's name or before a day.")
    no_places: str = Field(
        default="", description="Words that open a line with a dash and are no place, lower case."
    )
    cities: str = Field(
        default="", description="Towns whose name in capitals opens a text with no dash behind it."
    )
