"""What was found in a text as numbered facts and coloured stretches: how findings are shown.

Stretches may overlap: a person stands in a quotation, a quotation in the sentence of a meeting. The
text is cut wherever one begins or ends, so that each piece knows all that it belongs to.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Literal, NamedTuple, get_args

from schemas.findings import Evidence, Findings, Part, Participant, Work
from schemas.reading import Reading

# In the order of the legend; of two that cover the same piece the later one gives the colour.
SpanKind = Literal[
    "part",
    "language",
    "meeting",
    "quote",
    "agenda",
    "outcome",
    "event",
    "organisation",
    "role",
    "person",
    "place",
    "quantity",
    "date",
]

KINDS: tuple[SpanKind, ...] = get_args(SpanKind)


class Mark(NamedTuple):
    """A stretch of the text and what it stands for; `about` is the id of a person or body."""

    start: int
    end: int
    kind: SpanKind
    says: str
    rule: str
    confidence: float
    about: str = ""


class Fact(NamedTuple):
    """What marks with the same meaning and rule say, under one number."""

    number: int
    kind: SpanKind
    says: str
    rule: str
    confidence: float
    about: str
    texts: tuple[str, ...]


class Verdict(NamedTuple):
    """What was judged of the whole release, and why."""

    field: str
    value: str
    method: str
    confidence: float
    evidence: str


class Piece(NamedTuple):
    """A piece of the text with the facts it belongs to, outermost first, and those ending here."""

    start: int
    end: int
    facts: tuple[Fact, ...]
    ending: tuple[Fact, ...]


def explain_text(text: str, findings: Findings) -> tuple[list[Fact], list[Piece]]:
    """Number all facts in order of the text, and cut the text into pieces. Linear but for sorting.

    Args:
        text: What the offsets of the findings count in.
        findings: All that was found in it.
    """
    return number_marks(text, _list_marks(findings))


def number_marks(
    text: str, marks: Iterable[Mark], cuts: Iterable[int] = ()
) -> tuple[list[Fact], list[Piece]]:
    """Number what marks say, in order of the text, and cut the text into pieces.

    Args:
        text: What the offsets count in.
        marks: Stretches of it, in any order.
        cuts: Offsets to cut at besides, whatever lies across them.
    """
    # The longer of two that begin together is the outer one.
    marks = sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.rule))
    texts: dict[tuple[SpanKind, str, str, float, str], dict[str, None]] = {}
    for mark in marks:
        texts.setdefault(mark[2:], {})[text[mark.start : mark.end]] = None
    facts = {
        meaning: Fact(number, *meaning, tuple(found))
        for number, (meaning, found) in enumerate(texts.items(), 1)
    }
    pieces = _cut(len(text), [(mark, facts[mark[2:]]) for mark in marks], cuts)
    return list(facts.values()), list(pieces)


def list_verdicts(reading: Reading) -> Iterator[Verdict]:
    """What was judged of the release as a whole, each with its why."""
    if reading.kind_verdict is not None:
        kind = reading.kind_verdict
        yield Verdict("kind", kind.kind, kind.method, kind.confidence, kind.evidence)
    if reading.language_verdict is not None:
        language = reading.language_verdict
        yield Verdict("language", language.tag, language.method, language.confidence, "")
    for topic in reading.topics:
        terms = ", ".join(topic.terms)
        yield Verdict("topic", f"{topic.label} [{topic.id}]", "terms", topic.confidence, terms)
    for place, day in enumerate(reading.dates):
        name = "other date" if place else "date"
        yield Verdict(name, day.value.isoformat(), day.method, day.confidence, day.text)


def _cut(length: int, marks: list[tuple[Mark, Fact]], cuts: Iterable[int] = ()) -> Iterator[Piece]:
    marks = [(mark, fact) for mark, fact in marks if mark.start < mark.end <= length]
    borders = sorted(
        {0, length, *cuts, *(mark.start for mark, _ in marks), *(mark.end for mark, _ in marks)}
    )
    waiting = iter(marks)
    coming = next(waiting, None)
    current: list[tuple[Mark, Fact]] = []
    for start, end in pairwise(borders):
        while coming is not None and coming[0].start == start:
            current.append(coming)
            coming = next(waiting, None)
        yield Piece(
            start,
            end,
            tuple(dict.fromkeys(fact for _, fact in current)),
            tuple(dict.fromkeys(fact for mark, fact in reversed(current) if mark.end == end)),
        )
        current = [pair for pair in current if pair[0].end > end]


def _list_marks(findings: Findings) -> Iterator[Mark]:
    for part in findings.parts:
        yield _mark("part", part, _describe_part(part))
    for foreign in findings.foreign:
        says = f"paragraph in {foreign.tag} ({foreign.script})"
        yield Mark(foreign.start, foreign.end, "language", says, "language", 1.0)
    for quote in findings.quotes:
        yield _mark("quote", quote, _join(quote.speaker, quote.role, quote.organisation) or "?")
    for meeting in findings.meetings:
        names = _list_participants(meeting.participants)
        when = _write_days(meeting.starts_on, meeting.ends_on, meeting.precision)
        says = _join(f"{meeting.status}, {meeting.mode}: {names}", when, meeting.place)
        yield _mark("meeting", meeting, says)
        for outcome in meeting.outcomes:
            yield _mark("outcome", outcome, outcome.kind)
    yield from _list_names(findings)
    for quantity in findings.quantities:
        # No exponent: whoever reads it checks the zeros. At most six digits of a fraction.
        value = f"{quantity.value:,.6f}".rstrip("0").rstrip(".")
        says = f"{quantity.bound} {value} {quantity.unit}".strip()
        yield _mark("quantity", quantity, says)
    for work in findings.works:
        yield _mark("event", work, _describe_work(work))
    for day in findings.event_dates:
        when = _write_days(day.starts_on, day.ends_on, day.precision)
        yield _mark("date", day, f"{when}, {day.tense}")
    for item in findings.agenda:
        when = _write_days(item.starts_on, item.ends_on, item.precision)
        yield _mark("agenda", item, _join(f"{item.kind}: {item.name}", when, item.place))


def _list_names(findings: Findings) -> Iterator[Mark]:
    for person in findings.persons:
        yield from _mark_all("person", person.mentions, f"{person.name} [{person.person_id}]")
        for role in person.roles:
            status = "" if role.status == "current" else f" ({role.status})"
            says = f"{person.name}: {_join(role.title, role.organisation)}{status}"
            yield _mark("role", role, says)
    for one in findings.organisations:
        acronym = f" ({one.acronym})" if one.acronym else ""
        says = f"{one.name}{acronym} [{one.organisation_id}]"
        yield from _mark_all("organisation", one.mentions, says)
    for place in findings.places:
        yield from _mark_all("place", place.mentions, f"{place.name} [{place.place_id}]")


def _mark(kind: SpanKind, fact: Evidence, says: str) -> Mark:
    return Mark(fact.start, fact.end, kind, says, fact.rule, fact.confidence)


def _mark_all(kind: SpanKind, mentions: Iterable[Evidence], says: str) -> Iterator[Mark]:
    return (_mark(kind, mention, says) for mention in mentions)


def _describe_part(part: Part) -> str:
    instant = part.at.isoformat() if part.at else ""
    stated = _join(part.value, str(part.on or ""), instant)
    return f"{part.name}: {stated}" if stated else part.name


def _describe_work(work: Work) -> str:
    when = _write_days(work.starts_on, work.ends_on, "day")
    return _join(f"{work.kind}: {work.name}", when, work.place)


def _list_participants(participants: tuple[Participant, ...]) -> str:
    return ", ".join(
        f"{one.name} ({role})" if (role := _join(one.role, one.organisation)) else one.name
        for one in participants
    )


def _write_days(first: date | None, last: date | None, precision: str | None) -> str:
    """A day, month or year, or the days from one to another."""
    if first is None:
        return ""
    length = {"year": 4, "month": 7}.get(precision or "day", 10)
    start, end = first.isoformat()[:length], (last or first).isoformat()[:length]
    return start if start == end else f"{start} to {end}"


def _join(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)
