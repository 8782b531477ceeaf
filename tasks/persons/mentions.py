"""Which mentions are one person: "Mr Norov", "Norov" and "Secretary-General Vladimir Norov"."""

import re
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from schemas.findings import Evidence, Person, Role
from schemas.naming import ShortNames
from tasks.persons.cases import is_cyrillic, put_nominative
from tasks.persons.lexicon import Lexicon
from tasks.persons.names import identify_person, romanise
from tasks.persons.roles import Found
from tasks.persons.signs import Line
from tasks.persons.titles import is_rank, make_role
from tasks.prose.rules import load_rules

_MAX_NAMESAKES = 40


class Mention(NamedTuple):
    """A name in the text, by its signs, and what stands around it."""

    start: int
    end: int
    units: int
    confidence: float
    rule: str
    honorific: tuple[int, int] | None
    before: Found | None
    after: Found | None
    case: str = ""  # of the title before a Russian name, if it is not the nominative
    family: str = ""  # of a name that shares it with the next: Brian in "Brian and Alma Hart"


@dataclass(slots=True)
class _Group:
    """The mentions of one person, as they come together."""

    words: tuple[str, ...]  # folded words of the fullest form, initials too
    is_family_first: bool
    mentions: list[Mention] = field(default_factory=list[Mention])
    starts: list[int] = field(default_factory=list[int])  # of the mentions, in order
    heads: set[str] = field(default_factory=set[str])  # words of the roles
    has_role: bool = False

    def family(self) -> str:
        return self.words[0] if self.is_family_first else self.words[-1]

    def add(self, line: Line, mention: Mention) -> None:
        self.mentions.append(mention)
        insort(self.starts, mention.start)
        for found in filter(None, (mention.before, mention.after)):
            self.heads.update(line.tokens[index].text.lower() for index in range(*found.title))
        self.has_role = self.has_role or bool(self.heads or mention.honorific)


def merge_mentions(
    line: Line,
    text: str,
    sure: Sequence[Mention],
    loose: Sequence[Mention],
    *,
    lexicon: Lexicon,
    title_end: int,
) -> tuple[Person, ...]:
    """Put mentions together into persons, in the order in which the text first names them.

    Args:
        line: The text as signs.
        text: The text.
        sure: Mentions that are persons.
        loose: Words that are a mention if a person of that name is known.
        lexicon: Words of the language.
        title_end: Offset where the title ends: what the body says counts first.
    """
    groups: list[_Group] = []
    by_word: dict[str, list[_Group]] = {}
    stems = _read_stems(line, sure)
    full = sorted(
        (one for one in sure if one.units > 1 or one.family or line.signs[one.start] == "I"),
        key=lambda one: (
            -len(_fold_words(line, one)),
            _is_plural(_fold_words(line, one)[-1], stems),
            one.start,
        ),
    )
    for mention in full:
        _place_full(line, mention, groups, by_word, stems)
    placed = set(full)
    singles = [one for one in sure if one not in placed]
    for mention in sorted((*singles, *loose), key=lambda one: one.start):
        _place_other(line, mention, groups, by_word, stems, is_sure=mention.rule != "known-name")
    persons: dict[str, Person] = {}
    for group in groups:
        person = _make_person(line, text, group, lexicon, title_end)
        known = persons.get(person.person_id)
        persons[person.person_id] = _join_persons(known, person) if known else person
    return tuple(sorted(persons.values(), key=lambda person: person.mentions[0].start))


def _join_persons(person: Person, other: Person) -> Person:
    """Join two that have one id: "M. Lebedev" and "Mikhail Lebedev" by a row of names.toml."""
    full, short = sorted((person, other), key=lambda one: -len(one.name))
    return full.model_copy(
        update={
            "honorific": full.honorific or short.honorific,
            "roles": (*full.roles, *short.roles),
            "mentions": tuple(
                sorted((*full.mentions, *short.mentions), key=lambda mention: mention.start)
            ),
        }
    )


def _fold_words(line: Line, mention: Mention) -> tuple[str, ...]:
    words = [
        line.tokens[index].text.lower().rstrip(".")
        for index in range(mention.start, mention.end)
        if line.signs[index] in "GgFfUKIpVY"
    ]
    if mention.family:
        words.append(mention.family.lower())
    if is_cyrillic(words[-1]):
        letters = [letter for word in words[:-1] for letter in word.split(".") if letter]
        return tuple(romanise(word) for word in put_nominative([*letters, words[-1]], mention.case))
    return tuple(romanise(word) for word in words)


