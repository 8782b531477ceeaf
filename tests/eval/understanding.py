"""The tables of what is found in labelled releases, and the errors of the tuned part."""

import sys
from collections.abc import Mapping, Sequence

from tests.eval.facts import FIELDS, Tally, average_f1, sum_up
from tests.eval.labels import CORPUS_SETS, OWN, SETS, Case, read_cases
from tests.eval.pairs import evaluate_pairs
from tests.eval.speed import evaluate_speed, measure_growth
from tests.figures import CORPUS, render_table

HALVES = {"held-out": True, "tuned": False}
# Field, the figure that counts, and the least it should be on what was held out.
TARGETS = (
    ("persons", "f1", 0.92),
    ("roles", "accuracy", 0.85),
    ("organisations", "f1", 0.88),
    ("meetings", "precision", 0.95),
    ("meetings", "recall", 0.80),
    ("kind", "accuracy", 0.90),
    ("topics", "macro-F1", 0.75),
    ("quotes", "f1", 0.90),
)
_PREFACE = (
    "### Facts\n\nLabels were written before the rules; those held out were never looked at. Roles, and"
    " dates and places of meetings, are counted over the persons and meetings found. The F1 of topics"
    " counts every assignment alike; macro-F1 is the mean over topics."
)
_PAIRS_PREFACE = (
    "### Near-duplicates\n\nThe senators' releases, pairs with a word-trigram Jaccard similarity of"
    " 0.7 or more. The list beside them was made of whole files, dateline and all, and lacks pairs that"
    " comparing every pair shows."
)
_SPEED_PREFACE = (
    "### Speed of understanding\n\nAll labelled releases, read before, in one process; the best of"
    " some rounds."
)
_NAMES = {"f1": "F1"}


def report_facts(
    halves: Sequence[str] = tuple(HALVES),
    fields: Sequence[str] = tuple(FIELDS),
    sets: Sequence[str] = SETS,
) -> str:
    """Markdown tables of counts, precision, recall and F1 a field, with the targets as bounds."""
    rows: list[tuple[object, ...]] = []
    by_set: list[tuple[object, ...]] = []
    held_out: dict[str, dict[str, Tally]] = {}
    for half in halves:
        cases = {name: read_cases(CORPUS, name, [HALVES[half]]) for name in sets}
        groups = {"corpus": [one for name in CORPUS_SETS for one in cases.get(name, [])]}
        groups["our own"] = cases.get(OWN, [])
        for group, members in groups.items():
            if not members:
                continue
            tallies = {field: sum_up(members, field) for field in fields}
            rows += [
                _write_row(half, group, len(members), field, tally)
                for field, tally in tallies.items()
                if tally.expected or tally.found
            ]
            if half == "held-out":
                held_out[group] = tallies
        by_set += [
            (half, name, len(members), *(_choose_figure(field, members) for field in fields))
            for name, members in cases.items()
        ]
    header = ("half", "releases", "count", "field", "labels", "found", "right", "precision", "recall", "F1")  # fmt: skip
    parts = [
        _PREFACE,
        render_table(header, rows),
        "F1, or accuracy where one is wanted, by set:",
        render_table(("half", "set", "count", *fields), by_set),
    ]
    if held_out:
        header = ("held out", *held_out, "bound")
        parts.append(render_table(header, _judge(held_out, fields)))
    return "\n\n".join(parts)


def report_speed() -> str:
    """Markdown tables of CPU time, with the bounds and spaCy's blank tokenizer as floor."""
    scores, growth = evaluate_speed(CORPUS), measure_growth(CORPUS)
    rows = [
        (one.worker, one.texts, one.characters, f"{one.milliseconds:.2f}")
        for one in (*scores, *growth)
    ]
    short, long = (one.milliseconds for one in growth)
    verdicts = [
        ("ms CPU a release of 3,000 characters", f"{scores[0].milliseconds:.1f}", "at most 12"),
        ("cost a character at 1,000,000 against 30,000", f"{long / short:.2f}", "about 1: linear"),
    ]
    floor = [one for one in scores if one.worker.startswith("spaCy")]
    remark = "" if floor else " spaCy is not installed here: `make eval` installs it."
    parts = [
        f"{_SPEED_PREFACE}{remark}",
        render_table(("what", "texts", "characters", "ms CPU for 3,000 characters"), rows),
        render_table(("figure", "measured", "bound"), verdicts),
    ]
    return "\n\n".join(parts)


def report_pairs() -> str:
    """A Markdown table of near-duplicate pairs, with the bounds."""
    scores = evaluate_pairs(CORPUS)
    rows = [
        (one.truth, one.expected, one.found, one.right, one.precision, one.recall) for one in scores
    ]
    of_bodies, _, of_list = scores
    verdicts = [
        ("pairs of similar bodies: precision", of_bodies.precision, "at least 0.99"),
        ("pairs of similar bodies: recall", of_bodies.recall, "at least 0.98"),
        ("pairs of the list: recall", of_list.recall, "at least 0.98"),
    ]
    header = ("true pairs", "pairs", "found", "right", "precision", "recall")
    parts = [
        _PAIRS_PREFACE,
        render_table(header, rows),
        render_table(("figure", "measured", "bound"), verdicts),
    ]
    return "\n\n".join(parts)


def print_errors(fields: Sequence[str], sets: Sequence[str]) -> None:
    """Print what is missing and what is wrong, a release at a time; of the tuned part only."""
    for name in sets:
        for case in read_cases(CORPUS, name, [False]):
            for field in fields:
                tally = FIELDS[field][0](case)
                for mark, texts in (("-", tally.missing), ("+", tally.extra)):
                    sys.stdout.writelines(
                        f"{case.label.id}\t{field}\t{mark} {' '.join(text.split())}\n"
                        for text in texts
                    )


def _write_row(half: str, group: str, count: int, field: str, tally: Tally) -> tuple[object, ...]:
    counts = (tally.expected, tally.found, len(tally.right))
    if FIELDS[field][1]:
        return (half, group, count, f"{field} (accuracy)", *counts, "", tally.recall, "")
    return (half, group, count, field, *counts, tally.precision, tally.recall, tally.f1)


def _choose_figure(field: str, cases: Sequence[Case]) -> object:
    tally = sum_up(cases, field)
    if not tally.expected and not tally.found:
        return ""
    return tally.recall if FIELDS[field][1] else tally.f1


def _judge(
    groups: Mapping[str, Mapping[str, Tally]], fields: Sequence[str]
) -> list[tuple[object, ...]]:
    return [
        (
            f"{field}: {_NAMES.get(figure, figure)}",
            *(_measure(tallies[field], figure) for tallies in groups.values()),
            f"at least {bound}",
        )
        for field, figure, bound in TARGETS
        if field in fields
    ]


def _measure(tally: Tally, figure: str) -> float:
    if figure == "macro-F1":
        return average_f1(tally)
    return {"f1": tally.f1, "precision": tally.precision}.get(figure, tally.recall)
