"""The instant an embargo names: day, hour and zone; without a zone only the day is sure."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from schemas.anatomy import Instants
from tasks.days.dates import find_date
from tasks.prose.rules import load_rules

_MAX_TEXT = 300
# 10:00 a.m., 10.30pm, 14h00, 14 h, 10 Uhr, 0001 GMT, 00:01, 上午10时
_CLOCKS = (
    re.compile(
        r"(?<![\d.:/-])(?P<h>[01]?\d|2[0-4])\s?(?:[:.hч時时点點]|uhr)\s?(?P<m>[0-5]\d)?"
        r"(?:[:.][0-5]\d)?(?![\d./-])\s?(?:分|uhr\b|hrs?\b|hours\b)?\s?(?P<half>[ap]\.?\s?m\b\.?)?",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\d.:/-])(?P<h>[01]?\d)()\s?(?P<half>[ap]\.?\s?m\b\.?)", re.IGNORECASE),
    re.compile(
        r"(?<![\d.:/-])(?P<h>[01]?\d|2[0-4])()\s(?:uhr|h|heures?|horas?|часов)\b", re.IGNORECASE
    ),
    re.compile(
        r"(?<![\d.:/-])(?P<h>[01]\d|2[0-4])(?P<m>[0-5]\d)\s?(?=(?:hrs?|hours|gmt|utc|[a-z]{2,4}t)\b)",
        re.IGNORECASE,
    ),
)
# The two orders are sought apart: "BST 6 March" has no month before its day.
_YEARLESS = (
    re.compile(
        r"(?<!\d)\d{1,2}(?:st|nd|rd|th|er|\.)?\s(?:of\s|de\s)?[^\W\d_]{3,12}(?![^\W\d_])"
        r"|\d{1,2}月\d{1,2}日"
    ),
    re.compile(r"(?<![^\W\d_])[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?(?![\d:.]\d|\d|\w)"),
)
_MAX_TRIED = 6
_OFFSET = re.compile(
    r"(?:gmt|utc)\s?(?P<sign>[+−–-])\s?(?P<h>\d{1,2})(?::?(?P<m>[0-5]\d))?", re.IGNORECASE
)
_AFTERNOON = re.compile(r"下午|晚上|مساء|вечера")


def read_instant(text: str, day: date | None) -> tuple[date | None, datetime | None]:
    """Read day and instant of a line such as "until 10:00 a.m. EST on 5 March 2024".

    Args:
        text: The line.
        day: Day of publication: its year stands in where the line names none.

    Returns:
        The day as stated, and the instant in UTC if hour and zone are stated too.
    """
    text = text[:_MAX_TEXT]
    hit = find_day(text, day)
    if hit is None:
        return None, None
    on, start, end = hit
    # The digits of the date are no hour.
    rest = f"{text[:start]} | {text[end:]}"
    hour = _find_hour(rest)
    zone = _find_zone(rest)
    if hour is None or zone is None:
        return on, None
    try:
        # 24:00 is the end of the day.
        moment = datetime.combine(on, time(0), zone) + timedelta(0)
        moment = moment.replace(hour=hour[0] % 24, minute=hour[1])
        moment += timedelta(days=hour[0] // 24)
        return on, moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return on, None


def find_day(text: str, day: date | None) -> tuple[date, int, int] | None:
    """Find the first date of a line; one without a year is of the year of publication."""
    hit = find_date(text)
    if hit is not None or day is None:
        return hit
    matches = (match for order in _YEARLESS for match in order.finditer(text[:_MAX_TEXT]))
    for match in islice(matches, _MAX_TRIED):
        filled = f"{day.year}年{match[0]}" if "月" in match[0] else f"{match[0]} {day.year}"
        found = find_date(filled)
        if found is not None:
            return _choose_year(found[0], day), match.start(), match.end()
    return None


def _choose_year(found: date, day: date) -> date:
    """At the turn of a year the near one is meant."""
    if abs((found - day).days) <= 183:
        return found
    try:
        return found.replace(year=found.year + (1 if found < day else -1))
    except ValueError:
        return found


def _find_hour(text: str) -> tuple[int, int] | None:
    folded = text.casefold()
    rules = load_rules("anatomy/instants.toml", Instants)
    for pattern in _CLOCKS:
        match = pattern.search(text)
        if match is None:
            continue
        groups = match.groupdict()
        hour, minute = int(groups["h"]), int(groups.get("m") or 0)
        half = (groups.get("half") or "").casefold()
        if half:
            if hour > 12:
                return None
            hour = hour % 12 + (12 if half.startswith("p") else 0)
        elif hour < 12 and _AFTERNOON.search(text):
            hour += 12
        return (hour, minute) if hour < 24 or minute == 0 else None
    if any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded) for word in rules.noon):
        return 12, 0
    if any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded) for word in rules.midnight):
        return 0, 0
    return None


def _find_zone(text: str) -> tzinfo | None:
    if (offset := _OFFSET.search(text)) is not None:
        minutes = int(offset["h"]) * 60 + int(offset["m"] or 0)
        if minutes > 14 * 60:
            return None
        return timezone(timedelta(minutes=minutes if offset["sign"] == "+" else -minutes))
    match = _compile_zones().search(text.casefold())
    if match is None:
        return None
    name = load_rules("anatomy/instants.toml", Instants).zones[" ".join(match[0].split())]
    if name[0] in "+-":
        hours, minutes = int(name[1:3]), int(name[4:6])
        shift = timedelta(hours=hours, minutes=minutes)
        return timezone(shift if name[0] == "+" else -shift)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError):
        # A machine without the tz database knows the day alone.
        return None


@cache
def _compile_zones() -> re.Pattern[str]:
    zones = load_rules("anatomy/instants.toml", Instants).zones
    joined = "|".join(
        re.escape(name).replace(r"\ ", r"\s") for name in sorted(zones, key=len, reverse=True)
    )
    return re.compile(rf"(?<![^\W\d_])(?:{joined})(?!\w)")
