"""When a publisher's silence or volume is unusual, by its own past."""

import statistics
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from schemas.alerts import Finding
from schemas.source import Schedule
from tasks.publishers.health import find_allowed_silence

WEEK = timedelta(days=7)
# Weeks of the past that a week is held against, and how many of them there must be.
PAST = 26
LEAST = 8
# Half-width of the band: so many median deviations, but no less than this share of the median, nor
# than so many releases. A holiday is within it; a broken selector is not.
DEVIATIONS = 5
SHARE = 0.6
RELEASES = 4


def judge_silence(
    source_id: str, days: Mapping[date, int], schedule: Schedule | None, now: datetime
) -> Finding | None:
    """Whether a publisher is silent for longer than is usual; as `sources check` judges it.

    Args:
        source_id: The publisher.
        days: Releases held of it, by the day of publication.
        schedule: When it is looked at.
        now: The moment of the question.
    """
    past = [day for day in days if day <= now.date()]
    if not past:
        return None
    allowed = find_allowed_silence(past, schedule, now)
    silent = (now.date() - max(past)).days
    if silent <= allowed:
        return None
    told = f"{source_id}: the newest release is {silent} days old; {allowed} are usual"
    return Finding(event="source.stale", subject=source_id, told=told)


def judge_volume(source_id: str, days: Mapping[date, int], now: datetime) -> Finding | None:
    """Whether the last whole week brought far more or fewer releases than those before.

    The band is the median of up to 26 weeks before, give or take five times the median deviation
    from it, and at least 60 % of it and four releases. A few odd weeks move neither. The week in
    which the held releases begin is left out, as it is seldom whole; with fewer than eight weeks
    nothing is said.

    Args:
        source_id: The publisher.
        days: Releases held of it, by the day of publication.
        now: The moment of the question.
    """
    if not days:
        return None
    last = _find_monday(now.date()) - WEEK
    begin = _find_monday(min(days)) + WEEK
    weeks = dict.fromkeys(_list_weeks(max(begin, last - PAST * WEEK), last), 0)
    for day, count in days.items():
        if (monday := _find_monday(day)) in weeks:
            weeks[monday] += count
    got = weeks.pop(last, 0)
    if len(weeks) < LEAST:
        return None
    usual = statistics.median(weeks.values())
    spread = statistics.median(abs(count - usual) for count in weeks.values())
    width = max(DEVIATIONS * spread, SHARE * usual, RELEASES)
    if abs(got - usual) <= width:
        return None
    told = (
        f"{source_id}: {got} releases in the week of {last}; between"
        f" {max(usual - width, 0):g} and {usual + width:g} are usual"
    )
    return Finding(event="volume.out-of-band", subject=source_id, told=told)


def _find_monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _list_weeks(first: date, last: date) -> list[date]:
    return [first + number * WEEK for number in range((last - first).days // 7 + 1)]
