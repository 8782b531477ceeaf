"""Whether a home can be worked in: `doctor` asks, and whoever starts Prefect's server."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from errno import EACCES, ENOSPC
from pathlib import Path
from urllib.parse import quote

from schemas.errors import ConfigError, StorageError

# What Prefect's server writes while it starts on a new home, without interface.
START_BYTES = 5_000_000

WRITTEN = (
    ".",
    "archive",
    "sources",
    "staging",
    "warehouse.duckdb",
    "prefect",
    "prefect/prefect.db",
)


def require_sound(home: Path) -> None:
    """Refuse a home on which Prefect's server would not start.

    Raises:
        StorageError: it cannot be written, or its disk is full.
        ConfigError: Prefect's database is damaged.
    """
    if problem := find_unwritable(home) or _find_full(home):
        raise StorageError(problem)
    if problem := find_damaged(home, whole=False):
        raise ConfigError(problem)


def find_problems(home: Path) -> Iterator[str]:
    """Say what is wrong with a home, a line each; nothing is changed."""
    if misplaced := find_misplaced(home):
        yield misplaced
        return
    yield from filter(None, (find_unwritable(home), find_damaged(home, whole=True)))


def find_misplaced(home: Path) -> str:
    """Say why a path cannot be a home; empty if it can."""
    if "?" in str(home):
        # In the addresses of databases it ends the path: files would lie outside the home.
        return f"home {home} has a ? in its path: choose another with --home"
    if not _find_place(home).is_dir():
        return f"home {home} is not a folder: choose another with --home"
    return ""


def find_unwritable(home: Path) -> str:
    """Say which part of a home cannot be written; empty if all can, or it can be made."""
    place = _find_place(home)
    parts = [home / part for part in WRITTEN] if place == home else [place]
    for part in parts:
        if part.exists() and not os.access(part, os.W_OK):
            return _explain(part, EACCES)
    return ""


def measure_free(home: Path) -> int:
    """Bytes free on the disk of a home, which need not be there yet."""
    return shutil.disk_usage(_find_place(home)).free


def find_damaged(home: Path, *, whole: bool) -> str:
    """Say that Prefect's database is none; empty if it is sound or not there yet.

    Args:
        home: The home folder.
        whole: Whether to look at every page of it, which takes long if it is large.
    """
    path = home / "prefect" / "prefect.db"
    if not path.exists():
        return ""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as database:
            database.execute("select count(*) from sqlite_master").fetchone()
            said = database.execute("pragma quick_check(1)").fetchone()[0] if whole else "ok"
    except sqlite3.OperationalError:
        return ""  # it is in use, or lies where nothing can be written, which is told elsewhere
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said == "ok":
        return ""
    return (
        f"{path}: Prefect's database is damaged ({' '.join(said.split())}): move it away; the"
        " history of runs goes with it, the warehouse does not"
    )


def _find_full(home: Path) -> str:
    return "" if measure_free(home) >= START_BYTES else _explain(home, ENOSPC)


def _find_place(home: Path) -> Path:
    """The home, or what there is on the way to it."""
    return next(place for place in (home, *home.parents) if os.access(place, os.F_OK))


def _explain(path: Path, code: int) -> str:
    # It brings DuckDB, without which Prefect's server starts sooner.
    from warehouse.failures import explain_system  # noqa: PLC0415

    return f"{path}: {explain_system(OSError(code, os.strerror(code)))}"
