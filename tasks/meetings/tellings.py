"""Tellings of meetings: each place in a text that tells of one, with its sides and setting."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from schemas.findings import EventDate, Findings, MeetingStatus, Place
from schemas.frames import MeetingScheme
from tasks.meetings.company import add_presence, list_met, split_telling
from tasks.meetings.frames import (
    Hit,
    Telling,
    compile_frames,
    find_frames,
    is_earlier,
    is_led,
    is_recalled,
    judge_time,
    judge_words,
    list_quoted,
)
from tasks.meetings.groups import Before, list_members, list_named, read_before, read_group
from tasks.meetings.references import (
    add_company,
    drop_next,
    is_aim,
    may_end,
    name_behind,
    name_clause,
    name_left,
    name_partner,
    name_object,
    reach_names,
    says_both,
    skip_time,
)
from tasks.meetings.scene import Group, Member, Scene, find_token
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
from tasks.meetings.sides import find_subject, list_sides, name_side, name_title, skip_lead
from tasks.meetings.timing import (
    Clock,
    add_dateline,
    find_heading,
    date_last,
    find_lone_day,
    is_same_day,
    inherit_day,
    is_single,
    read_dateline,
    read_scene,
)
from tasks.prose.cut import Stretch

# Longer ones are no sentences but text that lost its stops.
_MAX_SENTENCE = 900
# Characters before a verb that may say where and when; no paragraph is longer for long.
_MAX_CONTEXT = 1500
_MAX_TELLINGS = 200
# Tokens before a verb, among which a date is the verb's.
_NEAR = 10
# Sentences behind a meeting of bodies that may tell who led them.
_MAX_HEADS = 3
# Days of one journey are so near each other.
_TRIP = timedelta(days=7)
# A meeting takes two.
_SIDES = 2
_TWO_SIDED = ("pair", "passive", "noun", "relative")


class _Story(NamedTuple):
    """A release as far as it is read: each telling adds to what the next may refer to."""

    scene: Scene
    clock: Clock
    quoted: Sequence[Stretch]
    tellings: list[Telling]


def find_tellings(
    scene: Scene, found: Findings, stop: int, day: date | None, scheme: MeetingScheme
) -> list[Telling]:
    """All tellings in order of the text."""
    tellings: list[Telling] = []
    clock = Clock(day, read_dateline(scene), scheme)
    story = _Story(scene, clock, list_quoted(scene.prose, found), tellings)
    common = Setting()
    for number, sentence in enumerate(scene.prose.sentences):
        if sentence.start >= scene.prose.body_end or len(tellings) >= _MAX_TELLINGS:
            break
        if sentence.start >= stop:
            if scene.is_spoken:
                _read_sentence(story, number, common)
            continue
        if sentence.end - sentence.start > _MAX_SENTENCE:
            continue
        has_told, common = _read_sentence(story, number, common)
        if not tellings:
            common = unite_settings(common, _read_told(scene, sentence, day))
            continue
        tellings[-1] = _add_sentence(scene, sentence, tellings[-1], day)
        if not has_told and sentence.start >= scene.prose.body_start:
            place = next((at for at in range(len(tellings) - 1, -1, -1) if tellings[at].status == "held"), -1)
            tellings[place] = add_presence(scene, sentence, tellings[place])
    return tellings


def _read_sentence(story: _Story, number: int, common: Setting) -> tuple[bool, Setting]:
    """Add the tellings of a sentence to a story.

    Returns:
        Whether there are any, and the day and place of all that follow.
    """
    scene, day, tellings = story.scene, story.clock.day, story.tellings
    has_told = False
    read = 0
    for hit in find_frames(scene, number, story.quoted):
        if hit.first < read:
            continue
        added: Iterable[Telling] = ()
        if hit.frame.shape == "series":
            read = hit.end
            common = unite_settings(_read_around(scene, hit, day), common)
            added = list_met(scene, hit, _name_host(scene, hit, tellings), common)
        elif telling := _read_telling(scene, hit, day, tellings):
            read = hit.end
            timed = _time_telling(story, hit, telling, common)
            listed: list[Telling] = []
            if not any(member.person for member in timed.left):
                # "Four ambassadors presented their credentials to X. They are:"
                listed = [*list_met(scene, hit, timed.right, timed.setting)]
            added = listed or split_telling(scene, hit, timed)
        elif guest := _name_guest(scene, hit):
            around = _read_setting(scene, hit, (hit.first, hit.first), guest.last, day)
            around = unite_settings(around, find_lone_day(scene, hit, "held", day))
            added = list_met(scene, hit, guest.members, unite_settings(around, common))
        before = len(tellings)
        tellings += added
        has_told = has_told or read == hit.end or len(tellings) > before
    return has_told, common


def _time_telling(story: _Story, hit: Hit, telling: Telling, common: Setting) -> Telling:
    """Add to a telling what is known of day and place, and judge by it if it is past or to come."""
    scene, clock, tellings = story.scene, story.clock, story.tellings
    context = _read_context(scene, hit, telling, tellings)
    setting = unite_settings(unite_settings(telling.setting, context), common)
    if setting.starts_on is None and telling.status == "planned":
        setting = unite_settings(setting, find_heading(scene, hit))
    if setting.starts_on is None and telling.status == "held" and is_same_day(scene, hit):
        setting = unite_settings(setting, date_last(tellings))
    if setting.starts_on is None:
        lone = find_lone_day(scene, hit, telling.status, clock.day)
        setting = unite_settings(setting, lone)
    if hit.frame.shape == "title":
        setting = unite_settings(setting, read_scene(scene, clock))
    if telling.status == "held":
        setting = add_dateline(scene, clock, hit, setting)
        setting = inherit_day(scene, clock, hit, setting, tellings)
    if not _may_come(scene, hit, telling, setting, clock.day):
        setting = setting._replace(starts_on=None, ends_on=None, precision=None)
    status = judge_time(telling.status, setting, clock.day, clock.scheme)
    if telling.status == "held" and _is_matter(story, hit, setting):
        if status == "past":
            # What a release opens with is its matter, however late it came out.
            status = "held"
    elif status == "held" and _is_aside(story, hit, setting):
        status = "past"
    telling = telling._replace(setting=setting, status=status)
    if _leads_last(tellings, telling):
        last = tellings.pop()
        telling = telling._replace(setting=unite_settings(setting, last.setting))
    return telling


def _is_aside(story: _Story, hit: Hit, setting: Setting) -> bool:
    """Whether a meeting was on a day well before all that a release tells of."""
    day, scheme = story.clock.day, story.clock.scheme
    if day is None or setting.ends_on is None or setting.precision != "day":
        return False
    if hit.sentence.end <= story.scene.prose.title_end:
        return False
    told = [one.setting.starts_on for one in story.tellings if one.status == "held"]
    near = any(one and abs(one - setting.ends_on) <= _TRIP for one in told)
    return not near and setting.ends_on < day - timedelta(days=scheme.aside_days)


def _is_matter(story: _Story, hit: Hit, setting: Setting) -> bool:
    """Whether a release opens with a meeting that was on a day of its own."""
    opens = hit.sentence.start < story.clock.dateline.lead.end
    return opens and setting.precision == "day" and not is_recalled(story.scene, hit)


def _leads_last(tellings: Sequence[Telling], telling: Telling) -> bool:
    """Whether those named led the sides of a meeting of bodies just told of."""
    last = tellings[-1] if tellings else None
    if last is None or not telling.frame.heads or telling.sentence - last.sentence > _MAX_HEADS:
        return False
    bodies = all(member.body for member in last.left + last.right)
    return bodies and last.status == telling.status


def _name_host(scene: Scene, hit: Hit, tellings: Sequence[Telling]) -> tuple[Member, ...]:
    """Who had a series of meetings."""
    before = read_before(scene, hit.first, find_token(scene, hit.sentence.start))
    named = list_named(scene, Stretch(hit.sentence.start, scene.starts[hit.first]))
    return name_left(scene, hit, before, tellings) or named


def _name_guest(scene: Scene, hit: Hit) -> Group | None:
    """To whom a list of persons that the sentence leaves out did something."""
    if hit.frame.shape != "pair" or judge_words(scene, hit, hit.first) != "held":
        return None
    group = read_group(scene, hit.end, find_token(scene, hit.sentence.end))
    return group if len(group.members) == 1 else None


def _may_come(scene: Scene, hit: Hit, telling: Telling, setting: Setting, day: date | None) -> bool:
    """Whether a verb bears its date: who "met" did not do so on a day to come."""
    if telling.status == "planned" or not (day and setting.starts_on and setting.starts_on > day):
        return True
    present = scene.rules.present.split()
    return not present or scene.prose.tokens[hit.first].text.casefold() in present


def _read_telling(
    scene: Scene, hit: Hit, day: date | None, tellings: Sequence[Telling]
) -> Telling | None:
    """Read the sides around a frame's words; nothing if one of them is missing."""
    first, shape = find_token(scene, hit.sentence.start), hit.frame.shape
    if shape == "again" and (not tellings or tellings[-1].sentence != hit.number):
        return None
    if not is_led(scene, hit) or (shape == "title" and hit.number):
        return None
    before = read_before(scene, hit.first, first, led=shape in {"noun", "relative"})
    in_title = hit.sentence.end <= scene.prose.title_end
    status = judge_words(scene, hit, before.behind)
    if status is None:
        return None
    if hit.sentence.start >= scene.stop:
        # Of what is said in turns only what the speaker did counts.
        speakers = {scene.rules.speaker, scene.rules.addressee, scene.rules.us}
        if not before.behind or scene.prose.tokens[before.behind - 1].text not in speakers:
            return None
        status = "past" if status == "held" else status
    if shape == "head":
        return _read_head(scene, hit, read_group(scene, hit.end, find_token(scene, hit.sentence.end)), day)
    if shape == "recalled":
        return _read_recalled(scene, hit, day, tellings)
    if shape in {"clause", "final"}:
        return _read_clause(scene, hit, before, status, day, tellings)
    group = _read_behind(scene, hit)
    if group is None:
        return None
    if shape == "again":
        return _read_again(scene, hit, group, day, tellings)
    left, right = _name_sides(scene, hit, before, group, tellings)
    if len({member.key for member in left + right}) < _SIDES:
        return None
    if shape in _TWO_SIDED and not (left and right):
        return None
    left, right = add_company(scene, hit, left, right)
    if hit.frame.earlier and status == "held":
        status = "past"
    setting = _read_setting(scene, hit, (before.group.first, before.behind), group.last, day)
    return Telling(hit.frame, hit.number, left, right, status, setting, in_title)


