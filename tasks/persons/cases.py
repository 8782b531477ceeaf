"""Russian names in their cases.

Владимира Норова is Владимир Норов: a given name tells the case and the sex, the family name
follows it. What is not sure stays as it is.
"""

import re
from collections.abc import Sequence
from functools import cache

from schemas.naming import GivenNames
from tasks.prose.rules import load_rules

PATRONYMIC = re.compile(r"\w{3,}(?:вич(?:а|у|ем|е)?|(?:вн|ичн)(?:а|ы|е|у|ой))$", re.IGNORECASE)

_CYRILLIC = re.compile("[Ѐ-ӿ]")
# Only a man's family name ends so, and in no other case.
_INSTRUMENTAL = re.compile(r"(?:ов|ев|ёв|ин|ын)ым$|(?:ск|цк)(?:ого|ому|им)$")
# Endings of family names by the sex the given name shows; the first that fits is taken.
_MAN = (
    (re.compile(r"(ов|ев|ёв|ин|ын)(?:а|у|ым|е)$"), r"\1"),
    (re.compile(r"(ск|цк)(?:ого|ому|им|ом)$"), r"\1ий"),
    (re.compile(r"([бвгджзклмнпрстфхцчшщ])(?:а|у|ом|ем|е)$"), r"\1"),
)
_WOMAN = (
    (re.compile(r"(ов|ев|ёв|ин|ын)(?:ой|у)$"), r"\1а"),
    (re.compile(r"(ск|цк)(?:ой|ую)$"), r"\1ая"),
)


def is_cyrillic(word: str) -> bool:
    """Whether a word has Cyrillic letters."""
    return _CYRILLIC.search(word) is not None


def put_nominative(words: Sequence[str]) -> tuple[str, ...]:
    """Put the words of a name, lower case, into the case a list would name them in."""
    forms = list_forms()
    base = next((forms[word] for word in words if word in forms), None)
    if base is None:
        is_sure = _INSTRUMENTAL.search(words[-1]) is not None
        return tuple(_mend(word, _MAN) for word in words) if is_sure else tuple(words)
    inflected = any(word in forms and forms[word] != word for word in words)
    if not inflected:
        return tuple(words)
    endings = _WOMAN if base[-1] in "ая" else _MAN
    return tuple(forms.get(word) or _mend(word, endings) for word in words)


def _mend(word: str, endings: Sequence[tuple[re.Pattern[str], str]]) -> str:
    for pattern, base in endings:
        if pattern.search(word):
            return pattern.sub(base, word)
    return word


@cache
def list_forms() -> dict[str, str]:
    """List the forms of given names in all cases, each with its nominative."""
    names = load_rules("persons/given.toml", GivenNames).cyrillic.split()
    forms: dict[str, str] = {}
    for name in names:
        for form in _decline(name):
            forms.setdefault(form, name)
    forms.update((name, name) for name in names)
    return forms


def _decline(name: str) -> list[str]:
    stem, last = name[:-1], name[-1]
    if last == "а":
        return [stem + ending for ending in ("ы", "и", "е", "у", "ой", "ей")]
    if last == "я":
        return [stem + ending for ending in ("и", "е", "ю", "ей")]
    if last in "йь":
        return [stem + ending for ending in ("я", "ю", "ем", "е")]
    if last in "бвгджзклмнпрстфхцчшщ":
        return [name + ending for ending in ("а", "у", "ом", "ем", "е")]
    return []
