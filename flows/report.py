"""The flow `report`: reports over what is published, left as artifacts, and built as a site."""

import datetime as dt
from pathlib import Path
from typing import Annotated

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed
from pydantic import Field

from flows.artifacts import leave_report
from flows.finish import follow_flow
from flows.home import choose_home
from flows.parameters import FIRST_DAY, Options, offer
from flows.site import build_site, describe_site
from warehouse.reports import find_report, list_reports, run_report

ReportChoice = Annotated[str, offer(sorted(each.name for each in list_reports()))]


class ReportOptions(Options):
    """Which reports to run over what is published now."""

    reports: tuple[ReportChoice, ...] = Field(
        default=(),
        title="Reports",
        description="Reports to run; empty runs all.",
    )
    site: bool = Field(
        default=False,
        title="Build the site",
        description="Build the folder `site` of the home too: every report, release, person and"
        " organisation as web pages.",
    )
    since: dt.date = Field(
        default=FIRST_DAY,
        title="Site from",
        description="First day of publication the site shows.",
        examples=["2026-01-01"],
    )

    @property
    def label(self) -> str:
        """The same in a few words, for a run's name."""
        return ", ".join(self.reports) or "all"


EVERYTHING = ReportOptions()


@task(
    name="report",
    task_run_name="report {name}",
    description="Run a report on the published snapshot and leave it as an artifact.",
    cache_policy=NO_CACHE,
    persist_result=False,
)
def make_report(home: Path, name: str) -> int:
    """Run one report with its default parameters; returns its number of rows."""
    table = run_report(home, name)
    leave_report(find_report(name), table.to_pylist())
    return table.num_rows


@task(
    name="site",
    task_run_name="site",
    description="Build the site of the published snapshot in the home folder.",
    cache_policy=NO_CACHE,
    persist_result=False,
)
def make_site(home: Path, since: dt.date) -> str:
    """Build the site; returns what was built, in words."""
    return describe_site(build_site(home, since=None if since == FIRST_DAY else since))


@flow(
    name="report",
    flow_run_name="report {options.label}",
    description="Run reports on the published snapshot, each an artifact; build the site of it.",
    persist_result=False,
)
def report(options: ReportOptions = EVERYTHING) -> "State[dict[str, int]]":
    """Run reports.

    Args:
        options: Which; all if none is named.

    Returns:
        How many rows each has.
    """
    home = choose_home()
    names = options.reports or tuple(each.name for each in list_reports())

    def work() -> "State[dict[str, int]]":
        counts = {name: make_report(home, name) for name in names}
        told = ", ".join(f"{name}: {count} rows" for name, count in counts.items())
        if options.site:
            told = f"{make_site(home, options.since)}; {told}"
        return Completed(message=told, data=counts)

    return follow_flow("report", work)
