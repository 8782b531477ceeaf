"""Rules for finding organisations, as their TOML files in `tasks/rules/organisations` hold them."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.base import Model

Words = Annotated[str, Field(description="Words, lower case, parted by white space.")]


class OrganisationHeads(Model):
    """Words that make a name the name of an organisation, by what may stand around them."""

    bodies: Words = ""
    proper: Words = Field(default="", description="Bodies that want more than subjects.")
    takers: Words = Field(default="", description="Bodies only with what they are for.")
    firms: Words = Field(default="", description="Legal forms: a name stands before them.")
    weak: Words = Field(default="", description="They close a name, if it is not all subjects.")
    plurals: dict[str, str] = Field(default={}, description="Plural of a head and its singular.")
    forms: dict[str, Words] = Field(default={}, description="Bodies and their other cases.")
    leads: Words = Field(default="", description="Foreign heads: the name follows them.")
    soft: Words = Field(default="", description="Weak ones that want a word of no dictionary.")
    small: Words = Field(default="", description="Bodies that are also written small.")
    alone: Words = Field(default="", description="Organisations without any further word.")


class OrganisationHints(Model):
    """Words beside a name that nothing else shows to be a body's."""

    made: Words = Field(default="", description="As in operated by.")
    by: Words = ""
    staff: Words = Field(default="", description="As in analyst at.")
    at: Words = ""
    aides: Words = Field(default="", description="As in trustee of, spokesperson for.")
    of: Words = ""
    about: Words = Field(default="", description="It opens a heading over standing text.")
    titles: Words = Field(default="", description="Behind a name: CEO, spokesperson.")
    many: Words = Field(default="", description="As in airlines such as.")
    such: Words = ""
    media: Words = Field(default="", description="Names with a capital inside that are no bodies.")
    tickers: Words = Field(default="", description="Exchanges, in brackets behind a firm.")
    things: Words = Field(default="", description="Behind such a name: it is that of a program.")
    speaking: Words = Field(default="", description="Behind an acronym: said, announced.")
    led: Words = Field(default="", description="Roles of which an acronym may be.")
    plain: Words = Field(default="", description="Acronyms of what is no body: GDP.")


class OrganisationWords(Model):
    """Vocabulary of one language for names of organisations."""

    articles: Words = ""
    prepositions: Words = Field(default="", description="They lead to what a head is for.")
    joints: Words = Field(default="", description="As in and, between two subjects.")
    heads: OrganisationHeads
    fields: Words = Field(default="", description="Subjects: health, foreign, affairs.")
    lower: bool = Field(default=False, description="Names go on with small letters.")
    openers: Words = Field(default="", description="Capitalised words that begin no name.")
    roles: Words = Field(default="", description="Words for persons: a name does not go past them.")
    holders: Words = Field(default="", description="Whose body it is: the sheriff's office.")
    realms: Words = Field(default="", description="As in republic, district, before of.")
    nations: Words = Field(default="", description="Before a parliament, or in capitals.")
    firsts: Words = Field(default="", description="No name goes on to the left of them.")
    kinds: Words = Field(default="", description="Written small beside a name: bank, retailer.")
    kind_ends: str = Field(default="", description="What may follow such a word behind a name.")
    units: str = Field(default="", description="Names, between semicolons, that go with another's.")
    compounds: Words = Field(default="", description="Endings of words that are no name.")
    never: str = Field(default="", description="Names, between semicolons, of no organisation.")
    breakers: Words = Field(default="", description="Behind a name they make it another thing's.")
    speakers: Words = Field(default="", description="Roles that follow an acronym of a body.")
    royals: Words = Field(default="", description="Roles that places are named for as well.")
    royal_ends: Words = Field(default="", description="What follows them in such a name.")
    shared: str = Field(default="", description="Known names that every nation may have.")
    particles: Words = Field(default="", description="Small words inside foreign names.")
    laws: Words = Field(default="", description="What bears the name of a known body.")
    posts: str = Field(default="", description="Roles, between semicolons, that firms alone have.")
    venues: str = Field(default="", description="Ends of names, between semicolons, of buildings.")
    subjects: Words = Field(default="", description="Subjects of a ministry that stand alone.")
    units_inside: Words = Field(default="", description="Heads of what is part of a ministry.")
    wide: Words = Field(default="", description="Heads whose subjects may be any common nouns.")
    states: Words = Field(default="", description="What a state is, before of: republic.")
    concerned: Words = Field(default="", description="Before with, in what a body is for: people.")
    inner_heads: Words = Field(default="", description="Heads of parts of a university, ministry.")
    outer_heads: Words = Field(default="", description="Heads of what has such parts.")
    field_ends: Words = Field(default="", description="Ends of small words a name goes on with.")
    adjective_ends: Words = Field(default="", description="Ends of small words before a noun.")
    districts: Words = Field(default="", description="What a district is a body for: water.")
    owned: Words = Field(default="", description="Alone only behind an article: the Presidency.")
    unbranched: Words = Field(default="", description="Ids of bodies without branches abroad.")
    voices: Words = Field(
        default="", description="Ends of names of bodies, if they speak: project."
    )
    noun_leads: Words = Field(default="", description="Before any small noun of a name: des.")
    head_ends: Words = Field(default="", description="Ends of compounds that are bodies.")
    hints: OrganisationHints = OrganisationHints()
    societies: Words = Field(default="", description="Heads that many own: teachers' union.")


class UncasedWords(Model):
    """Vocabulary of a language without capitals for names of organisations."""

    heads: Words
    stops: Words = Field(default="", description="What no name holds.")
    blockers: Words = Field(default="", description="Behind a head: it is no organisation.")
    inner: Words = Field(default="", description="What a name goes on with.")
    breaks: Words = Field(default="", description="Words of two signs behind which a name begins.")
    joined: Words = Field(default="", description="Heads of what has several subjects.")


class KnownOrganisation(Model):
    """An organisation known by name, in as many languages and forms as it is written."""

    id: str = Field(pattern=r"^[^\W_]+(-[^\W_]+)*$")
    name: str = Field(min_length=1)
    acronyms: tuple[str, ...] = ()
    names: tuple[str, ...] = Field(default=(), description="Other names, in any language.")
    bare: tuple[str, ...] = Field(default=(), description="Names that others have as well.")
    near: Words = Field(default="", description="One of these in the text makes a bare name its.")


class OfficeWords(Model):
    """Names of offices that every country has, in any language."""

    fillers: Words = Field(description="What may stand beside office and country.")
    offices: dict[str, str] = Field(description="Forms between semicolons, by id.")


class Separation(Model):
    """A wrong merge undone: in these releases' words the name is another organisation."""

    name: str = Field(min_length=1)
    id: str = Field(min_length=1, description="Id it has instead.")
    reason: str = Field(min_length=1)


class KnownOrganisations(Model):
    """Organisations known by name, and names that are kept apart."""

    organisations: tuple[KnownOrganisation, ...] = ()
    listed: dict[str, str] = Field(
        default={}, description="By kind, one a line: a name, then others of its behind bars."
    )
    apart: tuple[Separation, ...] = ()

    @model_validator(mode="after")
    def check_ids(self) -> Self:
        seen: set[str] = set()
        for organisation in self.organisations:
            if organisation.id in seen:
                raise ValueError(f"the id {organisation.id!r} stands twice")
            seen.add(organisation.id)
        return self
