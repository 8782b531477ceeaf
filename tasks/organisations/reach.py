"""How far a name reaches to the right of the word that makes it one: what it is for."""

from tasks.organisations.acronyms import is_acronym_of
from tasks.organisations.joined import Joined

_MAX_LEAD = 9
_MAX_RIGHT = 14
_MAX_REALM = 5
# They close a name that is no body's any more: "Council of Norland Summit".
_OCCASIONS = frozenset({"summit", "conference", "convention", "prize", "award", "declaration"})
# "Consulate General of".
_GENERALS = frozenset({"consulate", "directorate", "secretariat", "inspectorate"})
# Legal forms in a row with the marks between them: "Co., Ltd.".
_MAX_FORMS = 6


class Reach(Joined):
    """Names around a word in one text: what may stand before it, and what it is for."""

    def extend_lead(self, at: int) -> int:
        """Behind the last word of a foreign name: "Universidad Nacional Mayor de San Marcos"."""
        stop = at + 1
        limit = min(self.count, at + _MAX_LEAD)
        while stop < limit and self.glued[stop]:
            inner = stop
            while inner < limit and self.folds[inner] in self.words.particles:
                inner += 1
            if inner >= limit or not self.glued[inner] or not self.is_name(inner):
                break
            stop = inner + 1
            if self.is_owned(inner):
                break
        return stop

    def extend_right(self, at: int, first: int) -> int:
        """Behind the last token of what a head is for."""
        words, stop = self.words, at + 1
        limit = min(self.count, at + 1 + _MAX_RIGHT)
        if words.lower:
            stop = self._take_run(stop, limit, at)
        elif stop < limit and self._is_bound(stop):
            stop += 1
        while stop < limit and self.glued[stop] and self._leads_on(stop, at, first):
            inner = stop + 1
            while inner < limit and self.folds[inner] in words.articles:
                inner += 1
            if self._leads_away(stop, inner, at):
                break
            end = self._take_run(inner, limit, at)
            if end == inner:
                break
            end = self._cut_unit(inner, end, at)
            # "Civil Division of the Department of Justice" names two, "Office of the Board" one.
            is_unit = tuple(self.folds[first:stop]) in words.units
            named = (first < at or stop > at + 1) and not is_unit
            while end > inner + 1 and self.folds[end - 1] in _OCCASIONS:
                end -= 1
            of_body = named and self.folds[stop] == "of" and self._is_of_body(inner, end, first)
            if of_body and not self._is_part_of(first, at, inner, end):
                break
            stop = end
        return stop

    def _is_bound(self, at: int) -> bool:
        """Whether a word belongs to the head before it: "Consulate General", "Partei Norlands"."""
        if self.words.language == "de":
            return self._is_genitive(at)
        return self.folds[at] == "general" and self.folds[at - 1] in _GENERALS

    def _is_genitive(self, at: int) -> bool:
        """Whether a country follows that a German name belongs to: "Partei Norlands"."""
        fold = self.folds[at]
        return self.glued[at] and fold[-1] == "s" and bool(self._atlas.names.get((fold[:-1],)))

    def _leads_on(self, preposition: int, head: int, first: int) -> bool:
        """Whether a preposition may go on with a name: "in" for an office of states' bodies."""
        if self.folds[preposition] in self.words.prepositions:
            return True
        abroad = {"office", "mission", "service"}
        if self.folds[preposition] == "with" and self.words.language == "en":
            return self.folds[preposition - 1] in self.words.concerned
        if self.folds[preposition] != "in":
            return False
        if self.folds[head] == "consulate":
            place = self._atlas.names.match(self.lexemes, preposition + 1)
            return place is not None and place.value.kind == "town"
        if self.folds[head] not in abroad:
            return False
        name = self.lexemes.tokens[first].text
        return name in self.known.acronyms or self.folds[first : first + 2] == ["united", "nations"]

    def _is_part_of(self, first: int, head: int, inner: int, end: int) -> bool:
        """Whether a body is named as part of another: "Institute of Law of the Academy of"."""
        words = self.words
        if self.folds[head] not in words.inner_heads or self.folds[first] in words.openers:
            return False
        return any(fold in words.outer_heads for fold in self.folds[inner:end])

    def _is_of_body(self, inner: int, end: int, first: int) -> bool:
        """Whether "of" leads to a body with a name of its own, and both have no common name."""
        known = self.known.gazetteer
        whole = known.match(self.lexemes, first)
        if (whole and whole.stop >= end) or self.is_country(inner, end):
            return False
        short = self.tokens[inner].text
        return (
            self.holds_body(inner, end)
            or known.match(self.lexemes, inner) is not None
            or (end == inner + 1 and short in self.known.acronyms)
        )

    def _leads_away(self, preposition: int, inner: int, head: int) -> bool:
        """Whether a preposition tells no more of a name: "Court against Smith", "of February"."""
        words, folds = self.words, self.folds
        is_alone = words.heads.get(folds[head]) == "alone"
        if inner >= self.count:
            return is_alone
        if words.language != "en":
            of_state = self.is_national(inner) or folds[inner] in words.states
            return is_alone and not (words.language == "de" and of_state)
        if folds[inner] in words.openers or self._is_ones_office(inner):
            return True
        if folds[preposition] == "of" or (folds[preposition] == "for" and not is_alone):
            return False
        is_given = folds[inner] in self._given and folds[inner] not in words.fields
        return is_alone or folds[head] in {"court", "tribunal"} or is_given

    def _is_ones_office(self, at: int) -> bool:
        """Whether it is a named holder's: "Division of Attorney General Norland's Office"."""
        roles = at
        while roles < self.count and self.glued[roles] and self.folds[roles] in self.words.holders:
            roles += 1
        if roles == at or roles >= self.count or not self.glued[roles] or not self.is_name(roles):
            return False
        return self.is_owned(roles) and self.folds[roles] not in self.words.heads

    def _cut_unit(self, first: int, stop: int, head: int) -> int:
        """Before the name of a unit: "Department of Justice Tax Division" names two."""
        words, folds = self.words, self.folds
        if folds[head] not in {"ministry", "department"} or stop >= self.count:
            return stop
        fold, at = folds[stop], stop
        if fold in words.joints and folds[first] in words.subjects and stop - first > 1:
            ahead = range(stop + 1, min(stop + 5, self.count))
            names_unit = any(folds[after] in words.units_inside for after in ahead)
            return first + 1 if names_unit else stop
        if self.is_owned(stop - 1) and self.is_bare_owner(stop - 1):
            fold, at = folds[stop - 1][:-1], stop - 1
        if self.is_bare_owner(at):
            fold = fold[:-1]
        if fold not in words.units_inside or not self.is_name(at) or at - first < 2:
            return stop
        follows = at + 1 < self.count and folds[at + 1] in words.prepositions
        if follows or not words.joints.isdisjoint(folds[first:at]):
            return stop
        return first + (1 if folds[first] in words.subjects else min(2, at - first))

    def _take_run(self, start: int, limit: int, at: int) -> int:
        """Behind a run of name words that begins at `start`; `start` if there is none."""
        stop = start
        while stop < limit and self.glued[stop]:
            if self.tokens[stop].text == "." and stop > start and self._is_saint(stop):
                stop += 1
                continue
            if not self.is_inner(stop, self.folds[stop]):
                after = self.join_right(stop, limit, at)
                if after is None or self._ends_known(stop, at):
                    break
                stop = after
                continue
            realm = self._take_realm(stop)
            if realm > stop + 1 and realm <= limit:
                stop = realm
                continue
            if stop > start and (self._ends_run(start, stop, at) or self._is_acronym(stop, at)):
                break
            if stop == start == at + 1 and self.words.lower and self._is_pair_of_names(stop):
                break
            is_role = self.folds[stop] in self.words.roles and not (
                self.words.lower and self.folds[stop] in self.words.fields
            )
            if stop == start and start == at + 1 and is_role:
                break
            stop += 1
            if self.is_owned(stop - 1) and self.folds[stop - 1] not in self.words.holders:
                break
        return stop

    def _ends_known(self, stop: int, head: int) -> bool:
        """Whether a department known by name ends here: "Department of Education and Trump"."""
        if self.words.language != "en":
            return False
        is_wide = self.folds[head] in {"ministry", "department"}
        return is_wide and self.is_known(head, stop)

    def _take_realm(self, at: int) -> int:
        """Behind a country whose name has small words or subjects in it; `at` if none begins.

        "Trinidad and Tobago"; "Federal Democratic Republic" before "of Norland".
        """
        if not self._opens_realm(at):
            return at
        place = self._atlas.names.match(self.lexemes, at)
        if place and place.value.kind == "country" and not self.is_owned(place.stop - 1):
            return place.stop
        stop = at
        while stop < min(at + _MAX_REALM, self.count) and self.is_name(stop) and self.glued[stop]:
            stop += 1
            if self.folds[stop - 1] in self.words.states and stop < self.count:
                return stop if self.folds[stop] in self.words.prepositions else at
        return at

    def _opens_realm(self, at: int) -> bool:
        """Whether the name of a country may begin: behind "of", "of the" or a comma."""
        before = self.folds[at - 1]
        if before in self.words.articles and at > 1:
            before = self.folds[at - 2]
        return before in self.words.prepositions

    def _is_acronym(self, at: int, head: int) -> bool:
        """Whether an acronym follows its name without brackets."""
        name = self.text[self.tokens[max(head - 2, 0)].start : self.tokens[at].start]
        return len(self.tokens[at].text) > 2 and is_acronym_of(self.tokens[at].text, name)

    def _is_saint(self, mark: int) -> bool:
        """Whether a full stop stands in "St. Louis"."""
        after = mark + 1
        is_short = self.tokens[mark - 1].text in {"St", "Mt", "Ft"}
        return is_short and after < self.count and self.glued[after] and self.is_name(after)

    def _ends_run(self, start: int, at: int, head: int) -> bool:
        """Whether a word with a capital begins something else: "Department of Justice Smith"."""
        words, fold, before = self.words, self.folds[at], self.folds[at - 1]
        # "Office of Global Women's Issues": only in a headline is the last word a verb.
        is_noun = self.lexemes.styles[at] == "plain" and fold.endswith("s") and len(fold) > 4
        is_person = words.language == "ru" and self._begins_person(start, at)
        if is_person or (fold in words.openers and not is_noun):
            return True
        opens_with_role = self.folds[start] in words.roles and self.folds[start] not in words.fields
        if fold in words.roles and fold not in words.fields:
            # "Office of the Norland Attorney General".
            is_held = fold in words.holders and self.folds[start - 1] in words.articles
            held = is_held and self.folds[head] not in {"ministry", "department"}
            return not (opens_with_role or held or self._closes_run(start, at))
        if fold in words.fields:
            return False
        strict = words.language == "en" and self.folds[head] in {"ministry", "department"}
        closes = before in words.fields or words.heads.get(before) == "body"
        if closes and self._is_followed(at) and (fold in self._given or fold in self._families):
            return True
        if strict and before in words.fields and fold not in words.nations:
            return True
        return opens_with_role and before in words.roles

    def _begins_person(self, start: int, at: int) -> bool:
        """Whether a name in Russian ends before a person's: "МИД Норландии Иван Орск"."""
        if not self.is_name(at) or self._atlas.names.match(self.lexemes, at):
            return False
        return self.is_national(at - 1) or (at > start and self._is_pair_of_names(at))

    def _is_pair_of_names(self, at: int) -> bool:
        """Whether two words with capitals follow, of which neither is an adjective nor a head."""
        after, words = at + 1, self.words
        if after >= self.count or not self.glued[after] or not self.is_name(after):
            return False
        if not self.is_name(at) or self.is_national(at) or self.is_national(after):
            return False
        pair = (self.folds[at], self.folds[after])
        return not any(fold in words.fields or fold in words.heads for fold in pair) and not (
            words.adjective_ends and pair[0].endswith(words.adjective_ends)
        )

    def _is_followed(self, at: int) -> bool:
        """Whether a family name follows a given name: "Office of Trade Rachel Norland"."""
        after = at + 1
        if self.words.language != "en" or after >= self.count or not self.glued[after]:
            return False
        fold, words = self.folds[after], self.words
        return self.is_name(after) and fold not in words.heads and fold not in words.fields

    def _closes_run(self, start: int, at: int) -> bool:
        """Whether a role is the last word of a name: "Committee of Permanent Representatives"."""
        after = at + 1
        if after < self.count and self.glued[after] and self.is_name(after):
            return False
        return self.folds[at].endswith("s") or self.folds[start - 1] in self.words.articles

    def take_firm(self, stop: int) -> int:
        """Over the legal forms that follow, with commas before and full stops between."""
        if self.words.language == "ru":
            return stop  # the legal form stands before the name
        at = stop
        limit = min(stop + _MAX_FORMS, self.count)
        while at < limit and self.glued[at]:
            if self.tokens[at].text == "," or (
                self.tokens[at].text == "." and self.is_short(at - 1)
            ):
                at += 1
                continue
            if not self._is_legal_form(at):
                break
            at += 1
            stop = at
        return stop

    def is_short(self, at: int) -> bool:
        """Whether a full stop behind a word may shorten it: "Co." but not "Council."."""
        return self.words.heads.get(self.folds[at]) == "firm" or len(self.tokens[at].text) < 5

    def _is_legal_form(self, at: int) -> bool:
        text = self.tokens[at].text
        if self.words.heads.get(self.folds[at]) != "firm" or not self.is_name(at):
            return False
        if text == "CO" or len(text) > 2:
            return text != "CO"
        # "AG" and "SA" close a name; before another word they are something else.
        after = at + 1
        if after >= self.count or not self.glued[after] or not self.is_name(after):
            return True
        return self.words.heads.get(self.folds[after]) == "firm"
