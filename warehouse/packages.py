"""Tables as Parquet files with a description that other tools read: a Frictionless data package."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import types

from schemas.errors import InputError
from schemas.tables import VIEWS
from warehouse.describe import list_columns
from warehouse.exports import Stream
from warehouse.formats import number_names

DESCRIPTION = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
CHUNK_BYTES = 1024 * 1024


def write_package(
    folder: Path, tables: Iterable[Stream], about: Mapping[str, object], made_at: datetime
) -> dict[str, int]:
    """Write tables to a folder, a Parquet file each, and datapackage.json beside them.

    Args:
        folder: An empty folder.
        tables: Read one after the other, a batch at a time.
        about: What the package says of itself besides: name, title and the like.
        made_at: When it is made.

    Returns:
        Rows by table.

    Raises:
        InputError: a column is of a type Parquet does not know.
    """
    resources: list[dict[str, object]] = []
    counts: dict[str, int] = {}
    for table in tables:
        path = folder / f"{table.name}.parquet"
        counts[table.name] = _write_file(path, table)
        resources.append(_describe(table, path, counts[table.name]))
    package = {
        "$schema": PROFILE,
        **about,
        "created": f"{made_at:%Y-%m-%dT%H:%M:%SZ}",
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (folder / DESCRIPTION).write_text(f"{text}\n", encoding="utf-8")
    return counts


def _write_file(path: Path, table: Stream) -> int:
    names = number_names(table.schema.names)
    schema = pa.schema(
        [field.with_name(name) for name, field in zip(names, table.schema, strict=True)]
    )
    count = 0
    try:
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in table.batches:
                writer.write_batch(batch.rename_columns(names))
                count += batch.num_rows
    except pa.ArrowException as error:
        raise InputError(f"{table.name} does not fit Parquet: {error}: cast the column") from error
    return count


def _describe(table: Stream, path: Path, count: int) -> dict[str, object]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    comments = _list_comments()
    names = number_names(table.schema.names)
    fields: list[dict[str, object]] = []
    for name, column in zip(names, table.schema, strict=True):
        told = comments.get((table.name, name)) or comments.get(("", name), "")
        described = {"description": told} if told else {}
        fields.append({"name": name, **_tell_type(column.type), **described})
    return {
        "name": table.name,
        "type": "table",
        "description": table.description,
        "path": path.name,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "rows": count,
        "schema": {"fields": fields},
    }


@cache
def _list_comments() -> dict[tuple[str, str], str]:
    """What columns mean, by view and name; under no view where all views mean the same by it."""
    comments: dict[tuple[str, str], str] = {}
    meanings: dict[str, set[str]] = {}
    for view, model in VIEWS.items():
        for column in list_columns(model):
            comments[view.removeprefix("mart."), column.name] = column.comment
            meanings.setdefault(column.name, set()).add(column.comment)
    for name, said in meanings.items():
        if len(said) == 1:
            comments["", name] = min(said)
    return comments


def _tell_type(kind: pa.DataType) -> dict[str, object]:
    """A column's type in the words of Table Schema."""
    tests: tuple[tuple[str, bool], ...] = (
        ("boolean", types.is_boolean(kind)),
        ("integer", types.is_integer(kind)),
        ("number", types.is_floating(kind) or types.is_decimal(kind)),
        ("date", types.is_date(kind)),
        ("datetime", types.is_timestamp(kind)),
        ("time", types.is_time(kind)),
        ("array", types.is_list(kind) or types.is_large_list(kind)),
        ("object", types.is_struct(kind) or types.is_map(kind)),
        ("string", types.is_string(kind) or types.is_large_string(kind)),
    )
    return {"type": next((name for name, fits in tests if fits), "any")}
