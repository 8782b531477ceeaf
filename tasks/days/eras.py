"""Dates of calendars other than the Gregorian: Japan's eras and the Persian solar year."""

from datetime import date

# The first year of each Japanese era.
ERA_STARTS = {"昭和": 1926, "平成": 1989, "令和": 2019}

# Days of the proleptic Gregorian calendar before day one of the arithmetic below.
_OFFSET = 365
_EPOCH = -355_668


def read_jalali(year: int, month: int, day: int) -> date:
    """Turn a Persian (Solar Hijri) date into the Gregorian one, by the 33-year leap cycle.

    Raises:
        ValueError: the month has no such day.
    """
    if not 1 <= month <= 12 or not 1 <= day <= (31 if month < 7 else 30):
        raise ValueError(f"no such day: {year}-{month}-{day}")
    shifted = year + 1595
    leaps = shifted // 33 * 8 + (shifted % 33 + 3) // 4
    before = 31 * (month - 1) if month < 7 else 30 * (month - 7) + 186
    return date.fromordinal(_EPOCH + 365 * shifted + leaps + before + day - _OFFSET)
