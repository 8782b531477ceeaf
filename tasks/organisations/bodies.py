"""Names of organisations in a text by the words that make them so: "Ministry of", "Inc.".

The words of each language are data; the engine knows only how names are put together: what may
stand before such a word, and what it is for.
"""

from typing import NamedTuple

from tasks.organisations.cases import write_nominative
from tasks.organisations.gazetteer import Lexemes
from tasks.organisations.known import fold_name
from tasks.organisations.reach import Reach
from tasks.organisations.wording import Words

_MAX_LIST = 14
_MAX_QUOTED = 7
# Stands for the head of a compound: "Bundesinnenministerium".
_COMPOUND = "-"
_QUOTES = frozenset('«“„"')
_UNQUOTES = frozenset('»”“"')


class Body(NamedTuple):
    """A name in a text: its first token, the one behind its last, and the rule that found it."""

    first: int
    stop: int
    rule: str
    confidence: float
    head: str = ""
    # The name, where it is not just the words of the text: "Ministry of Education" in a list.
    name: str = ""


def find_bodies(text: str, lexemes: Lexemes, words: Words) -> list[Body]:
    """Find names by their heads, in order of the text, none within another.

    Linear: what a head takes to its left and right is bounded, and each head is looked at once.
    """
    found: list[Body] = []
    free = 0
    finder = _Finder(text, lexemes, words)
    for at, fold in enumerate(lexemes.folds):
        if at < free:
            continue
        if fold in words.heads:
            head = fold
        elif fold[-1] == "s" or words.head_ends:
            head = finder.find_lost_head(at)
        else:
            continue
        if not head or not (finder.is_name(at) or finder.is_small(at, head)):
            continue
        for body in finder.read_head(at, free, head):
            if found and finder.is_unit_of(body, found[-1]):
                before = found.pop()
                found.append(before._replace(stop=body.stop, name="", rule=body.rule))
            else:
                found.append(body)
            free = max(free, body.stop)
    return found


