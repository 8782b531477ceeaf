"""One id for one person in all releases, languages and scripts.

An id is made of the name, written in plain Latin letters without initials. What letters cannot tell
(诺罗夫 is Norov, two are called John Smith) stands in rows of rules/names.toml.
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from schemas.naming import FamilyNames, NameRows
from tasks.cases import is_cyrillic, put_nominative
from tasks.vocabulary import load_rules

_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўқғңүұһөәҳҷӣӯ",
        (
            "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya i yi ye g u"
            " k g n u u h o a h j i u"
        ).replace("-", "").split(" "),
        strict=False,
    )
)  # fmt: skip
_JUNIOR = {"jr", "sr", "ii", "iii", "iv"}
_PATRONYMIC = re.compile(r"\w{3,}(?:ovich|evich|ovna|evna|ichna)$")
_WORD = re.compile(r"[^\W_]+")
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"})


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
    if len(words) == 1 and role:
        return Identity(f"{key}.{_slug(role)}", "family name and role")
    return Identity(key, "name" if len(words) > 1 else "family name alone")


def fold_name(name: str) -> str:
    """Write a name in plain Latin letters, lower case, hyphens between, without initials."""
    if is_cyrillic(name):
        name = " ".join(put_nominative(name.lower().split()))
    words = _WORD.findall(romanise(name).replace("'", "").replace("’", ""))
    kept = [word for word in words if len(word) > 1] or words
    if len(kept) > 2:
        kept = [word for word in kept if not _PATRONYMIC.match(word)] or kept
    junior = [word for word in kept if word in _JUNIOR]
    kept = [_spell(word) for word in kept if word not in _JUNIOR] or kept
    if len(kept) == 2 and kept[1] in _list_first() and kept[0] not in _list_first():
        kept.reverse()  # Fumio Kishida is Kishida Fumio
    return "-".join((*kept, *(word for word in junior if word in kept or word != "sr")))


def romanise(text: str) -> str:
    """Write Cyrillic in Latin letters and drop accents; other scripts stay as they are."""
    lower = text.lower()
    if not lower.isascii():
        lower = "".join(_CYRILLIC.get(letter, letter) for letter in lower).translate(_PLAIN)
        lower = "".join(
            letter
            for letter in unicodedata.normalize("NFKD", lower)
            if not unicodedata.combining(letter)
        )
    return lower


def _slug(text: str) -> str:
    return "-".join(_WORD.findall(romanise(text)))


def _spell(word: str) -> str:
    return _load_rows()[2].get(word, word)


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
        parted.setdefault(_key(row.name, spelling), []).append(entry)
    joined = {
        _key(name, spelling): row.person_id or _key(row.names[0], spelling)
        for row in rows.join
        for name in row.names
    }
    return parted, joined, spelling


def _key(name: str, spelling: dict[str, str]) -> str:
    words = [word for word in _WORD.findall(romanise(name).replace("'", "")) if len(word) > 1]
    return "-".join(spelling.get(word, word) for word in words) or romanise(name)