def _read_head(scene: Scene, hit: Hit, group: Group, day: date | None) -> Telling | None:
    """Read who led the sides where each has a sentence: "The A side was led by X." """
    pattern = re.compile(hit.frame.needs)
    right = group.members[:1]
    for number in range(hit.number - 1, max(hit.number - _MAX_HEADS, -1), -1):
        sentence = scene.prose.sentences[number]
        found = pattern.search(scene.prose.text, sentence.start, sentence.end)
        if found is None or not right:
            continue
        stop = find_token(scene, sentence.end)
        left = read_group(scene, find_token(scene, found.end()), stop).members[:1]
        if left and left[0].key != right[0].key:
            setting = _read_around(scene, hit, day)
            return Telling(hit.frame, hit.number, left, right, "held", setting, in_title=False)
    return None


def _read_clause(
    scene: Scene,
    hit: Hit,
    before: Before,
    status: MeetingStatus,
    day: date | None,
    tellings: Sequence[Telling],
) -> Telling | None:
    """Read the sides from a clause whose verb is torn in two, or stands at its end."""
    if hit.frame.shape == "clause":
        left = name_left(scene, hit, before, tellings)
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
    setting = _read_setting(scene, hit, (before.group.first, before.behind), hit.end, day)
    in_title = hit.sentence.end <= scene.prose.title_end
    return Telling(hit.frame, hit.number, left, right, status, setting, in_title)


