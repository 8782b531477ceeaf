from datetime import date

import pytest

from schemas.document import Parsed
from schemas.findings import Meeting, Participant
from tasks.meetings.gatherings import compare_meetings
from tasks.understand import understand_release

HOST = """
LIMA, 5 May 2020 – Minister of Fisheries Ana Torres received Ambassador Kofi Mensah at the Ministry
of Fisheries today. They spoke of tuna."""
GUEST = """
On 4 May 2020, Ambassador Kofi Mensah met with Minister of Fisheries Ana Torres in Lima. The
Ambassador was accompanied by Consul Eva Dvorakova."""


def make_meeting(*people: str, day: str | None = "2020-05-05", **more: object) -> Meeting:
    on = date.fromisoformat(day) if day else None
    facts: dict[str, object] = {
        "start": 0,
        "end": 1,
        "text": "x",
        "rule": "meetings/en:met",
        "confidence": 0.9,
        "participants": tuple(Participant(name=one, person_id=one.lower()) for one in people),
        "starts_on": on,
        "ends_on": on,
        "precision": "day" if on else None,
        "mode": "in-person",
        "status": "held",
    }
    return Meeting.model_validate(facts | more)


def read_meeting(body: str, day: str) -> Meeting:
    parsed = Parsed(format="text", title="News", body=body.strip().replace("\n", " "))
    (meeting,) = understand_release(parsed, "en", date.fromisoformat(day)).meetings
    return meeting


def test_both_sides_releases_of_one_meeting_are_known_and_their_differences_listed() -> None:
    found = compare_meetings(read_meeting(HOST, "2020-05-05"), read_meeting(GUEST, "2020-05-06"))
    assert (found.is_same, found.reason) == (True, "2 persons in both, days no more than one apart")
    told = {one.field: (one.one, one.other) for one in found.disagreements}
    assert told["date"] == ("2020-05-05", "2020-05-04")
    assert told["place"] == ("Ministry of Fisheries", "Lima")


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (make_meeting("A", "B"), make_meeting("A", "C"), "1 persons in both, 2 are needed"),
        (
            make_meeting("A", "B"),
            make_meeting("A", "B", day="2020-05-08"),
            "2020-05-05 and 2020-05-08 are too far apart",
        ),
        (
            make_meeting("A", "B"),
            make_meeting("A", "B", day=None),
            "no day is known of one of them",
        ),
        (
            make_meeting("A", "B"),
            make_meeting("A", "B", mode="call"),
            "one is in-person, the other call",
        ),
        (
            make_meeting("A", "B", place="Lima", place_id="PE-LIM"),
            make_meeting("A", "B", place="Accra", place_id="GH-AA"),
            "held in PE and in GH",
        ),
    ],
)
def test_meetings_that_cannot_be_one_are_not_and_the_reason_is_given(
    one: Meeting, other: Meeting, reason: str
) -> None:
    found = compare_meetings(one, other)
    assert (found.is_same, found.reason, found.disagreements) == (False, reason, ())


def test_a_meeting_without_a_date_was_held_in_the_days_before_its_release() -> None:
    one, other = make_meeting("A", "B"), make_meeting("A", "B", day=None)
    assert compare_meetings(one, other, other_day=date(2020, 5, 6)).is_same
    assert not compare_meetings(one, other, other_day=date(2020, 5, 16)).is_same


def test_a_meeting_announced_in_one_and_held_in_the_other_is_no_disagreement() -> None:
    found = compare_meetings(make_meeting("A", "B"), make_meeting("A", "B", status="planned"))
    assert (found.is_same, found.disagreements) == (True, ())


def test_who_came_with_them_is_a_difference_only_where_each_names_one_more() -> None:
    one, other = make_meeting("A", "B", "C"), make_meeting("B", "A", "D")
    (found,) = compare_meetings(one, other).disagreements
    assert (found.field, found.one, found.other) == ("participants", "C", "D")
    assert compare_meetings(one, make_meeting("A", "B")).disagreements == ()
