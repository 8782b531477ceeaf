"""The agenda: events to come and deadlines that a release announces.

Words such as "will be held" announce; the date, the place and the name are read from their
sentence. What has a date that is over is no announcement.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, TypeVar

from schemas.announcing import AgendaRule, Announcing
from schemas.findings import AgendaItem, EventDate, Person, Place, Work
from tasks.days.dates import fold_digits
from tasks.prose.cut import Prose, Stretch
from tasks.prose.rules import RULES, load_rules

_MAX_NAME = 160
# How far from its words an event's place is looked for.
_REACH = 240
_NEAR = 600
# Of a sentence longer than this nothing can be told: lists, and texts without full stops.
_MAX_SENTENCE = 1500
# Ends a piece, unless it stands within a short pair of brackets or quotation marks.
_BOUND = re.compile(
    r"\([^()\n]{1,60}\)|[“«\"][^“”«»\"\n]{1,60}[”»\"]"
    r"|(?P<bound>[,;:()\"“”«»，；：（）]\s*|\s[–-]\s|(?<![\u4e00-\u9fff])—\s*|\b(?:that|que|dass|что)\s)"
)
_SAID = re.compile(r"\b(?:that|que|dass|что|said|announced|adding)\s")
_JUDGE = re.compile(r"(?i:judge|justice|attorney|minister|secretary)\s(?:\w+\s)?$")


_Placed = TypeVar("_Placed")


class _Vocabulary(NamedTuple):
    announcing: Announcing
    tag: str
    pattern: re.Pattern[str]
    rules: tuple[re.Pattern[str], ...]
    before: dict[str, re.Pattern[str]]
    after: dict[str, re.Pattern[str]]
    bare: re.Pattern[str]
    coming: re.Pattern[str]
    relative: re.Pattern[str]
    subject: re.Pattern[str]
    split: re.Pattern[str]
    clause: re.Pattern[str]
    at: re.Pattern[str]
    place: re.Pattern[str]
    no_place: re.Pattern[str]


@cache
def _load_vocabulary(tag: str) -> _Vocabulary | None:
    file = f"agenda/{tag}.toml"
    if not tag.isalpha() or not (RULES / file).is_file():
        return None
    told = load_rules(file, Announcing)
    head, tail = (r"(?<![^\W_])", r"(?![^\W_])") if told.words else ("", "")
    # No name is a part of an address.
    start = r"(?<![\w/@.#])" if told.words else ""
    # The first rule that may apply is known by the group that matched.
    parts = "|".join(f"((?:{rule.pattern}))" for rule in told.rules)
    adverbs = f"(?:\\s+(?i:{told.adverbs}))*" if told.adverbs else ""
    cores = {key: f"{told.core}(?i:{heads}){tail}" for key, heads in told.heads.items()}
    return _Vocabulary(
        announcing=told,
        tag=tag,
        pattern=re.compile(f"{head}(?:{parts}){tail}"),
        rules=tuple(re.compile(f"(?:{rule.pattern}){tail}") for rule in told.rules),
        before={
            key: re.compile(f"{start}({core}{told.tail_before}){adverbs}\\s*$")
            for key, core in cores.items()
        },
        after={
            key: re.compile(f"(?:(?i:{told.articles or '(?!)'})\\s*)*({core}{told.tail_after})")
            for key, core in cores.items()
        },
        bare=_compile(told.bare),
        coming=_compile(told.coming),
        relative=_compile(told.relative),
        subject=re.compile(told.subject or "(?!)"),
        split=_compile(told.split),
        clause=_compile(told.clause),
        at=_compile(f"(?:{told.at})$" if told.at else ""),
        place=re.compile(told.place or "(?!)"),
        no_place=re.compile(told.no_place or "(?!)"),
    )


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern or "(?!)", re.IGNORECASE)


def find_agenda(
    prose: Prose,
    language: str,
    event_dates: Sequence[EventDate],
    *,
    works: Sequence[Work] = (),
    places: Sequence[Place] = (),
    persons: Sequence[Person] = (),
) -> tuple[AgendaItem, ...]:
    """Find announced events and deadlines, in order of the text. Linear in its length.

    Args:
        prose: The release.
        language: BCP 47 tag; nothing is found in a language without rules.
        event_dates: Dates of the release, in order of the text.
        works: Named events: one beside the words gives the name.
        places: Places of the release.
        persons: Persons of the release: who is to be sentenced, who is to visit.
    """
    vocabulary = _load_vocabulary(language.partition("-")[0])
    if vocabulary is None:
        return ()
    reader = _Reader(prose, vocabulary, event_dates, works=works, places=places, persons=persons)
    found: list[AgendaItem] = []
    seen: set[tuple[object, ...]] = set()
    for match in vocabulary.pattern.finditer(reader.folded):
        item = reader.read_first(match.start(), (match.lastindex or 1) - 1)
        if item is None:
            continue
        key = (item.start, item.kind, item.starts_on, item.ends_on)
        if key not in seen:
            seen.add(key)
            found.append(item)
    return tuple(found)


class _Reader:
    def __init__(
        self,
        prose: Prose,
        vocabulary: _Vocabulary,
        event_dates: Sequence[EventDate],
        *,
        works: Sequence[Work],
        places: Sequence[Place],
        persons: Sequence[Person],
    ) -> None:
        self.folded = fold_digits(prose.text[: prose.body_end])
        self._prose = prose
        self._text = prose.text
        self._vocabulary = vocabulary
        self._dates = event_dates
        self._date_starts = [one.start for one in event_dates]
        self._events = sorted((w for w in works if w.kind == "event"), key=lambda w: w.start)
        self._event_starts = [one.start for one in self._events]
        self._places = sorted(
            (mention.start, place.name)
            for place in places
            for mention in place.mentions
            if not mention.rule.endswith(":adjective")
        )
        self._place_starts = [start for start, _ in self._places]
        self._persons = sorted(
            (mention.start, person.name) for person in persons for mention in person.mentions
        )
        self._person_starts = [start for start, _ in self._persons]
        self._sentence_starts = [sentence.start for sentence in prose.sentences]

    def read_first(self, start: int, number: int) -> AgendaItem | None:
        """Read by the first rule, from a number on, that makes something of the words here."""
        rules = self._vocabulary.announcing.rules
        for rule, pattern in zip(rules[number:], self._vocabulary.rules[number:], strict=True):
            match = pattern.match(self.folded, start)
            item = self.read_item(rule, start, match.end()) if match else None
            if item:
                return item
        return None

    def read_item(self, rule: AgendaRule, start: int, end: int) -> AgendaItem | None:
        """Read what the words of a rule announce; none if that is over or has no name."""
        whole = self._prose.sentences[max(0, bisect_right(self._sentence_starts, start) - 1)]
        sentence = Stretch(max(whole.start, start - _NEAR), min(whole.end, end + _NEAR))
        is_split = bool(self._vocabulary.split.search(self._text, end, sentence.end))
        if is_split or whole.end - whole.start > _MAX_SENTENCE:
            return None
        clause = self._cut_clause(sentence, start, end)
        dates = self._read_dates(sentence, clause, start)
        coming = [one for one in dates if one.tense == "future"]
        if not coming and (rule.dated or dates):
            return None
        name, is_named = self._read_name(rule, sentence, start, end)
        if not name or not (coming or is_named or self._vocabulary.coming.search(name)):
            return None
        when = min(coming, key=lambda one: abs(one.start - end), default=None)
        return AgendaItem(
            start=sentence.start,
            end=sentence.end,
            text=self._text[sentence.start : sentence.end],
            rule=f"agenda/{self._vocabulary.tag}:{rule.name}",
            confidence=rule.confidence if when else round(rule.confidence - 0.2, 2),
            kind=rule.kind,
            name=name,
            starts_on=when.starts_on if when else None,
            ends_on=when.ends_on if when else None,
            precision=when.precision if when else None,
            place=self._read_place(Stretch(end, min(clause.end, end + _REACH)))
            or self._read_place(Stretch(max(clause.start, start - _REACH), start)),
        )

    def _cut_clause(self, sentence: Stretch, start: int, end: int) -> Stretch:
        """From behind the last bound before the words to the end of their clause."""
        pieces = self._cut_pieces(sentence.start, start)
        match = self._vocabulary.clause.search(self._text, end, sentence.end)
        return Stretch(pieces[-1].start, match.start() if match else sentence.end)

    def _read_dates(self, sentence: Stretch, clause: Stretch, start: int) -> list[EventDate]:
        """The dates of a clause; if it has none, those before it that nobody tells of."""
        dates = _between(self._dates, self._date_starts, clause)
        if dates:
            return dates
        said = [match.end() for match in _SAID.finditer(self._text, sentence.start, start)]
        first = said[-1] if said else sentence.start
        return _between(self._dates, self._date_starts, Stretch(first, start))

    def _cut_pieces(self, start: int, stop: int) -> list[Stretch]:
        pieces: list[Stretch] = []
        for match in _BOUND.finditer(self._text, start, stop):
            if match["bound"]:
                pieces.append(Stretch(start, match.start()))
                start = match.end()
        return [*pieces, Stretch(start, stop)]

    def _read_name(
        self, rule: AgendaRule, sentence: Stretch, start: int, end: int
    ) -> tuple[str, bool]:
        """The name of what is to come, and whether it is a name of its own."""
        if rule.side == "title":
            return self._text[: self._prose.title_end].strip()[:_MAX_NAME], True
        if rule.side == "noun":
            return self._add_people(rule, rule.noun, sentence, start), False
        heads = rule.heads or rule.kind
        name, is_named = "", False
        if rule.side != "after":
            name, is_named = self._read_before(heads, sentence, start)
        if not name and rule.side != "before":
            name, is_named = self._read_after(heads, sentence, end)
        name = " ".join(name.split()).strip(" .,:-–—*•'’")
        if self._vocabulary.bare.fullmatch(name):
            return "", False
        return self._add_people(rule, name, sentence, start) if name else "", is_named

    def _add_people(self, rule: AgendaRule, name: str, sentence: Stretch, start: int) -> str:
        if not rule.people:
            return name
        said = [match.end() for match in _SAID.finditer(self._text, sentence.start, start)]
        stretch = Stretch(said[-1] if said else sentence.start, start)
        people = dict.fromkeys(
            person
            for at, person in _between(self._persons, self._person_starts, stretch)
            if not _JUDGE.search(self._text, max(0, at - 30), at)
        )
        piece = self._cut_pieces(stretch.start, start)[-1]
        subject = self._text[piece.start : piece.end].strip()
        if not people and self._vocabulary.subject.fullmatch(subject):
            people = {subject: None}
        if not people:
            return name if rule.people == "may" else ""
        *others, last = people
        told = self._vocabulary.announcing
        return name + told.of + (", ".join(others) + told.also if others else "") + last

    def _read_before(self, heads: str, sentence: Stretch, start: int) -> tuple[str, bool]:
        pieces = self._cut_pieces(max(sentence.start, start - _MAX_NAME), start)
        last = pieces[-1]
        # "The forum, which will be held": the name stands before the comma.
        inner = self._text[last.start : last.end].strip()
        if len(pieces) > 1 and (not inner or self._vocabulary.relative.fullmatch(inner)):
            last = pieces[-2]
        dates = _between(self._dates, self._date_starts, last)
        # "On 5 May the summit will ...": the date is no part of the name.
        first = max((one.end for one in dates), default=last.start)
        match = self._vocabulary.before[heads].search(self._text[first : last.end])
        name = match[1] if match else ""
        event = self._find_event(heads, Stretch(last.start, start))
        if event and event.end >= last.end and event.name not in name:
            return event.name, True
        return name, bool(event)

    def _read_after(self, heads: str, sentence: Stretch, end: int) -> tuple[str, bool]:
        stop = min(sentence.end, end + _MAX_NAME)
        dates = _between(self._dates, self._date_starts, Stretch(end, stop))
        if dates and not self._text[end : dates[0].start].strip():
            end = dates[0].end
        elif dates:
            stop = dates[0].start
        piece = self._cut_pieces(end, stop)[0]
        text = self._text[piece.start : piece.end]
        match = self._vocabulary.after[heads].match(text.lstrip())
        name = match[1] if match else ""
        event = self._find_event(heads, piece)
        if event and self._vocabulary.after[heads].match(event.name) and not name:
            between = self._text[end : event.start].strip().casefold()
            if re.fullmatch(self._vocabulary.announcing.articles or "", between):
                return event.name, True
        return name, bool(event)

    def _find_event(self, heads: str, stretch: Stretch) -> Work | None:
        events = _between(self._events, self._event_starts, stretch) if heads == "event" else []
        return events[-1] if events else None

    def _read_place(self, stretch: Stretch) -> str:
        """The first place behind "in"; one that is not known is told by its capitals."""
        vocabulary = self._vocabulary
        for start, name in _between(self._places, self._place_starts, stretch):
            if vocabulary.at.search(self._text, max(0, start - 12), start):
                return name
        for match in vocabulary.place.finditer(self._text, stretch.start, stretch.end):
            first, last = match.span(1)
            is_date = bool(_between(self._dates, self._date_starts, Stretch(first, last)))
            if not is_date and not vocabulary.no_place.match(match[1]):
                return " ".join(match[1].split())
        return ""


def _between(items: Sequence[_Placed], starts: Sequence[int], stretch: Stretch) -> list[_Placed]:
    """Those of some items, known by their starts, that begin within a stretch."""
    return list(items[bisect_left(starts, stretch.start) : bisect_left(starts, stretch.end)])