def _read_again(
    scene: Scene, hit: Hit, group: Group, day: date | None, tellings: Sequence[Telling]
) -> Telling | None:
    """Whom else one met: "met A in Lima and, later, with B" tells of two meetings."""
    last = tellings[-1] if tellings else None
    if last is None or last.sentence != hit.number or not (last.left and last.right):
        return None
    stop = find_token(scene, hit.sentence.end)
    right = name_side(scene, drop_next(scene, group, stop), bodies=True)
    if not right or {one.key for one in right} & last.keys:
        return None
    if hit.frame.named and not all(member.person for member in right):
        return None
    setting = _read_setting(scene, hit, (hit.first, hit.first), group.last, day)
    return last._replace(right=right, setting=unite_settings(setting, last.setting))


def _read_recalled(
    scene: Scene, hit: Hit, day: date | None, tellings: Sequence[Telling]
) -> Telling | None:
    """An earlier meeting of those just told of, if its day or place is told."""
    told = next((one for one in reversed(tellings) if one.status != "past"), None)
    if told is None:
        return None
    setting = _read_around(scene, hit, day)
    same_day = setting.starts_on and setting.starts_on == told.setting.starts_on
    if same_day or not (setting.starts_on or setting.place):
        return None
    start, close = scene.starts[hit.first], scene.prose.tokens[hit.end - 1].end
    planned = compile_frames(scene.language).planned.match(scene.prose.text, start, close)
    status: MeetingStatus = "planned" if planned else "past"
    return Telling(hit.frame, hit.number, told.left, told.right, status, setting, in_title=False)


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


