"""Rules of who said what, as `tasks/rules/speech/*.toml` hold them."""

from pydantic import Field, ValidationInfo, field_validator

from schemas.base import Model
from schemas.patterns import check_pattern


class SameOffice(Model):
    """Another way to speak of an office: the head of state is a president or a king."""

    said: str = Field(description="A regular expression over its words, lower case.")
    roles: str = Field(description="Titles it may mean, by commas.")

    @field_validator("said")
    @classmethod
    def check_pattern(cls, pattern: str, info: ValidationInfo) -> str:
        return check_pattern(pattern, info)


class Speech(Model):
    """How one language ties words in quotation marks to who said them: all lower case.

    Lists of words are written by commas; patterns are regular expressions.
    """

    words: bool = Field(default=True, description="Verbs begin and end at a word.")
    verbs: str = Field(description="Finite forms, as in said, told, a déclaré, dijo, sagte, 表示.")
    participles: str = Field(default="", description="Go on for the same speaker, as in adding.")
    sources: str = Field(default="", description="Stand before who said it: according to.")
    statements: str = Field(
        default="", description="Nouns before who said it in a title: statement by, declaración de."
    )
    pronouns: str = Field(default="", description="Stand for somebody named before, as in he, she.")
    articles: str = Field(default="", description="Words that open a name and are no part of it.")
    joins: str = Field(default="", description="Small words within names: Ministry of Foreign ...")
    prepositions: str = Field(
        default="", description="Words before somebody who is not the subject: with, to."
    )
    conjunctions: str = Field(
        default="", description="Before a clause that is quoted whole: she said that “..."
    )
    clauses: str = Field(default="", description="Words that part a name from its clause: who.")
    joint: str = Field(default="", description="Words for several who speak as one: sides.")
    masculine: str = Field(default="", description="Pronouns and honorifics of men: he, mr.")
    feminine: str = Field(default="", description="Pronouns and honorifics of women: she, ms.")
    openers: str = Field(
        default="", description="They open a sentence whose subject stands behind the verb."
    )
    masculine_ends: str = Field(
        default="", description="Ends of roles of men: directeur, ministro."
    )
    feminine_ends: str = Field(
        default="", description="Ends of roles of women: directrice, ministra."
    )
    counterparts: str = Field(
        default="", description="Who holds the same office on the other side."
    )
    persons: str = Field(default="", description="Words for anybody named before: the official.")
    same: tuple[SameOffice, ...] = ()
    transcripts: tuple[str, ...] = Field(
        default=(), description="How a turn in a transcript begins, case kept."
    )

    @field_validator("transcripts")
    @classmethod
    def check_patterns(cls, patterns: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return tuple(check_pattern(pattern, info) for pattern in patterns)
