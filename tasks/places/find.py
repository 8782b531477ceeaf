"""Places named in a release: countries, their parts, towns and buildings, each with its id."""

import re
from collections.abc import Sequence

from schemas.findings import Evidence, Organisation, Person, Place
from tasks.organisations.gazetteer import Found, Lexemes, Spans
from tasks.organisations.known import make_slug
from tasks.organisations.wording import load_words
from tasks.persons.lexicon import load_lexicon
from tasks.places.atlas import Atlas, PlaceName, load_atlas, load_world, name_place
from tasks.prose.cut import Prose

_MAX_TOWN = 3
# "SAINT PAUL, Minn. —" or "(SAINT PAUL) —" or "TASHKENT, 5 May 2020 –" at the head of the body.
_DATELINE = re.compile(
    r"(?:[^\n(]{0,30}\()?(?P<town>[A-Z][A-Z.'’-]+(?: [A-Z.'’-]{2,}){0,3})"
    r"(?=\)|(?:,[^\n—–]{0,40})?\s?(?:—|–|--|-\s))"
)
# "WASHINGTON The Department": the dash was lost.
_BARE_DATELINE = re.compile(r"(?P<town>[A-Z]{3,}(?: [A-Z]{3,})?)\s+(?=[A-Z][a-z]|An?\s)")


def find_places(
    prose: Prose,
    lexemes: Lexemes,
    language: str,
    organisations: Sequence[Organisation] = (),
    persons: Sequence[Person] = (),
) -> tuple[Place, ...]:
    """Find the places that a release names, in the order of their first mention.

    A country within an organisation's name is one only behind "of"; a name that a person may have
    is none beside another name; a name of several places is what the rest of the text says.

    Args:
        prose: The release's text.
        lexemes: Its words, folded.
        language: BCP 47 tag.
        organisations: What was found before, whose names are left out.
        persons: Who was found before: "Jordan" in "Ann Jordan", or alone behind it, is no country.
    """
    return _Search(prose, lexemes, language, organisations, persons).run()