class _Finder(Reach):
    """Reads the names around the heads of one text."""

    def is_unit_of(self, body: Body, before: Body) -> bool:
        """Whether a name is a unit of the one before: "Department of Energy, Office of ..."."""
        if tuple(self.folds[body.first : body.stop]) not in self.words.units:
            return False
        gap = self.folds[before.stop : body.first]
        if self.is_bare_owner(before.stop - 1):
            return False
        return len(gap) == 0 or (len(gap) == 1 and gap[0] in {",", "–", "-", "—"})

    def is_small(self, at: int, head: str) -> bool:
        """Whether a head may be written small: "the Governor's office"."""
        words = self.words
        led = at > 0 and self.is_name(at - 1) and self.glued[at]
        if words.bases.get(head, head) not in words.small:
            before = self.folds[at - 1]
            led = led and (before in words.fields or before.endswith(words.adjective_ends or "\0"))
            return words.lower and (led or self._is_quoted(at))
        return words.lower or (led and self.is_owned(at - 1))

    def find_lost_head(self, at: int) -> str:
        """The head in a word that lost its mark of possession: "Divisions Fraud Section"."""
        short = self.folds[at][:-1]
        ends = self.words.head_ends
        if ends and self.is_name(at) and self.folds[at].endswith(ends):
            return "" if self.folds[at] in ends else _COMPOUND
        if self.words.language == "de" and self.folds[at].endswith("s") and self.is_name(at):
            genitive = short if short in self.words.heads else short.removesuffix("e")
            return genitive if genitive in self.words.heads else ""
        return short if short in self.words.heads and self.is_bare_owner(at) else ""

    def read_head(self, at: int, free: int, head: str) -> list[Body]:
        """The name around the head at `at`, not before `free`; several from a list; or none."""
        kind = self.words.heads.get(head, "alone")
        if kind == "plural":
            listed = self._read_list(at)
            if listed or not self.is_bare_owner(at):
                return listed
            kind = "body"
        if kind in {"firm", "body"}:
            quoted = self._read_quoted(at, head, kind)
            if quoted:
                return quoted
        if kind == "lead":
            return self._read_lead(at, free, head)
        if kind == "firm":
            return self._read_firm(self.extend_left(at, free, kind), at)
        return self._read_body(at, free, head, kind)

    def _read_lead(self, at: int, free: int, head: str) -> list[Body]:
        first, stop = self.extend_left(at, free, "body"), self.extend_lead(at)
        if stop - first == 1:
            return []
        return [self._make(first, stop, rule="lead", confidence=0.85, head=head)]

    def _is_quoted(self, at: int) -> bool:
        """Whether a name in quotation marks follows."""
        inner = at + 2
        return inner < self.count and self.tokens[at + 1].text in _QUOTES and self.is_name(inner)

    def _read_quoted(self, at: int, head: str, kind: str) -> list[Body]:
        """A name in quotation marks behind its kind or legal form: "JSC «Norvane»"."""
        if not self._is_quoted(at):
            return []
        stop = inner = at + 2
        limit = min(inner + _MAX_QUOTED, self.count)
        while stop < limit and self.tokens[stop].text not in _UNQUOTES:
            stop += 1
        if stop == limit or not self.glued[stop]:
            return []
        if kind == "firm":
            return [self._make(at, stop + 1, rule="quoted", confidence=0.9, head=head)]
        return [self._make(inner, stop, rule="quoted", confidence=0.8, head=head)]

    def _read_body(self, at: int, free: int, head: str, kind: str) -> list[Body]:
        if self._is_carried_on(at) or (kind == "weak" and self._is_firm_of_place(at + 1)):
            return []
        first = self.extend_left(at, free, kind)
        stop = self.extend_right(at, first) if kind != "weak" else at + 1
        stop = self.take_firm(stop)
        if not self.is_name(at) and not (self.is_name(first) or stop > at + 1):
            return []
        if self._is_refused(at, first, stop, kind):
            return []
        if self.words.lower:
            is_short = self.tokens[at].text.isupper()
            if is_short and not (stop > at + 1 and self.is_national(at + 1)):
                return []
            if first == at and stop > at + 1 and not self.is_name(at):
                if self.folds[at + 1] in self.words.prepositions and self.words.language == "ru":
                    return []  # "посольство в Норландии": whose, it does not say
                if stop == at + 2 and self.tokens[at + 1].text.isupper():
                    first += 1  # "агентство НОРА"
        rule = "head" if stop == at + 1 else "head-for"
        if kind == "alone":
            rule = "alone"
        confidence = 0.75 if kind == "weak" else 0.9
        return [self._make(first, stop, rule=rule, confidence=confidence, head=head)]

    def _is_carried_on(self, at: int) -> bool:
        """Whether the name goes on to another head: "Windom Police Department"."""
        if self.is_owned(at):
            return False
        is_weak = self.words.heads.get(self.folds[at]) == "weak"
        return (is_weak and self._is_firm_behind(at + 1)) or self._is_head_behind(at)

    def _is_head_behind(self, at: int) -> bool:
        heads, folds = self.words.heads, self.folds
        for after in range(at + 1, min(at + 8, self.count)):
            if self.glued[after] and self._joins_fields(after):
                continue
            if not self.glued[after] or not self.is_name(after):
                return False
            if folds[after] in self.words.roles or folds[after] in self.words.openers:
                return False
            is_short = self.words.lower and self.tokens[after].text.isupper()
            if (
                heads.get(folds[after], "alone") not in {"alone", "taker", "plural"}
                and not is_short
            ):
                return True
            if self.is_owned(after):
                return False
        return False

    def _is_firm_behind(self, at: int) -> bool:
        """Whether the name goes on to a legal form: "Norvane Realty PBC, LLC"."""
        stop = at
        while stop < min(at + 4, self.count) and self.glued[stop] and self.is_name(stop):
            if self.words.heads.get(self.folds[stop]) == "firm":
                return stop > at
            stop += 1
        return stop > at and self.take_firm(stop) > stop

    def _joins_fields(self, at: int) -> bool:
        """Whether "and" or a comma stands between two subjects."""
        fields, folds = self.words.fields, self.folds
        if folds[at] not in self.words.joints and folds[at] != ",":
            return False
        after = at + 1
        if after < self.count and folds[at] == "," and folds[after] in self.words.joints:
            after += 1
        before = at - 1 if folds[at - 1] != "," else at - 2
        return after < self.count and folds[before] in fields and folds[after] in fields

    def _is_firm_of_place(self, at: int) -> bool:
        """Whether "of Dover, LLC" follows: the name is that of a firm, which comes later."""
        if at >= self.count or self.folds[at] not in self.words.prepositions:
            return False
        stop = at + 1
        while stop < min(at + 5, self.count) and self.is_name(stop) and self.glued[stop]:
            if self.words.heads.get(self.folds[stop]) == "firm":
                return True
            stop += 1
        return self.take_firm(stop) > stop > at + 1

    def _is_refused(self, at: int, first: int, stop: int, kind: str) -> bool:
        """Whether what was read is no organisation after all."""
        words, folds = self.words, self.folds
        followed = stop < self.count and self.glued[stop] and self.is_name(stop)
        if self._is_no_body(at, first, stop) or (followed and folds[stop] in words.breakers):
            return True
        plain = self.lexemes.styles[at] == "plain"
        if kind == "alone":
            if folds[at] in words.owned and (first < at or stop > at + 1):
                return stop > at + 1 and self._is_of_other(first, at, stop)
            of_article = at > 0 and folds[at - 1] in words.articles and self.glued[at]
            if folds[at] in words.owned and not (of_article and plain and not followed):
                return True
            return self.lexemes.styles[at] == "capitals"
        if stop > at + 1:
            return folds[at + 1] == "of" and self._is_of_other(first, at, stop)
        common = all(
            fold in words.fields or fold in words.heads or fold in words.joints or fold == ","
            for fold in folds[first:at]
        )
        carries_on = (
            followed
            and not self.is_owned(at)
            and not self._precedes_person(stop)
            and not {folds[stop]} & (words.roles | words.openers | words.speakers)
        )
        return (
            first == at
            or kind == "taker"
            or (kind == "weak" and (common or not plain))
            or (folds[at] in words.soft and not any(map(self.is_uncommon, range(first, at))))
            or (kind == "proper" and common and at - first < 2)
            or (common and carries_on and plain)
            or self._is_government_of_person(first, at)
        )

    def _is_common_kind(self, at: int, stop: int) -> bool:
        """Whether it is one of a kind rather than one's name: "Lake District", all attorneys'."""
        folds = self.folds
        if folds[at] == "district":
            return folds[at - 1] not in self.words.districts
        is_all = stop == at + 1 and "attorneys" in folds[at - 2 : at]
        return folds[at] == "offices" and is_all

    def _precedes_person(self, at: int) -> bool:
        """Whether a given name with a family name behind it follows."""
        after = at + 1
        if after >= self.count or not self.glued[after] or not self.is_name(after):
            return False
        return self.folds[at] in self._given and self.folds[after] not in self.words.heads

    def _is_no_body(self, at: int, first: int, stop: int) -> bool:
        """Whether a name is known to be no body's: a venue, a country, "Unit 3" of a plant."""
        words, folds = self.words, self.folds
        numbered = stop == at + 1 < self.count and self.tokens[stop].kind == "number"
        return (
            tuple(folds[first:stop]) in words.never
            or (numbered and folds[at] == "unit")
            or tuple(folds[at - 1 : at + 1]) in words.venues
            or self.is_country(first, stop)
            or self._is_common_kind(at, stop)
        )

    def _is_of_other(self, first: int, at: int, stop: int) -> bool:
        """Not a body by itself: "Presidency of the European Union", "Delegation of Norland"."""
        is_sent = self.folds[at - 1] == "permanent"
        return (self.folds[at] == "delegation" and not is_sent) or (
            self.folds[at] in {"presidency", "board"}
            and first == at
            and self.holds_body(at + 1, stop)
        )

    def _make(
        self, first: int, stop: int, *, rule: str, confidence: float, head: str, name: str = ""
    ) -> Body:
        rule = f"organisations/{self.words.language}:{rule}"
        return Body(first, stop, rule, confidence, head, name or self._restore(first, stop))

    def _restore(self, first: int, stop: int) -> str:
        """The name without a lost mark of possession, or in its first case; else empty."""
        last, end = self.tokens[stop - 1], self.lexemes.ends[stop - 1]
        if end == last.end and self.is_bare_owner(stop - 1):
            return self.text[self.lexemes.starts[first] : end - 1]
        ends, fold = self.words.head_ends, self.folds[first]
        if ends and stop == first + 1 and fold.endswith("s") and fold[:-1].endswith(ends):
            return self.text[self.lexemes.starts[first] : end - 1]
        at = next((at for at in range(first, stop) if self._is_inflected(at)), stop)
        if at == stop or (self.words.language == "de" and at == first):
            return ""
        base = self.words.bases.get(self.folds[at], self.folds[at])
        before = [self.tokens[one].text for one in range(first, at)]
        before = write_nominative(before, base, self.words.language)
        base = self._write_like(at, base)
        return " ".join([*before, base]) + self.text[self.tokens[at].end : end]

    def _is_inflected(self, at: int) -> bool:
        """Whether a word is the head, in a language in which adjectives before it have cases."""
        fold, words = self.folds[at], self.words
        return fold in words.bases or (words.language == "de" and fold in words.heads)

    def _write_like(self, at: int, base: str) -> str:
        text = self.tokens[at].text
        if text.isupper():
            return base.upper()
        return base.capitalize() if text[0].isupper() else base

    def _is_government_of_person(self, first: int, at: int) -> bool:
        """No body is the "Biden Administration"; the "Food and Drug Administration" is one."""
        return self.folds[at] == "administration" and not any(
            fold in self.words.fields for fold in self.folds[first:at]
        )

    def _read_firm(self, first: int, at: int) -> list[Body]:
        stop = self.take_firm(at)
        if at in {stop, first} or self.folds[first] in self.words.openers:
            return []
        if not any(self.is_name(inner) for inner in range(first, at)):
            return []
        return [self._make(first, stop, rule="legal-form", confidence=0.95, head=self.folds[at])]

    def _read_list(self, at: int) -> list[Body]:
        """Each of a list: "Ministries of Health and Education" are two."""
        words, folds = self.words, self.folds
        head = words.plurals[folds[at]]
        inner = at + 1
        if inner >= self.count or folds[inner] not in words.prepositions:
            return []
        preposition = self.tokens[inner].text
        inner += 1
        bodies: list[Body] = []
        limit = min(self.count, at + 1 + _MAX_LIST)
        while inner < limit:
            while inner < limit and (
                folds[inner] in words.articles
                or folds[inner] in words.joints
                or self.tokens[inner].text == ","
            ):
                inner += 1
            end = inner
            while end < limit and self.glued[end] and self.is_name(end):
                end += 1
            if end == inner or (bodies and folds[inner] not in words.fields):
                break
            name, end = self._name_listed(f"{head.capitalize()} {preposition}", inner, end)
            first = inner if bodies else at
            bodies.append(
                self._make(first, end, rule="list", confidence=0.85, head=head, name=name)
            )
            inner = end
        return bodies

    def _name_listed(self, start: str, first: int, stop: int) -> tuple[str, int]:
        """The name of one of a list, and where it ends: "Health and Human Services" is one."""
        name = f"{start} {self._read_words(first, stop)}"
        after = stop + 1
        if after < self.count and self.folds[stop] in self.words.joints:
            while after < self.count and self.glued[after] and self.is_name(after):
                after += 1
            longer = f"{start} {self._read_words(first, after)}"
            key = fold_name(longer)
            if key in self.known.by_key or key in self.known.bare_keys:
                return longer, after
        return name, stop

    def _read_words(self, first: int, stop: int) -> str:
        return " ".join(token.text for token in self.tokens[first:stop])
