"""Rules for finding documents and events, as their TOML files in `tasks/rules/works` hold them."""

from typing import Annotated

from pydantic import Field

from schemas.base import Model

Words = Annotated[str, Field(description="Words, lower case, parted by white space.")]
Phrases = Annotated[str, Field(description="Phrases, lower case, parted by semicolons.")]


class WorkWords(Model):
    """How documents and events are named in one language."""

    words: bool = Field(default=True, description="White space stands between words.")
    documents: Phrases = Field(description="Words that make a name a document's.")
    events: Phrases = Field(description="Words that make a name an event's.")
    articles: Words = ""
    joints: Words = ""
    leads: Phrases = Field(default="", description="As in on, between: what the name goes on by.")
    inner: Words = Field(default="", description="Small words within what follows.")
    ordinals: Words = Field(default="", description="Before an event: third.")
    openers: Words = Field(default="", description="Capitalised words that begin no name.")
    kept: Phrases = Field(default="", description="Openers that begin a name: new york.")
    followers: Words = Field(default="", description="Behind a head that names no work: school.")
    generic: Words = Field(default="", description="Words that make no name with a head alone.")
    themes: Phrases = Field(default="", description="What leads to a theme in quotation marks.")
    small: bool = Field(default=False, description="Heads begin with a small letter.")
    before: bool = Field(default=True, description="A name may stand before the head.")
