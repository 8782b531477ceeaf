"""Names of organisations in a text by the words that make them so: "Ministry of", "Inc.".

The words of each language are data; the engine knows only how names are put together: what may
stand before such a word, and what it is for.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from schemas.bodies import OrganisationWords
from tasks.gazetteer import Lexemes
from tasks.vocabulary import RULES, load_rules

_MAX_LEFT = 9
_MAX_RIGHT = 14


class Body(NamedTuple):
    """A name in a text: its first token, the one behind its last, and the rule that found it."""

    first: int
    stop: int
    rule: str
    confidence: float
    head: str = ""
    # The name, where it is not just the words of the text: "Ministry of Education" in a list.
    name: str = ""


class Words(NamedTuple):
    """The vocabulary of one language, as sets."""

    language: str
    articles: frozenset[str]
    prepositions: frozenset[str]
    joints: frozenset[str]
    heads: Mapping[str, str]
    plurals: Mapping[str, str]
    bases: Mapping[str, str]
    small: frozenset[str]
    fields: frozenset[str]
    lower: bool
    openers: frozenset[str]
    roles: frozenset[str]
    holders: frozenset[str]
    realms: frozenset[str]
    speakers: frozenset[str]
    nations: frozenset[str]
    compounds: tuple[str, ...]
    never: frozenset[tuple[str, ...]]
    breakers: frozenset[str]


@cache
def load_words(language: str) -> Words | None:
    """The vocabulary of a language; none if there is no file of it.

    Raises:
        ConfigError: the file does not fit the model.
    """
    file = f"organisations/{language}.toml"
    if language in {"known", "zh", "ar"} or not (RULES / file).is_file():
        return None
    rules = load_rules(file, OrganisationWords)
    groups = rules.heads
    kinds = {
        "weak": groups.weak,
        "firm": groups.firms,
        "proper": groups.proper,
        "taker": groups.takers,
        "alone": groups.alone,
        "body": groups.bodies,
    }
    heads = {word: kind for kind, words in kinds.items() for word in words.split()}
    heads |= dict.fromkeys(groups.plurals, "plural")
    bases = {form: base for base, forms in groups.forms.items() for form in (base, *forms.split())}
    heads |= dict.fromkeys(bases, "body")
    return Words(
        language=language,
        articles=frozenset(rules.articles.split()),
        prepositions=frozenset(rules.prepositions.split()),
        joints=frozenset(rules.joints.split()),
        heads=heads,
        plurals=rules.heads.plurals,
        bases=bases,
        small=frozenset(word for word in groups.small.split()),
        fields=frozenset(rules.fields.split()),
        lower=rules.lower,
        openers=frozenset(rules.openers.split()),
        roles=frozenset(rules.roles.split()),
        holders=frozenset(rules.holders.split()),
        realms=frozenset(rules.realms.split()),
        speakers=frozenset(rules.speakers.split()),
        nations=frozenset(rules.nations.split()),
        compounds=tuple(rules.compounds.split()),
        never=frozenset(tuple(name.split()) for name in rules.never.split(";")),
        breakers=frozenset(rules.breakers.split()),
    )


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
        head = fold if fold in words.heads else finder.find_lost_head(at)
        if not head or not (finder.is_name(at) or words.bases.get(head, head) in words.small):
            continue
        for body in finder.read_head(at, free, head):
            found.append(body)
            free = max(free, body.stop)
    return found


class _Finder:
    """Reads names around heads in one text."""

    def __init__(self, text: str, lexemes: Lexemes, words: Words) -> None:
        self._text = text
        self._lexemes = lexemes
        self._tokens = lexemes.tokens
        self._folds = lexemes.folds
        self._glued = lexemes.glued
        self._words = words
        self._count = len(lexemes.tokens)

    def is_name(self, at: int) -> bool:
        """Whether a word is written as part of a name."""
        token = self._tokens[at]
        return token.kind == "word" and token.text[self._lexemes.starts[at] - token.start].isupper()

    def find_lost_head(self, at: int) -> str:
        """The head in a word that lost its mark of possession: "Divisions Fraud Section"."""
        short = self._folds[at][:-1]
        return short if short in self._words.heads and self._is_bare_owner(at) else ""

    def read_head(self, at: int, free: int, head: str) -> list[Body]:
        """The name around the head at `at`, not before `free`; several from a list; or none."""
        kind = self._words.heads[head]
        if kind == "plural":
            listed = self._read_list(at)
            if listed or not self._is_bare_owner(at):
                return listed
            kind = "body"
        if kind == "firm":
            return self._read_firm(self._extend_left(at, free, kind), at)
        if self._is_carried_on(at):
            return []
        first = self._extend_left(at, free, kind)
        stop = self._extend_right(at, first) if kind not in {"weak", "alone"} else at + 1
        stop = self._take_firm(stop)
        if not self.is_name(at) and not (self.is_name(first) or stop > at + 1):
            return []
        if self._is_refused(at, first, stop, kind):
            return []
        rule = "head" if stop == at + 1 else "head-for"
        if kind == "alone":
            rule = "alone"
        confidence = 0.75 if kind == "weak" else 0.9
        return [self._make(first, stop, rule, confidence, head)]

    def _is_carried_on(self, at: int) -> bool:
        """Whether the name goes on to another head: "Windom Police Department"."""
        heads, folds = self._words.heads, self._folds
        if self._is_owned(at):
            return False
        for after in range(at + 1, min(at + 6, self._count)):
            if not self._glued[after] or not self.is_name(after):
                return False
            if folds[after] in self._words.roles or folds[after] in self._words.openers:
                return False
            if heads.get(folds[after], "alone") not in {"alone", "taker", "plural"}:
                return True
            if self._is_owned(after):
                return False
        return False

    def _is_refused(self, at: int, first: int, stop: int, kind: str) -> bool:
        words, folds = self._words, self._folds
        if tuple(folds[first:stop]) in words.never:
            return True
        if stop < self._count and self._glued[stop] and folds[stop] in words.breakers:
            return self.is_name(stop)
        if kind == "alone":
            return self._lexemes.styles[at] == "capitals"
        if stop > at + 1:
            return False
        common = all(
            fold in words.fields or fold in words.heads or fold in words.joints or fold == ","
            for fold in folds[first:at]
        )
        if common and (kind == "weak" or (kind == "proper" and at - first < 2)):
            return True
        follows = (
            stop < self._count
            and self._glued[stop]
            and self.is_name(stop)
            and not self._is_owned(at)
            and not {folds[stop]} & (words.roles | words.openers | words.speakers)
        )
        return (
            first == at
            or kind == "taker"
            or (kind == "weak" and self._lexemes.styles[at] != "plain")
            or (common and follows and self._lexemes.styles[at] == "plain")
            or self._is_government_of_person(first, at)
        )

    def _make(
        self, first: int, stop: int, rule: str, confidence: float, head: str, name: str = ""
    ) -> Body:
        last = self._tokens[stop - 1].text
        if not name and self._lexemes.ends[stop - 1] == self._tokens[stop - 1].end:
            if self._is_bare_owner(stop - 1):
                text = [token.text for token in self._tokens[first : stop - 1]]
                name = " ".join([*text, last[:-1]])
        base = self._words.bases.get(self._folds[first])
        if base and not name:
            rest = self._tokens[first].end, self._lexemes.ends[stop - 1]
            name = base.capitalize() + self._text[slice(*rest)]
        return Body(
            first, stop, f"organisations/{self._words.language}:{rule}", confidence, head, name
        )

    def _is_government_of_person(self, first: int, at: int) -> bool:
        """ "Biden Administration" is no body, "Food and Drug Administration" is one."""
        return self._folds[at] == "administration" and not any(
            fold in self._words.fields for fold in self._folds[first:at]
        )

    def _is_owned(self, at: int) -> bool:
        """Whether the word owns the next one: "China's"; "States'"; "FBIs"."""
        token = self._tokens[at]
        return (
            self._lexemes.ends[at] < token.end
            or (
                at + 1 < self._count
                and self._tokens[at + 1].text in {"’", "'"}
                and self._tokens[at + 1].start == token.end
            )
            or self._is_bare_owner(at)
        )

    def _is_bare_owner(self, at: int) -> bool:
        """Whether the mark of possession was lost: "the Departments Criminal Division"."""
        words, fold = self._words, self._folds[at]
        if words.language != "en" or not fold.endswith("s") or fold in words.fields:
            return False
        if at + 1 >= self._count or not self._glued[at + 1] or not self.is_name(at + 1):
            return False
        short = self._tokens[at].text[:-1]
        return (
            words.heads.get(fold[:-1]) in {"body", "proper"}
            or fold[:-1] in words.fields
            or (len(short) > 2 and short.isupper())
        ) and words.heads.get(fold) in {None, "plural"}

    def _extend_left(self, at: int, free: int, kind: str) -> int:
        first = at
        while first > free and at - first < _MAX_LEFT and self._glued[first]:
            before = self._step_left(first, at, kind)
            if before is None or before < free:
                break
            first = before
        # Small words belong to a name only behind its capital.
        while first < at and not self.is_name(first) and self._words.lower:
            first += 1
        return first

    def _step_left(self, first: int, at: int, kind: str) -> int | None:
        """The token that the name goes on to, to the left of `first`; none if it begins there."""
        words, folds, tokens = self._words, self._folds, self._tokens
        before = first - 1
        fold = folds[before]
        if words.lower and fold in words.fields and self._glued[first]:
            return before
        if self.is_name(before) or (tokens[before].kind == "number" and kind == "firm"):
            return self._take_left(before, at, kind)
        if before < 1 or not self._glued[before] or not self.is_name(before - 1):
            return None
        if fold == "&":
            return before - 1 if folds[before - 1] not in words.openers else None
        if fold in words.joints or tokens[before].text == ",":
            if kind == "firm" and tokens[before].text == ",":
                return self._skip_mark(before)
            return before - 1 if self._is_joined(first, at) else None
        if fold in words.prepositions and (
            folds[before - 1] in words.realms
            or (kind == "firm" and not {folds[before - 1]} & (words.roles | words.openers))
        ):
            return before - 1
        return self._skip_mark(before)

    def _is_joined(self, first: int, at: int) -> bool:
        """Whether "and" before `first` is part of the name: "Child Exploitation and Obscenity"."""
        words, folds, before = self._words, self._folds, first - 2
        if first == at:
            return False
        if folds[before] in words.fields and folds[first] in words.fields:
            return True
        # Between the article and "and" may stand only what is no body by itself.
        if self._tokens[before + 1].text == "," or self._lexemes.styles[at] != "plain":
            return False
        for inner in range(before, max(before - 4, -1), -1):
            fold = folds[inner]
            if fold in words.articles or (inner < before and self._is_owned(inner)):
                return inner < before
            if not self.is_name(inner) or self._tokens[inner].text.isupper():
                return False
            if fold in words.heads or fold in words.roles or not self._glued[inner]:
                return False
        return False

    def _skip_mark(self, before: int) -> int | None:
        """Over the full stop of an initial and the comma before "Inc."."""
        if before < 1 or not self._glued[before] or not self.is_name(before - 1):
            return None
        text, word = self._tokens[before].text, self._tokens[before - 1].text
        if text == "." and (len(word) == 1 or word in {"St", "Mt", "Jr", "Dr", "Ft"}):
            return before - 1
        if text in {"’", "'"} and word.endswith("s"):
            return before - 1 if self._folds[before - 1] in self._words.holders else None
        head = self._words.heads.get(self._folds[before + 1])
        return before - 1 if text == "," and head == "firm" else None

    def _take_left(self, before: int, at: int, kind: str) -> int | None:
        words, fold = self._words, self._folds[before]
        text = self._tokens[before].text
        style = self._lexemes.styles[before]
        if fold.endswith(words.compounds) or (kind == "alone" and before < at - 1):
            return None
        # A town in a dateline, or a headline in capitals.
        if style == "plain" and len(text) > 5 and text.isupper() and "." not in text:
            return None
        if style == "capitals" and not {fold} & (words.fields | words.holders | words.nations):
            return None
        if kind == "alone" and fold not in words.nations:
            return None
        if self._is_owned(before):
            if fold in words.holders:
                return before
            # "China's Ministry" is the Ministry; "St Mark's Church" is one name.
            previous = before > 0 and self._folds[before - 1] in {"st", "saint", "."}
            marked = not self._is_bare_owner(before)
            return before if (kind == "firm" and marked) or previous else None
        if fold in words.openers:
            return None
        if kind == "taker" and fold not in words.fields:
            return None
        if fold in words.roles and not (fold in words.holders and self._is_held(before)):
            # "Justice Department", but not "Secretary General Office".
            after = self._folds[before + 1]
            is_subject = after in words.fields or after in words.heads
            return before if fold in words.fields and fold != "general" and is_subject else None
        return before

    def _is_held(self, before: int) -> bool:
        """Whether a role is part of "Attorney General's Office", up to the mark of possession."""
        for at in range(before, min(before + 3, self._count)):
            if self._folds[at] not in self._words.holders:
                return False
            if self._is_owned(at):
                return True
        return False

    def _extend_right(self, at: int, first: int) -> int:
        """Behind the last token of what a head is for."""
        words, stop = self._words, at + 1
        limit = min(self._count, at + 1 + _MAX_RIGHT)
        if words.lower:
            stop = self._take_run(stop, limit, first=False, at=at)
        while stop < limit and self._glued[stop] and self._folds[stop] in words.prepositions:
            inner = stop + 1
            while inner < limit and self._folds[inner] in words.articles:
                inner += 1
            end = self._take_run(inner, limit, first=True, at=at)
            if end == inner:
                break
            # "Civil Division of the Department of Justice" names two, "Office of the Board" one.
            named = first < at or stop > at + 1
            if named and self._folds[stop] == "of" and self._holds_body(inner, end):
                break
            stop = end
        return stop

    def _holds_body(self, first: int, stop: int) -> bool:
        """Whether words hold a head of their own."""
        heads, fields = self._words.heads, self._words.fields
        return any(
            heads.get(fold) in {"body", "proper"} and fold not in fields
            for fold in self._folds[first:stop]
        )

    def _take_run(self, start: int, limit: int, *, first: bool, at: int) -> int:
        """Behind a run of name words that begins at `start`; `start` if there is none."""
        words, folds, stop = self._words, self._folds, start
        opens_with_role = False
        strict = words.language == "en" and folds[at] in {"ministry", "department"}
        while stop < limit and self._glued[stop]:
            fold = folds[stop]
            if not self._is_inner(stop, fold):
                after = self._join_right(stop, limit)
                if after is None:
                    break
                stop = after
                continue
            is_role = fold in words.roles and fold not in words.fields
            if is_role and stop == start and first:
                opens_with_role = True
            elif (is_role and not opens_with_role) or (stop > start and fold in words.openers):
                break
            elif stop > start and fold not in words.fields and not is_role:
                # "Department of Justice" ends before a name that follows.
                if strict and folds[stop - 1] in words.fields and fold not in words.nations:
                    break
                if opens_with_role and folds[stop - 1] in words.roles:
                    break
            stop += 1
            if self._is_owned(stop - 1) and fold not in words.holders:
                break
        return stop

    def _is_inner(self, at: int, fold: str) -> bool:
        words = self._words
        if words.lower and fold in words.fields:
            return True
        return self.is_name(at) and (words.language != "en" or fold not in words.articles)

    def _join_right(self, at: int, limit: int) -> int | None:
        """Behind "and Human Services" or ", Labor" where `at` is their first token; none if other."""
        words, folds = self._words, self._folds
        mark = self._tokens[at].text
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
        while end < limit and self._glued[end] and self._is_inner(end, folds[end]):
            end += 1
        run = folds[inner:end]
        if not run or self._holds_body(inner, end):
            return None
        is_subject = run[0] in words.fields or (
            run[-1] in words.fields and run[0] not in words.nations
        )
        return inner if mark == "&" or is_subject else None

    def _lists_on(self, at: int, limit: int) -> bool:
        """Whether a comma stands in a list of subjects that ends with "and Pensions"."""
        words, folds = self._words, self._folds
        for inner in range(at + 1, limit):
            fold = folds[inner]
            if fold in words.joints:
                return inner + 1 < self._count and (
                    folds[inner + 1] in words.fields or folds[inner + 1] in words.articles
                )
            if fold not in words.fields and self._tokens[inner].text != ",":
                return False
        return False

    def _read_firm(self, first: int, at: int) -> list[Body]:
        stop = self._take_firm(at)
        if stop == at or first == at or self._folds[first] in self._words.openers:
            return []
        if not any(self.is_name(inner) for inner in range(first, at)):
            return []
        return [self._make(first, stop, "legal-form", 0.95, self._folds[at])]

    def _take_firm(self, stop: int) -> int:
        """Over the legal forms that follow, with commas before and full stops between."""
        at = stop
        while at < self._count and self._glued[at]:
            if self._tokens[at].text in {",", "."} and at - stop < 2:
                at += 1
                continue
            if not self._is_legal_form(at):
                break
            at += 1
            stop = at
        return stop

    def _is_legal_form(self, at: int) -> bool:
        text = self._tokens[at].text
        if self._words.heads.get(self._folds[at]) != "firm" or not self.is_name(at):
            return False
        if text == "CO" or len(text) > 2:
            return text != "CO"
        # "AG" and "SA" close a name; before another word they are something else.
        after = at + 1
        if after >= self._count or not self._glued[after] or not self.is_name(after):
            return True
        return self._words.heads.get(self._folds[after]) == "firm"

    def _read_list(self, at: int) -> list[Body]:
        """ "Ministries of Health and Education" are two."""
        words, folds = self._words, self._folds
        head = words.plurals[folds[at]]
        inner = at + 1
        if inner >= self._count or folds[inner] not in words.prepositions:
            return []
        preposition = self._tokens[inner].text
        inner += 1
        bodies: list[Body] = []
        limit = min(self._count, at + 1 + _MAX_RIGHT)
        while inner < limit:
            while inner < limit and (
                folds[inner] in words.articles
                or folds[inner] in words.joints
                or self._tokens[inner].text == ","
            ):
                inner += 1
            end = inner
            while end < limit and self._glued[end] and self.is_name(end):
                end += 1
            if end == inner or (bodies and folds[inner] not in words.fields):
                break
            subject = " ".join(token.text for token in self._tokens[inner:end])
            name = f"{head.capitalize()} {preposition} {subject}"
            first = inner if bodies else at
            bodies.append(self._make(first, end, "list", 0.85, head, name))
            inner = end
        return bodies
