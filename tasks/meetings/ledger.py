"""What is told of one meeting put together: tellings of the same people with nothing against it."""

import re
from collections.abc import Sequence
from datetime import date

from schemas.findings import MeetingMode
from tasks.meetings.frames import Telling
from tasks.meetings.groups import list_named
from tasks.meetings.scene import Member, Scene, find_token, fold_name
from tasks.meetings.setting import Setting, read_line, unite_settings

_MAX_HEADING = 120
_PAIR = 2


def add_attendees(scene: Scene, tellings: list[Telling]) -> list[Telling]:
    """Add who stands below a heading such as "Participants", if all is about one meeting."""
    heading = scene.rules.attendees
    if not heading or not tellings or len({telling.keys for telling in tellings}) > 2:
        return tellings
    pattern = re.compile(heading, re.IGNORECASE)
    members: dict[str, Member] = {}
    is_below = False
    for paragraph in scene.prose.paragraphs:
        named = list_named(scene, paragraph) if is_below else ()
        members.update((member.key, member) for member in named)
        is_below = bool(named) or bool(
            paragraph.end - paragraph.start < _MAX_HEADING
            and pattern.match(scene.prose.text, paragraph.start, paragraph.end)
        )
    last = tellings[-1]
    added = tuple(member for key, member in members.items() if key not in last.keys)
    return [*tellings[:-1], last._replace(right=last.right + added)]


def add_lines(scene: Scene, tellings: list[Telling], day: date | None) -> list[Telling]:
    """Add the time and place that an advisory gives in lines of their own."""
    planned = [telling for telling in tellings if telling.status == "planned"]
    if not planned or len({telling.keys for telling in planned if not _is_vague(telling)}) > 1:
        return tellings
    lines = Setting()
    for text, preposition in ((scene.rules.when, False), (scene.rules.where, True)):
        pattern = re.compile(text or r"(?!)")
        for paragraph in scene.prose.paragraphs:
            match = pattern.match(scene.prose.text, paragraph.start, paragraph.end)
            if match:
                first, stop = find_token(scene, match.end()), find_token(scene, paragraph.end)
                found = read_line(scene, first, stop, day, is_place=preposition)
                lines = unite_settings(lines, found)
    return [
        telling._replace(setting=unite_settings(telling.setting, lines))
        if telling.status == "planned"
        else telling
        for telling in tellings
    ]


def unite_tellings(scene: Scene, tellings: Sequence[Telling]) -> list[list[Telling]]:
    """Put together what is told of one meeting: the same people, nothing against it."""
    bodied = {telling.status for telling in tellings if not telling.in_title}
    groups: list[list[Telling]] = []
    for telling in tellings:
        # A title that names nobody tells of a meeting the body tells of with names.
        if _is_vague(telling) and telling.in_title and telling.status in bodied:
            continue
        for group in groups:
            if _is_same(group, telling) and not _is_apart(scene, group, telling):
                group.append(telling)
                break
        else:
            groups.append([telling])
    return groups


def _is_apart(scene: Scene, group: Sequence[Telling], telling: Telling) -> bool:
    """Whether two of those of a trilateral meeting had a bilateral one."""
    rules, text = scene.rules, scene.prose.text
    if not rules.apart or telling.in_title or group[0].sentence == telling.sentence:
        return False
    if len(telling.keys) > _PAIR or all(len(one.keys) <= _PAIR for one in group):
        return False
    own, first = (scene.prose.sentences[one.sentence] for one in (telling, group[0]))
    is_apart = re.search(rules.apart, text[own.start : own.end], re.IGNORECASE)
    return bool(is_apart and re.search(rules.wide, text[first.start : first.end], re.IGNORECASE))


def _is_vague(telling: Telling) -> bool:
    return any(member.person is None for member in telling.left + telling.right)


def _is_same(group: Sequence[Telling], telling: Telling) -> bool:
    keys = frozenset[str]().union(*(one.keys for one in group))
    if len(keys & telling.keys) < 2:
        is_titled = telling.in_title or any(one.in_title for one in group)
        is_vague = _is_vague(telling) or any(_is_vague(one) for one in group)
        names = frozenset[str]().union(*(_list_surnames(one) for one in group))
        enough = 1 if is_vague else 2
        if not is_titled or len(names & _list_surnames(telling)) < enough:
            return False
    if telling.status != group[0].status or _joins_both(group, telling):
        return False
    modes = {mode for one in group if (mode := tell_mode(one))}
    mode = tell_mode(telling)
    if modes and mode and mode not in modes:
        return False
    return all(_agree(one.setting, telling.setting) for one in group)


def _joins_both(group: Sequence[Telling], telling: Telling) -> bool:
    """Whether those who had met go on to another: "They were then received by X"."""
    is_passive = telling.frame.shape == "passive"
    if not is_passive or telling.in_title or any(one.in_title for one in group):
        return False
    known = frozenset[str]().union(*(one.keys for one in group))
    host = frozenset(member.key for member in telling.right)
    guests = frozenset(member.key for member in telling.left)
    return bool(telling.right) and not host & known and all(one.keys == guests for one in group)


def _list_surnames(telling: Telling) -> frozenset[str]:
    """Last words of the persons' names: a title may give less of them."""
    members = telling.left + telling.right
    return frozenset(fold_name(member)[-1] for member in members if member.person)


def tell_mode(telling: Telling) -> MeetingMode | None:
    """The mode a telling states; "the meeting with" may be any."""
    is_open = telling.frame.open_mode or telling.frame.shape == "noun"
    return telling.setting.mode or (None if is_open else telling.frame.mode)


def _agree(one: Setting, other: Setting) -> bool:
    """Whether two dates can be those of one meeting."""
    if one.starts_on is None or other.starts_on is None:
        return True
    if one.ends_on is None or other.ends_on is None:
        return True
    return one.starts_on <= other.ends_on and other.starts_on <= one.ends_on
