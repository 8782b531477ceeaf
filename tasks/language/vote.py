"""The language of a text: script and letters first, then a vote of words and two n-gram models."""

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from schemas.release import LanguageVerdict
from schemas.rules import Languages
from tasks.language.ngrams import rank_by_langdetect, rank_by_py3langid
from tasks.prose.rules import load_rules

UNDECIDED = "und"

_WORDS = re.compile(r"[^\W\d_]+(?:['’ʻ][^\W\d_]+)?")
_NOISE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+")
# Markup that a text still holds, as Markdown may: its words are no language.
_MARKUP = re.compile(r"<[a-z/][^<>]*>?")
# Codes that were withdrawn, variants, and codes of one language in several registries.
_ALIASES = {"iw": "he", "in": "id", "nb": "no", "nn": "no", "fil": "tl", "mo": "ro", "cmn": "zh"}
# More distinct words than this tell the n-gram model nothing new.
_MAX_WORDS = 60


class Candidate(NamedTuple):
    """A language of a script, ready for counting."""

    tag: str
    prior: float
    marks: frozenset[str]


class Scripts(NamedTuple):
    """Code point blocks in order, and what one letter of each script weighs."""

    starts: list[int]
    blocks: list[tuple[int, int, str]]
    weights: dict[str, float]
    languages: dict[str, str]


def detect_language(text: str, declared: str = "") -> LanguageVerdict:
    """Name the language most of a text is written in, as a tag without region.

    The same text gives the same verdict in every process. A long text is sampled from start to
    end and judged piece by piece. `declared` is what the page says of itself: one vote among the
    others, where they do not agree.
    The tag is `und` where there are too few letters or the evidence is even.
    """
    rules = _load()
    sample = _take_sample(text, rules).lower()
    letters, scripts = _count_letters(sample)
    if scripts.total() < rules.min_letters:
        return LanguageVerdict(tag=UNDECIDED, confidence=0.0, method="letters")
    script = scripts.most_common(1)[0][0]
    if script in {"Hani", "Kana"}:
        if scripts["Kana"] > rules.min_kana_share * scripts["Hani"]:
            return _settle("ja", scripts, ("Hani", "Kana"))
        if scripts["Hani"] >= rules.min_ideographs * _index_scripts().weights["Hani"]:
            return _settle("zh", scripts, ("Hani",))
    named = _index_scripts().languages.get(script)
    if named:
        return _settle(named, scripts, (script,))
    by_pieces = _count_pieces(sample, script) if len(sample) > 2 * rules.piece_length else None
    return by_pieces or _vote(sample, letters, script, _normalise_tag(declared))


def name_script(text: str) -> str:
    """Name the script of most letters of a text (ISO 15924); empty if it has none."""
    scripts = _count_letters(_take_sample(text, _load()).lower())[1]
    return max(scripts, key=lambda code: (scripts[code], code), default="")


def name_foreign(text: str, own: str) -> tuple[str, str] | None:
    """Name the language and the script of a paragraph that is not in the language `own`.

    Script, letters and small words decide, no model: where they do not say so clearly, or the
    paragraph is in `own` (a tag without region), there is none.
    """
    rules = _load()
    sample = _MARKUP.sub(" ", text[: rules.paragraphs.length].lower())
    letters, scripts = _count_letters(sample)
    if scripts.total() < rules.paragraphs.min_letters:
        return None
    script = scripts.most_common(1)[0][0]
    if script in {"Hani", "Kana"}:
        tag = "ja" if scripts["Kana"] > rules.min_kana_share * scripts["Hani"] else "zh"
    else:
        tag = _index_scripts().languages.get(script, "")
        tag = tag or _tell_apart(_NOISE.sub(" ", sample), letters, script, own)
    return (tag, script) if tag not in {"", own} else None


def _tell_apart(sample: str, letters: Counter[str], script: str, own: str) -> str:
    """The language of a script whose small words stand in the sample; empty if not clearly one."""
    rules = _load().paragraphs
    hits = _count_small_words(Counter(_WORDS.findall(sample)), script)
    if hits[own] >= max(hits.values(), default=0):
        return own
    foreign = _count_foreign_letters(letters, script)
    scores = {
        candidate.tag: hits[candidate.tag]
        + rules.prior * candidate.prior
        - rules.foreign * foreign[candidate.tag]
        - rules.unmarked * bool(candidate.marks and candidate.marks.isdisjoint(letters))
        for candidate in _list_candidates(script)
    }
    best = _find_best(scores)
    rival = max((score for tag, score in scores.items() if tag != best), default=0.0)
    is_clear = scores[best] >= rules.min_words and scores[best] >= rules.ahead * rival
    return best if is_clear else ""


