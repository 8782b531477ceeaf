"""What somebody asked for, carried out with any steps: Prefect's tasks or plain functions."""

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

from flows.backfilling import backfill_sources
from flows.catalogue import list_sources, pick_sources
from flows.home import choose_home, prepare_home
from flows.parameters import BackfillOptions, IngestOptions, ReplayOptions, ReprocessOptions
from flows.pipeline import Steps, ingest_sources, read_again
from flows.runs import FlowName, Summary
from schemas.document import Fetch
from warehouse.known import list_archived, list_rejected_fetches


def run_ingest(options: IngestOptions, steps: Steps) -> Summary:
    """Take new releases from publishers, files and addresses.

    Raises:
        ConfigError: a source is unknown or its TOML wrong.
        InputError: an input is not there.
        FetchError: nothing at all was discovered.
    """
    home = prepare_home(choose_home())
    sources = (
        [] if options.addresses and not options.sources else pick_sources(home, options.sources)
    )
    return ingest_sources(
        home,
        sources=sources,
        addresses=options.addresses,
        selection=options.selection,
        asked=options.model_dump_json(),
        steps=steps,
    )


def run_backfill(options: BackfillOptions, steps: Steps) -> Summary:
    """Take older releases from the archives of publishers.

    Raises:
        ConfigError: a source is unknown or its TOML wrong.
    """
    home = prepare_home(choose_home())
    return backfill_sources(
        home,
        sources=pick_sources(home, options.sources),
        selection=options.selection,
        restart=options.restart,
        max_documents=options.max_documents,
        asked=options.model_dump_json(),
        steps=steps,
    )


def run_reprocess(options: ReprocessOptions, steps: Steps) -> Summary:
    """Read archived documents again, with no network."""
    home = prepare_home(choose_home())
    archived = (
        list_archived(home, source_id, options.since, options.until)
        for source_id in options.sources or (None,)
    )
    fetches = chain.from_iterable(chain.from_iterable(archived))
    return read_again(
        home,
        "reprocess",
        sources=list_sources(home),
        find_fetches=lambda: fetches,
        batch_size=options.batch_size,
        asked=options.model_dump_json(),
        steps=steps,
    )


def run_replay(options: ReplayOptions, steps: Steps) -> Summary:
    """Try rejected documents again, with no network."""
    home = prepare_home(choose_home())

    def find_rejected() -> list[Fetch]:
        rejected = list_rejected_fetches(home, options.ids or None)
        wanted = [
            fetch for fetch in rejected if not options.sources or fetch.source_id in options.sources
        ]
        return sorted(wanted, key=lambda fetch: fetch.source_id)

    return read_again(
        home,
        "replay",
        sources=list_sources(home),
        find_fetches=find_rejected,
        batch_size=options.batch_size,
        asked=options.model_dump_json(),
        steps=steps,
    )


ORDERS: Mapping[FlowName, Callable[[Any, Steps], Summary]] = {
    "ingest": run_ingest,
    "backfill": run_backfill,
    "reprocess": run_reprocess,
    "replay": run_replay,
}
