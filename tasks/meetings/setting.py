"""The setting of a meeting: its day, place, mode and occasion, read from around its verb."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from schemas.findings import EventDate, MeetingMode, Place, Precision
from schemas.frames import MeetingRules
from tasks.meetings.scene import Scene, find_token, load_frames
from tasks.prose.cut import Stretch

_MAX_OCCASION = 25
_MAX_PLACE = 14
_MAX_ROOM = 4
_DATELINE = {"–", "—", ":", "-", "―"}
_WORDS = re.compile(r"\w+")


class Setting(NamedTuple):
    """What is told of a meeting beside who took part."""

    starts_on: date | None = None
    ends_on: date | None = None
    precision: Precision | None = None
    place: str | None = None
    place_id: str | None = None
    mode: MeetingMode | None = None
    occasion: str = ""


class _Patterns(NamedTuple):
    days: re.Pattern[str] | None
    modes: tuple[tuple[MeetingMode, re.Pattern[str]], ...]
    occasions: re.Pattern[str] | None
    during: re.Pattern[str] | None
    arrivals: re.Pattern[str] | None
    visits: re.Pattern[str] | None
    places: frozenset[str]
    buildings: frozenset[str]
    events: frozenset[str]
    closing: frozenset[str]
    matters: frozenset[str]
    halls: frozenset[str]


@cache
def _compile(language: str) -> _Patterns:
    rules = load_frames(language)
    days = sorted(rules.days, key=len, reverse=True)
    return _Patterns(
        _join(rules, "|".join(map(re.escape, days))),
        tuple(
            (mode, pattern)
            for mode, text in rules.modes.items()
            if (pattern := _join(rules, text)) is not None
        ),
        _join(rules, rules.occasions),
        _join(rules, rules.during),
        _join(rules, rules.arrivals, ends=False),
        _join(rules, rules.visits, ends=False),
        frozenset(rules.places.split()),
        frozenset(rules.buildings.split()),
        frozenset(rules.events.split()),
        frozenset(rules.closing.split()),
        frozenset(rules.matters.split()),
        frozenset(rules.halls.split()),
    )


def _join(rules: MeetingRules, text: str, *, ends: bool = True) -> re.Pattern[str] | None:
    if not text:
        return None
    tail = r"(?!\w)" if rules.words and ends else ""
    head = r"(?<!\w)" if rules.words else ""
    return re.compile(f"{head}(?:{text}){tail}", re.IGNORECASE)


def find_setting(
    scene: Scene, zones: Sequence[tuple[int, int]], day: date | None, inner: tuple[int, int]
) -> Setting:
    """Read day, place, mode and occasion from what stands directly around a verb.

    Args:
        scene: The release.
        zones: Token ranges, read one after another from their beginnings, each up to the first
            word that tells of something else; the first find counts.
        day: Publication date, for "today".
        inner: The words of the frame itself, all of which are looked at.
    """
    first, stop = inner
    end = scene.prose.tokens[max(stop - 1, first)].end
    setting = Setting(mode=find_mode(scene, scene.starts[first], end))
    index = first + 1
    while index < stop:
        taken, found = _read_piece(scene, index, stop, day)
        setting = unite_settings(setting, found)
        index = max(taken, index + 1)
    for start, end in zones:
        index = start
        while index < end:
            taken, found = _read_piece(scene, index, end, day)
            if taken == index:
                break
            setting = unite_settings(setting, found)
            index = taken
    return setting


def unite_settings(one: Setting, other: Setting) -> Setting:
    """Add what only the other tells; a day goes before a month."""
    dated = one.starts_on is not None and (
        other.starts_on is None or one.precision == "day" or other.precision != "day"
    )
    when = one if dated else other
    where = one if one.place else other
    return Setting(
        when.starts_on,
        when.ends_on,
        when.precision,
        where.place,
        where.place_id,
        one.mode or other.mode,
        one.occasion or other.occasion,
    )


def date_setting(when: EventDate) -> Setting:
    """The setting that tells no more than a date."""
    return Setting(when.starts_on, when.ends_on, when.precision)


def list_days(scene: Scene, start: int, stop: int) -> list[int]:
    """Days from publication that words such as "today" tell of in a piece of text."""
    pattern = _compile(scene.language).days
    found = pattern.finditer(scene.prose.text, start, stop) if pattern else ()
    return [scene.rules.days[match[0].casefold()] for match in found]


def skip_dateline(scene: Scene, first: int, stop: int) -> int:
    """Index of the first token behind the place and date that a release opens with."""
    if not scene.rules.words:
        return first
    for index in range(min(stop, first + 18) - 1, first - 1, -1):
        if scene.prose.tokens[index].text in _DATELINE and index not in scene.cover:
            return index + 1
    return first


def find_arrival(scene: Scene, span: Stretch) -> Setting:
    """Where somebody had gone to last in a piece of text."""
    patterns = _compile(scene.language)
    stop = find_token(scene, span.end)
    for pattern, is_sure in ((patterns.arrivals, True), (patterns.visits, False)):
        arrivals = pattern.finditer(scene.prose.text, span.start, span.end) if pattern else ()
        for arrival in reversed(list(arrivals)):
            taken, found = _read_place(scene, find_token(scene, arrival.end()), stop)
            if taken and (is_sure or found.place_id):
                return found
            if is_sure:
                break
    return Setting()


def read_line(scene: Scene, first: int, stop: int, day: date | None, *, is_place: bool) -> Setting:
    """Read the time or the place that a line of an advisory is about."""
    if is_place:
        return _read_place(scene, first, stop)[1]
    for index in range(first, stop):
        mention = scene.cover.get(index)
        if mention and isinstance(mention.of, EventDate):
            return date_setting(mention.of)
        found = _read_piece(scene, index, stop, day)[1]
        if found.starts_on:
            return found
    return Setting()


def read_goal(scene: Scene, first: int, stop: int) -> Setting:
    """The place that somebody was welcomed to."""
    taken, found = _read_place(scene, first, stop)
    return found._replace(occasion="") if taken else Setting()


def find_loose_place(scene: Scene, first: int, stop: int) -> Setting:
    """The first place with its preposition before it, for a language without capitals."""
    places = _compile(scene.language).places
    for index in range(first + 1, stop):
        mention = scene.cover.get(index)
        if mention is None or mention.first != index or not isinstance(mention.of, Place):
            continue
        if scene.prose.tokens[index - 1].text in places:
            text = scene.prose.text[mention.start : mention.end]
            return Setting(place=text, place_id=mention.of.place_id)
    return Setting()


def find_occasion(scene: Scene, sentence: Stretch) -> str:
    """The event on whose margins something took place, wherever a sentence says so."""
    pattern = _compile(scene.language).occasions
    match = pattern.search(scene.prose.text, sentence.start, sentence.end) if pattern else None
    if match is None:
        return ""
    stop = find_token(scene, sentence.end)
    return _read_occasion(scene, find_token(scene, match.end()), stop)[1]


def find_mode(scene: Scene, start: int, end: int) -> MeetingMode | None:
    """The mode that a piece of text names: by phone, by video."""
    for mode, pattern in _compile(scene.language).modes:
        if pattern.search(scene.prose.text, start, end):
            return mode
    return None


def _read_piece(scene: Scene, index: int, stop: int, day: date | None) -> tuple[int, Setting]:
    """What one piece tells, and the token behind it; the same token if it is none of these."""
    mention = scene.cover.get(index)
    if mention and isinstance(mention.of, EventDate):
        return mention.last, date_setting(mention.of)
    for read in (_read_day, _read_mode, _read_event):
        taken, found = read(scene, index, stop, day)
        if taken > index:
            return taken, found
    patterns, token = _compile(scene.language), scene.prose.tokens[index]
    if token.text.casefold() in patterns.places:
        taken, found = _read_place(scene, index + 1, stop)
        if taken or (taken := _skip_room(scene, index + 1, stop)):
            return taken, found
    if token.text in patterns.matters and (taken := _skip_matter(scene, index + 1, stop)):
        return taken, Setting()
    small = token.text in {",", "、"} or token.text.casefold() in scene.words.adverbs
    return index + small, Setting()


def _read_day(scene: Scene, index: int, _stop: int, day: date | None) -> tuple[int, Setting]:
    pattern = _compile(scene.language).days
    match = pattern.match(scene.prose.text, scene.starts[index]) if pattern else None
    if match is None:
        return index, Setting()
    when = day + timedelta(days=scene.rules.days[match[0].casefold()]) if day else None
    return find_token(scene, match.end()), Setting(when, when, "day") if when else Setting()


def _read_mode(scene: Scene, index: int, _stop: int, _day: date | None) -> tuple[int, Setting]:
    for mode, pattern in _compile(scene.language).modes:
        if match := pattern.match(scene.prose.text, scene.starts[index]):
            return find_token(scene, match.end()), Setting(mode=mode)
    return index, Setting()


def _read_event(scene: Scene, index: int, stop: int, _day: date | None) -> tuple[int, Setting]:
    patterns, start = _compile(scene.language), scene.starts[index]
    for pattern, is_sure in ((patterns.occasions, True), (patterns.during, False)):
        match = pattern.match(scene.prose.text, start) if pattern else None
        if match is None:
            continue
        taken, occasion = _read_occasion(scene, find_token(scene, match.end()), stop)
        if is_sure or _names_event(scene, occasion):
            return taken, Setting(occasion=occasion)
    return index, Setting()


def _skip_room(scene: Scene, index: int, stop: int) -> int:
    """Behind "at his office", if a place follows; 0 if none does."""
    for last in range(index, min(index + _MAX_ROOM, stop)):
        token = scene.prose.tokens[last]
        if last > index and token.text in _compile(scene.language).places:
            return last
        if last in scene.cover or token.kind != "word" or not token.text[0].islower():
            return 0
    return 0


def _skip_matter(scene: Scene, index: int, stop: int) -> int:
    """Behind "on fisheries": a word or two without an article; 0 if it is longer."""
    for last in range(index, min(index + 3, stop)):
        token = scene.prose.tokens[last]
        if last > index and token.text in _compile(scene.language).places:
            return last
        plain = token.kind == "word" and token.text[0].islower()
        if last in scene.cover or not plain or token.text in scene.words.connectors:
            return last if last > index and last in scene.cover else 0
    return 0


def _names_event(scene: Scene, text: str) -> bool:
    events = _compile(scene.language).events
    if not scene.rules.words:
        return any(event in text for event in events)
    return any(word.casefold() in events for word in _WORDS.findall(text))


def _read_occasion(scene: Scene, index: int, stop: int) -> tuple[int, str]:
    tokens, closing = scene.prose.tokens, _compile(scene.language).closing
    while index < stop and tokens[index].text.casefold() in {"the", "a", "an", "der", "des", "la"}:
        index += 1
    last = index
    while last < min(stop, index + _MAX_OCCASION):
        mention = scene.cover.get(last)
        token = tokens[last]
        if mention and mention.kind != "date":
            last = mention.last
            continue
        ends = token.kind == "mark" and token.text not in {"-", "–", "&", "(", ")", "’", "'"}
        if ends or mention or token.text.casefold() in closing:
            break
        last += 1
    while last > index and tokens[last - 1].text in scene.words.connectors | {"(", "on"}:
        last -= 1
    if last == index:
        return index, ""
    return last, " ".join(scene.prose.text[scene.starts[index] : tokens[last - 1].end].split())


def _read_place(scene: Scene, index: int, stop: int) -> tuple[int, Setting]:
    """Read a place from behind its preposition: its end (0 if there is none) and itself."""
    tokens, patterns = scene.prose.tokens, _compile(scene.language)
    while index < stop and tokens[index].text in scene.words.connectors:
        index += 1
    last, place_id = index, None
    while last < min(stop, index + _MAX_PLACE):
        mention = scene.cover.get(last)
        if mention and isinstance(mention.of, Place):
            place_id = mention.of.place_id
        taken = _take_place(scene, last, is_first=last == index)
        if taken == last:
            break
        last = taken
    while last > index and tokens[last - 1].text in scene.words.connectors | {","}:
        last -= 1
    if last == index:
        return 0, Setting()
    text = " ".join(scene.prose.text[scene.starts[index] : tokens[last - 1].end].split())
    if _names_event(scene, text) and not patterns.halls & {*_WORDS.findall(text.casefold())}:
        return last, Setting(occasion=text)
    for word in patterns.places:
        text = text.replace(f" {word} ", ", ")
    return last, Setting(place=text, place_id=place_id)


def _take_place(scene: Scene, index: int, *, is_first: bool) -> int:
    """The token behind what stands here, if it belongs to a place; else this one."""
    patterns, token = _compile(scene.language), scene.prose.tokens[index]
    mention = scene.cover.get(index)
    if mention:
        return index if mention.kind in {"date", "person"} else mention.last
    if not scene.rules.capitals:
        return index
    if token.kind == "word" and token.text[0].isupper():
        return index + 1
    if is_first:
        return index
    joins = token.text == "," or token.text.casefold() in patterns.places
    following = scene.cover.get(index + 1)
    if joins and following and isinstance(following.of, Place):
        return index + 1
    return index + (token.text.casefold() in patterns.buildings)
