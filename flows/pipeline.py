"""How a run goes, with Prefect or without: the order of steps, the bounds, the ledger.

The steps are handed in: plain functions (`PLAIN`), or Prefect tasks around them (`flows.steps`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from flows.parameters import Selection
from flows.portions import (
    Found,
    Portion,
    describe_addresses,
    discover_portions,
    fetch_portion,
    hold_back,
    load_portion,
    read_portion,
    stage_discovered,
    stage_fetched,
)
from flows.progress import find_watcher
from flows.runs import FlowName, OpenRun, Summary, name_run, open_run
from flows.walking import Walked, walk_portions
from schemas.backfill import Backfill
from schemas.discovery import AdHoc
from schemas.document import Fetch
from schemas.errors import BoundsError, CommuniqueError, FetchError
from schemas.run import Batch, Coverage
from schemas.source import Bounds, Channel, Source
from warehouse.load import Cause, count_outcomes
from warehouse.states import save_channel_answers


@dataclass(frozen=True)
class Steps:
    """The steps of a run, each on one source or one portion of it."""

    describe: Callable[[Path, str, Sequence[str]], list[AdHoc]]
    discover: Callable[[Path, str, Source, Selection], Found]
    walk: Callable[[Path, Source, Backfill, Selection, Portion], Walked]
    fetch: Callable[[Path, Portion, Source], Portion]
    read: Callable[[Path, Portion, Source], Batch]
    load: Callable[[Path, Batch, Cause], Coverage]


PLAIN = Steps(
    describe=describe_addresses,
    discover=discover_portions,
    walk=walk_portions,
    fetch=fetch_portion,
    read=read_portion,
    load=load_portion,
)


def ingest_sources(
    home: Path,
    *,
    sources: Sequence[Source],
    addresses: Sequence[str],
    selection: Selection,
    asked: str,
    steps: Steps,
) -> Summary:
    """Discover, fetch, read, check and load each source, one after the other.

    Args:
        home: The home folder.
        sources: Publishers to look at.
        addresses: Files, folders, globs and web addresses to take besides.
        selection: Which documents, in portions of how many.
        asked: JSON of what was asked for, for the ledger.
        steps: How each step is done.

    Raises:
        InputError: an address is not there.
        FetchError: nothing could be discovered at an address.
    """
    run_id = name_run()
    named = steps.describe(home, run_id, addresses) if addresses else []
    with open_run(home, "ingest", asked, run_id) as run:
        for adhoc in named:
            save_channel_answers(home, adhoc.answers)
        run.save([*sources, *(adhoc.source for adhoc in named)])
        for adhoc in named:
            run.record(_ingest_named(run, adhoc, selection, steps))
        for source in sources:
            run.record(_ingest_source(run, source, selection, steps))
    return run.summary


def read_again(
    home: Path,
    flow: FlowName,
    *,
    sources: Mapping[str, Source],
    find_fetches: Callable[[], Iterable[Fetch]],
    batch_size: int,
    asked: str,
    steps: Steps,
) -> Summary:
    """Read archived documents again and load what comes out, with no network.

    Args:
        home: The home folder.
        flow: Which flow asks, for the ledger.
        sources: The publishers there are; documents of others are read all the same.
        find_fetches: Finds the documents, as earlier runs fetched them, in the order of sources.
        batch_size: Documents a portion holds.
        asked: JSON of what was asked for, for the ledger.
        steps: How each step is done.
    """
    with open_run(home, flow, asked) as run:
        for source_id, fetches in groupby(find_fetches(), key=lambda fetch: fetch.source_id):
            source = sources.get(source_id) or describe_forgotten(source_id)
            portions = stage_fetched(home, run.run_id, source_id, batch_size, fetches)
            run.record(_load_source(run, source, portions, "reprocess", steps))
    return run.summary


def check_bounds(source: Source, batches: Sequence[Batch]) -> None:
    """Hold what a source gave against what it should.

    Raises:
        BoundsError: fewer documents than its minimum are readable or known already. Those not
            asked as they failed before are neither.
    """
    good = sum(
        batch.readable_count + batch.unchanged_count - batch.barred_count for batch in batches
    )
    if good < source.bounds.min_releases:
        asked = sum(
            batch.fetched_count + batch.failed_count + batch.barred_count for batch in batches
        )
        raise BoundsError(
            f"{good} of {asked} documents are readable, fewer than the {source.bounds.min_releases}"
            f" expected, so none was loaded: mend the channel, or lower bounds.min_releases in"
            f" {source.id}.toml and run `communique replay`"
        )
    if good > source.bounds.max_releases:
        find_watcher().say(
            f"{source.id}: {good} documents are readable, more than the"
            f" {source.bounds.max_releases} expected: loaded all the same; if they belong there,"
            f" raise bounds.max_releases in {source.id}.toml"
        )


def _ingest_named(run: OpenRun, adhoc: AdHoc, selection: Selection, steps: Steps) -> Coverage:
    found = stage_discovered(run.home, run.run_id, adhoc.source.id, adhoc.discovery, selection)
    return _take_found(run, adhoc.source, found, steps)


def _ingest_source(run: OpenRun, source: Source, selection: Selection, steps: Steps) -> Coverage:
    """Discover and load a publisher's documents; its own trouble never stops the next one's."""
    if selection.is_part:
        # Its bounds speak of a whole visit.
        source = source.model_copy(update={"bounds": Bounds(min_releases=0)})
    try:
        found = steps.discover(run.home, run.run_id, source, selection)
        return _take_found(run, source, found, steps)
    except FetchError as error:
        return _describe_stop(run, source, str(error))
    except CommuniqueError:
        raise  # the warehouse or the disk: nobody's documents could be loaded
    except Exception as error:  # noqa: BLE001 - a publisher's surprise must not cost the others' day
        said = " ".join(str(error).split())[:200]
        return _describe_stop(run, source, f"{type(error).__name__}: {said}; please report it")


def _describe_stop(run: OpenRun, source: Source, why: str) -> Coverage:
    """Close a source's row of the ledger where its run broke off before its end."""
    so_far = count_outcomes(run.home, run.run_id, source.id)
    return so_far.model_copy(update={"state": "stopped", "reason": why})


