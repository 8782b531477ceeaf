"""What is found in releases, as columns: a table a sort of fact, as `schemas/facts.py` has them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import pyarrow as pa

from schemas.base import Model
from schemas.facts import FACT_TABLES
from schemas.findings import Findings, Meeting
from schemas.release import Release
from warehouse.columns import DAY, MOMENT, NUMBER, SHARE, TEXT, TEXTS, lay_out
from warehouse.describe import list_columns
from warehouse.statements import Row

# Joins a fact to its release: the place of the release in the batch.
KEY = "batch_position"
_TYPES: Mapping[str, pa.DataType] = {
    "BIGINT": NUMBER,
    "DATE": DAY,
    "DOUBLE": SHARE,
    "TIMESTAMP WITH TIME ZONE": MOMENT,
    "VARCHAR": TEXT,
    "VARCHAR[]": TEXTS,
}
# Where a column has another name than the field it holds.
_FIELDS: Mapping[str, str] = {
    "span_start": "start",
    "span_end": "end",
    "stated_on": "on",
    "stated_at": "at",
    "amount": "value",
}


def build_fact_tables(releases: Sequence[Release]) -> dict[str, pa.Table]:
    """Lay the findings of releases out as an Arrow table a sort of fact: `staged_` and its name."""
    rows: dict[str, list[Row]] = {name: [] for name in FACT_TABLES}
    for place, release in enumerate(releases):
        for name, row in list_facts(release.findings):
            row[KEY] = place
            rows[name].append(row)
    return {
        f"staged_{name.removeprefix('core.')}": lay_out(facts, {KEY: NUMBER, **_list_types(name)})
        for name, facts in rows.items()
    }


def list_facts(findings: Findings) -> Iterator[tuple[str, Row]]:
    """List what was found in one release: the table, and the row without the release's key."""
    for name, facts in (
        ("core.part", findings.parts),
        ("core.quantity", findings.quantities),
        ("core.work", findings.works),
        ("core.event_date", findings.event_dates),
        ("core.agenda_item", findings.agenda),
        ("core.meeting", findings.meetings),
    ):
        yield from _flatten(name, facts)
    for position, quote in enumerate(findings.quotes, start=1):
        row = _take("core.quote", quote)
        yield "core.quote", {**row, "position": position, "person_id": quote.speaker_id or ""}
    for number, meeting in enumerate(findings.meetings, start=1):
        yield from _list_meeting(number, meeting)
    yield from _list_entities(findings)
    for person in findings.persons:
        yield from _flatten("core.role_span", person.roles, person_id=person.person_id)
    for position, piece in enumerate(findings.foreign, start=1):
        row = _take("core.foreign_paragraph", piece)
        yield "core.foreign_paragraph", {**row, "position": position, "language": piece.tag}


def _list_meeting(number: int, meeting: Meeting) -> Iterator[tuple[str, Row]]:
    yield from _flatten("core.meeting_participant", meeting.participants, meeting=number)
    yield from _flatten("core.meeting_outcome", meeting.outcomes, meeting=number)


def _list_entities(findings: Findings) -> Iterator[tuple[str, Row]]:
    named = (
        ("person", "person_id", findings.persons),
        ("organisation", "organisation_id", findings.organisations),
        ("place", "place_id", findings.places),
    )
    for entity, key, members in named:
        for position, member in enumerate(members, start=1):
            entity_id = getattr(member, key)
            reason: object = getattr(member, "id_reason", "code")
            row = _take("core.entity", member)
            row |= {"entity": entity, "position": position, "entity_id": entity_id}
            row |= {"id_reason": reason, "mention_count": len(member.mentions)}
            yield "core.entity", row
            yield from _flatten("core.mention", member.mentions, entity=entity, entity_id=entity_id)


def _flatten(table: str, facts: Iterable[Model], **more: object) -> Iterator[tuple[str, Row]]:
    for position, fact in enumerate(facts, start=1):
        yield table, {**_take(table, fact), "position": position, **more}


def _take(table: str, fact: Model) -> Row:
    """Take the fields of a fact that its table has columns for; text is never null."""
    held = vars(fact)  # not getattr: to ask a model for what it has not takes long
    row: Row = {}
    for column, field, otherwise in _list_fields(table):
        value = held.get(field)
        row[column] = otherwise if value is None else value
    return row


@cache
def _list_fields(table: str) -> tuple[tuple[str, str, str | None], ...]:
    """The columns of a table of facts, each with the field it holds and what stands for none."""
    return tuple(
        (name, _FIELDS.get(name, name), "" if data_type == TEXT else None)
        for name, data_type in _list_types(table).items()
    )


@cache
def _list_types(table: str) -> Mapping[str, pa.DataType]:
    """The columns of a table of facts, without the key of the release, and their Arrow types."""
    return {column.name: _TYPES[column.type] for column in list_columns(FACT_TABLES[table])[2:]}
