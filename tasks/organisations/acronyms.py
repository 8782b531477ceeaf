"""Acronyms: what looks like one, and whether it is that of a name."""

import re
from collections.abc import Collection

from tasks.organisations.gazetteer import Lexemes

ACRONYM = re.compile(r"[A-ZА-ЯЁ][A-ZА-ЯЁ0-9&\-]{0,10}[A-ZА-ЯЁ0-9]s?|(?:[A-Z]\.){2,6}")
# "AdP", "MoFA": two capitals at least.
_MIXED = re.compile(r"[A-Z][A-Za-z]{0,5}[A-Z][a-z]?")
_MIN_LETTERS = 2
# Words between the first word of a name and its acronym.
_MAX_NAME = 12


def is_acronym_of(short: str, name: str) -> bool:
    """Whether the letters of an acronym stand in a name in this order, the first as an initial."""
    if not (ACRONYM.fullmatch(short) or _MIXED.fullmatch(short)):
        return False
    letters = [letter for letter in short.casefold() if letter.isalpha()]
    rest = iter(name.casefold())
    initials = {word[0] for word in name.casefold().split()}
    return (
        len(letters) >= _MIN_LETTERS
        and letters[0] in initials
        and all(letter in rest for letter in letters)
    )


def is_initials(short: str, name: str) -> bool:
    """Whether an acronym also ends with the initial of the name's last word."""
    last = name.rsplit(maxsplit=1)[-1][0].casefold()
    return is_acronym_of(short, name) and short[-1].casefold() in {last, "s"}


def is_label(lexemes: Lexemes, at: int) -> bool:
    """Whether capitals are no acronym: a heading, "WHO:" in an advisory, a part of a number."""
    tokens, after = lexemes.tokens, at + 1
    if lexemes.styles[at] == "capitals":
        return True
    begins = at == 0 or not lexemes.glued[at]
    if after >= len(tokens) or not lexemes.glued[after]:
        return False
    behind = tokens[after].text
    return behind == ":" if begins else behind == tokens[at - 1].text == "/"


def find_other_acronyms(lexemes: Lexemes, tied: Collection[str]) -> frozenset[str]:
    """Find acronyms that a text gives to what is no body: "Foreign Assistance Act (FAA)"."""
    tokens = lexemes.tokens
    others: set[str] = set()
    for at in range(2, len(tokens) - 1):
        short = tokens[at].text
        if tokens[at - 1].text != "(" or tokens[at + 1].text != ")":
            continue
        if short in tied or not ACRONYM.fullmatch(short):
            continue
        name = [
            token.text[0]
            for token in tokens[max(at - 1 - _MAX_NAME, 0) : at - 1]
            if token.kind == "word" and token.text[0].isupper()
        ]
        letters = [letter for letter in short if letter.isalpha()]
        if name[-len(letters) :] == letters:
            others.add(short)
    return frozenset(others)
