"""Rules for finding places, as their TOML files in `tasks/rules/places` hold them."""

from typing import Annotated

from pydantic import Field

from schemas.base import Model

Words = Annotated[str, Field(description="Words, lower case, parted by white space.")]
Names = Annotated[str, Field(description="Names, parted by semicolons.")]


class KnownPlace(Model):
    """A town or building with its names in any language; the first is the one shown."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    country: str = Field(pattern=r"^[A-Z]{2}$")
    names: tuple[str, ...] = Field(min_length=1)


class KnownRegion(Model):
    """A region of more than one country, with its names in any language."""

    id: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    names: tuple[str, ...] = Field(min_length=1)


class PlaceContext(Model):
    """A name that more than one place has, and the words that tell which is meant."""

    name: str = Field(min_length=1)
    places: dict[str, Words] = Field(min_length=1)


class PlaceWorld(Model):
    """Places in all languages, beside those of the locale data."""

    skip_zones: Words = Field(
        description="Time zones, or groups of them, whose towns are not meant."
    )
    shared: Names = Field(description="Places that are also names of persons or things.")
    contexts: tuple[PlaceContext, ...] = ()
    towns: tuple[KnownPlace, ...] = ()
    cities: dict[str, Names] = Field(default={}, description="Further towns by ISO 3166-1 code.")
    buildings: tuple[KnownPlace, ...] = ()
    regions: tuple[KnownRegion, ...] = ()


class PlaceTowns(Model):
    """Towns of the world; each also may be somebody's name."""

    cities: dict[str, Names] = Field(description="Names by ISO 3166-1 code.")


class PlaceWords(Model):
    """Names of places in one language, beside those of the locale data."""

    realms: Names = Field(default="", description="Before a country's name and part of it.")
    town_ends: Words = Field(default="", description="They close a town's name: Kansas City.")
    inside: Words = Field(default="", description="Prepositions before a town.")
    honorifics: Words = ""
    no_towns: Words = Field(default="", description="Behind these prepositions, but no towns.")
    buildings: Words = Field(default="", description="Words that close a building's name.")
    endings: dict[str, Words] = Field(default={}, description="Last letters and other cases' own.")
    prefixes: Words = Field(default="", description="Particles written onto a name.")
    adjective_endings: Words = Field(default="", description="Adjectives are stems with these.")
    aliases: dict[str, Names] = Field(default={}, description="Names by ISO 3166-1 code.")
    adjectives: dict[str, Names] = Field(default={}, description="Adjectives by ISO 3166-1 code.")
    shortened: dict[str, Names] = Field(default={}, description="Short forms by ISO 3166-2 code.")


class PlaceParts(Model):
    """Names of countries' parts by the second half of their ISO 3166-2 code."""

    US: dict[str, str]
    CA: dict[str, str]
    AU: dict[str, str]
    GB: dict[str, str]
