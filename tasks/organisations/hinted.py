"""Organisations that the words around them hint at: "airlines such as Norvane", "Norvane CEO"."""

import re
from collections.abc import Iterator
from functools import cache

from tasks.organisations.bodies import Body
from tasks.organisations.described import read_name
from tasks.organisations.gazetteer import Lexemes
from tasks.organisations.wording import Words
from tasks.persons.lexicon import is_word, load_lexicon
from tasks.places.atlas import load_atlas

_MAX_NAME = 4
_MAX_LISTED = 8
_MAX_HEADING = 6
# A capital within a word: "NorVane". Family names have it too: "McNorland".
_CAMEL = re.compile(r"[A-Z](?:[a-z]{2,}[A-Z][A-Za-z]+|[A-Z]{2,5}[a-z]{4,})")
_NO_CAMEL = re.compile(r"Mac[A-Z]|Fitz|Van|Des|Del|San|Saint|Abu|Bin|Ibn")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+")
_MIN_LETTERS = 2


def find_hinted(text: str, lexemes: Lexemes, words: Words) -> Iterator[Body]:
    """Find names with capitals that nothing but their surroundings shows to be a body's.

    Linear: each rule looks at a bounded stretch beside one word.
    """
    hints, telling, folds = _Hints(lexemes, words), words.telling, lexemes.folds
    camels = {match.start() for match in _CAMEL.finditer(text)}
    found = [at for at, fold in enumerate(folds) if fold in telling]
    if camels:
        found += [at for at, token in enumerate(lexemes.tokens) if token.start in camels]
    for at in found:
        if lexemes.styles[at] != "plain":
            continue
        for rule, first, stop in hints.read(at, folds[at]):
            if stop > first and (rule == "voice" or hints.is_own(first, stop)):
                yield Body(first, stop, f"organisations/{words.language}:{rule}", 0.6)


@cache
def _list_persons() -> frozenset[str]:
    lexicon = load_lexicon("en")
    return lexicon.given | lexicon.families


