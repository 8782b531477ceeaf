"""Words of a text made ready for looking up, and names looked up among them."""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from tasks.prose.cut import Prose, Token, cut_text

# A name in a vocabulary has at most so many words.
MAX_WORDS = 16
_TITLE_SHARE = 0.8
_MIN_TITLE_WORDS = 4
_MAX_TITLE_WORDS = 30
_SMALL = 3
# A line so long was broken to fit, not to end.
_FULL_LINE = 60

# A headline ends with no full stop.
_ENDS = re.compile(r"[.;,][\"”’»]?\Z")
# French and Italian articles and prepositions, written onto the next word.
_ELIDED = ("l'", "d'", "qu'", "dell'", "nell'", "all'", "dall'", "sull'")

Value = TypeVar("Value")


class Lexemes(NamedTuple):
    """The tokens of a text with what a look-up needs, one entry a token."""

    tokens: Sequence[Token]
    folds: Sequence[str]  # lower case, without article, particle or mark of possession
    starts: Sequence[int]  # offsets of just that part
    ends: Sequence[int]
    glued: Sequence[bool]  # stands on one line with the token before
    styles: Sequence[str]  # of its paragraph: "plain", "title" or "capitals"


def split_phrases(phrases: str) -> list[str]:
    """Part the phrases of a rule, which stand between semicolons."""
    return [phrase.strip() for phrase in phrases.split(";") if phrase.strip()]


def read_lexemes(prose: Prose) -> Lexemes:
    """Fold all words of a text once. Linear in its length."""
    tokens = prose.tokens
    folds: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    glued: list[bool] = []
    text, last = prose.text, -1
    for start, end, word, kind in tokens:
        glued.append(last >= 0 and start - last < 2 and _is_one_line(text, last, start))
        last = end
        fold, begin, stop = word, start, end
        if kind == "word":
            fold = word.casefold()
            if "’" in fold or "'" in fold:
                fold = fold.replace("’", "'")
                if fold.endswith("'s"):
                    fold, stop = fold[:-2], end - 2
                elif fold.startswith(_ELIDED):
                    cut = fold.index("'") + 1
                    fold, begin = fold[cut:], start + cut
            elif "\u0621" <= fold[0] <= "\u064a":
                fold, begin = _part_particle(fold, start)
        folds.append(fold)
        starts.append(begin)
        ends.append(stop)
    return Lexemes(tokens, folds, starts, ends, glued, _list_styles(prose))


def _is_one_line(text: str, end: int, start: int) -> bool:
    """Whether words stand on one line, or on two of a paragraph whose lines are of even length."""
    if text[end:start] != "\n":
        return True
    return end >= _FULL_LINE and "\n" not in text[end - _FULL_LINE : end]


def _part_particle(word: str, start: int) -> tuple[str, int]:
    """An Arabic word without "and", "in" or "to", where the article shows that it is one."""
    if word[1:3] == "ال" and word[0] in "وبفك" and len(word) > 4:
        return word[1:], start + 1
    if word.startswith("لل") and len(word) > 4:
        return "ال" + word[2:], start + 1
    if word.startswith("ولل") and len(word) > 5:
        return "ال" + word[3:], start + 2
    return word, start


def _list_styles(prose: Prose) -> list[str]:
    """The style of each token's paragraph: whether capitals tell names from other words."""
    styles: list[str] = []
    tokens, count, at = prose.tokens, len(prose.tokens), 0
    for paragraph in prose.paragraphs:
        first = at
        capitals = upper = words = 0
        while at < count and tokens[at].start < paragraph.end:
            token = tokens[at]
            at += 1
            if token.kind == "word" and len(token.text) > _SMALL:
                words += 1
                capitals += token.text[0].isupper()
                upper += token.text.isupper()
        style = "plain"
        if words >= _MIN_TITLE_WORDS and upper > _TITLE_SHARE * words:
            style = "capitals"
        elif _ENDS.search(prose.text, paragraph.start, paragraph.end):
            style = "plain"
        elif _MIN_TITLE_WORDS <= words <= _MAX_TITLE_WORDS and capitals > _TITLE_SHARE * words:
            style = "title"
        styles += [style] * (at - first)
    return styles + ["plain"] * (count - at)


