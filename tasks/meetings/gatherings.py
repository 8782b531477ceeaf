"""Meetings of two releases compared: the visitor's and the host's account of one meeting."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from schemas.findings import Meeting
from schemas.gatherings import Disagreement, Likeness

# Both sides' accounts may differ by a day, by a time zone or a slip.
_MAX_APART = timedelta(days=1)
# A meeting without a date was held in the days before its release came out.
_MAX_DELAY = timedelta(days=3)
_MIN_SHARED = 2
_COUNTRY = re.compile(r"[A-Z]{2}(?=-|$)")


class _Days(NamedTuple):
    first: date
    last: date
    is_told: bool


def compare_meetings(
    one: Meeting, other: Meeting, one_day: date | None = None, other_day: date | None = None
) -> Likeness:
    """Tell whether two releases' meetings are one and the same.

    They are if at least two persons took part in both, their days are no more than one apart, and
    neither country nor mode rules it out.

    Args:
        one: A meeting of one release.
        other: A meeting of another.
        one_day: Publication date of the first release, for a meeting that states no day.
        other_day: The same of the other.
    """
    shared = _list_persons(one) & _list_persons(other)
    if len(shared) < _MIN_SHARED:
        return Likeness(is_same=False, reason=f"{len(shared)} persons in both, 2 are needed")
    days, others = _find_days(one, one_day), _find_days(other, other_day)
    if days is None or others is None:
        return Likeness(is_same=False, reason="no day is known of one of them")
    if not _are_near(days, others):
        return Likeness(is_same=False, reason=f"{days.first} and {others.first} are too far apart")
    if one.mode != other.mode and "in-person" in {one.mode, other.mode}:
        return Likeness(is_same=False, reason=f"one is {one.mode}, the other {other.mode}")
    countries = _find_country(one), _find_country(other)
    if all(countries) and countries[0] != countries[1]:
        return Likeness(is_same=False, reason=f"held in {countries[0]} and in {countries[1]}")
    told = "the same day" if days[:2] == others[:2] else "days no more than one apart"
    if not (days.is_told and others.is_told):
        told = "a day that fits"
    return Likeness(
        is_same=True,
        reason=f"{len(shared)} persons in both, {told}",
        disagreements=_list_disagreements(one, other),
    )


def _list_persons(meeting: Meeting) -> frozenset[str]:
    return frozenset(person.person_id for person in meeting.participants if person.person_id)


def _find_days(meeting: Meeting, day: date | None) -> _Days | None:
    """The days a meeting can have been on; without a date, those just before its release."""
    if meeting.starts_on and meeting.ends_on:
        return _Days(meeting.starts_on, meeting.ends_on, is_told=True)
    if day is None or meeting.status != "held":
        return None
    return _Days(day - _MAX_DELAY, day, is_told=False)


def _are_near(one: _Days, other: _Days) -> bool:
    return one.first <= other.last + _MAX_APART and other.first <= one.last + _MAX_APART


def _find_country(meeting: Meeting) -> str:
    match = _COUNTRY.match(meeting.place_id or "")
    return match[0] if match else ""


def _list_disagreements(one: Meeting, other: Meeting) -> tuple[Disagreement, ...]:
    """Facts that both state and that differ; participants only where each names one more.

    That one announces or recalls what the other reports is no disagreement.
    """
    pairs = [
        ("date", _show_date(one), _show_date(other)),
        ("place", one.place or "", other.place or ""),
        ("mode", one.mode, other.mode),
        ("participants", _show_rest(one, other), _show_rest(other, one)),
    ]
    return tuple(
        Disagreement.model_validate({"field": field, "one": first, "other": second})
        for field, first, second in pairs
        if first and second and first.casefold() != second.casefold()
    )


def _show_date(meeting: Meeting) -> str:
    return meeting.starts_on.isoformat() if meeting.starts_on else ""


def _show_rest(one: Meeting, other: Meeting) -> str:
    known = {participant.person_id or participant.name for participant in other.participants}
    return "; ".join(
        participant.name
        for participant in one.participants
        if (participant.person_id or participant.name) not in known
    )
