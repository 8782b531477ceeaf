"""The kind of a release: weighted patterns of its title and lead, and what is found in its text."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple, Protocol, cast

import ahocorasick

from schemas.errors import ConfigError
from schemas.findings import Findings
from schemas.release import Kind, KindVerdict
from schemas.rules import KindRule, Kinds
from tasks.classify.witnesses import Voice, list_witnesses
from tasks.prose.literals import fold_case, list_literals
from tasks.prose.rules import RULES, load_rules

TITLE_LENGTH = 300
LEAD_LENGTH = 600
BODY_LENGTH = 6_000
# The rules that hold in any language.
SHARED = "facts"

_SPACES = re.compile(r"\s+")
_APOSTROPHES = "'‘ʼ`´"
_UNKNOWN: Kind = "other-unknown"
_NOTHING = Findings()


class Automaton(Protocol):
    """What we use of pyahocorasick, which carries no types."""

    def add_word(self, key: str, value: tuple[int, ...]) -> bool: ...
    def make_automaton(self) -> None: ...
    def iter(self, text: str) -> Iterator[tuple[int, tuple[int, ...]]]: ...


class Patterns(NamedTuple):
    """The patterns of one part of a release, and the words that tell which of them may match.

    They are compiled when first a text holds such words: most never are.
    """

    rules: tuple[int, ...]
    texts: tuple[str, ...]
    always: tuple[int, ...]
    automaton: Automaton | None

    def search(self, text: str) -> dict[int, str]:
        """Find which rules match, by number, and the leftmost words that each matches."""
        candidates = set(self.always)
        if self.automaton is not None:
            for _, places in self.automaton.iter(fold_case(text)):
                candidates.update(places)
        found: dict[int, tuple[int, int, str]] = {}
        for place in candidates:
            match = _compile(self.texts[place]).search(text)
            if match:
                entry = (match.start(), place, match.group().strip())
                found[self.rules[place]] = min(entry, found.get(self.rules[place], entry))
        return {rule: words for rule, (_, _, words) in found.items()}


class Ruleset(NamedTuple):
    """The rules of one language, and the likelihood a kind needs to be named."""

    rules: tuple[KindRule, ...]
    title: Patterns
    lead: Patterns
    body: Patterns
    threshold: float
    late: float
    voice: Voice


def classify_kind(
    title: str, body: str, language: str, findings: Findings = _NOTHING
) -> KindVerdict:
    """Say what kind of release this is, by the words that say so and by what was found in it.

    Of the rules of one kind the strongest of each part counts, and the parts add up as independent
    witnesses; the likeliest kind is named, with the words of its strongest rule. Where no rule of
    the language matches well enough the kind is `other-unknown`, with the confidence that no other
    kind is right; so it is, by a rule, where the words name what is none of the kinds: a bill, a
    proclamation.
    """
    ruleset = _load_ruleset(language.split("-", maxsplit=1)[0])
    if ruleset is None:
        return KindVerdict(kind=_UNKNOWN, confidence=0.0, method="")
    best_of: dict[tuple[Kind, int], tuple[float, str, str]] = {}
    heading = _flatten(title[:TITLE_LENGTH])
    for part, found in enumerate(_match_rules(heading, title, body, ruleset, findings)):
        for number, words in sorted(found.items()):
            rule = ruleset.rules[number]
            # What a title says first is what it is about.
            late = heading.find(words) / len(heading) if part == 0 and heading else 0.0
            weight = 1.0 - (1.0 - rule.weight) * (1.0 + ruleset.late * late)
            if weight > best_of.get((rule.kind, part), (0.0, "", ""))[0]:
                best_of[rule.kind, part] = (weight, rule.name, words)
    doubt: dict[Kind, float] = {}
    strongest: dict[Kind, tuple[float, str, str]] = {}
    for (kind, _), entry in best_of.items():
        doubt[kind] = doubt.get(kind, 1.0) * (1.0 - entry[0])
        if entry[0] > strongest.get(kind, (0.0, "", ""))[0]:
            strongest[kind] = entry
    ranked = sorted(doubt, key=lambda kind: (doubt[kind], kind))
    if not ranked or 1.0 - doubt[ranked[0]] < ruleset.threshold:
        confidence = doubt[ranked[0]] if ranked else 0.5
        return KindVerdict(kind=_UNKNOWN, confidence=round(confidence, 3), method="")
    best = ranked[0]
    rival = 1.0 - doubt[ranked[1]] if len(ranked) > 1 else 0.0
    return KindVerdict(
        kind=best,
        confidence=round((1.0 - doubt[best]) / (1.0 + rival * rival / 2), 3),
        method=strongest[best][1],
        evidence=strongest[best][2],
    )


def _match_rules(
    heading: str, title: str, body: str, ruleset: Ruleset, findings: Findings
) -> tuple[dict[int, str], ...]:
    """Rules that match title, lead, body and findings, by number, with their words."""
    lead = _flatten(body[: 2 * LEAD_LENGTH])[:LEAD_LENGTH]
    witnesses = list_witnesses(title, body, findings, ruleset.voice, LEAD_LENGTH)
    return (
        # What begins a release is often its title and its lead in one.
        ruleset.lead.search(heading) | ruleset.title.search(heading),
        ruleset.lead.search(lead),
        ruleset.body.search(_straighten(body[:BODY_LENGTH])),
        {
            number: witnesses[witness]
            for number, rule in enumerate(ruleset.rules)
            for witness in rule.facts
            if witness in witnesses
        },
    )


def _flatten(text: str) -> str:
    return _straighten(_SPACES.sub(" ", text).strip())


def _straighten(text: str) -> str:
    # Much faster than a translation table on text that is not all ASCII.
    for mark in _APOSTROPHES:
        text = text.replace(mark, "’")
    return text


@cache
def _load_ruleset(language: str) -> Ruleset | None:
    name = f"kinds/{language}.toml"
    if language == SHARED or not (RULES / name).is_file():
        return None
    kinds = load_rules(name, Kinds)
    rules = (*kinds.rules, *load_rules(f"kinds/{SHARED}.toml", Kinds).rules)
    return Ruleset(
        rules,
        _gather_patterns(rules, lambda rule: rule.title, words=kinds.words),
        _gather_patterns(rules, lambda rule: rule.lead, words=kinds.words),
        _gather_patterns(rules, lambda rule: rule.body, words=False),
        kinds.threshold,
        kinds.late,
        Voice(frozenset(kinds.first_person.split()), frozenset(kinds.audience.split())),
    )


def _gather_patterns(
    rules: tuple[KindRule, ...], choose: Callable[[KindRule], tuple[str, ...]], *, words: bool
) -> Patterns:
    numbers: list[int] = []
    texts: list[str] = []
    always: list[int] = []
    by_literal: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        for pattern in choose(rule):
            literals = list_literals(pattern)
            for literal in literals:
                by_literal.setdefault(literal, []).append(len(texts))
            if not literals:
                always.append(len(texts))
            numbers.append(number)
            texts.append(rf"(?:(?<!\w)|(?=’))(?:{pattern})(?!\w)" if words else pattern)
    return Patterns(tuple(numbers), tuple(texts), tuple(always), _build_automaton(by_literal))


def _build_automaton(by_literal: dict[str, list[int]]) -> Automaton | None:
    if not by_literal:
        return None
    automaton = cast("Automaton", ahocorasick.Automaton())  # pyright: ignore[reportUnknownMemberType]  # untyped library
    for literal, places in by_literal.items():
        automaton.add_word(literal, tuple(places))
    automaton.make_automaton()
    return automaton


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ConfigError(
            f"{RULES / 'kinds'}: not a regular expression: {pattern!r}: {error}; correct it"
        ) from error
