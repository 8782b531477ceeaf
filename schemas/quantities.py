"""Rules for finding quantities, as their TOML files in `tasks/rules/quantities` hold them."""

from typing import Annotated

from pydantic import Field

from schemas.base import Model

Words = Annotated[str, Field(description="Words, lower case, parted by white space.")]
Phrases = Annotated[str, Field(description="Phrases, lower case, parted by semicolons.")]


class QuantityBounds(Model):
    """What stands before a number and says that it is not exact."""

    over: Phrases = ""
    under: Phrases = ""
    about: Phrases = ""


class QuantityWords(Model):
    """How quantities are written in one language."""

    decimal: str = Field(default=".", pattern=r"^[.,]$", description="The mark before a fraction.")
    words: bool = Field(default=True, description="White space stands between words.")
    percents: Phrases
    factors: dict[str, float] = Field(description="Words that multiply, and by how much.")
    currencies: dict[str, str] = Field(default={}, description="Words and the ISO 4217 code.")
    bounds: QuantityBounds
    numerals: dict[str, float] = Field(default={}, description="Numbers written as words.")
    units: dict[str, Phrases] = Field(default={}, description="A unit and its other forms.")
    open_units: bool = Field(default=False, description="Any plural behind a number is a unit.")
    no_units: Words = Field(default="", description="Words behind a number that are no unit.")
    before: Words = Field(default="", description="Words before a number that only counts up.")
