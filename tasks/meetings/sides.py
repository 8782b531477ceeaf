"""The sides of a meeting: which persons, offices and bodies a group of names stands for."""

import re
from collections.abc import Iterator, Sequence

from schemas.findings import EventDate, Findings, Organisation, Person, Place
from tasks.meetings.frames import compile_frames
from tasks.meetings.groups import OF, list_members, read_group
from tasks.meetings.scene import (
    Group,
    Member,
    Scene,
    find_token,
    has_office,
    is_head,
    lay_scene,
    list_words,
    take,
)
from tasks.meetings.stopless import part_stopless
from tasks.prose.cut import Prose, Stretch

_MAX_OFFICE = 110
# The protagonist is whom one of so many sentences is about.
_OPENING = 3
_NAME = range(2, 5)
_PAIR = 2
# The head of a speech says within so many characters whose it is.
_MAX_HEAD = 240
_MAX_TITLE = 6


def set_scene(prose: Prose, found: Findings, language: str, own: Sequence[EventDate] = ()) -> Scene:
    """Lay out a release, and find whom it is about: the subject of its title or its lead."""
    scene = part_stopless(lay_scene(prose, found, language, own))
    if speaker := _find_speaker(scene):
        return scene._replace(protagonist=speaker, is_spoken=True)
    for sentence in prose.sentences[:_OPENING]:
        members, _ = find_subject(scene, sentence, sentence.end)
        if members and members[0].person:
            return scene._replace(protagonist=members[:1])
    return scene


def _find_speaker(scene: Scene) -> tuple[Member, ...]:
    """Who gives a speech or an interview, if its head names one."""
    if not scene.rules.speeches:
        return ()
    if scene.rules.possessed:
        # "Minister X’s interview with the newspaper Y"
        possessed = re.compile(scene.rules.possessed, re.IGNORECASE)
        owned = possessed.search(scene.prose.text, 0, scene.prose.title_end)
        if owned and (named := _list_owners(scene, owned.start())):
            return named
    pattern = re.compile(scene.rules.speeches, re.IGNORECASE)
    for start, end in (
        (0, scene.prose.title_end),
        (scene.prose.body_start, scene.prose.body_start + _MAX_HEAD),
    ):
        if found := pattern.search(scene.prose.text, start, end):
            group = read_group(scene, find_token(scene, found.end()), len(scene.starts))
            if len(group.members) == 1:
                return group.members
    return ()


def _list_owners(scene: Scene, offset: int) -> tuple[Member, ...]:
    """Whose name ends at an offset, if anybody's."""
    index = find_token(scene, offset)
    near = [scene.cover[at].of for at in (index - 1, index) if at in scene.cover]
    return tuple(Member(of.person_id, of.name, of) for of in near if isinstance(of, Person))[:1]


def name_side(scene: Scene, group: Group, *, bodies: bool) -> tuple[Member, ...]:
    """All who stand in a group: persons by name or by role, else an office, else bodies."""
    if not group.members:
        if _ends_in_owner(scene, group):
            return ()
        return name_office(scene, group, bodies=bodies)
    members = {member.key: member for member in group.members}
    for first, last in _split(scene, group):
        if not list_members(scene, first, last):
            holders = name_office(scene, Group(first, last, ()), bodies=False)
            # "Minister of Trade and ..." may be another role of the one named: a name is needed.
            meant = len(members) == 1 and _is_counterpart(scene, first, last)
            members.update(
                (one.key, one)
                for one in holders
                if one.person or meant or (one.is_named and not one.body)
            )
    return tuple(members.values())


def _ends_in_owner(scene: Scene, group: Group) -> bool:
    """Whether a group is no more than whose something is: "Minister X’s (first visit)"."""
    last = scene.prose.tokens[group.last - 1] if group.last > group.first else None
    pattern = scene.words.possessive
    return bool(last and pattern and pattern.match(scene.prose.text, last.end - 2))


def _is_counterpart(scene: Scene, first: int, last: int) -> bool:
    """Whether "his Dutch colleague" stands among some tokens."""
    words = scene.words.counterparts
    return any(scene.prose.tokens[at].text in words for at in range(first, last))


