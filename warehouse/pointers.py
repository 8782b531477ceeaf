"""What points into the raw archive, as the published snapshot knows it."""

from collections.abc import Iterator, Mapping
from itertools import chain, groupby
from pathlib import Path

import duckdb

from schemas.archived import Origin, Place, Pointer
from schemas.errors import InputError
from warehouse.connection import open_reader
from warehouse.known import build_fetch
from warehouse.migrate import find_file_version, find_known_version
from warehouse.statements import fetch_rows, read_statement

ROWS = 10_000


def list_pointers(home: Path) -> Iterator[tuple[str, list[Pointer]]]:
    """Yield every archive file that requests point to, with what points there, in order of offset.

    The snapshot stays open meanwhile; never more than one file's pointers are in memory.

    Raises:
        InputError: nothing was published yet.
    """
    with open_reader(home) as connection:
        require_current(connection)
        reader = connection.execute(read_statement("archive/pointers")).to_arrow_reader(ROWS)
        rows = chain.from_iterable(batch.to_pylist() for batch in reader)
        pointers = map(Pointer.model_validate, rows)
        for file, group in groupby(pointers, key=lambda pointer: pointer.archive_file):
            yield file, list(group)


def find_place(home: Path, identity: str) -> tuple[str, int]:
    """Find where the bytes behind an id are archived.

    Args:
        home: The home folder.
        identity: A release's id (its newest version), `RELEASE@VERSION`, or a request's id.

    Returns:
        The file, relative to the home folder, and the offset of the record in it.

    Raises:
        InputError: there is no such release, version or request, or it brought no bytes.
    """
    if "/" in identity:
        return _find_request(home, identity)
    release_id, version = _split_version(identity)
    asked = {"release_id": release_id, "version": version}
    for place in _find_places(home, "archive/version", asked):
        return place.archive_file, place.archive_offset
    raise InputError(
        f"no release or version has the id {identity!r}: take a release_id of mart.releases,"
        " perhaps with @VERSION, or a fetch_id of mart.outcomes"
    )


def find_origin(home: Path, identity: str) -> Origin:
    """Find what a version of a release was read from.

    Args:
        home: The home folder.
        identity: A release's id or its beginning, perhaps with `@VERSION`; else its newest.

    Raises:
        InputError: no release has such an id and version, or several begin so.
    """
    beginning, version = _split_version(identity)
    asked = {"release_id": beginning, "version": version}
    with open_reader(home) as connection:
        table = connection.execute(read_statement("archive/origins"), asked).to_arrow_table()
    rows = table.to_pylist()
    if not rows:
        raise InputError(
            f"no release or version has the id {identity!r}, or one that begins so: take a"
            " release_id of mart.releases, perhaps with @VERSION"
        )
    if len(rows) > 1:
        names = ", ".join(str(row["release_id"]) for row in rows)
        raise InputError(f"several releases have an id that begins with {beginning!r}: {names}")
    own = {name: rows[0].pop(name) for name in ("release_id", "version", "rule_version")}
    return Origin.model_validate({**own, "fetch": build_fetch(rows[0])})


def _split_version(identity: str) -> tuple[str, int | None]:
    release_id, mark, version = identity.partition("@")
    if mark and not version.isdecimal():
        raise InputError(f"{identity}: expected RELEASE@VERSION, as in {release_id}@1")
    return release_id, int(version) if mark else None


def require_current(connection: duckdb.DuckDBPyConnection) -> None:
    """A snapshot of an older communique lacks tables; any run writes it anew."""
    if find_file_version(connection) < find_known_version():
        raise InputError(
            "the snapshot was written by an older communique: run `communique ingest` once, then"
            " this again"
        )


def _find_request(home: Path, fetch_id: str) -> tuple[str, int]:
    with open_reader(home) as connection:
        require_current(connection)
    for place in _find_places(home, "archive/request", {"fetch_id": fetch_id}):
        if not place.archive_file:
            why = place.error_kind or "its bytes are not archived"
            raise InputError(f"request {fetch_id} brought nothing: {why}")
        return place.archive_file, place.archive_offset
    raise InputError(
        f"no request has the id {fetch_id!r}: mart.outcomes and raw.channel_fetch list"
        " them as fetch_id"
    )


def _find_places(home: Path, statement: str, asked: Mapping[str, object]) -> list[Place]:
    with open_reader(home) as connection:
        rows = fetch_rows(connection, statement, asked)
    return [Place.model_validate(row) for row in rows]
