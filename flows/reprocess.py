"""The flow `reprocess`: from the archive to the warehouse, with no network."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.finish import end_flow, follow_flow
from flows.home import choose_home
from flows.orders import run_reprocess
from flows.parameters import ReprocessOptions
from flows.runs import Summary
from flows.steps import TASKS

EVERYTHING = ReprocessOptions()


@flow(
    name="reprocess",
    flow_run_name="reprocess {options.label}",
    description="Read archived documents again with the readers and rules of today, and load what"
    " comes out differently. No network.",
    persist_result=False,
)
def reprocess(options: ReprocessOptions = EVERYTHING) -> "State[Summary]":
    """Read archived documents again.

    Args:
        options: Which of them.
    """
    return follow_flow(
        "reprocess", lambda: end_flow(choose_home(), run_reprocess(options, TASKS)), writes=True
    )