def _load() -> Languages:
    return load_rules("languages.toml", Languages)


def _take_sample(text: str, rules: Languages) -> str:
    length = rules.piece_length
    if len(text) > rules.pieces * length:
        step = (len(text) - length) // (rules.pieces - 1)
        text = " ".join(text[i * step : i * step + length] for i in range(rules.pieces))
    return _NOISE.sub(" ", text)


def _count_letters(sample: str) -> tuple[Counter[str], Counter[str]]:
    """Letters by character, and scripts by the weight of their letters."""
    index = _index_scripts()
    letters: Counter[str] = Counter()
    weights: dict[str, float] = {}
    for character, count in Counter(sample).items():
        if script := _find_script(character):
            letters[character] = count
            weights[script] = weights.get(script, 0.0) + count * index.weights[script]
    return letters, Counter({script: round(weight) for script, weight in sorted(weights.items())})


@lru_cache(maxsize=4_096)
def _find_script(character: str) -> str:
    index = _index_scripts()
    position = bisect_right(index.starts, ord(character)) - 1
    if position < 0 or ord(character) > index.blocks[position][1]:
        return ""
    return index.blocks[position][2]


@cache
def _index_scripts() -> Scripts:
    scripts = _load().scripts
    blocks = sorted(
        (first, last, script.code) for script in scripts for first, last in script.ranges
    )
    return Scripts(
        [first for first, _, _ in blocks],
        blocks,
        {script.code: script.weight for script in scripts},
        {script.code: script.language for script in scripts if script.language},
    )


@cache
def _list_candidates(script: str) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(language.tag, language.prior, frozenset(language.marks))
        for language in _load().languages
        if language.script == script
    )


@cache
def _index_foreign_letters(script: str) -> Mapping[str, tuple[str, ...]]:
    """The languages of a script that lack a letter which others of it have."""
    members = [language for language in _load().languages if language.script == script]
    return {
        letter: tuple(member.tag for member in members if letter not in member.letters)
        for language in members
        for letter in language.letters
    }


