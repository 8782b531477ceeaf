"""What came of a meeting: papers signed, things agreed, invitations, announcements."""

import re
from collections.abc import Sequence
from functools import cache

from schemas.findings import Outcome
from schemas.frames import MeetingScheme, OutcomeKind
from tasks.meetings.scene import load_frames
from tasks.prose.cut import Prose, Stretch

_CONFIDENCE = 0.8
_ROOT = "CONSULT"


@cache
def _compile(language: str) -> tuple[tuple[OutcomeKind, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile("|".join(f"(?:{text})" for text in patterns), re.IGNORECASE))
        for kind, patterns in load_frames(language).outcomes.items()
    )


def find_outcomes(prose: Prose, sentences: Sequence[Stretch], language: str) -> tuple[Outcome, ...]:
    """Find what came of a meeting in the sentences about it; one of a kind a sentence."""
    earlier = re.compile(load_frames(language).earlier or r"(?!)", re.IGNORECASE)
    return tuple(
        Outcome(
            start=sentence.start,
            end=sentence.end,
            text=prose.text[sentence.start : sentence.end],
            rule=f"meetings/{language}:{kind}",
            confidence=_CONFIDENCE,
            kind=kind,
        )
        for sentence in sentences
        for kind, pattern in _compile(language)
        if (match := pattern.search(prose.text, sentence.start, sentence.end))
        and not earlier.search(prose.text, sentence.start, match.start())
    )


def choose_root(outcomes: Sequence[Outcome], scheme: MeetingScheme) -> str:
    """The PLOVER root: a consultation, unless a paper came of it."""
    agreement = re.compile(scheme.agreements)
    for outcome in outcomes:
        root = scheme.plover.get(outcome.kind)
        if root and agreement.search(outcome.text):
            return root
    return _ROOT
