"""What the text of a release shows of its kind beside its words: what was found, and who speaks."""

import re
from collections.abc import Collection

from schemas.findings import Findings, Meeting
from schemas.rules import Witness
from tasks.prose.cut import GAP

# Characters of the body that tell who speaks in it.
SPEECH_LENGTH = 4_000
# A speech says I, my or you once in forty words; a shorter text of one who does is a statement.
_SHARE = 0.025
_FEWEST = 3
_LONG = 200

_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"[“«„][^”»“«„\n]{0,1500}[”»“]|\"[^\"\n]{0,1500}\"")


def list_witnesses(
    title: str, body: str, findings: Findings, first_person: Collection[str], lead: int
) -> dict[Witness, str]:
    """List what speaks for a kind, each with the words that show it.

    Args:
        title: The release's title.
        body: Its body.
        findings: What was found in both.
        first_person: Words of one who speaks of himself or to others.
        lead: Characters at the beginning of the body that tell what the release is about.
    """
    found: dict[Witness, str] = {}
    end = len(title) + len(GAP) + lead
    for meeting in findings.meetings:
        if meeting.start < end:
            found.setdefault(_name_meeting(meeting), _cut(meeting.text))
    if "meeting-held" in found or "call-held" in found:
        found.pop("meeting-planned", None)
    found.pop("meeting-past", None)
    spoken = _find_speech(body[:SPEECH_LENGTH], first_person)
    if spoken:
        found[spoken[0]] = spoken[1]
    return found


def _name_meeting(meeting: Meeting) -> Witness:
    if meeting.status == "held":
        return "meeting-held" if meeting.mode == "in-person" else "call-held"
    return "meeting-planned" if meeting.status == "planned" else "meeting-past"


def _find_speech(body: str, first_person: Collection[str]) -> tuple[Witness, str] | None:
    if not first_person:
        return None
    text = _QUOTED.sub(" ", body)
    words = _WORD.findall(text)
    own = [word for word in words if word.lower() in first_person]
    if len(own) < max(_FEWEST, _SHARE * len(words)):
        return None
    return ("speech" if len(words) >= _LONG else "first-person"), own[0]


def _cut(text: str) -> str:
    return " ".join(text.split())[:160]
