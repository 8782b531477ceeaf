"""Meetings: who met whom, where, when and how, by frames that tell of a meeting.

Each frame begins with a cue word and says where the sides stand. What is told of one meeting in
the title, the lead and later sentences becomes one meeting.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from schemas.findings import EventDate, Findings, Meeting, MeetingMode, MeetingStatus, Participant
from schemas.frames import Frame, MeetingScheme
from tasks.outcomes import choose_root, find_outcomes
from tasks.prose import Prose, Stretch
from tasks.setting import (
    Setting,
    date_setting,
    find_arrival,
    find_loose_place,
    find_occasion,
    find_setting,
    read_line,
    skip_dateline,
    unite_settings,
)
from tasks.sides import (
    Before,
    Group,
    Member,
    Scene,
    find_subject,
    find_token,
    has_office,
    list_named,
    load_frames,
    name_office,
    name_protagonist,
    name_side,
    read_before,
    read_group,
    set_scene,
)
from tasks.topics import assign_topics
from tasks.vocabulary import RULES, load_rules

# Characters before a verb that decide whether a meeting was held, is planned or never was.
_WINDOW = 70
# Sentences that are looked through backwards for whom "she" stands for.
_LOOK_BACK = 5
# A noun so near the head of its sentence has its subject in an earlier one.
_OPENING = 3
_MAX_REACH = 30
_MAX_MEETINGS = 60
# Longer ones are no sentences but text that lost its stops.
_MAX_SENTENCE = 900
_MAX_HEADING = 120
_QUOTED = re.compile(r"“[^”\n]*”?|«[^»\n]*»?|\"[^\"\n]*\"|「[^」\n]*」?")


class _Telling(NamedTuple):
    """One place in the text that tells of a meeting."""

    frame: Frame
    sentence: int
    left: tuple[Member, ...]
    right: tuple[Member, ...]
    status: MeetingStatus
    setting: Setting
    in_title: bool

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(member.key for member in self.left + self.right)


class _Patterns(NamedTuple):
    """The patterns of one language, compiled."""

    frames: dict[str, tuple[tuple[Frame, re.Pattern[str]], ...]]
    plurals: re.Pattern[str]
    planned: re.Pattern[str]
    past: re.Pattern[str]
    past_anywhere: re.Pattern[str]
    vetoes: re.Pattern[str]
    tellings: re.Pattern[str]
    company: re.Pattern[str]
    longest: int


def find_meetings(
    prose: Prose, found: Findings, language: str, day: date | None
) -> tuple[Meeting, ...]:
    """Find the meetings, visits and calls that a release tells of; none where it is unclear.

    Args:
        prose: The release's text.
        found: Its persons, organisations, places, event dates and quotes.
        language: BCP 47 tag of its language.
        day: Publication date; "today" and what is long past count from it.
    """
    name = language.split("-", maxsplit=1)[0]
    if not (RULES / f"meetings/{name}.toml").is_file() or name == "scheme":
        return ()
    scheme = load_rules("meetings/scheme.toml", MeetingScheme)
    stop = _find_stop(prose, scheme)
    if stop == 0:
        return ()
    scene = set_scene(prose, found, name)
    tellings = _find_tellings(scene, found, stop, day, scheme)
    groups = _unite(_add_lines(scene, _add_attendees(scene, tellings), day))
    return tuple(
        _make_meeting(scene, group, name, _list_own(scene, group, tellings, stop), scheme)
        for group in groups[:_MAX_MEETINGS]
    )


def _find_stop(prose: Prose, scheme: MeetingScheme) -> int:
    """Offset up to which a release narrates: a transcript ends it, charges leave none of it."""
    trials = re.compile(scheme.trials, re.IGNORECASE)
    lead = prose.text[: prose.body_start + 4000]
    if len({match[0].casefold() for match in trials.finditer(lead)}) >= scheme.min_trials:
        return 0
    turn = re.compile(scheme.verbatim)
    turns = [
        paragraph.start
        for paragraph in prose.paragraphs
        if paragraph.start >= prose.body_start and turn.match(prose.text, paragraph.start)
    ]
    return turns[0] if len(turns) >= scheme.min_turns else prose.body_end


@cache
def _compile(language: str) -> _Patterns:
    rules = load_frames(language)
    tail = r"(?!\w)" if rules.words else ""
    frames: dict[str, list[tuple[Frame, re.Pattern[str]]]] = {}
    for frame in rules.frames:
        pattern = re.compile(f"(?:{frame.match}){tail}", re.IGNORECASE)
        for cue in frame.cue.split():
            frames.setdefault(cue, []).append((frame, pattern))
    # An empty pattern would match anything; this one matches nothing.
    return _Patterns(
        {cue: tuple(group) for cue, group in frames.items()},
        *(
            re.compile(text or r"(?!)", re.IGNORECASE)
            for text in (
                rules.plurals,
                rules.planned,
                rules.past,
                rules.past_anywhere,
                rules.vetoes,
                rules.tellings,
                rules.company,
            )
        ),
        max(map(len, frames)),
    )


def _find_tellings(
    scene: Scene, found: Findings, stop: int, day: date | None, scheme: MeetingScheme
) -> list[_Telling]:
    """All tellings in order of the text; each adds to what the next may refer to."""
    tellings: list[_Telling] = []
    frame_setting = Setting()
    quoted = _list_quoted(scene.prose, found)
    patterns = _compile(scene.language)
    for number, sentence in enumerate(scene.prose.sentences):
        if sentence.start >= stop:
            break
        if sentence.end - sentence.start > _MAX_SENTENCE:
            continue
        read = 0
        for index, frame, end in _find_frames(scene, sentence, quoted):
            if index < read:
                continue
            if frame.shape == "series":
                read = end
                frame_setting = unite_settings(
                    _read_setting(scene, sentence, (index, index), end, (end, end), day),
                    frame_setting,
                )
                continue
            telling = _read_telling(scene, number, frame, index, end, day, tellings)
            if telling is None:
                continue
            read = end
            setting = unite_settings(
                telling.setting, _read_context(scene, sentence, index, telling, tellings)
            )
            setting = unite_settings(setting, frame_setting)
            status = _judge_time(telling.status, setting, day, scheme)
            tellings.append(telling._replace(setting=setting, status=status))
        match = patterns.tellings.search(scene.prose.text, sentence.start, sentence.end)
        if match and tellings:
            start, end = find_token(scene, match.start()), find_token(scene, match.end())
            added = _read_setting(scene, sentence, (start, start), end, (end, end), day)
            last = tellings[-1]
            tellings[-1] = last._replace(setting=unite_settings(last.setting, added))
    return tellings


def _list_quoted(prose: Prose, found: Findings) -> list[Stretch]:
    spans = [Stretch(match.start(), match.end()) for match in _QUOTED.finditer(prose.text)]
    return sorted([*spans, *(Stretch(quote.start, quote.end) for quote in found.quotes)])


def _find_frames(
    scene: Scene, sentence: Stretch, quoted: Sequence[Stretch]
) -> Iterator[tuple[int, Frame, int]]:
    """Frames that match in a sentence: first token, frame, token behind it."""
    text, patterns = scene.prose.text, _compile(scene.language)
    index, stop = find_token(scene, sentence.start), find_token(scene, sentence.end)
    while index < stop:
        token = scene.prose.tokens[index]
        cue = token.text.casefold() if scene.rules.words else text[token.start : token.start + 2]
        for frame, pattern in patterns.frames.get(cue, ()):
            match = pattern.match(text, token.start, sentence.end)
            if match is None or _is_quoted(token.start, quoted):
                continue
            if frame.needs and not re.search(frame.needs, text[sentence.start : sentence.end]):
                continue
            yield index, frame, find_token(scene, match.end())
        index += 1


def _is_quoted(offset: int, quoted: Sequence[Stretch]) -> bool:
    place = bisect_right(quoted, (offset, offset)) - 1
    return any(span.start < offset < span.end for span in quoted[max(place - 2, 0) : place + 1])


def _read_telling(  # noqa: PLR0913 - what a frame is read with
    scene: Scene,
    number: int,
    frame: Frame,
    index: int,
    end: int,
    day: date | None,
    tellings: Sequence[_Telling],
) -> _Telling | None:
    """Read the sides around a frame's words; nothing if one of them is missing."""
    sentence = scene.prose.sentences[number]
    stop = find_token(scene, sentence.end)
    first = find_token(scene, sentence.start)
    before = read_before(scene, index, first, led=frame.shape == "noun")
    behind = before.behind
    in_title = sentence.end <= scene.prose.title_end
    status = _judge_words(scene, sentence, behind, index, end)
    if status is None or not (in_title or _is_led(scene, sentence, frame, index)):
        return None
    group = read_group(scene, end, stop, joined=frame.shape == "after")
    if frame.reach and not name_side(scene, group, bodies=frame.bodies):
        reached = _reach(scene, end, stop, frame.reach)
        if frame.shape == "mutual" and (reached or not _may_end(scene, end, stop)):
            return None
        group = reached or group
    right: tuple[Member, ...] = ()
    left: tuple[Member, ...] = ()
    if frame.shape in {"pair", "passive", "noun", "after"}:
        right = name_side(scene, _drop_next(scene, group, stop), bodies=frame.bodies)
        if not right and end < stop:
            right = _name_object(scene, number, index, end)
        if not right:
            return None
    if frame.shape in {"pair", "passive", "noun", "mutual", "title"}:
        left = _name_left(scene, number, index, before, frame, tellings)
        if frame.shape == "noun" and not left:
            left = _name_behind(scene, group.last, stop)
    if frame.inverted and not left and len(right) > 1:
        left, right = right[:1], right[1:]
    right = tuple(member for member in right if member.key not in {one.key for one in left})
    if len({member.key for member in left + right}) < 2:
        return None
    left = _add_company(scene, sentence, left, right)
    if frame.shape in {"pair", "passive", "noun"} and not (left and right):
        return None
    if frame.shape == "title" and number:
        return None
    setting = _read_setting(
        scene, sentence, (before.group.first, behind), end, (index, group.last), day
    )
    return _Telling(frame, number, left, right, status, setting, in_title)


