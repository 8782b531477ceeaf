"""`communique export`: the snapshot's data in the forms other tools read."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from flows.arguments import split_parameters
from flows.choosing import make_choice
from flows.progress import make_remarks
from flows.targets import write_target
from schemas.choice import Choice
from schemas.errors import InputError
from schemas.outputs import Entry, Feed
from tasks.outputs.addresses import tell_moment
from tasks.outputs.copies import copy_records
from tasks.outputs.feeds import write_atom, write_json_feed
from tasks.outputs.ninjs import make_ninjs
from warehouse.connection import SNAPSHOT
from warehouse.exports import EVERYTHING, Export, Wanted, open_export, want_report
from warehouse.formats import write_csv, write_lines
from warehouse.packages import write_package

ExportFormat = Literal["parquet", "csv", "jsonl", "ninjs", "feed.json", "atom", "warc"]


def export_home(
    home: Path,
    style: ExportFormat,
    output: Path,
    asked: Mapping[str, object],
    *,
    query: str | None,
    report: str | None,
    parameters: list[str],
    force: bool,
) -> int:
    """Write an export, whole or not at all.

    Returns:
        0 if all is written, 1 if archived records are missing.

    Raises:
        InputError: what is asked for does not fit together, or the target is there already.
        StorageError: the disk refuses.
    """
    wanted = _read_wanted(make_choice(asked), query, report, parameters)
    problems: tuple[str, ...] = ()
    with (
        open_export(home, wanted) as export,
        write_target(output, force=force, as_folder=style == "parquet") as draft,
    ):
        if style == "parquet":
            told = _write_package(export, home, wanted, draft)
        elif style == "warc":
            told, problems = _write_records(export, home, draft, output.name)
        else:
            told = _write_file(export, style, wanted, draft)
    remarks = make_remarks()
    remarks.print(f"{told} written to {output}")
    for problem in problems:
        remarks.print(f"left out: {problem}")
    return 1 if problems else 0


def _read_wanted(
    choice: Choice, query: str | None, report: str | None, parameters: list[str]
) -> Wanted:
    if query is not None and report is not None:
        raise InputError("--sql and --report exclude each other: give one")
    if (query is not None or report is not None) and choice != EVERYTHING:
        raise InputError(
            "--since, --until, --source, --org, --topic and --language choose releases: put them"
            " into the query, or leave --sql and --report out"
        )
    if parameters and report is None:
        raise InputError("--param belongs to --report: name one")
    if report is not None:
        return want_report(report, split_parameters(parameters))
    if query is not None and not query.strip():
        raise InputError("--sql holds no statement: write a SELECT")
    return Wanted("a query" if query else _tell_choice(choice), choice, query or "")


def _tell_choice(choice: Choice) -> str:
    words = ["releases"]
    words += [f"since {choice.since}"] if choice.since else []
    words += [f"until {choice.until}"] if choice.until else []
    for name in ("sources", "organisations", "topics", "languages"):
        if asked := getattr(choice, name):
            words.append(f"of {', '.join(asked)}")
    return " ".join(words)


def _write_package(export: Export, home: Path, wanted: Wanted, draft: Path) -> str:
    now = datetime.now(UTC)
    published = datetime.fromtimestamp((home / SNAPSHOT).stat().st_mtime, UTC)
    about: dict[str, object] = {
        "name": "communique-export",
        "title": f"communique: {wanted.title}",
        "snapshotPublished": tell_moment(published),
    }
    if wanted.sql:
        about["query"] = wanted.sql
    elif wanted.choice != EVERYTHING:
        about["choice"] = wanted.choice.model_dump(mode="json", exclude_defaults=True)
    counts = write_package(draft, export.stream_tables(), about, now)
    tables = "1 table" if len(counts) == 1 else f"{len(counts)} tables"
    return f"{tables}, {_count(sum(counts.values()), 'row')},"


def _write_records(
    export: Export, home: Path, draft: Path, name: str
) -> tuple[str, tuple[str, ...]]:
    with draft.open("wb") as out:
        copied = copy_records(home, export.list_places(), out, name, datetime.now(UTC))
    return _count(copied.record_count, "record"), copied.problems


def _write_file(export: Export, style: ExportFormat, wanted: Wanted, draft: Path) -> str:
    if style in {"csv", "jsonl"}:
        write = write_csv if style == "csv" else write_lines
        stream = export.stream_rows()
        with draft.open("wb") as out:
            return _count(write(stream.schema.names, stream.iterate_rows(), out), "row")
    if style == "ninjs":
        items = map(make_ninjs, export.stream_items())
        lines = (f"{json.dumps(item, ensure_ascii=False)}\n" for item in items)
        return _count(_write_pieces(draft, lines), "item")
    key = f"{wanted.sql} {wanted.values} {wanted.choice.model_dump_json(exclude_defaults=True)}"
    feed = Feed(title=f"communique: {wanted.title}", key=key, made_at=datetime.now(UTC))
    compose: Callable[[Feed, Iterable[Entry]], Iterator[str]] = (
        write_atom if style == "atom" else write_json_feed
    )
    pieces = compose(feed, export.stream_entries())
    # The head and the end are pieces too.
    return _count(_write_pieces(draft, pieces) - 2, "entry", "entries")


def _write_pieces(draft: Path, pieces: Iterable[str]) -> int:
    count = 0
    with draft.open("wb") as out:
        for piece in pieces:
            out.write(piece.encode("utf-8", "replace"))
            count += 1
    return count


def _count(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
