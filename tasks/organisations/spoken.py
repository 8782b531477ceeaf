"""Acronyms without a name in the text or among those known: "MOFA said", "head of NORA"."""

from tasks.organisations.acronyms import ACRONYM
from tasks.organisations.gazetteer import Lexemes
from tasks.organisations.wording import Words
from tasks.persons.lexicon import is_word, load_lexicon
from tasks.places.atlas import load_world

_MAX_ACRONYM = 8


class Spoken:
    """Unknown acronyms of one text that are bodies, as they speak or somebody heads them."""

    def __init__(self, lexemes: Lexemes, words: Words) -> None:
        self._lexemes = lexemes
        self._words = words
        self._plain = words.openers | words.hints.plain

    def hold(self, at: int, short: str) -> bool:
        """Whether an unknown acronym is a body: it speaks, or somebody is its president."""
        return bool(
            ACRONYM.fullmatch(short)
            and self._lexemes.styles[at] == "plain"
            and short.casefold() not in self._plain
            and f"US-{short}" not in load_world().parts
            and len(short) <= _MAX_ACRONYM
            and short.isalpha()
            and not is_word(short.casefold(), load_lexicon("en").english)
            and (self._is_speaking(at + 1) or self._is_headed(at))
        )

    def _is_speaking(self, at: int) -> bool:
        folds, words = self._lexemes.folds, self._words
        if at >= len(folds) or not self._lexemes.glued[at]:
            return False
        is_told = folds[at] in words.speakers or folds[at] in words.hints.speaking
        return is_told and not self._lexemes.tokens[at].text.isupper()

    def _is_headed(self, at: int) -> bool:
        """Whether an acronym stands behind "president of" or "according to"."""
        folds, words, before = self._lexemes.folds, self._words, at - 1
        if before > 0 and folds[before] in words.articles:
            before -= 1
        if before < 1 or not self._lexemes.glued[at]:
            return False
        if folds[before] == "to":
            return folds[before - 1] == "according"
        return folds[before] in words.hints.of and folds[before - 1] in words.hints.led
