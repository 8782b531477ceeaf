"""Persons in an Arabic text: a role or an honorific before a name, a role behind it.

Each word becomes a sign, so that patterns over kinds of words are patterns over text:

    h honorific   R head of a role, r one without an article   d word with an article
    G given name  p particle of a name   c country   n noun that is in no name   w other word
    l word with "of" or "for" written onto it   i in, to, at   U any other   , comma   | border
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from babel import Locale

from schemas.naming import GivenNames, ScriptNames
from tasks.persons.finds import Find
from tasks.prose.cut import Prose
from tasks.prose.rules import load_rules

_TOKEN = re.compile(r"[\u0620-\u0652\u0670-\u06d3ـ]+(?:-[\u0620-\u0652]+)?|\S")
_MARKS = re.compile("[\u064b-\u0652\u0670ـ]")
_PROCLITIC = re.compile(r"^(?:و|ف)?(?:ب|ل|ك)?(?=ال\w{2}|\w{4})")
_NAME = r"(?:G|U|(?<=[c,dh])c(?=[UG]))(?:p{1,2}h?[GUd]|[GU]){0,4}d?"
_OF = r"(?P<of>(?:[li][Uldcin]*|c)?)"
_BEFORE = re.compile(
    rf"(?P<title>[Rr][Rrdn]*(?:U(?=[dc,l]))?[Rrdn]*){_OF},?"
    rf"(?P<honorific>[hR]{{0,3}})(?:(?<=[Rdc,h])|(?=G))(?P<name>{_NAME})"
)
_HONOUR = re.compile(rf"(?P<honorific>h+d?h*)(?P<name>{_NAME})")
_NAMED = re.compile(r"(?P<honorific>)(?P<name>G(?:p{0,2}[GUd]){1,4})(?=,[Rr])")
_AFTER = re.compile(rf",?(?P<title>[Rr][Rrdn]*(?:U(?=[dcl,|w]))?[Rrdn]*){_OF}")
_OPENED = {",U", "hU", "RU", "dU"}  # a name was begun
_SMALL_WORD = 3


class _Words(NamedTuple):
    """Words of the language, each in one set."""

    honorifics: frozenset[str]
    heads: frozenset[str]
    nouns: frozenset[str]
    stops: frozenset[str]
    links: frozenset[str]
    particles: frozenset[str]
    given: frozenset[str]
    countries: frozenset[str]
    nations: tuple[str, ...]
    short_nations: frozenset[str]  # as Mali begins as "financial" does, only those that are listed


def find_arabic(prose: Prose) -> Iterator[Find]:
    """Find names with what stands beside them. Linear in the length of the text."""
    words = _load_words()
    spans: list[tuple[int, int]] = []
    signs: list[str] = []
    for paragraph in prose.paragraphs:
        signs.append("|")
        spans.append((paragraph.start, paragraph.start))
        for match in _TOKEN.finditer(prose.text, paragraph.start, paragraph.end):
            start, sign = _sign(match[0], words, "".join(signs[-2:]))
            signs.append(sign)
            spans.append((match.start() + start, match.end()))
    line = "".join(signs) + "|"
    spans.append((len(prose.text), len(prose.text)))
    taken = 0
    for match in sorted(
        (*_BEFORE.finditer(line), *_HONOUR.finditer(line), *_NAMED.finditer(line)),
        key=lambda one: (one.start("name"), one.start()),
    ):
        if match.start("name") < taken or line[match.start("name") - 1] == "p":
            continue
        first, last = match.span("name")
        taken = last
        name = (spans[first][0], spans[last - 1][1])
        after = _AFTER.match(line, last)
        stated = match if match.re is _BEFORE else None
        if stated and line[stated.end("of")] == ",":
            begin = spans[stated.end("of")][1]
            stated = None if prose.text[begin : begin + 2].strip() == "و" else stated  # and Mr
        if after and (stated is None or match["title"] == "R"):
            stated = after
        yield _make_find(prose.text, name, stated, spans, words)


def _make_find(
    text: str,
    name: tuple[int, int],
    stated: re.Match[str] | None,
    spans: list[tuple[int, int]],
    words: _Words,
) -> Find:
    if stated is None:
        return Find(name, None, None)
    first, last = stated.span("title")
    while last - first > 1 and _is_nation(text[slice(*spans[last - 1])], words):
        last -= 1  # وزير الخارجية الإيراني
    title = (spans[first][0], spans[last - 1][1])
    begin, end = stated.span("of")
    organisation = None
    while end > begin + 1 and _look_up(text[slice(*spans[end - 1])], words) in {"i", "c"}:
        end -= 1
    if end > begin:
        start = spans[begin][0]
        word = text[slice(*spans[begin])]
        if word in words.links:
            start = spans[begin + 1][0] if end > begin + 1 else spans[begin][1]
        if start < spans[end - 1][1]:
            organisation = (start, spans[end - 1][1])
    return Find(name, title, organisation)


def _sign(text: str, words: _Words, before: str) -> tuple[int, str]:
    """Sign a word; a small word written onto it is left out of its stretch."""
    if len(text) == 1 or not text[0].isalpha():
        return 0, ("," if text in {"،", ","} else "|")
    plain = _MARKS.sub("", text)
    sign = _look_up(plain, words)
    if sign:
        is_begun = before[-1] in "GhRp" or before in _OPENED
        return 0, ("G" if sign == "r" and plain in words.given and is_begun else sign)
    clitic = _PROCLITIC.match(plain)
    cut = clitic.end() if clitic else 0
    sign = _look_up(plain[cut:], words) if cut else ""
    if sign and sign in "hRrcwn" and not plain.startswith("لل"):
        is_held = sign == "c" or (sign == "n" and "ل" in plain[:cut])
        return cut, ("l" if is_held else sign)
    return 0, _sign_unknown(plain, plain[:cut], words, before[-1])


def _sign_unknown(plain: str, clitic: str, words: _Words, last: str) -> str:
    """Sign a word that no list has, by what is written onto it and what stands before it."""
    # A verb: he meets, she receives.
    is_verb = plain[0] in "يت" and len(plain) > _SMALL_WORD and last in "GUdp"
    if plain.startswith("لل"):
        sign = "R" if f"ال{plain[2:]}" in words.heads else "l"
    elif plain[len(clitic) :].startswith("ال"):
        sign = "l" if "ب" in clitic else "d"
    elif clitic and plain[0] == "ل" and last in "Rrd":
        sign = "l"
    elif is_verb or len(plain) == 1 or (last == "," and plain[0] == "و"):
        sign = "w"
    else:
        sign = "U"
    return sign


def _look_up(plain: str, words: _Words) -> str:
    sign = ""
    if plain in words.stops:
        sign = "w"
    elif plain in words.honorifics:
        sign = "h"
    elif plain in words.heads:
        sign = "R" if plain.startswith("ال") else "r"
    elif plain in words.nouns:
        sign = "n"
    elif plain in words.links:
        sign = "i"
    elif plain in words.particles:
        sign = "p"
    elif plain in words.given:
        sign = "G"
    elif plain in words.countries:
        sign = "c"
    return sign


def _is_nation(word: str, words: _Words) -> bool:
    """Whether a word is an adjective of a country: الإيراني."""
    if not word.startswith("ال") or not word.endswith(("ي", "ية")):
        return False
    stem = word.removeprefix("ال").removesuffix("ية").removesuffix("ي")[:5]
    if len(stem) <= _SMALL_WORD:
        return stem in words.short_nations
    return any(name.startswith(stem) for name in words.nations)


@cache
def _load_words() -> _Words:
    rules = load_rules("persons/ar.toml", ScriptNames)
    countries = [str(name) for name in dict(Locale("ar").territories).values()]
    return _Words(
        honorifics=frozenset(rules.honorifics.split()),
        heads=frozenset(rules.heads.split()),
        nouns=frozenset(rules.nouns.split()),
        stops=frozenset(rules.after.split()),
        links=frozenset(rules.before.split()),
        particles=frozenset(rules.particles.split()),
        given=frozenset(load_rules("persons/given.toml", GivenNames).arabic.split()),
        countries=frozenset(name for name in countries if " " not in name),
        nations=(*rules.nations.split(), *(name.removeprefix("ال") for name in countries)),
        short_nations=frozenset(rules.nations.split()),
    )
