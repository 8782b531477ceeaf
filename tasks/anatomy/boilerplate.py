"""Standing text: learnt from what a source repeats, and left out of what is judged by its words.

A source's counts are kept by whoever keeps its releases; all here is plain functions on them.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence

from schemas.boilerplate import ParagraphCount, StandingRule
from schemas.findings import Part, PartName
from tasks.prose.cut import GAP, Prose
from tasks.reading.clean import fold_letters, measure_text

LEARNT = "boilerplate:learnt"
DEFAULT = StandingRule()
# A heading or a signature is too short to be told from news by its repetition.
_MIN_LETTERS = 40
_LATE_SHARE = 0.4
_LATE_COUNT = 3
_LEFT_OUT: frozenset[PartName] = frozenset(
    {"boilerplate", "contact", "notes", "embargo", "end-mark", "attachment"}
)
_CONFIDENCE = 0.9


def digest_paragraph(text: str) -> str:
    """Digest of a paragraph's letters, case folded: 16 hex digits; empty if it is short."""
    if measure_text(text) < _MIN_LETTERS:
        return ""
    return hashlib.sha256(fold_letters(text).encode()).hexdigest()[:16]


def digest_body(body: str) -> tuple[tuple[str, bool], ...]:
    """Digest a body's paragraphs, each once, and tell whether they stand near its end."""
    paragraphs = [text for text in body.split(GAP) if text.strip()]
    found: dict[str, bool] = {}
    for place, text in enumerate(paragraphs):
        if digest := digest_paragraph(text):
            found[digest] = place > 0 and _is_late(place, len(paragraphs))
    return tuple(found.items())


def learn_standing(
    counts: Iterable[ParagraphCount], releases: int, rule: StandingRule = DEFAULT
) -> frozenset[str]:
    """Say which paragraphs of a source are standing text.

    Args:
        counts: Of each paragraph that repeats, as warehouse/known.py counts them.
        releases: Number of the source's releases that were counted.
        rule: How often, and where.
    """
    least = max(rule.min_releases, rule.min_share * releases)
    return frozenset(
        count.digest
        for count in counts
        if count.releases >= least and count.late >= rule.min_late * count.releases
    )


def find_standing(prose: Prose, standing: Collection[str], parts: Sequence[Part]) -> Iterator[Part]:
    """Find the paragraphs of a release that its source repeats, outside of parts already found.

    Both the paragraphs and the parts come in order of the text.
    """
    if not standing:
        return
    body = [
        piece
        for piece in prose.paragraphs
        if prose.body_start <= piece.start and piece.end <= prose.body_end
    ]
    later = iter([part for part in parts if part.name in _LEFT_OUT])
    taken = next(later, None)
    # The first paragraph is the news, however often it is sent.
    for piece in body[1:]:
        while taken is not None and taken.end <= piece.start:
            taken = next(later, None)
        if taken is not None and taken.start <= piece.start:
            continue
        text = prose.text[piece.start : piece.end]
        if digest_paragraph(text) in standing:
            yield Part(
                start=piece.start,
                end=piece.end,
                text=text,
                rule=LEARNT,
                confidence=_CONFIDENCE,
                name="boilerplate",
            )


def strip_standing(title: str, body: str, parts: Iterable[Part]) -> str:
    """Return a body without standing text, contacts, notes and other frames, for its words' sake.

    Args:
        title: The release's title: offsets of parts count from it.
        body: Its body.
        parts: Its parts, in order of the text.
    """
    shift = len(title) + len(GAP)
    kept: list[str] = []
    place = 0
    for part in parts:
        start, end = part.start - shift, min(part.end - shift, len(body))
        if part.name not in _LEFT_OUT or start < place or start >= len(body):
            continue
        kept.append(body[place:start])
        place = end
    kept.append(body[place:])
    left = GAP.join(text.strip() for text in "".join(kept).split(GAP) if text.strip())
    # A text that is nothing but a frame is judged by that.
    return left or body


def _is_late(place: int, count: int) -> bool:
    return place >= count - max(_LATE_COUNT, _LATE_SHARE * count)
