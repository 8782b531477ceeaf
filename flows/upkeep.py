"""What keeps a home small and sound, step by step: `communique maintain` and the flow `maintain`.

Nothing here deletes what was fetched, loaded or published.
"""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from flows.archive import check_archive
from flows.home import explain_disk
from flows.progress import make_remarks
from flows.site import build_site, describe_site
from schemas.errors import BusyError, CommuniqueError
from schemas.upkeep import Chore, Upkeep
from tasks.prose.rules import read_rules
from warehouse.connection import SNAPSHOT, hold_writer_lock
from warehouse.masks import mask_controls
from warehouse.status import inspect_home

SHIPPED = Path(__file__).with_name("upkeep.toml")
DAY = 86_400
# Folders of the home in which old files are of no use, and the days after which they are old.
PASSING = {"robots": 7, "turns": 7, "prefect/tmp": 2}
# What a killed run leaves; only who writes has them otherwise.
LEFT = ("staging", f".{SNAPSHOT}.new")
WAIT_SECONDS = 30
NOTHING_PUBLISHED = "nothing was published yet"


def read_upkeep(home: Path) -> Upkeep:
    """When this home is looked after: its own `upkeep.toml`, else the shipped one.

    Raises:
        ConfigError: the file is wrong; one line names file and key.
    """
    own = home / SHIPPED.name
    return read_rules(own if own.exists() else SHIPPED, Upkeep)


def sweep_leftovers(home: Path) -> Chore:
    """Remove what killed processes left, and what was only kept for a while.

    While a run writes, what it has under way is left alone.
    """
    count = size = 0
    try:
        with hold_writer_lock(home, "maintain", 0, lambda _holder: None):
            for path in [home / name for name in LEFT]:
                removed = _remove(path)
                count, size = count + removed[0], size + removed[1]
    except BusyError:
        writing = "; a run is writing: its own were left"
    else:
        writing = ""
    for path in _list_old(home):
        removed = _remove(path)
        count, size = count + removed[0], size + removed[1]
    return Chore(
        name="sweep", state="done", detail=f"{count} files, {size / 1e6:.1f} MB removed{writing}"
    )


def verify_all(home: Path) -> Chore:
    """Hold every archived record against the requests that point to it."""
    if not (home / SNAPSHOT).exists():
        return Chore(name="archive", state="skipped", detail=NOTHING_PUBLISHED)
    found = check_archive(home)
    told = (
        f"{found.file_count} files, {found.record_count} records, {found.byte_count / 1e6:.1f} MB"
    )
    if not found.lost:
        return Chore(name="archive", state="done", detail=f"{told}: all is sound")
    first = found.lost[0]
    return Chore(
        name="archive",
        state="found",
        detail=f"{told}: {len(found.lost)} faults, the first {first.fault} in {first.archive_file}:"
        " restore these files from a copy (`communique archive verify` lists them)",
    )


def check_published(home: Path) -> Chore:
    """Ask every check of the warehouse anew of what is published."""
    if not (home / SNAPSHOT).exists():
        return Chore(name="checks", state="skipped", detail=NOTHING_PUBLISHED)
    published = inspect_home(home).snapshot
    if published.problem:
        return Chore(name="checks", state="found", detail=published.problem)
    found = [check for check in published.checks if check.bad_count]
    if not found:
        return Chore(name="checks", state="done", detail="nothing found")
    told = "; ".join(f"{check.severity}: {check.explain()}" for check in found)
    return Chore(name="checks", state="found", detail=told)


def compact_history(home: Path) -> Chore:
    """Give the disk back what Prefect's database no longer uses; its runs are kept.

    `communique serve` removes old ones by itself, hourly; SQLite keeps their pages until then.
    """
    path = home / "prefect" / "prefect.db"
    if not path.exists():
        return Chore(name="history", state="skipped", detail="Prefect has no history here")
    before = path.stat().st_size
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)) as database:
            database.execute("vacuum")
            database.execute("pragma wal_checkpoint(truncate)")
    except sqlite3.OperationalError as error:
        return Chore(name="history", state="skipped", detail=f"{path}: {error}; the next run tries")
    after = path.stat().st_size
    return Chore(
        name="history",
        state="done",
        detail=f"{before / 1e6:.1f} MB before, {after / 1e6:.1f} MB after",
    )


def build_pages(home: Path) -> Chore:
    """Build the site of what is published."""
    if not (home / SNAPSHOT).exists():
        return Chore(name="site", state="skipped", detail=NOTHING_PUBLISHED)
    return Chore(name="site", state="done", detail=describe_site(build_site(home)))


def _list_old(home: Path) -> Iterator[Path]:
    now = time.time()
    for name, days in PASSING.items():
        folder = home / name
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.stat().st_mtime < now - days * DAY:
                yield path


def _remove(path: Path) -> tuple[int, int]:
    """Remove a file or folder, if it is there; returns how many files of how many bytes it was."""
    with explain_disk(path):
        if not path.exists():
            return 0, 0
        files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
        size = sum(each.stat().st_size for each in files)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return len(files), size


CHORES: Mapping[str, Callable[[Path], Chore]] = {
    "sweep": sweep_leftovers,
    "checks": check_published,
    "archive": verify_all,
    "history": compact_history,
    "site": build_pages,
}


def run_chore(name: str, home: Path) -> Chore:
    """Do one step; what it cannot do is told, and costs the others nothing."""
    try:
        return CHORES[name](home)
    except CommuniqueError as error:
        return Chore(name=name, state="found", detail=str(error))


def maintain_home(home: Path, names: Sequence[str]) -> int:
    """Do some steps without Prefect, and print what each came to.

    Returns:
        0 if all is sound, 1 if something was found.
    """
    remarks, chores = make_remarks(), list[Chore]()
    for name in names:
        chore = run_chore(name, home)
        chores.append(chore)
        style = "red" if chore.state == "found" else None
        remarks.print(f"{chore.name}: {mask_controls(chore.detail)}", style=style)
    return 1 if any(chore.state == "found" for chore in chores) else 0
