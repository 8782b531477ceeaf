"""One run from lock to ledger: who writes, what is recorded, what is swept away."""

import secrets
import shutil
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import Field

from flows.interrupts import hold_interrupts, release_interrupts, was_interrupted
from flows.portions import locate_staging, read_clock
from flows.progress import find_watcher
from schemas.base import Model
from schemas.checks import Check
from schemas.errors import CommuniqueError, FetchError
from schemas.run import Coverage, Run, RunState, total_failures
from schemas.source import Source
from tasks.archive.warc import list_archive_files
from tasks.history.compare import compare_versions
from tasks.meetings.gatherings import compare_meetings
from tasks.network.redact import hide_secrets
from tasks.prose.rules import read_rule_version
from tasks.similar import shingle_release
from warehouse.checks import check_run, explain_refusal
from warehouse.connection import hold_writer_lock
from warehouse.history import compare_older
from warehouse.link import link_releases
from warehouse.load import finish_run, save_sources, start_run
from warehouse.publish import publish_snapshot

# Longer than any run should take; a person who does not want to wait presses Ctrl-C.
WAIT_SECONDS = 6 * 3600

NOTHING = {
    "ingest": "nothing was discovered: name a file, folder or address, or add a publisher",
    "backfill": "no page of its channels could be read",
    "reprocess": "nothing that was asked for is archived: `communique ingest` fetches and archives",
}

FlowName = Literal["ingest", "backfill", "reprocess", "replay"]


class Summary(Model):
    """What a run did."""

    run_id: str
    flow: FlowName
    state: RunState
    coverage: tuple[Coverage, ...]
    checks: tuple[Check, ...] = Field(
        default=(), description="Checks of the warehouse that found something, errors first."
    )
    refusal: str = Field(default="", description="Why it is not published; empty if it is.")

    def count_new(self) -> int:
        """New releases and new versions, duplicates among them."""
        return sum(row.loaded_count + row.duplicate_count for row in self.coverage)


@dataclass
class OpenRun:
    """A run under way: it alone writes."""

    home: Path
    run_id: str
    flow: FlowName
    coverage: list[Coverage] = field(default_factory=list[Coverage])
    state: RunState = "running"
    # Whether channels named documents that are held already, and so are in no ledger of this run.
    has_held: bool = False
    checks: list[Check] = field(default_factory=list[Check])
    refusal: str = ""

    def save(self, sources: Sequence[Source]) -> None:
        """Record what the sources are called."""
        save_sources(self.home, [_hide_source(source) for source in sources])

    def record(self, coverage: Coverage) -> None:
        """Record what became of a source's documents; the last word on a source counts."""
        others = [row for row in self.coverage if row.source_id != coverage.source_id]
        self.coverage[:] = [*others, coverage]
        if coverage.state == "stopped":
            reason = coverage.reason.removeprefix(f"{coverage.source_id}: ")
            find_watcher().say(f"{coverage.source_id}: {reason}")

    @property
    def summary(self) -> Summary:
        """What it did."""
        return Summary(
            run_id=self.run_id,
            flow=self.flow,
            state=self.state,
            coverage=tuple(self.coverage),
            checks=tuple(self.checks),
            refusal=self.refusal,
        )


def name_run() -> str:
    """A new name for a run: when it starts, and a random end."""
    return f"{read_clock():%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


