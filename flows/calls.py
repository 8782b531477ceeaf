"""Calling a flow from a command: in this process, its runs kept by whatever server is set."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

from prefect import Flow
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogHandler
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from flows.runs import Summary

SEND_SECONDS = 5


def call_flow(flow: Flow[..., Any], *arguments: object) -> Summary:
    """Run a flow to its end.

    Raises:
        CommuniqueError: it could not run.
    """
    # Its beating thread sleeps whole seconds, and would have every short run wait for one.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}), _send_everything():
        return cast("Summary", flow(*arguments))


@contextmanager
def _send_everything() -> Generator[None]:
    """Have logs and events sent while the server is still there."""
    try:
        yield
    finally:
        APILogHandler().flush()
        EventsWorker.drain_all(timeout=SEND_SECONDS, at_exit=False)
