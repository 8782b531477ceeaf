"""What two neighbouring versions of a release say, and what differs between them."""

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.base import Model, Timestamp

ChangedField = Literal[
    "title", "body", "published_on", "published_at", "number", "kind", "language"
]
Change = Literal["cosmetic", "substantive", "correction", "retitle", "re-date", "removal"]


class Wording(Model):
    """What a version says, and how it was judged."""

    title: str
    body: str
    published_on: date | None
    published_at: Timestamp | None
    number: str
    kind: str
    language: str


class FieldChange(Model):
    """A field in which a version differs from the one before."""

    field: ChangedField
    change: Change
    before: tuple[str, ...] = Field(
        description="What stood there; of a text its passages that changed, at most 20 of them."
    )
    after: tuple[str, ...] = Field(description="What stands there now, passage by passage.")
    removed_count: int = Field(ge=0, description="Words taken out of a text.")
    added_count: int = Field(ge=0, description="Words put into a text.")
    similarity: float = Field(ge=0, le=1, description="Share of words in common.")
    rule: str = Field(description="Rule that classed it.")
    notice: str = Field(default="", description="Words by which the text says it was changed.")


class Notices(Model):
    """Words by which a text says that it was corrected or withdrawn, case folded."""

    corrected_titles: tuple[str, ...] = Field(description="What a headline begins or ends with.")
    corrected: tuple[str, ...]
    withdrawn: tuple[str, ...]
