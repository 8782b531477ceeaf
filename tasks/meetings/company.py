"""Who else was there: sentences on whom else a meeting had, and lists of those met one by one."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from tasks.meetings.frames import Hit, Telling
from tasks.meetings.groups import list_members, list_named, read_group
from tasks.meetings.scene import Member, Scene, find_token, load_frames
from tasks.meetings.setting import Setting
from tasks.meetings.sides import name_side
from tasks.prose.cut import Stretch

# Lines that may stand between the sentence and its list: "They are:".
# "separately." may end the sentence.
_MAX_TAIL = 14
_MAX_BETWEEN = 60
_MAX_LINES = 60
# Signs before a verb among which "separately" stands, where a sign is a token.
_BACK = 4
_BULLET = re.compile(r"[\s\-–—•·*▪○●]*(?:\(?(?:\d{1,2}|[a-z])[.)]\s*)?")
_LINE = re.compile(r"[^\n]+")


class _Patterns(NamedTuple):
    present: re.Pattern[str]
    attended: re.Pattern[str]
    separate: re.Pattern[str]
    openings: re.Pattern[str]


@cache
def _compile(language: str) -> _Patterns:
    rules = load_frames(language)
    texts = rules.presence, rules.attended, rules.separate, rules.openings
    return _Patterns(*(re.compile(text or r"(?!)", re.IGNORECASE) for text in texts))


def add_presence(scene: Scene, sentence: Stretch, telling: Telling) -> Telling:
    """Add who "also attended" the last meeting, or came with one of its sides."""
    if telling.status != "held":
        return telling
    patterns, text = _compile(scene.language), scene.prose.text
    behind = patterns.present.search(text, sentence.start, sentence.end)
    if behind:
        # "Also present were A and B", "A was accompanied by B": those behind the words.
        first, stop = find_token(scene, behind.end()), find_token(scene, sentence.end)
        named = list_members(scene, first, stop)
    elif patterns.attended.search(text, sentence.start, sentence.end):
        named = list_named(scene, sentence)
    else:
        return telling
    added = tuple(member for member in named if member.key not in telling.keys)
    return telling._replace(right=telling.right + added)


def split_telling(scene: Scene, hit: Hit, telling: Telling) -> tuple[Telling, ...]:
    """Each of those that one "met separately with" is a meeting of its own."""
    text = scene.prose.text
    back = 1 if scene.rules.words else _BACK
    start = scene.starts[max(hit.first - back, 0)]
    stop = scene.prose.tokens[hit.end - 1].end
    separate = _compile(scene.language).separate
    end = hit.sentence.end
    apart = separate.search(text, max(start, hit.sentence.start), stop) or separate.search(
        text, max(stop, end - _MAX_TAIL), end
    )
    persons = [member for member in telling.right if member.person]
    if not apart or len(telling.left) != 1 or len(persons) != len(telling.right):
        return (telling,)
    return tuple(telling._replace(right=(member,)) for member in telling.right)


def list_met(
    scene: Scene, hit: Hit, host: tuple[Member, ...], common: Setting
) -> Iterator[Telling]:
    """The meetings of a list below a sentence: each line names whom the host met.

    Args:
        scene: The release.
        hit: The words that a list follows.
        host: Who met all of them.
        common: Day and place that the sentence tells of all.
    """
    if len(host) != 1:
        return
    keys = {host[0].key}
    sentences, size = scene.prose.sentences, len(scene.prose.text)
    for line in _list_lines(scene, hit.sentence.end):
        members = _read_line(scene, line)
        added = tuple(member for member in members if member.key not in keys)
        if not added:
            if scene.prose.text[line.end : line.end + 2].strip():
                continue
            return
        keys.update(member.key for member in added)
        number = bisect_right(sentences, (line.start, size)) - 1
        yield Telling(hit.frame, number, host, added[:1], "held", common, in_title=False)


def _list_lines(scene: Scene, offset: int) -> Sequence[Stretch]:
    """The lines of the list that follows an offset at once or behind a colon."""
    found = _LINE.finditer(scene.prose.text, offset, scene.prose.body_end)
    lines = [
        Stretch(match.start(), match.end())
        for match in islice(found, _MAX_LINES)
        if match[0].strip()
    ]
    for at, line in enumerate(lines[:2]):
        text = scene.prose.text[line.start : line.end].rstrip()
        if text.endswith(":") and len(text) <= _MAX_BETWEEN:
            return lines[at + 1 :]
    before = scene.prose.text[max(offset - _MAX_BETWEEN, 0) : offset].rstrip()
    return lines if before.endswith(":") else ()


def _read_line(scene: Scene, line: Stretch) -> tuple[Member, ...]:
    """Whom a line of a list opens with."""
    bullet = _BULLET.match(scene.prose.text, line.start, line.end)
    start = bullet.end() if bullet else line.start
    opening = _compile(scene.language).openings.match(scene.prose.text, start, line.end)
    first = find_token(scene, opening.end() if opening else start)
    group = read_group(scene, first, find_token(scene, line.end))
    return name_side(scene, group, bodies=False)
