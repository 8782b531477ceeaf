"""Rows as charts: bars and columns, each part with the search for what it counts.

The numbers are put together here; the page's script draws them, so that series can be hidden, the
colours are the reader's, and nothing is loaded from elsewhere.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from typing import Any

from schemas.report import Report, ReportChart
from tasks.site.cells import fill_search, say_value
from tasks.site.names import Row, locate_search

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
        "label": chart.span
        or chart.label.removesuffix("_id").removesuffix("_on").replace("_", " "),
        "value": chart.value.replace("_", " ") or "number of rows",
        "labels": labels,
        "series": _make_series(chart, sums, pages, labels),
    }


def _find_label(chart: ReportChart, row: Row) -> str | None:
    value = row.get(chart.label)
    if chart.kind == "columns":
        return _begin_span(chart, value) if isinstance(value, dt.date) else None
    return say_value(value) or "none"


def _begin_span(chart: ReportChart, day: dt.date) -> str:
    if chart.span == "month":
        return day.isoformat()[:7]
    day = dt.date(day.year, day.month, day.day)
    return str(day - dt.timedelta(days=min(day.weekday(), day.toordinal() - 1)))


def _read_span(chart: ReportChart, label: str) -> tuple[dt.date, dt.date]:
    """First and last day of a column."""
    if chart.span == "week":
        first = dt.date.fromisoformat(label)
        return first, dt.date.fromordinal(min(first.toordinal() + 6, dt.date.max.toordinal()))
    first = dt.date.fromisoformat(f"{label}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def _choose_labels(chart: ReportChart, sums: dict[str, dict[str, float]]) -> list[str]:
    totals: dict[str, float] = {}
    for parts in sums.values():
        for label, value in parts.items():
            totals[label] = totals.get(label, 0) + value
    if chart.kind == "columns":
        return _fill_gaps(chart, sorted(totals))
    return sorted(totals, key=lambda label: (-totals[label], label))[:MAX_BARS]


def _fill_gaps(chart: ReportChart, labels: list[str]) -> list[str]:
    """Put in the weeks or months without anything: a picture of time has no holes.

    Only the last of them are kept, so that one wrong year does not make thousands.
    """
    filled = [labels[-1]]
    while filled[-1] > labels[0] and len(filled) < MAX_COLUMNS:
        first, _ = _read_span(chart, filled[-1])
        filled.append(_begin_span(chart, first - dt.timedelta(days=1)))
    return filled[::-1]


def _make_series(
    chart: ReportChart,
    sums: dict[str, dict[str, float]],
    pages: dict[tuple[str, str], list[str]],
    labels: list[str],
) -> list[dict[str, Any]]:
    totals = {name: sum(parts.get(label, 0) for label in labels) for name, parts in sums.items()}
    names = sorted((name for name in sums if totals[name]), key=lambda name: (-totals[name], name))
    shown, rest = names, list[str]()
    if len(names) > MAX_SERIES:
        shown, rest = names[: MAX_SERIES - 1], names[MAX_SERIES - 1 :]
    series: list[dict[str, Any]] = [
        {
            "name": name,
            "values": [sums[name].get(label, 0) for label in labels],
            "pages": [
                _find_page(chart, name, label, pages.get((name, label), [])) for label in labels
            ],
        }
        for name in shown
    ]
    if rest:
        values = [sum(sums[name].get(label, 0) for name in rest) for label in labels]
        series.append({"name": OTHER, "values": values, "pages": [""] * len(labels)})
    return series


def _find_page(chart: ReportChart, series: str, label: str, found: list[str]) -> str:
    """Several rows in one part have several searches; only the chart's own finds them all."""
    if not chart.search or not found:
        return found[0] if len(found) == 1 else ""
    first, last = _read_span(chart, label)
    return locate_search(chart.search.format(series=series, first=first, last=last))
