"""Organisations known by name, and names folded so that their spellings are one."""

import re
from functools import cache
from typing import NamedTuple

from schemas.bodies import KnownOrganisation, KnownOrganisations
from tasks.organisations.gazetteer import Gazetteer
from tasks.prose.rules import load_rules

KNOWN = "organisations/known"
_SPACE = re.compile(r"\s+")
_SLUG = re.compile(r"[\W_]+")
# Written onto the first word of an Arabic name; before an article they are parted already.
_PARTICLES = "ولب"
_ARABIC = re.compile("(?!ال)[\u0621-\u064a]")
_SPELLINGS = (
    ("organisation", "organization"),
    ("centre", "center"),
    ("defence", "defense"),
    ("labour", "labor"),
    ("programme", "program"),
    ("co-operation", "cooperation"),
    (" of the ", " of "),
)
_FORM = re.compile(
    r"(?<=\w\w)( (inc|llc|ltd|limited|corp|co|plc|gmbh|llp|lp|pjsc|jsc|ojsc|pllc|na))+$"
)
# "Justice Department" is the Department of Justice; a police department is none of police.
_DEPARTMENT = re.compile(
    r"^((?!.*\b(?:police|fire|sheriffs|ministers|presidents|governors|of|for)\b)(?!us )"
    r"[\w\- ]{3,40}) department$()"
)


class Registry(NamedTuple):
    """The organisations known by name, ready to look up."""

    gazetteer: Gazetteer[KnownOrganisation]
    acronyms: dict[str, KnownOrganisation]
    by_key: dict[str, KnownOrganisation]
    apart: dict[str, str]
    bare: Gazetteer[KnownOrganisation]
    bare_keys: dict[str, KnownOrganisation]


def fold_name(name: str) -> str:
    """A name so that its spellings are equal: case, article, "&", "U.S.", British and American."""
    folded = _SPACE.sub(" ", name.casefold().replace("’", "'").replace("&", " and ")).strip()
    folded = folded.removeprefix("the ").replace("united states", "us").replace(".", "")
    folded = folded.replace(",", "").replace("u s ", "us ").replace("'s", "s").replace("'", "")
    for ours, theirs in _SPELLINGS:
        folded = folded.replace(ours, theirs)
    folded = _FORM.sub("", folded)
    return _SPACE.sub(" ", _DEPARTMENT.sub(r"\2department of \1", folded)).strip()


def make_slug(key: str) -> str:
    """An id from a folded name: its letters and digits, joined by hyphens."""
    return _SLUG.sub("-", key).strip("-")


@cache
def load_registry() -> Registry:
    """The organisations of `rules/organisations/known.toml`.

    Raises:
        ConfigError: the file does not fit its model.
    """
    rules = load_rules(f"{KNOWN}.toml", KnownOrganisations)
    named = [
        (name, organisation)
        for organisation in rules.organisations
        for name in (organisation.name, *organisation.names)
    ]
    bare = [
        (name, organisation) for organisation in rules.organisations for name in organisation.bare
    ]
    acronyms = {
        acronym: organisation
        for organisation in rules.organisations
        for acronym in organisation.acronyms
    }
    return Registry(
        gazetteer=Gazetteer(
            [
                (prefix + name, organisation)
                for name, organisation in named
                for prefix in ("", *(_PARTICLES if _ARABIC.match(name) else ""))
            ]
        ),
        acronyms=acronyms,
        by_key={fold_name(name): organisation for name, organisation in named},
        bare=Gazetteer(bare),
        bare_keys={fold_name(name): organisation for name, organisation in bare},
        apart={fold_name(separation.name): separation.id for separation in rules.apart},
    )
