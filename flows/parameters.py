"""What a flow can be asked: the models behind the custom-run forms of Prefect's interface.

Every field has a default that means the ordinary thing, so that a form opens ready to run.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Self, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from flows.catalogue import name_sources, require_source
from flows.home import choose_home
from schemas.base import Model
from schemas.errors import ConfigError
from tasks.network.redact import hide_secrets

DEFAULT_BATCH_SIZE = 200
FIRST_DAY = dt.date(1900, 1, 1)
LAST_DAY = dt.date(2100, 1, 1)


def _check_source(source_id: str) -> str:
    try:
        require_source(choose_home(), source_id)
    except ConfigError as error:
        raise ValueError(str(error)) from error
    return source_id


def offer(choices: list[str]) -> WithJsonSchema:
    """Make a form's drop-down of these, as they are when this is called."""
    return WithJsonSchema({"type": "string", **({"enum": choices} if choices else {})})


SourceChoice = Annotated[str, AfterValidator(_check_source), offer(name_sources(choose_home()))]


def shorten_names(names: Sequence[str]) -> str:
    """The first few names, for a run's name."""
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


class Selection(Model):
    """Which of a source's documents a run takes, and how many a portion holds."""

    since: dt.date
    until: dt.date
    batch_size: int
    due_only: bool = False

    @property
    def is_part(self) -> bool:
        """Whether documents of some days only are asked for."""
        return (self.since, self.until) != (FIRST_DAY, LAST_DAY)


class Options(BaseModel):
    """What a flow is asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def drop_nones(cls, values: Any) -> Any:  # noqa: ANN401 - whatever a form sends
        """Take a field that was cleared in the form for its default."""
        if not isinstance(values, dict):
            return values
        fields = cast("dict[str, Any]", values)
        return {name: value for name, value in fields.items() if value is not None}


class SourceOptions(Options):
    """Whose documents a run takes, in batches of how many."""

    sources: tuple[SourceChoice, ...] = Field(
        default=(),
        title="Publishers",
        description="Whose releases to take; empty takes all. Fetching leaves out, unless they are"
        " named, shipped publishers that were never checked live.",
    )
    batch_size: int = Field(
        default=DEFAULT_BATCH_SIZE,
        ge=100,
        le=500,
        title="Documents a batch",
        description="Documents one task takes at a time: 100 to 500.",
    )

    @property
    def label(self) -> str:
        """The same in a few words, for a run's name."""
        return shorten_names(self.sources) or "all"


class DatedOptions(SourceOptions):
    """Whose documents of which days a run takes."""

    since: dt.date = Field(
        default=FIRST_DAY,
        title="From",
        description="First day to take.",
        examples=["2026-01-01"],
    )
    until: dt.date = Field(
        default=LAST_DAY,
        title="To",
        description="Last day to take.",
        examples=["2026-12-31"],
    )

    @model_validator(mode="after")
    def check_range(self) -> Self:
        if self.since > self.until:
            raise ValueError(f"from {self.since} lies after to {self.until}: exchange them")
        return self

    @property
    def selection(self) -> Selection:
        """The same in the words of a step."""
        return Selection(since=self.since, until=self.until, batch_size=self.batch_size)


class IngestOptions(DatedOptions):
    """Which releases to take; a document whose feed gives no day is always taken."""

    addresses: tuple[str, ...] = Field(
        default=(),
        title="Other inputs",
        description="Files, folders, globs, archives, mailboxes, feeds, sitemaps or pages to take"
        " besides; if there are any and no publisher is chosen, only these are taken.",
        examples=[["/data/releases/*.html", "https://example.org/feed.xml"]],
    )

    due_only: bool = Field(
        default=False,
        title="Only what is due",
        description="Leave out what is not due by the publisher's cadence, and count it as"
        " unchanged; schedules do.",
    )

    @property
    def selection(self) -> Selection:
        """The same in the words of a step."""
        return super().selection.model_copy(update={"due_only": self.due_only})

    @property
    def label(self) -> str:
        """The same in a few words, for a run's name."""
        shown = (hide_secrets(address).rstrip("/")[-40:] for address in self.addresses)
        names = [*self.sources, *shown]
        return shorten_names(names) or "all"


class BackfillOptions(DatedOptions):
    """Whose archives to walk, back to which day."""

    restart: bool = Field(
        default=False,
        title="Start anew",
        description="Forget how far earlier runs of the same days came.",
    )
    max_documents: int = Field(
        default=0,
        ge=0,
        title="Documents at most",
        description="Leave a publisher after about so many documents, to go on in the next run; 0"
        " takes all.",
    )


class ReprocessOptions(DatedOptions):
    """Which archived documents to read again, by the days they were fetched."""


class ReplayOptions(SourceOptions):
    """Which rejected documents to try again: all that are open, or some."""

    ids: tuple[str, ...] = Field(
        default=(),
        title="Rejections",
        description="Ids of rejections to try again, as `communique rejections` lists them; empty"
        " takes all.",
        examples=[["20260930T060000-a1b2c3/example/17"]],
    )


class CheckOptions(Options):
    """Which publishers to ask how they do."""

    sources: tuple[SourceChoice, ...] = Field(
        default=(),
        title="Publishers",
        description="Whom to ask; empty asks those that are active.",
    )

    @property
    def label(self) -> str:
        """The same in a few words, for a run's name."""
        return shorten_names(self.sources) or "active"


class MaintainOptions(Options):
    """Which steps of maintenance to take besides sweeping and checking."""

    verify: bool = Field(
        default=False,
        title="Verify the archive",
        description="Read every archived record and hold it against the requests; takes minutes"
        " for tens of gigabytes.",
    )
    compact: bool = Field(
        default=False,
        title="Compact Prefect's database",
        description="Give the disk back what runs that are gone took.",
    )
    site: bool = Field(
        default=False,
        title="Build the site",
        description="Build the folder `site` of the home from what is published.",
    )

    @property
    def chores(self) -> tuple[str, ...]:
        """The names of the steps, in their order."""
        wanted = {"archive": self.verify, "history": self.compact, "site": self.site}
        return ("sweep", "checks", *(name for name, is_wanted in wanted.items() if is_wanted))

    @property
    def label(self) -> str:
        """The same in a few words, for a run's name."""
        return ", ".join(self.chores)


def explain_options(error: ValidationError) -> str:
    """Say in one line what is wrong with options."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    reason = first["msg"].removeprefix("Value error, ")
    if first["type"].startswith("date"):
        reason = f"{str(first['input'])[:40]!r} is no day: write it as 2026-01-31"
    # What is named one by one is named in the reason: its place in a list tells nobody anything.
    return reason if not where or isinstance(first["loc"][-1], int) else f"{where}: {reason}"
