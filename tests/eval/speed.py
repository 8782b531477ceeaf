"""What it costs to understand a release, beside spaCy's blank tokenizer, which only cuts words."""

import gc
import inspect
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from schemas.document import Parsed
from tasks import understand
from tasks.classify.kind import classify_kind
from tasks.classify.topics import assign_topics
from tasks.similar import sign_text
from tests.eval.labels import SETS, Case, read_cases

ROUNDS = 5
RELEASE = 3_000
LONG = 1_000_000
SHORT = 30_000


@dataclass(frozen=True)
class SpeedScores:
    """CPU of one worker: milliseconds for 3,000 characters of text."""

    worker: str
    texts: int
    characters: int
    milliseconds: float


def evaluate_speed(corpus: Path) -> list[SpeedScores]:
    """Measure over all labelled releases, each read before; the best of some rounds."""
    cases = [case for name in SETS for case in read_cases(corpus, name, [True, False])]
    workers = {
        "everything found in a release": _understand,
        "of it: kind": lambda case: classify_kind(
            case.release.title,
            case.release.body,
            case.release.language.tag,
            case.release.findings,
        ),
        "of it: topics": lambda case: assign_topics(
            case.release.title, case.release.body, case.release.language.tag
        ),
        "of it: near-duplicates": lambda case: sign_text(
            case.release.body, case.release.language.tag
        ),
        **_load_floor(),
    }
    whole, *parts = [_measure(name, work, cases) for name, work in workers.items()]
    return [whole, *_measure_finders(cases), *parts]


def measure_growth(corpus: Path) -> list[SpeedScores]:
    """Measure one text of 30,000 and one of 1,000,000 characters, made of the same releases."""
    cases = [case for name in SETS for case in read_cases(corpus, name, [True, False])]
    english = [case for case in cases if case.release.language.tag == "en"]
    body = "\n\n".join(case.release.body for case in english)
    rows: list[SpeedScores] = []
    for size, count in ((SHORT, LONG // SHORT), (LONG, 1)):
        text = body * (LONG // len(body) + 1)
        pieces = [text[start : start + size] for start in range(0, size * count, size)]
        made = [
            Case(english[0].label, english[0].release.model_copy(update={"body": piece}))
            for piece in pieces
        ]
        rows.append(_measure(f"texts of {size:,} characters", _understand, made, rounds=2))
    return rows


def _understand(case: Case) -> object:
    """All that is done once a release is clean and its language known."""
    release = case.release
    tag = release.language.tag
    parsed = Parsed(format="text", title=release.title, body=release.body, margins=release.margins)
    findings = understand.understand_release(parsed, tag, release.published_on)
    return (
        classify_kind(release.title, release.body, tag, findings),
        assign_topics(release.title, release.body, tag),
        findings,
        sign_text(release.body, tag),
    )


def _measure_finders(cases: Sequence[Case]) -> list[SpeedScores]:
    """What each step of understanding a release takes of it: the functions it calls."""
    spent: dict[str, float] = {}

    def watch(name: str, step: Callable[..., object]) -> Callable[..., object]:
        def run(*arguments: object, **named: object) -> object:
            started = time.process_time()
            try:
                return step(*arguments, **named)
            finally:
                spent[name] = spent.get(name, 0.0) + time.process_time() - started

        return run

    steps = {
        name: value
        for name, value in vars(understand).items()
        if inspect.isfunction(value) and value.__module__ != understand.__name__
    }
    for name, step in steps.items():
        setattr(understand, name, watch(name, step))
    try:
        total = _measure("", _understand, cases, rounds=1)
    finally:
        for name, step in steps.items():
            setattr(understand, name, step)
    return [
        replace(
            total,
            worker=f"of it: {name.replace('_', ' ')}",
            milliseconds=1000 * seconds * RELEASE / total.characters,
        )
        for name, seconds in spent.items()
    ]


def _load_floor() -> dict[str, Callable[[Case], object]]:
    """spaCy's blank English tokenizer, where `make eval` installed it."""
    if find_spec("spacy") is None:
        return {}
    import spacy  # noqa: PLC0415 # pyright: ignore[reportMissingImports] - only `make eval` has it

    floor = spacy.blank("en")
    floor.max_length = LONG + 1
    return {"spaCy, blank tokenizer": lambda case: floor(case.release.body)}


def _measure(
    name: str, work: Callable[[Case], object], cases: Sequence[Case], rounds: int = ROUNDS
) -> SpeedScores:
    characters = sum(len(case.release.title) + len(case.release.body) for case in cases)
    work(cases[0])  # loading rules is not part of what a release costs
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        started = time.process_time()
        for case in cases:
            work(case)
        best = min(best, time.process_time() - started)
    return SpeedScores(name, len(cases), characters, 1000 * best * RELEASE / characters)
