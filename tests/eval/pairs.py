"""Near-duplicates among the senators' releases: pairs with a word-trigram Jaccard of 0.7 or more.

Found as the warehouse finds them, by bands and then by true similarity; held against every pair
compared with every other, and against the list beside the releases. That list was made of the files
as they came, with headlines and datelines, and lacks some pairs.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from schemas.release import Release
from tasks.network.response import describe_loose
from tasks.reading.read import LOOSE, read_document
from tasks.similar import shingle_text, sign_text
from tests.eval.labels import open_document
from warehouse.link import measure_similarity

THRESHOLD = 0.7
_WORD = re.compile(r"\w+")

Pair = tuple[str, str]


@dataclass(frozen=True)
class PairScores:
    """Found pairs against the true ones of one kind."""

    truth: str
    expected: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 0.0


def evaluate_pairs(corpus: Path) -> list[PairScores]:
    """Score the pairs found against those of the bodies, of the files, and of the list."""
    folder = corpus / "senate"
    files: dict[str, frozenset[str]] = {}
    bodies: dict[str, frozenset[str]] = {}
    banded: dict[int, list[str]] = {}
    for file in sorted((folder / "raw").rglob("*.txt")):
        document = open_document(file)
        record = read_document(document, LOOSE, describe_loose(document, "eval", LOOSE.id))
        if not isinstance(record, Release):
            continue
        name, tag = str(file.relative_to(folder)), record.language.tag
        files[name] = _cut_plainly(document.raw.decode("utf-8", "replace"))
        bodies[name] = shingle_text(record.body, tag)
        for band in sign_text(record.body, tag):
            banded.setdefault(band, []).append(name)
    candidates = {pair for names in banded.values() for pair in combinations(sorted(names), 2)}
    found = {pair for pair in candidates if _compare(bodies, pair) >= THRESHOLD}
    truths = {
        "bodies, every pair compared": _compare_all(bodies),
        "files as they came, every pair compared": _compare_all(files),
        "the list": _read_list(folder / "neardup_pairs.jsonl"),
    }
    return [
        PairScores(name, len(true), len(found), len(found & true)) for name, true in truths.items()
    ]


def _cut_plainly(text: str) -> frozenset[str]:
    words = _WORD.findall(text.lower())
    return frozenset(map(" ".join, zip(words, words[1:], words[2:], strict=False)))


def _compare(texts: Mapping[str, frozenset[str]], pair: Pair) -> float:
    return measure_similarity(texts[pair[0]], texts[pair[1]])


def _compare_all(texts: Mapping[str, frozenset[str]]) -> set[Pair]:
    return {pair for pair in combinations(sorted(texts), 2) if _compare(texts, pair) >= THRESHOLD}


def _read_list(file: Path) -> set[Pair]:
    rows = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return {
        (min(one, other), max(one, other))
        for one, other, similarity in rows
        if similarity >= THRESHOLD
    }
