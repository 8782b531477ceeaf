"""What is found in labelled releases against their labels, field by field."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from schemas.findings import Meeting, Organisation, Person, Quote
from schemas.rules import TopicScheme
from tasks.prose.rules import load_rules
from tests.eval.labels import Case, MeetingLabel, PersonLabel, QuoteLabel
from tests.eval.matching import (
    Expected,
    Found,
    fold_letters,
    fold_name,
    fold_person,
    fold_role,
    is_inflected,
    is_within,
    pair_up,
    write_date,
)


@dataclass(frozen=True)
class Tally:
    """Of one field of some releases: what is right, what is missing, what is found beyond it."""

    right: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.right + other.right, self.missing + other.missing, self.extra + other.extra
        )

    @property
    def expected(self) -> int:
        return len(self.right) + len(self.missing)

    @property
    def found(self) -> int:
        return len(self.right) + len(self.extra)

    @property
    def precision(self) -> float:
        return len(self.right) / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return len(self.right) / self.expected if self.expected else 0.0

    @property
    def f1(self) -> float:
        total = self.expected + self.found
        return 2 * len(self.right) / total if total else 0.0


def compare_kind(case: Case) -> Tally:
    return _compare_one(case.label.kind, case.release.kind.kind)


def compare_persons(case: Case) -> Tally:
    """By name in its fullest form."""
    return _compare_names(
        [person.name for person in case.label.persons],
        [person.name for person in case.release.findings.persons],
        fold_person,
    )


def compare_roles(case: Case) -> Tally:
    """The role of each person that was found; no role where none is stated is right too."""
    tally = Tally()
    for wanted, person in _pair_persons(case):
        title = person.roles[0].title if person.roles else ""
        right = _is_role(wanted, person)
        line = f"{wanted.name}: {wanted.role or 'no role'}"
        tally += (
            Tally(right=(line,))
            if right
            else Tally(missing=(line,), extra=(f"{person.name}: {title or 'no role'}",))
        )
    return tally


def compare_organisations(case: Case) -> Tally:
    """By name, or by any other form in which the text names it."""
    label, findings = case.label, case.release.findings
    return _compare(
        label.organisations,
        findings.organisations,
        _is_organisation,
        str,
        lambda found: f"{found.name} ({found.acronym})" if found.acronym else found.name,
    )


def compare_meetings(case: Case) -> Tally:
    """By half of the participants, with mode and status."""
    return _compare(
        case.label.meetings,
        case.release.findings.meetings,
        _is_meeting,
        _show_meeting_label,
        _show_meeting,
    )


def compare_meeting_dates(case: Case) -> Tally:
    """The date of each meeting that was found."""
    tally = Tally()
    for wanted, found in _pair_meetings(case):
        tally += _compare_one(wanted.date, write_date(found.starts_on, found.precision))
    return tally


def compare_meeting_places(case: Case) -> Tally:
    """The place of each meeting that was found; a part of its words will do."""
    tally = Tally()
    for wanted, found in _pair_meetings(case):
        one, other = fold_name(wanted.place or ""), fold_name(found.place or "")
        right = one == other or is_within(one, other)
        tally += _compare_one(wanted.place, wanted.place if right else found.place)
    return tally


def compare_dates(case: Case) -> Tally:
    """Dates of events, as exact as the text states them.

    Some labels give both ends of a range and some its first day: a last day counts if it is there.
    """
    wanted = dict.fromkeys(one.date for one in case.label.event_dates)
    texts = {one.date: one.text for one in case.label.event_dates}
    found: dict[str, str] = {}
    for one in case.release.findings.event_dates:
        found.setdefault(write_date(one.starts_on, one.precision) or "", one.text)
        last = write_date(one.ends_on, one.precision) or ""
        if last in wanted:
            found.setdefault(last, one.text)
    return Tally(
        right=tuple(date for date in wanted if date in found),
        missing=tuple(f"{date} ({texts[date]})" for date in wanted if date not in found),
        extra=tuple(f"{date} ({text})" for date, text in found.items() if date not in wanted),
    )


def compare_topics(case: Case) -> Tally:
    """Top-level Media Topics."""
    wanted = set(case.label.topics)
    found = {_find_top(topic.id) for topic in case.release.topics}
    return Tally(
        tuple(sorted(wanted & found)), tuple(sorted(wanted - found)), tuple(sorted(found - wanted))
    )


def compare_quotes(case: Case) -> Tally:
    """By first words and speaker."""
    return _compare(
        case.label.quotes,
        case.release.findings.quotes,
        lambda wanted, found: _starts_alike(wanted, found) and _is_speaker(wanted, found),
        lambda wanted: f"{wanted.speaker}: {wanted.start}",
        lambda found: f"{found.speaker}: {found.words[:40]}",
    )


def compare_quote_starts(case: Case) -> Tally:
    """By first words alone."""
    return _compare(
        case.label.quotes,
        case.release.findings.quotes,
        _starts_alike,
        lambda wanted: wanted.start,
        lambda found: found.words[:40],
    )


def compare_places(case: Case) -> Tally:
    """By name, or by a form it has in the text; only our own texts are labelled for places."""
    if case.label.places is None:
        return Tally()
    names = [
        (one.name, {fold_name(one.name), *(fold_name(mention.text) for mention in one.mentions)})
        for one in case.release.findings.places
    ]
    return _compare(
        case.label.places,
        names,
        lambda wanted, found: any(is_inflected(fold_name(wanted), name) for name in found[1]),
        str,
        lambda found: found[0],
    )


# Field, and whether its figure is an accuracy: as many are found as are expected.
FIELDS: dict[str, tuple[Callable[[Case], Tally], bool]] = {
    "kind": (compare_kind, True),
    "persons": (compare_persons, False),
    "roles": (compare_roles, True),
    "organisations": (compare_organisations, False),
    "meetings": (compare_meetings, False),
    "meeting-dates": (compare_meeting_dates, True),
    "meeting-places": (compare_meeting_places, True),
    "event-dates": (compare_dates, False),
    "topics": (compare_topics, False),
    "quotes": (compare_quotes, False),
    "quote-starts": (compare_quote_starts, False),
    "places": (compare_places, False),
}


def sum_up(cases: Iterable[Case], field: str) -> Tally:
    """Compare one field of all cases."""
    compare = FIELDS[field][0]
    total = Tally()
    for case in cases:
        total += compare(case)
    return total


def average_f1(tally: Tally) -> float:
    """Mean F1 of the names in a tally, each counting alike; only those that labels hold."""
    names = sorted({*tally.right, *tally.missing})
    scores = [
        2 * tally.right.count(name)
        / (2 * tally.right.count(name) + tally.missing.count(name) + tally.extra.count(name))
        for name in names
    ]  # fmt: skip
    return sum(scores) / len(scores) if scores else 0.0


def _compare(
    expected: Sequence[Expected],
    found: Sequence[Found],
    fits: Callable[[Expected, Found], bool],
    show_expected: Callable[[Expected], str],
    show: Callable[[Found], str],
) -> Tally:
    pairs = dict(pair_up(expected, found, fits))
    used = set(pairs.values())
    return Tally(
        tuple(show_expected(expected[at]) for at in pairs),
        tuple(show_expected(one) for at, one in enumerate(expected) if at not in pairs),
        tuple(show(one) for at, one in enumerate(found) if at not in used),
    )


def _compare_names(
    expected: Sequence[str], found: Sequence[str], fold: Callable[[str], str]
) -> Tally:
    wanted = {fold(name): name for name in expected}
    given = {fold(name): name for name in found}
    return Tally(
        tuple(name for key, name in wanted.items() if key in given),
        tuple(name for key, name in wanted.items() if key not in given),
        tuple(name for key, name in given.items() if key not in wanted),
    )


def _compare_one(expected: str | None, found: str | None) -> Tally:
    if expected == found:
        return Tally(right=(str(expected),))
    return Tally(missing=(f"{expected}, found {found}",), extra=(str(found),))


def _pair_persons(case: Case) -> list[tuple[PersonLabel, Person]]:
    wanted, found = case.label.persons, case.release.findings.persons
    pairs = pair_up(wanted, found, lambda one, other: _is_person(one.name, other.name))
    return [(wanted[at], found[place]) for at, place in pairs]


def _pair_meetings(case: Case) -> list[tuple[MeetingLabel, Meeting]]:
    wanted, found = case.label.meetings, case.release.findings.meetings
    return [(wanted[at], found[place]) for at, place in pair_up(wanted, found, _is_meeting)]


def _is_person(wanted: str, found: str) -> bool:
    return fold_person(wanted) == fold_person(found)


def _is_role(wanted: PersonLabel, found: Person) -> bool:
    """Whether the first role found is the one stated, parted from its organisation or not."""
    if not found.roles or not wanted.role:
        return not found.roles and not wanted.role
    role = found.roles[0]
    titles = [role.title, *([] if role.status == "current" else [f"{role.status} {role.title}"])]
    given = {fold_role(title) for title in titles}
    whole = {fold_role(title, role.organisation or "") for title in titles}
    alone, joined = fold_role(wanted.role), fold_role(wanted.role, wanted.organisation or "")
    return any(is_inflected(name, one) for name in (alone, joined) for one in given | whole)


def _is_organisation(wanted: str, found: Organisation) -> bool:
    forms = (found.name, found.acronym, *(mention.text for mention in found.mentions))
    names = {fold_name(form) for form in forms}
    return any(is_inflected(fold_name(wanted), name) for name in names)


def _is_meeting(wanted: MeetingLabel, found: Meeting) -> bool:
    if wanted.status != found.status or wanted.mode not in {None, found.mode}:
        return False
    given = [
        {fold_person(one.name), fold_name(one.organisation or "")} for one in found.participants
    ]
    pairs = pair_up(
        wanted.participants,
        given,
        lambda name, keys: any(is_within(fold_person(name), key) for key in keys),
    )
    return 2 * len(pairs) >= len(wanted.participants)


def _starts_alike(wanted: QuoteLabel, found: Quote) -> bool:
    return fold_letters(found.words).startswith(fold_letters(wanted.start))


def _is_speaker(wanted: QuoteLabel, found: Quote) -> bool:
    """Whether the right person said it, or the right body where no person is named."""
    said_by = found.speaker or found.organisation
    if not wanted.speaker or not said_by:
        return wanted.speaker == said_by
    return _is_person(wanted.speaker, said_by)


def _show_meeting_label(meeting: MeetingLabel) -> str:
    return f"{meeting.status} {meeting.mode} of {', '.join(meeting.participants)}"


def _show_meeting(meeting: Meeting) -> str:
    names = ", ".join(one.name for one in meeting.participants)
    return f"{meeting.status} {meeting.mode} of {names} [{meeting.rule}]"


@cache
def _map_tops() -> dict[str, str]:
    concepts = {one.id: one for one in load_rules("topics/scheme.toml", TopicScheme).concepts}
    tops: dict[str, str] = {}
    for one in concepts.values():
        top = one
        while top.parent:
            top = concepts[top.parent]
        tops[one.id] = top.label
    return tops


def _find_top(topic: str) -> str:
    return _map_tops()[topic]