class Spans:
    """Stretches of a text that do not overlap, to ask what stands in one of them."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = sorted(spans)

    def hold(self, offset: int) -> bool:
        """Whether one of them holds the character at an offset."""
        return self.find(offset) is not None

    def find(self, offset: int) -> tuple[int, int] | None:
        """The one that holds the character at an offset."""
        at = bisect_right(self._spans, (offset, sys.maxsize)) - 1
        span = self._spans[at] if at >= 0 else None
        return span if span and span[0] <= offset < span[1] else None


class Found(NamedTuple, Generic[Value]):
    """A name of a vocabulary in a text: its first token, the one behind its last, its value."""

    first: int
    stop: int
    value: Value


class Gazetteer(Generic[Value]):
    """Names by their first word, the longest first. The same for all scripts: a sign is a word."""

    def __init__(self, names: Sequence[tuple[str, Value]]) -> None:
        by_first: dict[str, dict[tuple[str, ...], Value]] = {}
        for words, (_, value) in zip(split_names([name for name, _ in names]), names, strict=True):
            if words and len(words) <= MAX_WORDS:
                by_first.setdefault(words[0], {}).setdefault(words, value)
        self._names = {first: _sort_lengths(values) for first, values in by_first.items()}
        # The second words of names whose first is none by itself: most often none of them follows.
        self._seconds = {
            first: frozenset(words[1] for words in values)
            for first, values in by_first.items()
            if (first,) not in values
        }

    def find(self, lexemes: Lexemes) -> Iterator[Found[Value]]:
        """Find names, the longest at each place, none within another."""
        folds, names, seconds, free = lexemes.folds, self._names, self._seconds, 0
        last = len(folds) - 1
        for at, fold in enumerate(folds):
            if fold not in names or at < free:
                continue
            if fold in seconds and (at == last or folds[at + 1] not in seconds[fold]):
                continue
            for length, values in names[fold]:
                stop = at + length
                words = tuple(folds[at:stop])
                if words in values and all(lexemes.glued[at + 1 : stop]):
                    yield Found(at, stop, values[words])
                    free = stop
                    break

    def match(self, lexemes: Lexemes, at: int) -> Found[Value] | None:
        """The longest name that begins at a token; none if there is none."""
        if at >= len(lexemes.folds):
            return None
        for length, values in self._names.get(lexemes.folds[at], ()):
            stop = at + length
            words = tuple(lexemes.folds[at:stop])
            if words in values and all(lexemes.glued[at + 1 : stop]):
                return Found(at, stop, values[words])
        return None

    def get(self, words: tuple[str, ...]) -> Value | None:
        """The value of just these words."""
        return dict(self._names.get(words[0], ())).get(len(words), {}).get(words)


def _sort_lengths(
    names: Mapping[tuple[str, ...], Value],
) -> Sequence[tuple[int, Mapping[tuple[str, ...], Value]]]:
    """Names by their number of words, the longest first: many begin with one sign in Chinese."""
    lengths: dict[int, dict[tuple[str, ...], Value]] = {}
    for words, value in names.items():
        lengths.setdefault(len(words), {})[words] = value
    return sorted(lengths.items(), reverse=True)


def split_names(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Each name as the folded words it has in a text; all are cut at once, which is faster.

    Names of plain letters need no cutting.
    """
    plain = [
        tuple(name.casefold().split()) if name.isascii() and name.replace(" ", "").isalpha() else ()
        for name in names
    ]
    others = [name for name, words in zip(names, plain, strict=True) if not words]
    cut = iter(_cut_names(others))
    return [words or next(cut) for words in plain]


def _cut_names(names: Sequence[str]) -> list[tuple[str, ...]]:
    text = "\n".join(names)
    lexemes = read_lexemes(cut_text("", text))
    cuts: list[tuple[str, ...]] = []
    at, end = 0, len("\n\n")
    for name in names:
        end += len(name)
        first = at
        while at < len(lexemes.folds) and lexemes.tokens[at].start < end:
            at += 1
        cuts.append(tuple(lexemes.folds[first:at]))
        end += 1
    return cuts
