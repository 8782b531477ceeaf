"""Body, title and date of real pages against their labels, beside trafilatura's defaults.

The metric is article-extraction-benchmark's: precision and recall of word 4-grams a page, averaged
over pages, F1 of the two averages.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import trafilatura
from htmldate import find_date

from schemas.document import Document, Parsed
from schemas.errors import ReadError
from tasks.days.choice import choose_date, get_winner
from tasks.reading.clean import clean_parsed, fold_words
from tasks.reading.decode import decode_document
from tasks.reading.parse import parse_document

_TOKEN = re.compile(r"\w+")
_OBSERVED = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass(frozen=True)
class PageScores:
    """Figures of one reader over one folder of pages."""

    reader: str
    pages: int
    precision: float
    recall: float
    f1: float
    title_accuracy: float
    date_accuracy: float
    milliseconds: float


def evaluate_bodies(folder: Path) -> list[PageScores]:
    """Score communique, with and without the page's address, and trafilatura on one folder."""
    gold = [
        json.loads(line)
        for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return [
        _score_reader("communique", folder, gold, with_address=True),
        _score_reader("communique, no address", folder, gold, with_address=False),
        _score_trafilatura(folder, gold),
    ]


def count_shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """Count the word n-grams of a text; a shorter text is one n-gram."""
    words = _TOKEN.findall(text)
    return Counter(tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1)))


def average_scores(pairs: Iterable[tuple[str, str]]) -> tuple[float, float, float]:
    """Average precision and recall over (true, found) pairs; F1 of the averages."""
    precisions: list[float] = []
    recalls: list[float] = []
    for true, found in pairs:
        expected, given = count_shingles(true), count_shingles(found)
        hits = sum((expected & given).values())
        precisions.append(hits / sum(given.values()))
        recalls.append(hits / sum(expected.values()))
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


def _score_reader(
    name: str, folder: Path, gold: Sequence[dict[str, str]], *, with_address: bool
) -> PageScores:
    pairs: list[tuple[str, str]] = []
    titles = dates = 0
    started = time.process_time()
    parsed: list[Parsed | None] = []
    for item in gold:
        document = Document(
            raw=(folder / "html" / item["file"]).read_bytes(),
            # Without its address a page has no date to be read off its path.
            url=item["url"] if with_address else "file:///page.html",
            observed_at=_OBSERVED,
        )
        try:
            parsed.append(clean_parsed(parse_document(document, decode_document(document))))
        except ReadError:
            parsed.append(None)
    spent = time.process_time() - started
    for item, page in zip(gold, parsed, strict=True):
        pairs.append((item["body"], page.body if page else ""))
        if page is None:
            continue
        chosen = get_winner(choose_date(page.dates, _OBSERVED, {}))
        titles += fold_words(page.title) == fold_words(item["title"])
        dates += chosen is not None and chosen.value.isoformat() == item["date"]
    return PageScores(
        name,
        len(gold),
        *average_scores(pairs),
        titles / len(gold),
        dates / len(gold),
        1000 * spent / len(gold),
    )


def _score_trafilatura(folder: Path, gold: Sequence[dict[str, str]]) -> PageScores:
    """Trafilatura and htmldate with their defaults, given the bytes as they are."""
    pairs: list[tuple[str, str]] = []
    titles = dates = 0
    spent = 0.0
    for item in gold:
        raw = (folder / "html" / item["file"]).read_bytes()
        started = time.process_time()
        body = trafilatura.extract(raw, include_comments=False) or ""
        metadata = trafilatura.extract_metadata(raw)
        spent += time.process_time() - started
        pairs.append((item["body"], body))
        title = metadata.title or "" if metadata else ""
        titles += fold_words(title) == fold_words(item["title"])
        dates += find_date(raw, url=item["url"]) == item["date"]
    return PageScores(
        "trafilatura + htmldate, defaults",
        len(gold),
        *average_scores(pairs),
        titles / len(gold),
        dates / len(gold),
        1000 * spent / len(gold),
    )
