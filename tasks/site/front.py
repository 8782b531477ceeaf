"""The front page: the state of the warehouse in numbers, each of which leads on."""

from collections.abc import Mapping, Sequence

from schemas.report import Report
from tasks.site.cells import Shown, make_table
from tasks.site.charts import make_chart
from tasks.site.names import Row, locate_release, locate_report, locate_search
from tasks.site.pages import Page, render

NEWEST = 12
HEALTH_ROWS = 15
HEALTH = "source-health"
# Of its columns those that tell at a glance; the report has all.
HEALTH_COLUMNS = (
    "source_id", "state", "last_run_at", "last_published_on", "releases", "open_rejections",
    "failed", "reason",
)  # fmt: skip
WEEKS = "volume"


def render_front(
    state: Row,
    shown: Shown,
    meetings: Sequence[Row],
    reports: Sequence[Report],
    rows: Mapping[str, Sequence[Row]],
) -> Page:
    """Render the front page.

    Args:
        state: The numbers.
        shown: What the site shows.
        meetings: Rows of meetings with their pages, the newest first.
        reports: All reports.
        rows: Rows of each report, by its name.
    """
    named = {report.name: report for report in reports}
    glance = [{name: row[name] for name in HEALTH_COLUMNS} for row in rows[HEALTH][:HEALTH_ROWS]]
    newest = shown.releases[:NEWEST]
    return render(
        "front.html",
        "index.html",
        state=state,
        shown=shown,
        tiles=_list_tiles(state),
        chart=make_chart(named[WEEKS], rows[WEEKS]),
        releases=[{**row, "page": locate_release(row["release_id"])} for row in newest],
        meetings=meetings[:NEWEST],
        health=make_table(named[HEALTH], glance, shown.known),
        reports=reports,
    )


def _list_tiles(state: Row) -> list[tuple[str, int, str, str]]:
    """Name, number, page and note of each."""
    span = f"{state['first_on']} to {state['last_on']}" if state["first_on"] else ""
    refused = locate_report("rejections-by-reason")
    return [
        ("Releases", state["release_count"], "releases.html", span),
        ("Publishers", state["source_count"], locate_report(HEALTH), ""),
        ("Languages", state["language_count"], locate_report("languages"), ""),
        ("Meetings", state["meeting_count"], "meetings.html", ""),
        ("Persons", state["person_count"], "persons.html", ""),
        ("Organisations", state["organisation_count"], "organisations.html", ""),
        ("Edited", state["edited_count"], locate_search("edited:yes"), "by their publishers"),
        ("Copies", state["duplicate_count"], locate_search("copy:yes"), "of earlier releases"),
        ("Rejected", state["rejection_count"], refused, "documents"),
    ]
