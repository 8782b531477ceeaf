"""Documents and events that have a name in a release, with the day and place stated beside them."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple

from schemas.findings import EventDate, Organisation, Place, Work
from schemas.works import WorkWords
from tasks.organisations.gazetteer import Gazetteer, Lexemes, Spans, split_phrases
from tasks.prose.cut import Prose
from tasks.prose.rules import RULES, load_rules

Kind = Literal["document", "event"]

_CONFIDENCES = {"head": 0.85, "series": 0.9, "title": 0.9}
_MAX_LEFT = 9
_MAX_RIGHT = 24
# How far behind a name its day and place are looked for, in characters.
_BESIDE = 90
_ORDINAL = re.compile(r"[IVXL]{2,6}")
_DASHES = frozenset({"-", "‑", "–"})
_SUFFIXES = frozenset({"st", "nd", "rd", "th"})
_IN = re.compile(r"\s(?:in|at|à|en|im|в)\s$")
_SENTENCE_END = re.compile(r"[.;!?。](?:\s|$)|\n\n")
_SERIES = re.compile(r"COP\s?-?\d{1,2}|CMP\d{1,2}|MC\d{1,2}|UNGA\s?\d{2}")
_QUOTED = re.compile(r"\s?[:,]?\s?[\"“«‘](?P<theme>[^\"”»\n]{3,160})[\"”»]")
_TITLE = re.compile(r":\s(?P<theme>[A-ZА-Я][^.\n!?;\"“]{8,200})(?=[.\n!?;]|$)")
_TITLE_SHARE = 0.8
_CHINESE = re.compile(r"《(?P<name>[^《》\n]{2,60})》")


class _Vocabulary(NamedTuple):
    language: str
    rules: WorkWords
    heads: Gazetteer[Kind]
    leads: Gazetteer[str]
    themes: Gazetteer[str]
    articles: frozenset[str]
    joints: frozenset[str]
    inner: frozenset[str]
    ordinals: frozenset[str]
    openers: frozenset[str]
    generic: frozenset[str]
    kept: frozenset[str]
    followers: frozenset[str]


def find_works(
    prose: Prose,
    lexemes: Lexemes,
    language: str,
    *,
    places: Sequence[Place] = (),
    event_dates: Sequence[EventDate] = (),
    organisations: Sequence[Organisation] = (),
) -> tuple[Work, ...]:
    """Find named documents and events, in order of the text, none within another.

    Args:
        prose: The release's text.
        lexemes: Its words, folded.
        language: BCP 47 tag; none are found in a language without rules.
        places: Places found before: one within reach behind an event's name is its place.
        event_dates: Dates found before, taken in the same way.
        organisations: What was found before: the UN General Assembly is no event.
    """
    vocabulary = _load_vocabulary(language.split("-", maxsplit=1)[0])
    if vocabulary is None:
        return ()
    reader = _Reader(prose, lexemes, vocabulary)
    works = reader.read_titles() if not vocabulary.rules.words else reader.read_all()
    beside = _Beside(prose, places, event_dates)
    bodies = {(mention.start, mention.end) for each in organisations for mention in each.mentions}
    return tuple(beside.complete(work) for work in works if (work.start, work.end) not in bodies)


@cache
def _load_vocabulary(language: str) -> _Vocabulary | None:
    file = f"works/{language}.toml"
    if not (RULES / file).is_file():
        return None
    rules = load_rules(file, WorkWords)
    heads: list[tuple[str, Kind]] = [
        *((phrase, "document") for phrase in split_phrases(rules.documents)),
        *((phrase, "event") for phrase in split_phrases(rules.events)),
    ]
    return _Vocabulary(
        language=language,
        rules=rules,
        heads=Gazetteer(heads),
        leads=Gazetteer([(phrase, phrase) for phrase in split_phrases(rules.leads)]),
        themes=Gazetteer([(phrase, phrase) for phrase in split_phrases(rules.themes)]),
        articles=frozenset(rules.articles.split()),
        joints=frozenset(rules.joints.split()),
        inner=frozenset(rules.inner.split()),
        ordinals=frozenset(rules.ordinals.split()),
        openers=frozenset(rules.openers.split()),
        generic=frozenset(rules.generic.split()),
        kept=frozenset(split_phrases(rules.kept)),
        followers=frozenset(rules.followers.split()),
    )


class _Reader:
    def __init__(self, prose: Prose, lexemes: Lexemes, vocabulary: _Vocabulary) -> None:
        self._prose = prose
        self._lexemes = lexemes
        self._tokens = lexemes.tokens
        self._folds = lexemes.folds
        self._glued = lexemes.glued
        self._vocabulary = vocabulary

    def read_all(self) -> list[Work]:
        """Names by their heads."""
        works: list[Work] = []
        free = 0
        for head in self._vocabulary.heads.find(self._lexemes):
            if head.first < free or self._is_inner(head.stop):
                continue
            work, stop = self._read(head.first, head.stop, head.value, free)
            if work:
                works.append(work)
                free = stop
        works = self._drop_titles(works)
        spans = Spans([(work.start, work.end) for work in works])
        works += [
            self._make(match.start(), match.end(), kind="event", rule="series")
            for match in _SERIES.finditer(self._prose.text)
            if not spans.hold(match.start())
        ]
        return sorted(works, key=lambda work: work.start)

    def _is_inner(self, stop: int) -> bool:
        """Whether the head goes on to another one or to what it is not: "Ministerial Forum"."""
        if stop >= len(self._tokens) or not self._glued[stop] or not self._is_name(stop):
            return False
        if self._folds[stop] in self._vocabulary.followers:
            return True
        is_plain = self._lexemes.styles[stop - 1] == "plain"
        return is_plain and self._vocabulary.heads.match(self._lexemes, stop) is not None

    def _drop_titles(self, works: list[Work]) -> list[Work]:
        """Keep a document of a headline only as far as the text below names it, too."""
        headline = self._prose.title_end
        below = {work.name for work in works if work.start >= headline}
        return [
            work
            for work in works
            if work.start >= headline or work.kind == "event" or work.name in below
        ]

    def read_titles(self) -> list[Work]:
        """Names in 《》, which a head tells to be documents."""
        heads = tuple(split_phrases(self._vocabulary.rules.documents))
        return [
            self._make(
                match.start(), match.end(), kind="document", rule="title", name=match["name"]
            )
            for match in _CHINESE.finditer(self._prose.text)
            if match["name"].endswith(heads)
        ]

    def _read(self, at: int, stop: int, kind: Kind, free: int) -> tuple[Work | None, int]:
        is_capital = self._is_name(at)
        first = self._extend_left(at, free) if self._vocabulary.rules.before else at
        if not is_capital and not self._is_named(first, at, kind):
            return None, stop
        end = self._extend_right(stop) if is_capital or kind == "event" else stop
        theme_end, theme = self._read_theme(end, kind)
        if is_capital and end == stop and kind == "document":
            end = self._take_number(stop)
        if is_capital and end == stop and not theme and not self._is_telling(first, at):
            return None, stop
        if not is_capital and not self._vocabulary.rules.small and end > stop:
            # "summit of" goes on with anything; only the name before the head is sure.
            end = stop
        start, last = self._lexemes.starts[first], max(self._lexemes.ends[end - 1], theme_end)
        work = self._make(start, last, kind=kind, rule="head")
        while end < len(self._tokens) and self._tokens[end].start < last:
            end += 1
        return work, end

    def _take_number(self, stop: int) -> int:
        """Over the number of a document: "Resolution 2728", "Executive Order 20-04"."""
        follows = stop < len(self._tokens) and self._glued[stop]
        if not follows or not self._folds[stop][0].isdecimal():
            return stop
        dashed = self._folds[stop + 1 : stop + 3]
        is_dashed = len(dashed) == 2 and dashed[0] in _DASHES and dashed[1].isdecimal()
        is_close = is_dashed and self._lexemes.starts[stop + 2] == self._lexemes.ends[stop] + 1
        return stop + 3 if is_close else stop + 1

    def _make(self, start: int, end: int, *, kind: Kind, rule: str, name: str = "") -> Work:
        return Work(
            start=start,
            end=end,
            text=self._prose.text[start:end],
            rule=f"works/{self._vocabulary.language}:{rule}",
            confidence=_CONFIDENCES[rule],
            kind=kind,
            name=" ".join((name or self._prose.text[start:end]).split()),
        )

    def _is_name(self, at: int) -> bool:
        token = self._tokens[at]
        return token.kind == "word" and token.text[self._lexemes.starts[at] - token.start].isupper()

    def _is_ordinal(self, at: int) -> bool:
        return self._folds[at] in self._vocabulary.ordinals or bool(
            _ORDINAL.fullmatch(self._tokens[at].text)
        )

    def _is_named(self, first: int, at: int, kind: Kind) -> bool:
        """Whether a name stands before a head with a small letter: "third SCO-UN special event"."""
        if self._vocabulary.rules.small and first < at:
            return self._glued[first] and self._tokens[first - 1].kind != "mark"
        if kind != "event" or first == at or self._lexemes.styles[at] != "plain":
            return False
        names = [inner for inner in range(first, at) if self._is_name(inner)]
        return any(
            sum(letter.isupper() for letter in self._tokens[inner].text) > 1 for inner in names
        )

    def _is_telling(self, first: int, at: int) -> bool:
        """Whether what stands before a head makes a name with it: not "Joint Statement"."""
        generic, ordinals = self._vocabulary.generic, self._vocabulary.ordinals
        telling = [
            fold
            for inner, fold in enumerate(self._folds[first:at], first)
            if fold not in generic and fold not in ordinals and self._is_name(inner)
        ]
        return bool(telling) and self._lexemes.styles[at] == "plain"

    def _extend_left(self, at: int, free: int) -> int:
        first = at
        vocabulary = self._vocabulary
        while first > free and at - first < _MAX_LEFT and self._glued[first]:
            before = first - 1
            fold = self._folds[before]
            if self._is_ordinal(before):
                first = before
                break
            if fold in _SUFFIXES and before > free and self._tokens[before - 1].kind == "number":
                first = before - 1
                break
            is_year = self._tokens[before].kind == "number" and len(fold) == 4
            if is_year or (self._is_name(before) and not self._opens(before)):
                if self._lexemes.ends[before] < self._tokens[before].end:
                    break
                first = before
                continue
            joined = fold in vocabulary.joints and self._is_name(before - 1) and first < at
            if not joined or before - 1 < free or self._opens(before - 1):
                break
            first = before - 1
        while first < at and self._folds[first] in vocabulary.articles:
            first += 1
        return first

    def _opens(self, at: int) -> bool:
        """Whether a word begins no name: "New" does not, but for "New York"."""
        pair = " ".join(self._folds[at : at + 2])
        return self._folds[at] in self._vocabulary.openers and pair not in self._vocabulary.kept

    def _extend_right(self, stop: int) -> int:
        """Over "on Cooperation in the Field of Trade", "between A and B", "of 2019"."""
        limit = min(len(self._tokens), stop + _MAX_RIGHT)
        if self._vocabulary.rules.small and stop < limit and self._glued[stop]:
            stop += self._tokens[stop].kind == "word" and self._tokens[stop].text.isupper()
        while stop < limit and self._glued[stop]:
            lead = self._vocabulary.leads.match(self._lexemes, stop)
            if lead is None:
                break
            inner = lead.stop
            while inner < limit and self._folds[inner] in self._vocabulary.articles:
                inner += 1
            end = self._take_run(inner, limit)
            if end == inner or (self._folds[stop] in {"in", "at"} and lead.stop == stop + 1):
                break
            stop = end
        return stop

    def _take_run(self, start: int, limit: int) -> int:
        """Over capitals and the small words between them; a small word never ends it."""
        stop = at = start
        while at < limit and self._glued[at]:
            token, fold = self._tokens[at], self._folds[at]
            if self._is_name(at):
                if fold in self._vocabulary.openers:
                    break
                stop = at + 1
                if self._lexemes.ends[at] < token.end:
                    break
            elif token.kind == "number" and len(fold) == 4 and at == start:
                return at + 1
            elif not self._goes_on(at, start, limit):
                break
            at += 1
        return stop

    def _goes_on(self, at: int, start: int, limit: int) -> bool:
        """Whether a comma or small word may stand within a name."""
        fold = self._folds[at]
        if fold == ",":
            return self._lists_on(at, limit)
        if fold not in self._vocabulary.inner or at == start:
            return False
        return fold not in self._vocabulary.joints or not self._names_another(at + 1, limit)

    def _names_another(self, at: int, limit: int) -> bool:
        """Whether behind "and" comes a name with a head of its own: "and the Paris Agreement"."""
        while at < limit and self._folds[at] in self._vocabulary.articles:
            at += 1
        while at < limit and self._glued[at] and self._is_name(at):
            if self._vocabulary.heads.match(self._lexemes, at):
                return True
            at += 1
        return False

    def _lists_on(self, at: int, limit: int) -> bool:
        """Whether a comma parts capitals of a list that ends with "and"."""
        for inner in range(at + 1, limit):
            if self._folds[inner] in self._vocabulary.joints:
                return True
            if not self._is_name(inner) and self._folds[inner] != ",":
                return False
        return False

    def _read_theme(self, stop: int, kind: Kind) -> tuple[int, bool]:
        """Behind a theme in quotation marks that follows an event's name."""
        if kind != "event" or stop >= len(self._tokens):
            return 0, False
        end = self._lexemes.ends[stop - 1]
        lead = self._vocabulary.themes.match(self._lexemes, stop)
        match = _QUOTED.match(self._prose.text, self._lexemes.ends[lead.stop - 1] if lead else end)
        if match and (lead or match[0].lstrip().startswith((":", "“", '"', "«"))):
            return match.end(), True
        return self._read_title(end)

    def _read_title(self, end: int) -> tuple[int, bool]:
        """Behind a theme that follows a colon and is written as a title, in capitals."""
        match = _TITLE.match(self._prose.text, end)
        words = [word for word in match["theme"].split() if len(word) > 4] if match else []
        capitals = sum(word[0].isupper() for word in words)
        if not match or len(words) < 2 or capitals < _TITLE_SHARE * len(words):
            return 0, False
        return match.end("theme"), True