@cache
def _index_small_words(script: str) -> Mapping[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for language in _load().languages:
        if language.script == script:
            for word in sorted(set(language.words.split())):
                index[word] = (*index.get(word, ()), language.tag)
    return index


def _normalise_tag(declared: str) -> str:
    primary = re.split(r"[-_.;,\s]", declared.strip().lower(), maxsplit=1)[0]
    return _ALIASES.get(primary, primary)


def _vote(sample: str, letters: Counter[str], script: str, declared: str) -> LanguageVerdict:
    weights = _load().weights
    scores, hits, ranking = _weigh(sample, letters, script, _MAX_WORDS)
    method = "langdetect"
    if not _is_settled(scores, hits, ranking, weights.settled):
        scale = weights.py3langid * _find_scale(letters)
        ranking = rank_by_py3langid(sample, tuple(scores))
        _add_ranking(scores, ranking, scale, weights.unknown_py3langid)
        method = "vote"
    undeclared = _find_best(scores)
    if declared in scores:
        scores[declared] += weights.declared
    best = _find_best(scores)
    if _measure_margin(scores) < weights.undecided:
        return LanguageVerdict(tag=UNDECIDED, confidence=0.0, method=method)
    confidence = 1 / sum(math.exp(score - scores[best]) for score in scores.values())
    return LanguageVerdict(
        tag=best,
        confidence=round(confidence, 3),
        method=method if best == undeclared else "declared",
    )


def _count_pieces(sample: str, script: str) -> LanguageVerdict | None:
    """Judge a long text piece by piece; none if no language clearly has more than half of it.

    Over a whole text of two languages the one with more letters of its own would win, however
    little of the text it is.
    """
    rules = _load()
    length = rules.piece_length
    total = 0
    tally: Counter[str] = Counter()
    for start in range(0, len(sample), length):
        piece = sample[start : start + length]
        letters, scripts = _count_letters(piece)
        if not scripts or scripts.most_common(1)[0][0] != script:
            continue
        total += letters.total()
        scores, hits, ranking = _weigh(piece, letters, script, _MAX_WORDS // rules.pieces)
        if _is_settled(scores, hits, ranking, rules.weights.settled_piece):
            tally[_find_best(scores)] += letters.total()
    if not tally:
        return None
    best = max(tally, key=lambda tag: (tally[tag], tag))
    if tally[best] <= total / 2:
        return None
    share = tally[best] / tally.total()
    return LanguageVerdict(tag=best, confidence=round(share, 3), method="langdetect")


def _weigh(
    text: str, letters: Counter[str], script: str, max_words: int
) -> tuple[dict[str, float], Counter[str], dict[str, float]]:
    """Score the languages of a script; with it the small words, and langdetect's ranking."""
    rules = _load()
    weights = rules.weights
    words = Counter(_WORDS.findall(text))
    scale = _find_scale(letters)
    hits = _count_small_words(words, script)
    total = letters.total()
    scores: dict[str, float] = {}
    for candidate in _list_candidates(script):
        scores[candidate.tag] = candidate.prior + weights.words * scale * hits[candidate.tag]
        is_marked = not candidate.marks or not candidate.marks.isdisjoint(letters)
        if not is_marked and total >= rules.min_unmarked:
            scores[candidate.tag] -= weights.unmarked
    for tag, count in _count_foreign_letters(letters, script).items():
        scores[tag] -= weights.letters * min(count / total, weights.max_foreign)
    ranking = rank_by_langdetect(_thin_out(words, max_words), tuple(scores))
    _add_ranking(scores, ranking, weights.langdetect * scale, weights.unknown_langdetect)
    return scores, hits, ranking


def _find_scale(letters: Counter[str]) -> float:
    # The words of one text are not independent witnesses: evidence grows with the root of length.
    return 1 / math.sqrt(max(1.0, letters.total() / 12))


def _count_small_words(words: Mapping[str, int], script: str) -> Counter[str]:
    index = _index_small_words(script)
    hits: Counter[str] = Counter()
    for word in words.keys() & index.keys():
        for tag in index[word]:
            hits[tag] += words[word]
    return hits


def _count_foreign_letters(letters: Mapping[str, int], script: str) -> Counter[str]:
    index = _index_foreign_letters(script)
    foreign: Counter[str] = Counter()
    for letter in letters.keys() & index.keys():
        for tag in index[letter]:
            foreign[tag] += letters[letter]
    return foreign


def _thin_out(words: Mapping[str, int], most: int) -> dict[str, int]:
    """Words from all over the text, few enough for the n-gram model."""
    return dict(islice(words.items(), 0, None, 1 + len(words) // most))


def _add_ranking(
    scores: dict[str, float], ranking: Mapping[str, float], weight: float, unknown: float
) -> None:
    """Add a model's opinion; a language it does not know stands a little below its best."""
    if not ranking:
        return
    best = max(ranking.values())
    for tag in scores:
        scores[tag] += (ranking[tag] - best) * weight if tag in ranking else -unknown


def _is_settled(
    scores: Mapping[str, float],
    hits: Mapping[str, int],
    ranking: Mapping[str, float],
    margin: float,
) -> bool:
    """Whether the best language is far ahead, in its small words too.

    langdetect takes a language it does not know for a relative of it: Malay looks Indonesian to
    it. But each has its own small words.
    """
    best = _find_best(scores)
    second = max((count for tag, count in hits.items() if tag != best), default=0)
    is_ahead = hits[best] > _load().weights.ahead * second
    return bool(ranking) and is_ahead and _measure_margin(scores) >= margin


def _find_best(scores: Mapping[str, float]) -> str:
    return max(scores, key=lambda tag: (scores[tag], tag))


def _measure_margin(scores: Mapping[str, float]) -> float:
    first, second = [*sorted(scores.values(), reverse=True), -math.inf][:2]
    return first - second


def _settle(tag: str, scripts: Counter[str], codes: tuple[str, ...]) -> LanguageVerdict:
    share = sum(scripts[code] for code in codes) / scripts.total()
    return LanguageVerdict(tag=tag, confidence=round(share, 3), method="script")
