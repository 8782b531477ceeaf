"""A table written out: for a terminal, a spreadsheet, a program, a document or another tool."""

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, count
from typing import IO, Literal, cast, get_args

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.errors import InputError
from warehouse.masks import CONTROLS, mask_controls

TableFormat = Literal["table", "csv", "json", "markdown", "parquet"]
Rows = list[tuple[object, ...]]
FORMATS: tuple[TableFormat, ...] = get_args(TableFormat)

# Spreadsheets take a cell that starts so for a formula; the last four are full-width = + - @.
LIVE_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
CHUNK_ROWS = 10_000
CELL_LENGTH = 300
# Columns of a terminal that a column of a table needs to be read.
_READABLE = 10
MARKDOWN_ESCAPES = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "|": "\\|",
        "\\": "\\\\",
        "`": "\\`",
        "[": "\\[",
        "]": "\\]",
        "*": "\\*",
    }
)


def write_table(table: pa.Table, style: TableFormat, out: IO[bytes], width: int = 120) -> None:
    """Write a table to a binary stream, text as UTF-8.

    Cells hold scraped text, so none may act: no terminal codes, no spreadsheet formulas, no
    markup. `width` is that of the `table` format, in columns.

    Raises:
        InputError: the format is unknown, or cannot hold the table.
    """
    if style not in FORMATS:
        raise InputError(f"unknown format {style!r}: choose one of {', '.join(FORMATS)}")
    match style:
        case "parquet":
            _write_parquet(table, out)
        case "table":
            text = io.StringIO()
            Console(file=text, width=width, color_system=None).print(render_table(table, width))
            out.write(text.getvalue().encode())
        case "csv":
            _write_csv(table, out)
        case "json":
            _write_json(table, out)
        case "markdown":
            _write_markdown(table, out)


def render_table(table: pa.Table, width: int) -> Table:
    """Lay a table out for a terminal; long cells are shortened, control characters shown as a dot.

    Text stays text: no markup and no terminal code in it has any effect. Where the columns would
    be too narrow to read at this width, every row becomes a list of its values.
    """
    rows = list(_iterate_rows(table))
    if rows and table.num_columns * _READABLE > width:
        return _render_records(table.column_names, rows)
    shown = Table(box=SIMPLE_HEAD, show_edge=False)
    for place, name in enumerate(table.column_names):
        is_number = any(isinstance(row[place], int | float | Decimal) for row in rows)
        shown.add_column(
            Text(_show_cell(name)),
            overflow="fold",
            justify="right" if is_number else "left",
            # An id that is broken over lines cannot be copied.
            no_wrap=name.endswith("_id"),
        )
    for row in rows:
        shown.add_row(*(Text(_show_cell(value)) for value in row))
    return shown


def _render_records(names: list[str], rows: list[tuple[object, ...]]) -> Table:
    shown = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    shown.add_column(no_wrap=True)
    shown.add_column(overflow="fold")
    for number, row in enumerate(rows, start=1):
        shown.add_row(Text(f"— {number} —"), Text())
        for name, value in zip(names, row, strict=True):
            shown.add_row(Text(_show_cell(name)), Text(_show_cell(value)))
    return shown


def write_csv(names: list[str], chunks: Iterable[Rows], out: IO[bytes]) -> int:
    """Write rows as CSV, cells that a spreadsheet would take for a formula made safe.

    Returns:
        How many.
    """
    count = 0
    for rows in chain([[tuple(names)]], chunks):
        text = io.StringIO(newline="")
        csv.writer(text).writerows([[_make_safe(value) for value in row] for row in rows])
        out.write(text.getvalue().encode())
        count += len(rows)
    return count - 1


def write_lines(names: list[str], chunks: Iterable[Rows], out: IO[bytes]) -> int:
    """Write rows as JSON objects, one a line. Returns how many."""
    count = 0
    for row in chain.from_iterable(chunks):
        out.write(_encode_row(number_names(names), row) + b"\n")
        count += 1
    return count


def list_chunk(part: pa.Table | pa.RecordBatch) -> Rows:
    """Return the rows of a few as tuples of Python values."""
    return list(zip(*(_list_values(column) for column in part.columns), strict=True))


