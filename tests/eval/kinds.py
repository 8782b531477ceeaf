"""The kind of labelled releases: `kinds.jsonl` holds labels only, keyed by path in the corpus.

Labels were written before the rules; every third one was never looked at while tuning.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from schemas.release import Release
from tasks.network.response import describe_loose
from tasks.reading.read import LOOSE, read_document
from tests.eval.labels import open_document

_LABELS = Path(__file__).with_name("kinds.jsonl")


@dataclass(frozen=True)
class KindScores:
    """How many labelled releases of one half got their kind, and how many of those named one."""

    half: str
    count: int
    accuracy: float
    named: int
    named_accuracy: float


def evaluate_kinds(corpus: Path) -> list[KindScores]:
    """Score the kinds of the labelled releases, tuned and held out apart."""
    labels = [json.loads(line) for line in _LABELS.read_text(encoding="utf-8").splitlines()]
    return [_score(corpus, labels, held_out=held_out) for held_out in (False, True)]


def _score(corpus: Path, labels: list[dict[str, object]], *, held_out: bool) -> KindScores:
    pairs = [
        (_read_kind(corpus / str(label["id"])), label["kind"])
        for label in labels
        if label["held_out"] is held_out
    ]
    named = [(found, wanted) for found, wanted in pairs if found != "other-unknown"]
    return KindScores(
        "held out" if held_out else "tuned",
        len(pairs),
        sum(found == wanted for found, wanted in pairs) / len(pairs),
        len(named),
        sum(found == wanted for found, wanted in named) / len(named),
    )


def _read_kind(file: Path) -> str:
    document = open_document(file)
    record = read_document(document, LOOSE, describe_loose(document, "eval", LOOSE.id))
    return record.kind.kind if isinstance(record, Release) else "rejected"
