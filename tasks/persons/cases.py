"""Russian names and titles in their cases.

Владимира Норова is Владимир Норов: a given name tells the case and the sex, the family name
follows it; so does a title before it. What is not sure stays as it is.
"""

import re
from collections.abc import Sequence
from functools import cache

from schemas.naming import GivenNames
from tasks.prose.rules import load_rules

PATRONYMIC = re.compile(r"\w{3,}(?:вич(?:а|у|ам|ем|е)?|(?:вн|ичн)(?:а|ы|е|у|ой))$", re.IGNORECASE)

_CYRILLIC = re.compile("[Ѐ-ӿ]")
_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
# Only a man's family name ends so, and in no other case.
_INSTRUMENTAL = re.compile(r"(?:ов|ев|ёв|ин|ын)ым$|(?:ск|цк)(?:ого|ому|им)$")
# Endings of family names by the sex the given name shows; the first that fits is taken.
_MAN = (
    (re.compile(r"(ов|ев|ёв|ин|ын)(?:а|у|ым|е)$"), r"\1"),
    (re.compile(r"(ск|цк)(?:ого|ому|им|ом)$"), r"\1ий"),
)
# Of other names of men, by case.
_OTHER = {
    "with": re.compile(r"([бвгджзклмнпрстфхцчшщ])(?:ом|ем)$"),
    "of": re.compile(r"([бвгджзклмнпрстфхцчшщ])а$"),
    "to": re.compile(r"([бвгджзклмнпрстфхцчшщ])у$"),
}
_WOMAN = (
    (re.compile(r"(вн|ичн)(?:ы|е|у|ой)$"), r"\1а"),
    (re.compile(r"(ов|ев|ёв|ин|ын)(?:ой|у)$"), r"\1а"),
    (re.compile(r"(ск|цк)(?:ой|ую)$"), r"\1ая"),
)
# The case of a title, by its ending, and what given names lose and gain in it: of a man, a woman.
_TITLE_CASES = (
    (re.compile(r"(?:ом|ем|ём|ым|им)$"), "with"),
    (re.compile(r"(?:[ое]го|а|я)$"), "of"),
    (re.compile(r"(?:[ое]му|у|ю)$"), "to"),
)
_ENDINGS = {"with": ("ом", "ем"), "of": ("а", "я"), "to": ("у", "ю")}
_GIVEN = {
    "with": (("ом", "", "m"), ("ем", "й", "m"), ("ией", "ия", "f"), ("ой", "а", "f")),
    "of": (("а", "", "m"), ("я", "й", "m"), ("ии", "ия", "f"), ("ы", "а", "f"), ("и", "а", "f")),
    "to": (("у", "", "m"), ("ю", "й", "m"), ("ии", "ия", "f"), ("е", "а", "f")),
}  # fmt: skip


def is_cyrillic(word: str) -> bool:
    """Whether a word has Cyrillic letters."""
    return _CYRILLIC.search(word) is not None


def read_case(title: str) -> str:
    """Read the case of a head of a title that is not in the nominative, lower case."""
    return next((case for pattern, case in _TITLE_CASES if pattern.search(title)), "")


def put_nominative(words: Sequence[str], case: str = "") -> tuple[str, ...]:
    """Put the words of a name, lower case, into the case a list would name them in.

    Args:
        words: Of the name.
        case: Of the title before it, see `read_case`; empty if none tells.
    """
    forms = list_forms()
    base = next((forms[word] for word in words if word in forms), None)
    if base is None:
        return _mend_by_title(words, case)
    inflected = any(word in forms and forms[word] != word for word in words)
    if not inflected:
        is_fixed = case != "" and base[-1] in "еиоуэы"
        return (*words[:-1], _mend_man(words[-1], case)) if is_fixed else tuple(words)
    if base[-1] in "ая":
        return tuple(forms.get(word) or _mend(word, _WOMAN) for word in words)
    form = next(word for word in words if word in forms and forms[word] != word)
    case = case or next((name for name, ends in _ENDINGS.items() if form.endswith(ends)), "")
    return tuple(forms.get(word) or _mend_man(word, case) for word in words)


def _mend_by_title(words: Sequence[str], case: str) -> tuple[str, ...]:
    """Mend a name whose given name no list has, by the title before it or by its own ending."""
    last = words[-1]
    is_sure = _INSTRUMENTAL.search(last) is not None
    if is_sure and not case:
        case = "with" if last.endswith(("ым", "им")) else "of"
    if not case and len(words[0]) == 1 and re.search(r"(?:ов|ев|ин|ын)у$", last):
        case = "to"  # Е.К. Сатпаеву
    if not case:
        return tuple(words)
    if len(words[0]) > 2 and len(words) > 1:
        for ending, base, sex in _GIVEN[case]:
            if words[0].endswith(ending) and len(words[0]) > len(ending) + 2:
                given = words[0][: -len(ending)] + base
                rest = (
                    _mend(word, _WOMAN) if sex == "f" else _mend_man(word, case)
                    for word in words[1:]
                )
                return (given, *rest)
    if not is_sure and re.search(r"(?:ов|ев|ин|ын|ск|цк)ой$", last):
        return (*words[:-1], _mend(last, _WOMAN))
    return (*words[:-1], _mend_man(last, case))


def _mend_man(word: str, case: str) -> str:
    mended = _mend(word, _MAN)
    if mended != word or case not in _OTHER:
        return mended
    if case == "with" and word.endswith(("ией", "ой")) and not word.endswith("вой"):
        return f"{word[:-2]}я" if word.endswith("ией") else f"{word[:-2]}а"
    return _OTHER[case].sub(r"\1", word)


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
    if last in _CONSONANTS:
        return [name + ending for ending in ("а", "у", "ом", "ем", "е")]
    return []


def decline_title(base: str) -> list[str]:
    """List the other cases of a head or an adjective of a title, in the singular."""
    if base.endswith(("ый", "ий", "ой")):
        stem, soft = base[:-2], base.endswith(("щий", "ший"))
        endings = ("его", "ему", "им", "ем") if soft else ("ого", "ому", "ым", "ом")
        return [stem + ending for ending in (*endings, "ая", "ой", "ую")]
    if base == "посол":
        return ["посла", "послу", "послом", "после"]
    if base.endswith("ь"):
        return [base[:-1] + ending for ending in ("я", "ю", "ем", "ём", "е")]
    return _decline(base)


def decline_place(name: str) -> list[str]:
    """List the genitive and the other cases of a country: Казахстана, Турции."""
    if name.endswith("ия"):
        return [name[:-1] + ending for ending in ("и", "ю", "ей")]
    if name[-1:] in "ая":
        return [name[:-1] + ending for ending in ("ы", "и", "е", "у", "ю", "ой", "ей")]
    if name[-1:] in "йь":
        return [name[:-1] + ending for ending in ("я", "ю", "и", "ем", "е")]
    if name[-1:] in _CONSONANTS:
        return [name + ending for ending in ("а", "у", "ом", "е")]
    return []
