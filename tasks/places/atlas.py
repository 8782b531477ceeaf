"""The names of places in a language, as one vocabulary: from babel's locale data and files of ours.

Locale data are read when the first release of a language is; that takes about 20 ms a language.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple, cast

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from schemas.places import KnownPlace, PlaceParts, PlaceTowns, PlaceWords, PlaceWorld
from tasks.organisations.gazetteer import Gazetteer, split_names, split_phrases
from tasks.organisations.known import make_slug
from tasks.prose.rules import RULES, load_rules

WORLD = "places/world"
TOWNS = "places/towns"
_BRACKETS = re.compile(r"\s*\([^)]*\)")
# Codes of babel that are no countries.
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
_MIN_STEM = 3
# Continents and their parts, as UN M49 numbers them.
_REGIONS = (
    *("002", "003", "005", "009", "011", "013", "014", "015", "018", "019", "029", "030", "034"),
    *("035", "039", "053", "142", "143", "145", "150", "151", "154", "155", "202", "419"),
)


class PlaceName(NamedTuple):
    """One name of a place."""

    id: str
    name: str
    country: str
    rule: str
    confidence: float
    # country, region, adjective, town, part or building
    kind: str
    # Written in capitals: "US" is a place, "us" is none.
    is_acronym: bool


class Atlas(NamedTuple):
    """All that is known of places in one language."""

    names: Gazetteer[PlaceName]
    words: PlaceWords
    realms: tuple[tuple[str, ...], ...]
    inside: frozenset[str]
    honorifics: frozenset[str]
    no_towns: frozenset[str]
    town_ends: frozenset[str]
    buildings: frozenset[str]


class World(NamedTuple):
    """What holds for all languages."""

    shared: frozenset[str]
    contexts: dict[str, dict[str, frozenset[str]]]
    shortened: dict[str, str]
    parts: dict[str, str]
    # Short forms and names of one word of the United States' parts.
    states: frozenset[str]


@cache
def load_atlas(language: str) -> Atlas:
    """The places of a language with English names beside them, as releases of all kinds use both.

    Raises:
        ConfigError: a rule file does not fit its model.
    """
    names: dict[str, PlaceName] = {}
    for each in dict.fromkeys((language, "en")):
        for text, place in _list_names(each):
            names.setdefault(text, place)
    words = _load_language(language)
    return Atlas(
        names=Gazetteer(list(names.items())),
        words=words,
        realms=tuple(sorted(split_names(split_phrases(words.realms)), key=len, reverse=True)),
        inside=frozenset(words.inside.split()),
        honorifics=frozenset(words.honorifics.split()),
        no_towns=frozenset(words.no_towns.split()),
        town_ends=frozenset(words.town_ends.split()),
        buildings=frozenset(words.buildings.split()),
    )


@cache
def load_world() -> World:
    """Names shared with persons, names of several places, and parts of countries by short form."""
    rules = load_rules(f"{WORLD}.toml", PlaceWorld)
    shortened = {
        form.casefold(): code
        for code, forms in _load_language("en").shortened.items()
        for form in split_phrases(forms)
    }
    return World(
        shared=frozenset(split_phrases(rules.shared)).union(
            name.strip().casefold()
            for names in _load_towns().cities.values()
            for name in names.split(";")
        ),
        contexts={
            context.name: {
                place: frozenset(words.split()) for place, words in context.places.items()
            }
            for context in rules.contexts
        },
        shortened=shortened,
        parts=_load_parts(),
        states=frozenset(shortened)
        | {name.casefold() for code, name in _load_parts().items() if code.startswith("US-")},
    )


def name_place(code: str) -> tuple[str, str]:
    """The English name and the country of an ISO 3166 code; the code itself if it has none."""
    country, _, part = code.partition("-")
    if part:
        return _load_parts().get(code, code), country
    return _BRACKETS.sub("", _list_territories("en").get(code, code)), country


@cache
def _load_language(language: str) -> PlaceWords:
    file = f"places/{language}.toml"
    if language in {"world", "parts", "towns"} or not (RULES / file).is_file():
        return PlaceWords()
    return load_rules(file, PlaceWords)


@cache
def _load_parts() -> dict[str, str]:
    parts = load_rules("places/parts.toml", PlaceParts)
    return {
        f"{country}-{code}": name
        for country, names in (
            ("US", parts.US),
            ("CA", parts.CA),
            ("AU", parts.AU),
            ("GB", parts.GB),
        )
        for code, name in names.items()
    }


def _list_names(language: str) -> Iterator[tuple[str, PlaceName]]:
    words, rule = _load_language(language), f"places/{language}"
    for code, forms in words.aliases.items():
        for form in split_phrases(forms):
            yield form, _name_country(code, f"{rule}:alias", 0.95, "country", form)
    for code, name in _list_countries(language):
        plain = _BRACKETS.sub("", name)
        for form in dict.fromkeys((plain, plain.replace("’", "'"), plain.replace(" & ", " and "))):
            for case in (form, *_inflect(form, words)):
                yield case, _name_country(code, "places/babel:country", 0.95, "country", "")
    yield from _list_regions(language, words)
    for code, forms in words.adjectives.items():
        for stem in split_phrases(forms):
            for form in [stem + end for end in words.adjective_endings.split()] or [stem]:
                yield form, _name_country(code, f"{rule}:adjective", 0.85, "adjective", "")
    yield from _list_known()
    if language == "en":
        for code, name in _load_parts().items():
            yield name, PlaceName(code, name, code[:2], "places/parts:name", 0.9, "part", False)
    yield from _list_towns(language, words)


def _name_country(code: str, rule: str, confidence: float, kind: str, form: str) -> PlaceName:
    name, country = name_place(code)
    return PlaceName(code, name, country, rule, confidence, kind, form.isupper() and len(form) < 7)


def _list_countries(language: str) -> list[tuple[str, str]]:
    return [
        (code, name)
        for code, name in _list_territories(language).items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    ]


def _list_regions(language: str, words: PlaceWords) -> Iterator[tuple[str, PlaceName]]:
    """Continents and their parts by their UN M49 code."""
    territories, rule = _list_territories(language), "places/babel:region"
    for code in _REGIONS:
        text = territories.get(code, "")
        for form in (text, *_inflect(text, words)) if text else ():
            yield form, PlaceName(code, name_place(code)[0], "", rule, 0.8, "region", False)


@cache
def _list_territories(language: str) -> Mapping[str, str]:
    """Names of territories in a language, from babel, which carries no types for them."""
    try:
        return cast("Mapping[str, str]", Locale(language).territories)  # pyright: ignore[reportUnknownMemberType]  # untyped library
    except (ValueError, UnknownLocaleError):
        return {}


def _list_zones(language: str) -> Mapping[str, Mapping[str, str]]:
    try:
        return cast("Mapping[str, Mapping[str, str]]", Locale(language).time_zones)  # pyright: ignore[reportUnknownMemberType]  # untyped library
    except (ValueError, UnknownLocaleError):
        return {}


def _inflect(name: str, words: PlaceWords) -> list[str]:
    """A name of one word in its other cases, or with the particles written onto it."""
    if " " in name:
        return []
    if words.prefixes:
        return [prefix + name for prefix in words.prefixes.split()]
    for last, ends in words.endings.items():
        if name.endswith(last):
            stem = name[: len(name) - len(last)]
            return [stem + end for end in ends.split()] if len(stem) >= _MIN_STEM else []
    return []


@cache
def _list_known() -> tuple[tuple[str, PlaceName], ...]:
    rules = load_rules(f"{WORLD}.toml", PlaceWorld)

    def describe(place: KnownPlace, kind: str) -> PlaceName:
        name = place.names[0].partition(",")[0]
        return PlaceName(place.id, name, place.country, f"{WORLD}:{kind}", 0.9, kind, False)

    # Which of several places such a name means is told by the text; here it is only found.
    several = tuple(
        (context.name, PlaceName("", context.name, "", f"{WORLD}:context", 0.8, "country", False))
        for context in rules.contexts
    )
    cities = tuple(_name_towns(rules.cities, f"{WORLD}:city", 0.9))
    towns = tuple(_name_towns(_load_towns().cities, f"{TOWNS}:town", 0.8))
    kinds = (("building", rules.buildings), ("town", rules.towns))
    known = tuple(
        (name, describe(place, kind))
        for kind, places in kinds
        for place in places
        for name in place.names
    )
    regions = tuple(
        (name, PlaceName(one.id, one.names[0], "", f"{WORLD}:region", 0.8, "region", False))
        for one in rules.regions
        for name in one.names
    )
    return several + known + cities + towns + regions


def _name_towns(
    cities: Mapping[str, str], rule: str, confidence: float
) -> Iterator[tuple[str, PlaceName]]:
    for country, names in cities.items():
        for name in split_phrases(names.replace("\n", " ")):
            identity = make_slug(name.casefold())
            yield name, PlaceName(identity, name, country, rule, confidence, "town", False)


@cache
def _load_towns() -> PlaceTowns:
    return load_rules(f"{TOWNS}.toml", PlaceTowns)


def _list_towns(language: str, words: PlaceWords) -> Iterator[tuple[str, PlaceName]]:
    """Towns of time zones: their names are in the locale data, and the zone has its country."""
    skip = load_rules(f"{WORLD}.toml", PlaceWorld).skip_zones.split()
    left_out = tuple(f"{zone}/" for zone in skip)
    zones = _list_zones(language)
    for zone, country in get_global("zone_territories").items():
        if f"{zone}/".startswith(left_out) or not country.isalpha():
            continue
        name = zone.rpartition("/")[2].replace("_", " ")
        place = PlaceName(
            name.casefold().replace(" ", "-"),
            name,
            country,
            "places/babel:town",
            0.9,
            "town",
            False,
        )
        text = name if language == "en" else zones.get(zone, {}).get("city", "")
        for form in (text, *_inflect(text, words)) if text else ():
            yield form, place
