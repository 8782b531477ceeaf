"""How a backfill goes: pages of a source's channels in steps, each loaded before the next is taken.

What is loaded and which pages were read lies in the warehouse after every step, so a backfill can
be stopped anywhere: run again, it reads the pages that wait, and asks only for what is not held.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flows.parameters import Selection
from flows.pipeline import Steps, add_coverage
from flows.portions import Portion, read_clock
from flows.progress import find_watcher
from flows.runs import OpenRun, Summary, open_run
from schemas.backfill import Backfill, BackfillStop, Progress
from schemas.base import SourceId
from schemas.discovery import Stop
from schemas.errors import CommuniqueError, ConfigError
from schemas.run import Coverage
from schemas.source import Source
from tasks.channels.walk import WALKED, explain_filter, start_walk
from tasks.network.redact import hide_secrets
from warehouse.backfill import open_backfill, read_progress, save_stops
from warehouse.load import count_outcomes


@dataclass
class _Work:
    """A source's backfill under way."""

    run: OpenRun
    source: Source
    backfill: Backfill
    selection: Selection
    steps: Steps
    parts: list[Coverage] = field(default_factory=list[Coverage])
    problems: list[str] = field(default_factory=list[str])
    is_whole: bool = True
    linked: set[int] = field(default_factory=set[int])
    wanted: set[int] = field(default_factory=set[int])

    def add_up(self) -> Coverage:
        """What became of its documents so far."""
        return add_coverage(self.run.run_id, self.source.id, self.parts)


def backfill_sources(
    home: Path,
    *,
    sources: Sequence[Source],
    selection: Selection,
    restart: bool,
    max_documents: int,
    asked: str,
    steps: Steps,
) -> Summary:
    """Bring in what sources published in a range of days, without the bounds of a daily run.

    Args:
        home: The home folder.
        sources: Publishers to go through, one after the other.
        selection: Which days, in portions of how many documents.
        restart: Whether to forget how far earlier runs came.
        max_documents: Documents after which a source is left to the next run; 0 for no bound.
        asked: JSON of what was asked for, for the ledger.
        steps: How each step is done.
    """
    with open_run(home, "backfill", asked) as run:
        run.save(sources)
        for source in sources:
            backfill = Backfill(source_id=source.id, since=selection.since, until=selection.until)
            work = _Work(run, source, backfill, selection, steps)
            _start(work, restart=restart)
            try:
                _take_steps(work, max_documents)
            except BaseException as error:
                why = "the run ended before it had loaded everything; run it again to go on"
                reason = str(error) if isinstance(error, CommuniqueError) else why
                so_far = count_outcomes(home, run.run_id, source.id)
                run.record(so_far.model_copy(update={"state": "stopped", "reason": reason}))
                raise
            run.record(_close(work))
    return run.summary


def _start(work: _Work, *, restart: bool) -> None:
    """Take up what an earlier run left, or begin with the channels' own addresses."""
    progress = open_backfill(work.run.home, work.backfill, restart=restart)
    if progress.waiting_count:
        work.is_whole = False
        find_watcher().say(f"going on: {_explain(work.source.id, progress)}")
        return
    starts = [
        start_walk(channel, place)
        if channel.kind in WALKED
        else Stop(channel=place, url=channel.url)
        for place, channel in enumerate(work.source.channels)
    ]
    if any(hide_secrets(stop.url) != stop.url for stop in starts):
        raise ConfigError(
            f"{work.source.id}: a channel's address holds a secret, and a backfill keeps addresses:"
            " put it into an environment variable and name that as `auth_variable`"
        )
    _save(work, [BackfillStop(stop=stop) for stop in starts])


def _take_steps(work: _Work, max_documents: int) -> None:
    home, source, steps = work.run.home, work.source, work.steps
    index = first = 0
    while not max_documents or first < max_documents:
        start = Portion(
            run_id=work.run.run_id, source_id=source.id, index=index, first=first, count=0
        )
        walked = steps.walk(home, source, work.backfill, work.selection, start)
        work.linked |= walked.linked
        work.wanted |= walked.wanted
        if walked.is_end:
            return
        find_watcher().begin(source.id, walked.found.count)
        for portion in walked.found.portions:
            batch = steps.read(home, steps.fetch(home, portion, source), source)
            work.parts.append(steps.load(home, batch, "ingest"))
            find_watcher().advance(source.id, "loaded", portion.count * 3)
        work.problems += walked.found.problems
        _save(work, walked.stops)
        index += len(walked.found.portions)
        first += walked.found.count
        find_watcher().say(_explain(source.id, read_progress(home, work.backfill)))


def _close(work: _Work) -> Coverage:
    """Say how it ended; a page that failed is a loss, for what it points to is not known."""
    coverage = work.add_up()
    progress = read_progress(work.run.home, work.backfill)
    work.run.has_held |= bool(work.wanted)
    # Of one that went on where it was, the pages read before may have had what was wanted.
    if work.is_whole and not progress.waiting_count:
        barred = sorted(work.linked - work.wanted)
        work.problems += [explain_filter(work.source.channels[place]) for place in barred]
    for problem in work.problems:
        find_watcher().say(f"{work.source.id}: {problem}")
    if progress.waiting_count:
        left = f"{_explain(work.source.id, progress)}; run it again to go on"
        find_watcher().say(left)
    if work.problems and not coverage.reason:
        return coverage.model_copy(update={"state": "partial", "reason": work.problems[0]})
    return coverage


def _save(work: _Work, stops: Sequence[BackfillStop]) -> None:
    # A secret that a publisher put into a link is kept nowhere: that page fails, if taken up again.
    shown = [
        each.model_copy(
            update={"stop": each.stop.model_copy(update={"url": hide_secrets(each.stop.url)})}
        )
        for each in stops
    ]
    save_stops(work.run.home, work.backfill, work.run.run_id, read_clock(), shown)


def _explain(source_id: SourceId, progress: Progress) -> str:
    """Say in one line how far a backfill is."""
    failed = f", {progress.failed_count} failed" if progress.failed_count else ""
    return (
        f"{source_id}: {progress.read_count} pages read{failed},"
        f" {progress.waiting_count} found and not read yet"
    )
