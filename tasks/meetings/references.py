"""Whom a verb's subject or object stands for, where it is no name: "she", "the two ministers"."""

from collections.abc import Sequence

from schemas.findings import Place
from tasks.meetings.behind import may_end
from tasks.meetings.frames import (
    Hit,
    Telling,
    compile_frames,
    is_joined,
    read_window,
)
from tasks.meetings.groups import Before, list_members, list_named, read_before, read_group
from tasks.meetings.parties import find_addressee, is_style, name_party, opens_line
from tasks.meetings.scene import Group, Member, Scene, drop_article, find_token, has_office
from tasks.meetings.sides import find_subject, list_sides, name_office, name_side, name_title

# Sentences that are looked through backwards for whom "she" stands for.
_LOOK_BACK = 5
# A noun so near the head of its sentence has its subject in an earlier one.
_OPENING = 3
_MAX_OPENING = 5
_PAIR = 2
# Letters of a country's id; those of its towns are longer.
_STATE = 2


def name_left(
    scene: Scene, hit: Hit, before: Before, tellings: Sequence[Telling]
) -> tuple[Member, ...]:
    """Who stands before a verb: names, a pronoun, an office, or else the sentence's subject."""
    last = tellings[-1] if tellings and tellings[-1].sentence == hit.number else None
    if last and _shares_subject(scene, hit, before, last):
        return last.left
    if before.group.members:
        led = _name_led(scene, hit, before.group)
        is_joint = scene.prose.tokens[before.behind - 1].text == scene.rules.speaker
        # "President X and I met"
        own = scene.protagonist if is_joint else ()
        return led or name_side(scene, before.group, bodies=False) + own
    meant = _name_head(scene, hit) or _name_pronoun(scene, hit, before, tellings)
    if meant is not None:
        return meant
    office = name_office(scene, before.group, bodies=hit.frame.bodies)
    if office := office or _name_antecedent(scene, hit, before):
        return office
    if last and (before.is_gap or is_aim(scene, hit)):
        return last.left
    is_bare = opens_line(scene, hit) or is_style(scene, before)
    meant = scene.protagonist if is_bare else name_party(scene, before)
    return meant if is_bare or meant else _name_subject(scene, hit, before, tellings)


def _shares_subject(scene: Scene, hit: Hit, before: Before, last: Telling) -> bool:
    """Whether a sentence goes on with the subject of the meeting that it just told of."""
    if hit.frame.shape == "noun" and is_joined(scene, hit):
        # "met A as well as for talks with B"
        return True
    # "X receives Y, bids farewell to Z"
    keys = _list_keys(before.group.members)
    return bool(keys) and before.is_gap and keys <= _list_keys(last.right)


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


def name_plural(scene: Scene, hit: Hit, tellings: Sequence[Telling]) -> tuple[Member, ...]:
    """Whom "the two" at the head of a sentence stands for."""
    plurals = compile_frames(scene.language).plurals
    start = hit.sentence.start
    first = find_token(scene, start)
    for token in scene.prose.tokens[first : min(first + _OPENING, hit.first)]:
        if plurals.search(scene.prose.text, start, token.end):
            if tellings:
                return tellings[-1].left + tellings[-1].right
            return _name_pair(scene, hit) or ()
    return ()


def _name_antecedent(scene: Scene, hit: Hit, before: Before) -> tuple[Member, ...]:
    """Of "Minister X, who met" the name before "who"."""
    index = before.behind - 1
    if not before.is_gap or index < 0:
        return ()
    if scene.prose.tokens[index].text.casefold() not in scene.words.relatives:
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
    if (spoken := _name_spoken(scene, hit, last.text)) is not None:
        return spoken
    fitting = scene.rules.pronouns.get(drop_article(last.text).casefold())
    if fitting is None:
        return None
    traced = _trace(scene, hit.number, last.start, fitting.split(), frozenset())
    # Of whom a release tells, it may say "she" long after.
    known = scene.protagonist[0].person if scene.protagonist else None
    others = {one for row in scene.rules.pronouns.values() for one in row.split()}
    is_other = known and known.honorific in others.difference(fitting.split())
    return traced or (() if is_other else scene.protagonist)


def _name_spoken(scene: Scene, hit: Hit, word: str) -> tuple[Member, ...] | None:
    """Whom "I", "we" and "you" stand for; nothing if a word is none of these."""
    rules = scene.rules
    # Of what is said in turns.
    is_turn = hit.sentence.start >= scene.stop
    own = {rules.speaker, *rules.mine.split()}
    if word in own or word in scene.words.shorthands or (word == rules.us and is_turn):
        return scene.protagonist
    if word != rules.addressee:
        return None
    named = list_members(scene, find_token(scene, hit.sentence.start), hit.first)
    named = named or find_addressee(scene, hit)
    # In an interview it is who gives it.
    return named[:1] or (scene.protagonist if is_turn else ())


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
    return before in scene.words.aim


