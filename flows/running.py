"""Commands that write: a run with Prefect, or the same steps without."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from pydantic import ValidationError

from flows.catalogue import list_sources
from flows.home import apply_settings, choose_home, prepare_home
from flows.leave import allow_typed
from flows.parameters import (
    BackfillOptions,
    IngestOptions,
    ReplayOptions,
    ReprocessOptions,
    SourceOptions,
    explain_options,
)
from flows.progress import BarWatcher, make_remarks, watch
from flows.server import use_server
from schemas.errors import InputError

if TYPE_CHECKING:
    from flows.runs import FlowName, Summary

OPTIONS: Mapping["FlowName", type[SourceOptions]] = {
    "ingest": IngestOptions,
    "backfill": BackfillOptions,
    "reprocess": ReprocessOptions,
    "replay": ReplayOptions,
}


def run_and_tell(flow: "FlowName", asked: Mapping[str, object], *, direct: bool) -> int:
    """Run a flow with a bar on the terminal, and print what became of every document.

    Returns:
        0 if all is loaded, 1 if some documents were rejected or failed.

    Raises:
        InputError: what was asked makes no sense.
        ConfigError: a publisher's file is wrong.
        CommuniqueError: it could not run.
    """
    home = prepare_home(choose_home())
    if not asked.get("addresses") or asked.get("sources"):
        list_sources(home)
    allow_typed(cast("Sequence[str]", asked.get("addresses") or ()))
    try:
        options = OPTIONS[flow].model_validate(asked)
    except ValidationError as error:
        raise InputError(explain_options(error)) from error
    bar = BarWatcher(make_remarks())
    with bar.draw(), watch(bar):
        summary = run_directly(flow, options) if direct else run_in_prefect(flow, options)
    from flows.printing import print_summary  # noqa: PLC0415 - not before the server starts

    print_summary(summary)
    return 0 if summary.state == "completed" else 1


def run_directly(flow: "FlowName", options: SourceOptions) -> "Summary":
    """Run a flow's steps as plain functions.

    Raises:
        CommuniqueError: it could not run.
    """
    from flows.orders import ORDERS  # noqa: PLC0415 - bad options are refused without DuckDB
    from flows.pipeline import PLAIN  # noqa: PLC0415
    from flows.runs import require_documents  # noqa: PLC0415

    return require_documents(ORDERS[flow](options, PLAIN))


def run_in_prefect(flow: "FlowName", options: SourceOptions) -> "Summary":
    """Run a flow in the server that is being served, or in one of its own.

    Raises:
        CommuniqueError: it could not run.
    """
    home = choose_home()
    apply_settings(home)
    with use_server(home, make_remarks().print) as server:
        # Prefect is imported while its server starts, which takes longer.
        from flows.backfill import backfill  # noqa: PLC0415
        from flows.calls import call_flow  # noqa: PLC0415
        from flows.ingest import ingest  # noqa: PLC0415
        from flows.replay import replay  # noqa: PLC0415
        from flows.reprocess import reprocess  # noqa: PLC0415

        server.wait_ready()
        server.end_with_it()
        flows = {
            "ingest": ingest,
            "backfill": backfill,
            "reprocess": reprocess,
            "replay": replay,
        }
        return call_flow(flows[flow], options)
