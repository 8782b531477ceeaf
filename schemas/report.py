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


class ReportChart(Model):
    """How a report's rows are drawn; each name is a column of its query."""

    kind: Literal["bars", "columns"] = Field(description="Bars lie; columns stand along time.")
    label: str = Field(description="What each bar or column is for.")
    value: str = Field(default="", description="How long it is; the number of rows if empty.")
    series: str = Field(default="", description="What its parts are for; one part if empty.")
    span: Literal["week", "month"] = Field(
        default="week", description="Days of the label are put together by this."
    )
    search: str = Field(
        default="",
        description="The search that finds what a part counts, with {series}, {first} and {last}"
        " day; if empty, that of its row.",
    )


class Report(Model):
    """A question asked often."""

    name: str = Field(description="What the command line calls it: its folder's name.")
    title: str = Field(min_length=1)
    description: str = Field(min_length=1, description="What it answers, in a sentence.")
    definition: str = Field(default="", description="What it counts, and what a row is.")
    also: tuple[str, ...] = Field(default=(), description="Names it had, or of reports it took in.")
    parameters: tuple[ReportParameter, ...] = ()
    chart: ReportChart | None = Field(default=None, description="None: no picture says more.")
    links: dict[str, str] = Field(
        default={},
        description="For a column of numbers, the search that finds what is counted; names in"
        " braces are columns of the same row, as in `kind:{kind} copy:no`.",
    )
