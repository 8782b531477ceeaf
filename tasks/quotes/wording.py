"""The rules of who said what, one language compiled."""

import re
from functools import cache
from typing import NamedTuple

from schemas.speech import Speech
from tasks.prose.rules import RULES, load_rules


class Wording(NamedTuple):
    """The patterns of one language, compiled."""

    language: str
    verb: re.Pattern[str]
    participle: re.Pattern[str]
    source: re.Pattern[str]
    statement: re.Pattern[str]
    pronouns: frozenset[str]
    articles: frozenset[str]
    joins: frozenset[str]
    prepositions: frozenset[str]
    conjunctions: frozenset[str]
    clause: re.Pattern[str]
    transcript: re.Pattern[str]
    genders: tuple[frozenset[str], frozenset[str]]
    endings: tuple[re.Pattern[str], re.Pattern[str]]
    joint: frozenset[str]
    openers: frozenset[str]
    counterpart: re.Pattern[str]
    person: re.Pattern[str]
    same: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]


@cache
def load_wording(language: str) -> Wording:
    """Compile the rules of a language; English where there are none of its own."""
    tag = language.split("-", maxsplit=1)[0]
    if not (RULES / "speech" / f"{tag}.toml").is_file():
        tag = "en"
    rules = load_rules(f"speech/{tag}.toml", Speech)
    return Wording(
        language=tag,
        verb=_compile(rules.verbs, words=rules.words),
        participle=_compile(rules.participles, words=rules.words),
        source=_compile(rules.sources, words=rules.words),
        statement=_compile(rules.statements, words=rules.words),
        pronouns=frozenset(_split(rules.pronouns)),
        articles=frozenset(_split(rules.articles)),
        joins=frozenset(_split(rules.joins)),
        prepositions=frozenset(_split(rules.prepositions)),
        conjunctions=frozenset(_split(rules.conjunctions)),
        clause=_compile(rules.clauses, words=rules.words),
        genders=(frozenset(_split(rules.masculine)), frozenset(_split(rules.feminine))),
        endings=(_compile_ends(rules.masculine_ends), _compile_ends(rules.feminine_ends)),
        joint=frozenset(_split(rules.joint)),
        openers=frozenset(_split(rules.openers)),
        counterpart=_compile(rules.counterparts, words=rules.words),
        person=_compile(rules.persons, words=rules.words),
        same=tuple((re.compile(one.said), tuple(_split(one.roles))) for one in rules.same),
        transcript=re.compile("|".join(rules.transcripts) or "(?!)"),
    )


def _compile(terms: str, *, words: bool) -> re.Pattern[str]:
    listed = sorted(_split(terms), key=len, reverse=True)
    if not listed:
        return re.compile("(?!)")
    joined = "|".join(map(re.escape, listed)).replace(r"\ ", r"\s")
    return re.compile(rf"(?<!\w)(?=\w)(?:{joined})(?!\w)" if words else joined, re.IGNORECASE)


def _compile_ends(terms: str) -> re.Pattern[str]:
    listed = _split(terms)
    return re.compile(rf"(?:{'|'.join(map(re.escape, listed))})$" if listed else "(?!)")


def _split(terms: str) -> list[str]:
    return [term for term in (" ".join(term.split()) for term in terms.split(",")) if term]
