"""The flow `ingest`: from publishers, files and addresses to the warehouse."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.finish import end_flow, follow_flow
from flows.home import choose_home
from flows.orders import run_ingest
from flows.parameters import IngestOptions
from flows.runs import Summary
from flows.steps import TASKS

EVERYTHING = IngestOptions()


@flow(
    name="ingest",
    flow_run_name="ingest {options.label}",
    description="Discover, fetch, archive, read and check new releases, load the warehouse, and"
    " publish it to readers.",
    persist_result=False,
)
def ingest(options: IngestOptions = EVERYTHING) -> "State[Summary]":
    """Take new releases from publishers, files and addresses.

    Args:
        options: What to take.
    """
    return follow_flow(
        "ingest", lambda: end_flow(choose_home(), run_ingest(options, TASKS)), writes=True
    )
