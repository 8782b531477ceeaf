"""Golden pages: bytes as a publisher served them, and what was read from them then."""

from datetime import date

from pydantic import Field

from schemas.base import Digest, Model, Timestamp
from schemas.document import Hints


class Expected(Model):
    """What a golden page reads as."""

    title: str
    published_on: date | None
    language: str
    kind: str
    first_words: str = Field(description="The first eight words of the body.")
    last_words: str = Field(description="Its last eight.")
    word_count: int
    letters_digest: Digest = Field(description="SHA-256 of the body's letters and digits.")


class GoldenPage(Model):
    """One page, in a file of its own beside this record."""

    file: str = Field(pattern=r"^[0-9A-Za-z_-]+\.[a-z]+$")
    url: str
    media_type: str = ""
    charset: str = ""
    observed_at: Timestamp
    hints: Hints = Hints()
    expected: Expected


class Golden(Model):
    """The golden pages of a publisher."""

    pages: tuple[GoldenPage, ...] = Field(min_length=1)


class Difference(Model):
    """A field that reads otherwise than it did."""

    file: str
    url: str
    field: str
    expected: str
    found: str
