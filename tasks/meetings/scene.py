"""A release laid out by token, with all that was found in it: what readers of meetings look at."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from schemas.findings import EventDate, Evidence, Findings, Organisation, Person, Place, Role
from schemas.frames import MeetingRules
from tasks.prose.cut import Prose
from tasks.prose.rules import load_rules

_RANKS = ("person", "role", "organisation", "place", "date")
_MAX_ELIDED = 2
# What is in brackets behind a name: an acronym, a party.
MAX_BRACKET = 14
# A group of names that goes on for longer is a list, not a side.
MAX_GROUP = 160
# The longest honorific or initial that a full stop shortens.
_MAX_SHORT = 4
# The key of people without names begins with it.
CROWD = "crowd:"
# No release has so many; a list of members may.
_MAX_PERSONS = 300
_WORD = re.compile(r"[^\W\d_]+")


class Mention(NamedTuple):
    """A finding where it stands: its tokens from the first to behind the last."""

    kind: str
    first: int
    last: int
    start: int
    end: int
    of: Person | Organisation | Place | EventDate


class Member(NamedTuple):
    """One who takes part; the key is the same for all its names; an office may have none."""

    key: str
    name: str
    person: Person | None
    body: Organisation | Place | None = None
    is_named: bool = True


class Group(NamedTuple):
    """Names in a row, with their roles: one side, or all of them."""

    first: int
    last: int
    members: tuple[Member, ...]


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
    spanning: frozenset[str]
    deeds: frozenset[str]
    rulers: frozenset[str]
    several: frozenset[str]
    shorthands: frozenset[str]
    aim: frozenset[str]
    owners: frozenset[str]
    relatives: frozenset[str]
    subordinate: frozenset[str]
    styles: frozenset[str]
    openers: frozenset[str]
    counterparts: frozenset[str]
    possessive: re.Pattern[str] | None


class Scene(NamedTuple):
    """A release with all that is known of it, laid out by token."""

    prose: Prose
    language: str
    rules: MeetingRules
    words: Words
    starts: Sequence[int]
    cover: dict[int, Mention]
    holders: Sequence[tuple[Person, tuple[frozenset[str], ...]]]
    protagonist: tuple[Member, ...]
    members: Sequence[Member] = ()
    is_spoken: bool = False
    stop: int = 0


def lay_scene(prose: Prose, found: Findings, language: str, own: Sequence[EventDate] = ()) -> Scene:
    """Lay the findings out over the tokens; where two overlap, the person goes before the rest."""
    starts = [token.start for token in prose.tokens]
    cover: dict[int, Mention] = {}
    layers: tuple[Iterable[tuple[Evidence, Person | Organisation | Place | EventDate]], ...] = (
        ((span, person) for person in found.persons for span in person.mentions),
        ((span, person) for person in found.persons for span in person.roles),
        ((span, body) for body in found.organisations for span in body.mentions),
        ((span, place) for place in found.places for span in place.mentions),
        ((span, span) for span in (*found.event_dates, *own)),
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
    holders = tuple(
        (person, tuple(_list_title(words, role) for role in person.roles))
        for person in found.persons[:_MAX_PERSONS]
        if person.roles
    )
    members = [Member(one.person_id, one.name, one) for one in found.persons]
    return Scene(prose, language, rules, words, starts, cover, holders, (), members)


def _list_title(words: Words, role: Role) -> frozenset[str]:
    return list_words(words, f"{role.title} {role.text} {role.organisation or ''}")


def list_words(words: Words, text: str) -> frozenset[str]:
    """The words of a role that tell it from others."""
    small = words.connectors - words.heads - words.rulers
    found = (word.casefold() for word in _WORD.findall(text))
    return frozenset(
        word for word in found if word in words.heads or (word not in small and len(word) > 1)
    )


def load_frames(language: str) -> MeetingRules:
    """The rules of a language, which must have some."""
    return load_rules(f"meetings/{language}.toml", MeetingRules)


@cache
def _sort_words(language: str) -> Words:
    rules = load_frames(language)
    return Words(
        connectors=frozenset(rules.connectors.split()),
        heads=frozenset(rules.heads.split()),
        reaching=frozenset(rules.reaching.split()),
        prepositions=frozenset(rules.prepositions.split()),
        adverbs=frozenset(rules.adverbs.split()),
        following=frozenset(rules.following.split()),
        gaps=frozenset(rules.gaps.split()),
        articles=frozenset(rules.articles.split()),
        linking=frozenset(rules.linking.split()),
        joining=frozenset(rules.joining.split()),
        spanning=frozenset(rules.spanning.split()),
        deeds=frozenset(rules.deeds.split()),
        rulers=frozenset(rules.rulers.split()),
        several=frozenset(rules.several.split()),
        shorthands=frozenset(rules.shorthands.split()),
        aim=frozenset(rules.aim.split()),
        owners=frozenset(rules.owners.split()),
        relatives=frozenset(rules.relatives.split()),
        subordinate=frozenset(rules.subordinate.split()),
        styles=frozenset(rules.styles.split()),
        openers=frozenset(rules.openers.split()),
        counterparts=frozenset(rules.counterparts.split()),
        possessive=re.compile(rules.possessive) if rules.possessive else None,
    )


def find_token(scene: Scene, offset: int) -> int:
    """Index of the first token that begins at an offset or after it."""
    return bisect_left(scene.starts, offset)


def take(scene: Scene, index: int, stop: int) -> int:
    """The token behind what stands here, if it belongs to a group of names; else this one."""
    mention = scene.cover.get(index)
    if mention:
        # Where no capital tells names from the rest, a date stands among them.
        ends = mention.kind == "date" and scene.rules.capitals
        return index if ends else min(mention.last, stop)
    token = scene.prose.tokens[index]
    if token.text == "(":
        stop = min(index + MAX_BRACKET, stop)
        ends = (end + 1 for end in range(index, stop) if scene.prose.tokens[end].text == ")")
        return next(ends, index)
    if not scene.rules.capitals:
        return index + (token.kind != "mark" or token.text in {"、", "·"})
    if token.kind == "mark":
        return index + _is_inner_mark(scene, index, stop)
    return index + (token.kind == "word" and _is_name_word(scene, index, stop))


def _is_name_word(scene: Scene, index: int, stop: int) -> bool:
    """Whether a word may belong to a name with its role."""
    text = scene.prose.tokens[index].text
    word = text.casefold()
    if word in scene.rules.days:
        return False
    is_reaching = word in scene.words.reaching and index > 0 and is_head(scene, index - 1)
    is_proper = text[0].isupper() or drop_article(text)[0].isupper()
    is_owner = text.endswith(("’s", "'s"))
    if is_reaching or is_proper or is_owner or word in scene.words.connectors:
        return True
    return is_head(scene, index) or _is_adjective(scene, index, stop)


def fold_name(member: Member) -> list[str]:
    """The words of a name, without what stands behind a comma."""
    return member.name.partition(",")[0].casefold().split()


def is_crowd(member: Member) -> bool:
    """Whether people without names are meant."""
    return member.key.startswith(CROWD)


def is_head(scene: Scene, index: int) -> bool:
    """Whether a word makes a phrase an office: minister."""
    word, heads = drop_article(scene.prose.tokens[index].text).casefold(), scene.words.heads
    if scene.rules.stems:
        return any(word[:length] in heads for length in range(3, min(len(word), 14) + 1))
    # "vice-president", "chairperson-in-office"
    return word in heads or {word.rpartition("-")[2], word.partition("-")[0]} & heads != set()


def has_office(scene: Scene, first: int, last: int) -> bool:
    """Whether a word such as minister is among some tokens."""
    return any(is_head(scene, index) for index in range(first, last))


def _is_adjective(scene: Scene, index: int, stop: int) -> bool:
    """Whether a small word tells a country: "ministro argentino", "den finnischen Minister"."""
    if not scene.rules.adjectives or not index or index + 1 >= stop:
        return False
    tokens = scene.prose.tokens
    following = tokens[index + 1]
    named = following.text[0].isupper() or following.text == "," or index + 1 in scene.cover
    small = tokens[index].text in scene.words.following | scene.words.adverbs
    before = is_head(scene, index - 1)
    # "ministre moldave des Affaires étrangères"
    named = named or (before and following.text in scene.words.connectors)
    before = before or tokens[index - 1].text in scene.words.articles
    return before and named and not small


def _is_inner_mark(scene: Scene, index: int, stop: int) -> bool:
    """Whether a mark may stand within a group: a comma, the stop of "Ms.", a colon after a role."""
    token = scene.prose.tokens[index]
    if token.text in {",", ";", "-", "–", "&", "/"}:
        return True
    before = scene.prose.tokens[index - 1] if index else token
    if token.text == ".":
        short = before.kind == "word" and before.text[0].isupper()
        return short and len(before.text) <= _MAX_SHORT and index + 1 < stop
    return token.text == ":" and index > 0 and is_head(scene, index - 1)


def drop_article(text: str) -> str:
    """What follows the apostrophe of "l’Ambassadeur"."""
    for mark in "’'":
        before, found, behind = text.partition(mark)
        if found and len(before) <= _MAX_ELIDED and behind:
            return behind
    return text
