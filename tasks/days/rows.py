"""Rows of signs: pieces of dates that stand together, and the shapes that they make.

The shapes are data (`rules/moments/shapes.toml`), the same in all languages.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from schemas.findings import Tense
from schemas.moments import Shape, Shapes
from tasks.days.calendar import Calendar, Piece, is_guarded, is_opened, join_pieces
from tasks.prose.rules import load_rules

# How many signs a row may have.
_MAX_SIGNS = 16


class Row(NamedTuple):
    """Pieces that belong together, as signs; each sign of no piece (`,`) has none."""

    signs: str
    pieces: tuple[Piece | None, ...]


class Reader(NamedTuple):
    """What is needed to make a date of a row."""

    folded: str
    calendar: Calendar
    language: str
    day: date | None
    hint: Tense | None = None  # what the sentence tells of its time
    told_on: date | None = None  # the day that a story has come to


@cache
def _compile_shapes(orders: tuple[str, ...]) -> tuple[tuple[Shape, re.Pattern[str]], ...]:
    shapes = load_rules("moments/shapes.toml", Shapes).shapes
    return tuple(
        (shape, re.compile(shape.signs))
        for shape in shapes
        if not shape.order or shape.order in orders
    )


def join_rows(folded: str, pieces: Sequence[Piece], calendar: Calendar) -> Iterator[Row]:
    """Put the pieces that belong together into rows of signs."""
    signs: list[str] = []
    row: list[Piece | None] = []
    last: Piece | None = None
    for piece in pieces:
        between = join_pieces(folded, last, piece, calendar) if last else None
        if between is None or len(signs) >= _MAX_SIGNS:
            if row:
                yield Row("".join(signs), tuple(row))
            signs, row = [], []
        elif between:
            signs.append(between)
            row.append(None)
        signs.append(piece.sign)
        row.append(piece)
        last = piece
    if row:
        yield Row("".join(signs), tuple(row))


def match_row(reader: Reader, row: Row) -> Iterator[tuple[Shape, dict[str, Piece], int, int]]:
    """The shapes of a row from its left to its right, the longest first."""
    at = 0
    shapes = _compile_shapes(reader.calendar.words.orders)
    while at < len(row.signs):
        best: tuple[Shape, re.Match[str]] | None = None
        for shape, pattern in shapes:
            match = pattern.match(row.signs, at)
            if match is None or (best is not None and match.end() <= best[1].end()):
                continue
            if _is_meant(reader, shape, row, match):
                best = (shape, match)
        if best is None:
            at += 1
            continue
        shape, match = best
        groups = {
            name.rstrip("9"): piece
            for name in match.groupdict()
            if (place := match.start(name)) >= 0 and (piece := row.pieces[place]) is not None
        }
        whole = [piece for piece in row.pieces[match.start() : match.end()] if piece]
        if not _is_name(reader, whole[0].start):
            yield shape, groups, whole[0].start, whole[-1].end
        at = match.end()


def _is_name(reader: Reader, start: int) -> bool:
    """Whether what looks like a date is part of a name: "the Act of 2004", "September 11"."""
    never = reader.calendar.guards.get("never")
    if never is not None and never.match(reader.folded, start):
        return True
    return is_guarded(reader.folded, start, "before", reader.calendar)


def _is_meant(reader: Reader, shape: Shape, row: Row, match: re.Match[str]) -> bool:
    """Whether the words around a row let it be a date."""
    folded, calendar = reader.folded, reader.calendar
    pieces = [piece for piece in row.pieces[match.start() : match.end()] if piece]
    first, last = pieces[0], pieces[-1]
    if shape.needs and is_guarded(folded, last.end, "after", calendar):
        return False
    if not shape.needs:
        return True
    if shape.needs == "year":
        if any(piece.word for piece in pieces if piece.sign == "Y"):
            return True
        if is_guarded(folded, first.start, "the", calendar) and len(pieces) == 1:
            return is_guarded(folded, last.end, "nouns", calendar)
    doubtful = calendar.guards.get("doubtful")
    if doubtful is not None and first.sign in "MW" and doubtful.fullmatch(first.word):
        return first.sign == "M" and is_guarded(folded, first.start, "sure", calendar)
    return is_opened(folded, first.start, shape.needs, calendar)
