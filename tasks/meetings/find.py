"""Meetings: who met whom, where, when and how, by frames that tell of a meeting.

Each frame begins with a cue word and says where the sides stand. What is told of one meeting in
the title, the lead and later sentences becomes one meeting.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from schemas.findings import EventDate, Findings, Meeting, MeetingMode, Participant
from schemas.frames import MeetingScheme
from tasks.classify.topics import assign_topics
from tasks.meetings.frames import Telling
from tasks.meetings.ledger import add_attendees, add_lines, tell_mode, unite_tellings
from tasks.meetings.outcomes import choose_root, find_outcomes
from tasks.meetings.scene import Member, Scene, fold_name
from tasks.meetings.setting import Setting, find_mode, unite_settings
from tasks.meetings.sides import set_scene
from tasks.meetings.tellings import find_tellings
from tasks.persons.titles import write_role
from tasks.prose.cut import Prose, Stretch
from tasks.prose.rules import RULES, load_rules

_MAX_MEETINGS = 60
# Characters of a body that tell whether it is about a crime.
_MAX_LEAD = 3000


def find_meetings(
    prose: Prose,
    found: Findings,
    language: str,
    day: date | None,
    own: Sequence[EventDate] = (),
) -> tuple[Meeting, ...]:
    """Find the meetings, visits and calls that a release tells of; none where it is unclear.

    Args:
        prose: The release's text.
        found: Its persons, organisations, places, event dates and quotes.
        language: BCP 47 tag of its language.
        day: Publication date; "today" and what is long past count from it.
        own: Where the text states its own day, which is no event date.
    """
    name = language.split("-", maxsplit=1)[0]
    if not _has_frames(name):
        return ()
    scheme = load_rules("meetings/scheme.toml", MeetingScheme)
    stop = _find_stop(prose, scheme)
    if stop == 0:
        return ()
    scene = set_scene(prose, found, name, own)._replace(stop=stop)
    tellings = find_tellings(scene, found, stop, day, scheme)
    groups = unite_tellings(scene, add_lines(scene, add_attendees(scene, tellings), day))
    return tuple(
        _make_meeting(scene, group, name, _list_own(scene, group, tellings, stop), scheme)
        for group in groups[:_MAX_MEETINGS]
    )


@cache
def _has_frames(language: str) -> bool:
    """Whether there are rules for a language."""
    return language != "scheme" and (RULES / f"meetings/{language}.toml").is_file()


def _find_stop(prose: Prose, scheme: MeetingScheme) -> int:
    """Offset up to which a release narrates: a transcript ends it, charges leave none of it."""
    lead = prose.text[: prose.body_start + _MAX_LEAD].casefold()
    if len({*re.findall(scheme.trials, lead)}) >= scheme.min_trials:
        return 0
    turn = re.compile(scheme.verbatim)
    turns = [
        paragraph.start
        for paragraph in prose.paragraphs
        if paragraph.start >= prose.body_start and turn.match(prose.text, paragraph.start)
    ]
    return turns[0] if len(turns) >= scheme.min_turns else prose.body_end


def _list_own(
    scene: Scene, group: Sequence[Telling], tellings: Sequence[Telling], stop: int
) -> list[Stretch]:
    """The sentences about a meeting: each that tells of it, and what follows up to another's."""
    keys = [telling.keys for telling in group]
    owner: dict[int, bool] = {
        telling.sentence: telling.keys in keys
        for telling in tellings
        if telling.status == group[0].status or telling.keys not in keys
    }
    own: list[Stretch] = []
    is_own = False
    for number, sentence in enumerate(scene.prose.sentences):
        if sentence.start >= stop:
            break
        is_own = owner.get(number, is_own)
        if is_own and sentence.start >= scene.prose.body_start:
            own.append(sentence)
    return own


def _make_meeting(
    scene: Scene,
    group: Sequence[Telling],
    language: str,
    own: Sequence[Stretch],
    scheme: MeetingScheme,
) -> Meeting:
    """Unite what the tellings of one meeting say; the body's fullest sentence is its evidence."""
    order = sorted(group, key=lambda one: (one.in_title, -one.frame.weight, one.sentence))
    best = order[0]
    setting = Setting()
    for telling in order:
        setting = unite_settings(setting, telling.setting)
    sentence = scene.prose.sentences[best.sentence]
    modes: list[MeetingMode] = [mode for one in order if (mode := tell_mode(one))]
    assumed: MeetingMode = best.frame.mode
    is_past = best.status == "past" and best.frame.shape == "pair"
    if best.frame.open_mode and (setting.place or setting.occasion or is_past):
        assumed = "in-person"
    titled = find_mode(scene, 0, scene.prose.title_end) if best.frame.open_mode else None
    mode = setting.mode or (modes[0] if modes else titled or assumed)
    if mode != "in-person":
        # Where one of them sat is not where they met.
        setting = setting._replace(place=None, place_id=None)
    missing = 1.0
    for telling in {one.frame.name: one for one in group}.values():
        missing *= 1 - telling.frame.weight
    outcomes = find_outcomes(scene.prose, own, language)
    if best.status == "past":
        outcomes = ()
    text = scene.prose.text
    words = "\n".join(text[span.start : span.end] for span in own or [sentence])
    # What the only meeting was about stands in the title too.
    heading = (
        text[: scene.prose.title_end] if own and own[0].start == scene.prose.body_start else ""
    )
    return Meeting(
        start=sentence.start,
        end=sentence.end,
        text=text[sentence.start : sentence.end],
        rule=f"meetings/{language}:{best.frame.name}",
        confidence=round(min(1 - missing, 0.99), 3),
        participants=_list_participants(order),
        starts_on=setting.starts_on,
        ends_on=setting.ends_on,
        precision=setting.precision,
        place=setting.place,
        place_id=setting.place_id,
        mode=mode,
        status=best.status,
        occasion=setting.occasion,
        topics=tuple(topic.id for topic in assign_topics(heading, words, language)),
        outcomes=outcomes,
        plover=choose_root(outcomes, scheme),
    )


def _list_participants(order: Sequence[Telling]) -> tuple[Participant, ...]:
    """Each participant once, with role and side: those before the verb are the first side."""
    sides: dict[str, int] = {}
    members: dict[str, Member] = {}
    for telling in order:
        for side, row in ((1, telling.left), (2, telling.right)):
            for place, member in enumerate(row):
                if member.key not in members and _is_known(
                    member, members.values(), in_title=telling.in_title
                ):
                    continue
                members.setdefault(member.key, member)
                # Where all stand on one side of the verb, each is a side.
                alone = not telling.left or not telling.right
                sides.setdefault(member.key, place + 1 if alone else side)
    return tuple(_name_participant(member, sides[key]) for key, member in members.items())


def _is_known(member: Member, others: Iterable[Member], *, in_title: bool) -> bool:
    """Whether somebody listed has this name, or one that holds all its words.

    In a title, which comes after the body, the last word of a name is enough.
    """
    words = fold_name(member)
    for other in others:
        known = fold_name(other)
        shared = {*words} & {*known}
        if words[-1] == known[-1] and (in_title or shared in ({*words}, {*known})):
            return True
    return False


def _name_participant(member: Member, side: int) -> Participant:
    role = member.person.roles[0] if member.person and member.person.roles else None
    return Participant(
        name=member.name,
        person_id=member.person.person_id if member.person else None,
        role=write_role(role) if role else None,
        organisation=role.organisation if role else None,
        side=side,
    )