class _Beside:
    """Days and places by where they stand in the text."""

    def __init__(
        self, prose: Prose, places: Sequence[Place], event_dates: Sequence[EventDate]
    ) -> None:
        self._text = prose.text
        self._dates = sorted(event_dates, key=lambda each: each.start)
        self._places = sorted(
            (mention.start, place.name)
            for place in places
            for mention in place.mentions
            if not mention.rule.endswith(":adjective")
        )
        # A country may be what an event is about; a town is where it is held.
        self._towns = {
            mention.end: mention.start
            for place in places
            if place.place_id.islower()
            for mention in place.mentions
        }

    def _cut_town(self, work: Work) -> Work:
        """The event without the town behind it: "Summit of the Americas in Los Angeles"."""
        match = _IN.search(work.text, 0, max(0, self._towns.get(work.end, 0) - work.start))
        if work.kind != "event" or not match:
            return work
        text = work.text[: match.start()]
        return work.model_copy(
            update={"end": work.start + len(text), "text": text, "name": " ".join(text.split())}
        )

    def complete(self, work: Work) -> Work:
        """The work with the day and place that follow its name in the same sentence."""
        work = self._cut_town(work)
        reach = self._text[work.end : work.end + _BESIDE]
        stop = work.end + len(_SENTENCE_END.split(reach, maxsplit=1)[0])
        update: dict[str, object] = {}
        at = bisect_left(self._dates, work.start, key=lambda each: each.start)
        if at < len(self._dates) and self._dates[at].start < stop:
            date = self._dates[at]
            update |= {"starts_on": date.starts_on, "ends_on": date.ends_on}
        at = bisect_left(self._places, (work.end, ""))
        if work.kind == "event" and at < len(self._places) and self._places[at][0] < stop:
            update["place"] = self._places[at][1]
        return work.model_copy(update=update) if update else work
