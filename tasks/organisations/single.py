"""What single words of a text are for names: capitals, owners, nations, words of no dictionary."""

from tasks.organisations.gazetteer import Lexemes
from tasks.organisations.known import fold_name, load_registry
from tasks.organisations.wording import Words
from tasks.persons.lexicon import is_word, load_lexicon
from tasks.places.atlas import load_atlas, load_world

# Letters of a state in full with a lost mark of possession: "Ohios", not "Las".
_MIN_STATE = 4
_MIN_SUBJECT = 3


class Single:
    """The words of one text, each asked what it is beside a name."""

    def __init__(self, text: str, lexemes: Lexemes, words: Words) -> None:
        self.text = text
        self.lexemes = lexemes
        self.tokens = lexemes.tokens
        self.folds = lexemes.folds
        self.glued = lexemes.glued
        self.words = words
        self.count = len(lexemes.tokens)
        lexicon = load_lexicon("en")
        self._given = lexicon.given
        self._families = lexicon.families
        self._english = lexicon.english
        self._world = load_world()
        self.known = load_registry()
        self._atlas = load_atlas(words.language)

    def is_name(self, at: int) -> bool:
        """Whether a word is written as part of a name."""
        token = self.tokens[at]
        return token.kind == "word" and token.text[self.lexemes.starts[at] - token.start].isupper()

    def is_owned(self, at: int) -> bool:
        """Whether the word owns the next one: "China's"; "States'"; "FBIs"."""
        token = self.tokens[at]
        return (
            self.lexemes.ends[at] < token.end
            or (
                at + 1 < self.count
                and self.tokens[at + 1].text in {"’", "'"}
                and self.tokens[at + 1].start == token.end
            )
            or self.is_bare_owner(at)
        )

    def is_bare_owner(self, at: int) -> bool:
        """Whether the mark of possession was lost: "the Departments Criminal Division"."""
        words, fold = self.words, self.folds[at]
        if words.language != "en" or self.tokens[at].text[-1] != "s" or fold in words.fields:
            return False
        if at + 1 >= self.count or not self.glued[at + 1] or not self.is_name(at + 1):
            return False
        short = self.tokens[at].text[:-1]
        return (
            words.heads.get(fold[:-1]) in {"body", "proper"}
            or fold[:-1] in words.fields
            or (len(fold) > _MIN_STATE and fold[:-1] in self._world.states)
            or self._is_official(at)
            or (len(short) > 2 and short.isupper())
        ) and words.heads.get(fold) in {None, "plural"}

    def _is_official(self, at: int) -> bool:
        """Whether a word is the family name behind a role: "President Norland" or with a first."""
        before = at - 1
        if before > 0 and self.folds[before] in self._given and self.glued[before]:
            before -= 1
        if before < 0 or not self.glued[at] or not self.is_name(before):
            return False
        # "General Norlands" is a firm rather than an officer.
        return self.folds[before] in self.words.roles and self.folds[before] != "general"

    def is_uncommon(self, at: int) -> bool:
        """Whether a word stands in no dictionary: it is somebody's or something's own name."""
        fold = self.folds[at]
        parts = fold.split("-")
        if not self.is_name(at) or any(part in self.words.nations for part in parts):
            return False
        return fold not in self.words.fields and not any(
            is_word(part, self._english) for part in parts
        )

    def is_subject(self, at: int) -> bool:
        """Whether a word may tell what a body is for: of the vocabulary, or any common noun."""
        words, fold = self.words, self.folds[at]
        if fold in words.fields:
            return True
        return (
            words.language == "en"
            and self.is_name(at)
            and len(fold) > _MIN_SUBJECT
            and (self.lexemes.styles[at] == "capitals" or not self.tokens[at].text.isupper())
            and fold not in words.heads
            and fold not in words.roles | words.openers | words.nations | words.holders
            and fold not in self._given
            and all(is_word(part, self._english) for part in fold.split("-"))
        )

    def is_royal(self, at: int) -> bool:
        """Whether a role is part of a place's name: "King County", "Bishop Norland High School"."""
        words = self.words
        return self.folds[at] in words.royals and not words.royal_ends.isdisjoint(
            self.folds[at + 1 : at + 3]
        )

    def is_national(self, at: int) -> bool:
        """Whether a word stands for a country, its people or a part of it."""
        place = self._atlas.names.match(self.lexemes, at)
        if place is None and at and self.glued[at]:
            place = self._atlas.names.match(self.lexemes, at - 1)
        return place is not None and place.value.kind in {"country", "adjective", "part", "town"}

    def opens_place(self, at: int) -> bool:
        """Whether a place of two words begins at a word: "New York"."""
        place = self._atlas.names.match(self.lexemes, at)
        return place is not None and place.stop > at + 1

    def is_country(self, first: int, stop: int) -> bool:
        """Whether words are the name of a country, as "Russian Federation"."""
        place = self._atlas.names.match(self.lexemes, first)
        return place is not None and place.stop >= stop and place.value.kind == "country"

    def is_known(self, first: int, stop: int) -> bool:
        """Whether just these words name a body known by name, perhaps of one nation among many."""
        name = fold_name(" ".join(token.text for token in self.tokens[first:stop]))
        return any(name in keys for keys in (self.known.by_key, self.known.bare_keys))

    def holds_body(self, first: int, stop: int) -> bool:
        """Whether words hold a head of their own."""
        heads, fields = self.words.heads, self.words.fields
        return any(
            (heads.get(fold) in {"body", "proper"} and fold not in fields)
            or (heads.get(fold[:-1]) in {"body", "proper"} and self.is_bare_owner(at))
            for at, fold in enumerate(self.folds[first:stop], first)
        )

    def _is_common(self, at: int) -> bool:
        """Whether a word of a name is neither an acronym nor a head or role."""
        words, fold = self.words, self.folds[at]
        return (
            self.is_name(at)
            and self.glued[at]
            and not self.tokens[at].text.isupper()
            and words.heads.get(fold, "weak") == "weak"
            and fold not in words.roles
        )

    def _follows_role(self, at: int) -> bool:
        """Whether a role stands before a word: "Secretary General", but not "the General ..."."""
        return at > 0 and self.glued[at] and self.folds[at - 1] in self.words.roles

    def _is_shouted(self, at: int) -> bool:
        """A town in a dateline, or any word but a subject in a headline, all in capitals."""
        text, words = self.tokens[at].text, self.words
        if self.lexemes.styles[at] == "capitals":
            return not {self.folds[at]} & (words.fields | words.holders | words.nations)
        plain = self.lexemes.styles[at] == "plain"
        return plain and len(text) > 5 and text.isupper() and "." not in text

    def _is_held(self, before: int) -> bool:
        """Whether a role is part of "Attorney General's Office", up to the mark of possession."""
        for at in range(before, min(before + 3, self.count)):
            if self.folds[at] not in self.words.holders:
                return False
            if self.is_owned(at):
                return True
        return False
