"""The day of a meeting where its verb has none: the sentence's only one, or the dateline's."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from schemas.findings import EventDate, MeetingStatus, Place
from schemas.frames import MeetingScheme
from tasks.meetings.frames import Hit, Telling
from tasks.meetings.scene import Mention, Scene, find_token
from tasks.meetings.setting import (
    Setting,
    date_setting,
    list_days,
    read_line,
    skip_dateline,
    unite_settings,
)
from tasks.prose.cut import Prose, Stretch

_MIN_LEAD = 120
# Tokens before a dateline's dash.
_MAX_DATELINE = 18
# Characters of a schedule below the line that gives the day.
_MAX_SCHEDULE = 500
# The longest line below a text that tells where and when it came out.
_MAX_FOOT = 60


def find_lead(prose: Prose) -> Stretch:
    """The first paragraph of some length; a headline told twice is none."""
    for paragraph in prose.paragraphs:
        if paragraph.start >= prose.body_start and paragraph.end - paragraph.start >= _MIN_LEAD:
            return paragraph
    return Stretch(prose.body_start, prose.body_end)


def find_lone_day(scene: Scene, hit: Hit, status: MeetingStatus, day: date | None) -> Setting:
    """The only day that a meeting's sentence names, if the meeting can have been on it."""
    if hit.sentence.end <= scene.prose.title_end or status == "past":
        return Setting()
    first, stop = find_token(scene, hit.sentence.start), find_token(scene, hit.sentence.end)
    first = skip_dateline(scene, first, stop)
    days = [*_list_mentions(scene, first, stop)]
    if day:
        found = list_days(scene, scene.starts[first] if first < stop else stop, hit.sentence.end)
        days += [Setting(on, on, "day") for on in (day + timedelta(days=one) for one in found)]
    if len({(one.starts_on, one.ends_on) for one in days}) != 1:
        return Setting()
    only = days[0]
    if day and only.starts_on and (only.starts_on > day) != (status == "planned"):
        return only if only.starts_on == day else Setting()
    return only


def find_lone_month(scene: Scene, hit: Hit, day: date | None) -> Setting:
    """The month that a sentence or its clause ends with, if it is over."""
    tokens = scene.prose.tokens
    first, stop = find_token(scene, hit.sentence.start), find_token(scene, hit.sentence.end)
    months = [
        mention.of
        for at in range(first, stop)
        if (mention := scene.cover.get(at))
        and mention.first == at
        and isinstance(mention.of, EventDate)
        and mention.of.precision == "month"
        and at > first
        and tokens[at - 1].text in scene.rules.places.split()
        and (mention.last >= stop or tokens[mention.last].text in {",", "."})
    ]
    if len(months) != 1 or day is None or months[0].ends_on >= day:
        return Setting()
    return date_setting(months[0])


def is_same_day(scene: Scene, hit: Hit) -> bool:
    """Whether a sentence goes on with the day just told of: "later the same day"."""
    pattern = re.compile(scene.rules.same_day or r"(?!)", re.IGNORECASE)
    return bool(pattern.search(scene.prose.text, hit.sentence.start, hit.sentence.end))


def date_last(tellings: Sequence[Telling]) -> Setting:
    """The day of the last meeting that was held on a known one."""
    for one in reversed(tellings):
        if one.status == "held" and one.setting.starts_on:
            return Setting(one.setting.starts_on, one.setting.ends_on, one.setting.precision)
    return Setting()


def find_heading(scene: Scene, hit: Hit) -> Setting:
    """The day that stands at the head of a line of a schedule, or in a line of its own above."""
    text = scene.prose.text
    end = hit.sentence.start
    first = find_token(scene, max(end - _MAX_SCHEDULE, scene.prose.body_start))
    for index in range(find_token(scene, end), first, -1):
        mention = scene.cover.get(index)
        if not mention or not isinstance(mention.of, EventDate) or not is_single(mention.of):
            continue
        start = text.rfind("\n", 0, mention.start) + 1
        line = text[start : text.find("\n", mention.end) if "\n" in text[mention.end :] else None]
        before, behind = text[start : mention.start], line[mention.end - start :].lstrip(" ,")
        if len(before.split()) <= 1 and (not behind.strip() or behind[0] in ":–—-|"):
            return date_setting(mention.of)
        return Setting()
    return Setting()


def _list_mentions(scene: Scene, first: int, stop: int) -> Iterator[Setting]:
    """The days among some tokens, but not those of a paper, or that something lasts from or to."""
    index = first
    while index < stop:
        mention = scene.cover.get(index)
        if mention and isinstance(mention.of, EventDate):
            before = scene.prose.tokens[index - 1].text.casefold() if index > first else ""
            if is_single(mention.of) and before not in scene.words.spanning:
                yield date_setting(mention.of)
        index = mention.last if mention else index + 1


def is_single(when: EventDate) -> bool:
    """Whether a date is one day: a visit lasts for several, a meeting on it does not."""
    return when.precision == "day" and when.starts_on == when.ends_on


