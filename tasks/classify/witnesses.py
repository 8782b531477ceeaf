"""What the text of a release shows of its kind beside its words: what was found, and who speaks."""

import re
from typing import NamedTuple

from schemas.findings import Findings, Meeting
from schemas.rules import Witness
from tasks.prose.cut import GAP

# Characters of the body that tell who speaks in it.
SPEECH_LENGTH = 4_000
# A speech says I, my or you once in forty words; a shorter text of one who does is a statement.
_SHARE = 0.025
_FEWEST = 3
_LONG = 200
_TURNS = 2
_HELD: tuple[Witness, ...] = ("meeting-held", "call-held")

_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"[“«„][^”»“«„\n]{0,1500}[”»“]|\"[^\"\n]{0,1500}\"")


class Voice(NamedTuple):
    """Words of one who speaks of himself or to others, and those of them that turn to listeners."""

    first_person: frozenset[str] = frozenset()
    audience: frozenset[str] = frozenset()


def list_witnesses(
    title: str, body: str, findings: Findings, voice: Voice, lead: int
) -> dict[Witness, str]:
    """List what speaks for a kind, each with the words that show it.

    Args:
        title: The release's title.
        body: Its body.
        findings: What was found in both.
        voice: Words of one who speaks of himself or to others.
        lead: Characters at the beginning of the body that tell what the release is about.
    """
    found: dict[Witness, str] = {}
    end = len(title) + len(GAP) + lead
    for meeting in sorted(findings.meetings, key=lambda meeting: meeting.start):
        if meeting.start < end:
            found.setdefault(_name_meeting(meeting), _cut(meeting.text))
    held: list[Witness] = [witness for witness in found if witness in _HELD]
    # What is told first is what the release is about.
    for witness in held[1:]:
        del found[witness]
    if held:
        found.pop("meeting-planned", None)
    found.pop("meeting-past", None)
    spoken = _find_speech(body[:SPEECH_LENGTH], voice)
    if spoken:
        found[spoken[0]] = spoken[1]
    return found


def _name_meeting(meeting: Meeting) -> Witness:
    if meeting.status == "held":
        return "meeting-held" if meeting.mode == "in-person" else "call-held"
    return "meeting-planned" if meeting.status == "planned" else "meeting-past"


def _find_speech(body: str, voice: Voice) -> tuple[Witness, str] | None:
    """Find who speaks: to listeners, at some length; or of himself, in a short text.

    A long text that turns to nobody is as well a column, and tells nothing.
    """
    if not voice.first_person:
        return None
    words = _WORD.findall(_QUOTED.sub(" ", body))
    own = [word for word in words if word.lower() in voice.first_person]
    if len(own) < max(_FEWEST, _SHARE * len(words)):
        return None
    if len(words) < _LONG:
        return "first-person", own[0]
    turned = sum(word.lower() in voice.audience for word in own)
    return ("speech", own[0]) if turned >= _TURNS or not voice.audience else None


def _cut(text: str) -> str:
    return " ".join(text.split())[:160]