def list_sides(scene: Scene, first: int, last: int, led: str = "") -> tuple[Member, ...]:
    """All who stand among some tokens, but for those whom another preposition leads.

    Args:
        scene: The release.
        first: The first token.
        last: The token behind the last.
        led: A preposition that does lead one side, beside "with".
    """
    members: dict[str, Member] = {}
    index = first
    while index < last:
        if take(scene, index, last) == index or scene.prose.tokens[index].kind == "mark":
            index += 1
            continue
        word = scene.prose.tokens[index - 1].text.casefold()
        head = skip_lead(scene, index, last)
        if head > index:
            index, word = head, ""
        group = read_group(scene, index, last)
        others = scene.words.prepositions - scene.words.joining - {led}
        if word not in others:
            members.update((one.key, one) for one in name_side(scene, group, bodies=False))
        index = max(group.last, index + 1)
    return tuple(members.values())


def skip_lead(scene: Scene, first: int, stop: int) -> int:
    """Behind "a delegation led by": a delegation is there in its head."""
    if first >= stop:
        return first
    lead = compile_frames(scene.language).lead
    end = scene.prose.tokens[stop - 1].end
    led = lead.match(scene.prose.text, scene.starts[first], end)
    return find_token(scene, led.end()) if led else first


def _split(scene: Scene, group: Group) -> Iterator[tuple[int, int]]:
    """The parts of a group between its "and"s."""
    first = group.first
    for index in range(group.first, group.last):
        if scene.prose.tokens[index].text in scene.words.linking and index not in scene.cover:
            yield first, index
            first = index + 1
    yield first, group.last


def name_office(scene: Scene, group: Group, *, bodies: bool) -> tuple[Member, ...]:
    """Who a group without a name stands for: a person by the role, an office, or bodies."""
    first, last = _trim(scene, group.first, group.last)
    if first >= last:
        return ()
    if states := _list_states(scene, first, last):
        return states
    if has_office(scene, first, last):
        parts = [part for part in _split(scene, Group(first, last, ())) if has_office(scene, *part)]
        if len(parts) > 1:
            holders = [_name_holder(scene, *_trim(scene, *part)) for part in parts]
            if all(holders):
                return tuple({row[0].key: row[0] for row in holders if row}.values())
        return _name_holder(scene, first, last)
    if not bodies:
        return ()
    members: dict[str, Member] = {}
    found = [scene.cover[index].of for index in range(first, last) if index in scene.cover]
    # "The Ministries of Foreign Affairs of A and B": the states are the sides.
    places = {one.place_id for one in found if isinstance(one, Place)}
    for of in found:
        if len(places) > 1 and not isinstance(of, Place):
            continue
        if isinstance(of, Organisation):
            members.setdefault(of.organisation_id, Member(of.organisation_id, of.name, None, of))
        elif isinstance(of, Place):
            members.setdefault(of.place_id, Member(of.place_id, of.name, None, of))
    return tuple(members.values())


def _list_states(scene: Scene, first: int, last: int) -> tuple[Member, ...]:
    """The states of "the delegations of A and B", of "the Foreign Ministers of A, B and C"."""
    head = next((at for at in range(first, last) if is_head(scene, at)), last)
    if head == last or scene.prose.tokens[head].text.casefold() not in scene.words.several:
        return ()
    states: dict[str, Member] = {}
    for index in range(head + 1, last):
        mention = scene.cover.get(index)
        if mention and isinstance(mention.of, Place):
            states[mention.of.place_id] = Member(
                mention.of.place_id, mention.of.name, None, mention.of
            )
        elif mention or is_head(scene, index):
            return ()
    return tuple(states.values()) if len(states) > 1 else ()