def _take_found(run: OpenRun, source: Source, found: Found, steps: Steps) -> Coverage:
    """Fetch and load what was found; a channel that failed makes the source's run partial."""
    if found.left_out and not found.count and not found.problems:
        why = f"all {found.left_out} documents found lie outside the days asked for"
        find_watcher().say(f"{source.id}: {why}")
        return Coverage(run_id=run.run_id, source_id=source.id, discovered_count=0, reason=why)
    find_watcher().begin(source.id, found.count)
    fetched = (_fetch(run, portion, source, steps) for portion in found.portions)
    coverage = _load_source(run, source, fetched, "ingest", steps)
    for line in (*found.problems, *found.notes):
        find_watcher().say(f"{source.id}: {line}")
    if found.problems and coverage.state == "ok":
        return coverage.model_copy(update={"state": "partial", "reason": found.problems[0]})
    return coverage


def _fetch(run: OpenRun, portion: Portion, source: Source, steps: Steps) -> Portion:
    fetched = steps.fetch(run.home, portion, source)
    find_watcher().advance(portion.source_id, "fetched", portion.count)
    return fetched


def _load_source(
    run: OpenRun, source: Source, portions: Iterable[Portion], cause: Cause, steps: Steps
) -> Coverage:
    """Read all of a source, hold it against its bounds, and only then load it."""
    batches: list[Batch] = []
    for portion in portions:
        batches.append(steps.read(run.home, portion, source))
        find_watcher().advance(source.id, "read", portion.count)
    try:
        if cause == "ingest":
            check_bounds(source, batches)
    except BoundsError as error:
        return _stop_source(run, source, batches, str(error), steps)
    loaded: list[Coverage] = []
    try:
        for batch in batches:
            loaded.append(steps.load(run.home, batch, cause))
            find_watcher().advance(source.id, "loaded", loaded[-1].discovered_count)
    except BaseException:
        so_far = count_outcomes(run.home, run.run_id, source.id)
        why = "the run ended before it had loaded everything"
        run.record(so_far.model_copy(update={"state": "stopped", "reason": why}))
        raise
    return add_coverage(run.run_id, source.id, loaded)


def add_coverage(run_id: str, source_id: str, parts: Sequence[Coverage]) -> Coverage:
    """Add up the coverage of a source's batches."""
    lost = any(part.rejected_count or part.failed_count for part in parts)
    return Coverage(
        run_id=run_id,
        source_id=source_id,
        discovered_count=sum(part.discovered_count for part in parts),
        loaded_count=sum(part.loaded_count for part in parts),
        unchanged_count=sum(part.unchanged_count for part in parts),
        duplicate_count=sum(part.duplicate_count for part in parts),
        rejected_count=sum(part.rejected_count for part in parts),
        failed_count=sum(part.failed_count for part in parts),
        state="partial" if lost else "ok",
        reason=next((part.reason for part in parts if part.reason), ""),
    )


def _stop_source(
    run: OpenRun, source: Source, batches: Sequence[Batch], why: str, steps: Steps
) -> Coverage:
    """Load nothing of a source but its rejections: what could be read is rejected too, and kept."""
    held: list[Coverage] = []
    reasons: list[str] = []
    for batch in batches:
        staged, reason = hold_back(run.home, batch, why)
        held.append(steps.load(run.home, staged, "ingest"))
        reasons += [reason] if reason else []
    told = f"{why} (most often: {reasons[0]})" if reasons else why
    counted = add_coverage(run.run_id, source.id, held)
    return counted.model_copy(update={"state": "stopped", "reason": told})


def describe_forgotten(source_id: str) -> Source:
    """Stand in for a source whose description is gone: an input read once, or a removed TOML."""
    return Source(
        id=source_id,
        name=source_id,
        bounds=Bounds(min_releases=0),
        channels=(Channel(kind="page", url="file:///"),),
    )
