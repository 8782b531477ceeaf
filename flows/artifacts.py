"""What a run leaves in Prefect's interface: coverage, rejections, a summary with links.

A browser renders artifacts, and most words in them come from strangers: every one is escaped.
"""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote, urlsplit

from prefect.artifacts import (
    create_image_artifact,
    create_markdown_artifact,
    create_table_artifact,
)

from flows.pictures import MAX_SOURCES, draw_lineage, draw_outcomes
from flows.runs import Summary
from schemas.report import Report
from schemas.run import Coverage
from schemas.upkeep import Chore

MAX_ROWS = 200
MAX_TEXT = 300

Cell = str | int | float | None

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>:@$^=/])")
# A table's cell is shown as text by one of Prefect's two interfaces and tried as Markdown by the
# other, so what would be markup there is replaced by characters that only look like it.
_CELL = str.maketrans({"<": "‹", ">": "›", "[": "［", "]": "］", "`": "'", "&": "＆"})


def escape_markdown(text: str) -> str:
    """Make a stranger's text safe and literal inside Markdown, on one line."""
    line = " ".join(text.split())
    if len(line) > MAX_TEXT:
        line = line[: MAX_TEXT - 1] + "…"
    return _MARKUP.sub(r"\\\1", html.escape(line, quote=False))


def escape_cell(value: object) -> Cell:
    """Make a value safe inside a table artifact."""
    if value is None or isinstance(value, int | float):
        return value
    line = " ".join(_write_value(value).split())
    return (line if len(line) <= MAX_TEXT else line[: MAX_TEXT - 1] + "…").translate(_CELL)


def render_link(text: str, url: str) -> str:
    """A Markdown link if the address is one a browser may follow; else the text alone."""
    if urlsplit(url).scheme not in {"http", "https"}:
        return escape_markdown(text)
    return f"[{escape_markdown(text)}](<{quote(url, safe=':/?#@!$&*+,;=%~-._')}>)"


def render_table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """A Markdown table; a row's `url` makes its `title` a link."""
    lines = ["| " + " | ".join(columns) + " |", "| " + " | ".join("---" for _ in columns) + " |"]
    for row in rows:
        cells = [_render_field(name, row) for name in columns]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def leave_coverage(coverage: Sequence[Coverage]) -> None:
    """Leave the coverage ledger as a table."""
    rows = [
        {
            "source": row.source_id,
            "discovered": row.discovered_count,
            "loaded": row.loaded_count,
            "unchanged": row.unchanged_count,
            "duplicate": row.duplicate_count,
            "rejected": row.rejected_count,
            "failed": row.failed_count,
            "state": row.state,
            "reason": escape_cell(row.reason),
        }
        for row in coverage
    ]
    create_table_artifact(
        key="coverage",
        table=rows,
        description="What became of every document: discovered = loaded + unchanged + duplicate"
        " + rejected + failed.",
    )


def leave_rejections(rejections: Sequence[Mapping[str, object]]) -> None:
    """Leave the run's rejections as a table, the first ones if there are many."""
    rows = [
        {
            "source": escape_cell(row["source_id"]),
            "stage": escape_cell(row["stage"]),
            "reason": escape_cell(row["reason"]),
            "address": escape_cell(row["url"]),
            "archived": escape_cell(f"{row['archive_file']} at {row['archive_offset']}"),
            "id": escape_cell(row["fetch_id"]),
        }
        for row in rejections[:MAX_ROWS]
    ]
    create_table_artifact(
        key="rejections",
        table=rows,
        description=f"{len(rejections)} documents arrived but did not become releases. After a fix,"
        " run the deployment replay.",
    )


def leave_chores(chores: Sequence[Chore]) -> None:
    """Leave what each step of maintenance came to, as a table."""
    rows = [
        {"step": chore.name, "state": chore.state, "detail": escape_cell(chore.detail)}
        for chore in chores
    ]
    create_table_artifact(
        key="maintenance",
        table=rows,
        description="What each step came to; `found` is for a person to look at.",
    )


def leave_health(rows: Sequence[Mapping[str, object]]) -> None:
    """Leave how publishers do, as a table."""
    table = [{name: escape_cell(value) for name, value in row.items()} for row in rows]
    create_table_artifact(
        key="source-health",
        table=table,
        description="What publishers answered: their newest release, and of how many sampled"
        " pages title, date and body were read.",
    )


def leave_failure(flow: str, problem: str) -> None:
    """Leave why a run could not be done."""
    create_markdown_artifact(
        key="summary",
        markdown=f"# {flow}: failed\n\n{_render_problem(problem)}",
        description=f"{flow}: failed",
    )


