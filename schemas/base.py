"""The base of every model and the few types they share."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Stage = Literal[
    "discover",
    "fetch",
    "archive",
    "decode",
    "parse",
    "clean",
    "classify",
    "validate",
    "bounds",
    "load",
]
Outcome = Literal["loaded", "unchanged", "duplicate", "rejected", "failed"]


def _to_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a timestamp needs a time zone")
    return moment.astimezone(UTC)


Timestamp = Annotated[datetime, AfterValidator(_to_utc)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Confidence = Annotated[float, Field(ge=0.0, le=1.0)]
SourceId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
LanguageTag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$")]


class Model(BaseModel):
    """A record: immutable, strict about types, closed to unknown fields."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