def _read_stems(line: Line, sure: Sequence[Mention]) -> frozenset[str]:
    """Read the last words of all names, to tell "Kennedys" of a lost apostrophe from a name."""
    return frozenset(_fold_words(line, one)[-1] for one in sure)


def _is_plural(word: str, stems: frozenset[str]) -> bool:
    return word.endswith("s") and word[:-1] in stems


def _stem(words: tuple[str, ...], stems: frozenset[str]) -> tuple[str, ...]:
    """Take off the s of "Kennedys", where an apostrophe was lost, if Kennedy is named."""
    return (*words[:-1], words[-1][:-1]) if _is_plural(words[-1], stems) else words


def _place_full(
    line: Line,
    mention: Mention,
    groups: list[_Group],
    by_word: dict[str, list[_Group]],
    stems: frozenset[str],
) -> None:
    """Put a name of several words to the person whose fuller name it fits."""
    words = _stem(_fold_words(line, mention), stems)
    is_family_first = line.signs[mention.start] == "K"
    for word in (words[0], words[-1]):
        for group in by_word.get(word, [])[-_MAX_NAMESAKES:]:
            if _fits(words, group.words):
                group.add(line, mention)
                return
    group = _Group(words, is_family_first)
    group.add(line, mention)
    groups.append(group)
    for word in dict.fromkeys(words):
        if len(word) > 1:
            by_word.setdefault(word, []).append(group)


