"""Dates of events: every day, month or year that a text names beside its publication.

A text is read for the pieces of dates (tasks/days/calendar.py); pieces that belong together are a
row of signs, and the shapes of `rules/moments/shapes.toml` say what such a row means. What has no
year is counted from the day of publication.
"""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from schemas.findings import EventDate, Part, Tense
from tasks.days.calendar import find_pieces, load_calendar
from tasks.days.reckon import resolve_row
from tasks.days.resolve import Period, tell_tense
from tasks.days.rows import Reader, join_rows, match_row
from tasks.prose.cut import Prose, Stretch

# How far from a date words of past or future are looked for.
_MAX_CLAUSE = 240
_OLD = timedelta(days=100)
# The first and last paragraphs, where a release states its own day.
_EDGE = 3
_DATELINE_BEFORE = 60
_WORD = re.compile(r"[^\W\d_]+")
_DATELINE_AFTER = re.compile(r"[\s,]*(?:\d{4})?\)?\s*(?:[-–—―:/]|$)")


class Moment(NamedTuple):
    """A date that a text names, and whether it is only the release's own day."""

    when: EventDate
    is_own: bool


def drop_own(moments: Sequence[Moment]) -> tuple[EventDate, ...]:
    """The dates of events: all but the day of publication."""
    return tuple(one.when for one in moments if not one.is_own)


def find_moments(
    prose: Prose,
    language: str,
    day: date | None,
    parts: Sequence[Part] = (),
    stated: Collection[date] = (),
) -> tuple[Moment, ...]:
    """Find all dates that a text names. Linear in the length of the text.

    Args:
        prose: The release.
        language: BCP 47 tag of its language.
        day: Publication date; without it only dates with a year are found.
        parts: Parts of the release: what its dateline states is no event.
        stated: Days that candidates for the publication date name at the edges of the release.

    Returns:
        Dates in order of the text, each with whether it is the day of publication.
    """
    calendar = load_calendar(language)
    folded, pieces = find_pieces(prose.text[: prose.body_end], calendar)
    reader = Reader(folded, calendar, language, day)
    edges = _Edges(prose, parts, stated)
    starts = [sentence.start for sentence in prose.sentences]
    found: list[Moment] = []
    story = _Story(prose.paragraphs, day)
    for row in join_rows(folded, pieces, calendar):
        for shape, groups, start, end in match_row(reader, row):
            sentence = _get_sentence(prose, starts, start)
            hint = _read_tense(reader, sentence, start, end)
            told = story.find_day(start) if hint == "past" else None
            periods = resolve_row(reader._replace(hint=hint, told_on=told), shape, groups)
            if "y" in groups and periods:
                story.keep_day(start, periods[-1])
            for period in periods:
                first = period.starts_on
                is_own = first == day or edges.hold_date(start, end, first)
                when = EventDate(
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
                found.append(Moment(when, first == period.ends_on and is_own))
    return tuple(found)


class _Story:
    """The last full date of a paragraph: what is told after it without a year is near it."""

    def __init__(self, paragraphs: Sequence[Stretch], day: date | None) -> None:
        self._starts = [paragraph.start for paragraph in paragraphs]
        self._day = day
        self._last: tuple[int, date] | None = None

    def find_day(self, at: int) -> date | None:
        """The day that a story has come to, if that is long before the publication."""
        if self._last is None or self._last[0] != bisect_right(self._starts, at):
            return None
        return self._last[1]

    def keep_day(self, at: int, period: Period) -> None:
        """Take a date as the day that a story has come to."""
        old = self._day is not None and self._day - period.ends_on > _OLD
        if period.precision != "year":
            self._last = (bisect_right(self._starts, at), period.starts_on) if old else None


def _get_sentence(prose: Prose, starts: Sequence[int], at: int) -> Stretch:
    place = bisect_right(starts, at) - 1
    return prose.sentences[place] if place >= 0 else Stretch(0, prose.body_end)


def _read_tense(reader: Reader, sentence: Stretch, start: int, end: int) -> Tense | None:
    """What the words nearest before a date, else nearest behind it, tell of its time."""
    pattern = reader.calendar.tense
    if pattern is None:
        return None
    first, stop = max(sentence.start, start - _MAX_CLAUSE), min(sentence.end, end + _MAX_CLAUSE)
    told = deque(pattern.finditer(reader.folded, first, start), maxlen=1)
    last = told[0] if told else pattern.search(reader.folded, end, stop)
    if last is None:
        return None
    return "future" if last.lastgroup == "future" else "past"


class _Edges:
    """Where a release states its own day: in its dateline or in a line that says nothing else."""

    def __init__(self, prose: Prose, parts: Sequence[Part], stated: Collection[date]) -> None:
        inner = [one for one in prose.paragraphs if prose.body_start <= one.start < prose.body_end]
        self._text = prose.text
        self._paragraphs = (*inner[:_EDGE], *inner[_EDGE:][-1:])
        self._datelines = [part for part in parts if part.name == "dateline"]
        self._stated = stated

    def hold_date(self, start: int, end: int, day: date) -> bool:
        """Whether a date is the release's own."""
        if any(part.start <= start and end <= part.end for part in self._datelines):
            return True
        for paragraph in self._paragraphs:
            before = self._text[paragraph.start : start]
            if paragraph.start <= start < paragraph.end and len(before) <= _DATELINE_BEFORE:
                return self._is_dateline(before, end, paragraph.end, day)
        return False

    def _is_dateline(self, before: str, end: int, stop: int, day: date) -> bool:
        if "embargo" in before.casefold():
            return False
        words = _WORD.findall(before)
        if day in self._stated and not (words and words[-1].islower()):
            return True
        # "LISBON, Oct. 6 –", or a date that stands alone.
        capitals = all(not word[0].islower() for word in words) and ":" not in before
        return capitals and bool(_DATELINE_AFTER.match(self._text, end, stop))
