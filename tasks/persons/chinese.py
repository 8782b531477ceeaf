"""Persons in a Chinese text: the role, then the name, with no space between, or the name first.

会见联合国副秘书长阿贝良 has the role 副秘书长, what it is of (联合国) before it,
and behind it the name, up to a word that cannot be of one. Foreign names are written with few
signs, which tells them.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from schemas.naming import ScriptNames
from tasks.persons.finds import Find
from tasks.prose.cut import Prose
from tasks.prose.rules import load_rules

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_WINDOW = 16


class _Patterns(NamedTuple):
    """What is looked for, compiled once."""

    named: re.Pattern[str]
    before: re.Pattern[str]
    titled: re.Pattern[str]


def find_chinese(prose: Prose) -> Iterator[Find]:
    """Find names with the roles beside them. Linear in the length of the text."""
    patterns, text = _load_patterns(), prose.text
    for match in patterns.named.finditer(text):
        title = match.span("title")
        before = patterns.before.search(text, max(0, title[0] - _WINDOW), title[0])
        organisation = before.span("of") if before and before["of"] else None
        match.end()
        yield Find(match.span("name"), title, organisation)
    for match in patterns.titled.finditer(text):
        yield Find(match.span("name"), match.span("title"), None)


def _choose(words: str) -> str:
    """Make a pattern for one of many words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True))


@cache
def _load_patterns() -> _Patterns:
    rules = load_rules("persons/zh.toml", ScriptNames)
    heads, after = _choose(rules.heads), _choose(rules.after)
    families, stops = _choose(rules.families), _choose(rules.before)
    letters = "".join(rules.letters.split())
    ending = rf"(?={after}|[^{_HAN}·•・]|$)"
    native = rf"(?:{families})(?!(?:{after}|{heads}))[{_HAN}]{{1,2}}?{ending}"
    parted = rf"[{_HAN}]{{1,7}}(?:[·•・][{_HAN}]{{1,7}}?){{1,3}}{ending}"
    foreign = rf"{parted}|(?!{after}|{heads})[{letters}]{{2,6}}?{ending}"
    title = rf"(?:(?:{heads})(?:兼|、))?(?:{heads})"
    return _Patterns(
        re.compile(rf"(?P<title>{title})(?:、|，)?(?P<name>{native}|{foreign})"),
        re.compile(rf"(?:^|{stops}|[^{_HAN}])(?P<of>(?:(?!{stops})[{_HAN}]){{2,14}})$"),
        re.compile(
            rf"(?:(?<=[^{_HAN}])|(?<=[和同与见向由的])|^)(?P<name>(?:{families})[{_HAN}]{{1,2}}|[{letters}]{{2,6}})"
            rf"(?P<title>{_choose(rules.titles)}){ending}"
        ),
    )