def _name_sides(
    scene: Scene, hit: Hit, before: Before, group: Group, tellings: Sequence[Telling]
) -> tuple[tuple[Member, ...], tuple[Member, ...]]:
    """Who stands before and who behind a verb, by the shape of its frame."""
    frame, stop = hit.frame, find_token(scene, hit.sentence.end)
    left: tuple[Member, ...] = ()
    right: tuple[Member, ...] = ()
    if frame.shape == "named":
        return list_named(scene, hit.sentence), ()
    if frame.shape == "subject":
        return find_subject(scene, hit.sentence, scene.starts[hit.first])[0], ()
    if frame.shape == "relative":
        subject, _ = find_subject(scene, hit.sentence, scene.starts[hit.first])
        return subject[:1], name_side(scene, before.group, bodies=False)
    if frame.shape in {*_TWO_SIDED, "after"}:
        group = drop_next(scene, group, stop)
        right = name_side(scene, group, bodies=frame.bodies)
        if all(isinstance(one.body, Place) for one in right) and not may_end(scene, group.last, stop):
            # "U.S. clients": no state, but theirs.
            right = ()
        right = right or name_object(scene, hit)
        if not right or (frame.named and not all(member.person for member in right)):
            return (), ()
    if frame.shape != "after":
        left = name_left(scene, hit, before, tellings)
    if frame.shape == "mutual" and len(left) == 1 and not scene.rules.capitals:
        left, right = name_partner(scene, hit, before, tellings), left
    if left and right and {one.key for one in left} <= {one.key for one in right}:
        # "The Prime Minister spoke to Polish Prime Minister X": another one.
        left = name_title(scene, before.group)
    if not left and (frame.shape == "noun" or is_aim(scene, hit)):
        left = name_behind(scene, group.last, stop)
    if frame.shape == "noun" and not left and len(right) > 1:
        left, right = _part_subject(scene, group, right)
    if frame.inverted and not left and len(right) > 1:
        left, right = right[:1], right[1:]
    keys = {member.key for member in left}
    return left, tuple(member for member in right if member.key not in keys)


def _part_subject(
    scene: Scene, group: Group, members: tuple[Member, ...]
) -> tuple[tuple[Member, ...], tuple[Member, ...]]:
    """Of "During the meeting with Ambassador X, Minister Y said" the last name is the subject."""
    tokens = scene.prose.tokens
    commas = [at for at in range(group.first, group.last) if tokens[at].text == ","]
    said = group.last < len(tokens) and tokens[group.last].kind == "word"
    last = list_members(scene, commas[-1], group.last) if commas and said else ()
    if len(last) != 1 or tokens[commas[-1] + 1].text in scene.words.linking:
        return (), members
    return last, tuple(member for member in members if member.key != last[0].key)


def _add_sentence(scene: Scene, sentence: Stretch, telling: Telling, day: date | None) -> Telling:
    """Add what "the meeting took place at ..." tells of the last meeting."""
    added = _read_told(scene, sentence, day)
    return telling._replace(setting=unite_settings(added, telling.setting))


def _read_told(scene: Scene, sentence: Stretch, day: date | None) -> Setting:
    """Day and place of a meeting whose sides another sentence names."""
    patterns = compile_frames(scene.language)
    match = patterns.tellings.search(scene.prose.text, sentence.start, sentence.end)
    if match is None:
        return Setting()
    start, end = find_token(scene, match.start()), find_token(scene, match.end())
    frame = scene.rules.frames[0]
    return _read_around(scene, Hit(0, sentence, frame, start, end), day)


def _read_around(scene: Scene, hit: Hit, day: date | None) -> Setting:
    """The setting around words that have no sides."""
    return _read_setting(scene, hit, (hit.first, hit.first), hit.end, day)


def _read_setting(
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


def _read_context(scene: Scene, hit: Hit, telling: Telling, tellings: Sequence[Telling]) -> Setting:
    """What was said before of day and place: in the sentence, or, of one held, the paragraph."""
    if telling.in_title:
        return Setting()
    paragraphs, edge = scene.prose.paragraphs, scene.starts[hit.first]
    place = bisect_right(paragraphs, (hit.sentence.start, len(scene.prose.text))) - 1
    start = hit.sentence.start
    if telling.status == "held":
        start = max(paragraphs[place].start, edge - _MAX_CONTEXT)
    span = Stretch(start, edge)
    where = Setting()
    if (telling.setting.mode or telling.frame.mode) == "in-person" and telling.status != "past":
        where = find_arrival(scene, Stretch(max(paragraphs[place].start, edge - _MAX_CONTEXT), edge))
    when = Setting()
    near = scene.starts[max(hit.first - _NEAR, find_token(scene, hit.sentence.start))]
    for mention in _list_dates(scene, span, near):
        if (mention.tense != "future") == (telling.status != "planned"):
            when = date_setting(mention)
    last = tellings[-1] if tellings and telling.frame.shape != "noun" else None
    if last and when.starts_on is None and last.status == telling.status == "held":
        before = scene.prose.sentences[last.sentence]
        if before.start >= start:
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
