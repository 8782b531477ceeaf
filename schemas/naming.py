"""Rules of persons: name lists, words that stand around names, and rows on who is who."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from schemas.base import LanguageTag, Model
from schemas.patterns import check_pattern


class GivenNames(Model):
    """Given names, lower case, between white space."""

    latin: str
    weak: str = Field(description="Words, places or months as well.")
    cyrillic: str
    arabic: str


class FamilyNames(Model):
    """Family names, lower case, between white space."""

    latin: str
    weak: str = Field(description="Words as well: they count behind a given name or a role.")
    first: str = Field(description="They stand before the given name.")
    shared: str = Field(default="", description="Small words too; they count behind a role.")
    cyrillic: str


class ShortNames(Model):
    """Short forms of given names, lower case."""

    forms: str = Field(description="Pairs of a form and what it stands for, between commas.")


class CommonWords(Model):
    """Words that are no names, though capitals begin them in headlines and titles."""

    english: str


class PersonWords(Model):
    """What stands around a person's name in one language, lower case, between white space."""

    honorifics: str = Field(description="Before a name: Mr, Dr, H.E.")
    personal: str = Field(default="", description="Honorifics that only a name follows: mr.")
    genitive: bool = Field(default=False, description="What a role is of follows it at once.")
    compounds: bool = Field(default=False, description="A word may end in a head.")
    postposed: bool = Field(default=False, description="Modifiers stand behind a head, too.")
    heads: str = Field(description="Last words of what a person is: minister, secretary-general.")
    titles: str = Field(default="", description="Heads that a family name alone may follow.")
    bases: str = Field(default="", description="Heads whose other cases are made of them.")
    adjectives: str = Field(default="", description="As bases, adjectives before a head.")
    fleeting: str = Field(default="", description="Before a title and no part of it: outgoing.")
    trailing: str = Field(default="", description="Words behind a head that belong to it: a.i.")
    kin: str = Field(default="", description="Heads that any other role goes before: successor.")
    borders: str = Field(default="", description="Small words that are in no title.")
    nobles: str = Field(default="", description="Heads that may stand as an honorific.")
    plurals: str = Field(
        default="", description="Pairs of a plural and its head: ministers minister"
    )
    modifiers: str = Field(description="Words before a head that belong to it: deputy, foreign.")
    former: str = Field(default="", description="Words of somebody who was it.")
    acting: str = Field(default="", description="Words of somebody who does it for a time.")
    designate: str = Field(default="", description="Words of somebody who will be it.")
    organisations: str = Field(description="Words of organisations, laws, places and days.")
    acronyms: str = Field(default="", description="Abbreviations of places: u.s.")
    speech: str = Field(description="Verbs of saying, beside a name.")
    connectors: str = Field(description="Of, for, at: between a role and where it is held.")
    placings: str = Field(default="", description="At, to, in: a role is held there.")
    national: str = Field(default="", description="Heads a country's name belongs to.")
    nations: str = Field(default="", description="How such a country is written.")
    locals: str = Field(default="", description="Words of places that belong to a head.")
    inner: str = Field(default="", description="Bodies that are part of a title: the board.")
    purposes: str = Field(default="", description="For: what follows belongs to the title.")
    nominated: str = Field(
        default="", description="Between a name and its coming role, between commas: to be, as."
    )
    vested: str = Field(
        default="", description="Before the office of who signs a text, by commas: me as."
    )
    naming: str = Field(default="", description="Verbs before a name with a role behind it: named.")
    nested: str = Field(default="", description="Honorifics that may stand inside a name: haji.")
    empty: str = Field(default="", description="Heads that are no role: resident, wife.")
    ranks: str = Field(default="", description="Heads that any other role goes before.")
    aliases: str = Field(default="", description="Before another name of the same person: aka.")
    contacts: str = Field(default="", description="Before a colon and a name: contact.")
    offices: str = Field(
        default="", description="Pairs that are a role, between commas: first lady."
    )
    degrees: str = Field(default="", description="After names, and no part of them: Ph.D.")
    letters: str = Field(default="", description="Degrees that are a role behind a comma: mp.")
    leads: str = Field(default="", description="Verbs between who and the role: is, was.")
    pronouns: str = Field(default="", description="Who, whose: behind a comma, of a person.")
    articles: str
    conjunctions: str
    particles: str = Field(default="", description="Inside names: de, van, bin.")
    lineage: str = Field(default="", description="Particles that only a name follows: bin, von.")
    suffixes: str = Field(default="", description="After names: Jr, III.")
    nationalities: str = Field(default="", description="Adjectives of countries.")
    stops: str = Field(default="", description="Words that are no name however they are written.")
    places: str = Field(default="", description="Towns and regions of one word.")
    place_pairs: str = Field(default="", description="Places of two words, between commas.")
    place_openers: str = Field(default="", description="First words of places: san, fort.")


class Clue(Model):
    """A pattern of signs in and around a run of words that may be a name."""

    name: str = Field(min_length=1)
    pattern: str = Field(description="Over a sign, <run>, and three signs.")
    confidence: float = Field(ge=0, le=1, description="0 speaks against it.")

    @field_validator("pattern")
    @classmethod
    def check_pattern(cls, pattern: str, info: ValidationInfo) -> str:
        return check_pattern(pattern, info)


class Clues(Model):
    """What speaks for a name, and how much."""

    honorific: float = Field(gt=0, le=1)
    role_before: float = Field(gt=0, le=1)
    role_after: float = Field(gt=0, le=1)
    pronoun: float = Field(gt=0, le=1)
    patronymic: float = Field(gt=0, le=1)
    couple: float = Field(gt=0, le=1)
    list: float = Field(gt=0, le=1)
    contact: float = Field(gt=0, le=1)
    recurring: float = Field(gt=0, le=1)
    known: float = Field(gt=0, le=1)
    full: tuple[Clue, ...] = Field(description="For names of two words or more.")
    single: tuple[Clue, ...] = Field(description="For names of one word.")


class JoinRow(Model):
    """Ways to write one person's name, in any script."""

    names: Annotated[tuple[str, ...], Field(min_length=2)]
    person_id: str = Field(default="", description="Empty: made from the first name.")


class PartRow(Model):
    """Two persons of one name, kept apart by the organisation that stands with it."""

    name: str
    organisation: str = Field(description="As in the text, whatever its case.")
    person_id: str


class SpellingRow(Model):
    """Ways to spell a given name that mean the same; the first is taken into ids."""

    words: Annotated[tuple[str, ...], Field(min_length=2)]


class NameRows(Model):
    """Who is who: what rules cannot know."""

    join: tuple[JoinRow, ...] = ()
    part: tuple[PartRow, ...] = ()
    spelling: tuple[SpellingRow, ...] = ()


class ScriptNames(Model):
    """Persons in a script without capitals: a role, then the name."""

    language: LanguageTag
    kind: Literal["signs", "words"] = Field(description="Whether its words have borders.")
    families: str = Field(default="", description="Family names, which come first.")
    heads: str = Field(description="Roles, longest form.")
    before: str = Field(
        default="", description="Words before a role, or between it and what it is held in."
    )
    honorifics: str = Field(default="", description="Before a name: Mr, Dr.")
    particles: str = Field(default="", description="Inside names: bin, Al.")
    nouns: str = Field(default="", description="Common nouns, which are in no name.")
    nations: str = Field(default="", description="How adjectives of countries begin.")
    titles: str = Field(default="", description="Roles that may stand behind a name.")
    letters: str = Field(default="", description="Signs that foreign names are written with.")
    after: str = Field(default="", description="What ends a name: verbs, conjunctions.")
