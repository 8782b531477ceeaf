"""Reports: questions asked often, kept as SQL with a title and parameters."""

import datetime as dt
from typing import Literal

from pydantic import Field

from schemas.base import Model

ParameterType = Literal["text", "integer", "date", "boolean"]
Value = str | int | dt.date | bool | None


class ReportParameter(Model):
    """A value a report asks for; it is bound to the query, never written into it."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Name in the query, after $.")
    type: ParameterType
    default: Value = Field(default=None, description="Value if none is given; none means all.")
    description: str = Field(min_length=1)


class Report(Model):
    """A question asked often."""

    name: str = Field(description="What the command line calls it: its folder's name.")
    title: str = Field(min_length=1)
    description: str = Field(min_length=1, description="What it answers, in a sentence.")
    parameters: tuple[ReportParameter, ...] = ()


class Check(Model):
    """What a check of the warehouse found."""

    name: str
    description: str = Field(description="What a row it finds means.")
    bad_count: int = Field(ge=0, description="Rows found; none is a pass.")
    examples: tuple[str, ...] = Field(default=(), description="Up to five of them, as JSON.")
