"""One id for one person in all releases, languages and scripts.

An id is made of the name, written in plain Latin letters without initials. What letters cannot tell
(诺罗夫 is Norov, two are called John Smith) stands in rows of rules/names.toml.
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from schemas.naming import FamilyNames, NameRows
from tasks.persons.cases import is_cyrillic, put_nominative
from tasks.prose.rules import load_rules

_CYRILLIC: dict[int, str] = str.maketrans(
    {
        "а": "a",
        "б": "b",
        "в": "v",
        "г": "g",
        "д": "d",
        "е": "e",
        "ж": "zh",
        "з": "z",
        "и": "i",
        "й": "y",
        "к": "k",
        "л": "l",
        "м": "m",
        "н": "n",
        "о": "o",
        "п": "p",
        "р": "r",
        "с": "s",
        "т": "t",
        "у": "u",
        "ф": "f",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "э": "e",
        "ю": "yu",
        "я": "ya",
        "і": "i",
        "ї": "yi",
        "є": "ye",
        "ґ": "g",
        "ў": "u",
        "қ": "k",
        "ғ": "g",
        "ң": "n",
        "ү": "u",
        "ұ": "u",
        "һ": "h",
        "ө": "o",
        "ә": "a",
        "ҳ": "h",
        "ҷ": "j",
        "ӣ": "i",
        "ӯ": "u",
        "ё": "e",
        "ъ": "",
        "ь": "",
        "ы": "y",
    }
)
_JUNIOR = {"jr", "sr", "ii", "iii", "iv"}
_PATRONYMIC = re.compile(r"\w{3,}(?:ovich|evich|ovna|evna|ichna)$")
_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+")
_PLAIN: dict[int, str] = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"}
)


class Identity(NamedTuple):
    """An id and why it was given."""

    person_id: str
    reason: str


def identify_person(name: str, organisations: tuple[str, ...], role: str) -> Identity:
    """Give a person's id.

    Args:
        name: Fullest form in the release, in any script.
        organisations: Those its roles are held in, which keep two of one name apart.
        role: Title of the first role, which a family name alone is told by; empty if none.
    """
    parted, joined, _ = _load_rows()
    key = fold_name(name)
    for organisation, person_id in parted.get(key, ()):
        if any(organisation in one.casefold() for one in organisations):
            return Identity(person_id, f"names.toml: {organisation}")
    if key in joined:
        return Identity(joined[key], "names.toml")
    words = key.split("-")
    if is_cyrillic(name):
        return Identity(key, "transliteration")
    if _HAN.search(name):
        return Identity(key, "name")
    if len(words) == 1 and role:
        return Identity(f"{key}.{_slug(role)}", "family name and role")
    return Identity(key, "name" if len(words) > 1 else "family name alone")


def fold_name(name: str) -> str:
    """Write a name in plain Latin letters, lower case, hyphens between, without initials."""
    return _fold(name, _load_rows()[2])


def _fold(name: str, spelling: dict[str, str]) -> str:
    if is_cyrillic(name):
        name = " ".join(put_nominative(name.lower().split()))
    words: list[str] = _WORD.findall(romanise(name).replace("'", "").replace("’", ""))
    kept = [word for word in words if len(word) > 1 and word not in _JUNIOR] or words
    if len(kept) > 2:
        kept = [word for word in kept if not _PATRONYMIC.match(word)] or kept
    kept = [spelling.get(word, word) for word in kept]
    if len(kept) == 2 and kept[1] in _list_first() and kept[0] not in _list_first():
        kept.reverse()  # Fumio Kishida is Kishida Fumio
    return "-".join((*kept, *(word for word in words[1:] if word in _JUNIOR)))


def romanise(text: str) -> str:
    """Write Cyrillic in Latin letters and drop accents; other scripts stay as they are."""
    lower = text.lower()
    if not lower.isascii():
        lower = lower.translate(_CYRILLIC).translate(_PLAIN)
        lower = "".join(
            letter
            for letter in unicodedata.normalize("NFKD", lower)
            if not unicodedata.combining(letter)
        )
    return lower


def _slug(text: str) -> str:
    return "-".join(_WORD.findall(romanise(text)))


@cache
def _list_first() -> frozenset[str]:
    return frozenset(load_rules("persons/families.toml", FamilyNames).first.split())


@cache
def _load_rows() -> tuple[dict[str, list[tuple[str, str]]], dict[str, str], dict[str, str]]:
    """Return rows that part, rows that join and spellings, by folded name."""
    rows = load_rules("names.toml", NameRows)
    spelling = {word: row.words[0] for row in rows.spelling for word in row.words[1:]}
    parted: dict[str, list[tuple[str, str]]] = {}
    for row in rows.part:
        entry = (row.organisation.casefold(), row.person_id)
        parted.setdefault(_fold(row.name, spelling), []).append(entry)
    joined = {
        _fold(name, spelling): row.person_id or _fold(row.names[0], spelling)
        for row in rows.join
        for name in row.names
    }
    return parted, joined, spelling
