"""Topics of a release: IPTC Media Topics by weighted terms, as data a language."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple, Protocol, cast

import ahocorasick

from schemas.errors import ConfigError
from schemas.release import TopicAssignment
from schemas.rules import TopicConcept, TopicScheme, TopicTerms
from tasks.prose.rules import RULES, load_rules

_WEIGHTS = {"strong": 1.0, "fair": 0.5, "weak": 0.2}
# What a star stands for; no language has longer words.
_REST = r"\w{0,80}"
_MARKS = re.compile(r"[\s'‘’ʼ‐‑–—_-]+")
# A text is folded to one space between words; 1 MB is far beyond any release.
MAX_LENGTH = 1_000_000


class Term(NamedTuple):
    """A term, what must follow its fixed beginning, and the topics it speaks for."""

    text: str
    length: int
    tail: re.Pattern[str]
    topics: tuple[tuple[str, float], ...]


class Automaton(Protocol):
    """What we use of pyahocorasick, which carries no types."""

    def add_word(self, key: str, value: tuple[Term, ...]) -> bool: ...
    def make_automaton(self) -> None: ...
    def iter(self, text: str) -> Iterator[tuple[int, tuple[Term, ...]]]: ...


class Vocabulary(NamedTuple):
    """The terms of one language, ready to search."""

    automaton: Automaton
    words: bool
    prefixes: tuple[str, ...]


def assign_topics(title: str, body: str, language: str) -> tuple[TopicAssignment, ...]:
    """Assign Media Topics, most confident first; none where the evidence is thin.

    A topic needs two terms, or a strong one in the title: a scheme is not always a crime. Terms of
    the title count more, one term counts a few times at most, and the score is set against the
    length of the text. Each topic carries the terms that speak for it.
    """
    vocabulary = _load_vocabulary(language.split("-", maxsplit=1)[0])
    if vocabulary is None:
        return ()
    scoring = _load_scheme().scoring
    words: dict[Term, str] = {}
    heading = _find_terms(title, vocabulary, words)
    found = _find_terms(body[:MAX_LENGTH], vocabulary, words)
    scores: dict[str, float] = {}
    terms: dict[str, dict[str, float]] = {}
    for term, word in words.items():
        count = min(found[term], scoring.repeat_limit)
        amount = math.log2(1 + count) + scoring.title_factor * bool(heading[term])
        for topic, weight in term.topics:
            scores[topic] = scores.get(topic, 0.0) + amount * weight
            telling = terms.setdefault(topic, {})
            telling[word] = telling.get(word, 0.0) + amount * weight
    in_title = {
        topic for term in heading for topic, weight in term.topics if weight >= _WEIGHTS["strong"]
    }
    length = math.sqrt(max(_count_words(body, vocabulary), scoring.damping) / scoring.damping)
    return _choose({topic: score / length for topic, score in scores.items()}, terms, in_title)


def _find_terms(text: str, vocabulary: Vocabulary, words: dict[Term, str]) -> Counter[Term]:
    """Count the terms of a text, and note how each was written when it was first seen."""
    folded = _fold(text)
    found: Counter[Term] = Counter()
    for last, terms in vocabulary.automaton.iter(folded):
        for term in terms:
            first = last - term.length + 1
            # First whether a word begins here: the tail may run to the end of a long one.
            if vocabulary.words and not _starts_word(folded, first, vocabulary.prefixes):
                continue
            if tail := term.tail.match(folded, last + 1):
                found[term] += 1
                words.setdefault(term, folded[first : tail.end()])
    return found


def _fold(text: str) -> str:
    """Lower case, with one space for spaces, hyphens and apostrophes."""
    return _MARKS.sub(" ", text.lower())


def _starts_word(text: str, first: int, prefixes: tuple[str, ...]) -> bool:
    """Whether a word begins here, particles written onto it aside."""
    if first == 0 or not text[first - 1].isalnum():
        return True
    for prefix in prefixes:
        start = first - len(prefix)
        stands_first = start == 0 or (start > 0 and not text[start - 1].isalnum())
        if stands_first and text.startswith(prefix, start):
            return True
    return False


def _count_words(body: str, vocabulary: Vocabulary) -> float:
    # Two ideographs make about one word.
    return body.count(" ") + 1 if vocabulary.words else len(body) / 2


def _choose(
    scores: dict[str, float], terms: dict[str, dict[str, float]], in_title: set[str]
) -> tuple[TopicAssignment, ...]:
    scheme = _load_scheme()
    scoring = scheme.scoring
    concepts = {concept.id: concept for concept in scheme.concepts}
    best = max(scores.values(), default=0.0)
    chosen: list[TopicAssignment] = []
    tops: set[str] = set()
    for topic in sorted(scores, key=lambda topic: (-scores[topic], topic)):
        confidence = 1 - math.exp(-scores[topic] / scoring.scale)
        if confidence < scoring.threshold or scores[topic] < scoring.relative * best:
            break
        if len(terms[topic]) < scoring.min_terms and topic not in in_title:
            continue
        # A topic never scores above what stands over it, so that came before it.
        if (top := _list_line(concepts[topic], concepts)[-1]) not in tops:
            if len(tops) == scoring.max_tops:
                continue
            tops.add(top)
        telling = sorted(terms[topic], key=lambda term: (-terms[topic][term], term))
        chosen.append(
            TopicAssignment(
                id=topic,
                label=concepts[topic].label,
                confidence=round(confidence, 3),
                terms=tuple(telling[: scoring.max_terms]),
            )
        )
    return tuple(chosen[: scoring.max_topics])


@cache
def _load_scheme() -> TopicScheme:
    return load_rules("topics/scheme.toml", TopicScheme)


@cache
def _load_vocabulary(language: str) -> Vocabulary | None:
    name = f"topics/{language}.toml"
    if language == "scheme" or not (RULES / name).is_file():
        return None
    rules = load_rules(name, TopicTerms)
    concepts = {concept.id: concept for concept in _load_scheme().concepts}
    weights: dict[str, dict[str, float]] = {}
    for topic, groups in rules.topics.items():
        if topic not in concepts:
            raise ConfigError(
                f"{RULES / name}: topics.{topic}: not in topics/scheme.toml; add the concept there"
            )
        for group, terms in groups.items():
            for text in filter(None, map(str.strip, terms.split(","))):
                for concept in _list_line(concepts[topic], concepts):
                    line = weights.setdefault(_fold(text), {})
                    line[concept] = max(line.get(concept, 0.0), _WEIGHTS[group])
    by_key: dict[str, list[Term]] = {}
    for text, line in weights.items():
        key, star, rest = text.partition("*")
        pattern = _REST.join(map(re.escape, (star + rest).split("*"))) if star else ""
        tail = re.compile(pattern + r"(?!\w)" if rules.words else pattern)
        term = Term(text, len(key), tail, tuple(sorted(line.items())))
        by_key.setdefault(key, []).append(term)
    automaton = cast("Automaton", ahocorasick.Automaton())  # pyright: ignore[reportUnknownMemberType]  # untyped library
    for key, found in by_key.items():
        automaton.add_word(key, tuple(found))
    automaton.make_automaton()
    return Vocabulary(automaton, rules.words, rules.prefixes)


def _list_line(concept: TopicConcept, concepts: dict[str, TopicConcept]) -> list[str]:
    """A concept and what stands above it: evidence for the one is evidence for the other."""
    line = [concept.id]
    while concept.parent and len(line) < 10:
        concept = concepts[concept.parent]
        line.append(concept.id)
    return line
