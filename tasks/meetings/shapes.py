"""Who met whom by the shape of a frame: the sides around its words, and what they say of time."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from schemas.findings import MeetingStatus, Place
from tasks.meetings.around import read_around, read_setting
from tasks.meetings.behind import (
    add_company,
    drop_next,
    may_end,
    name_behind,
    reach_names,
    skip_time,
)
from tasks.meetings.crowds import name_crowd, name_crowd_before
from tasks.meetings.frames import (
    Hit,
    Telling,
    compile_frames,
    has_needs,
    is_before,
    is_earlier,
    is_led,
    judge_words,
)
from tasks.meetings.groups import Before, list_members, list_named, read_before, read_group
from tasks.meetings.parties import find_addressee
from tasks.meetings.references import (
    is_aim,
    name_clause,
    name_inner,
    name_left,
    name_object,
    name_partner,
    name_plural,
    says_both,
)
from tasks.meetings.scene import Group, Member, Scene, find_token, is_crowd
from tasks.meetings.setting import unite_settings
from tasks.meetings.sides import find_subject, list_sides, name_side, name_title, skip_lead

# Sentences behind that of one side's head that may tell the other's.
_MAX_HEADS = 3
# A meeting takes two.
_SIDES = 2
# The head of a turn in which somebody asks.
_ASKED = re.compile(r"\W*(?:Q|Question|QUESTION|Вопрос|Frage|Pregunta|问|問|سؤال)\b")
_TWO_SIDED = ("pair", "passive", "noun", "relative")
_Sides = tuple[tuple[Member, ...], tuple[Member, ...]]


class _Spot(NamedTuple):
    """A frame where it stands, with the names before it and what was told of until then."""

    scene: Scene
    hit: Hit
    before: Before
    status: MeetingStatus
    day: date | None
    tellings: Sequence[Telling]

    @property
    def in_title(self) -> bool:
        return self.hit.sentence.end <= self.scene.prose.title_end


def read_telling(
    scene: Scene, hit: Hit, day: date | None, tellings: Sequence[Telling]
) -> Telling | None:
    """Read the sides around a frame's words; nothing if one of them is missing."""
    first, shape = find_token(scene, hit.sentence.start), hit.frame.shape
    if shape == "again" and (not tellings or tellings[-1].sentence != hit.number):
        return None
    if not is_led(scene, hit) or (shape == "title" and hit.number):
        return None
    if hit.frame.lone and tellings:
        return None
    if shape == "again" and not has_needs(scene, hit.frame, hit.sentence):
        return None
    before = read_before(scene, hit.first, first, led=shape in {"noun", "relative"})
    status = judge_words(scene, hit, before.behind)
    if status and hit.sentence.start >= scene.stop:
        status = _judge_turn(scene, hit, before, status)
    asked = scene.prose.text[hit.sentence.start : hit.sentence.end].rstrip().endswith(("?", "？"))
    if status is None or (asked and status == "planned"):
        # "Will you meet X?"
        return None
    spot = _Spot(scene, hit, before, status, day, tellings)
    return _READERS.get(shape, _read_sided)(spot)


def _judge_turn(
    scene: Scene, hit: Hit, before: Before, status: MeetingStatus
) -> MeetingStatus | None:
    """Past or planned, as speakers say; of others only in an answer, and never in a quotation."""
    # Of a quotation only what its speaker tells of himself is looked at.
    is_own = hit.is_quoted or _is_own(scene, before)
    if is_own and not (scene.is_spoken or hit.is_quoted):
        return None
    if not is_own and _is_asked(scene, hit):
        return None
    return "past" if status == "held" else status


def _is_own(scene: Scene, before: Before) -> bool:
    """Whether a speaker tells of an own meeting, or of that of whom the speech turns to."""
    rules = scene.rules
    speakers = {rules.speaker, rules.addressee, rules.us, *rules.mine.split()}
    return bool(before.behind) and scene.prose.tokens[before.behind - 1].text in speakers