def _add_company(
    scene: Scene, sentence: Stretch, left: tuple[Member, ...], right: tuple[Member, ...]
) -> tuple[Member, ...]:
    """Add those whom the first side is accompanied by, if the sentence says so."""
    match = _compile(scene.language).company.search(scene.prose.text, sentence.start, sentence.end)
    if match is None or not left:
        return left
    first, stop = find_token(scene, match.end()), find_token(scene, sentence.end)
    keys = {member.key for member in left + right}
    company = read_group(scene, first, stop).members
    return left + tuple(member for member in company if member.key not in keys)


def _is_led(scene: Scene, sentence: Stretch, frame: Frame, index: int) -> bool:
    """Whether before a frame stands what it asks for, as the "was" of "was received"."""
    start = scene.starts[index]
    window = scene.prose.text[max(sentence.start, start - _WINDOW) : start].rstrip()
    return not frame.led_by or bool(re.search(frame.led_by, window, re.IGNORECASE))


def _drop_next(scene: Scene, group: Group, stop: int) -> Group:
    """In "met X, and Y announced" Y begins a new clause: drop the last name before its verb."""
    tokens = scene.prose.tokens
    if len(group.members) < 2 or group.last >= stop:
        return group
    token = tokens[group.last]
    if token.kind != "word" or not token.text[0].islower():
        return group
    if token.text in scene.words.following or not scene.words.following:
        return group
    for index in range(group.last - 1, group.first, -1):
        if tokens[index].text == ",":
            return read_group(scene, group.first, index)
    return group


