"""The flow `backfill`: from the archives of publishers to the warehouse."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.artifacts import leave_report
from flows.finish import end_flow, follow_flow
from flows.gaps import find_gaps
from flows.home import choose_home
from flows.orders import run_backfill
from flows.parameters import BackfillOptions
from flows.runs import Summary
from flows.steps import TASKS
from warehouse.reports import find_report

EVERYTHING = BackfillOptions()


@flow(
    name="backfill",
    flow_run_name="backfill {options.label}",
    description="Walk the archives, pages and sitemaps of publishers back to a day, load what is"
    " not held yet, and find the gaps. Stopped and started again, it goes on where it was.",
    persist_result=False,
)
def backfill(options: BackfillOptions = EVERYTHING) -> "State[Summary]":
    """Bring in older releases of publishers.

    Args:
        options: Whose, of which days.
    """
    return follow_flow("backfill", lambda: _walk_back(options), writes=True)


def _walk_back(options: BackfillOptions) -> "State[Summary]":
    home = choose_home()
    summary = run_backfill(options, TASKS)
    gaps = find_gaps(home, options.sources, options.since, options.until)
    leave_report(find_report("gaps"), gaps.to_pylist())
    return end_flow(home, summary)
