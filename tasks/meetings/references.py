"""Whom a verb's subject or object stands for, where it is no name: "she", "the two ministers"."""

from collections.abc import Sequence

from schemas.findings import Place
from tasks.meetings.frames import Hit, Telling, compile_frames, is_joined, read_window
from tasks.meetings.groups import Before, list_members, list_named, read_before, read_group
from tasks.meetings.scene import drop_article, Group, Member, Scene, find_token, has_office, is_head
from tasks.meetings.sides import find_subject, list_sides, name_office, name_side, name_title, skip_lead

# Sentences that are looked through backwards for whom "she" stands for.
_LOOK_BACK = 5
# A noun so near the head of its sentence has its subject in an earlier one.
_OPENING = 3
_MAX_REACH = 30
_PAIR = 2
# Letters of a country's id; those of its towns are longer.
_STATE = 2


def name_left(
    scene: Scene, hit: Hit, before: Before, tellings: Sequence[Telling]
) -> tuple[Member, ...]:
    """Who stands before a verb: names, a pronoun, an office, or else the sentence's subject."""
    last = tellings[-1] if tellings else None
    if hit.frame.shape == "noun" and last and last.sentence == hit.number and is_joined(scene, hit):
        # "met A as well as for talks with B": the same one met both.
        return last.left
    if before.group.members:
        keys = {member.key for member in before.group.members}
        if before.is_gap and last and last.sentence == hit.number and keys <= _list_keys(last.right):
            # "X receives Y, bids farewell to Z"
            return last.left
        led = _name_led(scene, hit, before.group)
        if led:
            return led
        return name_side(scene, before.group, bodies=False)
    if led := _name_head(scene, hit):
        return led
    meant = _name_pronoun(scene, hit, before, tellings)
    if meant is not None:
        return meant
    office = name_office(scene, before.group, bodies=hit.frame.bodies)
    if office:
        return office
    if before.is_gap and before.behind:
        named = _name_antecedent(scene, hit, before.behind - 1)
        if named:
            return named
    aims = is_aim(scene, hit)
    if (before.is_gap or aims) and tellings and tellings[-1].sentence == hit.number:
        return tellings[-1].left
    return _name_subject(scene, hit, before, tellings)


def _list_keys(members: Sequence[Member]) -> set[str]:
    return {member.key for member in members}


def _name_led(scene: Scene, hit: Hit, group: Group) -> tuple[Member, ...]:
    """Of "Minister X, accompanied by Y, met" the subject: X."""
    pattern = compile_frames(scene.language).company
    start = scene.starts[hit.first]
    found = pattern.search(scene.prose.text, hit.sentence.start, start)
    if found is None or not 0 <= find_token(scene, found.end()) - group.first <= 1:
        return ()
    return find_subject(scene, hit.sentence, found.start())[0]


def _name_head(scene: Scene, hit: Hit) -> tuple[Member, ...]:
    """Who leads the delegation that is a verb's subject."""
    lead = compile_frames(scene.language).lead
    start = hit.sentence.start
    found = lead.search(scene.prose.text, start, scene.starts[hit.first])
    if found is None:
        return ()
    group = read_group(scene, find_token(scene, found.end()), hit.first)
    between = scene.prose.tokens[group.last : hit.first]
    near = all(one.text == "," or one.text.casefold() in scene.words.adverbs for one in between)
    return group.members[:1] if near else ()


def _name_antecedent(scene: Scene, hit: Hit, index: int) -> tuple[Member, ...]:
    """Of "Minister X, who met" the name before "who"."""
    if scene.prose.tokens[index].text.casefold() not in scene.rules.relatives.split():
        return ()
    return read_before(scene, index, find_token(scene, hit.sentence.start)).group.members[-1:]


