"""The words of one language that names of organisations are put together from, ready to look up."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from schemas.bodies import OrganisationWords
from tasks.organisations.gazetteer import split_phrases
from tasks.prose.rules import RULES, load_rules


class Hints(NamedTuple):
    """Words beside a name that hint at a body, as sets."""

    made: frozenset[str]
    by: frozenset[str]
    staff: frozenset[str]
    at: frozenset[str]
    aides: frozenset[str]
    of: frozenset[str]
    about: frozenset[str]
    titles: frozenset[str]
    many: frozenset[str]
    such: frozenset[str]
    media: frozenset[str]
    tickers: frozenset[str]
    things: frozenset[str]
    speaking: frozenset[str]
    led: frozenset[str]
    plain: frozenset[str]


class Words(NamedTuple):
    """The vocabulary of one language, as sets."""

    language: str
    articles: frozenset[str]
    prepositions: frozenset[str]
    joints: frozenset[str]
    heads: Mapping[str, str]
    plurals: Mapping[str, str]
    bases: Mapping[str, str]
    small: frozenset[str]
    fields: frozenset[str]
    lower: bool
    openers: frozenset[str]
    roles: frozenset[str]
    holders: frozenset[str]
    realms: frozenset[str]
    speakers: frozenset[str]
    nations: frozenset[str]
    firsts: frozenset[str]
    compounds: tuple[str, ...]
    never: frozenset[tuple[str, ...]]
    breakers: frozenset[str]
    kinds: frozenset[str]
    kind_ends: frozenset[str]
    units: frozenset[tuple[str, ...]]
    soft: frozenset[str]
    laws: frozenset[str]
    royals: frozenset[str]
    royal_ends: frozenset[str]
    shared: frozenset[tuple[str, ...]]
    particles: frozenset[str]
    posts: frozenset[tuple[str, ...]]
    post_ends: frozenset[str]
    venues: frozenset[tuple[str, ...]]
    subjects: frozenset[str]
    units_inside: frozenset[str]
    wide: frozenset[str]
    districts: frozenset[str]
    states: frozenset[str]
    concerned: frozenset[str]
    societies: frozenset[str]
    inner_heads: frozenset[str]
    outer_heads: frozenset[str]
    field_ends: tuple[str, ...]
    adjective_ends: tuple[str, ...]
    head_ends: tuple[str, ...]
    noun_leads: frozenset[str]
    owned: frozenset[str]
    unbranched: frozenset[str]
    voices: frozenset[str]
    hints: Hints
    # All words that hint at a body.
    telling: frozenset[str]


@cache
def load_words(language: str) -> Words | None:
    """The vocabulary of a language; none if there is no file of it.

    Raises:
        ConfigError: the file does not fit the model.
    """
    file = f"organisations/{language}.toml"
    if language in {"known", "offices", "zh", "ar"} or not (RULES / file).is_file():
        return None
    rules = load_rules(file, OrganisationWords)
    groups = rules.heads
    kinds = {
        "weak": f"{groups.weak} {groups.soft}",
        "lead": groups.leads,
        "firm": groups.firms,
        "proper": groups.proper,
        "taker": groups.takers,
        "alone": groups.alone,
        "body": groups.bodies,
    }
    heads = {word: kind for kind, words in kinds.items() for word in words.split()}
    heads |= dict.fromkeys(groups.plurals, "plural")
    bases = {form: base for base, forms in groups.forms.items() for form in (base, *forms.split())}
    heads |= {form: heads.get(base, "body") for form, base in bases.items()}
    hints = Hints(*(frozenset(getattr(rules.hints, name).split()) for name in Hints._fields))
    return Words(
        language=language,
        articles=frozenset(rules.articles.split()),
        prepositions=frozenset(rules.prepositions.split()),
        joints=frozenset(rules.joints.split()),
        heads=heads,
        plurals=rules.heads.plurals,
        bases=bases,
        small=frozenset(word for word in groups.small.split()),
        fields=frozenset(rules.fields.split()),
        lower=rules.lower,
        openers=frozenset(rules.openers.split()),
        roles=frozenset(rules.roles.split()),
        holders=frozenset(rules.holders.split()),
        realms=frozenset(rules.realms.split()),
        speakers=frozenset(rules.speakers.split()),
        nations=frozenset(rules.nations.split()),
        firsts=frozenset(rules.firsts.split()),
        compounds=tuple(rules.compounds.split()),
        never=_split_words(rules.never),
        breakers=frozenset(rules.breakers.split()),
        kinds=frozenset(rules.kinds.split()),
        kind_ends=frozenset(rules.kind_ends.split()),
        units=_split_words(rules.units),
        soft=frozenset(groups.soft.split()),
        laws=frozenset(rules.laws.split()),
        royals=frozenset(rules.royals.split()),
        royal_ends=frozenset(rules.royal_ends.split()),
        shared=_split_words(rules.shared),
        particles=frozenset(rules.particles.split()),
        posts=_split_words(rules.posts),
        post_ends=frozenset(post[-1] for post in _split_words(rules.posts)),
        venues=_split_words(rules.venues),
        subjects=frozenset(rules.subjects.split()),
        units_inside=frozenset(rules.units_inside.split()),
        wide=frozenset(rules.wide.split()),
        districts=frozenset(rules.districts.split()),
        states=frozenset(rules.states.split()),
        concerned=frozenset(rules.concerned.split()),
        societies=frozenset(rules.societies.split()),
        inner_heads=frozenset(rules.inner_heads.split()),
        outer_heads=frozenset(rules.outer_heads.split()),
        field_ends=tuple(rules.field_ends.split()),
        adjective_ends=tuple(rules.adjective_ends.split()),
        head_ends=tuple(rules.head_ends.split()),
        noun_leads=frozenset(rules.noun_leads.split()),
        owned=frozenset(rules.owned.split()),
        unbranched=frozenset(rules.unbranched.split()),
        voices=frozenset(rules.voices.split()),
        hints=hints,
        telling=hints.by
        | hints.at
        | hints.of
        | hints.about
        | hints.titles
        | hints.many
        | hints.tickers
        | frozenset(rules.voices.split()),
    )


def _split_words(phrases: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in split_phrases(phrases))