def _name_subject(
    scene: Scene, hit: Hit, before: Before, tellings: Sequence[Telling]
) -> tuple[Member, ...]:
    """The subject that a verb shares with an earlier one, or that stands far from it."""
    if not scene.rules.capitals:
        return _name_unparted(scene, hit, tellings)
    group, start = before.group, hit.sentence.start
    is_noun = hit.frame.shape == "noun"
    is_bare = scene.rules.dropped and not _names_body(scene, group)
    if before.is_gap or is_noun or is_aim(scene, hit) or is_bare:
        members, is_open = find_subject(scene, hit.sentence, scene.starts[hit.first])
        members = members or (_name_owner(scene, hit) if is_noun else ())
        if members:
            return members
        opens = is_noun and hit.first - find_token(scene, start) <= _MAX_OPENING
        if opens and tellings and _list_keys(scene.protagonist) & tellings[-1].keys:
            # "During the meeting with X", in what is told of Y's meetings.
            return scene.protagonist
        if is_open or opens or scene.rules.dropped:
            traced = _trace(scene, hit.number, start, (), frozenset())
            return traced or (scene.protagonist if opens else ())
    if has_office(scene, group.first, group.last):
        # "The Minister", of whom no more is said.
        traced = _trace(scene, hit.number, scene.starts[group.first], (), frozenset())
        return traced or name_title(scene, group) or scene.protagonist
    return ()


def _name_owner(scene: Scene, hit: Hit) -> tuple[Member, ...]:
    """Whose a meeting was: "her talks with X", "proposed by Y at a meeting with X"."""
    first = find_token(scene, hit.sentence.start)
    owners = scene.words.owners
    before = scene.prose.tokens[max(hit.first - _OPENING, first) : hit.first]
    if any(token.text in owners for token in before):
        traced = _trace(scene, hit.number, hit.sentence.start, (), frozenset())
        return traced or scene.protagonist
    named = list_members(scene, first, hit.first)
    return named if len(named) == 1 else ()


def _names_body(scene: Scene, group: Group) -> bool:
    """Whether a group names an office, a body or some word of its own."""
    places = {at for at in range(group.first, group.last) if at in scene.cover}
    if has_office(scene, group.first, group.last):
        return True
    return any(scene.cover[at].kind != "place" for at in places) or (
        group.last - group.first > _PAIR and not places
    )


def _name_unparted(scene: Scene, hit: Hit, tellings: Sequence[Telling]) -> tuple[Member, ...]:
    """The subject that is left out in a language without capitals."""
    members, _ = find_subject(scene, hit.sentence, scene.starts[hit.first])
    if not members and tellings and _list_keys(scene.protagonist) & tellings[-1].keys:
        return scene.protagonist
    return members[:1] or _trace(scene, hit.number, hit.sentence.start, (), frozenset())


def name_object(
    scene: Scene, hit: Hit, besides: frozenset[str] = frozenset()
) -> tuple[Member, ...]:
    """Whom "him" stands for: the last subject that is none of this sentence's."""
    stop = find_token(scene, hit.sentence.end)
    word = scene.prose.tokens[hit.end].text if hit.end < stop else ""
    fitting = scene.rules.objects.get(word)
    if compile_frames(scene.language).clitics.search(read_window(scene, hit)):
        fitting = ""
    elif fitting is None or not may_end(scene, hit.end + 1, stop):
        return ()
    subject, _ = find_subject(scene, hit.sentence, scene.starts[hit.first])
    keys = besides.union(member.key for member in subject)
    first = find_token(scene, hit.sentence.start)
    named = [one for one in list_members(scene, first, hit.first) if one.key not in keys]
    if len(named) == 1:
        return tuple(named)
    traced = _trace(scene, hit.number, hit.sentence.start, fitting.split(), keys)
    if traced or not (besides and hit.number):
        return traced
    named = [
        one
        for one in list_named(scene, scene.prose.sentences[hit.number - 1])
        if one.key not in keys
    ]
    return tuple(named) if len(named) == 1 else ()


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
    beside: tuple[Member, ...] = ()
    telling = {one for row in scene.rules.pronouns.values() for one in row.split()}
    for back in range(number, max(number - _LOOK_BACK, -1), -1):
        sentence = scene.prose.sentences[back]
        edge = offset if back == number else sentence.end
        members, is_open = find_subject(scene, sentence, edge)
        if sentence.end <= scene.prose.title_end and not all(one.person for one in members):
            # A headline's words are no office.
            continue
        if not members and not is_open and back < number:
            named = list_named(scene, sentence)
            members = named if len(named) == 1 else ()
        members = members[:1] if fitting else members
        if fitting and back < number and not beside:
            # Nobody else of those named may be meant.
            fit = [one for one in list_named(scene, sentence) if _has_honorific(one, fitting)]
            beside = tuple(one for one in fit if one.key not in besides)
        if not members or besides & {member.key for member in members}:
            continue
        honorific = members[0].person.honorific if members[0].person else ""
        if not fitting or honorific in fitting:
            return members
        # "Dr" goes with any pronoun.
        if honorific not in telling:
            others = others or members
    return others or (beside if len(beside) == 1 else ())


def _has_honorific(member: Member, fitting: Sequence[str]) -> bool:
    return bool(member.person and member.person.honorific in fitting)


def name_inner(scene: Scene, hit: Hit) -> tuple[Member, ...]:
    """Whom a pronoun right behind a verb stands for: "traf er sich mit"."""
    near = range(hit.first + 1, min(hit.first + _PAIR + 1, hit.end))
    for index in (*near, hit.end - 1):
        token = scene.prose.tokens[index]
        fitting = scene.rules.pronouns.get(token.text)
        if fitting is not None and index not in scene.cover:
            traced = _trace(scene, hit.number, hit.sentence.start, fitting.split(), frozenset())
            return traced or scene.protagonist
    return ()


def name_clause(scene: Scene, hit: Hit) -> tuple[tuple[Member, ...], tuple[Member, ...]]:
    """Who stands in a clause up to its verb: its subject, a pronoun's too, and the others."""
    tokens, openers = scene.prose.tokens, scene.words.openers
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
    """Who, said earlier or left out, met the one behind "with", in a language without capitals."""
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