class _Hints:
    """Reads the names beside the telling words of one text."""

    def __init__(self, lexemes: Lexemes, words: Words) -> None:
        self._lexemes = lexemes
        self._folds = lexemes.folds
        self._tokens = lexemes.tokens
        self._glued = lexemes.glued
        self._words = words
        self._count = len(lexemes.tokens)
        lexicon = load_lexicon("en")
        self._english = lexicon.english
        self._persons = _list_persons()
        self._given = lexicon.given
        self._places = load_atlas(words.language).names

    def read(self, at: int, fold: str) -> Iterator[tuple[str, int, int]]:
        """The rule and the stretch of each name that the word at `at` hints at."""
        hints = self._words.hints
        before = self._folds[at - 1] if at else ""
        if self._is_camel(at):
            yield "camel-case", at, at + 1
        if fold in hints.by and before in hints.made:
            yield "made-by", at + 1, read_name(self._lexemes, self._words, at + 1)
        elif fold in hints.at and before in hints.staff:
            yield "staff-at", at + 1, read_name(self._lexemes, self._words, at + 1)
        elif fold in hints.of and before in hints.aides:
            yield "aide-of", at + 1, read_name(self._lexemes, self._words, at + 1)
        elif fold in hints.about and self._tokens[at].text[0].isupper() and self._begins(at):
            yield "about", at + 1, self._read_heading(at + 1)
        elif fold in hints.tickers and self._tokens[at - 1].text == "(":
            yield "ticker", self._read_back(at - 1), at - 1
        elif fold in hints.titles and at and self._glued[at]:
            yield "title-behind", self._read_back(at), at
        elif fold in self._words.voices and self._tokens[at].text[0].isupper() and at:
            if self._speaks(at + 1):
                yield "voice", self._read_back(at), at + 1
        elif fold in hints.many and (self._tokens[at].text[0].islower() or self._begins(at)):
            yield from self._read_list(at + 1)

    def _read_list(self, at: int) -> Iterator[tuple[str, int, int]]:
        """Each name of a list: "such as Norvane, Orsk and Vell"."""
        words, stop = self._words, at
        while stop < min(at + 2, self._count) and self._folds[stop] in words.hints.such:
            stop += 1
        if stop == at:
            return
        for _ in range(_MAX_LISTED):
            first = stop
            stop = read_name(self._lexemes, words, first)
            if stop == first:
                return
            yield "listed", first, stop
            while stop < self._count and (
                self._tokens[stop].text == "," or self._folds[stop] in words.joints
            ):
                stop += 1

    def is_own(self, first: int, stop: int) -> bool:
        """Whether a name is neither a place's nor a person's, nor of ordinary words alone."""
        words, folds, tokens = self._words, self._folds, self._tokens
        place = self._places.match(self._lexemes, first)
        if (place and place.stop == stop) or folds[first] in self._given:
            return False
        if stop - first == 1 and folds[first] in self._persons:
            return False
        if stop < self._count and self._glued[stop] and tokens[stop].text in {"of", "v", "-"}:
            return False
        return any(
            not is_word(folds[at], self._english)
            and folds[at] not in words.fields
            and folds[at] not in words.nations
            for at in range(first, stop)
        )

    def _is_camel(self, at: int) -> bool:
        token = self._tokens[at]
        if token.kind != "word" or _NO_CAMEL.match(token.text) or not _CAMEL.fullmatch(token.text):
            return False
        fold, words = self._folds[at], self._words
        if fold in words.hints.media or self._is_thing(at):
            return False
        parts = {part.casefold() for part in _PARTS.findall(token.text)}
        return parts.isdisjoint(words.openers | words.roles | words.breakers)

    def _is_thing(self, at: int) -> bool:
        """Whether the words beside show a program, a person or a part of a longer name."""
        before, after, words = at - 1, at + 1, self._words
        if at and self._glued[at]:
            if self._tokens[before].text[0].isupper() or self._folds[before] in words.articles:
                return True
            if self._lexemes.ends[before] < self._tokens[before].end:
                return True
        if after >= self._count or not self._glued[after]:
            return False
        text = self._tokens[after].text
        return text[0].isupper() or text in {"®", "™"} or self._folds[after] in words.hints.things

    def _is_name(self, at: int) -> bool:
        words, token, fold = self._words, self._tokens[at], self._folds[at]
        return (
            token.kind == "word"
            and token.text[0].isupper()
            and len(token.text) >= _MIN_LETTERS
            and fold not in words.openers
            and fold not in words.roles
            and not fold.endswith(words.compounds)
        )

    def _speaks(self, at: int) -> bool:
        """Whether a verb of speech follows, with "today" or "has" before it."""
        for after in range(at, min(at + 3, self._count)):
            if self._folds[after] in self._words.hints.speaking:
                return not self._tokens[after].text[0].isupper()
            if self._folds[after] not in {"today", "also", "has", "have"}:
                return False
        return False

    def _begins(self, at: int) -> bool:
        return at == 0 or not self._glued[at]

    def _read_back(self, at: int) -> int:
        """The first word of the name that ends before a word."""
        first = at
        while first > 0 and at - first < _MAX_NAME and self._is_name(first - 1):
            if first < at and not self._glued[first]:
                break
            if self._lexemes.ends[first - 1] < self._tokens[first - 1].end and first < at:
                break
            first -= 1
        return first

    def _read_heading(self, at: int) -> int:
        """Behind a name that fills the rest of its line."""
        stop = at
        while stop < self._count and self._glued[stop] and stop - at <= _MAX_HEADING:
            token = self._tokens[stop]
            if token.kind != "word" or not (token.text[0].isupper() or stop > at):
                return at
            stop += 1
        return stop if stop - at <= _MAX_HEADING else at