def _trim(scene: Scene, first: int, last: int) -> tuple[int, int]:
    tokens = scene.prose.tokens
    while first < last and (
        tokens[first].kind == "mark"
        or _is_plain(scene, first)
        # "Later the Minister"
        or (tokens[first].text.casefold() in scene.words.adverbs and first not in scene.cover)
    ):
        first += 1
    while last > first and _is_loose(scene, last - 1):
        last -= 1
    # "Readout of the President" is no office; what it is about may be one.
    for index in range(first, last):
        if has_office(scene, index, index + 1) or index in scene.cover:
            break
        if tokens[index].text in OF:
            first = index + 1
    return first, last


def _is_loose(scene: Scene, index: int) -> bool:
    """Whether a token at the end of a group leads on to what is none of it."""
    word = scene.prose.tokens[index].text
    return (
        word in {",", "-", "."} or word in scene.words.reaching or _is_plain(scene, index)
    ) and index not in scene.cover


def _is_plain(scene: Scene, index: int) -> bool:
    """An article or "and": small, no role, no name."""
    word = scene.prose.tokens[index].text.casefold()
    return (
        index not in scene.cover
        and word in scene.words.connectors
        and not is_head(scene, index)
        and len(word) <= 3
    )


def _name_holder(scene: Scene, first: int, last: int) -> tuple[Member, ...]:
    comma = next((at for at in range(first, last) if scene.prose.tokens[at].text == ","), last)
    if comma < last and not has_office(scene, first, comma) and first not in scene.cover:
        # "Afterwards, the President"
        first, last = _trim(scene, comma + 1, last)
        comma = next((at for at in range(first, last) if scene.prose.tokens[at].text == ","), last)
    if first >= last:
        return ()
    apposed = ""
    if has_office(scene, first, comma):
        apposed = _find_apposed(scene, comma + 1, last)
        last = comma
    text = scene.prose.text[scene.starts[first] : scene.prose.tokens[last - 1].end]
    headline = {*scene.rules.headlines.split()}.intersection(text.split())
    if headline or re.fullmatch(scene.rules.vocatives or r"(?!)", text):
        return ()
    words = list_words(scene.words, text)
    fitting = [person for person, roles in scene.holders if any(words <= role for role in roles)]
    fitting = fitting or _list_namesakes(scene, first, last, words)
    if fitting:
        keys = {member.key for member in scene.protagonist}
        person = min(
            fitting,
            key=lambda person: (
                person.person_id not in keys,
                _measure_distance(person, scene.starts[first]),
            ),
        )
        return (Member(person.person_id, person.name, person),)
    # "The Minister" alone is nobody; "the Minister of Health of Chad" is an office.
    named = any(letter.isupper() for letter in text)
    if (
        len(words - (scene.words.rulers - scene.words.heads)) < _PAIR
        or len(text) > _MAX_OFFICE
        or not named
    ):
        return ()
    name = apposed or _find_name(scene, first, last)
    key = "office:" + " ".join(sorted(words))
    return (Member(key, name, None, is_named=name not in {text, " ".join(text.split())}),)


def _list_namesakes(scene: Scene, first: int, last: int, words: frozenset[str]) -> list[Person]:
    """Who has an office of a country that is named otherwise: "the Slovak Republic", "Slovakia"."""
    place = next((one for at in range(first, last) if (one := scene.cover.get(at))), None)
    if place is None or not isinstance(place.of, Place):
        return []
    rest = words - list_words(scene.words, scene.prose.text[place.start : place.end])
    return [
        person
        for person, roles in scene.holders
        if rest and any(rest <= role for role in roles) and _is_of(person, place.of)
    ]


def _is_of(person: Person, place: Place) -> bool:
    """Whether a person's role names a place, in any of its forms."""
    names = {place.name, *(mention.text for mention in place.mentions)}
    texts = [f"{role.text} {role.organisation or ''}" for role in person.roles]
    return any(name in text for name in names for text in texts)


def name_title(scene: Scene, group: Group) -> tuple[Member, ...]:
    """An office in capitals that nobody is named for: "The Prime Minister spoke to ..."."""
    first, last = _trim(scene, group.first, group.last)
    words = scene.prose.tokens[first:last]
    if scene.starts[group.first] < scene.prose.title_end:
        return ()
    proper = all(word.text[0].isupper() or word.text in OF for word in words)
    if not proper or len(words) > _MAX_TITLE or not has_office(scene, first, last):
        return ()
    name = scene.prose.text[words[0].start : words[-1].end]
    return (Member(f"office:{name.casefold()}", name, None, is_named=False),)


