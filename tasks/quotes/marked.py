"""Words in quotation marks: where the marks open and close, paragraph by paragraph."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# Marks of one family stand for each other: texts open with “ and close with ".
_DOUBLE = re.compile(r"[\"“”„‟＂]|''|``")
_ANGLE = re.compile(r"[«»]")
_CORNER = re.compile(r"[「」]")
_WHITE = re.compile(r"[『』]")
_SINGLE = re.compile(r"[‘’]")
_FAMILIES = {
    **dict.fromkeys('"“”„‟＂', _DOUBLE),
    **dict.fromkeys("'`", _DOUBLE),
    **dict.fromkeys("«»", _ANGLE),
    **dict.fromkeys("「」", _CORNER),
    **dict.fromkeys("『』", _WHITE),
    "‘": _SINGLE,
}
_ANY = re.compile(r"[\"“”„‟＂«»「」『』‘]|''|``")
_ALWAYS_OPEN = frozenset("„「『")
_ALWAYS_CLOSE = frozenset("」』")
_BEFORE_OPENING = frozenset(" \t\n\u00a0\u202f([{—–-:：，,。>/")
_BEFORE_NESTED = _BEFORE_OPENING - frozenset(",:")
_BEFORE_CLOSING = frozenset(".,!?…;:。，！？")


class Marked(NamedTuple):
    """A piece of a paragraph in quotation marks, marks included."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    is_closed: bool


def find_marked(text: str, start: int, end: int) -> list[Marked]:
    """Find the outermost pieces in quotation marks of one paragraph. Linear in its length.

    A piece whose closing mark is missing goes to the end of the paragraph.
    """
    found = list(_scan(text, start, end, nested=True))
    if found and not found[-1].is_closed:
        # A mark that opens within a quotation was taken for a nested one; it may be a slip.
        again = list(_scan(text, found[-1].start, end, nested=False))
        if again[-1].is_closed:
            found[-1:] = again
    return found


def _scan(text: str, start: int, end: int, *, nested: bool) -> Iterator[Marked]:
    place = start
    while opening := _ANY.search(text, place, end):
        place = opening.end()
        if not _opens(text, opening, start, end):
            continue
        closing = _find_closing(text, opening, end, nested=nested)
        stop = closing.start() if closing else end
        place = closing.end() if closing else end
        yield Marked(opening.start(), place, opening.end(), stop, closing is not None)


def _find_closing(
    text: str, opening: re.Match[str], end: int, *, nested: bool
) -> re.Match[str] | None:
    family = _FAMILIES[opening[0][0]]
    depth = 1
    place = opening.end()
    while mark := family.search(text, place, end):
        place = mark.end()
        if family is _SINGLE:
            if mark[0] == "’" and _closes_single(text, mark, end):
                return mark
            continue
        # Of marks that stand between two letters or two spaces the one that is due is meant.
        if _is_opening(text, mark, opening, end):
            depth += nested
            continue
        depth -= 1
        if depth == 0:
            return mark
    return None


def _is_opening(text: str, mark: re.Match[str], first: re.Match[str], end: int) -> bool:
    """Whether a mark within a quotation opens another."""
    sign = mark[0]
    if sign in _ALWAYS_OPEN:
        return True
    if sign in _ALWAYS_CLOSE or (first[0] == "„" and sign == "“"):
        return False
    if sign in "«»":
        return sign == first[0]
    before = text[mark.start() - 1]
    after = text[mark.end()] if mark.end() < end else " "
    return before in _BEFORE_NESTED and not after.isspace() and sign != "”"


def _closes_single(text: str, mark: re.Match[str], end: int) -> bool:
    """Tell a closing mark from an apostrophe: a plural's (ministers’) goes on with a word."""
    after = text[mark.end()] if mark.end() < end else "\n"
    if after.isalnum():
        return False
    return text[mark.start() - 1] in _BEFORE_CLOSING or after in "\n,.;:)!?"


def _opens(text: str, mark: re.Match[str], start: int, end: int) -> bool:
    """Whether a mark outside a quotation opens one."""
    sign = mark[0]
    if sign in _ALWAYS_OPEN:
        return True
    if sign in _ALWAYS_CLOSE:
        return False
    if mark.end() >= end:
        return False
    if sign == "«":
        return True
    after = text[mark.end()]
    before = text[mark.start() - 1] if mark.start() > start else " "
    if sign == "“" and not after.isspace():
        return True
    is_free = before in _BEFORE_OPENING or (not before.isascii() and not before.isalpha())
    if sign in {"“", '"', "＂"} and "\u3040" <= before <= "\u9fff":
        is_free = True
    return is_free and not after.isspace()
