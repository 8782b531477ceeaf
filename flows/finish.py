"""How a flow ends in Prefect: what it leaves, and the state it is shown in."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from prefect import get_run_logger
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.artifacts import leave_coverage, leave_rejections, leave_summary
from flows.progress import LogWatcher, watch
from flows.questions import find_new, find_rejections
from flows.runs import Summary, require_documents
from schemas.run import total_failures


@contextmanager
def follow_in_log() -> Generator[None]:
    """Write how far a run is to its log in Prefect."""
    with watch(LogWatcher(get_run_logger())):
        yield


def end_flow(home: Path, summary: Summary) -> "State[Summary]":
    """Leave a run's artifacts, and say how it ended; what was lost makes it `Partial`.

    Raises:
        FetchError: nothing was discovered anywhere.
    """
    leave_coverage(summary.coverage)
    leave_rejections(find_rejections(home, run=summary.run_id).to_pylist())
    leave_summary(summary, find_new(home, summary.run_id).to_pylist())
    require_documents(summary)
    message = f"{summary.count_new()} new, {total_failures(summary.coverage)} rejected or failed"
    name = "Partial" if summary.state == "partial" else "Completed"
    return Completed(name=name, message=message, data=summary)
