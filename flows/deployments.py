"""What can be started from Prefect's interface: each flow by hand, each publisher on schedule."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.sorting import DeploymentSort
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.schedules import Cron, Schedule
from prefect.types.entrypoint import EntrypointType

from flows.backfill import backfill
from flows.catalogue import list_active
from flows.ingest import ingest
from flows.replay import replay
from flows.report import report
from flows.reprocess import reprocess

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
)


def register_deployments(home: Path, runner: Runner) -> None:
    """Tell the server and the runner what can be started; what is no longer there is removed."""
    kept = {runner.add_deployment(deployment) for deployment in list_deployments(home)}
    with get_client(sync_client=True) as client:
        for old in _list_registered(client):
            if TAG in old.tags and old.id not in kept:
                client.delete_deployment(old.id)


def _list_registered(client: SyncPrefectClient) -> list[DeploymentResponse]:
    found: list[DeploymentResponse] = []
    while page := client.read_deployments(
        limit=PAGE, offset=len(found), sort=DeploymentSort.NAME_ASC
    ):
        found += page
    return found


def list_deployments(home: Path) -> Iterator[RunnerDeployment]:
    """Every deployment there is.

    One run of a deployment goes at a time and the next waits; across deployments, the writer
    lock lets one write. Publishers that are not active have none: `ingest` offers them by name.
    """
    for flow, description in BY_HAND:
        yield _describe(flow, flow.name, description, [TAG])
    for source in list_active(home):
        if source.schedule is not None:
            yield _describe(
                ingest,
                source.id,
                f"Releases of {source.name}: {source.schedule.cron} ({source.schedule.timezone}).",
                [TAG, "scheduled", source.id],
                schedule=Cron(source.schedule.cron, timezone=source.schedule.timezone),
                parameters={"options": {"sources": [source.id], "due_only": True}},
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
        concurrency_limit=1,
        paused=False,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return cast("RunnerDeployment", deployment)  # a coroutine only where a loop runs
