"""Tellings of meetings: each place in a text that tells of one, with its sides and setting."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from schemas.findings import Findings, Quote
from schemas.frames import MeetingScheme
from tasks.meetings.around import read_around, read_context, read_setting, read_told
from tasks.meetings.company import add_presence, list_met, split_telling
from tasks.meetings.frames import (
    Hit,
    Telling,
    find_frames,
    is_recalled,
    judge_time,
    judge_words,
    list_quoted,
)
from tasks.meetings.groups import list_named, read_before, read_group
from tasks.meetings.references import name_left
from tasks.meetings.scene import Group, Member, Scene, find_token, is_crowd
from tasks.meetings.setting import Setting, unite_settings
from tasks.meetings.shapes import read_telling
from tasks.meetings.timing import (
    Clock,
    add_dateline,
    date_last,
    find_heading,
    find_lone_day,
    find_lone_month,
    inherit_day,
    is_same_day,
    read_dateline,
    read_scene,
)
from tasks.prose.cut import Stretch

# Longer ones are no sentences but text that lost its stops.
_MAX_SENTENCE = 900
_MAX_TELLINGS = 200
# Sentences behind a meeting of bodies that may tell who led them.
_MAX_HEADS = 3
# Days of one journey are so near each other.
_TRIP = timedelta(days=7)
# What a speaker tells of so few days is no memory.
_FRESH = timedelta(days=2)


class _Story(NamedTuple):
    """A release as far as it is read: each telling adds to what the next may refer to."""

    scene: Scene
    clock: Clock
    quoted: Sequence[Stretch]
    quotes: Sequence[Quote]
    tellings: list[Telling]


def find_tellings(
    scene: Scene, found: Findings, stop: int, day: date | None, scheme: MeetingScheme
) -> list[Telling]:
    """All tellings in order of the text."""
    tellings: list[Telling] = []
    clock = Clock(day, read_dateline(scene), scheme)
    story = _Story(scene, clock, list_quoted(scene.prose, found), found.quotes, tellings)
    common = Setting()
    for number, sentence in enumerate(scene.prose.sentences):
        if sentence.start >= scene.prose.body_end or len(tellings) >= _MAX_TELLINGS:
            break
        if sentence.end - sentence.start > _MAX_SENTENCE:
            continue
        if sentence.start >= stop:
            _read_sentence(story, number, common)
            continue
        has_told, common = _read_sentence(story, number, common)
        if not tellings:
            common = unite_settings(common, read_told(scene, sentence, day))
            continue
        tellings[-1] = _add_sentence(scene, sentence, tellings[-1], day)
        if not has_told and sentence.start >= scene.prose.body_start:
            _add_guests(scene, sentence, tellings)
    # Where somebody is named, "she also met families" is no matter of its own.
    named = [one for one in tellings if not any(map(is_crowd, one.left + one.right))]
    return named or _list_crowds(tellings)


def _list_crowds(tellings: Sequence[Telling]) -> list[Telling]:
    """Of the meetings of the same persons with people without names the first."""
    first: dict[tuple[frozenset[str], str], Telling] = {}
    for one in tellings:
        keys = frozenset(member.key for member in one.left + one.right if not is_crowd(member))
        first.setdefault((keys, one.status), one)
    return list(first.values())


def _add_guests(scene: Scene, sentence: Stretch, tellings: list[Telling]) -> None:
    """Add who else was there to the last meeting that was held."""
    for place in range(len(tellings) - 1, -1, -1):
        if tellings[place].status == "held":
            tellings[place] = add_presence(scene, sentence, tellings[place])
            return


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
        if hit.is_quoted:
            added = _read_own(story, hit, common)
        elif hit.frame.shape == "series":
            read = hit.end
            common = unite_settings(read_around(scene, hit, day), common)
            added = list_met(scene, hit, _name_host(scene, hit, tellings), common)
        elif telling := read_telling(scene, hit, day, tellings):
            is_whole = hit.frame.shape == "named"
            read = find_token(scene, hit.sentence.end) if is_whole else hit.end
            timed = _time_telling(story, hit, telling, common)
            listed: list[Telling] = []
            if not any(member.person for member in timed.left):
                # "Four ambassadors presented their credentials", and a list of them.
                listed = [*list_met(scene, hit, timed.right, timed.setting)]
            added = listed or split_telling(scene, hit, timed)
        elif guest := _name_guest(scene, hit):
            around = read_setting(scene, hit, (hit.first, hit.first), guest.last, day)
            around = unite_settings(around, find_lone_day(scene, hit, "held", day))
            added = list_met(scene, hit, guest.members, unite_settings(around, common))
        before = len(tellings)
        tellings += added
        has_told = has_told or read >= hit.end or len(tellings) > before
    return has_told, common


def _read_own(story: _Story, hit: Hit, common: Setting) -> Iterator[Telling]:
    """What a quoted speaker tells of an own meeting: an earlier one, if not of these days."""
    start, day = story.scene.starts[hit.first], story.clock.day
    quote = next((one for one in story.quotes if one.start <= start < one.end), None)
    protagonist = story.scene.protagonist
    if quote and quote.speaker:
        members = story.scene.members
        protagonist = tuple(one for one in members if one.key == quote.speaker_id)
    scene = story.scene._replace(protagonist=protagonist, stop=0)
    telling = read_telling(scene, hit, day, story.tellings) if protagonist else None
    if telling is None or any(telling.keys <= one.keys for one in story.tellings):
        return
    telling = _time_telling(story._replace(scene=scene), hit, telling, common)
    last = telling.setting.ends_on
    if telling.status == "past" and day and last and telling.setting.precision == "day":
        near = day - last <= _FRESH
        telling = telling._replace(status="held" if near else "past")
    yield telling


def _time_telling(story: _Story, hit: Hit, telling: Telling, common: Setting) -> Telling:
    """Add to a telling what is known of day and place, and judge by it if it is past or to come."""
    scene, clock, tellings = story.scene, story.clock, story.tellings
    context = read_context(scene, hit, telling, tellings)
    setting = unite_settings(unite_settings(telling.setting, context), common)
    if setting.starts_on is None and telling.status == "planned":
        setting = unite_settings(setting, find_heading(scene, hit))
    if setting.starts_on is None and telling.status == "held" and is_same_day(scene, hit):
        setting = unite_settings(setting, date_last(tellings))
    if setting.starts_on is None:
        lone = find_lone_day(scene, hit, telling.status, clock.day)
        setting = unite_settings(setting, lone)
    if setting.starts_on is None and telling.status == "held" and not telling.in_title:
        setting = unite_settings(setting, find_lone_month(scene, hit, clock.day))
    if hit.frame.shape == "title":
        setting = unite_settings(setting, read_scene(scene, clock))
    if telling.status == "held":
        setting = add_dateline(scene, clock, hit, setting)
        setting = inherit_day(scene, clock, hit, setting, tellings)
    if not _may_come(scene, hit, telling, setting, clock.day) or _is_over(telling, setting, clock):
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


def _is_over(telling: Telling, setting: Setting, clock: Clock) -> bool:
    """Whether the month of a meeting to come is long over, and so that of another year."""
    if telling.status != "planned" or setting.precision == "day" or not setting.ends_on:
        return False
    return clock.day is not None and setting.ends_on < clock.day


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


def _add_sentence(scene: Scene, sentence: Stretch, telling: Telling, day: date | None) -> Telling:
    """Add what "the meeting took place at ..." tells of the last meeting."""
    added = read_told(scene, sentence, day)
    return telling._replace(setting=unite_settings(added, telling.setting))
