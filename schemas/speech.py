"""Rules of who said what, as `tasks/rules/speech/*.toml` hold them."""

from pydantic import Field, ValidationInfo, field_validator

from schemas.base import Model
from schemas.patterns import check_pattern


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
    transcripts: tuple[str, ...] = Field(
        default=(), description="How a turn in a transcript begins, case kept."
    )

    @field_validator("transcripts")
    @classmethod
    def check_patterns(cls, patterns: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return tuple(check_pattern(pattern, info) for pattern in patterns)
