"""Day, place and occasion around a frame's words, and those told of before in its paragraph."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date

from schemas.findings import EventDate
from tasks.meetings.frames import Hit, Telling, compile_frames
from tasks.meetings.scene import Scene, find_token
from tasks.meetings.setting import (
    Setting,
    date_setting,
    find_arrival,
    find_loose_place,
    find_occasion,
    find_setting,
    read_goal,
    skip_dateline,
    unite_settings,
)
from tasks.meetings.timing import is_single
from tasks.prose.cut import Stretch

# Characters before a verb that may say where and when; no paragraph is longer for long.
_MAX_CONTEXT = 1500
# Tokens before a verb, among which a date is the verb's.
_NEAR = 10


def read_told(scene: Scene, sentence: Stretch, day: date | None) -> Setting:
    """Day and place of a meeting whose sides another sentence names."""
    patterns = compile_frames(scene.language)
    match = patterns.tellings.search(scene.prose.text, sentence.start, sentence.end)
    if match is None:
        return Setting()
    start, end = find_token(scene, match.start()), find_token(scene, match.end())
    frame = scene.rules.frames[0]
    return read_around(scene, Hit(0, sentence, frame, start, end), day)


def read_around(scene: Scene, hit: Hit, day: date | None) -> Setting:
    """The setting around words that have no sides."""
    return read_setting(scene, hit, (hit.first, hit.first), hit.end, day)


def read_setting(
    scene: Scene, hit: Hit, left: tuple[int, int], behind: int, day: date | None
) -> Setting:
    """Read the setting from between the sides, from behind them, and from the sentence's front.

    Args:
        scene: The release.
        hit: The verb.
        left: First token of the names before it, and the token behind them.
        behind: The token behind the names that follow it.
        day: Publication date.
    """
    first, stop = find_token(scene, hit.sentence.start), find_token(scene, hit.sentence.end)
    front = skip_dateline(scene, first, left[0])
    zones = (
        (left[1], hit.first),
        (hit.end, stop),
        (max(behind, hit.end), stop),
        (front, left[0]),
    )
    setting = find_setting(scene, zones, day, inner=(hit.first, hit.end))
    if not scene.rules.capitals:
        setting = unite_settings(setting, find_loose_place(scene, first, stop))
    if behind < stop and scene.prose.tokens[behind].text == ",":
        behind += 1
    if hit.frame.onto and behind < stop and scene.prose.tokens[behind].text == hit.frame.onto:
        setting = unite_settings(setting, read_goal(scene, behind + 1, stop))
    return unite_settings(setting, Setting(occasion=find_occasion(scene, hit.sentence)))


def read_context(scene: Scene, hit: Hit, telling: Telling, tellings: Sequence[Telling]) -> Setting:
    """What was said before of day and place: in the sentence, or in the paragraph."""
    if telling.in_title:
        return Setting()
    paragraphs, edge = scene.prose.paragraphs, scene.starts[hit.first]
    place = bisect_right(paragraphs, (hit.sentence.start, len(scene.prose.text))) - 1
    before = max(paragraphs[place].start, edge - _MAX_CONTEXT)
    start = before if telling.status == "held" else hit.sentence.start
    where = Setting()
    if (telling.setting.mode or telling.frame.mode) == "in-person" and telling.status != "past":
        where = find_arrival(scene, Stretch(before, edge))
    when = Setting()
    near = scene.starts[max(hit.first - _NEAR, find_token(scene, hit.sentence.start))]
    for mention in _list_dates(scene, Stretch(start, edge), near):
        if (mention.tense != "future") == (telling.status != "planned"):
            when = date_setting(mention)
    last = tellings[-1] if tellings and telling.frame.shape != "noun" else None
    is_near = last and scene.prose.sentences[last.sentence].start >= start
    if last and is_near and when.starts_on is None and last.status == telling.status == "held":
        when = last.setting._replace(place=None, place_id=None, mode=None, occasion="")
    return unite_settings(where, when)


def _list_dates(scene: Scene, span: Stretch, near: int) -> Iterator[EventDate]:
    """Days that a sentence opens with, and all dates from an offset on."""
    first, stop = find_token(scene, span.start), find_token(scene, span.end)
    opening = True
    index = first
    while index < stop:
        mention = scene.cover.get(index)
        if mention and isinstance(mention.of, EventDate):
            day = opening and is_single(mention.of)
            if day or mention.start >= near:
                yield mention.of
            index = mention.last
            continue
        token = scene.prose.tokens[index]
        if token.text in {".", "!", "?", "。"}:
            opening = True
        elif token.text.casefold() not in scene.words.adverbs:
            opening = False
        index += 1
