"""Rows as charts: bars and columns, each part with the search for what it counts.

The numbers are put together here; the page's script draws them, so that series can be hidden, the
colours are the reader's, and nothing is loaded from elsewhere.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from schemas.report import Report, ReportChart
from tasks.site.cells import fill_search, say_value
from tasks.site.names import Row

# More bars are no picture, more colours cannot be told apart, and two years are enough of a past.
MAX_BARS = 24
MAX_SERIES = 7
MAX_COLUMNS = 105

OTHER = "others"


def make_chart(report: Report, rows: Sequence[Row]) -> dict[str, Any] | None:
    """Add up a report's rows for its chart; None if it has none or nothing to draw."""
    chart = report.chart
    if chart is None or not rows:
        return None
    sums: dict[str, dict[str, float]] = {}
    pages: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        label = _find_label(chart, row)
        value = row.get(chart.value) if chart.value else 1
        if label is None or not value:
            continue
        series = say_value(row.get(chart.series)) or "none" if chart.series else ""
        sums.setdefault(series, {}).setdefault(label, 0)
        sums[series][label] += value
        pages.setdefault((series, label), []).append(fill_search(report, chart.value, row))
    if not sums:
        return None
    labels = _choose_labels(chart, sums)
    return {
        "kind": chart.kind,
        "label": chart.label.replace("_", " "),
        "value": chart.value.replace("_", " ") or "rows",
        "labels": labels,
        "series": _make_series(sums, pages, labels),
    }


def _find_label(chart: ReportChart, row: Row) -> str | None:
    value = row.get(chart.label)
    if isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        if chart.span == "month":
            return f"{day:%Y-%m}"
        return str(day - dt.timedelta(days=day.weekday()) if chart.span == "week" else day)
    if value is None or value == "":
        return None if chart.kind == "columns" else "none"
    return say_value(value)


def _choose_labels(chart: ReportChart, sums: dict[str, dict[str, float]]) -> list[str]:
    totals: dict[str, float] = {}
    for parts in sums.values():
        for label, value in parts.items():
            totals[label] = totals.get(label, 0) + value
    if chart.kind == "columns":
        return _fill_gaps(sorted(totals))[-MAX_COLUMNS:]
    return sorted(totals, key=lambda label: (-totals[label], label))[:MAX_BARS]


def _fill_gaps(labels: list[str]) -> list[str]:
    """Put in the weeks or months without anything: a picture of time has no holes."""
    months = len(labels[0]) == len("2026-01")
    last = dt.date.fromisoformat(labels[-1] + ("-01" if months else ""))
    day = dt.date.fromisoformat(labels[0] + ("-01" if months else ""))
    filled: list[str] = []
    while day <= last:
        filled.append(f"{day:%Y-%m}" if months else str(day))
        day = (
            (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
            if months
            else (day + dt.timedelta(days=7))
        )
    return filled


def _make_series(
    sums: dict[str, dict[str, float]], pages: dict[tuple[str, str], list[str]], labels: list[str]
) -> list[dict[str, Any]]:
    totals = {name: sum(parts.get(label, 0) for label in labels) for name, parts in sums.items()}
    names = sorted((name for name in sums if totals[name]), key=lambda name: (-totals[name], name))
    shown, rest = names, list[str]()
    if len(names) > MAX_SERIES:
        shown, rest = names[: MAX_SERIES - 1], names[MAX_SERIES - 1 :]
    series: list[dict[str, Any]] = []
    for name in shown:
        found = [pages.get((name, label), []) for label in labels]
        series.append({
            "name": name,
            "values": [sums[name].get(label, 0) for label in labels],
            # Several rows in one column have several searches, and no single one finds them.
            "pages": [one[0] if len(one) == 1 else "" for one in found],
        })  # fmt: skip
    if rest:
        series.append({
            "name": OTHER,
            "values": [sum(sums[name].get(label, 0) for name in rest) for label in labels],
            "pages": [""] * len(labels),
        })  # fmt: skip
    return series
