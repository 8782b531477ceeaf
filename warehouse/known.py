"""What the warehouse remembers of documents: releases held, archived bytes, open rejections.

These read the file that is written, not the snapshot: the caller holds the writer lock.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb

from schemas.base import SourceId, Stage
from schemas.boilerplate import ParagraphCount
from schemas.document import Fetch, Hints
from schemas.errors import InputError
from schemas.release import Rejection
from warehouse import columns
from warehouse.connection import open_reader, open_writer
from warehouse.statements import Row, fetch_rows, read_statement

BATCH_SIZE = 200


def find_held(home: Path, urls: Sequence[str]) -> set[str]:
    """Return those of `urls` that have given a release."""
    with open_writer(home) as connection:
        connection.register("staged_url", columns.build_table(sorted(set(urls)), columns.URL))
        rows = connection.execute(read_statement("known/held")).fetchall()
    return {str(row[0]) for row in rows}


def count_repeats(
    home: Path, source_id: SourceId, *, published: bool = False
) -> tuple[list[ParagraphCount], int]:
    """Count the paragraphs that a source's releases have in common, and these releases.

    Those of a run that has not ended do not count.

    Args:
        home: The home folder.
        source_id: The source.
        published: Whether to ask the snapshot, which needs no writer lock.
    """
    opened = open_reader(home) if published else open_writer(home)
    with opened as connection:
        rows = fetch_rows(connection, "known/repeats", {"source_id": source_id})
    count = rows[0]["release_count"] if rows else 0
    for row in rows:
        del row["release_count"]
    return [ParagraphCount.model_validate(row) for row in rows], int(str(count))


def list_archived(
    home: Path,
    source_id: SourceId | None = None,
    since: date | None = None,
    until: date | None = None,
    size: int = BATCH_SIZE,
) -> Iterator[list[Fetch]]:
    """Yield the requests that brought the latest archived bytes of every address.

    Batches of at most `size` requests of one source, in the order the bytes came. `since` and
    `until` are days (UTC), both included. No connection stays open between batches.
    """
    asked = {"source_id": source_id, "since": since, "until": until}
    with open_writer(home) as connection:
        table = connection.execute(read_statement("known/archived"), asked).to_arrow_table()
    pairs = zip(
        table.column("source_id").to_pylist(), table.column("fetch_id").to_pylist(), strict=True
    )
    for _, group in groupby(pairs, key=itemgetter(0)):
        ids = [str(pair[1]) for pair in group]
        for start in range(0, len(ids), size):
            with open_writer(home) as connection:
                batch = read_fetches(connection, ids[start : start + size])
            yield batch


def list_rejections(
    home: Path, source_id: SourceId | None = None, stage: Stage | None = None
) -> list[Rejection]:
    """Return the rejections nothing has settled yet, the latest first."""
    asked = {"source_id": source_id, "stage": stage}
    with open_writer(home) as connection:
        rows = fetch_rows(connection, "known/rejections", asked)
    return [Rejection.model_validate(row) for row in rows]


def list_rejected_fetches(home: Path, ids: Sequence[str] | None = None) -> list[Fetch]:
    """Return the requests behind open rejections, to be read again from the archive.

    Args:
        home: The home folder.
        ids: `fetch_id`s of open rejections; all of them if None.

    Raises:
        InputError: an id is not that of an open rejection.
    """
    rejected = dict.fromkeys(rejection.fetch_id for rejection in list_rejections(home))
    wanted = list(rejected) if ids is None else list(dict.fromkeys(ids))
    for name in wanted:
        if name not in rejected:
            raise InputError(
                f"no open rejection has the id {name!r}: `communique rejections` lists them"
            )
    with open_writer(home) as connection:
        return read_fetches(connection, wanted)


def read_fetches(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> list[Fetch]:
    """Read requests by their ids, in the order of these."""
    table = columns.build_table(list(enumerate(ids)), columns.ID)
    connection.register("staged_id", table)
    rows = fetch_rows(connection, "known/fetches")
    connection.unregister("staged_id")
    return [build_fetch(row) for row in rows]


def build_fetch(row: Row) -> Fetch:
    """Build a request from its row of raw.fetch."""
    hints = {
        name.removeprefix("hint_"): row.pop(name) for name in list(row) if name.startswith("hint_")
    }
    hints["alternates"] = tuple(str(hints["alternates"]).splitlines())
    return Fetch.model_validate({**row, "hints": Hints.model_validate(hints)})
