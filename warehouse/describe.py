"""The warehouse in words: comments in the database, and docs/warehouse.md, from the schemas."""

import types
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Union, cast, get_args, get_origin

import duckdb

from schemas.base import Model
from schemas.ledgers import MACROS
from schemas.tables import KEYS, RELATIONS, TABLES, VIEWS

COLUMN_TYPES: dict[object, str] = {
    bool: "BOOLEAN",
    date: "DATE",
    datetime: "TIMESTAMP WITH TIME ZONE",
    float: "DOUBLE",
    int: "BIGINT",
    str: "VARCHAR",
}
DOCUMENT = Path(__file__).parent.parent / "docs" / "warehouse.md"
PREFACE = """# The warehouse

Made from `schemas/tables.py` by `python -m warehouse.describe`; do not edit it by hand.

Three schemas: `mart` is the stable interface, made of views to query; `core` holds releases,
their versions and the ledger; `raw` holds runs, requests and rejections as they came. The same
words stand as comments on every table, view and column: `select * from duckdb_columns()`.

Names end in what they hold: `_id` a key, `_at` a moment in UTC, `_on` a day, `_count` a number of
things, `is_` a yes or no. Text is never null: it is empty where there is nothing to say. Other
columns are required unless said to be optional.

How rows come about:

- A document that says something new gives its release a new version; none is overwritten.
  What we say of a version (language, kind, topics, dates) is replaced when other rules judge it.
- A release with the text of an earlier one, at another address, is kept and linked to it.
- Two documents with one canonical address and different text do not take turns: the first is
  kept, the other becomes a rejection.
- A rejection stays open until a load of the same document settles it.
- No primary keys: rows are single because every load merges on natural keys, in one transaction
  with its line in the manifest `raw.batch`; the checks in `warehouse/sql/checks` prove it.
"""


HISTORY = """## What was known when

A release that says something new gets a version; `core.field_change` holds what differs from the
one before, field by field, worked out as it is loaded. A change of sort

- `correction` says that it is one ("Corrected version", "Berichtigung", in 20 languages);
- `removal` only takes words away, or says that the release is withdrawn;
- `substantive` has other words, `retitle` another headline, `re-date` another date;
- `cosmetic` keeps all letters, numbers and signs.

`mart.release_versions` keeps two times apart. `valid_from_at` and `valid_until_at` are the
publisher's: from when to when it said this; what only we read otherwise moves nothing there. An
edit was made between `former_seen_at` and `observed_at`. `recorded_at` and `superseded_at` are
ours: what the warehouse said at a moment. `mart.corrections` is the ledger of edits and of pages
taken away, each with the hours since publication and whether the text owns up to it;
`mart.removals` tells 404 from 410.

```sql
select title, kind from mart.releases_as_known_on('2026-03-01') where source_id = 'norland-mfa'
```

What we say of a text (language, kind, topics) is what today's rules say, not what was said then.

The macro is made of `warehouse/sql/macros/releases_as_known_on.sql`, which is a statement with the
parameter `$moment`: on a warehouse without macros, such as DuckLake, bind that.

A file of an older schema is kept as `warehouse.duckdb.vN` before it is migrated, `N` its version.
Put back, it is the warehouse of before; once you need it no more, delete it.
"""


class Column(Model):
    """A column as its model's field says it should be."""

    name: str
    type: str
    is_required: bool
    comment: str


@cache
def list_columns(model: type[Model]) -> tuple[Column, ...]:
    """List the columns a row model asks for, in order."""
    columns: list[Column] = []
    for name, field in model.model_fields.items():
        column_type, is_required = _find_type(field.annotation)
        comment = field.description or ""
        columns.append(
            Column(name=name, type=column_type, is_required=is_required, comment=comment)
        )
    return tuple(columns)


def describe_model(model: type[Model]) -> str:
    """Return what a row model says of its table, on one line."""
    return " ".join((model.__doc__ or "").split())


@cache
def list_comments() -> tuple[str, ...]:
    """List the COMMENT statements of every table, view and column."""
    statements: list[str] = []
    for word, models in (("TABLE", TABLES), ("VIEW", VIEWS)):
        for name, model in models.items():
            statements.append(f"COMMENT ON {word} {name} IS {_quote(describe_model(model))}")
            statements.extend(
                f"COMMENT ON COLUMN {name}.{column.name} IS {_quote(column.comment)}"
                for column in list_columns(model)
            )
    statements.extend(
        f"COMMENT ON MACRO TABLE {name} IS {_quote(describe_model(model))}"
        for name, model in MACROS.items()
    )
    return tuple(statements)


def write_comments(connection: duckdb.DuckDBPyConnection) -> None:
    """Write every table's, view's and column's comment into the open warehouse."""
    connection.execute(";\n".join(list_comments()))


def render_document() -> str:
    """Return the text of docs/warehouse.md."""
    parts = [PREFACE, "## How the tables hang together\n", *_draw_relations()]
    parts.append(HISTORY)
    macros = {f"{name}(moment)": model for name, model in MACROS.items()}
    for title, models in (("Views to query", VIEWS), ("Macros", macros), ("Tables", TABLES)):
        parts.append(f"## {title}\n")
        for name, model in models.items():
            parts.extend((f"### {name}\n", f"{describe_model(model)}\n"))
            if key := KEYS.get(name):
                parts.append(f"Key: {', '.join(f'`{column}`' for column in key)}.\n")
            parts.extend(_tabulate(model))
    return "\n".join(parts).rstrip() + "\n"


def write_document() -> Path:
    """Write docs/warehouse.md; returns its path."""
    DOCUMENT.write_text(render_document(), encoding="utf-8")
    return DOCUMENT


def _draw_relations() -> list[str]:
    lines = ["```mermaid", "erDiagram"]
    for parent, child, _, verb in RELATIONS:
        lines.append(f"    {_bare(parent)} ||--o{{ {_bare(child)} : {verb}")
    names = dict.fromkeys(name for relation in RELATIONS for name in relation[:2])
    for name in names:
        lines.append(f"    {_bare(name)} {{")
        lines.extend(
            f"        {column.type.lower()} {column.name}"
            for column in list_columns(TABLES[name])
            if column.name.endswith("_id") or column.name in {"version", "current_version"}
        )
        lines.append("    }")
    return [*lines, "```\n"]


def _tabulate(model: type[Model]) -> list[str]:
    lines = ["| Column | Type | Meaning |", "| --- | --- | --- |"]
    for column in list_columns(model):
        kind = column.type if column.is_required else f"{column.type}, optional"
        lines.append(f"| `{column.name}` | {kind} | {column.comment.replace('|', chr(92) + '|')} |")
    return [*lines, ""]


def _bare(name: str) -> str:
    return name.partition(".")[2]


def _find_type(annotation: object) -> tuple[str, bool]:
    """Return a field's DuckDB type, and whether it must hold a value."""
    origin = get_origin(annotation)
    arguments = cast("tuple[object, ...]", get_args(annotation))
    if origin is Annotated:
        return _find_type(arguments[0])
    if origin in (Union, types.UnionType):
        (inner,) = (argument for argument in arguments if argument is not types.NoneType)
        return _find_type(inner)[0], False
    if origin is tuple:
        return f"{_find_type(arguments[0])[0]}[]", True
    return COLUMN_TYPES[annotation], True


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


if __name__ == "__main__":
    write_document()
