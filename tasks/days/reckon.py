"""What a row of signs says: its days, months or years, counted from the day of publication."""

from schemas.moments import Shape
from tasks.days.calendar import Piece, is_guarded
from tasks.days.dates import find_date, read_short_date
from tasks.days.resolve import (
    Period,
    choose_following,
    choose_period,
    find_told_month,
    find_weekday,
    make_day,
    make_month,
    make_year,
    read_phrase,
    shift_period,
)
from tasks.days.rows import Reader


def resolve_row(reader: Reader, shape: Shape, groups: dict[str, Piece]) -> list[Period]:
    """The days of a row: a range is one, of a list each is."""
    if "x" in groups:
        return _keep(_read_digits(reader, groups["x"]))
    if "r" in groups and "d" not in groups and "m" not in groups:
        return _keep(_read_relative(reader, groups["r"]))
    singles = _read_singles(reader, groups)
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


def _read_digits(reader: Reader, piece: Piece) -> Period | None:
    hit = find_date(piece.word)
    if hit is not None:
        return Period(hit[0], hit[0], "day")
    short = read_short_date(piece.word, reader.language, "element")
    return Period(short.value, short.value, "day") if short else None


def _read_relative(reader: Reader, piece: Piece) -> Period | None:
    if reader.day is None:
        return None
    if piece.sign == "A":
        unit, _, count = piece.word.partition("-")
        return shift_period(unit, -int(count), reader.day)
    return read_phrase(piece.word, reader.day)


def _read_singles(reader: Reader, groups: dict[str, Piece]) -> list[Period | None]:
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
            return [find_weekday(weekday.value, day, told, reader.hint)] if day else []
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
        return [_find_day(reader, first, weekday)]
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
    start = _read_one(reader, first, month, year, weekday, earlier=earlier)
    singles = [start]
    if "d3" in groups:
        singles.append(_read_one(reader, groups["d3"], month2, year2))
    if second is not None or "m2" in groups:
        end = _read_one(reader, second, month2, year2)
        if year2 is None and start and end and end.starts_on < start.starts_on:
            end = _read_one(reader._replace(hint="future"), second, month2, None)
        singles.append(end)
    return singles


def _read_one(
    reader: Reader,
    day: Piece | None,
    month: Piece | None,
    year: Piece | None,
    weekday: Piece | None = None,
    *,
    earlier: int = 0,
) -> Period | None:
    if month is None:
        return None
    if year is not None:
        return _make(year.value - earlier, month, day)
    if reader.day is None:
        return None
    near = reader.told_on or reader.day
    base = near.year - (621 if month.jalali else 0)
    periods = [_make(base + add, month, day) for add in (-1, 0, 1)]
    if reader.told_on:
        return choose_following(periods, reader.told_on, reader.day)
    return choose_period(periods, reader.day, reader.hint, weekday.value if weekday else None)


def _make(year: int, month: Piece, day: Piece | None) -> Period | None:
    jalali = month.jalali
    if jalali != (year < 1500):
        return None
    if day is None:
        return make_month(year, month.value, jalali=jalali)
    return make_day(year, month.value, day.value, jalali=jalali)


def _read_of_phrase(reader: Reader, groups: dict[str, Piece]) -> Period | None:
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


def _find_day(reader: Reader, day: Piece | None, weekday: Piece | None) -> Period | None:
    """The nearest month that has such a day, on that day of the week."""
    if day is None or reader.day is None:
        return None
    count = reader.day.year * 12 + reader.day.month - 1
    months = [divmod(count + add, 12) for add in (-1, 0, 1)]
    periods = [make_day(year, month + 1, day.value) for year, month in months]
    if weekday is not None:
        periods = [one for one in periods if one and one.starts_on.weekday() == weekday.value]
    return choose_period(periods, reader.day, reader.hint)