def _name_pronoun(
    scene: Scene, hit: Hit, before: Before, tellings: Sequence[Telling]
) -> tuple[Member, ...] | None:
    """Whom the word before a verb stands for; nothing if it is no pronoun."""
    last = scene.prose.tokens[before.behind - 1] if before.behind else None
    if last is None or last.start < hit.sentence.start:
        return None
    patterns = compile_frames(scene.language)
    if patterns.summits.search(scene.prose.text, hit.sentence.start, last.end) and tellings:
        told = tellings[-1].left + tellings[-1].right
        if not any(_is_ruler(scene, member) for member in told):
            return _name_states(scene, hit)
    if patterns.plurals.search(scene.prose.text, hit.sentence.start, last.end):
        return tellings[-1].left + tellings[-1].right if tellings else _name_pair(scene, hit)
    said = last.text == scene.rules.us and hit.sentence.start >= scene.stop
    if said or last.text == scene.rules.speaker or last.text in scene.rules.shorthands.split():
        return scene.protagonist
    if last.text == scene.rules.addressee:
        first = find_token(scene, hit.sentence.start)
        named = list_members(scene, first, hit.first)
        # In an interview it is who gives it.
        return named[:1] or (scene.protagonist if hit.sentence.start >= scene.stop else ())
    fitting = scene.rules.pronouns.get(drop_article(last.text).casefold())
    if fitting is None:
        return None
    traced = _trace(scene, hit.number, last.start, fitting.split(), frozenset())
    # Of whom a release tells, it may say "she" long after.
    return traced or scene.protagonist


def _is_ruler(scene: Scene, member: Member) -> bool:
    """Whether somebody leads a state or its government, or may do so."""
    if member.person is None or not member.person.roles:
        return True
    titles = " ".join(role.title for role in member.person.roles).casefold().split()
    return bool(scene.words.rulers & {*titles})


def _name_states(scene: Scene, hit: Hit) -> tuple[Member, ...]:
    """The two states last named before "the two presidents"; nothing if there are more at once."""
    states: dict[str, Member] = {}
    stop = hit.first
    for number in range(hit.number, max(hit.number - _LOOK_BACK, -1), -1):
        first = find_token(scene, scene.prose.sentences[number].start)
        for index in range(first, stop):
            mention = scene.cover.get(index)
            if mention and isinstance(mention.of, Place) and len(mention.of.place_id) == _STATE:
                of = mention.of
                states.setdefault(of.place_id, Member(of.place_id, of.name, None, of))
        if len(states) >= _PAIR:
            break
        stop = first
    return tuple(states.values()) if len(states) == _PAIR else ()


def _name_pair(scene: Scene, hit: Hit) -> tuple[Member, ...] | None:
    """The only two persons named just before "the two ministers"; nothing if there are more."""
    first = max(hit.number - _LOOK_BACK, 0)
    named: dict[str, Member] = {}
    for sentence in scene.prose.sentences[first : hit.number]:
        if sentence.start >= scene.prose.body_start:
            named.update((member.key, member) for member in list_named(scene, sentence))
    return tuple(named.values()) if len(named) == _PAIR else None


def is_aim(scene: Scene, hit: Hit) -> bool:
    """Whether a verb tells what for somebody came: "to meet"."""
    before = scene.prose.tokens[hit.first - 1].text.casefold() if hit.first else ""
    return before in scene.rules.aim.split()


def _name_subject(
    scene: Scene, hit: Hit, before: Before, tellings: Sequence[Telling]
) -> tuple[Member, ...]:
    """The subject that a verb shares with an earlier one, or that stands far from it."""
    group, start = before.group, hit.sentence.start
    is_noun = hit.frame.shape == "noun"
    if not scene.rules.capitals:
        members, _ = find_subject(scene, hit.sentence, scene.starts[hit.first])
        if not members and tellings and _list_keys(scene.protagonist) & tellings[-1].keys:
            return scene.protagonist
        return members[:1] or _trace(scene, hit.number, start, (), frozenset())
    starts = group.first == group.last == find_token(scene, start)
    if before.is_gap or is_noun or is_aim(scene, hit) or (scene.rules.dropped and starts):
        members, is_open = find_subject(scene, hit.sentence, scene.starts[hit.first])
        if members:
            return members
        opens = is_noun and hit.first - find_token(scene, start) <= _OPENING
        if opens and tellings and _list_keys(scene.protagonist) & tellings[-1].keys:
            # "During the meeting with X", in what is told of Y's meetings.
            return scene.protagonist
        if is_open or opens or scene.rules.dropped:
            traced = _trace(scene, hit.number, start, (), frozenset())
            return traced or (scene.protagonist if opens else ())
    if has_office(scene, group.first, group.last):
        # "The Minister", of whom no more is said.
        traced = _trace(scene, hit.number, scene.starts[group.first], (), frozenset())
        return traced or name_title(scene, group)
    return ()