def _is_asked(scene: Scene, hit: Hit) -> bool:
    """Whether words stand in the turn of who asks."""
    text = scene.prose.text
    start = max(text.rfind("\n\n", 0, hit.sentence.start), scene.prose.body_start)
    while start < hit.sentence.start and text[start].isspace():
        start += 1
    return bool(_ASKED.match(text, start))


def _read_sided(spot: _Spot) -> Telling | None:
    """Read the sides from before and from behind the words."""
    scene, hit, before, status, day, _ = spot
    group = _read_behind(scene, hit)
    if group is None:
        return None
    left, right = _name_sides(spot, group)
    if len({member.key for member in left + right}) < _SIDES:
        return None
    if hit.frame.shape in _TWO_SIDED and not (left and right):
        return None
    is_turn = hit.sentence.start >= scene.stop and not _is_own(scene, before)
    if is_turn and not any(one.person for one in right):
        # Of what is said in turns only meetings with somebody named are told.
        return None
    if left and any(map(is_crowd, right)) and not all(member.person for member in left):
        # "The Department met with stakeholders"
        return None
    left, right = add_company(scene, hit, left, right)
    is_subject = hit.frame.shape == "subject"
    if status == "held" and (hit.frame.earlier or (is_subject and is_before(scene, hit))):
        status = "past"
    last = group.last
    if last == hit.end and last < len(scene.starts):
        # "a meeting with him in November"
        last += scene.prose.tokens[last].text in scene.rules.objects
    setting = read_setting(scene, hit, (before.group.first, before.behind), last, day)
    return Telling(hit.frame, hit.number, left, right, status, setting, spot.in_title)


def _read_head(spot: _Spot) -> Telling | None:
    """Read who led the sides where each has a sentence: "The A side was led by X"."""
    scene, hit = spot.scene, spot.hit
    pattern = re.compile(hit.frame.needs)
    right = read_group(scene, hit.end, find_token(scene, hit.sentence.end)).members[:1]
    for number in range(hit.number - 1, max(hit.number - _MAX_HEADS, -1), -1):
        sentence = scene.prose.sentences[number]
        found = pattern.search(scene.prose.text, sentence.start, sentence.end)
        if found is None or not right:
            continue
        stop = find_token(scene, sentence.end)
        left = read_group(scene, find_token(scene, found.end()), stop).members[:1]
        if left and left[0].key != right[0].key:
            setting = read_around(scene, hit, spot.day)
            return Telling(hit.frame, hit.number, left, right, "held", setting, in_title=False)
    return None


def _read_clause(spot: _Spot) -> Telling | None:
    """Read the sides from a clause whose verb is torn in two, or stands at its end."""
    scene, hit, before, status, day, tellings = spot
    if hit.frame.shape == "clause":
        left = name_inner(scene, hit) or name_left(scene, hit, before, tellings)
        inner = list_sides(scene, hit.first + 1, hit.end, hit.frame.reach)
    else:
        left, inner = name_clause(scene, hit)
    keys = {member.key for member in left}
    right = tuple(member for member in inner if member.key not in keys)
    if not left:
        left, right = right[:1], right[1:]
    if not left + right and tellings and says_both(scene, hit):
        left, right = tellings[-1].left, tellings[-1].right
    if len(left + right) < _SIDES:
        return None
    left, right = add_company(scene, hit, left, right)
    if status == "held" and is_earlier(scene, hit):
        status = "past"
    setting = read_setting(scene, hit, (before.group.first, before.behind), hit.end, day)
    return Telling(hit.frame, hit.number, left, right, status, setting, spot.in_title)


