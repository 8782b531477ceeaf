"""The sides of a meeting: which persons, offices and bodies stand before and behind a verb."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from schemas.findings import EventDate, Evidence, Findings, Organisation, Person, Place
from schemas.frames import MeetingRules
from tasks.prose import Prose, Stretch
from tasks.vocabulary import load_rules

# What is in brackets behind a name: an acronym, a party.
MAX_BRACKET = 14
# A group of names that goes on for longer is a list, not a side.
MAX_GROUP = 160
_MAX_OFFICE = 110
# The longest honorific or initial that a full stop shortens.
_MAX_SHORT = 4
_MAX_ELIDED = 2
# The protagonist is whom one of so many sentences is about.
_OPENING = 3
_NAME = range(2, 5)
_OF = frozenset(("of", "de", "du"))
_RANKS = ("person", "role", "organisation", "place", "date")


class Mention(NamedTuple):
    """A finding where it stands: its tokens from the first to behind the last."""

    kind: str
    first: int
    last: int
    start: int
    end: int
    of: Person | Organisation | Place | EventDate


class Member(NamedTuple):
    """One who takes part; the key is the same for all its names."""

    key: str
    name: str
    person: Person | None
    body: Organisation | Place | None = None


class Group(NamedTuple):
    """Names in a row, with their roles: one side, or all of them."""

    first: int
    last: int
    members: tuple[Member, ...]


class Before(NamedTuple):
    """What stands before a verb: names, the token behind them, and whether a subject is left out."""

    group: Group
    behind: int
    is_gap: bool


class Words(NamedTuple):
    """The word lists of one language as sets."""

    connectors: frozenset[str]
    heads: frozenset[str]
    reaching: frozenset[str]
    prepositions: frozenset[str]
    adverbs: frozenset[str]
    following: frozenset[str]
    gaps: frozenset[str]
    articles: frozenset[str]
    linking: frozenset[str]
    joining: frozenset[str]
    possessive: re.Pattern[str] | None


class Scene(NamedTuple):
    """A release with all that is known of it, laid out by token."""

    prose: Prose
    language: str
    rules: MeetingRules
    words: Words
    starts: Sequence[int]
    cover: dict[int, Mention]
    persons: Sequence[Person]
    protagonist: str


def set_scene(prose: Prose, found: Findings, language: str) -> Scene:
    """Lay the findings out over the tokens; where two overlap, the person goes before the rest."""
    starts = [token.start for token in prose.tokens]
    cover: dict[int, Mention] = {}
    layers: tuple[Iterable[tuple[Evidence, Person | Organisation | Place | EventDate]], ...] = (
        ((span, person) for person in found.persons for span in person.mentions),
        ((span, person) for person in found.persons for span in person.roles),
        ((span, body) for body in found.organisations for span in body.mentions),
        ((span, place) for place in found.places for span in place.mentions),
        ((span, span) for span in found.event_dates),
    )
    for kind, layer in zip(_RANKS, layers, strict=True):
        for span, of in layer:
            first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
            # A role that its own name stands within gives way to the name.
            while first < last and first in cover:
                first += 1
            cut = next((index for index in range(first, last) if index in cover), last)
            if first >= cut or cut - first > MAX_GROUP:
                continue
            mention = Mention(kind, first, cut, starts[first], span.end, of)
            cover.update(dict.fromkeys(range(first, cut), mention))
    rules, words = load_frames(language), _sort_words(language)
    scene = Scene(prose, language, rules, words, starts, cover, found.persons, "")
    for sentence in prose.sentences[:_OPENING]:
        members, _ = find_subject(scene, sentence, sentence.end)
        if members and members[0].person:
            return scene._replace(protagonist=members[0].key)
    return scene


def load_frames(language: str) -> MeetingRules:
    """The rules of a language, which must have some."""
    return load_rules(f"meetings/{language}.toml", MeetingRules)


@cache
def _sort_words(language: str) -> Words:
    rules = load_frames(language)
    return Words(
        *(
            frozenset(text.split())
            for text in (
                rules.connectors,
                rules.heads,
                rules.reaching,
                rules.prepositions,
                rules.adverbs,
                rules.following,
                rules.gaps,
                rules.articles,
                rules.linking,
                rules.joining,
            )
        ),
        re.compile(rules.possessive) if rules.possessive else None,
    )


def find_token(scene: Scene, offset: int) -> int:
    """Index of the first token that begins at an offset or after it."""
    return bisect_left(scene.starts, offset)


def read_group(scene: Scene, first: int, stop: int, *, joined: bool = False) -> Group:
    """Read names, roles and what joins them from a token on, up to what is none of these.

    Args:
        scene: The release.
        first: Where to begin.
        stop: The token not to be read.
        joined: Whether "with" joins names: "the meeting of X with Y".
    """
    last = index = first
    stop = min(stop, first + MAX_GROUP)
    while index < stop:
        taken = _take(scene, index, stop)
        word = scene.prose.tokens[index].text
        if taken == index and word in scene.words.joining:
            before = scene.prose.tokens[index - 1].text if index > first else ""
            if (joined and index > first) or before in scene.words.linking or before == ",":
                taken = index + 1
        if taken == index or _opens_name(scene, index, first):
            break
        if word not in {",", "、", ":"} and not _is_connector(scene, index):
            last = taken
        index = taken
    return Group(first, last, list_members(scene, first, last))


def _opens_name(scene: Scene, index: int, first: int) -> bool:
    """Whether an article begins another name: "at Coppet the Representative"."""
    tokens = scene.prose.tokens
    if index == first or tokens[index].text not in scene.words.articles or index in scene.cover:
        return False
    before = tokens[index - 1]
    small = before.text in scene.words.connectors or before.text in scene.words.joining
    return before.kind != "mark" and not small


def _take(scene: Scene, index: int, stop: int) -> int:
    """The token behind what stands here, if it belongs to a group of names; else this one."""
    mention = scene.cover.get(index)
    if mention:
        return index if mention.kind == "date" else min(mention.last, stop)
    token = scene.prose.tokens[index]
    if token.text == "(":
        for end in range(index + 1, min(index + MAX_BRACKET, stop)):
            if scene.prose.tokens[end].text == ")":
                return end + 1
        return index
    if not scene.rules.capitals:
        return index + 1 if token.kind != "mark" or token.text in {"、", "·"} else index
    if token.kind == "mark":
        return index + _is_inner_mark(scene, index, stop)
    if token.kind != "word":
        return index
    word = token.text.casefold()
    if word in scene.rules.days:
        return index
    if word in scene.words.reaching and index and _is_head(scene, index - 1):
        return index + 1
    is_owner = token.text.endswith(("’s", "'s"))
    is_proper = token.text[0].isupper() or _drop_article(token.text)[0].isupper()
    if is_proper or word in scene.words.connectors or is_owner:
        return index + 1
    return index + (_is_head(scene, index) or _is_adjective(scene, index, stop))


def _is_adjective(scene: Scene, index: int, stop: int) -> bool:
    """Whether a small word behind an office tells its country: "ministro argentino"."""
    if not scene.rules.adjectives or not index or index + 1 >= stop:
        return False
    tokens = scene.prose.tokens
    following = tokens[index + 1]
    named = following.text[0].isupper() or following.text == "," or index + 1 in scene.cover
    small = tokens[index].text in scene.words.following | scene.words.adverbs
    return _is_head(scene, index - 1) and named and not small


def _is_inner_mark(scene: Scene, index: int, stop: int) -> bool:
    """Whether a mark may stand within a group: a comma, the stop of "Ms.", a colon after a role."""
    token = scene.prose.tokens[index]
    if token.text in {",", "-", "–", "&", "/"}:
        return True
    before = scene.prose.tokens[index - 1] if index else token
    if token.text == ".":
        short = before.kind == "word" and before.text[0].isupper()
        return short and len(before.text) <= _MAX_SHORT and index + 1 < stop
    return token.text == ":" and index > 0 and _is_head(scene, index - 1)


def _is_connector(scene: Scene, index: int) -> bool:
    token = scene.prose.tokens[index]
    small = token.text in scene.words.connectors and not _is_head(scene, index)
    return small and index not in scene.cover


def _drop_article(text: str) -> str:
    """What follows the apostrophe of "l’Ambassadeur"."""
    for mark in "’'":
        before, found, behind = text.partition(mark)
        if found and len(before) <= _MAX_ELIDED and behind:
            return behind
    return text


def _is_head(scene: Scene, index: int) -> bool:
    word, heads = _drop_article(scene.prose.tokens[index].text).casefold(), scene.words.heads
    if scene.rules.stems:
        return any(word[:length] in heads for length in range(3, min(len(word), 14) + 1))
    return word in heads or word.rpartition("-")[2] in heads


def read_before(scene: Scene, index: int, floor: int, *, led: bool = False) -> Before:
    """Read the group of names that ends before a token.

    Words that may stand between a side and its verb are passed over.

    Args:
        scene: The release.
        index: The verb's token.
        floor: First token of the sentence.
        led: Whether a preposition may lead the names: "call of X with Y".
    """
    tokens = scene.prose.tokens
    end = index
    while end > floor and _is_between(scene, end - 1):
        end -= 1
    passed = {tokens[place].text for place in range(end, index)}
    is_gap = "," in passed
    parted = end > floor and tokens[end - 1].text.casefold() in scene.words.gaps
    if parted or ";" in passed:
        return Before(Group(end, end, ()), end, True)
    first = end
    low = max(floor, end - MAX_GROUP)
    while first > low:
        back = _take_back(scene, first - 1, low)
        if back == first:
            break
        first = back
    if not led:
        first = _leave_phrase(scene, first, end, floor)
    while first < end and tokens[first].text == ",":
        first += 1
    return Before(Group(first, end, list_members(scene, first, end)), end, is_gap)


def _is_between(scene: Scene, index: int) -> bool:
    mention = scene.cover.get(index)
    if mention:
        return mention.kind == "date"
    token = scene.prose.tokens[index]
    return token.text in {",", ";"} or token.text.casefold() in scene.words.adverbs


def _take_back(scene: Scene, index: int, low: int) -> int:
    mention = scene.cover.get(index)
    if mention and mention.kind != "date":
        return max(mention.first, low)
    if scene.prose.tokens[index].text == ")":
        for start in range(index - 1, max(index - MAX_BRACKET, low - 1), -1):
            if scene.prose.tokens[start].text == "(":
                return start
    return index if _take(scene, index, index + 2) > index else index + 1


def _leave_phrase(scene: Scene, first: int, end: int, floor: int) -> int:
    """Of "after talks with X, Y" only Y is the subject: what a preposition leads goes."""
    opening = scene.prose.tokens[first].text.casefold() if first < end else ""
    behind = scene.prose.tokens[first - 1].text.casefold() if first > floor else ""
    prepositions = scene.words.prepositions
    place = scene.cover.get(first)
    if place and place.kind == "place" and behind in scene.rules.places.split():
        first = min(place.last, end)
        while first < end and scene.prose.tokens[first].text == ",":
            first += 1
        return first
    if behind not in prepositions and opening not in prepositions:
        return first
    for index in range(first, end):
        if scene.prose.tokens[index].text == ",":
            return index + 1
    return end


def list_members(scene: Scene, first: int, last: int) -> tuple[Member, ...]:
    """Persons named in a group, each once, owners of what follows and superiors left out."""
    members: dict[str, Member] = {}
    index = first
    while index < last:
        mention = scene.cover.get(index)
        if mention is None or mention.kind != "person":
            index += 1
            continue
        if not _is_owner(scene, mention, last) and not _is_superior(scene, mention, first):
            person = mention.of
            if isinstance(person, Person):
                members.setdefault(person.person_id, Member(person.person_id, person.name, person))
        index = mention.last
    return tuple(members.values())


def _is_owner(scene: Scene, mention: Mention, last: int) -> bool:
    """Whether a name has something: "Minister X's deputy"."""
    pattern = scene.words.possessive
    if pattern is None or mention.last >= last:
        return False
    return pattern.match(scene.prose.text, mention.end) is not None


def _is_superior(scene: Scene, mention: Mention, first: int) -> bool:
    """Whether a name only tells whose envoy another is: "Adviser to President X, Y"."""
    index = mention.first
    while index > first:
        before = scene.cover.get(index - 1)
        token = scene.prose.tokens[index - 1]
        if before and before.kind in {"role", "organisation"}:
            index = before.first
        elif before is None and token.kind == "word" and _leads_name(scene, index - 1):
            index -= 1
        elif token.text == "." and index - 1 > first and index - 2 not in scene.cover:
            index -= 1
        else:
            break
    if index - 1 <= first or index == mention.first:
        return False
    word = scene.prose.tokens[index - 1].text
    return word in _OF | {"to"} and _is_kin(scene, index - 2)


def _leads_name(scene: Scene, index: int) -> bool:
    token = scene.prose.tokens[index]
    return token.text[0].isupper() or token.text in scene.words.articles or token.text == "late"


def _is_kin(scene: Scene, index: int) -> bool:
    """Whether a word before "of" is an office or a relation: "adviser", "brother"."""
    token = scene.prose.tokens[index]
    small = token.kind == "word" and token.text[0].islower()
    return _is_head(scene, index) or (small and token.text not in scene.words.connectors)


def name_side(scene: Scene, group: Group, *, bodies: bool) -> tuple[Member, ...]:
    """All who stand in a group: persons by name or by role, else an office, else bodies."""
    if not group.members:
        return name_office(scene, group, bodies=bodies)
    members = {member.key: member for member in group.members}
    for first, last in _split(scene, group):
        if not list_members(scene, first, last):
            holders = name_office(scene, Group(first, last, ()), bodies=False)
            members.update((one.key, one) for one in holders if one.person)
    return tuple(members.values())


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
    for index in range(first, last):
        mention = scene.cover.get(index)
        of = mention.of if mention else None
        if isinstance(of, Organisation):
            members.setdefault(of.organisation_id, Member(of.organisation_id, of.name, None, of))
        elif isinstance(of, Place):
            members.setdefault(of.place_id, Member(of.place_id, of.name, None, of))
    return tuple(members.values())


def has_office(scene: Scene, first: int, last: int) -> bool:
    """Whether a word such as minister is among some tokens."""
    return any(_is_head(scene, index) for index in range(first, last))


def _trim(scene: Scene, first: int, last: int) -> tuple[int, int]:
    tokens = scene.prose.tokens
    while first < last and (tokens[first].kind == "mark" or _is_plain(scene, first)):
        first += 1
    while last > first and _is_loose(scene, last - 1):
        last -= 1
    # "Readout of the President" is no office; what it is about may be one.
    for index in range(first, last):
        if has_office(scene, index, index + 1) or index in scene.cover:
            break
        if tokens[index].text in _OF:
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
        and not _is_head(scene, index)
        and len(word) <= 3
    )


def _name_holder(scene: Scene, first: int, last: int) -> tuple[Member, ...]:
    comma = next((at for at in range(first, last) if scene.prose.tokens[at].text == ","), last)
    if has_office(scene, first, comma):
        last = comma
    text = scene.prose.text[scene.starts[first] : scene.prose.tokens[last - 1].end]
    words = _list_words(scene, text)
    fitting = [
        person
        for person in scene.persons
        if any(
            words <= _list_words(scene, f"{role.title} {role.text} {role.organisation or ''}")
            for role in person.roles
        )
    ]
    if fitting:
        person = min(
            fitting,
            key=lambda person: (
                person.person_id != scene.protagonist,
                _measure_distance(person, scene.starts[first]),
            ),
        )
        return (Member(person.person_id, person.name, person),)
    # "The Minister" alone is nobody; "the Minister of Health of Chad" is an office.
    named = any(letter.isupper() for letter in text)
    if len(words) < 2 or len(text) > _MAX_OFFICE or not named:
        return ()
    return (Member("office:" + " ".join(sorted(words)), _find_name(scene, first, last), None),)


def _find_name(scene: Scene, first: int, last: int) -> str:
    """The name behind the country of an office, where no finder of names saw one."""
    tokens = scene.prose.tokens
    name = first
    for index in range(first, last):
        mention = scene.cover.get(index)
        if mention and mention.kind == "place":
            name = index + 1
    words = tokens[name:last]
    is_name = name > first and len(words) in _NAME and all(word.text[0].isupper() for word in words)
    start = name if is_name and not has_office(scene, name, last) else first
    return " ".join(scene.prose.text[scene.starts[start] : tokens[last - 1].end].split())


def _measure_distance(person: Person, offset: int) -> int:
    """How far before an offset somebody was named last; those named only after it come last."""
    before = [span.start for span in person.mentions if span.start <= offset]
    return offset - before[-1] if before else 10_000_000 + person.mentions[0].start


def _list_words(scene: Scene, text: str) -> frozenset[str]:
    small = scene.words.connectors - scene.words.heads
    found = (word.casefold() for word in re.findall(r"[^\W\d_]+", text))
    return frozenset(
        word for word in found if word in scene.words.heads or (word not in small and len(word) > 1)
    )


def find_subject(scene: Scene, sentence: Stretch, before: int) -> tuple[tuple[Member, ...], bool]:
    """Whom a sentence is about: its first names that no preposition leads, before an offset.

    Returns:
        The names, and whether a pronoun stands in their place.
    """
    index, stop = find_token(scene, sentence.start), find_token(scene, before)
    tokens, words = scene.prose.tokens, scene.words
    while index < stop:
        if tokens[index].text.casefold() in scene.rules.pronouns:
            return (), True
        led = index > 0 and tokens[index - 1].text.casefold() in words.prepositions
        taken = _take(scene, index, stop)
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
        index = stride
    return (), False


def list_named(scene: Scene, sentence: Stretch) -> tuple[Member, ...]:
    """All persons that a sentence names."""
    return list_members(scene, find_token(scene, sentence.start), find_token(scene, sentence.end))


def name_protagonist(scene: Scene) -> tuple[Member, ...]:
    """Whom a release is about."""
    return tuple(
        Member(person.person_id, person.name, person)
        for person in scene.persons
        if person.person_id == scene.protagonist
    )