def _write_csv(table: pa.Table, out: IO[bytes]) -> None:
    write_csv(table.column_names, _iterate_chunks(table, header=False), out)


def _write_json(table: pa.Table, out: IO[bytes]) -> None:
    names = number_names(table.column_names)
    mark = b"[\n"
    for row in _iterate_rows(table):
        out.write(mark + _encode_row(names, row))
        mark = b",\n"
    out.write(b"\n]\n" if table.num_rows else b"[]\n")


def _encode_row(names: list[str], row: tuple[object, ...]) -> bytes:
    record = {name: _simplify(value) for name, value in zip(names, row, strict=True)}
    return json.dumps(record, ensure_ascii=False, allow_nan=False).encode()


def _write_markdown(table: pa.Table, out: IO[bytes]) -> None:
    rule = f"|{' --- |' * table.num_columns}\n"
    for rows in _iterate_chunks(table, header=True):
        lines = [f"| {' | '.join(_escape_markdown(value) for value in row)} |\n" for row in rows]
        out.write(f"{''.join(lines)}{rule}".encode())
        rule = ""


def _write_parquet(table: pa.Table, out: IO[bytes]) -> None:
    try:
        pq.write_table(
            table.rename_columns(number_names(table.column_names)), out, compression="zstd"
        )
    except pa.ArrowException as error:
        raise InputError(f"the table does not fit Parquet: {error}") from error


def _iterate_chunks(table: pa.Table, *, header: bool) -> Iterator[Rows]:
    """Yield the rows in chunks; before them the column names, if asked."""
    if header:
        yield [tuple(table.column_names)]
    for start in range(0, table.num_rows, CHUNK_ROWS):
        yield list_chunk(table.slice(start, CHUNK_ROWS))


def _list_values(column: pa.ChunkedArray | pa.Array) -> list[object]:
    try:
        return column.to_pylist()
    except (OverflowError, ValueError):
        # DuckDB knows days that Python does not, such as infinity and those of the year 20000.
        text = pc.cast(column, pa.string())
        return text.to_pylist()


def _iterate_rows(table: pa.Table) -> Iterator[tuple[object, ...]]:
    for rows in _iterate_chunks(table, header=False):
        yield from rows


def number_names(names: list[str]) -> list[str]:
    """Tell columns of one name apart: name, name_2, name_3."""
    taken = set(names)
    numbered: list[str] = []
    for name in names:
        free = name
        for number in count(2):
            if free not in numbered and (free == name or free not in taken):
                break
            free = f"{name}_{number}"
        numbered.append(free)
    return numbered


def _simplify(value: object) -> object:  # noqa: PLR0911 - one line a type
    """Turn a value into what JSON knows: moments as ISO 8601 in UTC, whole decimals as numbers."""
    match value:
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case Decimal():
            if value == value.to_integral_value():
                return int(value)
            near = float(value)
            return near if Decimal(repr(near)) == value else str(value)
        case float():
            return value if math.isfinite(value) else None
        case bool() | int() | str() | None:
            return value
        case list() | tuple():
            return [_simplify(item) for item in cast("list[object]", value)]
        case dict():
            items = cast("dict[object, object]", value).items()
            return {str(key): _simplify(item) for key, item in items}
        case bytes():
            return value.hex()
        case _:
            return str(value)


def _tell(value: object) -> str:
    """Write a value as text on however many lines it has."""
    simple = _simplify(value)
    match simple:
        case None:
            return ""
        case str():
            return simple
        case bool():
            return "true" if simple else "false"
        case int() | float():
            return str(simple)
        case _:
            return json.dumps(simple, ensure_ascii=False)


def _make_safe(value: object) -> str:
    text = mask_controls(_tell(value), CONTROLS)
    if isinstance(value, int | float | Decimal) or not text.startswith(LIVE_STARTS):
        return text
    return f"'{text}"


def _escape_markdown(value: object) -> str:
    return mask_controls(" ".join(_tell(value).split()), CONTROLS).translate(MARKDOWN_ESCAPES)


def _show_cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, list):
        return ", ".join(_show_cell(item) for item in cast("list[object]", value))
    text = " ".join(_tell(value).split())
    shown = mask_controls(text)
    return shown if len(shown) <= CELL_LENGTH else f"{shown[: CELL_LENGTH - 1]}…"
