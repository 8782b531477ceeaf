"""Names of organisations in scripts without capitals: Chinese by endings, Arabic by beginnings."""

from functools import cache
from typing import NamedTuple

from schemas.bodies import UncasedWords
from tasks.organisations.bodies import Body
from tasks.organisations.gazetteer import Lexemes
from tasks.organisations.known import load_registry
from tasks.places.atlas import load_atlas
from tasks.prose.rules import load_rules

# Languages with such rules.
UNCASED = frozenset({"zh", "ar"})
_MAX_SIGNS = 16
_MIN_SIGNS = 2
_MAX_WORDS = 7
# Heads of three signs with this end are names by themselves: the ministries.
_WHOLE = "部"
# Nouns in a row before one with an article.
_MAX_OWNERS = 3
_MIN_NOUN = 3
_ARTICLES = ("ال", "لل")


class _Words(NamedTuple):
    heads: frozenset[str]
    longest: int
    stops: frozenset[str]
    blockers: frozenset[str]
    inner: frozenset[str]
    breaks: frozenset[str]
    joined: frozenset[str]


class _Places(NamedTuple):
    """Places in a text: where each ends by where it begins, and the reverse."""

    starts: dict[int, int]
    ends: dict[int, int]


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
        breaks=frozenset(rules.breaks.split()),
        joined=frozenset(rules.joined.split()),
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
    known = _Places(places, {stop: start for start, stop in places.items()})
    free, folds = 0, lexemes.folds
    for at in range(len(folds)):
        if at < free or lexemes.tokens[at].kind != "sign":
            continue
        stop = _match_ending(lexemes, words, at)
        if not stop or (stop < len(folds) and folds[stop] in words.blockers):
            continue
        first = _find_beginning(lexemes, words, known, at, free)
        is_whole = stop - at > _MIN_SIGNS and folds[stop - 1] in _WHOLE
        # "X大学Y学院": one goes on in the other.
        goes_on = bool(found) and found[-1].stop == first and lexemes.glued[first]
        if goes_on and at > first and stop - at > 1:
            found[-1] = found[-1]._replace(stop=stop)
            free = stop
        elif at - first >= _MIN_SIGNS or is_whole:
            found.append(Body(first, stop, "organisations/zh:ending", 0.75, ""))
            free = stop
    return found


def _match_ending(lexemes: Lexemes, words: _Words, at: int) -> int:
    for length in range(words.longest, 0, -1):
        stop = at + length
        if stop <= len(lexemes.folds) and "".join(lexemes.folds[at:stop]) in words.heads:
            return stop
    return 0


def _find_beginning(lexemes: Lexemes, words: _Words, places: _Places, at: int, free: int) -> int:
    """Where a name begins: at the first place within its clause, else at the clause's border."""
    first = at
    while first > free and at - first < _MAX_SIGNS:
        if lexemes.glued[first] and places.ends.get(first, -1) >= free:
            first = places.ends[first]  # nothing parts the name of a place
            continue
        before = first - 1
        if lexemes.tokens[before].kind != "sign" or not lexemes.glued[first]:
            break
        if lexemes.folds[before] in words.stops:
            break
        if before > free and "".join(lexemes.folds[before - 1 : first]) in words.breaks:
            return _find_first_place(places.starts, first, at)
        first = before
    named = _find_first_place(places.starts, first, at)
    if named in places.starts:
        return named
    bordered = first == free or lexemes.tokens[first - 1].kind != "sign"
    is_stopped = first > 0 and lexemes.folds[first - 1] in words.stops
    return first if (bordered or is_stopped) and at - first <= _MAX_SIGNS // 2 else at


def _find_first_place(places: dict[int, int], first: int, at: int) -> int:
    """Where the first place between two signs begins; the first sign if there is none."""
    inside = (start for start in range(first, at) if start in places and places[start] <= at)
    return next(inside, first)


def _find_by_beginnings(lexemes: Lexemes, words: _Words, places: dict[int, int]) -> list[Body]:
    found: list[Body] = []
    free, folds = 0, lexemes.folds
    for at, fold in enumerate(folds):
        head = fold if fold in words.heads else fold[1:] if fold[:1] in "ولب" else ""
        if at < free or head not in words.heads:
            continue
        known = load_registry().gazetteer.match(lexemes, at)
        stop = known.stop if known else _read_owners(lexemes, words, places, at)
        while stop < len(folds) and stop - at < _MAX_WORDS and lexemes.glued[stop]:
            if stop in places:
                stop = places[stop]
                break
            if known or not _goes_on(lexemes, words, stop, head):
                break
            stop += 1
        if stop > at + 1:
            rest = [lexemes.tokens[inner].text for inner in range(at + 1, stop)]
            name = "" if head == fold else " ".join([head, *rest])
            found.append(Body(at, stop, "organisations/ar:beginning", 0.75, head, name))
            free = stop
    return found


def _read_owners(lexemes: Lexemes, words: _Words, places: dict[int, int], at: int) -> int:
    """Behind nouns without an article that lead to one with it: "صندوق إغاثة أطفال المتوسط"."""
    folds, stop = lexemes.folds, at + 1
    while stop < len(folds) and stop - at <= _MAX_OWNERS and lexemes.glued[stop]:
        fold, text = folds[stop], lexemes.tokens[stop].text
        if fold.startswith(_ARTICLES) or stop in places:
            return stop
        if fold in words.stops or fold in words.inner or text[0] in "وفبل" or len(fold) < _MIN_NOUN:
            break
        stop += 1
    return at + 1


def _goes_on(lexemes: Lexemes, words: _Words, at: int, head: str) -> bool:
    """Whether a word goes on with an Arabic name; with "and" for what has many subjects."""
    fold = lexemes.folds[at]
    is_inner = fold in words.inner or (fold.startswith(_ARTICLES) and fold not in words.stops)
    if not lexemes.tokens[at].text.startswith("و") or fold in words.inner:
        return is_inner
    if lexemes.tokens[at].text.startswith("ولل"):
        return False  # "and to the"
    return is_inner and head in words.joined and fold not in words.heads
