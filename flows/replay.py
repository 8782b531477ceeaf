"""The flow `replay`: rejected documents tried again, with no network."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.finish import end_flow, follow_flow
from flows.home import choose_home
from flows.orders import run_replay
from flows.parameters import ReplayOptions
from flows.runs import Summary
from flows.steps import TASKS

EVERYTHING = ReplayOptions()


@flow(
    name="replay",
    flow_run_name="replay {options.label}",
    description="Try rejected documents again after a reader, a rule or a source was mended. No"
    " network.",
    persist_result=False,
)
def replay(options: ReplayOptions = EVERYTHING) -> "State[Summary]":
    """Try rejected documents again.

    Args:
        options: Which of them.
    """
    return follow_flow(
        "replay", lambda: end_flow(choose_home(), run_replay(options, TASKS)), writes=True
    )
