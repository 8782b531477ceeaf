"""When a name, role, date or place that was found is the one a label means."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from itertools import takewhile
from typing import TypeVar

Expected = TypeVar("Expected")
Found = TypeVar("Found")

_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_APOSTROPHES = re.compile(r"[‘’ʼ`´]")
_HYPHENS = re.compile(r"[‐‑–—]")
_DROPPED = re.compile(r"[.,\"“”«»()·]")
_SPACES = re.compile(r"\s+")
# A label's names bear no honorific; what is found may.
_HONORIFICS = re.compile(
    r"^(?:(?:mrs?|ms|miss|dr|prof|professor|sir|dame|lord|lady|madam|he|h e|his|her|excellency|hon"
    r"|honou?rable|rev|senator|sen|rep)\s+)+(?=\S)"
)
_PLURAL = re.compile(r"(?<=\w{4})s$")
_LINKS = frozenset(("of", "for", "the", "at", "in", "to", "and"))
_GERMAN_ENDINGS = frozenset(("", "e", "en", "er", "em", "es", "s", "n", "r", "m"))
_COUNTRY = re.compile(r"^(?:us|u s|united states)\s+")


def fold_name(text: str) -> str:
    """Fold case, dots, commas, quotation marks and dashes; drop a leading article."""
    text = unicodedata.normalize("NFC", text).casefold()
    text = _HYPHENS.sub("-", _APOSTROPHES.sub("'", text)).replace("&", " and ")
    return _ARTICLE.sub("", _SPACES.sub(" ", _DROPPED.sub("", text)).strip())


def fold_person(name: str) -> str:
    """As `fold_name`, without leading honorifics."""
    return _HONORIFICS.sub("", fold_name(name))


def fold_role(title: str, organisation: str = "") -> str:
    """A role's words in order, links and plurals left out: "Ministers of Health" is "Minister", "Health"."""
    words = _COUNTRY.sub("", fold_name(f"{title} {organisation}")).split()
    return " ".join(_PLURAL.sub("", word) for word in words if word not in _LINKS)


def fold_letters(text: str) -> str:
    """Letters and digits only: how a quotation's first words are compared."""
    return "".join(character for character in text.casefold() if character.isalnum())


def is_within(one: str, other: str) -> bool:
    """Whether the words of one folded text stand, in order, in the other, either way round."""
    if not one or not other:
        return False
    return f" {one} " in f" {other} " or f" {other} " in f" {one} "


def is_inflected(one: str, other: str) -> bool:
    """Whether two folded names are the same words but for their cases: labels give the nominative."""
    words = list(zip(one.split(), other.split(), strict=False))
    if len(words) != len(one.split()) or len(words) != len(other.split()):
        return False
    return all(first == second or _bends(first, second) for first, second in words)


def _bends(one: str, other: str) -> bool:
    pairs = zip(one, other, strict=False)
    stem = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    tails = {one[stem:], other[stem:]}
    if any("а" <= letter <= "я" for letter in one):
        return stem >= min(3, len(one) - 1) and max(map(len, tails)) <= 3
    return stem >= 3 and tails <= _GERMAN_ENDINGS


def write_date(day: date | None, precision: str | None) -> str | None:
    """A day, month or year as labels write it."""
    if day is None:
        return None
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision or "day", 10)]


def pair_up(
    expected: Sequence[Expected],
    found: Sequence[Found],
    fits: Callable[[Expected, Found], bool],
) -> list[tuple[int, int]]:
    """Pair each expected thing with the first found one that fits and is free, by position."""
    free = list(range(len(found)))
    pairs: list[tuple[int, int]] = []
    for position, one in enumerate(expected):
        taken = next((at for at in free if fits(one, found[at])), None)
        if taken is not None:
            free.remove(taken)
            pairs.append((position, taken))
    return pairs