def _fits(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a shorter form can be of a fuller one: its words in order, initials for names."""
    if short[-1] != full[-1] and short[0] != full[0]:
        return False
    position = 0
    for word in short:
        while position < len(full) and not _same_word(word, full[position]):
            position += 1
        if position == len(full):
            return False
        position += 1
    return True


def _same_word(word: str, other: str) -> bool:
    if len(word) == 1 or len(other) == 1:
        return word[0] == other[0]
    return (
        word == other
        or other in _list_short().get(word, ())
        or word in _list_short().get(other, ())
    )


@cache
def _list_short() -> dict[str, tuple[str, ...]]:
    """List the names a short form may stand for."""
    short: dict[str, tuple[str, ...]] = {}
    for pair in load_rules("persons/short.toml", ShortNames).forms.split(","):
        form, name = pair.split()
        short[form] = (*short.get(form, ()), name)
    return short


def _place_other(
    line: Line,
    mention: Mention,
    groups: list[_Group],
    by_word: dict[str, list[_Group]],
    stems: frozenset[str],
    *,
    is_sure: bool,
) -> None:
    """Put a single word, or a name that only counts if it is known, to a person."""
    words = _stem(_fold_words(line, mention), stems)
    if mention.units > 1:
        known = [
            group
            for group in by_word.get(words[-1], [])[-_MAX_NAMESAKES:]
            if _fits(words, group.words)
        ]
    else:
        known = [
            group
            for group in by_word.get(words[-1], [])[-_MAX_NAMESAKES:]
            if (words[-1] == group.family() or is_sure or words[-1] in group.words[1:])
            and _is_introduced(group, mention)
        ]
    if known:
        fitting = [group for group in known if _shares_role(line, group, mention)] or known
        min(fitting, key=lambda group: _distance(group, mention)).add(line, mention)
    elif is_sure:
        group = _Group(words, is_family_first=False)
        group.add(line, mention)
        groups.append(group)
        by_word.setdefault(words[-1], []).append(group)


def _is_introduced(group: _Group, mention: Mention) -> bool:
    """Whether "President Biden" can be this one: named before, or with some role at all.

    One who is only named later, as somebody's mother, is another of that family.
    """
    return mention.before is None or group.has_role or group.starts[0] < mention.start


def _shares_role(line: Line, group: _Group, mention: Mention) -> bool:
    """Whether a person has the role that a mention states: Minister Smith."""
    if mention.before is None:
        return False
    return line.tokens[mention.before.title[1] - 1].text.lower() in group.heads


def _distance(group: _Group, mention: Mention) -> int:
    """How far back the person was last named; later ones count as far away."""
    index = bisect_left(group.starts, mention.start)
    return mention.start - group.starts[index - 1] if index else 1_000_000_000


def _make_person(line: Line, text: str, group: _Group, lexicon: Lexicon, title_end: int) -> Person:
    mentions = sorted(group.mentions, key=lambda one: one.start)
    body_first = sorted(mentions, key=lambda one: line.tokens[one.start].start < title_end)
    fullest = max(
        body_first,
        key=lambda one: (
            one.units + bool(one.family),
            _count_words(line, one),
            not _cut(line, text, one).isupper(),
            _fold_words(line, one)[-1] in group.words,
        ),
    )
    ordered = [fullest, *(one for one in body_first if one.units == fullest.units), *body_first]
    roles = _list_roles(line, text, ordered, lexicon)
    name = f"{_cut(line, text, fullest)} {fullest.family}".strip()
    if is_cyrillic(name):
        name = _name_nominative(name, fullest.case)
    if not _has_apostrophe(text) and _lost_apostrophe(name, lexicon):
        name = name[:-1]
    honorific = next((one.honorific for one in mentions if one.honorific), None)
    identity = identify_person(
        name,
        tuple(role.organisation for role in roles if role.organisation),
        roles[0].title if roles else "",
    )
    return Person(
        person_id=identity.person_id,
        id_reason=identity.reason,
        name=name,
        honorific=_cut_signs(line, text, *honorific) if honorific else "",
        roles=roles,
        mentions=tuple(_make_evidence(line, text, one) for one in mentions),
    )


def _name_nominative(name: str, case: str) -> str:
    """Write a Russian name in the nominative, as a list would have it."""
    parts = re.split(r"(?<=\.)|(?<= )", name)
    words = [part.strip().lower() for part in parts if part.strip()]
    written = iter(put_nominative(words, case))
    return "".join(
        _match_capitals(next(written), part) + part[len(part.rstrip()) :] if part.strip() else part
        for part in parts
    )


def _match_capitals(word: str, model: str) -> str:
    if model.lower().startswith(word):
        return model[: len(word)]  # the ending is all that fell off
    return "-".join(piece.capitalize() for piece in word.split("-"))


def _has_apostrophe(text: str) -> bool:
    return "'" in text or "’" in text


def _lost_apostrophe(name: str, lexicon: Lexicon) -> bool:
    """Whether a name ends in the s of a lost apostrophe: President Obamas request."""
    last = name.rsplit(maxsplit=1)[-1].lower()
    return last.endswith("s") and last not in lexicon.large and lexicon.large.get(last[:-1]) == "F"


def _count_words(line: Line, mention: Mention) -> int:
    return sum(sign not in ".,'" for sign in line.signs[mention.start : mention.end])


def _cut(line: Line, text: str, mention: Mention) -> str:
    name = _cut_signs(line, text, mention.start, mention.end)
    return name if line.signs[mention.end - 2 : mention.end] == "S." else name.rstrip(".")


def _cut_signs(line: Line, text: str, start: int, end: int) -> str:
    return text[line.tokens[start].start : line.tokens[end - 1].end]


def _list_roles(
    line: Line, text: str, ordered: Sequence[Mention], lexicon: Lexicon
) -> tuple[Role, ...]:
    """Write down each role once, in the order of mentions."""
    seen: set[tuple[str, str]] = set()
    roles: dict[tuple[str, str | None], Role] = {}
    for mention in ordered:
        stated = [found for found in (mention.before, mention.after) if found]
        # Ambassador X, Permanent Representative: the rank tells less.
        for found in sorted(stated, key=lambda found: is_rank(line, found, lexicon)):
            held = found.organisation
            key = (
                _cut_signs(line, text, *found.title),
                _cut_signs(line, text, *held) if held[0] < held[1] else "",
            )
            if key in seen:
                continue
            seen.add(key)
            role = make_role(line, text, found, lexicon, mention.confidence)
            if role:
                roles.setdefault((role.title.casefold(), role.organisation), role)
    return tuple(sorted(roles.values(), key=lambda role: role.title.lower() in lexicon.kin))


def _make_evidence(line: Line, text: str, mention: Mention) -> Evidence:
    start = line.tokens[mention.start].start
    name = _cut(line, text, mention)
    return Evidence(
        start=start,
        end=start + len(name),
        text=name,
        rule=f"persons/clues:{mention.rule}",
        confidence=mention.confidence,
    )
