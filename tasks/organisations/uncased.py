"""Names of organisations in scripts without capitals: Chinese by endings, Arabic by beginnings."""

from functools import cache
from typing import NamedTuple

from schemas.bodies import UncasedWords
from tasks.organisations.bodies import Body
from tasks.organisations.gazetteer import Lexemes
from tasks.places.atlas import load_atlas
from tasks.prose.rules import load_rules

# Languages with such rules.
UNCASED = frozenset({"zh", "ar"})
_MAX_SIGNS = 16
_MIN_SIGNS = 2
_MAX_WORDS = 7
# Heads of three signs with this end are names by themselves: the ministries.
_WHOLE = "部"
_ARTICLES = ("ال", "لل")


class _Words(NamedTuple):
    heads: frozenset[str]
    longest: int
    stops: frozenset[str]
    blockers: frozenset[str]
    inner: frozenset[str]


@cache
def _load_words(language: str) -> _Words:
    rules = load_rules(f"organisations/{language}.toml", UncasedWords)
    heads = frozenset(rules.heads.split())
    return _Words(
        heads=heads,
        longest=max(map(len, heads)),
        stops=frozenset(rules.stops.split()),
        blockers=frozenset(rules.blockers.split()),
        inner=frozenset(rules.inner.split()),
    )


def find_uncased(lexemes: Lexemes, language: str) -> list[Body]:
    """Find names of organisations in a Chinese or Arabic text, in order, none within another.

    A Chinese name ends with a head ("外交部") and begins with a place or at a border of the clause;
    an Arabic one begins with a head ("وزارة") and goes on over words with an article and countries.
    """
    words = _load_words(language)
    places = {
        found.first: found.stop
        for found in load_atlas(language).names.find(lexemes)
        if found.value.kind in {"country", "town", "part"}
    }
    if language == "zh":
        return _find_by_endings(lexemes, words, places)
    return _find_by_beginnings(lexemes, words, places)


def _find_by_endings(lexemes: Lexemes, words: _Words, places: dict[int, int]) -> list[Body]:
    found: list[Body] = []
    free, folds = 0, lexemes.folds
    for at in range(len(folds)):
        if at < free or lexemes.tokens[at].kind != "sign":
            continue
        stop = _match_ending(lexemes, words, at)
        if not stop or (stop < len(folds) and folds[stop] in words.blockers):
            continue
        first = _find_beginning(lexemes, words, places, at, free)
        is_whole = stop - at > _MIN_SIGNS and folds[stop - 1] in _WHOLE
        if at - first >= _MIN_SIGNS or is_whole:
            found.append(Body(first, stop, "organisations/zh:ending", 0.75, ""))
            free = stop
    return found


def _match_ending(lexemes: Lexemes, words: _Words, at: int) -> int:
    for length in range(words.longest, 0, -1):
        stop = at + length
        if stop <= len(lexemes.folds) and "".join(lexemes.folds[at:stop]) in words.heads:
            return stop
    return 0


def _find_beginning(
    lexemes: Lexemes, words: _Words, places: dict[int, int], at: int, free: int
) -> int:
    """Where a name begins: at the first place within its clause, else at the clause's border."""
    first = at
    while first > free and at - first < _MAX_SIGNS:
        before = first - 1
        if lexemes.tokens[before].kind != "sign" or not lexemes.glued[first]:
            break
        if lexemes.folds[before] in words.stops:
            break
        first = before
    named = [start for start in range(first, at) if start in places and places[start] <= at]
    if named:
        return named[0]
    bordered = first == free or lexemes.tokens[first - 1].kind != "sign"
    is_stopped = first > 0 and lexemes.folds[first - 1] in words.stops
    return first if (bordered or is_stopped) and at - first <= _MAX_SIGNS // 2 else at


def _find_by_beginnings(lexemes: Lexemes, words: _Words, places: dict[int, int]) -> list[Body]:
    found: list[Body] = []
    free, folds = 0, lexemes.folds
    for at, fold in enumerate(folds):
        head = fold if fold in words.heads else fold[1:] if fold[:1] in "ولب" else ""
        if at < free or head not in words.heads:
            continue
        stop = at + 1
        while stop < len(folds) and stop - at < _MAX_WORDS and lexemes.glued[stop]:
            if stop in places:
                stop = places[stop]
                break
            # A word that "and" is written onto begins something else, unless a subject follows.
            joined = lexemes.tokens[stop].text.startswith("و") and folds[stop] not in words.inner
            is_inner = folds[stop].startswith(_ARTICLES) or folds[stop] in words.inner
            if joined or not is_inner or folds[stop] in words.stops:
                break
            stop += 1
        if stop > at + 1:
            rest = [lexemes.tokens[inner].text for inner in range(at + 1, stop)]
            name = "" if head == fold else " ".join([head, *rest])
            found.append(Body(at, stop, "organisations/ar:beginning", 0.75, head, name))
            free = stop
    return found