def _read_again(spot: _Spot) -> Telling | None:
    """Whom else one met: "met A in Lima and, later, with B" tells of two meetings."""
    scene, hit, last = spot.scene, spot.hit, spot.tellings[-1]
    group = _read_behind(scene, hit)
    if group is None or not (last.left and last.right):
        return None
    stop = find_token(scene, hit.sentence.end)
    right = name_side(scene, drop_next(scene, group, stop), bodies=True) or name_crowd(scene, hit)
    if not right or {one.key for one in right} & last.keys:
        return None
    if hit.frame.named and not all(member.person for member in right):
        return None
    setting = read_setting(scene, hit, (hit.first, hit.first), group.last, spot.day)
    return last._replace(right=right, setting=unite_settings(setting, last.setting))


def _read_recalled(spot: _Spot) -> Telling | None:
    """An earlier or a later meeting of those just told of, if its day or place is told."""
    scene, hit = spot.scene, spot.hit
    told = next((one for one in reversed(spot.tellings) if one.status != "past"), None)
    named = list_named(scene, hit.sentence) if told is None and not spot.tellings else ()
    theirs = scene.rules.theirs.split()
    is_theirs = any(one.text in theirs for one in scene.prose.tokens[hit.first : hit.end])
    if not is_theirs:
        named = ()
    if len(named) == 1 and scene.protagonist and named[0].key != scene.protagonist[0].key:
        named = (*scene.protagonist[:1], *named)
    if told is None and len(named) == _SIDES:
        # "In a letter to X, Y recalled their meeting of May 3"
        setting = read_around(scene, hit, spot.day)
        left, right = named[:1], named[1:]
        return Telling(hit.frame, hit.number, left, right, "past", setting, spot.in_title)
    if told is None:
        return None
    setting = read_around(scene, hit, spot.day)
    same_day = setting.starts_on and setting.starts_on == told.setting.starts_on
    if same_day or not (setting.starts_on or setting.place):
        return None
    start, close = scene.starts[hit.first], scene.prose.tokens[hit.end - 1].end
    planned = compile_frames(scene.language).planned.search(scene.prose.text, start, close)
    status: MeetingStatus = "planned" if planned else "past"
    return Telling(hit.frame, hit.number, told.left, told.right, status, setting, in_title=False)


def _read_letter(spot: _Spot) -> Telling | None:
    """A meeting of who writes or speaks and who is written or spoken to."""
    scene, hit = spot.scene, spot.hit
    left, right = scene.protagonist, find_addressee(scene, hit)
    if not left or not right or left[0].key == right[0].key:
        return None
    setting = read_around(scene, hit, spot.day)
    status: MeetingStatus = "past" if spot.status == "held" else spot.status
    return Telling(hit.frame, hit.number, left[:1], right, status, setting, spot.in_title)


_READERS: dict[str, Callable[[_Spot], Telling | None]] = {
    "head": _read_head,
    "letter": _read_letter,
    "recalled": _read_recalled,
    "clause": _read_clause,
    "final": _read_clause,
    "again": _read_again,
}


def _read_behind(scene: Scene, hit: Hit) -> Group | None:
    """The names behind a verb; nothing if it must have none and has some, or another object."""
    frame, stop = hit.frame, find_token(scene, hit.sentence.end)
    first = skip_time(scene, hit.end, stop) if frame.shape == "pair" else hit.end
    first = skip_lead(scene, first, stop)
    group = read_group(scene, first, stop, joined=frame.shape == "after")
    if frame.reach and (frame.strict or not name_side(scene, group, bodies=frame.bodies)):
        reached = reach_names(scene, hit.end, stop, frame.reach)
        if frame.shape == "mutual" and (reached or not may_end(scene, hit.end, stop)):
            return None
        group = reached or (Group(hit.end, hit.end, ()) if frame.strict else group)
    return group