def name_object(scene: Scene, hit: Hit) -> tuple[Member, ...]:
    """Whom "him" stands for: the last subject that is none of this sentence's."""
    stop = find_token(scene, hit.sentence.end)
    word = scene.prose.tokens[hit.end].text if hit.end < stop else ""
    fitting = scene.rules.objects.get(word)
    if compile_frames(scene.language).clitics.search(read_window(scene, hit)):
        fitting = ""
    elif fitting is None or not may_end(scene, hit.end + 1, stop):
        return ()
    subject, _ = find_subject(scene, hit.sentence, scene.starts[hit.first])
    keys = frozenset(member.key for member in subject)
    first = find_token(scene, hit.sentence.start)
    named = [one for one in list_members(scene, first, hit.first) if one.key not in keys]
    if len(named) == 1:
        return tuple(named)
    return _trace(scene, hit.number, hit.sentence.start, fitting.split(), keys)


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
    telling = {one for row in scene.rules.pronouns.values() for one in row.split()}
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
        # "Dr" goes with any pronoun.
        if honorific not in telling:
            others = others or members
    return others


def may_end(scene: Scene, index: int, stop: int) -> bool:
    """Whether a verb has no object: "to meet the demand" is no meeting."""
    if index >= stop or index in scene.cover:
        return True
    token = scene.prose.tokens[index]
    words = scene.words.following | scene.words.adverbs | scene.words.linking
    return token.kind != "word" or token.text.casefold() in words


def name_clause(scene: Scene, hit: Hit) -> tuple[tuple[Member, ...], tuple[Member, ...]]:
    """Who stands in a clause up to its verb: its subject, a pronoun's too, and the others."""
    tokens, openers = scene.prose.tokens, scene.rules.openers.split()
    first = find_token(scene, hit.sentence.start)
    start = first
    for index in range(hit.first - 1, first, -1):
        if tokens[index - 1].text == "," and tokens[index].text.casefold() in openers:
            start = index + 1
            break
    inner = list_sides(scene, start, hit.first)
    for index in range(start, hit.first):
        if index not in scene.cover and tokens[index].text in scene.rules.pronouns:
            fitting = scene.rules.pronouns[tokens[index].text].split()
            return _trace(scene, hit.number, tokens[index].start, fitting, frozenset()), inner
    if len(inner) == 1 and start > first:
        return find_subject(scene, hit.sentence, tokens[start - 1].start)[0], inner
    return inner[:1], inner[1:]


def name_partner(
    scene: Scene, hit: Hit, before: Before, tellings: Sequence[Telling]
) -> tuple[Member, ...]:
    """Who, left out or said earlier, met the one that "with" leads, where no capital parts names."""
    first = scene.starts[before.group.first]
    words = scene.prose.text[first : scene.starts[hit.first]]
    if not any(word in words for word in scene.words.joining):
        return ()
    last = tellings[-1] if tellings else None
    if last and last.sentence == hit.number:
        return last.left
    return find_subject(scene, hit.sentence, first)[0] or scene.protagonist


def says_both(scene: Scene, hit: Hit) -> bool:
    """Whether "the two" stands behind the first word of a clause: "last had the two met"."""
    pattern, text = compile_frames(scene.language).plurals, scene.prose.text
    ends = [token.end for token in scene.prose.tokens[hit.first + 1 : hit.first + _OPENING + 1]]
    return any(pattern.search(text, scene.starts[hit.first + 1], end) for end in ends)


