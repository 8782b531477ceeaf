"""What the warehouse remembers of URLs: their states, and what channels listed.

The functions that take a home open the file that is written: the caller holds the writer lock.
"""

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import duckdb
from pydantic import ValidationError

from schemas.base import SourceId
from schemas.discovery import Reading
from schemas.document import Fetch, Known
from schemas.run import Batch
from schemas.source import Cadence
from schemas.state import Role, UrlState, Visit
from warehouse import columns
from warehouse.connection import open_writer, transact
from warehouse.manifest import Staged
from warehouse.statements import fetch_rows, read_statement

# Works out the state of a URL after a request; the state before is none for a new URL.
Judge = Callable[[UrlState | None, Visit], UrlState]


def read_states(home: Path, urls: Sequence[str], role: Role = "document") -> dict[str, UrlState]:
    """Return what is remembered of those of `urls` that were ever asked in this role."""
    with open_writer(home) as connection:
        return _find_states(connection, urls, role)


def find_last_look(home: Path, source_id: SourceId) -> datetime | None:
    """Return when a source's documents were last listed; none if they never were."""
    with open_writer(home) as connection:
        (row,) = fetch_rows(connection, "states/last_look", {"source_id": source_id})
    moment = row["looked_at"]
    return moment if isinstance(moment, datetime) else None


def read_reading(home: Path, channel_url: str) -> Reading | None:
    """Return what an address of a channel listed when its answer last changed; none if unknown.

    What another communique wrote in other words counts as unknown: the address is asked in full.
    """
    with open_writer(home) as connection:
        rows = fetch_rows(connection, "states/reading", {"channel_url": channel_url})
    for row in rows:
        with contextlib.suppress(ValidationError):
            return Reading.model_validate_json(str(row["reading"]))
    return None


def find_channel_bytes(home: Path, channel_url: str) -> Known | None:
    """Return what an address of a channel brought last, archived or withheld; none if nothing."""
    with open_writer(home) as connection:
        rows = fetch_rows(connection, "states/channel_bytes", {"channel_url": channel_url})
    return next(map(Known.model_validate, rows), None)


def count_channel_answers(home: Path, run_id: str, source_id: SourceId) -> int:
    """Return how many answers of a source's channels a run has recorded."""
    asked = {"run_id": run_id, "source_id": source_id}
    with open_writer(home) as connection:
        (row,) = fetch_rows(connection, "states/channel_count", asked)
    return int(str(row["answer_count"]))


def save_channel_answers(home: Path, requests: Sequence[Fetch]) -> None:
    """Record what channels answered, and where these bytes are archived."""
    if not requests:
        return
    with open_writer(home) as connection:
        connection.register("staged_fetch", columns.build_table(list(requests), columns.FETCH))
        connection.execute(read_statement("states/save_channel_fetches"))


def save_channels(
    home: Path, visits: Sequence[Visit], readings: Mapping[str, Reading], judge: Judge
) -> None:
    """Remember how channels answered, and what those list whose answer changed.

    Both in one transaction: of a channel that is asked conditionally it is known what it lists.
    """
    with open_writer(home) as connection, transact(connection):
        table = columns.build_table(list(readings.items()), columns.READING)
        connection.register("staged_reading", table)
        connection.execute(read_statement("states/save_readings"))
        save_visits(connection, visits, judge, "channel")


def find_new_requests(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Name the requests of the staged batch that are not recorded yet."""
    return {str(row["fetch_id"]) for row in fetch_rows(connection, "states/new_requests")}


def save_batch(
    connection: duckdb.DuckDBPyConnection,
    *,
    batch: Batch,
    staged: Staged,
    new: set[str],
    started_at: datetime,
    judge: Judge,
) -> None:
    """Bring the states of a batch's URLs up to date, within the transaction that loads it.

    Requests recorded before, whose bytes were only read again, do not count a second time.
    """
    results = {
        str(row["fetch_id"]): row
        for row in fetch_rows(connection, "states/results", {"batch_id": batch.batch_id})
    }
    published = {release.fetch_id: release.published_on for release in staged.releases}
    cadence = _find_cadence(connection, batch.source_id)
    visits = [
        Visit.model_validate(
            {
                "url": fetch.url,
                "source_id": fetch.source_id,
                "role": "document",
                "cadence": cadence,
                "seen_at": started_at,
                "asked_at": fetch.fetched_at,
                "arrival": fetch.outcome,
                "result": results[fetch.fetch_id]["outcome"],
                "status": fetch.status,
                "error_kind": fetch.error_kind,
                "retry_after": fetch.retry_after,
                "etag": fetch.etag,
                "last_modified": fetch.last_modified,
                "raw_digest": fetch.raw_digest,
                "final_url": fetch.final_url,
                "archive_file": fetch.archive_file,
                "archive_offset": fetch.archive_offset,
                "fetch_id": fetch.fetch_id,
                "release_id": results[fetch.fetch_id]["release_id"],
                "published_on": published.get(fetch.fetch_id),
            }
        )
        for fetch in staged.fetches
        if fetch.fetch_id in new
    ]
    save_visits(connection, visits, judge, "document")
    _register_urls(connection, [each.url for each in staged.fetches if each.outcome == "skipped"])
    connection.execute(read_statement("states/seen"), {"seen_at": started_at})
    connection.execute(read_statement("states/read_again"), {"batch_id": batch.batch_id})


def save_visits(
    connection: duckdb.DuckDBPyConnection, visits: Sequence[Visit], judge: Judge, role: Role
) -> None:
    """Judge visits one after the other, and save the state each URL ends in."""
    states = _find_states(connection, [visit.url for visit in visits], role)
    touched: dict[str, UrlState] = {}
    for visit in visits:
        touched[visit.url] = judge(touched.get(visit.url, states.get(visit.url)), visit)
    table = columns.build_table(list(touched.values()), columns.STATE)
    connection.register("staged_state", table)
    connection.execute(read_statement("states/save"))


def _find_states(
    connection: duckdb.DuckDBPyConnection, urls: Iterable[str], role: Role
) -> dict[str, UrlState]:
    _register_urls(connection, urls)
    rows = fetch_rows(connection, "states/states", {"role": role})
    return {state.url: state for state in map(UrlState.model_validate, rows)}


def _find_cadence(connection: duckdb.DuckDBPyConnection, source_id: SourceId) -> Cadence:
    for row in fetch_rows(connection, "states/cadence", {"source_id": source_id}):
        return Cadence.model_validate(row)
    return Cadence()


def _register_urls(connection: duckdb.DuckDBPyConnection, urls: Iterable[str]) -> None:
    connection.register("staged_url", columns.build_table(sorted(set(urls)), columns.URL))
