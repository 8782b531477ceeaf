"""Organisations known by name, and names folded so that their spellings are one."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from schemas.bodies import KnownOrganisation, KnownOrganisations
from tasks.organisations.acronyms import ACRONYM
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


# "AfDB", "BaFin": written just so.
_MIXED = re.compile(r"(?=\w*[A-Z]\w*[A-Z])[A-Za-z]{2,6}")


class Registry(NamedTuple):
    """The organisations known by name, ready to look up."""

    gazetteer: Gazetteer[KnownOrganisation]
    acronyms: dict[str, KnownOrganisation]
    by_key: dict[str, KnownOrganisation]
    apart: dict[str, str]
    bare: Gazetteer[KnownOrganisation]
    bare_keys: dict[str, KnownOrganisation]
    # Names of one word, which another's name may hold.
    single: frozenset[str]


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
    listed = list(_read_listed(rules))
    organisations = [*rules.organisations, *listed]
    named = [
        (name, organisation)
        for organisation in organisations
        for name in (organisation.name, *organisation.names)
        if name not in organisation.acronyms
    ]
    bare = [(name, organisation) for organisation in organisations for name in organisation.bare]
    acronyms = {
        acronym: organisation for organisation in organisations for acronym in organisation.acronyms
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
        single=frozenset(
            name.casefold() for one in listed for name in (one.name, *one.names) if " " not in name
        ),
        apart={fold_name(separation.name): separation.id for separation in rules.apart},
    )


def _read_listed(rules: KnownOrganisations) -> Iterator[KnownOrganisation]:
    """The organisations that a line tells: capitals alone are an acronym."""
    for lines in rules.listed.values():
        for line in lines.strip().splitlines():
            names = [name.strip() for name in line.split("|")]
            short = [name for name in names if ACRONYM.fullmatch(name) or _MIXED.fullmatch(name)]
            yield KnownOrganisation(
                id=make_slug(fold_name(names[0])),
                name=names[0],
                acronyms=tuple(short),
                names=tuple(name for name in names[1:] if name not in short),
            )