class _Search:
    def __init__(
        self,
        prose: Prose,
        lexemes: Lexemes,
        language: str,
        organisations: Sequence[Organisation],
        persons: Sequence[Person],
    ) -> None:
        self._prose = prose
        self._lexemes = lexemes
        self._atlas: Atlas = load_atlas(language.split("-", maxsplit=1)[0])
        self._world = load_world()
        words = load_words(language.split("-", maxsplit=1)[0]) or load_words("en")
        self._openers = words.openers if words else frozenset[str]()
        self._no_towns = self._atlas.no_towns | self._openers
        if words:
            self._no_towns |= words.fields | words.roles | words.breakers | words.heads.keys()
        self._given = load_lexicon("en").given
        self._present = frozenset(lexemes.folds)
        self._bodies = Spans(
            [(mention.start, mention.end) for each in organisations for mention in each.mentions]
        )
        self._people = Spans(
            [(mention.start, mention.end) for each in persons for mention in each.mentions]
        )
        self._places: dict[str, tuple[str, str, list[Evidence]]] = {}
        self._taken = bytearray(len(lexemes.tokens) + 1)

    def run(self) -> tuple[Place, ...]:
        for found in self._atlas.names.find(self._lexemes):
            place = self._accept(found)
            if place:
                first = self._extend_realm(found.first) if place.kind == "country" else found.first
                self._add(first, found.stop, place)
        self._read_dateline()
        self._read_towns()
        return tuple(
            Place(
                place_id=identity,
                name=name,
                country=country,
                mentions=tuple(sorted(mentions, key=lambda mention: mention.start)),
            )
            for identity, (name, country, mentions) in sorted(
                self._places.items(), key=lambda entry: min(each.start for each in entry[1][2])
            )
        )

    def _accept(self, found: Found[PlaceName]) -> PlaceName | None:
        """The place that a name in the text stands for; none if it stands for something else."""
        place = found.value
        if not self._is_written(found) or self._is_person(found.first):
            return None
        if place.kind != "building" and self._is_named_for(found):
            return None
        if self._is_in_body(found) and place.kind != "building":
            return None
        is_other = place.kind == "region" and self._goes_on(found)
        if is_other or (place.kind == "town" and self._is_other_town(found.stop, place)):
            return None
        fold = " ".join(self._lexemes.folds[found.first : found.stop])
        if fold in self._world.contexts:
            return self._choose(fold, place)
        return None if fold in self._world.shared and self._is_part_of_name(found) else place

    def _goes_on(self, found: Found[PlaceName]) -> bool:
        """Whether a region opens or closes a longer name: "Asia Society", "South Asia"."""
        tokens, glued = self._lexemes.tokens, self._lexemes.glued
        if self._lexemes.styles[found.first] != "plain":
            return False
        first, stop = found.first, found.stop
        before = first > 0 and glued[first] and tokens[first - 1].text[0].isupper()
        opens = before and self._lexemes.folds[first - 1] not in self._openers
        return opens or (
            stop < len(tokens)
            and glued[stop]
            and tokens[stop].text[0].isupper()
            and self._lexemes.ends[stop - 1] == tokens[stop - 1].end
        )

    def _is_other_town(self, at: int, place: PlaceName) -> bool:
        """Whether a state shows another town of the name, or "v." a party to a case."""
        if at < len(self._lexemes.folds) and self._lexemes.folds[at] in {"v", "vs", "v."}:
            return True
        return place.country != "US" and self._is_in_state(at)

    def _is_in_state(self, at: int) -> bool:
        """Whether a comma and a state of the United States follow: "Monrovia, Calif."."""
        tokens, folds = self._lexemes.tokens, self._lexemes.folds
        if at + 1 >= len(tokens) or tokens[at].text != "," or not self._lexemes.glued[at + 1]:
            return False
        return folds[at + 1] in self._world.states or f"US-{tokens[at + 1].text}" in (
            self._world.parts
        )

    def _is_written(self, found: Found[PlaceName]) -> bool:
        """Whether the letters are those of a name: "US", not "us"; not a language, "in French"."""
        place, at = found.value, found.first
        token = self._lexemes.tokens[at]
        if place.is_acronym:
            return token.text.isupper() and self._lexemes.styles[at] != "capitals"
        if place.kind == "adjective":
            return self._is_adjective(at)
        written = token.text[self._lexemes.starts[at] - token.start]
        return place.kind == "building" or not written.islower()

    def _is_adjective(self, at: int) -> bool:
        """Not the language: "in Spanish"."""
        is_language = (
            at > 0
            and self._lexemes.folds[at - 1] in self._atlas.inside
            and not (at + 1 < len(self._lexemes.tokens) and self._lexemes.glued[at + 1]
                     and self._lexemes.tokens[at + 1].kind == "word")
        )  # fmt: skip
        return not is_language

    def _is_in_body(self, found: Found[PlaceName]) -> bool:
        """Whether a name stands within an organisation's, and not as the country it is of."""
        body = self._bodies.find(self._lexemes.starts[found.first])
        if body is None:
            return False
        if found.value.kind != "country":
            return True
        # "Ministry of Health of Japan"; in Russian the country stands at the end in the genitive.
        before = self._lexemes.folds[max(found.first - 2, 0) : found.first]
        closes = self._lexemes.ends[found.stop - 1] == body[1]
        return not ("of" in before or (closes and self._atlas.words.endings))

    def _is_person(self, at: int) -> bool:
        return at > 0 and (
            self._lexemes.folds[at - 1] in self._atlas.honorifics
            or (at > 1 and self._lexemes.tokens[at - 1].text == "."
                and self._lexemes.folds[at - 2] in self._atlas.honorifics)
        )  # fmt: skip

    def _is_named_for(self, found: Found[PlaceName]) -> bool:
        """Whether a name is a person's here: found as one, or behind a given name."""
        lexemes, before = self._lexemes, found.first - 1
        if self._people.hold(lexemes.starts[found.first]):
            return True
        if found.value.kind not in {"country", "town"} or lexemes.styles[found.first] != "plain":
            return False
        return (
            before >= 0
            and lexemes.glued[found.first]
            and lexemes.tokens[before].text[0].isupper()
            and not self._taken[before]
            and lexemes.folds[before] in self._given
            and lexemes.folds[before] not in self._no_towns
        )

    def _is_part_of_name(self, found: Found[PlaceName]) -> bool:
        """Whether a word with a capital stands beside a name that persons and things have too."""
        tokens, glued, folds = self._lexemes.tokens, self._lexemes.glued, self._lexemes.folds
        if self._lexemes.styles[found.first] != "plain":
            return False
        before = found.first - 1
        named = before >= 0 and glued[found.first] and tokens[before].text[0].isupper()
        if named and folds[before] not in self._openers:
            return True
        after = found.stop
        if self._lexemes.ends[after - 1] < tokens[after - 1].end:
            return False
        return (
            after < len(tokens)
            and glued[after]
            and tokens[after].kind == "word"
            and tokens[after].text[0].isupper()
            and folds[after] not in {"and", "president", "prime", "foreign", "attorney", "governor"}
        )

    def _choose(self, fold: str, place: PlaceName) -> PlaceName | None:
        """Which of several places the text means; none if its other words leave it open."""
        counts = sorted(
            (
                (len(words & self._present), identity)
                for identity, words in self._world.contexts[fold].items()
            ),
            reverse=True,
        )
        if not counts[0][0] or (len(counts) > 1 and counts[0][0] == counts[1][0]):
            return None
        code = counts[0][1]
        name, country = name_place(code)
        kind = "part" if "-" in code else "country"
        return place._replace(
            id=code,
            name=name,
            country=country,
            kind=kind,
            rule="places/world:context",
            confidence=0.8,
        )

    def _extend_realm(self, at: int) -> int:
        """To the left over "Republic of", which is part of a country's name."""
        folds = self._lexemes.folds
        for words in self._atlas.realms:
            for skip in (0, 1):
                first = at - len(words) - skip
                if skip and (at < 1 or folds[at - 1] != "the"):
                    continue
                if first >= 0 and tuple(folds[first : at - skip]) == words:
                    return first
        return at

    def _add(self, first: int, stop: int, place: PlaceName) -> None:
        start, end = self._lexemes.starts[first], self._lexemes.ends[stop - 1]
        evidence = Evidence(
            start=start,
            end=end,
            text=self._prose.text[start:end],
            rule=place.rule,
            confidence=place.confidence,
        )
        entry = self._places.setdefault(place.id, (place.name, place.country, []))
        entry[2].append(evidence)
        self._taken[first:stop] = b"\1" * (stop - first)

    def _read_dateline(self) -> None:
        """The town at the head of the body, written in capitals."""
        text, body = self._prose.text, self._prose.body_start
        bare = _BARE_DATELINE.match(text, body)
        match = _DATELINE.match(text, body) or bare
        if not match or not self._prose.body_start < self._prose.body_end:
            return
        start, end = match.span("town")
        span = [
            at
            for at, token in enumerate(self._lexemes.tokens[: self._count_before(end)])
            if token.start >= start
        ]
        if not span or any(self._taken[at] for at in span):
            return
        if match is bare and not self._atlas.names.match(self._lexemes, span[0]):
            return
        if match["town"].casefold() not in self._no_towns and end - start > 3:
            self._add_town(span[0], span[-1] + 1, "", "dateline", 0.8)

    def _count_before(self, end: int) -> int:
        return next(
            (at for at, token in enumerate(self._lexemes.tokens) if token.start >= end),
            len(self._lexemes.tokens),
        )

    def _read_towns(self) -> None:
        """Towns before a comma and a state or country, and behind "in"."""
        tokens, text = self._lexemes.tokens, self._prose.text
        named = {
            mention.start: (identity, country)
            for identity, (_, country, mentions) in self._places.items()
            for mention in mentions
            if identity.isupper() and mention.text[-1].islower()
        }
        for at, fold in enumerate(self._lexemes.folds):
            if text[tokens[at].start] == "," and at + 1 < len(tokens):
                part = self._read_part(at + 1, named)
                first = self._read_back(at) if part else at
                if part and first < at:
                    self._add_town(first, at, part[1], "before-part", 0.85)
            elif fold in self._atlas.buildings:
                self._add_building(at)
            elif fold in self._atlas.inside and self._lexemes.styles[at] == "plain":
                stop = self._read_on(at + 1)
                if stop > at + 1 and text[self._lexemes.ends[stop - 1]] != ",":
                    self._add_town(at + 1, stop, "", "behind-in", 0.55)
                elif stop > at + 1 and not self._read_part(stop + 1, named):
                    self._add_town(at + 1, stop, "", "behind-in", 0.5)

    def _read_part(self, at: int, named: dict[int, tuple[str, str]]) -> tuple[str, str] | None:
        """The part of a country that a word is: "Minn.", "MN", "Minnesota"; or a country."""
        if at >= len(self._lexemes.tokens):
            return None
        token, fold = self._lexemes.tokens[at], self._lexemes.folds[at]
        if not self._lexemes.glued[at] or not token.text[0].isupper():
            return None
        if token.start in named:
            return named[token.start]
        code = self._world.shortened.get(fold) or f"US-{token.text}"
        if code not in self._world.parts:
            return None
        if not self._taken[at]:
            name = name_place(code)[0]
            rule = "places/en:shortened"
            self._add(at, at + 1, PlaceName(code, name, code[:2], rule, 0.85, "part", False))
        return code, code[:2]

    def _read_back(self, at: int) -> int:
        first = at
        while first > 0 and at - first < _MAX_TOWN and self._is_town_word(first - 1):
            if first < at and not self._lexemes.glued[first]:
                break
            first -= 1
        return first

    def _read_on(self, at: int) -> int:
        stop = at
        while stop < len(self._lexemes.tokens) and self._is_town_word(stop):
            if not self._lexemes.glued[stop]:
                break
            stop += 1
            if self._lexemes.ends[stop - 1] < self._lexemes.tokens[stop - 1].end:
                break
        # "in Southeast Asia": the name goes on with a word that is no town's.
        tokens, glued = self._lexemes.tokens, self._lexemes.glued
        if stop < len(tokens) and self._lexemes.folds[stop] in {"v", "vs", "v."}:
            return at  # "in Norland v. Dover", a case
        goes_on = stop < len(tokens) and glued[stop] and tokens[stop].text[0].isupper()
        return at if goes_on or stop - at > _MAX_TOWN else stop

    def _is_town_word(self, at: int) -> bool:
        token = self._lexemes.tokens[at]
        if self._lexemes.folds[at] in self._atlas.town_ends and at and self._lexemes.glued[at]:
            return token.text[0].isupper() and self._is_town_word(at - 1)
        return (
            token.kind == "word"
            and token.text[0].isupper()
            and not any(letter.isupper() for letter in token.text[2:])
            and not self._taken[at]
            and not (token.text.isupper() and self._lexemes.styles[at] == "plain")
            and self._lexemes.folds[at] not in self._no_towns
        )

    def _add_building(self, at: int) -> None:
        """A building by its kind and the name before it: "Norland Palace"."""
        first, tokens = at, self._lexemes.tokens
        while first > 0 and at - first < _MAX_TOWN and self._lexemes.glued[first]:
            word = tokens[first - 1]
            if word.kind != "word" or not word.text[0].isupper():
                break
            if self._lexemes.folds[first - 1] in self._openers or self._taken[first - 1]:
                break
            first -= 1
        if first == at or self._taken[at] or self._lexemes.styles[at] != "plain":
            return
        name = self._prose.text[self._lexemes.starts[first] : self._lexemes.ends[at]]
        rule = "places/en:building"
        identity = make_slug(name.casefold())
        self._add(first, at + 1, PlaceName(identity, name, "", rule, 0.7, "building", False))

    def _add_town(self, first: int, stop: int, country: str, rule: str, confidence: float) -> None:
        start = self._lexemes.starts[first]
        if self._bodies.hold(start) or self._people.hold(start):
            return
        name = self._prose.text[self._lexemes.starts[first] : self._lexemes.ends[stop - 1]]
        name = name.title() if name.isupper() else name
        identity, rule = make_slug(name.casefold()), f"places/en:{rule}"
        known = self._places.get(identity)
        if known and country and not known[1]:
            self._places[identity] = (known[0], country, known[2])
        self._add(first, stop, PlaceName(identity, name, country, rule, confidence, "town", False))
