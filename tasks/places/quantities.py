"""Quantities in a release: numbers with their units and bounds, "over 120 states"."""

from functools import cache
from typing import Literal, NamedTuple

from schemas.findings import Quantity
from schemas.quantities import QuantityWords
from tasks.organisations.gazetteer import Gazetteer, Lexemes, split_phrases
from tasks.prose.cut import Prose
from tasks.prose.rules import RULES, load_rules

Bound = Literal["", "over", "under", "about"]

_SIGNS = {
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "₽": "RUB", "₹": "INR", "₸": "KZT", "₩": "KRW",
}  # fmt: skip
_CODES = frozenset({"USD", "EUR", "GBP", "CNY", "RMB", "RUB", "JPY", "KZT", "CHF", "INR", "AUD"})
_PERCENTS = frozenset("%％٪")
_MAX_DIGITS = 15
_MAX_UNIT_WORDS = 3
_FIRST_YEAR, _LAST_YEAR = 1800, 2100


class _Vocabulary(NamedTuple):
    rules: QuantityWords
    language: str
    percents: Gazetteer[str]
    units: Gazetteer[str]
    bounds: Gazetteer[Bound]
    no_units: frozenset[str]
    before: frozenset[str]


class _Reading(NamedTuple):
    """A number read: its value, its first token and the one behind its last."""

    value: float
    first: int
    stop: int


def find_quantities(prose: Prose, lexemes: Lexemes, language: str) -> tuple[Quantity, ...]:
    """Find numbers with a unit, a currency or a bound, in order.

    Years, dates and numbers of rooms, articles or telephones are none.

    Args:
        prose: The release's text.
        lexemes: Its words, folded.
        language: BCP 47 tag; without rules of its language only signs ("$5", "5%") are read.
    """
    vocabulary = _load_vocabulary(language.split("-", maxsplit=1)[0])
    reader = _Reader(prose, lexemes, vocabulary)
    found: list[Quantity] = []
    free = 0
    for at, token in enumerate(lexemes.tokens):
        if at < free or not (token.kind == "number" or lexemes.folds[at] in reader.numerals):
            continue
        quantity, free = reader.read(at)
        if quantity:
            found.append(quantity)
    return tuple(found)


@cache
def _load_vocabulary(language: str) -> _Vocabulary:
    file = f"quantities/{language}.toml"
    if not (RULES / file).is_file():
        language, file = "en", "quantities/en.toml"
    rules = load_rules(file, QuantityWords)
    bounds: list[tuple[str, Bound]] = [
        *((phrase, "over") for phrase in split_phrases(rules.bounds.over)),
        *((phrase, "under") for phrase in split_phrases(rules.bounds.under)),
        *((phrase, "about") for phrase in split_phrases(rules.bounds.about)),
    ]
    return _Vocabulary(
        rules=rules,
        language=language,
        percents=Gazetteer([(phrase, "percent") for phrase in split_phrases(rules.percents)]),
        units=Gazetteer(
            [(form, unit) for unit, forms in rules.units.items() for form in split_phrases(forms)]
        ),
        # Read backwards from the number: the last word comes first.
        bounds=Gazetteer(
            [(" ".join(reversed(phrase.split())), bound) for phrase, bound in bounds]
            if rules.words
            else [(phrase[::-1], bound) for phrase, bound in bounds]
        ),
        no_units=frozenset(rules.no_units.split()),
        before=frozenset(rules.before.split()),
    )