def name_behind(scene: Scene, first: int, stop: int) -> tuple[Member, ...]:
    """Of "At a meeting with X, Y said" the subject behind the comma."""
    tokens = scene.prose.tokens
    for index in range(first, min(first + _MAX_REACH, stop)):
        if tokens[index].text == ",":
            group = read_group(scene, index + 1, stop)
            return (group.members or name_office(scene, group, bodies=False))[:1]
    if scene.rules.second and first + 1 < stop and tokens[first].text[0].islower():
        # "Nach dem Treffen mit X betonte Y"
        return name_side(scene, read_group(scene, first + 1, stop), bodies=False)[:1]
    return ()


def skip_time(scene: Scene, first: int, stop: int) -> int:
    """Behind what tells day and place between a verb and its object: "hosted today in Prague"."""
    index = first
    while index < stop:
        token = scene.prose.tokens[index]
        following = scene.cover.get(index + 1)
        following_word = scene.prose.tokens[index + 1].text if index + 1 < stop else ""
        if index in scene.cover and scene.cover[index].kind == "date":
            index = scene.cover[index].last
        elif token.text.casefold() in scene.rules.days or token.text == ",":
            index += 1
        elif token.text in scene.rules.places.split():
            taken = _skip_place(scene, index + 1, stop)
            if taken == index + 1:
                break
            index = taken
        elif token.text in scene.words.adverbs and following and following.kind == "date":
            index = following.last
        elif {token.text, following_word} <= scene.words.adverbs:
            # "this morning"
            index += 2
        else:
            break
    return index if any(one.text != "," for one in scene.prose.tokens[first:index]) else first


def _skip_place(scene: Scene, first: int, stop: int) -> int:
    """Behind "Prague", "his office", "Seif Palace": up to an article, a name or an office."""
    tokens, buildings = scene.prose.tokens, scene.rules.buildings.split()
    index = first
    while index < stop:
        mention = scene.cover.get(index)
        if mention:
            if mention.kind not in {"place", "organisation"}:
                break
            index = mention.last
            continue
        word = tokens[index].text
        opens = index == first and word in scene.words.articles
        proper = tokens[index].kind == "word" and word[0].isupper() and not is_head(scene, index)
        if not opens and (word in scene.words.articles or not (proper or word in buildings)):
            break
        index += 1
    return index


def reach_names(scene: Scene, first: int, stop: int, word: str) -> Group | None:
    """Names behind time and place, and behind a word where the frame asks for one."""
    words = scene.words.adverbs | {*scene.rules.buildings.split()}
    for index in range(first, min(first + _MAX_REACH, stop)):
        token = scene.prose.tokens[index]
        if token.text == word:
            return read_group(scene, skip_lead(scene, index + 1, stop), stop)
        if word == "*":
            group = read_group(scene, index, stop)
            if group.members:
                return group
        small = token.text.casefold() in words or token.text == ","
        placed = token.text in scene.rules.places.split()
        proper = token.kind == "word" and token.text[0].isupper()
        number = token.kind == "number" or (token.text == "." and index > first)
        if not (small or placed or proper or number or index in scene.cover):
            return None
    return None


def drop_next(scene: Scene, group: Group, stop: int) -> Group:
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


def add_company(
    scene: Scene, hit: Hit, left: tuple[Member, ...], right: tuple[Member, ...]
) -> tuple[tuple[Member, ...], tuple[Member, ...]]:
    """Add those whom a side is accompanied by, if the sentence says so.

    They came with the first side, unless they follow the second: "received X, accompanied by Y".
    """
    pattern = compile_frames(scene.language).company
    match = pattern.search(scene.prose.text, hit.sentence.start, hit.sentence.end)
    if match is None:
        return left, right
    first, stop = find_token(scene, match.end()), find_token(scene, hit.sentence.end)
    keys = {member.key for member in left + right}
    company = read_group(scene, first, stop).members
    added = tuple(member for member in company if member.key not in keys)
    if right and match.start() > scene.starts[hit.first]:
        return left, right + added
    return left + added, right