class Dateline(NamedTuple):
    """Day and place that a release opens with, and the paragraph that they open."""

    setting: Setting
    lead: Stretch


class Clock(NamedTuple):
    """What days are told by: the day of publication, the dateline, and what is long past."""

    day: date | None
    dateline: Dateline
    scheme: MeetingScheme


def read_scene(scene: Scene, clock: Clock) -> Setting:
    """When and where words at a meeting were spoken: the release's day, the place it opens with."""
    setting = Setting(clock.day, clock.day, "day") if clock.day else Setting()
    for paragraph in scene.prose.paragraphs:
        if paragraph.start >= scene.prose.body_start:
            short = paragraph.end - paragraph.start <= _MAX_FOOT
            first, stop = find_token(scene, paragraph.start), find_token(scene, paragraph.end)
            if short and scene.prose.tokens[stop - 1].text not in {".", ":"}:
                told = read_line(scene, first, stop, clock.day, is_place=True)
                return unite_settings(setting, told)
            break
    return setting


def read_dateline(scene: Scene) -> Dateline:
    """Read the dateline, if there is one."""
    lead = find_lead(scene.prose)
    first, stop = find_token(scene, lead.start), find_token(scene, lead.end)
    edge = skip_dateline(scene, first, min(stop, first + _MAX_DATELINE))
    opening = scene.cover.get(first)
    if edge == first and opening and opening.kind == "place":
        # "Vilnius. On Thursday ...", "Tashkent, 3 October. The talks ..."
        behind = opening.last
        if scene.prose.tokens[behind].text == "," and behind + 1 in scene.cover:
            behind = scene.cover[behind + 1].last
        edge = behind + 1 if behind < stop and scene.prose.tokens[behind].text == "." else first
    setting = Setting()
    index = first
    while index < edge:
        mention = scene.cover.get(index)
        if mention is None:
            word = scene.prose.tokens[index].text
            if word[0].islower() and word not in scene.words.connectors:
                return Dateline(Setting(), lead)
        setting = unite_settings(setting, _read_edge(scene, mention, is_first=index == first))
        index = mention.last if mention else index + 1
    return Dateline(setting if setting.place else _read_foot(scene, setting), lead)


def _read_foot(scene: Scene, setting: Setting) -> Setting:
    """What the last line tells, as a dateline would: "New York, 24 September 2019"."""
    for paragraph in scene.prose.paragraphs[-2:]:
        if paragraph.end - paragraph.start > _MAX_FOOT or paragraph.start < scene.prose.body_start:
            continue
        opening = scene.cover.get(find_token(scene, paragraph.start))
        when = scene.cover.get(opening.last + 1) if opening else None
        if opening and isinstance(opening.of, Place) and when and isinstance(when.of, EventDate):
            told = unite_settings(setting, _read_edge(scene, when, is_first=False))
            return unite_settings(told, _read_edge(scene, opening, is_first=True))
    return setting


def _read_edge(scene: Scene, mention: Mention | None, *, is_first: bool) -> Setting:
    if mention and isinstance(mention.of, EventDate):
        return date_setting(mention.of) if mention.of.precision == "day" else Setting()
    if mention and is_first and isinstance(mention.of, Place):
        text = scene.prose.text[mention.start : mention.end]
        return Setting(place=text, place_id=mention.of.place_id)
    return Setting()


def _is_vague(scene: Scene, hit: Hit) -> bool:
    """Whether a sentence says that its day is another: "recently", "this week"."""
    pattern = re.compile(scene.rules.undated or r"(?!)", re.IGNORECASE)
    return bool(pattern.search(scene.prose.text, hit.sentence.start, hit.sentence.end))


def inherit_day(
    scene: Scene, clock: Clock, hit: Hit, setting: Setting, tellings: Sequence[Telling]
) -> Setting:
    """Date a meeting that the body tells of without a day as all others were, else the dateline."""
    if setting.starts_on or hit.sentence.end <= scene.prose.title_end or _is_vague(scene, hit):
        return setting
    told = [
        one.setting._replace(place=None, place_id=None, mode=None, occasion="")
        for one in tellings
        if one.status == "held" and one.setting.starts_on
    ]
    days = set(told) or {clock.dateline.setting._replace(place=None, place_id=None)}
    return unite_settings(setting, days.pop()) if len(days) == 1 else setting


def add_dateline(scene: Scene, clock: Clock, hit: Hit, setting: Setting) -> Setting:
    """Add the dateline's day and place to a meeting that its paragraph tells of as just held."""
    line, lead = clock.dateline
    if not lead.start <= hit.sentence.start < lead.end or _is_vague(scene, hit):
        return setting
    on = line.starts_on or clock.day
    if setting.starts_on is None and line.starts_on:
        setting = unite_settings(setting, line._replace(place=None, place_id=None))
    mode = setting.mode or hit.frame.mode
    if setting.place or mode != "in-person" or on is None or setting.starts_on is None:
        return setting
    if not on - timedelta(days=1) <= setting.starts_on <= on:
        return setting
    return setting._replace(place=line.place, place_id=line.place_id)
