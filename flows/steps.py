"""The steps of a run as Prefect tasks: a portion of up to 500 documents a task.

Results are small and kept nowhere. Only what a second try can mend is retried: a channel that
did not answer. The fetcher retries single documents itself, and reading is the same every time.
"""

from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from flows.pipeline import Steps
from flows.portions import (
    describe_addresses,
    discover_portions,
    fetch_portion,
    load_portion,
    read_portion,
)
from flows.walking import walk_portions
from tasks.network.failures import PassingError

RETRY_SECONDS = 5


def may_pass(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether a step failed in a way that may pass, such as a channel that timed out."""
    return isinstance(state.result(raise_on_failure=False), PassingError)


describe = task(
    name="describe",
    description="Find what the files, folders and addresses named hold.",
    cache_policy=NO_CACHE,
    persist_result=False,
)(describe_addresses)

discover = task(
    name="discover",
    task_run_name="discover {source.id}",
    description="Look at a publisher's channels and list what they point to.",
    retries=1,
    retry_delay_seconds=RETRY_SECONDS,
    retry_condition_fn=may_pass,
    cache_policy=NO_CACHE,
    persist_result=False,
)(discover_portions)

walk = task(
    name="walk",
    task_run_name="walk {source.id} from document {start.first}",
    description="Read pages of a publisher's archives and list what they point to.",
    cache_policy=NO_CACHE,
    persist_result=False,
)(walk_portions)

fetch = task(
    name="fetch",
    task_run_name="fetch {portion.source_id} {portion.index} ({portion.count} documents)",
    description="Fetch documents and archive their bytes.",
    cache_policy=NO_CACHE,
    persist_result=False,
)(fetch_portion)

read = task(
    name="read",
    task_run_name="read {portion.source_id} {portion.index} ({portion.count} documents)",
    description="Decode, parse, clean, classify and validate documents from the archive.",
    cache_policy=NO_CACHE,
    persist_result=False,
)(read_portion)

load = task(
    name="load",
    task_run_name="load {batch.batch_id}",
    description="Load a batch and its manifest in one transaction.",
    cache_policy=NO_CACHE,
    persist_result=False,
)(load_portion)

TASKS = Steps(describe=describe, discover=discover, walk=walk, fetch=fetch, read=read, load=load)
