"""The vocabularies in which persons are looked for: names, roles and common words by language.

What a word is stands as one sign; tasks/persons/signs.py lists them.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple, cast

from babel import Locale

from schemas.naming import CommonWords, FamilyNames, GivenNames, PersonWords
from tasks.persons.cases import decline_place, decline_title, list_forms
from tasks.prose.rules import RULES, load_rules

_ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("d", ""), ("ed", ""), ("ied", "y"), ("ing", ""),
    ("ing", "e"), ("ly", ""), ("er", ""), ("ers", ""),
)  # fmt: skip
_MAX_SHORT = 4  # letters of a plural cut short: sens
_LEARNED = ("en", "fr", "es", "de", "ru")


_Pick = Callable[[PersonWords], str]


class Lexicon(NamedTuple):
    """Everything that is looked up of one language."""

    is_english: bool
    has_genitive: bool
    has_postposed: bool
    heads: frozenset[str]
    titles: frozenset[str]
    nominative: dict[str, str]
    fleeting: frozenset[str]
    trailing: frozenset[str]
    kin: frozenset[str]
    borders: frozenset[str]
    nobles: frozenset[str]
    particles: frozenset[str]
    has_compounds: bool
    plurals: dict[str, str]
    severals: frozenset[str]  # plurals written out
    former: frozenset[str]
    acting: frozenset[str]
    designate: frozenset[str]
    national: frozenset[str]
    nations: frozenset[str]
    locals: frozenset[str]
    inner: frozenset[str]
    pronouns: frozenset[str]
    personal: frozenset[str]
    lineage: frozenset[str]
    naming: frozenset[str]
    vested: frozenset[tuple[str, ...]]
    letters: frozenset[str]
    purposes: frozenset[str]
    leads: frozenset[str]
    nominated: frozenset[tuple[str, ...]]
    empty: frozenset[str]
    ranks: frozenset[str]
    contacts: frozenset[str]
    aliases: frozenset[str]
    offices: frozenset[tuple[str, str]]
    shared: frozenset[str]
    nested: frozenset[str]
    given: frozenset[str]
    families: frozenset[str]
    small: dict[str, str]  # sign of a word written small
    large: dict[str, str]  # sign of a word with a capital
    pairs: frozenset[tuple[str, str]]
    english: frozenset[str]


def is_word(lower: str, words: frozenset[str], depth: int = 3) -> bool:
    """Whether a word or what it is formed of (its plural, its past) is a common word."""
    if lower in words:
        return True
    if depth == 0:
        return False
    for ending, base in _ENDINGS:
        if lower.endswith(ending) and len(lower) - len(ending) >= 3:
            stem = lower[: len(lower) - len(ending)] + base
            if is_word(stem, words, depth - 1):
                return True
    return False


@cache
def load_lexicon(language: str) -> Lexicon:
    """Put the vocabularies of a language on top of the English one, once."""
    files = [load_rules("persons/en.toml", PersonWords)]
    base = language.split("-", maxsplit=1)[0]
    if base != "en" and base in _LEARNED and (RULES / f"persons/{base}.toml").exists():
        files.append(load_rules(f"persons/{base}.toml", PersonWords))
    plurals: dict[str, str] = {}
    for file in files:
        words = file.plurals.split()
        plurals.update(zip(words[::2], words[1::2], strict=True))
    return Lexicon(
        is_english=len(files) == 1,
        has_genitive=any(file.genitive for file in files),
        has_postposed=any(file.postposed for file in files),
        heads=_join(files, lambda file: file.heads),
        titles=_join(files, lambda file: file.titles),
        fleeting=_join(files, lambda file: file.fleeting),
        trailing=_join(files, lambda file: file.trailing),
        kin=_join(files, lambda file: file.kin),
        nominative=_list_nominative(files),
        borders=_join(files, lambda file: file.borders),
        nobles=_join(files, lambda file: file.nobles),
        particles=_join(files, lambda file: file.particles),
        has_compounds=any(file.compounds for file in files),
        plurals=plurals,
        severals=frozenset(
            word for word in plurals if not word.isascii() or len(word) > _MAX_SHORT
        ),
        former=_join(files, lambda file: file.former),
        acting=_join(files, lambda file: file.acting),
        designate=_join(files, lambda file: file.designate),
        national=_join(files, lambda file: file.national),
        nations=_join(files, lambda file: file.nations),
        locals=_join(files, lambda file: file.locals),
        inner=_join(files, lambda file: file.inner),
        pronouns=_join(files, lambda file: file.pronouns),
        lineage=_join(files, lambda file: file.lineage),
        personal=_join(files, lambda file: file.personal),
        vested=frozenset(tuple(form.split()) for file in files for form in file.vested.split(",")),
        naming=_join(files, lambda file: file.naming),
        letters=_join(files, lambda file: file.letters),
        purposes=_join(files, lambda file: file.purposes),
        leads=_join(files, lambda file: file.leads),
        nominated=frozenset(
            tuple(form.split()) for file in files for form in file.nominated.split(",")
        ),
        empty=_join(files, lambda file: file.empty),
        ranks=_join(files, lambda file: file.ranks),
        aliases=_join(files, lambda file: file.aliases),
        contacts=_join(files, lambda file: file.contacts),
        offices=frozenset(_list_offices(files)),
        nested=_join(files, lambda file: file.nested),
        shared=frozenset(load_rules("persons/families.toml", FamilyNames).shared.split()),
        given=_list_given(),
        families=frozenset(load_rules("persons/families.toml", FamilyNames).weak.split()),
        small=_list_small(files, plurals),
        large=_list_large(files, plurals, base),
        pairs=_list_pairs(files, base),
        english=frozenset(load_rules("persons/words.toml", CommonWords).english.split()),
    )


def _list_nominative(files: Sequence[PersonWords]) -> dict[str, str]:
    """List the cases of heads and of the adjectives before them, each with its nominative."""
    forms: dict[str, str] = {}
    for base in _join(files, lambda file: f"{file.bases} {file.adjectives}"):
        forms.update(dict.fromkeys(decline_title(base), base))
        forms[base] = base
    return forms


def _list_given() -> frozenset[str]:
    given = load_rules("persons/given.toml", GivenNames)
    return frozenset(f"{given.latin} {given.weak}".split())


def _list_offices(files: Sequence[PersonWords]) -> Iterator[tuple[str, str]]:
    for file in files:
        for pair in file.offices.split(","):
            first, _, second = pair.strip().partition(" ")
            yield first, second


def _join(files: Sequence[PersonWords], pick: _Pick) -> frozenset[str]:
    return frozenset(word for file in files for word in pick(file).split())


def _list_small(files: Sequence[PersonWords], plurals: dict[str, str]) -> dict[str, str]:
    """List what a word written small is; the later sign wins."""
    pickers: tuple[tuple[str, _Pick], ...] = (
        ("s", lambda file: file.speech),
        ("m", lambda file: file.modifiers),
        ("m", lambda file: f"{file.former} {file.acting} {file.designate}"),
        ("r", lambda file: file.heads),
        ("p", lambda file: file.particles),
        ("i", lambda file: file.placings),
        ("o", lambda file: file.connectors),
        ("t", lambda file: file.articles),
        ("&", lambda file: file.conjunctions),
        ("S", lambda file: file.suffixes),
    )
    small = {word: sign for sign, pick in pickers for word in _join(files, pick)}
    for file in files[1:]:
        small.update(dict.fromkeys(file.honorifics.split(), "h"))
    for file in files[1:]:
        if file.postposed:  # le ministre sénégalais
            small.update((word, "m") for word in file.nationalities.split() if word not in small)
    adjectives = _join(files, lambda file: file.adjectives)
    small.update(
        (form, "m" if base in adjectives else "r") for form, base in _list_nominative(files).items()
    )
    small.update(dict.fromkeys(plurals, "r"))
    return small


def _list_large(
    files: Sequence[PersonWords], plurals: dict[str, str], language: str
) -> dict[str, str]:
    """List what a capitalised word is; the later sign wins."""
    given = load_rules("persons/given.toml", GivenNames)
    family = load_rules("persons/families.toml", FamilyNames)
    names = (
        ("F", f"{family.latin} {family.cyrillic}"),
        ("f", family.weak),
        ("G", f"{given.latin} {given.cyrillic}"),
        ("g", given.weak),
        ("K", family.first),
    )
    pickers: tuple[tuple[str, _Pick], ...] = (
        ("N", lambda file: file.nationalities),
        ("P", lambda file: file.places),
        ("O", lambda file: file.organisations),
        ("M", lambda file: file.modifiers),
        ("M", lambda file: f"{file.former} {file.acting} {file.designate}"),
        ("R", lambda file: file.heads),
        ("w", lambda file: f"{file.stops} {file.connectors} {file.conjunctions}"),
        ("h", lambda file: file.honorifics),
        ("S", lambda file: file.suffixes),
        ("D", lambda file: file.degrees),
        ("P", lambda file: file.acronyms),
    )
    large = {word: sign for sign, words in names for word in words.split()}
    large.update((word, sign) for sign, pick in pickers for word in _join(files, pick))
    if language == "ru":
        large.update((form, "G") for form in list_forms() if form not in large)
        adjectives = _join(files, lambda file: file.adjectives)
        large.update(
            (form, "M" if base in adjectives else "R")
            for form, base in _list_nominative(files).items()
        )
    large.update(dict.fromkeys(plurals, "R"))
    large.update({name: "P" for name in _name_countries(language) if " " not in name})
    last: tuple[tuple[str, _Pick], ...] = (
        ("V", lambda file: file.particles),
        ("Q", lambda file: file.place_openers),
        ("t", lambda file: file.articles),
    )
    large.update((word, sign) for sign, pick in last for word in _join(files, pick))
    return large


def _name_countries(language: str) -> set[str]:
    names: set[str] = set()
    for tag in {"en", language} & {"en", *_LEARNED}:
        territories = cast("dict[str, str]", Locale(tag).territories)
        names.update(name.lower() for name in territories.values())
        if tag == "ru":
            names.update(
                form for name in territories.values() for form in decline_place(name.lower())
            )
        if tag == "de":
            names.update(f"{name.lower()}s" for name in territories.values())
    return names


def _list_pairs(files: Sequence[PersonWords], language: str) -> frozenset[tuple[str, str]]:
    pairs: set[tuple[str, str]] = set()
    for file in files:
        for pair in file.place_pairs.split(","):
            first, _, second = pair.strip().partition(" ")
            if second:
                pairs.add((first, second))
    for name in _name_countries(language):
        words = name.split()
        pairs.update(
            (first, second)
            for first, second in pairwise(words)
            if first.isalpha() and second.isalpha() and len(first) > 2 and len(second) > 2
        )
    return frozenset(pairs)
