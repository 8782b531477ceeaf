"""What a new server makes good: runs left open closed, slots freed, missed starts made up for.

One server at a time works on a home, so at its start no run of an earlier one goes on.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from cronsim import CronSim
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Crashed

# The limit that lets one run write, across flows.
WRITER = "communique-writer"
PAGE = 200
OPEN = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
STARTED = [*OPEN, StateType.COMPLETED, StateType.FAILED, StateType.CRASHED, StateType.CANCELLED]
KILLED = "the server that ran it ended: what it had loaded stays, and the next run goes on"


def close_dead(client: SyncPrefectClient) -> None:
    """Show runs of a server that was killed as crashed, which frees their deployments."""
    while dead := _find_runs(client, OPEN, limit=PAGE):
        for run in dead:
            client.set_flow_run_state(run.id, Crashed(message=KILLED), force=True)


def free_writer(client: SyncPrefectClient) -> None:
    """Make the limit that lets one run write, with nobody in it."""
    client.upsert_global_concurrency_limit_by_name(WRITER, limit=1)
    client.update_global_concurrency_limit(WRITER, GlobalConcurrencyLimitUpdate(active_slots=0))


def find_missed(
    client: SyncPrefectClient, deployments: Iterable[DeploymentResponse], now: datetime
) -> Iterator[tuple[UUID, datetime]]:
    """Find the deployments whose schedules came due while no server was there, and when last.

    Runs that were planned for that time are removed: one run makes up for all of them.
    """
    for deployment in deployments:
        due = _find_due(client, deployment, now)
        if due is None:
            continue
        for run in _find_runs(client, [StateType.SCHEDULED], deployment.id, limit=PAGE):
            if run.auto_scheduled and run.expected_start_time and run.expected_start_time < now:
                client.delete_flow_run(run.id)
        yield deployment.id, due


def start_missed(client: SyncPrefectClient, missed: Iterable[tuple[UUID, datetime]]) -> None:
    """Start one run for all that each deployment missed; a second server start adds none."""
    for deployment, due in missed:
        client.create_flow_run_from_deployment(
            deployment,
            tags=["missed"],
            idempotency_key=f"missed {deployment} {due.isoformat()}",
        )


def _find_due(
    client: SyncPrefectClient, deployment: DeploymentResponse, now: datetime
) -> datetime | None:
    """When a deployment was last to start since it last did; none if it missed nothing."""
    plans = [each.schedule for each in deployment.schedules]
    plan = next((plan for plan in plans if isinstance(plan, CronSchedule)), None)
    if plan is None or deployment.created is None:
        return None
    last = _find_runs(client, STARTED, deployment.id, limit=1)
    since = max([deployment.created, *(run.start_time for run in last if run.start_time)])
    zone = ZoneInfo(plan.timezone or "UTC")
    due = None
    for moment in CronSim(plan.cron, since.astimezone(zone)):
        if moment >= now:
            break
        due = moment
    return due


def _find_runs(
    client: SyncPrefectClient,
    states: list[StateType],
    deployment: UUID | None = None,
    *,
    limit: int,
) -> list[FlowRun]:
    return client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states))
        ),
        deployment_filter=(
            DeploymentFilter(id=DeploymentFilterId(any_=[deployment])) if deployment else None
        ),
        sort=FlowRunSort.START_TIME_DESC,
        limit=limit,
    )
