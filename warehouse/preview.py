"""What other rules would change: facts of the published snapshot against those found anew."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Literal, cast

from schemas.base import Model
from schemas.document import Fetch
from schemas.facts import FACT_TABLES
from schemas.release import Release
from warehouse import columns
from warehouse.connection import open_reader
from warehouse.facts import list_facts
from warehouse.known import read_fetches
from warehouse.statements import fetch_rows, read_statement

Row = Mapping[str, object]
Facts = dict[tuple[str, ...], Row]

# What makes two facts of a table one that was changed; its other columns are what changes.
_IDENTITIES: Mapping[str, tuple[str, ...]] = {
    "core.part": ("name", "span_start"),
    "core.quote": ("span_start",),
    "core.quantity": ("span_start",),
    "core.work": ("kind", "name", "span_start"),
    "core.event_date": ("span_start",),
    "core.agenda_item": ("kind", "span_start"),
    "core.meeting": ("span_start", "mode"),
    "core.entity": ("entity", "name"),
    "core.mention": ("entity", "span_start"),
    "core.role_span": ("person_id", "title", "organisation"),
    "core.meeting_participant": ("meeting", "name"),
    "core.meeting_outcome": ("meeting", "kind", "span_start"),
    "core.foreign_paragraph": ("span_start",),
    "core.topic_assignment": ("topic_id",),
}
_VERDICTS = ("title", "body", "published_on", "language", "kind", "number")
# Where among its like a fact stands follows from the others.
_UNTOLD = frozenset({"release_id", "version", "position", "rule_version"})
_MAX_TOLD = 80


class Change(Model):
    """A fact that other rules add, remove or change."""

    release_id: str
    fact: str
    change: Literal["added", "removed", "changed"]
    before: str = ""
    after: str = ""


def list_published(
    home: Path, source_id: str | None, since: date | None, until: date | None, size: int
) -> Iterator[list[Fetch]]:
    """Yield the requests behind the published snapshot, in batches of one source.

    Raises:
        InputError: nothing was published yet.
    """
    asked = {"source_id": source_id, "since": since, "until": until}
    with open_reader(home) as connection:
        table = connection.execute(read_statement("known/archived"), asked).to_arrow_table()
    for _, group in groupby(table.to_pylist(), key=itemgetter("source_id")):
        ids = [str(row["fetch_id"]) for row in group]
        for start in range(0, len(ids), size):
            with open_reader(home) as connection:
                batch = read_fetches(connection, ids[start : start + size])
            yield batch


def compare_releases(home: Path, releases: Sequence[Release]) -> Iterator[Change]:
    """Hold releases as they are read now against the published snapshot.

    A release the snapshot does not have is one change: `release`, added.
    """
    before = _read_facts(home, [release.release_id for release in releases])
    for release in releases:
        held = before.get(release.release_id)
        if held is None:
            yield Change(
                release_id=release.release_id, fact="release", change="added", after=release.title
            )
        else:
            yield from _compare(release.release_id, held, _describe(release))


def _compare(release_id: str, before: Facts, after: Facts) -> Iterator[Change]:
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        told = [column for column in {**(old or {}), **(new or {})} if _differs(column, old, new)]
        yield Change(
            release_id=release_id,
            fact=key[0].removeprefix("core."),
            change="added" if old is None else "removed" if new is None else "changed",
            before=_tell(old, told),
            after=_tell(new, told),
        )


def _differs(column: str, old: Row | None, new: Row | None) -> bool:
    return old is None or new is None or old.get(column) != new.get(column)


def _tell(row: Row | None, told: Sequence[str]) -> str:
    if row is None:
        return ""
    shown = ((name, " ".join(str(row.get(name)).split())) for name in told)
    return ", ".join(f"{name} {text[:_MAX_TOLD]}" for name, text in shown if text)


def _describe(release: Release) -> Facts:
    """The facts of a release read now, as the warehouse would hold them."""
    verdicts = {
        "title": release.title,
        "body": release.body,
        "published_on": release.published_on,
        "language": release.language.tag,
        "kind": release.kind.kind,
        "number": release.number,
    }
    facts: Facts = {(name,): {name: verdicts[name]} for name in _VERDICTS}
    for topic in release.topics:
        row = {"topic_id": topic.id, "label": topic.label, "confidence": topic.confidence}
        _add(facts, "core.topic_assignment", {**row, "terms": list(topic.terms)})
    for table, row in list_facts(release.findings):
        _add(facts, table, row)
    return facts


def _read_facts(home: Path, ids: Sequence[str]) -> dict[str, Facts]:
    found: dict[str, Facts] = {}
    with open_reader(home) as connection:
        connection.register("staged_url", columns.build_table(sorted(set(ids)), columns.URL))
        for row in fetch_rows(connection, "preview/verdicts"):
            found[str(row["release_id"])] = {(name,): {name: row[name]} for name in _VERDICTS}
        for table in ("core.topic_assignment", *FACT_TABLES):
            for row in fetch_rows(connection, "preview/facts", {"fact_table": table}):
                _add(found[str(row["release_id"])], table, row)
    return found


def _add(facts: Facts, table: str, row: Row) -> None:
    """Add a fact; of two of one identity the second is told apart by its number."""
    shown = {name: _plain(value) for name, value in row.items() if name not in _UNTOLD}
    key = (table, *(str(row[column]) for column in _IDENTITIES[table]))
    count = 1
    while (*key, str(count)) in facts:
        count += 1
    facts[(*key, str(count))] = shown


def _plain(value: object) -> object:
    return list(cast("tuple[object, ...]", value)) if isinstance(value, tuple) else value
