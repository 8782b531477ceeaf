"""Scraped text on a terminal: whatever could steer one is shown as a dot."""

import re
import unicodedata
from collections.abc import Container

# Unicode categories: control characters, and with them those that hide or turn text.
CONTROLS = frozenset({"Cc"})
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
HIDDEN = frozenset({"Cc", "Cf"})


def mask_controls(text: str, hidden: Container[str] = HIDDEN) -> str:
    """Put a dot for every character of the categories `hidden`; lines and tabs stay."""
    if text.isprintable():
        return text
    if hidden is CONTROLS:
        # The same, sign by sign, takes half a minute for the texts of 100,000 releases.
        return _CONTROL.sub("·", text)
    return "".join(
        "·" if sign not in "\n\t" and unicodedata.category(sign) in hidden else sign
        for sign in text
    )
