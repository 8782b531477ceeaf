"""The flow `check-sources`: publishers asked now, how they do as an artifact."""

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.artifacts import leave_health
from flows.catalogue import pick_sources
from flows.finish import follow_flow
from flows.health import check_sources, list_rows
from flows.home import choose_home, prepare_home
from flows.parameters import CheckOptions

ACTIVE = CheckOptions()
LONGEST_SECONDS = 3600


@task(
    name="check",
    description="Ask publishers side by side what their channels hold; no release is loaded.",
    cache_policy=NO_CACHE,
    persist_result=False,
)
def ask_publishers(sources: tuple[str, ...]) -> list[dict[str, object]]:
    """Ask publishers; a row of the health table each."""
    home = prepare_home(choose_home())
    return list_rows(home, check_sources(home, pick_sources(home, sources)))


@flow(
    name="check-sources",
    flow_run_name="check {options.label}",
    description="Ask publishers what their channels hold and how their newest releases read; no"
    " release is loaded.",
    timeout_seconds=LONGEST_SECONDS,
    persist_result=False,
)
def check(options: CheckOptions = ACTIVE) -> "State[list[dict[str, object]]]":
    """Ask publishers how they do.

    Args:
        options: Which.
    """

    def work() -> "State[list[dict[str, object]]]":
        home = prepare_home(choose_home())
        chosen = tuple(source.id for source in pick_sources(home, options.sources))
        rows = ask_publishers(chosen)
        leave_health(rows)
        bad = [f"{row['source']}: {row['state']}" for row in rows if row["state"] != "ok"]
        message = f"{len(rows) - len(bad)} of {len(rows)} publishers are ok"
        if bad:
            message += f"; {', '.join(bad[:10])}{' and others' if len(bad) > 10 else ''}"
        return Completed(name="Partial" if bad else "Completed", message=message, data=rows)

    return follow_flow("check-sources", work)
