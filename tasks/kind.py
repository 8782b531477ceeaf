"""The kind of a release: weighted patterns of its title and lead, as data a language."""

import re
from functools import cache
from typing import NamedTuple

from schemas.release import Kind, KindVerdict
from schemas.rules import Kinds
from tasks.vocabulary import RULES, load_rules

TITLE_LENGTH = 300
LEAD_LENGTH = 600
BODY_LENGTH = 6_000

_SPACES = re.compile(r"\s+")
_APOSTROPHES = str.maketrans("'‘ʼ`´", "’’’’’")
_UNKNOWN: Kind = "other-unknown"


class Rule(NamedTuple):
    """A rule, its patterns of one part joined into one."""

    kind: Kind
    name: str
    weight: float
    title: re.Pattern[str] | None
    lead: re.Pattern[str] | None
    body: re.Pattern[str] | None


class Ruleset(NamedTuple):
    """The rules of one language, and the likelihood a kind needs to be named."""

    rules: tuple[Rule, ...]
    threshold: float


def classify_kind(title: str, body: str, language: str) -> KindVerdict:
    """Say what kind of release this is, by the words that say so.

    Rules of one kind add up as independent witnesses; the likeliest kind is named, with the
    words of its strongest rule. Where no rule of the language matches well enough the kind is
    `other-unknown`, with the confidence that no other kind is right; so it is, by a rule, where the
    words name what is none of the kinds: a bill, a proclamation.
    """
    ruleset = _compile_rules(language.split("-", maxsplit=1)[0])
    title = _flatten(title[:TITLE_LENGTH])
    lead = _flatten(body[: 2 * LEAD_LENGTH])[:LEAD_LENGTH]
    beginning = body[:BODY_LENGTH].translate(_APOSTROPHES)
    doubt: dict[Kind, float] = {}
    strongest: dict[Kind, tuple[float, str, str]] = {}
    for rule in ruleset.rules:
        match = (
            (rule.title and rule.title.search(title))
            or (rule.lead and (rule.lead.search(lead) or rule.lead.search(title)))
            or (rule.body and rule.body.search(beginning))
        )
        if not match:
            continue
        doubt[rule.kind] = doubt.get(rule.kind, 1.0) * (1.0 - rule.weight)
        if rule.weight > strongest.get(rule.kind, (0.0, "", ""))[0]:
            strongest[rule.kind] = (rule.weight, rule.name, match.group().strip())
    ranked = sorted(doubt, key=lambda kind: (doubt[kind], kind))
    if not ranked or 1.0 - doubt[ranked[0]] < ruleset.threshold:
        confidence = doubt[ranked[0]] if ranked else (0.5 if ruleset.rules else 0.0)
        return KindVerdict(kind=_UNKNOWN, confidence=round(confidence, 3), method="")
    best = ranked[0]
    rival = 1.0 - doubt[ranked[1]] if len(ranked) > 1 else 0.0
    return KindVerdict(
        kind=best,
        confidence=round((1.0 - doubt[best]) / (1.0 + rival * rival / 2), 3),
        method=strongest[best][1],
        evidence=strongest[best][2],
    )


def _flatten(text: str) -> str:
    return _SPACES.sub(" ", text).strip().translate(_APOSTROPHES)


@cache
def _compile_rules(language: str) -> Ruleset:
    name = f"kinds/{language}.toml"
    if not (RULES / name).is_file():
        return Ruleset((), 1.0)
    kinds = load_rules(name, Kinds)
    return Ruleset(
        tuple(
            Rule(
                rule.kind,
                rule.name,
                rule.weight,
                _join(rule.title, words=kinds.words),
                _join(rule.lead, words=kinds.words),
                _join(rule.body, words=False),
            )
            for rule in kinds.rules
        ),
        kinds.threshold,
    )


def _join(patterns: tuple[str, ...], *, words: bool) -> re.Pattern[str] | None:
    if not patterns:
        return None
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    if words:
        joined = rf"(?:(?<!\w)|(?=’))(?:{joined})(?!\w)"
    return re.compile(joined, re.IGNORECASE)
