"""A whole run of the loader, step by step, for a process that is going to be killed."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from schemas.run import Coverage
from tests.warehouse.records import (
    START,
    Record,
    begin,
    load,
    make_documents,
    make_fetch,
    make_rejection,
    make_release,
)
from warehouse.connection import hold_writer_lock
from warehouse.load import finish_run
from warehouse.publish import publish_snapshot

RELEASE_COUNT = 21


def make_work() -> list[list[Record]]:
    """Batches with everything in them: new, copied, edited, rejected and failed documents."""
    edited = make_fetch(50, url="https://ministry.example/3", raw="edited")
    copied = make_fetch(51)
    bad = make_fetch(52)
    rest: list[Record] = [edited, make_release(edited, body="Edited."), copied]
    rest += [make_release(copied, body="The body of https://ministry.example/1.")]
    rest += [bad, make_rejection(bad), make_fetch(53, outcome="failed")]
    return [make_documents(range(20)), rest]


def run_all(home: Path, tell: Callable[[str], None]) -> None:
    """Do the whole run, and tell of each step before it begins."""
    with hold_writer_lock(home, "loader", 10):
        tell("start")
        begin(home)
        coverage: list[Coverage] = []
        for index, records in enumerate(make_work()):
            tell(f"load {index}")
            coverage.append(load(home, records, index=index))
            tell(f"publish {index}")
            publish_snapshot(home)
        tell("finish")
        finish_run(home, "r1", "completed", START + timedelta(hours=1), [add_up(coverage)])
        publish_snapshot(home)
    tell("done")


def add_up(rows: list[Coverage]) -> Coverage:
    names = [name for name in Coverage.model_fields if name.endswith("_count")]
    totals = {name: sum(getattr(row, name) for row in rows) for name in names}
    return rows[0].model_copy(update=totals)
