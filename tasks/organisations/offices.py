"""Offices that every country has: "Ministry of Health of Norland" is one body in all languages."""

from functools import cache
from typing import NamedTuple

from schemas.bodies import OfficeWords
from tasks.organisations.gazetteer import Gazetteer, read_lexemes, split_phrases
from tasks.places.atlas import load_atlas
from tasks.prose.cut import cut_text
from tasks.prose.rules import load_rules

OFFICES = "organisations/offices"


class _Offices(NamedTuple):
    forms: Gazetteer[str]
    fillers: frozenset[str]


def identify_office(name: str, language: str) -> tuple[str, str]:
    """The id of a country's office and the reason for it; both empty if the name is no such thing.

    Args:
        name: A name of an organisation, with the country that owns it: "Norland's Ministry of
            Trade", "Foreign Ministry of Norland".
        language: Language of the text, as two letters.
    """
    offices = _load_offices()
    lexemes = read_lexemes(cut_text("", name))
    office = next(offices.forms.find(lexemes), None)
    if office is None:
        return "", ""
    countries = {
        place.value.id: place
        for place in load_atlas(language).names.find(lexemes)
        if place.value.kind in {"country", "adjective"}
        and not office.first <= place.first < office.stop
    }
    if len(countries) != 1:
        return "", ""
    ((code, country),) = countries.items()
    taken = {*range(office.first, office.stop), *range(country.first, country.stop)}
    rest = [fold for at, fold in enumerate(lexemes.folds) if at not in taken]
    if not offices.fillers.issuperset(rest):
        return "", ""
    reason = f"{OFFICES}.toml: {office.value}, {country.value.name}"
    return f"{code.casefold()}-{office.value}", reason


@cache
def _load_offices() -> _Offices:
    rules = load_rules(f"{OFFICES}.toml", OfficeWords)
    forms = [
        (form, office) for office, names in rules.offices.items() for form in split_phrases(names)
    ]
    return _Offices(Gazetteer(forms), frozenset(rules.fillers.split()))