def _name_left(  # noqa: PLR0913 - what may stand before a verb
    scene: Scene,
    number: int,
    index: int,
    before: Before,
    frame: Frame,
    tellings: Sequence[_Telling],
) -> tuple[Member, ...]:
    """Who stands before a verb: names, a pronoun, an office, or else the sentence's subject."""
    sentence = scene.prose.sentences[number]
    if before.group.members:
        return name_side(scene, before.group, bodies=False)
    tokens = scene.prose.tokens
    last = tokens[before.behind - 1] if before.behind else None
    if last and last.start >= sentence.start:
        if tellings and _compile(scene.language).plurals.search(
            scene.prose.text, sentence.start, last.end
        ):
            return tellings[-1].left + tellings[-1].right
        if last.text == scene.rules.speaker:
            return name_protagonist(scene)
        if last.text.casefold() in scene.rules.pronouns:
            fitting = scene.rules.pronouns[last.text.casefold()].split()
            return _trace(scene, number, last.start, fitting, frozenset())
    office = name_office(scene, before.group, bodies=frame.bodies)
    if office:
        return office
    opens = frame.shape == "noun" and index - find_token(scene, sentence.start) <= _OPENING
    if before.is_gap and tellings and tellings[-1].sentence == number:
        return tellings[-1].left
    if before.is_gap or frame.shape == "noun":
        members, is_open = find_subject(scene, sentence, scene.starts[index])
        if members:
            return members
        if is_open or opens or scene.rules.dropped:
            return _trace(scene, number, sentence.start, (), frozenset())
    if has_office(scene, before.group.first, before.group.last):
        # "The Minister", of whom no more is said.
        return _trace(scene, number, scene.starts[before.group.first], (), frozenset())
    return ()


