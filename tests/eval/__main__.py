"""`make eval`: the quality of body, title, date, language, kind and facts, beside the usual libraries.

`python -m tests.eval facts` prints the tables of facts alone, for one half, field or set, and with
`--errors` what is missing (-) and wrong (+) in the tuned part.
"""

import argparse
import signal
import subprocess
import sys

from tests.eval.bodies import evaluate_bodies
from tests.eval.facts import FIELDS
from tests.eval.kinds import evaluate_kinds
from tests.eval.labels import SETS
from tests.eval.language import LanguageScores, evaluate_language
from tests.eval.understanding import HALVES, print_errors, report_facts, report_pairs, report_speed
from tests.figures import CORPUS, ROOT, render_table, write_section

BODY_BOUNDS = {"doj": 0.985, "mnag": 0.965}
DATE_BOUND = 0.995
LANGUAGE_BOUND = 0.99

_LABELS = """
import sys
from pathlib import Path
from tasks.language.vote import detect_language
for file in sorted(Path(sys.argv[1]).glob("*.txt")):
    for line in file.read_text(encoding="utf-8").splitlines():
        print(detect_language(line).tag)
"""


def run_evaluation() -> None:
    sections = [
        _report_bodies(),
        _report_languages(),
        _report_kinds(),
        report_facts(),
        report_pairs(),
        report_speed(),
    ]
    write_section("make eval", "\n\n".join(sections))


def run_command() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.eval")
    parts = parser.add_subparsers(dest="part")
    facts = parts.add_parser("facts", help="only what is found in labelled releases")
    facts.add_argument("--half", choices=tuple(HALVES), action="append")
    facts.add_argument("--field", choices=tuple(FIELDS), action="append")
    facts.add_argument("--set", choices=SETS, action="append", dest="sets")
    facts.add_argument("--errors", action="store_true", help="list them; tuned part only")
    parts.add_parser("pairs", help="only near-duplicates")
    parts.add_parser("speed", help="only what understanding a release costs")
    asked = parser.parse_args()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # whoever reads our tables may have had enough
    if not CORPUS.is_dir():
        sys.exit("make eval: the shared corpus does not lie beside this checkout; nothing measured")
    if asked.part is None:
        run_evaluation()
        return
    if asked.part in {"pairs", "speed"}:
        print(report_pairs() if asked.part == "pairs" else report_speed())
        return
    fields, sets = asked.field or tuple(FIELDS), asked.sets or SETS
    if not asked.errors:
        print(report_facts(asked.half or tuple(HALVES), fields, sets))
    elif "held-out" in (asked.half or ()):
        parser.error("--errors tells of the tuned part only: what is held out is not looked at")
    else:
        print_errors(fields, sets)


def _report_bodies() -> str:
    rows: list[tuple[object, ...]] = []
    verdicts: list[tuple[object, ...]] = []
    for folder, bound in BODY_BOUNDS.items():
        scores = evaluate_bodies(CORPUS / folder)
        rows += [
            (folder, s.reader, s.pages, s.precision, s.recall, s.f1, s.title_accuracy, s.date_accuracy, f"{s.milliseconds:.1f}")
            for s in scores
        ]  # fmt: skip
        verdicts.append((f"{folder}: body F1", f"{scores[0].f1:.4f}", f"at least {bound}"))
        verdicts.append(
            (f"{folder}: dates", f"{scores[0].date_accuracy:.4f}", f"at least {DATE_BOUND}")
        )
    header = (
        "pages",
        "reader",
        "count",
        "precision",
        "recall",
        "F1",
        "titles",
        "dates",
        "ms CPU a page",
    )
    return (
        "### Body, title and date\n\nWord 4-grams (article-extraction-benchmark's metric); no selector"
        f" names a publisher.\n\n{render_table(header, rows)}\n\n"
        + render_table(("figure", "measured", "bound"), verdicts)
    )


def _report_languages() -> str:
    scores = evaluate_language(CORPUS)
    totals = [
        (s.detector, s.texts, s.half, s.count, s.accuracy, s.undecided, f"{s.microseconds:.0f}")
        for s in scores
        if s.language == "all"
    ]
    apart = [s for s in scores if s.half == "held out" and s.texts == "sentences"]
    languages = sorted({s.language for s in apart} - {"all"})
    detectors = list(dict.fromkeys(s.detector for s in scores))
    by_language = [(tag, *(_find(apart, name, tag) for name in detectors)) for tag in languages]
    sentences = _find(apart, "communique", "all")
    verdicts = [
        ("sentences held out", f"{sentences:.4f}", f"at least {LANGUAGE_BOUND}"),
        ("Kazakh sentences held out", f"{_find(apart, 'communique', 'kk'):.4f}", f"at least {LANGUAGE_BOUND}"),
        ("labels that differ between two processes", _count_changes(), "0"),
    ]  # fmt: skip
    return (
        "### Language\n\nTuned on the even lines of each file; the odd lines are held out.\n\n"
        + render_table(
            ("detector", "texts", "half", "count", "accuracy", "undecided", "µs CPU a text"), totals
        )
        + "\n\nSentences held out, by language:\n\n"
        + render_table(("language", *detectors), by_language)
        + "\n\n"
        + render_table(("figure", "measured", "bound"), verdicts)
    )


def _find(scores: list[LanguageScores], detector: str, language: str) -> float:
    return next(s.accuracy for s in scores if (s.detector, s.language) == (detector, language))


def _count_changes() -> int:
    """Label all sentences in two fresh processes, and count the labels that differ."""
    command = [sys.executable, "-c", _LABELS, str(CORPUS / "langid" / "sentences")]
    first, second = (
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        for _ in range(2)
    )
    return sum(a != b for a, b in zip(first.splitlines(), second.splitlines(), strict=True))


def _report_kinds() -> str:
    rows = [
        (s.half, s.count, s.accuracy, s.named, s.named_accuracy) for s in evaluate_kinds(CORPUS)
    ]
    header = ("half", "releases", "accuracy", "given a kind", "accuracy of these")
    return f"### Kind\n\nEvery third labelled release was held out.\n\n{render_table(header, rows)}"


if __name__ == "__main__":
    run_command()
