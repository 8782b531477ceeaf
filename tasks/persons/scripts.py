"""Persons in scripts without capitals: Chinese and Arabic, where a role tells a name.

Later mentions are found by the name alone, or by a part of it.
"""

import re

from schemas.findings import Evidence, Person, Role
from tasks.persons.arabic import find_arabic
from tasks.persons.chinese import find_chinese
from tasks.persons.finds import Find
from tasks.persons.names import identify_person
from tasks.prose.cut import Prose
from tasks.prose.rules import RULES

_MAX_PERSONS = 200
_CONFIDENCE = 0.8


def find_scripted(prose: Prose, language: str) -> tuple[Person, ...]:
    """Find persons in a Chinese or Arabic text; none in other languages. Linear in its length."""
    base = language.split("-", maxsplit=1)[0]
    if not (RULES / f"persons/{base}.toml").exists() or base not in {"zh", "ar"}:
        return ()
    finds: dict[str, list[Find]] = {}
    for find in find_chinese(prose) if base == "zh" else find_arabic(prose):
        name = prose.text[slice(*find.name)]
        if len(finds) < _MAX_PERSONS or name in finds:
            finds.setdefault(name, []).append(find)
    return _collect(prose.text, base, finds)


def _collect(text: str, language: str, finds: dict[str, list[Find]]) -> tuple[Person, ...]:
    """Put the finds of one name together, a family name alone with the full name it ends."""
    full = sorted(finds, key=len, reverse=True)
    owner: dict[str, str] = {}
    for name in full:
        holder = next((one for one in full if one != name and _ends_with(one, name)), name)
        owner[name] = owner.get(holder, holder)
    forms: dict[str, str] = {}
    for name in full:
        forms[name] = owner[name]
        for short in _shorten(name, language):
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
            _make_role(text, find.title, find.organisation, language)
            for one in full
            if owner[one] == name
            for find in sorted(finds[one], key=lambda find: find.title is None)[:1]
            if find.title is not None
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


def _shorten(name: str, language: str) -> list[str]:
    """List the shorter forms a name may come back in."""
    if language == "zh":
        return [part for part in re.split("[·•・]", name) if len(part) > 1]
    words = name.split()
    return [" ".join(words[1:]), words[-1]] if len(words) > 1 else []


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


def _make_role(
    text: str, title: tuple[int, int], held: tuple[int, int] | None, language: str
) -> Role:
    start = min(title[0], held[0]) if held else title[0]
    end = max(title[1], held[1]) if held else title[1]
    return Role(
        start=start,
        end=end,
        text=text[start:end],
        rule=f"persons/{language}:role-before",
        confidence=_CONFIDENCE,
        title=text[slice(*title)].strip(),
        organisation=_name_holder(text[slice(*held)]) if held else None,
    )


def _name_holder(held: str) -> str | None:
    """Name where a role is held, without the Arabic "of" written onto it."""
    name = (
        f"ال{held[2:]}"
        if held.startswith("لل")
        else held.removeprefix("ب")
        if held.startswith("بال")
        else held
    )
    if name.startswith("ل") and len(name.split()[0]) > len("لجنة"):
        name = name.removeprefix("ل")
    return name.strip() or None