def _name_object(scene: Scene, number: int, index: int, end: int) -> tuple[Member, ...]:
    """Whom "him" stands for: the last subject that is none of this sentence's."""
    word = scene.prose.tokens[end].text
    if word not in scene.rules.objects or not _may_end(
        scene, end + 1, find_token(scene, scene.prose.sentences[number].end)
    ):
        return ()
    sentence = scene.prose.sentences[number]
    subject, _ = find_subject(scene, sentence, scene.starts[index])
    fitting = scene.rules.objects[word].split()
    keys = frozenset(member.key for member in subject)
    return _trace(scene, number, sentence.start, fitting, keys)


def _trace(
    scene: Scene, number: int, offset: int, fitting: Sequence[str], besides: frozenset[str]
) -> tuple[Member, ...]:
    """Whom a pronoun or a left-out subject stands for: the last subject before it that fits.

    Args:
        scene: The release.
        number: The sentence.
        offset: Where it stands.
        fitting: Honorifics that go with it; a person with one of them goes before the rest.
        besides: Keys of those that cannot be meant.
    """
    others: tuple[Member, ...] = ()
    for back in range(number, max(number - _LOOK_BACK, -1), -1):
        sentence = scene.prose.sentences[back]
        edge = offset if back == number else sentence.end
        members, is_open = find_subject(scene, sentence, edge)
        if not members and not is_open and back < number:
            named = list_named(scene, sentence)
            members = named if len(named) == 1 else ()
        members = members[:1] if fitting else members
        if not members or besides & {member.key for member in members}:
            continue
        honorific = members[0].person.honorific if members[0].person else ""
        if not fitting or honorific in fitting:
            return members
        if not honorific:
            others = others or members
    return others


def _may_end(scene: Scene, index: int, stop: int) -> bool:
    """Whether a verb has no object: "to meet the demand" is no meeting."""
    if index >= stop or index in scene.cover:
        return True
    token = scene.prose.tokens[index]
    words = scene.words.following | scene.words.adverbs | scene.words.linking
    return token.kind != "word" or token.text.casefold() in words


def _name_behind(scene: Scene, first: int, stop: int) -> tuple[Member, ...]:
    """ "At a meeting with X, Y said": the subject behind the comma."""
    tokens = scene.prose.tokens
    for index in range(first, min(first + _MAX_REACH, stop)):
        if tokens[index].text == ",":
            group = read_group(scene, index + 1, stop)
            return (group.members or name_office(scene, group, bodies=False))[:1]
    return ()


