"""Scraped text on a terminal: whatever could steer one is shown as a dot."""

import unicodedata
from collections.abc import Container

# Unicode categories: control characters, and with them those that hide or turn text.
CONTROLS = frozenset({"Cc"})
HIDDEN = frozenset({"Cc", "Cf"})


def mask_controls(text: str, hidden: Container[str] = HIDDEN) -> str:
    """Put a dot for every character of the categories `hidden`; lines and tabs stay."""
    if text.isprintable():
        return text
    return "".join(
        "·" if sign not in "\n\t" and unicodedata.category(sign) in hidden else sign
        for sign in text
    )
