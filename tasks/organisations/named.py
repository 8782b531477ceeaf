"""Names of known organisations in a text: whose they are, and where a branch bears them."""

from schemas.bodies import KnownOrganisation
from tasks.organisations.bodies import Body
from tasks.organisations.gazetteer import Lexemes
from tasks.organisations.known import KNOWN, load_registry
from tasks.organisations.wording import Words
from tasks.persons.lexicon import load_lexicon
from tasks.places.atlas import load_atlas

_TITLES = frozenset(
    {"mr", "mrs", "ms", "dr", "senator", "judge", "sir", "lord", "lady", "chairman"}
)


def is_written(lexemes: Lexemes, at: int) -> bool:
    """Whether a word is written as a name: by a capital, or in a script without them."""
    token = lexemes.tokens[at]
    letter = token.text[lexemes.starts[at] - token.start]
    return letter.isupper() or not letter.islower()


def is_owner(lexemes: Lexemes, at: int) -> bool:
    """Whether a word owns the next: "Norland's"."""
    return at >= 0 and lexemes.ends[at] < lexemes.tokens[at].end


class Named:
    """Finds the names of `rules/organisations/known.toml` in one text."""

    def __init__(self, lexemes: Lexemes, words: Words | None) -> None:
        self._lexemes = lexemes
        self._words = words
        self._known = load_registry()
        self._given = load_lexicon("en").given

    def find(self) -> list[tuple[Body, KnownOrganisation | None]]:
        """All known names; for that of a branch or another nation's no organisation."""
        known = [
            self._widen(at, stop, organisation)
            for at, stop, organisation in self._known.gazetteer.find(self._lexemes)
            if is_written(self._lexemes, at)
            and not self._is_of_law(stop)
            and not self._is_within(at, stop)
        ]
        return [*known, *self._find_bare()]

    def _is_of_law(self, stop: int) -> bool:
        """Whether a law, treaty or base bears the name: "the United Nations Convention"."""
        lexemes, words = self._lexemes, self._words
        if not words or stop >= len(lexemes.tokens) or not lexemes.glued[stop]:
            return False
        return lexemes.folds[stop] in words.laws and lexemes.tokens[stop].text[0].isupper()

    def _is_within(self, at: int, stop: int) -> bool:
        """Whether a known name of one word is a part of another's: "Ann Siemens", "Lego Street"."""
        lexemes, words = self._lexemes, self._words
        if stop > at + 1 or not words:
            return False
        tokens = lexemes.tokens
        if at and lexemes.glued[at] and self._is_led(at):
            return True
        if (
            lexemes.folds[at] not in self._known.single
            or stop == len(tokens)
            or not lexemes.glued[stop]
            or lexemes.styles[at] != "plain"
        ):
            return False
        return (
            tokens[stop].text[0].isupper()
            and lexemes.ends[at] == tokens[at].end
            and lexemes.folds[stop] not in words.roles
        )

    def _is_led(self, at: int) -> bool:
        """Whether a given name or a title stands before."""
        before = self._lexemes.folds[at - 1]
        if before == "." and at > 1:
            before = self._lexemes.folds[at - 2]
        return before in self._given or before in _TITLES

    def _widen(
        self, at: int, stop: int, organisation: KnownOrganisation
    ) -> tuple[Body, KnownOrganisation | None]:
        """A known name; another's of the same name with the nation before: "Norland Senate"."""
        words, lexemes, first = self._words, self._lexemes, at
        if words and tuple(lexemes.folds[at:stop]) in words.shared:
            places = load_atlas(words.language).names
            while first > 0 and lexemes.glued[first] and places.match(lexemes, first - 1):
                first -= 1
        if first < at and words and lexemes.folds[first] not in words.firsts:
            first = at if is_owner(self._lexemes, at - 1) else first
            return Body(first, stop, f"organisations/{words.language}:nation", 0.9), None
        branch = self.read_branch(stop, organisation)
        if branch > stop:
            return Body(at, branch, f"{KNOWN}:branch", 0.8), None
        return Body(at, stop, f"{KNOWN}:name", 0.95), organisation

    def read_branch(self, stop: int, organisation: KnownOrganisation) -> int:
        """Behind the place that a body's branch is named for: "Norvane Denmark"."""
        lexemes, words = self._lexemes, self._words
        if not words or organisation.id in words.unbranched or stop >= len(lexemes.tokens):
            return stop
        before = lexemes.tokens[stop - 1]
        place = load_atlas(words.language).names.match(lexemes, stop)
        if not place or place.value.kind == "adjective" or not lexemes.glued[stop]:
            return stop
        if lexemes.ends[stop - 1] < before.end or lexemes.styles[stop] != "plain":
            return stop
        after = place.stop
        goes_on = (
            after < len(lexemes.tokens)
            and lexemes.glued[after]
            and (
                lexemes.tokens[after].text[0].isupper()
                or lexemes.tokens[after].text in {":", "-", "–"}
            )
        )
        owned = lexemes.ends[after - 1] < lexemes.tokens[after - 1].end
        return stop if goes_on or owned else after

    def _find_bare(self) -> list[tuple[Body, KnownOrganisation]]:
        """Names that more than one has, where the text shows whose they are: "the House"."""
        lexemes = self._lexemes
        present = set(lexemes.folds)
        return [
            (Body(at, stop, f"{KNOWN}:bare", 0.8), organisation)
            for at, stop, organisation in self._known.bare.find(lexemes)
            if is_written(self._lexemes, at)
            and (stop - at > 1 or self._stands_alone(at))
            and not present.isdisjoint(organisation.near.split())
        ]

    def _stands_alone(self, at: int) -> bool:
        """Whether neither neighbour of a word makes it part of a longer name."""
        tokens, glued = self._lexemes.tokens, self._lexemes.glued
        return (
            at > 0
            and glued[at]
            and tokens[at - 1].text[0].islower()
            and not (at + 1 < len(tokens) and glued[at + 1] and tokens[at + 1].text[0].isupper())
        )
