"""Rules that tell meetings, as their TOML files in `tasks/rules/meetings` hold them."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from schemas.base import Confidence, Model
from schemas.findings import MeetingMode
from schemas.patterns import check_pattern

Shape = Literal[
    "pair",
    "passive",
    "after",
    "mutual",
    "subject",
    "relative",
    "named",
    "noun",
    "again",
    "recalled",
    "title",
    "series",
    "clause",
    "final",
    "head",
    "letter",
]
OutcomeKind = Literal["signed", "agreed", "invited", "announced"]


class Frame(Model):
    """A turn of phrase that tells of a meeting, and where its participants stand."""

    name: str = Field(min_length=1, description="The rule id after the file's name.")
    cue: str = Field(min_length=1, description="Words it may begin with, parted by spaces.")
    match: str = Field(description="Regular expression from the cue on, case ignored.")
    shape: Shape = Field(
        description="pair: one side before, one behind; passive: the same, the host behind;"
        " after: all behind; mutual: all before; named: all whom the sentence names;"
        " noun: as pair, the first side maybe behind; title: all before, only in a title;"
        " subject: all are the sentence's subject; relative: whom the subject met, before whom;"
        " again: as the sentence's last, the other behind;"
        " recalled: those of the meeting last told of met before;"
        " series: no meeting, but a frame for those to come; clause: one side maybe before, all"
        " else within the words matched; final: all before, within its clause;"
        " head: the head of one side behind, that of the other in a sentence before;"
        " letter: who writes or speaks, and to whom."
    )
    mode: MeetingMode = "in-person"
    weight: Confidence = 0.9
    reach: str = Field(
        default="",
        description="A word that may follow after time and place; * for no word, just names.",
    )
    strict: bool = Field(default=False, description="Names follow only behind that word.")
    named: bool = Field(default=False, description="An office will not do for the object.")
    bodies: bool = Field(default=False, description="Organisations and countries take part too.")
    open_mode: bool = Field(default=False, description="Its mode counts only if none is told.")
    crowds: bool = Field(default=False, description="People without names will do: students.")
    lone: bool = Field(default=False, description="It counts where no meeting is told of before.")
    heads: bool = Field(default=False, description="Its sides are the heads of those just told of.")
    onto: str = Field(default="", description="The word before a place behind the object: to.")
    earlier: bool = Field(default=False, description="It tells of an earlier meeting.")
    inverted: bool = Field(default=False, description="Both sides may stand behind.")
    led_by: str = Field(
        default="", description="What stands before it, but in a title: was (received)."
    )
    needs: str = Field(default="", description="What else the sentence must match.")

    @field_validator("match", "needs", "led_by")
    @classmethod
    def check_pattern(cls, pattern: str, info: ValidationInfo) -> str:
        return check_pattern(pattern, info)


class MeetingRules(Model):
    """Rules of one language: frames, and the words around them. Word lists are parted by spaces."""

    words: bool = Field(default=True, description="Patterns begin and end at a word.")
    capitals: bool = Field(default=True, description="Names begin with a capital.")
    connectors: str = Field(description="Small words within a name with its role.")
    heads: str = Field(description="Words that make a phrase an office: minister.")
    several: str = Field(default="", description="Those of them of which each state has one.")
    stems: bool = Field(default=False, description="Heads are beginnings of words.")
    adjectives: bool = Field(default=False, description="Adjectives of countries are small.")
    dropped: bool = Field(default=False, description="A verb needs no subject beside it.")
    reaching: str = Field(default="", description="What leads from an office on: to, on.")
    prepositions: str = Field(default="", description="A name behind them is no subject.")
    adverbs: str = Field(default="", description="What may stand between a side and the verb.")
    articles: str = Field(default="", description="Words a new name begins with.")
    styles: str = Field(default="", description="Majesty: words that an office follows.")
    linking: str = Field(default="", description="and: words that join names of one side.")
    joining: str = Field(default="", description="with: joins them too where all stand behind.")
    owners: str = Field(default="", description="her: before a noun, whose subject they stand for.")
    subordinate: str = Field(default="", description="after: a clause of its own may follow.")
    counterparts: str = Field(default="", description="colleague: an office of the other side.")
    rulers: str = Field(default="", description="president, king: words of who leads a state.")
    summits: str = Field(
        default="", description="Pattern: the two presidents; of ministers, their states are meant."
    )
    spanning: str = Field(
        default="", description="since, until: a day behind them is no meeting's."
    )
    deeds: str = Field(default="", description="visit, arrival: nouns of which one is the doer.")
    pronouns: dict[str, str] = Field(
        default={}, description="Pronoun to the honorifics that go with it."
    )
    speaker: str = Field(default="", description="I: whom a statement in the first person is by.")
    us: str = Field(default="", description="we: the speaker and others.")
    addressee: str = Field(default="", description="you: whom a speech turns to by name.")
    speeches: str = Field(
        default="",
        description="Pattern at the head of a speech or an interview, before its speaker.",
    )
    mine: str = Field(default="", description="my, our: of what a speaker has.")
    vocatives: str = Field(default="", description="Pattern of an office turned to: Mr. President.")
    headlines: str = Field(default="", description="Verbs of headlines: no office has one.")
    theirs: str = Field(default="", description="their: of the only two a sentence names.")
    possessed: str = Field(
        default="", description="Pattern behind the speaker's name in a title: X’s interview."
    )
    shorthands: str = Field(default="", description="EAM, PM: whom a release is about.")
    attendees: str = Field(default="", description="Pattern of a heading over who took part.")
    crowds: str = Field(default="", description="Pattern of people without names: local students.")
    among: str = Field(default="", description="Pattern before those of them who are named.")
    members: str = Field(
        default="",
        description="Such people of a body as stand for it: executives, but no students.",
    )
    crowd_verbs: str = Field(
        default="", description="Pattern of what may stand between such people and a verb: who had."
    )
    apart: str = Field(
        default="", description="Pattern: two of several had a meeting of their own: bilateral."
    )
    wide: str = Field(default="", description="Pattern of one that takes more: trilateral.")
    salutation: str = Field(default="", description="Pattern before whom a letter is to: Dear.")
    parties: str = Field(
        default="", description="delegation: such a word as a subject stands for who leads it."
    )
    starters: str = Field(
        default="", description="Words that open a sentence where a text has lost its stops: We."
    )
    objects: dict[str, str] = Field(default={}, description="The same for him, her.")
    gaps: str = Field(default="", description="Words behind which a verb has an earlier subject.")
    present: str = Field(
        default="", description="Cues that may tell of a day to come; empty: all may."
    )
    infinitives: str = Field(
        default="", description="Forms that share the tense of a verb before them: and meet."
    )
    continuing: str = Field(
        default="", description="What joins a noun to an earlier verb, parted by semicolons."
    )
    plurals: str = Field(default="", description="Pattern: they, the two ministers.")
    following: str = Field(default="", description="Lower-case words a list of names may end at.")
    possessive: str = Field(default="", description="Pattern of what makes a name an owner.")
    planned: str = Field(default="", description="Pattern: of what stands before the verb.")
    past: str = Field(default="", description="The same for an earlier meeting.")
    past_anywhere: str = Field(default="", description="Pattern in a sentence on an earlier one.")
    vetoes: str = Field(default="", description="The same: no meeting at all.")
    days: dict[str, int] = Field(default={}, description="Days from publication: yesterday = -1.")
    modes: dict[MeetingMode, str] = Field(default={}, description="Patterns that change the mode.")
    places: str = Field(default="", description="Words before a place: at, in.")
    buildings: str = Field(default="", description="Small words within a place: guest house.")
    halls: str = Field(default="", description="Words that make it a place after all: centre.")
    arrivals: str = Field(default="", description="Pattern before the place gone to.")
    visits: str = Field(default="", description="The same, if a place is known there.")
    openers: str = Field(default="", description="where, that: a clause begins with them.")
    second: bool = Field(default=False, description="A subject may stand behind its verb.")
    aim: str = Field(default="", description="to: before verbs whose subject stands farther off.")
    relatives: str = Field(default="", description="who: words behind a name that they stand for.")
    same_day: str = Field(default="", description="Pattern: on the day told of before.")
    sooner: str = Field(default="", description="Pattern: earlier that day, so no past meeting.")
    clitics: str = Field(
        default="", description="Pattern of an object before its verb: l’a (reçu)."
    )
    gone: str = Field(
        default="", description="Pattern: travelled, before a verb that tells what for: to meet."
    )
    lead: str = Field(default="", description="Pattern: a delegation led by, before its head.")
    refused: str = Field(default="", description="As vetoes, farther before an infinitive.")
    programmed: str = Field(default="", description="Verbs in the present: meets, receives.")
    announcing: str = Field(
        default="", description="Pattern of a title of what is to come: its present is planned."
    )
    undated: str = Field(default="", description="Pattern: recently, so not the release's day.")
    upcoming: str = Field(default="", description="Pattern behind a meeting: is planned.")
    recalled: str = Field(default="", description="Pattern before an earlier one: following the.")
    occasions: str = Field(default="", description="Pattern before the event on whose margins.")
    during: str = Field(default="", description="The same, if what follows names an event.")
    events: str = Field(default="", description="Words that make a phrase an event: summit.")
    closing: str = Field(default="", description="Words the name of an occasion ends at.")
    matters: str = Field(default="", description="on: before what was talked about.")
    when: str = Field(default="", description="Pattern of a line that gives the time.")
    where: str = Field(default="", description="Pattern of a line that gives the place.")
    tellings: str = Field(default="", description="Pattern: the meeting took place.")
    company: str = Field(default="", description="Pattern: accompanied by.")
    presence: str = Field(default="", description="Pattern: also present were, before names.")
    attended: str = Field(default="", description="Pattern: (A and B) also attended.")
    separate: str = Field(default="", description="Pattern: each one met is a meeting.")
    openings: str = Field(default="", description="Pattern a line of a list of those met opens.")
    earlier: str = Field(default="", description="Pattern before what is no outcome but history.")
    outcomes: dict[OutcomeKind, tuple[str, ...]] = Field(
        default={}, description="Patterns of what came of it."
    )
    frames: Annotated[tuple[Frame, ...], Field(min_length=1)]

    @field_validator(
        "plurals", "possessive", "planned", "past", "past_anywhere", "vetoes", "arrivals",
        "occasions", "during", "tellings", "company", "when", "where", "earlier", "attendees",
        "presence", "attended", "separate", "openings", "visits", "summits",
        "same_day", "speeches", "gone", "sooner", "clitics",
        "lead", "refused", "upcoming", "recalled", "undated", "announcing",
    )  # fmt: skip
    @classmethod
    def check_pattern(cls, pattern: str, info: ValidationInfo) -> str:
        return check_pattern(pattern, info)


class MeetingScheme(Model):
    """What holds for all languages."""

    plover: dict[OutcomeKind, str] = Field(description="PLOVER root if a meeting came to this.")
    agreements: str = Field(description="Pattern of what is signed where the root changes.")
    past_days: int = Field(ge=1, description="A meeting longer ago than this is a past one.")
    aside_days: int = Field(ge=1, description="The same of one that the text is not about.")
    verbatim: str = Field(description="Pattern of a line that opens a turn of a transcript.")
    min_turns: int = Field(ge=1, description="So many turns make a transcript.")
    trials: str = Field(description="Pattern: words of charges and verdicts.")
    min_trials: int = Field(ge=1, description="So many different ones make a release on crime.")

    @field_validator("agreements", "verbatim", "trials")
    @classmethod
    def check_pattern(cls, pattern: str, info: ValidationInfo) -> str:
        return check_pattern(pattern, info)