def _find_apposed(scene: Scene, first: int, last: int) -> str:
    """The name behind an office and a comma, where no finder of names saw one."""
    tokens = scene.prose.tokens
    end = next((at for at in range(first, last) if tokens[at].text == ","), last)
    words = tokens[first:end]
    free = not any(at in scene.cover for at in range(first, end))
    proper = all(word.kind == "word" and word.text[0].isupper() for word in words)
    if len(words) not in _NAME or not free or not proper or has_office(scene, first, end):
        return ""
    return " ".join(scene.prose.text[words[0].start : words[-1].end].split())


def _find_name(scene: Scene, first: int, last: int) -> str:
    """The name behind the country of an office, where no finder of names saw one."""
    tokens = scene.prose.tokens
    name = first
    for index in range(first, last):
        mention = scene.cover.get(index)
        small = tokens[index].text[0].islower() and is_head(scene, index)
        if (mention and mention.kind == "place") or small:
            name = index + 1
    words = tokens[name:last]
    is_name = name > first and len(words) in _NAME and all(word.text[0].isupper() for word in words)
    start = name if is_name and not has_office(scene, name, last) else first
    return " ".join(scene.prose.text[scene.starts[start] : tokens[last - 1].end].split())


def _measure_distance(person: Person, offset: int) -> int:
    """How far before an offset somebody was named last; those named only after it come last."""
    before = [span.start for span in person.mentions if span.start <= offset]
    return offset - before[-1] if before else 10_000_000 + person.mentions[0].start


def find_subject(scene: Scene, sentence: Stretch, before: int) -> tuple[tuple[Member, ...], bool]:
    """Whom a sentence is about: its first names that no preposition leads, before an offset.

    Returns:
        The names, and whether a pronoun stands in their place.
    """
    index, stop = find_token(scene, sentence.start), find_token(scene, before)
    tokens, words = scene.prose.tokens, scene.words
    while index < stop:
        if (stands_for := _read_stand_in(scene, index)) is not None:
            return stands_for, not stands_for
        led = index > 0 and tokens[index - 1].text.casefold() in words.prepositions
        taken = take(scene, index, stop)
        if taken == index or tokens[index].kind == "mark":
            index = max(taken, index + 1)
            continue
        if tokens[index].text.casefold() in words.prepositions:
            index += 1
            continue
        group = read_group(scene, index, stop)
        if not led:
            members = name_side(scene, group, bodies=False)
            if members:
                return members, False
            if has_office(scene, group.first, group.last):
                # "The Minister", whoever that is: as good as a pronoun.
                return (), True
        stride = max(group.last, index + 1)
        if led:
            # "On Wednesday, the Minister": behind the comma a subject may begin.
            comma = next((at for at in range(index, stride) if tokens[at].text == ","), stride)
            if not has_office(scene, index, comma) and not list_members(scene, index, comma):
                stride = min(comma + 1, stride)
            elif len(group.members) > 1 and tokens[group.last - 1].text != ",":
                # "At the invitation of Minister X, Minister Y is to": the last one is the subject.
                commas = [at for at in range(index, group.last) if tokens[at].text == ","]
                last = list_members(scene, commas[-1], group.last) if commas else ()
                if last and last[0].key != group.members[0].key:
                    return last[:1], False
        index = stride
    return (), False


def _read_stand_in(scene: Scene, index: int) -> tuple[Member, ...] | None:
    """Whom "EAM" stands for, nobody yet for "she"; nothing if a word is neither."""
    word = scene.prose.tokens[index].text
    # "HE Minister X": no pronoun.
    if word.casefold() in scene.rules.pronouns and not (word.isupper() and len(word) > 1):
        return ()
    return scene.protagonist if word in scene.words.shorthands and scene.protagonist else None
