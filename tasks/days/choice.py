"""Choosing the publication date among its candidates, and saying why."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from schemas.document import DateCandidate
from schemas.release import FUTURE_TOLERANCE
from tasks.days.dates import CONFIDENCES, fold_digits, writes_month_first

# Methods that differ by no more than this are trusted about alike.
_LIKE = 0.15
_MAX_AGAINST = 3
_DIGITS = re.compile(r"\d+")


def choose_date(
    candidates: Iterable[DateCandidate],
    observed_at: datetime,
    lookups: Mapping[str, date],
    language: str = "",
) -> tuple[DateCandidate, ...]:
    """Order candidates, the publication date first: see `get_winner`.

    Dates after the document was seen are impossible and go last; what a source's lookup table says
    of a stated text goes first. Methods that agree support each other. Of two readings of one text
    the language or another candidate chooses, or none is.
    """
    known = [_apply_lookup(candidate, lookups) for candidate in candidates]
    known = _settle_readings(known, language)
    latest = (observed_at + FUTURE_TOLERANCE).date()
    methods: dict[date, set[str]] = {}
    for candidate in known:
        methods.setdefault(candidate.value, set()).add(candidate.method)

    def rank(candidate: DateCandidate) -> tuple[bool, bool, float, bool]:
        support = 0.05 * (len(methods[candidate.value]) - 1)
        return (
            not candidate.is_ambiguous,
            candidate.value <= latest,
            candidate.confidence + support,
            candidate.at is not None,
        )

    ordered = sorted(known, key=rank, reverse=True)
    if not ordered or ordered[0].is_ambiguous:
        return tuple(ordered)
    winner, others = ordered[0], ordered[1:]
    marked = [_mark_conflict(candidate, winner, latest) for candidate in others]
    return (winner.model_copy(update={"reason": _give_reason(winner, marked, latest)}), *marked)


def get_winner(dates: Sequence[DateCandidate]) -> DateCandidate | None:
    """The candidate whose day is the publication date; none if all can be read two ways."""
    return dates[0] if dates and not dates[0].is_ambiguous else None


def _settle_readings(known: Sequence[DateCandidate], language: str) -> list[DateCandidate]:
    """Take off the flag of the reading that the language or another candidate supports."""
    stated = {one.value for one in known if not one.is_ambiguous}
    month_first = writes_month_first(language)
    settled: list[DateCandidate] = []
    for one in known:
        if one.is_ambiguous:
            numbers = _DIGITS.findall(fold_digits(one.text))
            leads_with_month = int(numbers[0]) == one.value.month
            supported = one.value in stated or (
                month_first is not None and leads_with_month == month_first
            )
            settled.append(one.model_copy(update={"is_ambiguous": not supported}))
        else:
            settled.append(one)
    return settled


def _mark_conflict(candidate: DateCandidate, winner: DateCandidate, latest: date) -> DateCandidate:
    conflicts = (
        candidate.value != winner.value
        and not candidate.is_ambiguous
        and candidate.value <= latest
        and candidate.confidence >= winner.confidence - _LIKE
    )
    return candidate.model_copy(update={"is_conflicting": conflicts})


def _give_reason(winner: DateCandidate, others: Sequence[DateCandidate], latest: date) -> str:
    """Say in one line what the winner had before the others."""
    first = "the source's lookup table" if winner.method == "lookup" else winner.method
    agreeing = {one.method for one in others if one.value == winner.value} - {winner.method}
    against = {
        f"{one.method} says {one.value}": None for one in others if one.value != winner.value
    }
    parts = [f"{first} is trusted most" if others else f"{first} is the only one"]
    if agreeing:
        parts.append(f"{', '.join(sorted(agreeing))} agree" + ("s" if len(agreeing) == 1 else ""))
    if against:
        parts.append("but " + ", ".join(list(against)[:_MAX_AGAINST]))
    if any(one.value > latest for one in others):
        parts.append("days after the document was seen do not count")
    return "; ".join(parts)


def _apply_lookup(candidate: DateCandidate, lookups: Mapping[str, date]) -> DateCandidate:
    day = lookups.get(candidate.text)
    if day is None:
        return candidate
    return DateCandidate(
        value=day, method="lookup", text=candidate.text, confidence=CONFIDENCES["lookup"]
    )
