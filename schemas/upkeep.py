"""When a home is looked after, and how long what is done is remembered: `upkeep.toml`."""

from typing import Literal

from pydantic import Field

from schemas.base import Model
from schemas.source import Schedule


class Upkeep(Model):
    """The file `upkeep.toml`, shipped or in the home."""

    keep_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        description="Days that `communique serve` keeps finished runs in Prefect's history.",
    )
    daily: Schedule | None = Field(
        default=None, description="When leftovers are swept and the site is built."
    )
    weekly: Schedule | None = Field(
        default=None,
        description="When the archive is verified, publishers are checked, and Prefect's database"
        " is compacted.",
    )


class Chore(Model):
    """What one step of maintenance came to."""

    name: str
    state: Literal["done", "skipped", "found"] = Field(
        description="found: something is wrong that a person should look at."
    )
    detail: str