def _reach(scene: Scene, first: int, stop: int, word: str) -> Group | None:
    """Names behind time and place, and behind a word where the frame asks for one."""
    for index in range(first, min(first + _MAX_REACH, stop)):
        token = scene.prose.tokens[index]
        if token.text == word:
            return read_group(scene, index + 1, stop)
        if word == "*":
            group = read_group(scene, index, stop)
            if group.members:
                return group
        small = token.text.casefold() in scene.words.adverbs or token.text == ","
        placed = token.text in scene.rules.places.split()
        proper = token.kind == "word" and token.text[0].isupper()
        if not (small or placed or proper or index in scene.cover or token.kind == "number"):
            return None
    return None


def _judge_words(
    scene: Scene, sentence: Stretch, behind: int, index: int, end: int
) -> MeetingStatus | None:
    """Held, planned or past by the words before the verb; nothing if it did not come about."""
    text, patterns = scene.prose.text, _compile(scene.language)
    start, close = scene.starts[index], scene.prose.tokens[end - 1].end
    window = text[max(sentence.start, start - _WINDOW) : start].rstrip()
    if patterns.vetoes.search(window):
        return None
    near = text[scene.starts[behind] : start] if behind <= index else window
    near = near or window[-30:]
    if patterns.planned.search(near) or patterns.planned.match(text, start, close):
        return "planned"
    if near.rstrip().endswith("to") and scene.rules.words:
        return "planned" if sentence.end <= scene.prose.title_end else None
    past = patterns.past.search(near) or patterns.past_anywhere.search(
        text, sentence.start, sentence.end
    )
    return "past" if past else "held"


def _judge_time(
    status: MeetingStatus, setting: Setting, day: date | None, scheme: MeetingScheme
) -> MeetingStatus:
    """Held, planned or past by the date: a day to come is planned, one long ago is past."""
    if day is None or setting.starts_on is None or setting.ends_on is None or status == "past":
        return status
    if setting.starts_on > day:
        return "planned"
    if setting.ends_on < day - timedelta(days=scheme.past_days):
        return "past"
    return status


def _read_setting(  # noqa: PLR0913 - the zones around a verb
    scene: Scene,
    sentence: Stretch,
    left: tuple[int, int],
    end: int,
    frame: tuple[int, int],
    day: date | None,
) -> Setting:
    """Read the setting from between the sides, from behind them, and from the sentence's front."""
    index, behind = frame
    first, stop = find_token(scene, sentence.start), find_token(scene, sentence.end)
    front = skip_dateline(scene, first, left[0])
    trigger = scene.prose.text[scene.starts[index] : scene.prose.tokens[max(end - 1, index)].end]
    zones = ((left[1], index), (end, stop), (max(behind, end), stop), (front, left[0]))
    setting = find_setting(scene, zones, day, trigger)
    if not scene.rules.capitals:
        setting = unite_settings(setting, find_loose_place(scene, first, stop))
    return unite_settings(setting, Setting(occasion=find_occasion(scene, sentence)))


def _read_context(
    scene: Scene, sentence: Stretch, index: int, telling: _Telling, tellings: Sequence[_Telling]
) -> Setting:
    """What was said before of day and place: in the sentence, or, of one held, the paragraph."""
    if telling.in_title:
        return Setting()
    paragraphs = scene.prose.paragraphs
    place = bisect_right(paragraphs, (sentence.start, len(scene.prose.text))) - 1
    edge = scene.starts[index]
    near = Stretch(sentence.start, edge)
    span = Stretch(paragraphs[place].start, edge) if telling.status == "held" else near
    where = Setting()
    if (telling.setting.mode or telling.frame.mode) == "in-person":
        where = find_arrival(scene, span)
    when = Setting()
    for mention in _list_dates(scene, span, sentence.start):
        if (mention.tense != "future") == (telling.status != "planned"):
            when = date_setting(mention)
    last = tellings[-1] if tellings and when.starts_on is None else None
    if last and last.status == telling.status == "held":
        if scene.prose.sentences[last.sentence].start >= span.start:
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
            day = opening and mention.of.precision == "day"
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


