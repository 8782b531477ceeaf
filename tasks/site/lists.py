"""The site's long lists as tables: releases, meetings, persons and organisations."""

from collections.abc import Iterable, Sequence

from schemas.report import Report
from tasks.site.cells import Cell, Shown, Table, count, make_table, say_value
from tasks.site.charts import make_chart
from tasks.site.names import Row, locate_entity, locate_release, locate_report, locate_search
from tasks.site.pages import Listing


def list_releases(rows: Iterable[Row]) -> Listing:
    """All releases, the newest first."""
    table = Table(
        ("date", "title", "publisher", "kind", "language"),
        tuple(
            (
                Cell(say_value(row["published_on"]), style="moment"),
                Cell(row["title"], locate_release(row["release_id"])),
                Cell(row["source_name"], locate_search(f"source:{row['source_id']}")),
                Cell(row["kind"]),
                Cell(row["language"]),
            )
            for row in rows
        ),
    )
    about = "Every release, the newest first."
    return Listing("releases.html", "Releases", about, table, section="releases")


def point_meetings(rows: Iterable[Row]) -> list[Row]:
    """Give each meeting the page of a release that tells of it."""
    return [{**row, "page": f"{locate_release(row['release_id'])}#meetings"} for row in rows]


def list_meetings(rows: Iterable[Row]) -> Listing:
    """All meetings, the newest first; each leads to a release that tells of it."""
    table = Table(
        ("date", "participants", "place", "how", "status", "releases", "accounts differ on"),
        tuple(
            (
                Cell(say_value(row["starts_on"]), style="moment"),
                Cell(say_value(row["participants"]), row["page"]),
                Cell(row["place"]),
                Cell(row["mode"]),
                Cell(row["status"]),
                count(row["release_count"], f"meeting:{row['meeting_id']}"),
                Cell(say_value(row["disagreements"])),
            )
            for row in rows
        ),
    )
    about = "Meetings, visits and calls that releases tell of, the newest first."
    return Listing("meetings.html", "Meetings", about, table, section="meetings")


def list_entities(entity: str, rows: Sequence[Row]) -> Listing:
    """All persons, or all organisations; those in most releases first."""
    table = Table(
        ("name", "releases", "mentions", "first", "last"),
        tuple(
            (
                Cell(_name(row), locate_entity(entity, row["entity_id"])),
                count(row["release_count"], f"{entity}:{row['entity_id']}"),
                count(row["mention_count"], f"{entity}:{row['entity_id']}"),
                Cell(say_value(row["first_on"]), style="moment"),
                Cell(say_value(row["last_on"]), style="moment"),
            )
            for row in rows
            if row["entity"] == entity
        ),
    )
    title = f"{entity.capitalize()}s"
    about = f"{title} that releases name, those in most releases first."
    return Listing(f"{entity}s.html", title, about, table, section=f"{entity}s")


def list_report(report: Report, rows: Sequence[Row], shown: Shown, limit: int) -> Listing:
    """A report with its chart.

    Args:
        report: Which.
        rows: What it finds.
        shown: What the site shows.
        limit: The most rows that were asked for.
    """
    notes: list[str] = []
    if len(rows) == limit:
        notes.append(f"Shown are the first {limit:,} rows.")
    if shown.since and "since" not in {parameter.name for parameter in report.parameters}:
        notes.append(f"It looks at all releases, not only at those from {shown.since} on.")
    return Listing(
        locate_report(report.name),
        report.title,
        report.description,
        make_table(report, rows, shown.known),
        section="reports",
        chart=make_chart(report, rows),
        note=" ".join(notes),
        command=f"communique report {report.name}",
        empty="Nothing to show: the report finds no rows.",
    )


def _name(row: Row) -> str:
    return f"{row['name']} ({row['acronym']})" if row["acronym"] else row["name"]
