"""How far a name reaches to the left of the word that makes it one."""

from tasks.organisations.single import Single

_MAX_LEFT = 9
_ORDINALS = frozenset({"st", "nd", "rd", "th"})


class Leftward(Single):
    """Names before a word in one text: what may stand before it."""

    def extend_left(self, at: int, free: int, kind: str) -> int:
        first = at
        while first > free and at - first < _MAX_LEFT and self.glued[first]:
            before = self._step_left(first, at, kind)
            if before is None or before < free:
                break
            first = before
        # Small words belong to a name only behind its capital.
        while first < at and not self.is_name(first) and self.words.lower:
            first += 1
        return self._take_town(first, free) if kind in {"body", "proper"} else first

    def _take_town(self, first: int, free: int) -> int:
        """To the left over a town and its state: "Dover, Del., Police Department"."""
        at = self._find_state(first, free)
        if at < free + 2 or self.tokens[at - 1].text != "," or not self._is_town(at - 2):
            return first
        at -= 2
        last = max(free, at - _MAX_LEFT)
        while at > last and self.glued[at] and self._is_town(at - 1):
            at -= 1
        return at

    def _find_state(self, first: int, free: int) -> int:
        """The first word of the state before a name: "Del.," or "North Dakota,"; -1 if none."""
        at = first - 1
        if at < free + 2 or self.tokens[at].text != "," or not self.glued[first]:
            return -1
        at -= 2 if self.tokens[at - 1].text == "." else 1
        place = self._atlas.names.match(self.lexemes, at - 1)
        if place and place.stop == at + 1 and place.value.kind == "part":
            return at - 1
        fold = self.folds[at]
        return at if fold in self._world.states or fold in self._world.shortened else -1

    def _is_town(self, at: int) -> bool:
        fold = self.folds[at]
        if fold in self.words.openers or not self.is_name(at):
            return False
        return fold not in self.words.roles or self.is_royal(at)

    def _step_left(self, first: int, at: int, kind: str) -> int | None:
        """The token that the name goes on to, to the left of `first`; none if it begins there."""
        words, before = self.words, first - 1
        fold = self.folds[before]
        if words.lower and (fold in words.fields or self._is_adjective(before, fold)):
            return before
        if fold in _ORDINALS and self.tokens[before - 1].kind == "number":
            return before - 1  # "9th Circuit Court of Appeals"
        if self.is_name(before) or (self.tokens[before].kind == "number" and kind == "firm"):
            return before if self._is_part(before, at, kind) else None
        inside = self._measure_inside(before) if kind == "firm" else 0
        if inside:
            return before - inside
        if before < 1 or not self.glued[before] or not self.is_name(before - 1):
            return None
        return before - 1 if self._is_crossed(before, at, kind) else None

    def _measure_inside(self, at: int) -> int:
        """Words to the left over what stands in a firm's name; 0 if it does not go on.

        "Norvane (UK) Limited", "Norvane of the Highlands Inc.".
        """
        if self._closes_bracket(at):
            return 3
        return 2 if self._is_led_by_article(at) else 0

    def _closes_bracket(self, at: int) -> bool:
        """Whether a name with a place in brackets ends at a word."""
        tokens = self.tokens
        return (
            at > 2
            and tokens[at].text == ")"
            and tokens[at - 2].text == "("
            and (tokens[at - 1].text.isupper() or self.is_national(at - 1))
            and self.is_name(at - 3)
            and all(self.glued[at - 2 : at + 1])
        )

    def _is_led_by_article(self, at: int) -> bool:
        """Whether a name with "of the" ends before a word."""
        words, folds = self.words, self.folds
        if at < 3 or folds[at] not in words.articles or folds[at - 1] != "of":
            return False
        owner = at - 2
        return (
            all(self.glued[at - 1 : at + 1])
            and (self.is_uncommon(owner) or "-" in folds[owner])
            and self.is_name(owner)
            and folds[owner] not in words.roles | words.openers
        )

    def _is_adjective(self, at: int, fold: str) -> bool:
        """Whether a small adjective goes before the head, or before another such."""
        return (
            fold.endswith(self.words.adjective_ends)
            and self.tokens[at].kind == "word"
            and self.glued[at + 1]
            and fold not in self.words.openers
        )

    def _is_crossed(self, mark: int, at: int, kind: str) -> bool:
        """Whether a name goes on over a small word or a mark to the left."""
        words, fold, previous = self.words, self.folds[mark], self.folds[mark - 1]
        if fold == "&":
            return previous not in words.openers
        if fold in words.joints and kind == "firm":
            return self._is_joined_firm(mark, at)
        if fold in words.joints or (fold == "," and kind != "firm"):
            return kind not in {"weak", "taker"} and self._is_joined(mark + 1, at)
        is_firm = kind == "firm" and previous not in words.roles and previous not in words.openers
        if fold in words.prepositions and (is_firm or previous in words.realms):
            return True
        return self._is_mark_inside(mark, at) or self._is_pair(mark)

    def _is_pair(self, mark: int) -> bool:
        """Whether a dash stands between two countries: "Norland–New Zealand Business Council"."""
        dash, before = self.tokens[mark], self.tokens[mark - 1]
        if dash.text not in {"–", "-", "‑"} or dash.start != before.end:
            return False
        if dash.end != self.tokens[mark + 1].start:
            return False
        return self.is_national(mark - 1) and self.is_national(mark + 1)

    def _is_mark_inside(self, mark: int, at: int) -> bool:
        """The full stop of an initial, the comma before "Inc.", the apostrophe of a holder."""
        text, word = self.tokens[mark].text, self.tokens[mark - 1].text
        if text == ".":
            return len(word) == 1 or word in {"St", "Mt", "Jr", "Dr", "Ft"}
        if text == "/":
            return self._is_slash(mark) and self.is_national(mark - 1)
        if text in {"’", "'"}:
            if not word.endswith("s"):
                return False
            is_society = self.folds[at] in self.words.societies and self.is_subject(mark - 1)
            return self.folds[mark - 1] in self.words.holders or is_society
        return text == "," and self.words.heads.get(self.folds[mark + 1]) == "firm"

    def _is_slash(self, mark: int) -> bool:
        """Whether a slash joins two towns without spaces: "Dover/Salem Task Force"."""
        tokens = self.tokens
        slash = tokens[mark]
        return tokens[mark - 1].end == slash.start and slash.end == tokens[mark + 1].start

    def _is_joined_firm(self, mark: int, at: int) -> bool:
        """Whether "and" stands within a firm's name: "Norland Materials and Technology Inc."."""
        words, heads = self.words, self.words.heads
        if self.words.language != "en" or self.is_owned(mark - 1) or mark + 1 >= at:
            return False
        if heads.get(self.folds[mark - 1]) == "firm" or self.folds[mark - 1] in words.openers:
            return False
        return not any(
            self.is_uncommon(after) or self.folds[after] in self._given
            for after in range(mark + 1, at)
        )

    def _is_joined(self, first: int, at: int) -> bool:
        """Whether "and" before `first` is part of the name: "Child Exploitation and Obscenity"."""
        words, folds, before = self.words, self.folds, first - 2
        if first == at:
            return False
        if folds[before] in words.fields and folds[first] in words.fields:
            return True
        # "the United States and European Union"
        is_country = self.is_country(self._open_country(before), before + 1)
        if is_country or self.tokens[before + 1].text == "," or self.lexemes.styles[at] != "plain":
            return False
        # Between the article and "and" may stand only what is no body by itself.
        for inner in range(before, max(before - 4, -1), -1):
            if folds[inner] in words.articles or (inner < before and self.is_owned(inner)):
                return inner < before
            if not self._is_common(inner):
                return False
        return False

    def _open_country(self, last: int) -> int:
        """The first word of a name of up to three that ends at `last`, as a country's may."""
        first = last
        while first > max(last - 2, 0) and self.glued[first] and self.is_name(first - 1):
            first -= 1
        return next((at for at in range(first, last) if self.is_country(at, last + 1)), last)

    def _is_part(self, before: int, at: int, kind: str) -> bool:
        """Whether a word with a capital, left of a name, is part of it."""
        words, fold = self.words, self.folds[before]
        begins = self._begins_name(before + 1, at)
        goes_on = kind == "firm" and self._is_shouted_on(before)
        is_shouted = self._is_shouted(before) and not goes_on
        # "the FAA Air Force plan"
        is_other = self.tokens[before].text in self.known.acronyms and self.is_known(
            before + 1, at + 1
        )
        if begins or fold.endswith(words.compounds) or is_shouted or is_other:
            return False  # "the FAA Air Force plan"
        if kind == "alone":
            is_next = before == at - 1 or self.folds[before + 1] == "state"
            is_nation = is_next and (fold in words.nations or self.is_national(before))
            return is_nation or self.opens_place(before)
        if self.is_owned(before):
            return self._is_owner_inside(before, kind)
        if fold in words.openers:
            return False
        if kind == "taker" and fold not in words.fields and fold not in words.nations:
            return self.tokens[before].text.isupper() and self.lexemes.styles[at] == "plain"
        return self._is_no_role(before)

    def _begins_name(self, at: int, head: int) -> bool:
        """Whether a nation begins a name: not "Norvane United Partners", "Norvane US LLC"."""
        fold = self.folds[at]
        if fold == "united":
            return self.opens_place(at)
        is_branch = at + 1 == head and self.words.heads.get(self.folds[head]) == "firm"
        return fold in self.words.firsts and not is_branch

    def _is_shouted_on(self, at: int) -> bool:
        """Whether the next word of a firm's name is in capitals too: "NORVANE ASIA PTE LTD"."""
        text = self.tokens[at + 1].text
        is_form = self.words.heads.get(self.folds[at + 1]) == "firm"
        return len(text) > 1 and text.isupper() and not is_form

    def _is_owner_inside(self, at: int, kind: str) -> bool:
        """Not "China's Ministry", which is the Ministry; but "St Mark's Church" is one name."""
        saint = at > 0 and (self.folds[at - 1] in {"st", "saint", "."} or self.is_royal(at - 1))
        is_firm = kind == "firm" and not self.is_bare_owner(at)
        holds = self.folds[at] in self.words.holders and (
            not self.is_bare_owner(at) or self.folds[at + 1] in self.words.heads
        )
        return holds or saint or is_firm

    def _is_no_role(self, at: int) -> bool:
        """Whether a word is no role, or one that a body is of: "Justice Department"."""
        words, fold = self.words, self.folds[at]
        if fold not in words.roles or self.is_royal(at):
            return True
        if fold in words.holders and self._is_held(at):
            return True
        # Not "Secretary General Office".
        after = self.folds[at + 1]
        is_subject = after in words.fields or after in words.heads
        is_rank = fold == "general" and self._follows_role(at)
        return fold in words.fields and not is_rank and is_subject
