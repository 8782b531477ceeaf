"""A warehouse of many releases: a few hundred real ones, loaded by the command, then repeated.

Each copy is a run of another publisher on an earlier day, with keys, addresses and a closing line
of its own; two in three names return in every copy, as those of ministers do. Nothing is drawn by
lot, so that every run makes the same warehouse of the same pages.
"""

import shutil
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

import duckdb

from flows.pipeline import describe_forgotten
from flows.portions import read_portion, stage_fetched
from schemas.document import Fetch
from schemas.release import Release
from tasks.archive.stage import read_staged
from tests.bench.pages import PARAGRAPH
from tests.figures import CORPUS, ROOT
from tests.flows.command import run
from warehouse.connection import WAREHOUSE
from warehouse.known import list_archived

PUBLISHERS = 25
YEARS = 5
EDITED = 8
DELETED = 2

_HEX = "printf('%08x', copy) || right({0}, {1})"
_NAME = "{0} || if(hash({0}) % 3 = 0 AND {0} <> '', '-' || copy, '')"
_KEY = "{0} || '-' || copy"
_CHANGED = {
    "release_id": _HEX.format("{0}", 8),
    "origin_release_id": _HEX.format("{0}", 8),
    "duplicate_of_release_id": _HEX.format("{0}", 8),
    "group_id": _HEX.format("{0}", 8),
    # A release's id and the place of the meeting in it.
    "meeting_id": "printf('%08x', copy) || substr({0}, 9)",
    "digest": _HEX.format("{0}", 56),
    "text_digest": _HEX.format("{0}", 56),
    "raw_digest": _HEX.format("{0}", 56),
    "band": "xor({0}, cast(copy * 2654435761 AS BIGINT))",
    "source_id": f"printf('publisher-%02d', copy % {PUBLISHERS})",
    "run_id": _KEY,
    "first_run_id": _KEY,
    "classified_run_id": _KEY,
    "batch_id": _KEY,
    "fetch_id": _KEY,
    "url": "{0} || '?copy=' || copy",
    "final_url": "{0} || '?copy=' || copy",
    "body": "{0} || chr(10) || chr(10) || 'Copy number ' || copy || '.'",
    "entity_id": _NAME,
    "person_id": _NAME,
    "organisation_id": _NAME,
}
_TABLES = """
    SELECT
        format('{}."{}"', schema_name, table_name),
        list([column_name, data_type] ORDER BY column_index)
    FROM duckdb_columns()
    WHERE schema_name IN ('raw', 'core')
    GROUP BY schema_name, table_name
    HAVING list_has_any(list(column_name), ['run_id', 'release_id', 'source_id'])
    ORDER BY ALL
"""
# What was published years ago is as if it had been on the day of the run, or just before.
_MOVED = """
    CREATE TEMP TABLE moved AS
    SELECT
        release_id,
        cast(min(observed_at) AS DATE) - max(published_on) - cast(hash(release_id) % 3 AS INTEGER)
            AS days
    FROM core.release_version
    GROUP BY release_id
    HAVING max(published_on) IS NOT NULL
"""
_SAID = ("published_at", "date_at", "stated_at")


def load_seed(home: Path) -> str:
    """Load real releases, then some of them again as edited or removed; says what they are."""
    pages = home.parent / "seed-pages"
    real = [CORPUS / "doj" / "html", CORPUS / "mnag" / "html", CORPUS / "whitehouse"]
    kinds = [folder for folder in real if folder.is_dir()]
    for folder in (*kinds, ROOT / "tests" / "samples"):
        shutil.copytree(folder, pages / folder.parent.name / folder.name)
    run(home, "ingest", "--direct", pages, seconds=600)
    found = sorted(pages.rglob("*.html"))
    for page in found[:EDITED]:
        page.write_bytes(PARAGRAPH.sub(b"<p>This was amended. ", page.read_bytes(), count=1))
    for page in found[EDITED : EDITED + DELETED]:
        page.unlink()
    run(home, "ingest", "--direct", pages, seconds=600)
    shutil.rmtree(pages)
    return "releases of three publishers and the samples" if kinds else "the samples"


