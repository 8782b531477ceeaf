from datetime import date

import pytest

from schemas.findings import Findings, Meeting, MeetingMode, MeetingStatus, Participant
from tasks.classify.kind import classify_kind
from tasks.classify.witnesses import Voice, list_witnesses

VOICE = Voice(frozenset({"i", "my", "you", "your"}), frozenset({"you", "your"}))
SPEECH = "I thank you for your patience. My friends came by sea, and so did the goods. " * 20


def find_meeting(status: MeetingStatus, mode: MeetingMode, start: int = 20) -> Findings:
    meeting = Meeting(
        start=start,
        end=start + 9,
        text="They met.",
        rule="meetings/en:met",
        confidence=0.9,
        participants=(Participant(name="Ana Costa"),),
        starts_on=date(2024, 5, 1),
        mode=mode,
        status=status,
    )
    return Findings(meetings=(meeting,))


@pytest.mark.parametrize(
    ("status", "mode", "kind"),
    [
        ("held", "in-person", "readout-meeting"),
        ("held", "call", "readout-call"),
        ("planned", "in-person", "advisory"),
        ("past", "in-person", "other-unknown"),
    ],
)
def test_a_meeting_of_the_lead_names_the_kind_where_no_words_do(
    status: MeetingStatus, mode: MeetingMode, kind: str
) -> None:
    verdict = classify_kind("Harbour news", "Boats came in.", "en", find_meeting(status, mode))
    assert verdict.kind == kind
    assert verdict.evidence == ("" if kind == "other-unknown" else "They met.")


def test_a_meeting_far_down_says_nothing_of_the_kind() -> None:
    found = find_meeting("held", "in-person", start=3_000)
    assert classify_kind("Harbour news", "Boats came in.", "en", found).kind == "other-unknown"


def test_what_the_title_says_outweighs_a_meeting_that_is_told_of() -> None:
    found = find_meeting("held", "in-person")
    assert classify_kind("Statement on the harbour", "We met.", "en", found).kind == "statement"


def test_a_long_text_of_one_who_says_i_is_a_speech_and_a_short_one_a_statement() -> None:
    assert list_witnesses("", SPEECH, Findings(), VOICE, 600) == {"speech": "I"}
    assert list_witnesses("", SPEECH[:160], Findings(), VOICE, 600) == {"first-person": "I"}
    assert classify_kind("The sea and the goods", SPEECH, "en").kind == "remarks"


@pytest.mark.parametrize("marks", ["“{}”", "„{}“", "«{}»", '"{}"'])
def test_what_is_quoted_is_no_speech(marks: str) -> None:
    body = f"The boats came in. {marks.format(SPEECH[:600])} The day went on."
    assert list_witnesses("", body, Findings(), VOICE, 600) == {}


def test_a_long_text_that_turns_to_nobody_is_no_speech() -> None:
    column = "I went down to the harbour and saw my old boat. The tide was low, and so was I. " * 20
    assert list_witnesses("", column, Findings(), VOICE, 600) == {}


def test_what_is_told_first_is_what_a_release_is_about() -> None:
    met, rang = find_meeting("held", "in-person", 40), find_meeting("held", "call", 300)
    both = Findings(meetings=(*rang.meetings, *met.meetings))
    assert list_witnesses("", "They met.", both, VOICE, 600) == {"meeting-held": "They met."}
