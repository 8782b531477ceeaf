"""Persons in scripts without capitals: in Chinese and Arabic a role before it tells a name.

会见联合国副秘书长阿贝良 has the role 副秘书长, what it is of (联合国)
before it, and behind it the name, up to a word that cannot be of one. Later mentions are found by
the name alone.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from schemas.findings import Evidence, Person, Role
from schemas.naming import GivenNames, ScriptNames
from tasks.persons.names import identify_person
from tasks.prose.cut import Prose
from tasks.prose.rules import RULES, load_rules

_MAX_PERSONS = 200
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_CONFIDENCE = 0.8


class _Patterns(NamedTuple):
    """What is looked for in one language, compiled once."""

    named: re.Pattern[str]
    before: re.Pattern[str] | None


class _Find(NamedTuple):
    """A name and the role before it, by their offsets."""

    name: tuple[int, int]
    title: tuple[int, int]
    organisation: tuple[int, int] | None


def find_scripted(prose: Prose, language: str) -> tuple[Person, ...]:
    """Find persons in a Chinese or Arabic text; none in other languages. Linear in its length."""
    base = language.split("-", maxsplit=1)[0]
    if not (RULES / f"persons/{base}.toml").exists() or base not in {"zh", "ar"}:
        return ()
    patterns = _load_patterns(base)
    finds: dict[str, list[_Find]] = {}
    for find in _find_named(prose.text, patterns):
        name = prose.text[slice(*find.name)]
        if len(finds) < _MAX_PERSONS or name in finds:
            finds.setdefault(name, []).append(find)
    return _collect(prose.text, base, finds)


def _find_named(text: str, patterns: _Patterns) -> Iterator[_Find]:
    for match in patterns.named.finditer(text):
        if match["name"] is None:
            continue
        title = match.span("title")
        organisation = None
        if patterns.before is not None:
            window = max(0, title[0] - 16)
            before = patterns.before.search(text, window, title[0])
            if before and before["of"]:
                organisation = before.span("of")
        yield _Find(match.span("name"), title, organisation)


def _collect(text: str, language: str, finds: dict[str, list[_Find]]) -> tuple[Person, ...]:
    """Put the finds of one name together, a family name alone with the full name it ends."""
    full = sorted(finds, key=len, reverse=True)
    owner: dict[str, str] = {}
    for name in full:
        holder = next((one for one in full if one != name and _ends_with(one, name)), name)
        owner[name] = owner.get(holder, holder)
    forms: dict[str, str] = {}
    for name in full:
        forms[name] = owner[name]
        short = re.split("[·•・]", name)[-1]
        forms.setdefault(short, owner[name])
    mentions: dict[str, list[Evidence]] = {}
    if forms:
        pattern = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
        known = re.compile(pattern if language == "zh" else rf"(?<!\w)(?:{pattern})(?!\w)")
        for match in known.finditer(text):
            mentions.setdefault(forms[match[0]], []).append(_make_evidence(match, language))
    persons: list[Person] = []
    for name in dict.fromkeys(owner.values()):
        roles = tuple(
            _make_role(text, find, language)
            for one in full
            if owner[one] == name
            for find in finds[one][:1]
        )
        organisations = tuple(role.organisation for role in roles if role.organisation)
        identity = identify_person(name, organisations, roles[0].title if roles else "")
        persons.append(
            Person(
                person_id=identity.person_id,
                id_reason=identity.reason,
                name=name,
                roles=tuple(role for role in roles if role.title),
                mentions=tuple(mentions[name]),
            )
        )
    return tuple(sorted(persons, key=lambda person: person.mentions[0].start))


def _ends_with(full: str, short: str) -> bool:
    return full.endswith(short) and re.search(r"[·•・ ]$", full[: -len(short)]) is not None


def _make_evidence(match: re.Match[str], language: str) -> Evidence:
    return Evidence(
        start=match.start(),
        end=match.end(),
        text=match[0],
        rule=f"persons/{language}:role-before",
        confidence=_CONFIDENCE,
    )


def _make_role(text: str, find: _Find, language: str) -> Role:
    start = find.organisation[0] if find.organisation else find.title[0]
    return Role(
        start=start,
        end=find.title[1],
        text=text[start : find.title[1]],
        rule=f"persons/{language}:role-before",
        confidence=_CONFIDENCE,
        title=text[slice(*find.title)].strip(),
        organisation=text[slice(*find.organisation)] if find.organisation else None,
    )


def _choose(words: str) -> str:
    """Make a pattern for one of many words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True))


@cache
def _load_patterns(language: str) -> _Patterns:
    rules = load_rules(f"persons/{language}.toml", ScriptNames)
    heads, after = _choose(rules.heads), _choose(rules.after)
    if rules.kind == "signs":
        families, stops = _choose(rules.families), _choose(rules.before)
        ending = rf"(?={after}|[^{_HAN}·•・]|$)"
        native = rf"(?:{families})[{_HAN}]{{1,2}}?{ending}"
        foreign = (
            rf"[{_HAN}]{{1,7}}(?:[·•・][{_HAN}]{{1,7}}?){{1,2}}{ending}|[{_HAN}]{{2,5}}?{ending}"
        )
        return _Patterns(
            re.compile(rf"(?P<title>(?:(?:{heads})兼)?(?:{heads}))(?P<name>{native}|{foreign})"),
            re.compile(rf"(?:^|{stops}|[^{_HAN}])(?P<of>(?:(?!{stops})[{_HAN}]){{2,14}})$"),
        )
    names = _choose(load_rules("persons/given.toml", GivenNames).arabic)
    linking = _choose(rules.before)
    stop = rf"(?!(?:{after})(?!\w))"
    word = rf"{stop}[\u0620-\u064a\u064b-\u0652]{{2,15}}"
    title = rf"(?<!\w)(?:و|ل|ب)?(?P<title>(?:{heads})(?: (?:{linking}|ال[\u0620-\u064a]{{2,15}}))"
    return _Patterns(
        re.compile(
            title + rf"{{0,4}}) (?P<name>(?:(?:{names})(?!\w)|{stop}(?!ال)[\u0620-\u064a]{{3,15}})"
            rf"(?: {word}){{1,3}})(?=\s*[\n،.:؛,«\"(–-]|\s*$|\s(?:{after})(?!\w))"
        ),
        None,
    )