def repeat_seed(home: Path, count: int) -> int:
    """Repeat all that a home of few releases holds until it has `count`; returns how many."""
    with duckdb.connect(str(home / WAREHOUSE)) as connection:
        [(held,)] = connection.execute("SELECT count(*) FROM core.release").fetchall()
        copies = max(0, -(-count // held) - 1)
        tables = connection.execute(_TABLES).fetchall()
        connection.execute(_MOVED)
        for table, columns in tables:
            _date_anew(connection, table, columns)
        # One after another: filled side by side, the tables take half as much disk again.
        for table, columns in tables:
            connection.execute(_repeat(table, columns, copies))
        connection.execute("CHECKPOINT")
    return held * (copies + 1)


def _repeat(table: str, columns: Sequence[tuple[str, str]], copies: int) -> str:
    many = min(copies, PUBLISHERS) if table == 'core."source"' else copies
    chosen = ", ".join(_change(*column, copies) for column in columns)
    return f"INSERT INTO {table} SELECT {chosen} FROM range(1, {many + 1}) AS _(copy), {table}"


def _date_anew(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[tuple[str, str]]
) -> None:
    said = [name for name, kind in columns if kind == "DATE" or name in _SAID]
    if said and any(name == "release_id" for name, _ in columns):
        moved = ", ".join(
            f"{name} = {name} + to_days(cast(moved.days AS INTEGER))" for name in said
        )
        connection.execute(
            f"UPDATE {table} AS held SET {moved} FROM moved WHERE held.release_id = moved.release_id"
        )


def _change(name: str, kind: str, copies: int) -> str:
    if kind in {"DATE", "TIMESTAMP WITH TIME ZONE"}:
        days = f"to_days(cast(copy * {YEARS * 365} // {copies} AS INTEGER))"
        return f"cast({name} - {days} AS {kind}) AS {name}"
    return f"{_CHANGED.get(name, '{0}').format(name)} AS {name}"


def read_seed(home: Path) -> list[tuple[Fetch, Release]]:
    """Read the archived documents of a home of few again, as a replay does; one a release."""
    fetches = list(chain.from_iterable(list_archived(home)))
    source = describe_forgotten(fetches[0].source_id)
    pairs: dict[str, tuple[Fetch, Release]] = {}
    for portion in stage_fetched(home, "seed", source.id, 500, fetches):
        asked: dict[str, Fetch] = {}
        for record in read_staged(home, read_portion(home, portion, source)):
            if isinstance(record, Fetch):
                asked[record.fetch_id] = record
            elif isinstance(record, Release):
                pairs[record.release_id] = asked[record.fetch_id], record
    return list(pairs.values())


def repeat_records(
    seed: Sequence[tuple[Fetch, Release]], run_id: str, source_id: str, numbers: Iterable[int]
) -> list[Fetch | Release]:
    """Repeat documents, each number a release of its own, as a run of a source finds them."""
    records: list[Fetch | Release] = []
    for number in numbers:
        copy, place = divmod(number, len(seed))
        records += _copy(*seed[place], run_id, source_id, copy)
    return records


def _copy(
    fetch: Fetch, release: Release, run_id: str, source_id: str, number: int
) -> tuple[Fetch, Release]:
    mark = f"{number:08x}"
    named = {
        "run_id": run_id,
        "source_id": source_id,
        "fetch_id": f"{run_id}/{source_id}/{release.release_id}-{number}",
        "raw_digest": f"{release.raw_digest[:-8]}{mark}",
    }
    url = f"{fetch.url}?new={number}"
    told = {
        "url": url,
        "release_id": f"{release.release_id[:8]}{mark}",
        "body": f"{release.body}\n\nNew copy number {number}.",
        "digest": f"{release.digest[:-8]}{mark}",
        "text_digest": f"{release.text_digest[:-8]}{mark}",
        "bands": tuple(band ^ (number * 2654435761) for band in release.bands),
        "paragraphs": tuple(
            (f"{digest[:-8]}{mark}", is_late) for digest, is_late in release.paragraphs
        ),
    }
    return (
        fetch.model_copy(update={**named, "url": url, "final_url": url}),
        release.model_copy(update={**named, **told}),
    )
