"""The pages of persons and organisations: where they are named, what they did and said."""

from collections.abc import Iterable, Iterator, Sequence

from tasks.site.cells import Cell, Table, count, say_value
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
) -> Iterator[Page]:
    """Render the page of each person and organisation.

    Args:
        entities: Rows of persons and organisations, with their releases.
        roles: Rows of roles, with the person and the organisation.
        meetings: Rows of meetings with their pages, with persons and names of organisations.
        quotes: Rows of quotations, with the person and the name of the organisation.
    """
    of_person = [_group(rows, name) for rows, name in (
        (roles, "person_id"), (meetings, "person_ids"), (quotes, "person_id")
    )]  # fmt: skip
    of_body = [_group(rows, name) for rows, name in (
        (roles, "organisation_id"), (meetings, "organisation_names"), (quotes, "organisation_name")
    )]  # fmt: skip
    for row in entities:
        # Meetings and quotations name a body as their text does, not by its id.
        if row["entity"] == "person":
            keys, groups = [row["entity_id"]], of_person
            held = groups[0].get(row["entity_id"], [])
        else:
            keys, groups = [name.lower() for name in row["variants"]], of_body
            held = groups[0].get(row["entity_id"], [])
        met, said = (_collect(group, keys) for group in groups[1:])
        yield render(
            "entity.html",
            locate_entity(row["entity"], row["entity_id"]),
            entity={**row, "releases": [_point(one) for one in row["releases"]]},
            roles=_list_roles(row["entity"], held[:MAX_ROLES]),
            meetings=met[:MAX_MEETINGS],
            quotes=[_point(one) for one in said[:MAX_QUOTES]],
            quote_count=len(said),
        )


def _group(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    """Put rows together by a column, or by each item of one that holds a list."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        value = row[name]
        keys: Sequence[str] = value if isinstance(value, list) else [value]
        for key in keys:
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


def _list_roles(entity: str, rows: Iterable[Row]) -> Table:
    def other(row: Row) -> Cell:
        if entity == "organisation":
            return Cell(row["person"], locate_entity("person", row["person_id"]))
        body = row["organisation_id"]
        return Cell(row["organisation"], locate_entity("organisation", body) if body else "")

    return Table(
        ("person" if entity == "organisation" else "organisation", "role", "status", "from", "to",
         "releases"),
        tuple(
            (
                other(row),
                Cell(row["title"]),
                Cell(row["status"]),
                Cell(say_value(row["from_on"]), locate_release(row["first_release_id"])),
                Cell(say_value(row["to_on"]), locate_release(row["last_release_id"])),
                count(row["release_count"], f"person:{row['person_id']}"),
            )
            for row in rows
        ),
    )  # fmt: skip
