"""Language of labelled sentences and word pairs, beside langdetect alone and py3langid alone.

The weights in `tasks/rules/languages.toml` were chosen on the even lines (0, 2, 4 ...) of each file
only; the odd lines are held out, so their figures are the ones that count. Word pairs come without
any context: no detector knows `hotel central`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import langdetect  # pyright: ignore[reportMissingTypeStubs]  # untyped library
import py3langid  # pyright: ignore[reportMissingTypeStubs]  # untyped library

from tasks.language.vote import detect_language

_SETS = ("sentences", "word-pairs")
_HALVES = {"tuned": 0, "held out": 1}
# Loading a model is not part of what a sentence costs.
_WARM_UP = ("The committee met in the capital.", "Комитет собрался.", "اجتمعت اللجنة", "委员会")


@dataclass(frozen=True)
class LanguageScores:
    """Figures of one detector over one half of one set; language `all` is over all files."""

    detector: str
    texts: str
    half: str
    language: str
    count: int
    accuracy: float
    undecided: float
    microseconds: float


def evaluate_language(corpus: Path) -> list[LanguageScores]:
    """Score the detectors over `corpus/langid`: a row a detector, set, half and language."""
    langdetect.DetectorFactory.seed = 0
    detectors: dict[str, Callable[[str], str]] = {
        "communique": lambda text: detect_language(text).tag,
        "langdetect": _ask_langdetect,
        "py3langid": _ask_py3langid,
    }
    rows: list[LanguageScores] = []
    for name, detect in detectors.items():
        for text in _WARM_UP:
            detect(text)
        for texts in _SETS:
            for half, first in _HALVES.items():
                files = sorted((corpus / "langid" / texts).glob("*.txt"))
                parts = [
                    _score_file(
                        file, first, detect, LanguageScores(name, texts, half, "", 0, 0, 0, 0)
                    )
                    for file in files
                ]
                rows.extend((*parts, _sum_up(parts)))
    return rows


def _score_file(
    file: Path, first: int, detect: Callable[[str], str], row: LanguageScores
) -> LanguageScores:
    lines = [line for line in file.read_text(encoding="utf-8").split("\n") if line][first::2]
    start = time.process_time()
    tags = [detect(line) for line in lines]
    spent = time.process_time() - start
    return LanguageScores(
        row.detector,
        row.texts,
        row.half,
        file.stem,
        len(lines),
        tags.count(file.stem) / len(lines),
        tags.count("und") / len(lines),
        1e6 * spent / len(lines),
    )


def _sum_up(parts: list[LanguageScores]) -> LanguageScores:
    total = sum(part.count for part in parts)
    first = parts[0]
    return LanguageScores(
        first.detector,
        first.texts,
        first.half,
        "all",
        total,
        sum(part.accuracy * part.count for part in parts) / total,
        sum(part.undecided * part.count for part in parts) / total,
        sum(part.microseconds * part.count for part in parts) / total,
    )


def _ask_langdetect(text: str) -> str:
    try:
        return str(langdetect.detect(text)).split("-")[0]  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    except langdetect.LangDetectException:
        return "und"


def _ask_py3langid(text: str) -> str:
    return str(py3langid.classify(text)[0])  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
