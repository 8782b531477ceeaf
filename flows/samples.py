"""The flow `demo`: the sample publishers of the source tree, served on loopback."""

from pathlib import Path
from runpy import run_path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.calls import call_flow
from flows.finish import end_flow, follow_flow
from flows.home import choose_home
from flows.parameters import IngestOptions
from flows.pipeline import ingest_sources
from flows.runs import Summary
from flows.steps import TASKS
from tasks.publishers.catalogue import read_sources


@flow(
    name="demo",
    flow_run_name="demo of the samples",
    description="Ingest the sample publishers of the source tree from a server on loopback.",
    persist_result=False,
)
def demo(samples: Path, base: str) -> "State[Summary]":
    """Ingest the sample publishers.

    Args:
        samples: Their folder.
        base: Where their sites are served.
    """
    options = IngestOptions()
    sources = read_sources([samples / "sources"], {"base": base, "root": str(samples)})

    def work() -> "State[Summary]":
        summary = ingest_sources(
            choose_home(),
            sources=list(sources.values()),
            addresses=(),
            selection=options.selection,
            asked=options.model_dump_json(),
            steps=TASKS,
        )
        return end_flow(choose_home(), summary)

    return follow_flow("demo", work)


def ingest_edition(samples: Path, edition: int) -> Summary:
    """Serve an edition of the samples and ingest it.

    Raises:
        InputError: the samples' port is taken.
        CommuniqueError: it could not run.
    """
    with _load_server(samples)["serve_samples"](edition) as base:
        return call_flow(demo, samples, base)


def _load_server(samples: Path) -> dict[str, Any]:
    """Run the samples' server module from where it lies; a name such as `tests` may be taken."""
    return run_path(str(samples / "server.py"))
