"""Days, months and years out of what a text states, counted from the day of publication."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from schemas.findings import Precision, Tense
from tasks.days.eras import read_jalali

# A season ends before the third month after its first.
_SEASON_MONTHS = 3
# Nearer than this, a date without a year needs no words of past or future.
_SURE = timedelta(days=80)


class Period(NamedTuple):
    """The days that a text names, from the first to the last, and how exact it is."""

    starts_on: date
    ends_on: date
    precision: Precision


def make_day(year: int, month: int, day: int, *, jalali: bool = False) -> Period | None:
    """A day; none if there is no such day."""
    try:
        when = read_jalali(year, month, day) if jalali else date(year, month, day)
    except ValueError:
        return None
    return Period(when, when, "day")


def make_month(year: int, month: int, *, jalali: bool = False) -> Period | None:
    """A month of a year."""
    try:
        if not jalali:
            return Period(
                date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"
            )
        following = (year, month + 1) if month < 12 else (year + 1, 1)
        return Period(
            read_jalali(year, month, 1),
            read_jalali(*following, 1) - timedelta(days=1),
            "month",
        )
    except ValueError:
        return None


def make_year(year: int, *, jalali: bool = False) -> Period | None:
    """A whole year."""
    try:
        if not jalali:
            return Period(date(year, 1, 1), date(year, 12, 31), "year")
        return Period(
            read_jalali(year, 1, 1), read_jalali(year + 1, 1, 1) - timedelta(days=1), "year"
        )
    except ValueError:
        return None


def choose_period(
    periods: Iterable[Period | None],
    day: date,
    tense: Tense | None,
    weekday: int | None = None,
) -> Period | None:
    """Of the years that a date without one may be of, choose one.

    The day of the week decides; else the nearest, unless that is far off and the sentence tells of
    the past or of the future, where the nearest but one lies.
    """
    known = [period for period in periods if period is not None]
    if weekday is not None:
        fitting = [period for period in known if period.starts_on.weekday() == weekday]
        known = fitting or known
    nearest = sorted(known, key=lambda period: _measure_distance(period, day))
    if not nearest or _measure_distance(nearest[0], day) < _SURE:
        return nearest[0] if nearest else None
    for period in nearest[:2]:
        if tense == "past" and period.starts_on <= day:
            return period
        if tense == "future" and period.ends_on >= day:
            return period
    return nearest[0]


def choose_following(periods: Iterable[Period | None], story: date, day: date) -> Period | None:
    """Of the years that a date in a story may be of, the first that goes on from its last day."""
    known = [one for one in periods if one and one.ends_on >= story and one.starts_on <= day]
    return min(known, default=None)


def find_weekday(weekday: int, day: date, told: str, tense: Tense | None) -> Period:
    """The day of the week meant: the last one, unless the sentence tells of what will be."""
    back = (day.weekday() - weekday) % 7
    forward = (weekday - day.weekday()) % 7
    if told == "N":
        when = day + timedelta(days=forward or 7)
    elif told == "L":
        when = day - timedelta(days=back or 7)
    elif told == "H":
        # "This Thursday" is of the same week as far as it is still to come.
        when = day + timedelta(days=forward) if tense != "past" else day - timedelta(days=back)
    elif tense == "future":
        when = day + timedelta(days=forward or 7)
    else:
        when = day - timedelta(days=back)
    return Period(when, when, "day")


def find_told_month(month: int, day: date, told: str) -> Period | None:
    """Last, next or this year's month: "last October"."""
    years = (day.year - 1, day.year, day.year + 1)
    known = [period for year in years if (period := make_month(year, month))]
    if told == "L":
        return max(
            (one for one in known if one.ends_on < day), key=lambda one: one.ends_on, default=None
        )
    if told == "N":
        return min((one for one in known if one.starts_on > day), default=None)
    return make_month(day.year, month)


def read_phrase(spec: str, day: date) -> Period | None:
    """What a phrase such as "last month" (`month-1`) means on a day."""
    if spec.startswith("date"):
        month, number = map(int, spec[4:].split("-"))
        return choose_period((make_day(day.year + add, month, number) for add in (0, 1)), day, None)
    cut = max(spec.find("+"), spec.find("-"))
    unit, count = spec[:cut], int(spec[cut:])
    if unit.startswith("season"):
        return _find_season(int(unit[6:]), count, day)
    return shift_period(unit, count, day)


def shift_period(unit: str, count: int, day: date) -> Period | None:
    """The day, week, month or year so many of them after a day; weeks are as exact as months."""
    try:
        if unit == "day":
            when = day + timedelta(days=count)
            return Period(when, when, "day")
        if unit == "week":
            monday = day - timedelta(days=day.weekday()) + timedelta(weeks=count)
            return Period(monday, monday + timedelta(days=6), "month")
    except OverflowError:
        return None
    if unit == "month":
        months = day.year * 12 + day.month - 1 + count
        return make_month(months // 12, months % 12 + 1)
    return make_year(day.year + count)


def tell_tense(period: Period, day: date | None, hint: Tense | None) -> Tense:
    """Whether a period is over, has begun or is to come; what the sentence says if none decides."""
    if day is None:
        return hint or "past"
    if period.ends_on < day:
        return "past"
    if period.starts_on > day:
        return "future"
    return hint or "present"


def _find_season(month: int, count: int, day: date) -> Period | None:
    """A season's year: of the summer before, the next one, or this year's."""
    if count == 0:
        return make_year(day.year)
    last = month + _SEASON_MONTHS
    if count < 0:
        return make_year(day.year if last <= day.month else day.year - 1)
    return make_year(day.year if month > day.month else day.year + 1)


def _measure_distance(period: Period, day: date) -> timedelta:
    if period.starts_on <= day <= period.ends_on:
        return timedelta(0)
    return min(abs(period.starts_on - day), abs(period.ends_on - day))
