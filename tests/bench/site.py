"""The site of many releases: how long a build takes, anew and after nothing changed.

Usage: python -m tests.bench.site [PAGES]   (a folder of pages to start from; the samples if none)
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from flows.site import build_site
from tests.bench.pages import write_pages
from tests.figures import render_table
from tests.flows.command import run
from warehouse.connection import SNAPSHOT, WAREHOUSE

COUNT = 10_000
LOADED = 500
BOUND = 60.0
# A copy is a release of its own: other ids, another week, and names that only it has.
_CHANGED = {
    "release_id": "left(sha256(release_id || '/' || copy), 16)",
    "origin_release_id": "left(sha256(origin_release_id || '/' || copy), 16)",
    "group_id": "left(sha256(group_id || '/' || copy), 16)",
    "meeting_id": "left(sha256(meeting_id || '/' || copy), 16)",
    "duplicate_of_release_id": "left(sha256(duplicate_of_release_id || '/' || copy), 16)",
    "url": "url || '?copy=' || copy",
    "published_on": "published_on - cast(7 * copy AS INTEGER)",
    "title": "title || ' (' || copy || ')'",
    # Two in three names return in every copy, as those of ministers do.
    "entity_id": "entity_id || if(hash(entity_id) % 3 = 0 AND entity_id <> '', '-' || copy, '')",
    "person_id": "person_id || if(hash(person_id) % 3 = 0 AND person_id <> '', '-' || copy, '')",
    "organisation_id": "organisation_id"
    " || if(hash(organisation_id) % 3 = 0 AND organisation_id <> '', '-' || copy, '')",
}
_TABLES = """
    SELECT table_name, list(column_name ORDER BY column_index)
    FROM duckdb_columns()
    WHERE schema_name = 'core' AND table_name NOT IN ('outcome', 'url_state')
    GROUP BY table_name
    HAVING list_contains(list(column_name), 'release_id')
"""


def multiply_releases(home: Path, count: int) -> int:
    """Repeat the releases of a home until there are `count`; returns how many there are then."""
    with duckdb.connect(str(home / WAREHOUSE)) as connection:
        [(held,)] = connection.execute("SELECT count(*) FROM core.release").fetchall()
        copies = max(0, -(-count // held) - 1)
        for name, columns in connection.execute(_TABLES).fetchall():
            chosen = ", ".join(f"{_change(name, column)} AS {column}" for column in columns)
            connection.execute(
                f"INSERT INTO core.{name} SELECT {chosen} FROM core.{name},"
                f" (SELECT unnest(range(1, {copies + 1})) AS copy)"
            )
        connection.execute("CHECKPOINT")
    (home / SNAPSHOT).write_bytes((home / WAREHOUSE).read_bytes())
    return held * (copies + 1)


def measure_site(folder: Path) -> str:
    """Build a site of 10,000 releases twice; a table in Markdown."""
    origin = write_pages(folder / "site-pages", LOADED)
    home = folder / "site-home"
    run(home, "ingest", "--direct", folder / "site-pages", seconds=600)
    return f"{origin}, then in the warehouse.\n\n{_tell(home)}"


def _tell(home: Path) -> str:
    count = multiply_releases(home, COUNT)
    rows: list[Sequence[object]] = []
    for what, bound in (("anew", f"at most {BOUND:.0f} s"), ("again, nothing changed", "")):
        started, spent = time.perf_counter(), time.process_time()
        built = build_site(home)
        taken, spent = time.perf_counter() - started, time.process_time() - spent
        size = sum(path.stat().st_size for path in built.folder.rglob("*") if path.is_file())
        figures = f"{built.page_count:,} files, {size / 2**20:.0f} MiB"
        rows.append(
            (f"{count:,} releases, {what}", f"{taken:.1f} s", f"{spent:.1f}", figures, bound)
        )
    return render_table(("site", "build", "CPU seconds", "written", "bound"), rows)


def _change(table: str, column: str) -> str:
    # Of all titles only a release's is its own.
    if column == "title" and table != "release_version":
        return column
    return _CHANGED.get(column, column)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        if sys.argv[1:]:
            run(Path(name), "ingest", "--direct", sys.argv[1], seconds=600)
            print(_tell(Path(name)))
        else:
            print(measure_site(Path(name)))