class _Reader:
    def __init__(self, prose: Prose, lexemes: Lexemes, vocabulary: _Vocabulary) -> None:
        self._prose = prose
        self._lexemes = lexemes
        self._tokens = lexemes.tokens
        self._folds = lexemes.folds
        self._vocabulary = vocabulary
        self.numerals = vocabulary.rules.numerals

    def read(self, at: int) -> tuple[Quantity | None, int]:
        """The quantity whose number is at `at`, and the token to go on from."""
        reading = self._read_number(at)
        if reading is None:
            return None, at + 1
        first, stop, unit = reading.first, reading.stop, ""
        rule = "count"
        currency, start = self._read_sign(first)
        if currency:
            unit, first, rule = currency, start, "money"
        value, stop = self._multiply(reading.value, stop)
        if not unit:
            unit, stop, rule = self._read_unit(value, at, stop)
        bound, start = self._read_bound(first)
        is_written = self._folds[at] in self.numerals
        if not unit and not (bound and not is_written and not self._is_year(value, at)):
            return None, reading.stop
        if self._is_counted_up(first):
            return None, stop
        begin, end = self._tokens[start].start, self._lexemes.ends[stop - 1]
        return (
            Quantity(
                start=begin,
                end=end,
                text=self._prose.text[begin:end],
                rule=f"quantities/{self._vocabulary.language}:{rule}",
                confidence=0.9 if unit else 0.6,
                value=value,
                unit=unit,
                bound=bound,
            ),
            stop,
        )

    def _read_number(self, at: int) -> _Reading | None:
        fold = self._folds[at]
        if fold in self.numerals:
            return _Reading(self.numerals[fold], at, at + 1)
        text, stop = fold, at + 1
        if ":" in text or "/" in text or len(text) > _MAX_DIGITS:
            return None
        decimal = self._vocabulary.rules.decimal
        thousands = "," if decimal == "." else "."
        if text.count(decimal) > 1 or not _is_grouped(text.partition(decimal)[0], thousands):
            return None
        # "15 000" is one number.
        while (
            stop < len(self._tokens)
            and self._lexemes.glued[stop]
            and self._tokens[stop].start > self._tokens[stop - 1].end
            and len(self._folds[stop]) == 3
            and self._folds[stop].isdecimal()
            and len(text) <= 9
            and decimal not in text
        ):
            text += self._folds[stop]
            stop += 1
        # "1.5亿" is cut into three, as a letter follows.
        if stop + 1 < len(self._tokens) and self._tokens[stop].text == decimal and (
            self._tokens[stop].start == self._tokens[at].end
            and self._tokens[stop + 1].kind == "number"
            and self._tokens[stop + 1].start == self._tokens[stop].end
            and self._folds[stop + 1].isdecimal()
        ):  # fmt: skip
            text += decimal + self._folds[stop + 1]
            stop += 2
        digits = text.replace(thousands, "").replace(decimal, ".")
        return _Reading(float(digits), at, stop)

    def _read_sign(self, first: int) -> tuple[str, int]:
        """The currency before a number: "$", "US$", "EUR"."""
        before = first - 1
        if before < 0 or not self._lexemes.glued[first]:
            return "", first
        sign = _SIGNS.get(self._tokens[before].text, "")
        if sign:
            glued = before > 0 and self._tokens[before - 1].end == self._tokens[before].start
            prefix = self._tokens[before - 1].text if glued else ""
            other = {"A": "AUD", "AU": "AUD", "C": "CAD", "CA": "CAD", "NZ": "NZD", "HK": "HKD"}
            if sign == "USD" and prefix in {"US", "U.S.", *other}:
                return other.get(prefix, sign), before - 1
            return sign, before
        if self._tokens[before].text in _CODES:
            return self._tokens[before].text.replace("RMB", "CNY"), before
        return "", first

    def _multiply(self, value: float, stop: int) -> tuple[float, int]:
        factors = self._vocabulary.rules.factors
        for _ in range(2):
            if stop >= len(self._folds) or not self._lexemes.glued[stop]:
                break
            two = self._folds[stop] + (self._folds[stop + 1] if stop + 1 < len(self._folds) else "")
            if two in factors and not self._vocabulary.rules.words:
                value, stop = value * factors[two], stop + 2
            elif self._folds[stop] in factors:
                value, stop = value * factors[self._folds[stop]], stop + 1
                if stop < len(self._folds) and self._tokens[stop].text == "." and (
                    self._vocabulary.language in {"ru", "de"}
                ):  # fmt: skip
                    stop += 1
            else:
                break
        return round(value, 6), stop

    def _read_unit(self, value: float, at: int, stop: int) -> tuple[str, int, str]:
        """The unit behind a number: percent, a currency, a unit by name, or any plural."""
        folds, vocabulary = self._folds, self._vocabulary
        if stop >= len(folds) or not self._lexemes.glued[stop]:
            return "", stop, "count"
        if self._tokens[stop].text in _PERCENTS:
            return "percent", stop + 1, "percent"
        after = stop + 1 if self._tokens[stop].text in {"-", "‑"} else stop
        percent = vocabulary.percents.match(self._lexemes, after)
        if percent:
            return "percent", percent.stop, "percent"
        currency = self._read_currency(after)
        if currency:
            return *currency, "money"
        unit = vocabulary.units.match(self._lexemes, after)
        if unit:
            return unit.value, unit.stop, "unit"
        is_open = vocabulary.rules.open_units and not self._is_year(value, at)
        return self._read_plural(after) if is_open else ("", stop, "count")

    def _read_currency(self, at: int) -> tuple[str, int] | None:
        """The currency at a token or behind it: "100 US dollars"."""
        currencies, folds = self._vocabulary.rules.currencies, self._folds
        for inner in (at, at + 1):
            if inner < len(folds) and self._lexemes.glued[inner] and folds[inner] in currencies:
                return currencies[folds[inner]], inner + 1
            joined = "".join(folds[inner : inner + 2])
            if not self._vocabulary.rules.words and joined in currencies:
                return currencies[joined], inner + 2
        return None

    def _read_plural(self, at: int) -> tuple[str, int, str]:
        """The plural that follows, with what stands before it: "member states"."""
        words: list[str] = []
        for inner in range(at, min(at + _MAX_UNIT_WORDS, len(self._folds))):
            fold, token = self._folds[inner], self._tokens[inner]
            if token.kind != "word" or not self._lexemes.glued[inner]:
                break
            if fold in self._vocabulary.no_units or not (fold.islower() and token.text.islower()):
                break
            words.append(fold)
            unit = self._vocabulary.units.match(self._lexemes, inner)
            if unit and unit.stop == inner + 1:
                words[-1] = unit.value
                return " ".join(words), inner + 1, "unit"
            if len(fold) > 3 and fold.endswith("s") and not fold.endswith(("ss", "us", "is")):
                words[-1] = _make_singular(fold)
                return " ".join(words), inner + 1, "unit"
        return "", at, "count"

    def _read_bound(self, first: int) -> tuple[Bound, int]:
        """What stands before a number and bounds it, and where that begins."""
        for length in (4, 3, 2, 1):
            start = first - length
            if start < 0:
                continue
            words = tuple(reversed(self._folds[start:first]))
            bound = self._vocabulary.bounds.get(words)
            if bound:
                return bound, start
        return "", first

    def _is_counted_up(self, first: int) -> bool:
        """Whether a number is one of a row: "Section 8", "No. 5"."""
        before = first - 1
        if before >= 0 and self._tokens[before].text == "." and self._lexemes.glued[first]:
            before -= 1
        return before >= 0 and self._folds[before] in self._vocabulary.before

    def _is_year(self, value: float, at: int) -> bool:
        return _FIRST_YEAR <= value <= _LAST_YEAR and len(self._tokens[at].text) == 4


def _is_grouped(digits: str, mark: str) -> bool:
    """Whether the marks within a number part its thousands."""
    groups = digits.split(mark)
    return all(part.isdecimal() for part in groups) and all(len(part) == 3 for part in groups[1:])


def _make_singular(plural: str) -> str:
    if plural.endswith("ies") and len(plural) > 4:
        return plural[:-3] + "y"
    if plural.endswith(("ches", "shes", "xes", "sses")):
        return plural[:-2]
    return plural[:-1]
