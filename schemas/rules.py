"""Rules of classification, as their TOML files in `tasks/rules` hold them."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from schemas.base import LanguageTag, Model
from schemas.patterns import check_pattern
from schemas.release import Kind


class Script(Model):
    """A script by its code points, and the language it names if one language writes it."""

    code: str = Field(pattern=r"^[A-Z][a-z]{3}$", description="ISO 15924 code.")
    language: LanguageTag | None = None
    weight: float = Field(default=1.0, gt=0, description="What one of its letters counts for.")
    ranges: Annotated[tuple[tuple[int, int], ...], Field(min_length=1)]


class Language(Model):
    """A language as its small words and letters show it."""

    tag: LanguageTag
    script: str
    prior: float = Field(default=0.0, le=0.0, description="0 is common, less is rarer.")
    letters: str = Field(default="", description="Letters beyond the base of its script.")
    marks: str = Field(default="", description="Letters of which every sentence has one.")
    words: str = Field(default="", description="Its most frequent small words, by spaces.")


class LanguageWeights(Model):
    """What each witness of a language counts for, and when enough of them agree."""

    words: float = Field(ge=0)
    langdetect: float = Field(ge=0)
    py3langid: float = Field(ge=0)
    letters: float = Field(ge=0, description="For a share of 1 of letters it does not have.")
    max_foreign: float = Field(gt=0, le=1, description="Share of such letters that counts.")
    unmarked: float = Field(ge=0, description="None of the marks of the language is there.")
    declared: float = Field(ge=0)
    unknown_langdetect: float = Field(ge=0, description="langdetect does not know the language.")
    unknown_py3langid: float = Field(ge=0, description="py3langid does not know the language.")
    settled: float = Field(ge=0, description="Margin at which py3langid is not asked.")
    settled_piece: float = Field(ge=0, description="The same for a piece of a long text.")
    ahead: float = Field(ge=1, description="Small words of the first over those of the second.")
    undecided: float = Field(ge=0, description="Smaller margins abstain.")


class ParagraphRules(Model):
    """When a paragraph counts as written in another language than its release."""

    min_letters: int = Field(ge=1, description="Letters, as their scripts weigh them.")
    length: int = Field(ge=1, description="Characters of a paragraph that are looked at.")
    min_words: float = Field(ge=1, description="Small words of the language, less what is foreign.")
    ahead: float = Field(ge=1, description="So many times those of any other language.")
    foreign: float = Field(ge=0, description="Small words that a letter it does not have costs.")
    unmarked: float = Field(ge=0, description="Small words that having no mark of it costs.")
    prior: float = Field(ge=0, description="How much of a language's prior counts, in small words.")


class Languages(Model):
    """Candidate languages, scripts, and how much of a text is looked at."""

    min_letters: int = Field(ge=1)
    min_unmarked: int = Field(ge=1, description="Letters from which on missing marks count.")
    pieces: int = Field(ge=2)
    piece_length: int = Field(ge=1, description="Characters a piece.")
    min_kana_share: float = Field(gt=0, lt=1, description="Kana to ideographs in Japanese.")
    min_ideographs: int = Field(ge=1, description="As many with no kana are Chinese.")
    weights: LanguageWeights
    paragraphs: ParagraphRules
    scripts: Annotated[tuple[Script, ...], Field(min_length=1)]
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def check_scripts(self) -> Self:
        codes = {script.code for script in self.scripts}
        for language in self.languages:
            if language.script not in codes:
                raise ValueError(
                    f"language {language.tag} has the unknown script {language.script!r}"
                )
        return self


# What is found in a text that speaks for its kind: a meeting told of at its beginning; much of the
# text, or all of a short one, in the first person.
Witness = Literal[
    "meeting-held", "call-held", "meeting-planned", "meeting-past", "speech", "first-person"
]


class KindRule(Model):
    """Patterns of title, lead and body (regular expressions) that speak for one kind.

    What begins a release is often its title and its lead in one: patterns of the lead are sought
    in the title too.
    """

    kind: Kind
    name: str = Field(min_length=1, description="What the verdict gives as its method.")
    weight: float = Field(gt=0, lt=1, description="Likelihood of the kind if nothing else matches.")
    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    body: tuple[str, ...] = Field(default=(), description="Of 6,000 characters; in words too.")
    facts: tuple[Witness, ...] = Field(default=(), description="What is found in the text.")

    @field_validator("title", "lead", "body")
    @classmethod
    def check_patterns(cls, patterns: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return tuple(check_pattern(pattern, info) for pattern in patterns)


class Kinds(Model):
    """Rules of one language for the kind of a release."""

    threshold: float = Field(default=0.5, gt=0, lt=1, description="Below it the kind is unknown.")
    late: float = Field(
        default=0.0,
        ge=0,
        le=2,
        description="Doubt that words at the end of a title add: by how many times.",
    )
    words: bool = Field(default=True, description="Matches begin and end at a word.")
    first_person: str = Field(
        default="", description="Words of one who makes a speech, by spaces: I, my, you."
    )
    audience: str = Field(
        default="", description="Those of them that turn to listeners, by spaces: you, your."
    )
    rules: Annotated[tuple[KindRule, ...], Field(min_length=1)]


class TopicConcept(Model):
    """One IPTC Media Topic and its place in the hierarchy."""

    id: str = Field(pattern=r"^medtop:\d{8}$")
    label: str = Field(min_length=1)
    parent: str = Field(default="", pattern=r"^(medtop:\d{8})?$", description="Empty at the top.")


class TopicScoring(Model):
    """How term weights become confidence, and when a topic is left out."""

    title_factor: float = Field(gt=0, description="A term of the title counts as often as this.")
    repeat_limit: int = Field(ge=1, description="One term counts at most so often.")
    damping: float = Field(gt=0, description="Words of text a score is set against, at least.")
    scale: float = Field(gt=0, description="Score at which confidence is 1 - 1/e.")
    threshold: float = Field(gt=0, lt=1, description="Topics below this confidence are left out.")
    min_terms: int = Field(ge=1, description="Fewer different terms count only from the title.")
    relative: float = Field(ge=0, le=1, description="Share of the best score a topic must reach.")
    max_tops: int = Field(ge=1, description="Topics of the top level, the likeliest ones.")
    max_topics: int = Field(ge=1)
    max_terms: int = Field(ge=1)


class TopicScheme(Model):
    """The concepts that are assigned, and how they are scored."""

    scoring: TopicScoring
    concepts: Annotated[tuple[TopicConcept, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def check_parents(self) -> Self:
        known = {concept.id for concept in self.concepts}
        for concept in self.concepts:
            if concept.parent and concept.parent not in known:
                raise ValueError(f"{concept.id} has the unknown parent {concept.parent!r}")
        return self


class TopicTerms(Model):
    """Terms of one language by topic: lower case, between commas, `*` for any more letters."""

    words: bool = Field(default=True, description="Terms begin and end at a word.")
    prefixes: tuple[str, ...] = Field(default=(), description="Particles written onto a word.")
    topics: Annotated[dict[str, dict[str, str]], Field(min_length=1)]

    @field_validator("topics")
    @classmethod
    def check_topics(cls, topics: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        for topic, groups in topics.items():
            if not re.fullmatch(r"medtop:\d{8}", topic):
                raise ValueError(f"{topic!r} is not a Media Topics id such as medtop:11000000")
            for weight, terms in groups.items():
                if weight not in {"strong", "fair", "weak"}:
                    raise ValueError(f"{topic}.{weight} is none of strong, fair, weak")
                for term in terms.split(","):
                    if term.strip() != term.strip().lower():
                        raise ValueError(f"{topic}.{weight}: {term.strip()!r} is not lower case")
        return topics


class ProseMarks(Model):
    """What cuts a text into sentences, and what does not."""

    abbreviations: str = Field(description="Words that a full stop does not end, lower case.")
