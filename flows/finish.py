"""How a flow ends in Prefect: what it leaves, and the state it is shown in."""

import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prefect import get_run_logger
from prefect.client.schemas.objects import State
from prefect.concurrency.sync import concurrency
from prefect.runtime import deployment
from prefect.states import Completed, Failed

from flows.artifacts import (
    leave_coverage,
    leave_failure,
    leave_pictures,
    leave_rejections,
    leave_summary,
)
from flows.findings import emit_findings
from flows.gauge import Gauge
from flows.progress import LogWatcher, watch
from flows.questions import count_requests, find_meetings, find_new, find_rejections
from flows.resume import WRITER
from flows.runs import Summary, require_documents
from flows.site import FOLDER
from schemas.errors import CommuniqueError, FetchError
from schemas.run import total_failures

# After so long a run that was killed has left the slot for writing.
LEASE_SECONDS = 60
FLOW_LOG = "prefect.flow_runs"
TASK_LOG = "prefect.task_runs"


def follow_flow(flow: str, work: Callable[[], State[Any]], *, writes: bool = False) -> State[Any]:
    """Do a flow's work, with its progress in its log; an error is the run's state and summary.

    Raised, it would lie in the log as a traceback and among the artifacts as bytes. What writes to
    the warehouse waits until no other does.
    """
    log = get_run_logger()
    # For good: what runs flows one by one logs their errors once they have ended.
    logging.getLogger(FLOW_LOG).addFilter(_is_no_echo)
    with watch(LogWatcher(log)), _keep_gauge(), _shorten_errors():
        try:
            return _write_alone(work) if writes else work()
        except CommuniqueError as error:
            message = str(error)
            return _fail(flow, message, error)
        except Exception as error:
            log.exception("this should not happen: please report it")
            said = " ".join(str(error).split())[:300]
            return _fail(flow, f"{type(error).__name__}: {said} (please report)", error)


def end_flow(home: Path, summary: Summary) -> "State[Summary]":
    """Leave a run's artifacts, and say how it ended.

    What was lost makes it `Partial`; one that discovered nothing anywhere failed.
    """
    leave_coverage(summary.coverage)
    emit_findings(home, summary)
    # What was kept from being published shows in no snapshot, if there is one at all.
    is_published = not summary.refusal
    if is_published:
        leave_rejections(find_rejections(home, run=summary.run_id).to_pylist())
    requests = count_requests(home, summary.run_id) if is_published else None
    leave_pictures(summary.coverage, requests)
    releases = find_new(home, summary.run_id).to_pylist() if is_published else []
    try:
        require_documents(summary)
    except FetchError as error:
        leave_summary(summary, releases, problem=str(error))
        return Failed(message=str(error), data=error)
    meetings = find_meetings(home, summary.run_id).to_pylist() if releases else []
    index = home / FOLDER / "index.html"
    leave_summary(summary, releases, meetings, site=str(index) if index.is_file() else "")
    if summary.refusal:
        return Completed(name="Partial", message=summary.refusal, data=summary)
    message = f"{summary.count_new()} new, {total_failures(summary.coverage)} rejected or failed"
    name = "Partial" if summary.state == "partial" else "Completed"
    return Completed(name=name, message=message, data=summary)


def _write_alone(work: Callable[[], State[Any]]) -> State[Any]:
    """Do a served run's work in the one slot there is for writing, across flows.

    Prefect's interface shows who is in it and lets it be changed. Runs of commands have no
    deployment and go by the lock alone, which holds for all: nothing would free their slot.
    """
    if not deployment.id:
        return work()
    with concurrency(WRITER, lease_duration=LEASE_SECONDS, strict=False):
        return work()


def _fail(flow: str, message: str, error: Exception) -> State[Any]:
    try:
        leave_failure(flow, message)
    except Exception as trouble:  # noqa: BLE001 - what went wrong first is what must be told
        get_run_logger().warning("no summary could be left: %s", trouble)
    return Failed(message=message, data=error)


@contextmanager
def _keep_gauge() -> Generator[None]:
    """Show how far the run is while it goes; where it fails, it stays where it came."""
    gauge = Gauge()
    with watch(gauge):
        try:
            yield
        finally:
            gauge.close()


@contextmanager
def _shorten_errors() -> Generator[None]:
    """Keep tracebacks of expected errors out of the log of a run's tasks."""
    log = logging.getLogger(TASK_LOG)
    log.addFilter(_drop_traceback)
    try:
        yield
    finally:
        log.removeFilter(_drop_traceback)


def _is_no_echo(record: logging.LogRecord) -> bool:
    """Whether a record is news, and no expected error: that is the state of the run."""
    return not (record.exc_info and isinstance(record.exc_info[1], CommuniqueError))


def _drop_traceback(record: logging.LogRecord) -> bool:
    if record.exc_info and isinstance(record.exc_info[1], CommuniqueError):
        record.exc_info = None
    return True