def _name_sides(spot: _Spot, group: Group) -> _Sides:
    """Who stands before and who behind a verb, by the shape of its frame."""
    scene, hit, before = spot.scene, spot.hit, spot.before
    shape = hit.frame.shape
    if shape == "named":
        return list_named(scene, hit.sentence), ()
    if shape in {"subject", "relative"}:
        subject, _ = find_subject(scene, hit.sentence, scene.starts[hit.first])
        if shape == "subject":
            return subject or name_plural(scene, hit, spot.tellings), ()
        return subject[:1], name_side(scene, before.group, bodies=False)
    right: tuple[Member, ...] = ()
    if shape in {*_TWO_SIDED, "after"}:
        group = drop_next(scene, group, find_token(scene, hit.sentence.end))
        right = _name_right(scene, hit, group)
        if not right:
            return (), ()
    left = name_left(scene, hit, before, spot.tellings) if shape != "after" else ()
    if shape == "mutual" and len(left) == 1 and not scene.rules.capitals:
        left, right = name_partner(scene, hit, before, spot.tellings), left
    keys = frozenset(one.key for one in left)
    if left and right and keys >= {one.key for one in right}:
        # "She met with him"
        right = name_object(scene, hit, keys) or right
    if left and right and keys <= {one.key for one in right}:
        # "The Prime Minister spoke to Polish Prime Minister X": another one.
        left = name_title(scene, before.group)
        subject = find_subject(scene, hit.sentence, scene.starts[hit.first])[0][:1]
        if not left and shape == "noun" and not keys & {member.key for member in subject}:
            # "Senator X supports Judge Y following a meeting with him"
            left = subject
    if not left and all(member.person for member in right):
        left = name_crowd_before(scene, hit)
    if not left:
        left, right = _find_left(scene, hit, group, right)
    keys = {member.key for member in left}
    return left, tuple(member for member in right if member.key not in keys)


def _name_right(scene: Scene, hit: Hit, group: Group) -> tuple[Member, ...]:
    """Who stands behind a verb, or whom a pronoun there stands for."""
    stop = find_token(scene, hit.sentence.end)
    right = name_side(scene, group, bodies=hit.frame.bodies)
    if all(isinstance(one.body, Place) for one in right) and not may_end(scene, group.last, stop):
        # "U.S. clients": no state, but theirs.
        right = ()
    right = right or name_object(scene, hit) or _name_bare(scene, group) or name_crowd(scene, hit)
    return right if not hit.frame.named or all(member.person for member in right) else ()


def _name_bare(scene: Scene, group: Group) -> tuple[Member, ...]:
    """An office of two words or more that nobody is named for: "the Prime Minister"."""
    bare = name_title(scene, group) if group.first < group.last else ()
    return bare if bare and " " in bare[0].name else ()


def _find_left(scene: Scene, hit: Hit, group: Group, right: tuple[Member, ...]) -> _Sides:
    """The first side behind a verb, where none stands before it."""
    is_noun = hit.frame.shape == "noun"
    if is_noun or hit.frame.inverted or is_aim(scene, hit):
        left = name_behind(scene, group.last, find_token(scene, hit.sentence.end))
        if left:
            return left, right
    if is_noun and len(right) > 1:
        left, rest = _part_subject(scene, group, right)
        if left:
            return left, rest
    if hit.frame.inverted and len(right) > 1:
        return right[:1], right[1:]
    return (), right


def _part_subject(scene: Scene, group: Group, members: tuple[Member, ...]) -> _Sides:
    """Of "During the meeting with Ambassador X, Minister Y said" the last name is the subject."""
    tokens = scene.prose.tokens
    commas = [at for at in range(group.first, group.last) if tokens[at].text == ","]
    said = group.last < len(tokens) and tokens[group.last].kind == "word"
    if not commas and said and len(members) == _SIDES and scene.rules.stems:
        # "В ходе встречи с послом Х министр Y отметил": cases part them, not a comma.
        inner = tokens[group.first : group.last]
        joined = any(one.text in scene.words.linking for one in inner)
        return ((), members) if joined else (members[1:], members[:1])
    last = list_members(scene, commas[-1], group.last) if commas and said else ()
    if len(last) != 1 or tokens[commas[-1] + 1].text in scene.words.linking:
        return (), members
    return last, tuple(member for member in members if member.key != last[0].key)
