"""How far a name reaches to the left and to the right of the word that makes it one."""

from tasks.acronyms import is_acronym_of
from tasks.atlas import load_atlas, load_world
from tasks.gazetteer import Lexemes
from tasks.known import load_registry
from tasks.lexicon import is_word, load_lexicon
from tasks.wording import Words

_MAX_LEFT = 9
_MAX_RIGHT = 14
# Legal forms in a row with the marks between them: "Co., Ltd.".
_MAX_FORMS = 6
# Letters of a state in full with a lost mark of possession: "Ohios", not "Las".
_MIN_STATE = 4


class Reach:
    """Names around a word in one text: what may stand before it, and what it is for."""

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
        self._names = lexicon.given | lexicon.families
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
        return self.folds[before] in self.words.roles - {"general"}

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
        while at > free and self.glued[at] and self._is_town(at - 1):
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

    def is_uncommon(self, at: int) -> bool:
        """Whether a word stands in no dictionary: it is somebody's or something's own name."""
        fold = self.folds[at]
        parts = fold.split("-")
        if not self.is_name(at) or any(part in self.words.nations for part in parts):
            return False
        return fold not in self.words.fields and not any(
            is_word(part, self._english) for part in parts
        )

    def _step_left(self, first: int, at: int, kind: str) -> int | None:
        """The token that the name goes on to, to the left of `first`; none if it begins there."""
        words, before = self.words, first - 1
        fold = self.folds[before]
        if words.lower and fold in words.fields:
            return before
        if self.is_name(before) or (self.tokens[before].kind == "number" and kind == "firm"):
            return before if self._is_part(before, at, kind) else None
        if before < 1 or not self.glued[before] or not self.is_name(before - 1):
            return None
        return before - 1 if self._is_crossed(before, at, kind) else None

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
        return self._is_mark_inside(mark)

    def _is_mark_inside(self, mark: int) -> bool:
        """The full stop of an initial, the comma before "Inc.", the apostrophe of a holder."""
        text, word = self.tokens[mark].text, self.tokens[mark - 1].text
        if text == ".":
            return len(word) == 1 or word in {"St", "Mt", "Jr", "Dr", "Ft"}
        if text in {"’", "'"}:
            return word.endswith("s") and self.folds[mark - 1] in self.words.holders
        return text == "," and self.words.heads.get(self.folds[mark + 1]) == "firm"

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
        if self.tokens[before + 1].text == "," or self.lexemes.styles[at] != "plain":
            return False
        # Between the article and "and" may stand only what is no body by itself.
        for inner in range(before, max(before - 4, -1), -1):
            if folds[inner] in words.articles or (inner < before and self.is_owned(inner)):
                return inner < before
            if not self._is_common(inner):
                return False
        return False

    def _is_common(self, at: int) -> bool:
        """Whether a word of a name is neither an acronym nor a head or role."""
        words, fold = self.words, self.folds[at]
        return (
            self.is_name(at)
            and self.glued[at]
            and not self.tokens[at].text.isupper()
            and fold not in words.heads
            and fold not in words.roles
        )

    def _is_part(self, before: int, at: int, kind: str) -> bool:
        """Whether a word with a capital, left of a name, is part of it."""
        words, fold = self.words, self.folds[before]
        begins = self.folds[before + 1] in words.firsts
        if begins or fold.endswith(words.compounds) or self._is_shouted(before):
            return False
        if kind == "alone":
            is_next = before == at - 1 or self.folds[before + 1] == "state"
            return is_next and (fold in words.nations or self.is_national(before))
        if self.is_owned(before):
            # "China's Ministry" is the Ministry; "St Mark's Church" is one name.
            saint = before > 0 and (
                self.folds[before - 1] in {"st", "saint", "."} or self.is_royal(before - 1)
            )
            is_firm = kind == "firm" and not self.is_bare_owner(before)
            holds = fold in words.holders and (
                not self.is_bare_owner(before) or self.folds[before + 1] in words.heads
            )
            return holds or saint or is_firm
        if fold in words.openers:
            return False
        if kind == "taker" and fold not in words.fields and fold not in words.nations:
            return self.tokens[before].text.isupper() and self.lexemes.styles[at] == "plain"
        if self.is_royal(before):
            return True
        if fold in words.roles and not (fold in words.holders and self._is_held(before)):
            # "Justice Department", but not "Secretary General Office".
            after = self.folds[before + 1]
            is_subject = after in words.fields or after in words.heads
            is_rank = fold == "general" and self._follows_role(before)
            return fold in words.fields and not is_rank and is_subject
        return True

    def is_royal(self, at: int) -> bool:
        """Whether a role is part of a place's name: "King County", "Bishop Norland High School"."""
        words = self.words
        return self.folds[at] in words.royals and not words.royal_ends.isdisjoint(
            self.folds[at + 1 : at + 3]
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

    def is_national(self, at: int) -> bool:
        """Whether a word stands for a country, its people or a part of it."""
        place = self._atlas.names.match(self.lexemes, at)
        if place is None and at and self.glued[at]:
            place = self._atlas.names.match(self.lexemes, at - 1)
        return place is not None and place.value.kind in {"country", "adjective", "part"}

    def extend_lead(self, at: int) -> int:
        """Behind the last word of a foreign name: "Universidad Nacional Mayor de San Marcos"."""
        stop = at + 1
        limit = min(self.count, at + _MAX_LEFT)
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
            if named and self.folds[stop] == "of" and self._is_of_body(inner, end, first):
                break
            stop = end
        return stop

    def _leads_on(self, preposition: int, head: int, first: int) -> bool:
        """Whether a preposition may go on with a name: "in" where a body of states has an office."""
        if self.folds[preposition] in self.words.prepositions:
            return True
        if self.folds[preposition] != "in" or self.folds[head] not in {"office", "mission", "service"}:
            return False
        name = self.lexemes.tokens[first].text
        return name in self.known.acronyms or self.folds[first : first + 2] == ["united", "nations"]

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

    def is_country(self, first: int, stop: int) -> bool:
        """Whether words are the name of a country, as "Russian Federation"."""
        place = self._atlas.names.match(self.lexemes, first)
        return place is not None and place.stop >= stop and place.value.kind == "country"

    def _leads_away(self, preposition: int, inner: int, head: int) -> bool:
        """Whether a preposition tells no more of a name: "Court against Smith", "of February"."""
        words, folds = self.words, self.folds
        is_alone = words.heads.get(folds[head]) == "alone"
        if inner >= self.count or words.language != "en":
            return is_alone
        if folds[inner] in words.openers or self._is_ones_office(inner):
            return True
        if folds[preposition] == "of" or (folds[preposition] == "for" and not is_alone):
            return False
        return is_alone or folds[head] in {"court", "tribunal"} or folds[inner] in self._given

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

    def holds_body(self, first: int, stop: int) -> bool:
        """Whether words hold a head of their own."""
        heads, fields = self.words.heads, self.words.fields
        return any(
            (heads.get(fold) in {"body", "proper"} and fold not in fields)
            or (heads.get(fold[:-1]) in {"body", "proper"} and self.is_bare_owner(at))
            for at, fold in enumerate(self.folds[first:stop], first)
        )

    def _take_run(self, start: int, limit: int, at: int) -> int:
        """Behind a run of name words that begins at `start`; `start` if there is none."""
        stop = start
        while stop < limit and self.glued[stop]:
            if self.tokens[stop].text == "." and stop > start and self._is_saint(stop):
                stop += 1
                continue
            if not self._is_inner(stop, self.folds[stop]):
                after = self._join_right(stop, limit)
                if after is None:
                    break
                stop = after
                continue
            if stop > start and (self._ends_run(start, stop, at) or self._is_acronym(stop, at)):
                break
            if stop == start and start == at + 1 and self.folds[stop] in self.words.roles:
                break
            stop += 1
            if self.is_owned(stop - 1) and self.folds[stop - 1] not in self.words.holders:
                break
        return stop

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
        if fold in words.openers and not is_noun:
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
        if closes and fold in self._names and self._is_followed(at):
            return True
        if strict and before in words.fields and fold not in words.nations:
            return True
        return opens_with_role and before in words.roles

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

    def _is_inner(self, at: int, fold: str) -> bool:
        words = self.words
        if words.lower and fold in words.fields:
            return True
        return self.is_name(at) and (words.language != "en" or fold not in words.articles)

    def _join_right(self, at: int, limit: int) -> int | None:
        """Behind "and" or a comma where a subject follows; none if something else does."""
        words, folds = self.words, self.folds
        mark = self.tokens[at].text
        if mark == "," and not self._lists_on(at, limit):
            return None
        if mark != "," and folds[at] not in words.joints:
            return None
        inner = at + 1
        if mark == "," and inner < limit and folds[inner] in words.joints:
            inner += 1
        while inner < limit and (
            folds[inner] in words.articles or (words.lower and folds[inner] in words.prepositions)
        ):
            inner += 1
        end = inner
        while end < limit and self.glued[end] and self._is_inner(end, folds[end]):
            end += 1
        run = folds[inner:end]
        if not run or self.holds_body(inner, end) or self._names_another(inner, end, limit):
            return None
        if run[0] in words.realms and end < limit and folds[end] in words.prepositions:
            return None
        is_subject = run[0] in words.fields or (
            run[-1] in words.fields and run[0] not in words.nations
        )
        # "College of Obstetricians and Gynecologists".
        is_pair = (
            len(run) == 1
            and run[0][-1] == folds[at - 1][-1] == "s"
            and not (self.is_national(inner) or run[0] in words.openers)
        )
        return inner if mark == "&" or is_subject or is_pair else None

    def _names_another(self, inner: int, end: int, limit: int) -> bool:
        """Whether "and the" begins a new name: "and the Environment and Resources Division"."""
        if self.folds[inner - 1] not in self.words.articles or end >= limit:
            return False
        while end < limit and (self.folds[end] in self.words.joints or self.is_name(end)):
            end += 1
        return self.holds_body(inner, end)

    def _lists_on(self, at: int, limit: int) -> bool:
        """Whether a comma stands in a list of subjects that ends with "and Pensions"."""
        words, folds = self.words, self.folds
        for inner in range(at + 1, limit):
            fold = folds[inner]
            if fold in words.joints:
                return inner + 1 < self.count and (
                    folds[inner + 1] in words.fields or folds[inner + 1] in words.articles
                )
            if fold not in words.fields and self.tokens[inner].text != ",":
                return False
        return False

    def take_firm(self, stop: int) -> int:
        """Over the legal forms that follow, with commas before and full stops between."""
        at = stop
        limit = min(stop + _MAX_FORMS, self.count)
        while at < limit and self.glued[at]:
            if self.tokens[at].text in {",", "."} and at - stop < 2:
                at += 1
                continue
            if not self._is_legal_form(at):
                break
            at += 1
            stop = at
        return stop

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
