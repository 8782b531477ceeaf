"""Dates of events: every day, month or year that a text names beside its publication.

A text is read for the pieces of dates (tasks/calendar.py); pieces that belong together are a row
of signs, and the shapes of `rules/moments/shapes.toml` say what such a row means. What has no year
is counted from the day of publication.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from schemas.findings import EventDate, Part, Tense
from schemas.moments import Shape, Shapes
from tasks.calendar import (
    Calendar,
    Piece,
    find_pieces,
    is_guarded,
    is_opened,
    join_pieces,
    load_calendar,
)
from tasks.dates import find_date, read_short_date
from tasks.prose import Prose, Stretch
from tasks.resolve import (
    Period,
    choose_period,
    find_told_month,
    find_weekday,
    make_day,
    make_month,
    make_year,
    read_phrase,
    shift_period,
    tell_tense,
)
from tasks.vocabulary import load_rules

# How far words of past or future are looked for, and how many signs a shape may take.
_MAX_CLAUSE = 240
_MAX_SIGNS = 16
# The first and last paragraphs, where a release states its own day.
_EDGE = 3
_DATELINE_BEFORE = 60
_DATELINE_AFTER = re.compile(r"[\s,]*(?:\d{4})?\)?\s*(?:[-–—―:/]|$)")


class _Row(NamedTuple):
    """Pieces that belong together, as signs; each sign of no piece (`,`) has none."""

    signs: str
    pieces: tuple[Piece | None, ...]


class _Reader(NamedTuple):
    """What is needed to make a date of a row."""

    folded: str
    calendar: Calendar
    language: str
    day: date | None


@cache
def _compile_shapes(orders: tuple[str, ...]) -> tuple[tuple[Shape, re.Pattern[str]], ...]:
    shapes = load_rules("moments/shapes.toml", Shapes).shapes
    return tuple(
        (shape, re.compile(shape.signs))
        for shape in shapes
        if not shape.order or shape.order in orders
    )


def find_event_dates(
    prose: Prose,
    language: str,
    day: date | None,
    parts: Sequence[Part] = (),
    stated: Collection[date] = (),
) -> tuple[EventDate, ...]:
    """Find the dates of events. Linear in the length of the text.

    Args:
        prose: The release.
        language: BCP 47 tag of its language.
        day: Publication date; without it only dates with a year are found.
        parts: Parts of the release: what its dateline states is no event.
        stated: Days that candidates for the publication date name at the edges of the release.

    Returns:
        Dates in order of the text, without the day of publication.
    """
    calendar = load_calendar(language)
    folded, pieces = find_pieces(prose.text[: prose.body_end], calendar)
    reader = _Reader(folded, calendar, language, day)
    skipped = [part for part in parts if part.name == "dateline"]
    starts = [sentence.start for sentence in prose.sentences]
    found: list[EventDate] = []
    for row in _join_rows(folded, pieces, calendar):
        for shape, groups, start, end in _match_row(reader, row):
            sentence = _get_sentence(prose, starts, start)
            hint = _read_tense(reader, sentence, start, end)
            for period in _resolve(reader, shape, groups, hint):
                if period.starts_on == period.ends_on and (
                    period.starts_on == day
                    or _states_itself(prose, start, end, period.starts_on, stated, skipped)
                ):
                    continue
                found.append(
                    EventDate(
                        start=start,
                        end=end,
                        text=prose.text[start:end],
                        rule=f"moments/shapes:{shape.name}",
                        confidence=shape.confidence,
                        starts_on=period.starts_on,
                        ends_on=period.ends_on,
                        precision=period.precision,
                        tense=tell_tense(period, day, hint),
                    )
                )
    return tuple(found)


def find_nearest(
    event_dates: Sequence[EventDate], start: int, end: int, prose: Prose
) -> EventDate | None:
    """The date nearest to a span within its sentence; of two as near the one behind it.

    Args:
        event_dates: In order of the text.
        start: Offset of the span.
        end: Offset after it.
        prose: The release.
    """
    starts = [sentence.start for sentence in prose.sentences]
    sentence = _get_sentence(prose, starts, start)
    first = bisect_left(event_dates, sentence.start, key=lambda one: one.start)
    last = bisect_left(event_dates, max(sentence.end, end), key=lambda one: one.start)
    return min(
        event_dates[first:last],
        key=lambda one: max(one.start - end, start - one.end, 0) * 2 + (one.start < start),
        default=None,
    )


def _join_rows(folded: str, pieces: Sequence[Piece], calendar: Calendar) -> Iterator[_Row]:
    signs: list[str] = []
    row: list[Piece | None] = []
    last: Piece | None = None
    for piece in pieces:
        between = join_pieces(folded, last, piece, calendar) if last else None
        if between is None or len(signs) >= _MAX_SIGNS:
            if row:
                yield _Row("".join(signs), tuple(row))
            signs, row = [], []
        elif between:
            signs.append(between)
            row.append(None)
        signs.append(piece.sign)
        row.append(piece)
        last = piece
    if row:
        yield _Row("".join(signs), tuple(row))


def _match_row(reader: _Reader, row: _Row) -> Iterator[tuple[Shape, dict[str, Piece], int, int]]:
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
        yield shape, groups, whole[0].start, whole[-1].end
        at = match.end()


def _is_meant(reader: _Reader, shape: Shape, row: _Row, match: re.Match[str]) -> bool:
    """Whether the words around a row let it be a date."""
    folded, calendar = reader.folded, reader.calendar
    pieces = [piece for piece in row.pieces[match.start() : match.end()] if piece]
    first, last = pieces[0], pieces[-1]
    if is_guarded(folded, first.start, "before", calendar):
        return False
    never = calendar.guards.get("never")
    if never is not None and never.match(folded, first.start):
        return False
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


def _resolve(
    reader: _Reader, shape: Shape, groups: dict[str, Piece], hint: Tense | None
) -> list[Period]:
    """The days of a row: a range is one, of a list each is."""
    if "x" in groups:
        return _keep(_read_digits(reader, groups["x"]))
    if "r" in groups and "d" not in groups and "m" not in groups:
        return _keep(_read_relative(reader, groups["r"]))
    singles = _read_singles(reader, groups, hint)
    first_piece = min(groups.values(), key=lambda piece: piece.start)
    is_range = len(singles) > 1 and (
        not shape.listed or is_guarded(reader.folded, first_piece.start, "between", reader.calendar)
    )
    if not is_range:
        return [period for period in singles if period]
    first, last = singles[0], singles[-1]
    if first is None or last is None or last.ends_on < first.starts_on:
        return []
    return [Period(first.starts_on, last.ends_on, first.precision)]


def _keep(period: Period | None) -> list[Period]:
    return [period] if period else []


def _read_digits(reader: _Reader, piece: Piece) -> Period | None:
    hit = find_date(piece.word)
    if hit is not None:
        return Period(hit[0], hit[0], "day")
    short = read_short_date(piece.word, reader.language, "element")
    return Period(short.value, short.value, "day") if short else None


def _read_relative(reader: _Reader, piece: Piece) -> Period | None:
    if reader.day is None:
        return None
    if piece.sign == "A":
        unit, _, count = piece.word.partition("-")
        return shift_period(unit, -int(count), reader.day)
    return read_phrase(piece.word, reader.day)


def _read_singles(
    reader: _Reader, groups: dict[str, Piece], hint: Tense | None
) -> list[Period | None]:
    """The dates that a row names, each for itself."""
    year = groups.get("y") or groups.get("y2")
    year2 = groups.get("y2") or groups.get("y")
    month = groups.get("m") or groups.get("m2")
    month2 = groups.get("m2") or groups.get("m")
    told = groups["s"].sign if "s" in groups else ""
    weekday = groups.get("w")
    if month is None and "d" not in groups:
        if weekday is not None:
            day = reader.day
            return [find_weekday(weekday.value, day, told, hint)] if day else []
        return [
            make_year(piece.value, jalali=piece.jalali)
            for piece in (groups.get("y"), groups.get("y2"))
            if piece
        ]
    if told and month is not None:
        return [find_told_month(month.value, reader.day, told)] if reader.day else []
    if "r" in groups:
        return [_read_of_phrase(reader, groups)]
    first = groups.get("d")
    second = groups.get("d2")
    if month is None:
        return [_find_day(reader, first, weekday, hint)]
    # "December 30 to January 2, 2021" begins the year before.
    earlier = (
        1
        if year is not None
        and year is year2
        and month2 is not None
        and "m2" in groups
        and "y" not in groups
        and month2.value < month.value
        else 0
    )
    start = _read_one(reader, first, month, year, weekday, hint, earlier)
    singles = [start]
    if "d3" in groups:
        singles.append(_read_one(reader, groups["d3"], month2, year2, None, hint))
    if second is not None or "m2" in groups:
        end = _read_one(reader, second, month2, year2, None, hint)
        if year2 is None and start and end and end.starts_on < start.starts_on:
            end = _read_one(reader, second, month2, None, None, "future")
        singles.append(end)
    return singles


def _read_one(
    reader: _Reader,
    day: Piece | None,
    month: Piece | None,
    year: Piece | None,
    weekday: Piece | None,
    hint: Tense | None,
    earlier: int = 0,
) -> Period | None:
    if month is None:
        return None
    if year is not None:
        return _make(year.value - earlier, month, day)
    if reader.day is None:
        return None
    base = reader.day.year - (621 if month.jalali else 0)
    return choose_period(
        (_make(base + add, month, day) for add in (-1, 0, 1)),
        reader.day,
        hint,
        weekday.value if weekday else None,
    )


def _make(year: int, month: Piece, day: Piece | None) -> Period | None:
    jalali = month.jalali
    if jalali != (year < 1500):
        return None
    if day is None:
        return make_month(year, month.value, jalali=jalali)
    return make_day(year, month.value, day.value, jalali=jalali)


def _read_of_phrase(reader: _Reader, groups: dict[str, Piece]) -> Period | None:
    """The 18th of this month, February of this year."""
    whole = _read_relative(reader, groups["r"])
    if whole is None:
        return None
    month, day = groups.get("m"), groups.get("d")
    if day is not None and whole.precision == "month":
        return make_day(whole.starts_on.year, whole.starts_on.month, day.value)
    if month is not None and whole.precision == "year":
        return _make(whole.starts_on.year, month, day)
    return None


def _find_day(
    reader: _Reader, day: Piece | None, weekday: Piece | None, hint: Tense | None
) -> Period | None:
    """The nearest month that has such a day, on that day of the week."""
    if day is None or reader.day is None:
        return None
    count = reader.day.year * 12 + reader.day.month - 1
    months = [divmod(count + add, 12) for add in (-1, 0, 1)]
    periods = [make_day(year, month + 1, day.value) for year, month in months]
    if weekday is not None:
        periods = [one for one in periods if one and one.starts_on.weekday() == weekday.value]
    return choose_period(periods, reader.day, hint)


def _get_sentence(prose: Prose, starts: Sequence[int], at: int) -> Stretch:
    place = bisect_right(starts, at) - 1
    return prose.sentences[place] if place >= 0 else Stretch(0, prose.body_end)


def _read_tense(reader: _Reader, sentence: Stretch, start: int, end: int) -> Tense | None:
    """What the words nearest before a date, else nearest behind it, tell of its time."""
    pattern = reader.calendar.tense
    if pattern is None:
        return None
    last = None
    for last in pattern.finditer(reader.folded, max(sentence.start, start - _MAX_CLAUSE), start):
        pass
    if last is None:
        last = pattern.search(reader.folded, end, min(sentence.end, end + _MAX_CLAUSE))
    if last is None:
        return None
    return "future" if last.lastgroup == "future" else "past"


def _states_itself(
    prose: Prose,
    start: int,
    end: int,
    day: date,
    stated: Collection[date],
    skipped: Sequence[Part],
) -> bool:
    """Whether a date is the release's own: of its dateline or of a line that says nothing else."""
    if any(part.start <= start and end <= part.end for part in skipped):
        return True
    if start < prose.body_start:
        return False
    edges = [one for one in prose.paragraphs if prose.body_start <= one.start < prose.body_end]
    for paragraph in (*edges[:_EDGE], *edges[-1:]):
        if not paragraph.start <= start < paragraph.end:
            continue
        before = prose.text[paragraph.start : start]
        if len(before) > _DATELINE_BEFORE:
            return False
        if "embargo" in before.casefold():
            return False
        if day in stated:
            return True
        # "LISBON, Oct. 6 –", or a date that stands alone.
        closed = _DATELINE_AFTER.match(prose.text, end, paragraph.end)
        words = re.findall(r"[^\W\d_]+", before)
        return closed is not None and all(word[0].isupper() for word in words) and ":" not in before
    return False
