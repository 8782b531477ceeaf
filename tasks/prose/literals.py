"""What a text must hold for a regular expression to match it: found without compiling it.

Thousands of patterns are sought in every release, and few of them can match: one pass over the
text for the words they need tells which.
"""

import re
from typing import NamedTuple

MIN_LENGTH = 3

_TOKENS = re.compile(
    r"(?P<open>\((?:\?(?:[:=!>]|<[=!]|P<\w+>))?)|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<repeat>[*+?]\??|\{\d*,?\d*\}\??)|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])"
    r"|(?P<escape>\\.)|(?P<any>[.^$])|(?P<plain>[^()\[\]{}|\\.^$*+?]+|.)",
    re.DOTALL,
)
_NEWLINES = {"\\n": "\n"}
# What stands in a text without being of it: no character is matched.
_LOOKS = ("(?=", "(?!", "(?<=", "(?<!")
# The first of the ideographs, kana and hangul.
_IDEOGRAPHS = "\u2e80"
# Letters that case-blind matching takes for one.
_FOLDS = (("ı", "i"), ("ſ", "s"), ("\u0307", ""))


_NOTHING: frozenset[str] = frozenset()


class _Level(NamedTuple):
    """An open group: what its finished branches need, and the pieces of the branch under way."""

    opened: str
    branches: list[frozenset[str] | None]
    pieces: list[frozenset[str]]


def fold_case(text: str) -> str:
    """Fold a text as literals are folded."""
    text = text.lower()
    for letter, plain in _FOLDS:
        text = text.replace(letter, plain)
    return text


def list_literals(pattern: str) -> frozenset[str]:
    """List strings of which a folded text holds at least one if the pattern matches it.

    Of all that a match must hold the longest is chosen; empty if nothing is certain.
    """
    levels = [_Level("", [], [])]
    run = ""
    for token in _TOKENS.finditer(pattern):
        kind, text = token.lastgroup, token.group()
        if kind == "plain" or text in _NEWLINES or (kind == "escape" and not text[1].isalnum()):
            run += _NEWLINES.get(text, text.removeprefix("\\") if kind == "escape" else text)
            continue
        if kind == "repeat" and run:
            # Only the last character is repeated; where it may lack, it is no part of the run.
            last, run = run[-1], run[:-1]
            levels[-1].pieces.append(frozenset({run}))
            run = "" if _may_lack(text) else last
            continue
        if run:
            levels[-1].pieces.append(frozenset({run}))
            run = ""
        if kind == "open":
            levels.append(_Level(text, [], []))
        elif kind == "bar":
            _end_branch(levels[-1])
        elif kind == "close" and len(levels) > 1:
            _end_branch(levels[-1])
            group = levels.pop()
            needed = None if group.opened in _LOOKS else _join_branches(group.branches)
            levels[-1].pieces.append(needed or _NOTHING)
        elif kind == "repeat" and levels[-1].pieces and _may_lack(text):
            levels[-1].pieces.pop()
        elif kind != "repeat":
            levels[-1].pieces.append(_NOTHING)
    if run:
        levels[-1].pieces.append(frozenset({run}))
    _end_branch(levels[0])
    return _join_branches(levels[0].branches) or frozenset()


def _may_lack(repeat: str) -> bool:
    return repeat[0] in "*?" or repeat.startswith(("{0", "{,"))


def _end_branch(level: _Level) -> None:
    """Choose what a branch needs: the piece whose shortest literal is longest."""
    weights = {piece: _weigh(piece) for piece in level.pieces if piece}
    best = max(weights, key=weights.__getitem__, default=_NOTHING)
    level.branches.append(best if best and weights[best][0] >= MIN_LENGTH else None)
    level.pieces.clear()


def _join_branches(branches: list[frozenset[str] | None]) -> frozenset[str] | None:
    needed: set[str] = set()
    for branch in branches:
        if branch is None:
            return None
        needed |= {fold_case(literal) for literal in branch}
    return frozenset(needed)


def _weigh(literals: frozenset[str]) -> tuple[int, float]:
    """Letters of the shortest, and of all on average: the more, the rarer they are in texts."""
    letters = [_count_letters(literal) for literal in literals]
    return min(letters), sum(letters) / len(letters)


def _count_letters(literal: str) -> int:
    """One of Chinese or Japanese counts as two: it is half a word."""
    length = len(literal) - literal.count(" ")
    return length if literal.isascii() else length + sum(mark >= _IDEOGRAPHS for mark in literal)