def leave_pictures(
    coverage: Sequence[Coverage], requests: Mapping[str, tuple[int, int]] | None
) -> None:
    """Leave the way of a run's documents as a diagram, and what became of them as an image.

    Args:
        coverage: What became of every document; without documents nothing is drawn.
        requests: Requests for channels and documents, by source; None if nothing tells them.
    """
    if not any(row.discovered_count for row in coverage):
        return
    more = len(coverage) - MAX_SOURCES
    note = f"\n\nand {more} more sources: see the artifact coverage." if more > 0 else ""
    create_markdown_artifact(
        key="lineage",
        markdown=f"# Lineage\n\n```mermaid\n{draw_lineage(coverage, requests)}\n```{note}",
        description="The way of the documents: source, requests, documents, what became of them.",
    )
    create_image_artifact(
        draw_outcomes(coverage),
        key="outcomes",
        description="What became of the documents, by source.",
    )


def leave_summary(
    summary: Summary,
    releases: Sequence[Mapping[str, object]],
    meetings: Sequence[Mapping[str, object]] = (),
    *,
    problem: str = "",
    site: str = "",
) -> None:
    """Leave what is new, with links, and who met whom.

    Args:
        summary: The run.
        releases: Its new releases: title, url, source, kind, published.
        meetings: What they tell of: day, who, place, occasion, status.
        problem: Why it failed, if it did.
        site: Where the built site lies; empty if there is none.
    """
    create_markdown_artifact(
        key="summary",
        markdown=render_summary(summary, releases, meetings, problem=problem, site=site),
        description=f"{summary.flow} {summary.run_id}: {summary.state}",
    )


def render_summary(
    summary: Summary,
    releases: Sequence[Mapping[str, object]],
    meetings: Sequence[Mapping[str, object]] = (),
    *,
    problem: str = "",
    site: str = "",
) -> str:
    """The Markdown of a run's summary."""
    lost = sum(row.rejected_count + row.failed_count for row in summary.coverage)
    discovered = sum(row.discovered_count for row in summary.coverage)
    parts = [
        f"# {summary.flow} {summary.run_id}: {summary.state}",
        f"{discovered} documents discovered, {summary.count_new()} new, {lost} rejected or failed.",
    ]
    if problem:
        parts.append(_render_problem(problem))
    if summary.refusal:
        parts.append(_render_problem(summary.refusal))
    if summary.checks:
        parts.append("## Checks that found something")
        parts += [
            f"- {check.severity}: {escape_markdown(check.explain())}" for check in summary.checks
        ]
    stopped = [row for row in summary.coverage if row.state == "stopped"]
    if stopped:
        parts.append("## Stopped sources")
        parts += [f"- **{row.source_id}**: {escape_markdown(row.reason)}" for row in stopped]
    if releases:
        parts.append("## New releases")
        columns = ["published", "title", "kind", "source"]
        parts.append(render_table(columns, releases[:MAX_ROWS]))
        if len(releases) > MAX_ROWS:
            parts.append(f"and {len(releases) - MAX_ROWS} more: see the table mart.releases.")
    else:
        parts.append("Nothing new.")
    if meetings:
        parts.append("## Who met whom")
        parts.append(render_table(["day", "who", "place", "status"], meetings[:MAX_ROWS]))
        if len(meetings) > MAX_ROWS:
            parts.append(f"and {len(meetings) - MAX_ROWS} more: see the table mart.meetings.")
    if site:
        parts.append(f"All of it as pages, as last built: open {escape_markdown(site)}")
    return "\n\n".join(parts)


def leave_report(report: Report, rows: Sequence[Mapping[str, object]]) -> None:
    """Leave a report as Markdown."""
    columns = list(rows[0]) if rows else []
    body = render_table(columns, rows[:MAX_ROWS]) if rows else "No rows."
    more = f"\n\nand {len(rows) - MAX_ROWS} more rows." if len(rows) > MAX_ROWS else ""
    create_markdown_artifact(
        key=f"report-{report.name}",
        markdown=f"# {report.title}\n\n{report.description}\n\n{body}{more}",
        description=report.title,
    )


def _render_problem(problem: str) -> str:
    return f"**What went wrong:** {escape_markdown(problem)}"


def _render_field(name: str, row: Mapping[str, object]) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if name == "title" and isinstance(url := row.get("url"), str):
        return render_link(str(value), url)
    return escape_markdown(_write_value(value))


def _write_value(value: object) -> str:
    """A value as people write it: what a list holds, parted by commas."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)  # pyright: ignore[reportUnknownArgumentType] - any list
