"""The pages of persons and organisations: where they are named, what they did and said."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from tasks.site.cells import Cell, Known, Table, count, say_value
from tasks.site.names import Row, locate_entity, locate_release
from tasks.site.pages import Page, render

# What a page shows of each; the search has the rest.
MAX_QUOTES = 50
MAX_MEETINGS = 200
MAX_ROLES = 200


def render_entities(
    entities: Iterable[Row],
    roles: Sequence[Row],
    meetings: Sequence[Row],
    quotes: Sequence[Row],
    known: Known,
) -> Iterator[Page]:
    """Render the page of each person and organisation.

    Args:
        entities: Rows of persons and organisations, with their releases.
        roles: Rows of roles, with the person and the organisation.
        meetings: Rows of meetings with their pages, with persons and names of organisations.
        quotes: Rows of quotations, with the person and the name of the organisation.
        known: What the site has pages of.
    """
    held = {
        "person": _group(roles, "person_id"),
        "organisation": _group(roles, "organisation_id"),
    }
    met = {
        "person": _group(meetings, "person_ids"),
        "organisation": _group(meetings, "organisation_names"),
    }
    said = {
        "person": _group(quotes, "person_id"),
        "organisation": _group(quotes, "organisation_name"),
    }
    for row in entities:
        entity, entity_id = row["entity"], row["entity_id"]
        # Meetings and quotations name a body as their text does, not by its id.
        names = [entity_id] if entity == "person" else [name.lower() for name in row["variants"]]
        words = _collect(said[entity], names)
        yield render(
            "entity.html",
            locate_entity(entity, entity_id),
            entity={**row, "releases": [_point(one) for one in row["releases"]]},
            roles=_list_roles(entity, held[entity].get(entity_id, [])[:MAX_ROLES], known),
            meetings=_collect(met[entity], names)[:MAX_MEETINGS],
            quotes=[_point(one) for one in words[:MAX_QUOTES]],
            quote_count=len(words),
        )


def _group(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    """Put rows together by a column, or by each item of one that holds a list."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        value = row[name]
        for key in cast("list[str]", value if isinstance(value, list) else [value]):
            if key:
                groups.setdefault(key, []).append(row)
    return groups


def _collect(groups: dict[str, list[Row]], keys: Iterable[str]) -> list[Row]:
    found: dict[int, Row] = {}
    for key in keys:
        for row in groups.get(key, []):
            found[id(row)] = row
    return list(found.values())


def _point(row: Row) -> Row:
    return {**row, "page": locate_release(row["release_id"])}


def _list_roles(entity: str, rows: Iterable[Row], known: Known) -> Table:
    def other(row: Row) -> Cell:
        if entity == "organisation":
            return Cell(row["person"], known.find_entity("person", row["person_id"]))
        return Cell(row["organisation"], known.find_entity("organisation", row["organisation_id"]))

    return Table(
        (
            "person" if entity == "organisation" else "organisation",
            "role",
            "status",
            "from",
            "to",
            "releases",
        ),
        tuple(
            (
                other(row),
                Cell(row["title"]),
                Cell(row["status"]),
                Cell(
                    say_value(row["from_on"]),
                    locate_release(row["first_release_id"]),
                    style="moment",
                ),
                Cell(
                    say_value(row["to_on"]), locate_release(row["last_release_id"]), style="moment"
                ),
                count(row["release_count"], f"role:{row['role_key']}"),
            )
            for row in rows
        ),
    )
