"""Acronyms: what looks like one, and whether it is that of a name."""

import re

ACRONYM = re.compile(r"[A-ZА-ЯЁ][A-ZА-ЯЁ0-9&\-]{0,10}[A-ZА-ЯЁ0-9]s?|(?:[A-Z]\.){2,6}")
_MIN_LETTERS = 2


def is_acronym_of(short: str, name: str) -> bool:
    """Whether the letters of an acronym stand in a name in this order, the first as an initial."""
    if not ACRONYM.fullmatch(short):
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
