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
from schemas.findings import AgendaItem, EventDate, Place, Work
from tasks.dates import fold_digits
from tasks.prose import Prose, Stretch
from tasks.vocabulary import RULES, load_rules

_MAX_NAME_WORDS = 14
_MAX_NAME = 140
# How far behind its words an event's name or place is looked for.
_REACH = 240
_NEAR = 600
_BOUND = re.compile(r"[,;:()—–\"“”«»，；：（）]\s*|\bthat\s|\bque\s|\bdass\s|\bчто\s")


_Placed = TypeVar("_Placed")


class _Vocabulary(NamedTuple):
    announcing: Announcing
    tag: str
    pattern: re.Pattern[str]
    lead: re.Pattern[str]
    trail: re.Pattern[str]
    empty: re.Pattern[str]
    place: re.Pattern[str] | None


@cache
def _load_vocabulary(tag: str) -> _Vocabulary | None:
    file = f"agenda/{tag}.toml"
    if not tag.isalpha() or not (RULES / file).is_file():
        return None
    announcing = load_rules(file, Announcing)
    head, tail = (r"(?<![^\W_])", r"(?![^\W_])") if announcing.words else ("", "")
    # A rule is known by the group that matched.
    parts = "|".join(f"((?:{rule.pattern}))" for rule in announcing.rules)
    return _Vocabulary(
        announcing=announcing,
        tag=tag,
        pattern=re.compile(f"{head}(?:{parts}){tail}"),
        lead=re.compile(announcing.lead or "(?!)", re.IGNORECASE),
        trail=re.compile(announcing.trail or "(?!)", re.IGNORECASE),
        empty=re.compile(announcing.empty or "(?!)", re.IGNORECASE),
        place=re.compile(announcing.place) if announcing.place else None,
    )


def find_agenda(
    prose: Prose,
    language: str,
    event_dates: Sequence[EventDate],
    *,
    works: Sequence[Work] = (),
    places: Sequence[Place] = (),
) -> tuple[AgendaItem, ...]:
    """Find announced events and deadlines, in order of the text. Linear in its length.

    Args:
        prose: The release.
        language: BCP 47 tag; nothing is found in a language without rules.
        event_dates: Dates of the release, in order of the text.
        works: Named events: the one nearest in the sentence gives the name.
        places: Places of the release.
    """
    vocabulary = _load_vocabulary(language.partition("-")[0])
    if vocabulary is None:
        return ()
    reader = _Reader(prose, vocabulary, event_dates, works, places)
    found: list[AgendaItem] = []
    seen: set[tuple[object, ...]] = set()
    for match in vocabulary.pattern.finditer(reader.folded):
        rule = vocabulary.announcing.rules[(match.lastindex or 1) - 1]
        item = reader.read_item(rule, match.start(), match.end())
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
        works: Sequence[Work],
        places: Sequence[Place],
    ) -> None:
        self.folded = fold_digits(prose.text[: prose.body_end])
        self._prose = prose
        self._vocabulary = vocabulary
        self._dates = event_dates
        self._date_starts = [one.start for one in event_dates]
        self._events = sorted((w for w in works if w.kind == "event"), key=lambda w: w.start)
        self._event_starts = [one.start for one in self._events]
        self._places = sorted(
            (mention.start, place.name) for place in places for mention in place.mentions
        )
        self._place_starts = [start for start, _ in self._places]
        self._sentence_starts = [sentence.start for sentence in prose.sentences]

    def read_item(self, rule: AgendaRule, start: int, end: int) -> AgendaItem | None:
        """Read what the words of a rule announce; none if that is over or has no name."""
        whole = self._prose.sentences[max(0, bisect_right(self._sentence_starts, start) - 1)]
        # Of a sentence without end only what is near counts: a text stays linear.
        sentence = Stretch(max(whole.start, start - _NEAR), min(whole.end, end + _NEAR))
        dates = _between(self._dates, self._date_starts, sentence)
        coming = [one for one in dates if one.tense == "future"]
        if not coming and (rule.dated or dates):
            return None
        name = self._read_name(rule, sentence, start, end)
        if not name:
            return None
        when = min(coming, key=lambda one: abs(one.start - end), default=None)
        return AgendaItem(
            start=sentence.start,
            end=sentence.end,
            text=self._prose.text[sentence.start : sentence.end],
            rule=f"agenda/{self._vocabulary.tag}:{rule.name}",
            confidence=rule.confidence if when else round(rule.confidence - 0.2, 2),
            kind=rule.kind,
            name=name,
            starts_on=when.starts_on if when else None,
            ends_on=when.ends_on if when else None,
            precision=when.precision if when else None,
            place=self._read_place(end, min(sentence.end, end + _REACH))
            or self._read_place(max(sentence.start, start - _REACH), start),
        )

    def _read_name(self, rule: AgendaRule, sentence: Stretch, start: int, end: int) -> str:
        if rule.side == "title":
            return self._prose.text[: self._prose.title_end].strip()[:_MAX_NAME]
        events = _between(self._events, self._event_starts, sentence)
        if events and rule.kind == "event":
            return min(events, key=lambda one: min(abs(one.start - end), abs(start - one.end))).name
        before = self._read_before(sentence, start) if rule.side != "after" else ""
        if before or rule.side == "before":
            return before
        return self._read_after(sentence, end)

    def _read_before(self, sentence: Stretch, start: int) -> str:
        first = max(sentence.start, start - _MAX_NAME)
        dates = _between(self._dates, self._date_starts, Stretch(first, start))
        # "On 5 May the summit will ...": the date is no part of the name.
        first = max((one.end for one in dates), default=first)
        text = self._prose.text[first:start]
        pieces = [piece for piece in _BOUND.split(text) if piece.strip()]
        return self._trim(pieces[-1], whole=first != start - _MAX_NAME) if pieces else ""

    def _read_after(self, sentence: Stretch, end: int) -> str:
        stop = min(sentence.end, end + _MAX_NAME)
        dates = _between(self._dates, self._date_starts, Stretch(end, stop))
        if dates and not self._prose.text[end : dates[0].start].strip():
            end = dates[0].end
        elif dates:
            stop = dates[0].start
        text = self._prose.text[end:stop].lstrip(" ,:")
        text = text[self._find_lead(text) :]
        match = self._vocabulary.trail.search(text)
        return self._trim(text[: match.start()] if match else text, whole=True)

    def _trim(self, text: str, *, whole: bool) -> str:
        text = " ".join(text.split())
        text = text[self._find_lead(text) :].strip(" .,:-–—*•")
        words = text.split()
        if self._vocabulary.empty.fullmatch(text) or not any(map(str.isalpha, text)):
            return ""
        too_long = len(words) > _MAX_NAME_WORDS or (not whole and len(text) >= _MAX_NAME - 1)
        return "" if too_long else text

    def _find_lead(self, text: str) -> int:
        match = self._vocabulary.lead.match(text)
        return match.end() if match else 0

    def _read_place(self, start: int, stop: int) -> str:
        known = _between(self._places, self._place_starts, Stretch(start, stop))
        if known:
            return known[0][1]
        pattern = self._vocabulary.place
        for match in pattern.finditer(self._prose.text, start, stop) if pattern else ():
            first, last = match.span(1)
            if not _between(self._dates, self._date_starts, Stretch(first, last)):
                return " ".join(match[1].split())
        return ""


def _between(items: Sequence[_Placed], starts: Sequence[int], stretch: Stretch) -> list[_Placed]:
    """Those of some items, known by their starts, that begin within a stretch."""
    return list(items[bisect_left(starts, stretch.start) : bisect_left(starts, stretch.end)])