def _add_attendees(scene: Scene, tellings: list[_Telling]) -> list[_Telling]:
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


def _add_lines(scene: Scene, tellings: list[_Telling], day: date | None) -> list[_Telling]:
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


def _unite(tellings: Sequence[_Telling]) -> list[list[_Telling]]:
    """Put together what is told of one meeting: the same people, nothing against it."""
    bodied = {telling.status for telling in tellings if not telling.in_title}
    groups: list[list[_Telling]] = []
    for telling in tellings:
        # A title that names nobody tells of a meeting the body tells of with names.
        if _is_vague(telling) and telling.in_title and telling.status in bodied:
            continue
        for group in groups:
            if _is_same(group, telling):
                group.append(telling)
                break
        else:
            groups.append([telling])
    return groups


def _is_vague(telling: _Telling) -> bool:
    return any(member.person is None for member in telling.left + telling.right)


def _is_same(group: Sequence[_Telling], telling: _Telling) -> bool:
    keys = frozenset[str]().union(*(one.keys for one in group))
    if len(keys & telling.keys) < 2:
        is_titled = telling.in_title or any(one.in_title for one in group)
        is_vague = _is_vague(telling) or any(_is_vague(one) for one in group)
        names = frozenset[str]().union(*(_list_surnames(one) for one in group))
        enough = 1 if is_vague else 2
        if not is_titled or len(names & _list_surnames(telling)) < enough:
            return False
    if telling.status != group[0].status:
        return False
    modes = {mode for one in group if (mode := _tell_mode(one))}
    mode = _tell_mode(telling)
    if modes and mode and mode not in modes:
        return False
    return all(_agree(one.setting, telling.setting) for one in group)


def _list_surnames(telling: _Telling) -> frozenset[str]:
    """Last words of the persons' names: a title may give less of them."""
    members = telling.left + telling.right
    return frozenset(_fold_name(member)[-1] for member in members if member.person)


def _tell_mode(telling: _Telling) -> MeetingMode | None:
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


def _list_own(
    scene: Scene, group: Sequence[_Telling], tellings: Sequence[_Telling], stop: int
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
    group: Sequence[_Telling],
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
    modes = [mode for one in order if (mode := _tell_mode(one))]
    assumed = best.frame.mode
    if best.frame.open_mode and (setting.place or setting.occasion):
        assumed = "in-person"
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
        mode=setting.mode or (modes[0] if modes else assumed),
        status=best.status,
        occasion=setting.occasion,
        topics=tuple(topic.id for topic in assign_topics(heading, words, language)),
        outcomes=outcomes,
        plover=choose_root(outcomes, scheme),
    )


def _list_participants(order: Sequence[_Telling]) -> tuple[Participant, ...]:
    """Each participant once, with role and side: those before the verb are the first side."""
    sides: dict[str, int] = {}
    members: dict[str, Member] = {}
    for telling in order:
        for side, row in ((1, telling.left), (2, telling.right)):
            for place, member in enumerate(row):
                if member.key not in members and _is_known(member, members.values()):
                    continue
                members.setdefault(member.key, member)
                # Where all stand on one side of the verb, each is a side.
                alone = not telling.left or not telling.right
                sides.setdefault(member.key, place + 1 if alone else side)
    return tuple(_name_participant(member, sides[key]) for key, member in members.items())


def _is_known(member: Member, others: Iterable[Member]) -> bool:
    """Whether somebody listed has this name, or one that holds all its words."""
    words = _fold_name(member)
    return any(
        words[-1] == _fold_name(other)[-1]
        and {*words} & {*_fold_name(other)} in ({*words}, {*_fold_name(other)})
        for other in others
    )


def _fold_name(member: Member) -> list[str]:
    return member.name.partition(",")[0].casefold().split()


def _name_participant(member: Member, side: int) -> Participant:
    role = member.person.roles[0] if member.person and member.person.roles else None
    return Participant(
        name=member.name,
        person_id=member.person.person_id if member.person else None,
        role=role.title if role else None,
        organisation=role.organisation if role else None,
        side=side,
    )