@contextmanager
def open_run(
    home: Path, flow: FlowName, asked: str, run_id: str | None = None
) -> Generator[OpenRun]:
    """Be the one run that writes: wait for the lock, announce the run, and close it whatever comes.

    What earlier, killed runs left in the staging folder is removed; what they had loaded stays.

    Args:
        home: The home folder.
        flow: Which flow it is a run of.
        asked: JSON of what was asked for, for the ledger.
        run_id: Its name, if it has one already.

    Raises:
        BusyError: another run was writing all the while.
        WarehouseError: the warehouse cannot be used.
    """
    release_interrupts()  # an earlier run of this process held them
    run_id = run_id or name_run()
    with hold_writer_lock(home, f"{flow} {run_id}", WAIT_SECONDS, _tell_wait):
        shutil.rmtree(home / "staging", ignore_errors=True)
        dead = start_run(
            home,
            Run(
                run_id=run_id,
                flow=flow,
                started_at=read_clock(),
                parameters=hide_secrets(asked),
                rule_version=read_rule_version(),
            ),
        )
        for each in dead:
            find_watcher().say(_explain_dead(home, each))
        run = OpenRun(home, run_id, flow)
        try:
            yield run
            # Loaded: a Ctrl-C now undoes nothing, so the run is closed and its ledger shown.
            hold_interrupts()
            compare_older(home, compare_versions)
            judged = link_releases(home, run_id, shingle_release, compare_meetings)
            # The ledger counts texts; that facts were replaced shows nowhere in it.
            if flow == "reprocess" and judged:
                find_watcher().say(f"now hold what today's rules find: {judged} releases")
        except CommuniqueError:
            run.state = "crashed" if was_interrupted() else "failed"
            raise
        except BaseException:
            run.state = "crashed"
            raise
        else:
            run.state = judge_run(flow, run.coverage, has_held=run.has_held)
        finally:
            hold_interrupts()
            finish_run(home, run_id, run.state, read_clock(), run.coverage)
            if _is_fit(run):
                publish_snapshot(home)
            shutil.rmtree(locate_staging(home, run_id), ignore_errors=True)


def _explain_dead(home: Path, run_id: str) -> str:
    """Say what became of a run whose process died, and where the bytes are it had fetched."""
    told = f"run {run_id} was killed: what it had loaded stays"
    files = list_archive_files(home, run_id)
    if not files:
        return told
    return (
        f"{told}, and what it had only fetched is asked for again when its sources are ingested;"
        f" the bytes are kept in {', '.join(files[:3])}{' and others' if files[3:] else ''}, and"
        " `communique ingest FILE` loads from there what publishers have removed since"
    )


def _is_fit(run: OpenRun) -> bool:
    """Check what a run left; where a check of severity error fails, it is not to be published."""
    run.checks = check_run(run.home, run.run_id, read_clock())
    errors = [check for check in run.checks if check.forbids]
    if not errors:
        return True
    run.refusal = explain_refusal(run.home, errors)
    find_watcher().say(run.refusal)
    if run.state == "completed":
        run.state = "partial"
        finish_run(run.home, run.run_id, run.state, read_clock(), [])
    return False


def judge_run(flow: FlowName, coverage: Sequence[Coverage], *, has_held: bool = False) -> RunState:
    """How a run ended: one that had nothing at all to read failed, one with any loss is partial.

    That all documents lie outside the days asked for is an answer, and so is nothing to replay.
    """
    is_empty = all(row.state != "ok" and not row.discovered_count for row in coverage)
    if flow != "replay" and is_empty and not has_held:
        return "failed"
    lost = total_failures(coverage) or any(row.state != "ok" for row in coverage)
    return "partial" if lost else "completed"


def require_documents(summary: Summary) -> Summary:
    """Hand a summary on, unless the run found nothing at all.

    Raises:
        FetchError: nothing was discovered anywhere; the line says why.
    """
    if summary.state == "failed":
        reasons = [row.reason for row in summary.coverage if row.reason]
        raise FetchError("no-entries", "; ".join(reasons[:3]) or NOTHING[summary.flow])
    return summary


def _hide_source(source: Source) -> Source:
    """The same, with no secret in the addresses of its channels."""
    channels = tuple(
        channel.model_copy(update={"url": hide_secrets(channel.url)}) for channel in source.channels
    )
    return source.model_copy(update={"channels": channels})


def _tell_wait(holder: str) -> None:
    find_watcher().say(f"waiting until {holder} has finished writing")
