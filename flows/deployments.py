"""What can be started from Prefect's interface: each flow by hand, each publisher on schedule."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.sorting import DeploymentSort
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.schedules import Cron, Schedule
from prefect.types.entrypoint import EntrypointType

from flows.backfill import backfill
from flows.catalogue import list_active
from flows.check import check
from flows.ingest import ingest
from flows.maintain import maintain
from flows.replay import replay
from flows.report import report
from flows.reprocess import reprocess
from flows.resume import close_dead, find_missed, free_writer, start_missed
from flows.upkeep import read_upkeep
from schemas.source import Schedule as Plan

TAG = "communique"
PAGE = 200
BY_HAND: tuple[tuple[Flow[..., Any], str], ...] = (
    (ingest, "Fetch releases from publishers, files or addresses, whenever you like."),
    (backfill, "Walk the archives of publishers back to a day; goes on where it was stopped."),
    (reprocess, "Read archived documents again with today's readers and rules; no network."),
    (replay, "Try rejected documents again after a fix; no network."),
    (
        report,
        "Run reports over what is published, each an artifact; build the site of it.",
    ),
    (check, "Ask publishers what their channels hold and how their newest releases read."),
    (maintain, "Sweep leftovers and ask the checks anew; verify, compact and build if asked."),
)
# One run goes at a time. Started by hand, the next waits; of a schedule it is left out, as what it
# would take is what the one that still goes takes.
WAITING = ConcurrencyLimitConfig(limit=1)
LEFT_OUT = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


def register_deployments(home: Path, runner: Runner) -> None:
    """Tell the server and the runner what can be started; what is no longer there is removed.

    What a server that was killed left open is closed first, and what was missed since is started.
    """
    now = datetime.now(UTC)
    with get_client(sync_client=True) as client:
        close_dead(client)
        free_writer(client)
        before = {each.id: each for each in list_registered(client) if TAG in each.tags}
        missed = list(find_missed(client, before.values(), now))
        kept = {runner.add_deployment(deployment) for deployment in list_deployments(home)}
        for old in before.keys() - kept:
            client.delete_deployment(old)
        start_missed(client, [(each, due) for each, due in missed if each in kept])


def list_registered(client: SyncPrefectClient) -> list[DeploymentResponse]:
    """Every deployment the server knows, whoever made it."""
    found: list[DeploymentResponse] = []
    while page := client.read_deployments(
        limit=PAGE, offset=len(found), sort=DeploymentSort.NAME_ASC
    ):
        found += page
    return found


def list_deployments(home: Path) -> Iterator[RunnerDeployment]:
    """Every deployment there is.

    One run of a deployment goes at a time; across deployments, the writer's limit and lock let
    one write. Publishers that are not active have none: `ingest` offers them by name.
    """
    for flow, description in BY_HAND:
        yield _describe(flow, flow.name, description, [TAG])
    for source in list_active(home):
        if source.schedule is not None:
            yield _plan(
                ingest,
                source.id,
                f"Releases of {source.name}",
                source.schedule,
                {"sources": [source.id], "due_only": True},
            )
    upkeep = read_upkeep(home)
    if upkeep.daily is not None:
        told = "Sweep leftovers, ask the checks anew and build the site"
        yield _plan(maintain, "maintain-daily", told, upkeep.daily, {"site": True})
    if upkeep.weekly is not None:
        told = "Verify the archive and compact Prefect's database"
        asked = {"verify": True, "compact": True}
        yield _plan(maintain, "maintain-weekly", told, upkeep.weekly, asked)
        told = "Ask the active publishers how they do"
        yield _plan(check, "check-sources-weekly", told, upkeep.weekly, {})


def _plan(
    flow: Flow[..., Any], name: str, told: str, plan: Plan, options: dict[str, Any]
) -> RunnerDeployment:
    """A deployment with a schedule."""
    tags = [TAG, "scheduled"]
    if sources := options.get("sources"):
        tags += sources
    return _describe(
        flow,
        name,
        f"{told}: {plan.cron} ({plan.timezone}).",
        tags,
        schedule=Cron(plan.cron, timezone=plan.timezone),
        parameters={"options": options},
    )


def _describe(
    flow: Flow[..., Any],
    name: str,
    description: str,
    tags: list[str],
    *,
    schedule: Schedule | None = None,
    parameters: dict[str, Any] | None = None,
) -> RunnerDeployment:
    deployment = flow.to_deployment(
        name,
        description=description,
        tags=tags,
        schedule=schedule,
        parameters=parameters,
        concurrency_limit=WAITING if schedule is None else LEFT_OUT,
        paused=False,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return cast("RunnerDeployment", deployment)  # a coroutine only where a loop runs
