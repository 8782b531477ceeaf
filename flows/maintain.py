"""The flow `maintain`: a home swept and looked over, with what was found as an artifact."""

from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.artifacts import leave_chores
from flows.finish import follow_flow
from flows.home import choose_home
from flows.parameters import MaintainOptions
from flows.upkeep import run_chore
from schemas.upkeep import Chore

ORDINARY = MaintainOptions()
LONGEST_SECONDS = 6 * 3600


@task(
    name="chore",
    task_run_name="{name}",
    description="One step of maintenance.",
    cache_policy=NO_CACHE,
    persist_result=False,
)
def do_chore(name: str, home: Path) -> Chore:
    """Do one step of maintenance; what it cannot do is told."""
    return run_chore(name, home)


@flow(
    name="maintain",
    flow_run_name="maintain {options.label}",
    description="Sweep what killed runs left, ask the checks anew, and, if wanted, verify the"
    " archive, compact Prefect's database and build the site. Deletes nothing that was fetched,"
    " loaded or published.",
    timeout_seconds=LONGEST_SECONDS,
    persist_result=False,
)
def maintain(options: MaintainOptions = ORDINARY) -> "State[list[Chore]]":
    """Look after the home.

    Args:
        options: Which steps.
    """
    home = choose_home()

    def work() -> "State[list[Chore]]":
        chores = [do_chore(name, home) for name in options.chores]
        leave_chores(chores)
        told = "; ".join(f"{chore.name}: {chore.detail}" for chore in chores)
        is_sound = all(chore.state != "found" for chore in chores)
        return Completed(
            name="Completed" if is_sound else "Partial", message=told[:1000], data=chores
        )

    return follow_flow("maintain", work)
