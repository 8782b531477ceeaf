"""`communique report build`: the published snapshot as a site of files, put in place in one step."""

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from flows.placing import MARKER, read_marker, replace_folder
from schemas.report import Report
from tasks.site.cells import Known, Table, make_table
from tasks.site.charts import make_chart
from tasks.site.entities import render_entities
from tasks.site.lists import list_entities, list_meetings, list_releases, point_meetings
from tasks.site.names import Row, locate_entity, locate_release, locate_report, locate_search
from tasks.site.pages import (
    Listing,
    Page,
    digest_sources,
    list_assets,
    render,
    render_listing,
)
from tasks.site.release import render_release
from tasks.site.shards import shard_releases, shard_terms
from warehouse.connection import SNAPSHOT
from warehouse.reports import list_reports
from warehouse.site import MAX_ROWS, SiteReader, open_site

FOLDER = "site"
# Releases whose pages are made at one time: it bounds the memory, not the result.
PORTION = 1000
NEWEST = 12
HEALTH_ROWS = 15
HEALTH = "source-health"
WEEKS = "releases-by-source-and-week"
FOLDERS = ("assets", "search", "releases", "persons", "organisations", "reports")


class Built(NamedTuple):
    """A site that was built."""

    folder: Path
    page_count: int
    release_count: int
    reused_count: int


def build_site(home: Path, output: Path | None = None, since: dt.date | None = None) -> Built:
    """Build the site of what is published now.

    Args:
        home: The home folder.
        output: Where to; by default the folder `site` of the home.
        since: First day of publication to show; none shows all.

    Raises:
        InputError: nothing is published, or the folder holds something else.
        BusyError: another build writes the same folder.
        StorageError: the disk refuses.
    """
    folder = (output or home / FOLDER).expanduser().absolute()
    published = dt.datetime.fromtimestamp(_find_age(home), dt.UTC)
    with open_site(home, since) as reader, replace_folder(folder) as draft:
        for name in FOLDERS:
            (draft / name).mkdir()
        releases = reader.read("releases")
        entities = reader.read("entities")
        known = _list_known(releases, entities)
        keys = {row["release_id"]: row["key"] for row in reader.read("keys")}
        reused = _reuse_pages(folder, draft, keys)
        count = len(reused)
        pages = _list_pages(reader, releases, entities, known, published, since)
        for page in pages:
            (draft / page.path).write_text(page.text, encoding="utf-8")
            count += 1
        missing = [row["release_id"] for row in releases if row["release_id"] not in reused]
        for start in range(0, len(missing), PORTION):
            for page in _list_release_pages(reader, missing[start : start + PORTION], known):
                (draft / page.path).write_text(page.text, encoding="utf-8")
                count += 1
        marker = {"made_by": "communique", "sources": digest_sources(), "keys": keys}
        (draft / MARKER).write_text(json.dumps(marker), encoding="utf-8")
    return Built(folder, count, len(releases), len(reused))


def _find_age(home: Path) -> float:
    """When the snapshot was published; its absence is told by whoever opens it."""
    try:
        return (home / SNAPSHOT).stat().st_mtime
    except OSError:
        return 0.0


def _list_known(releases: Sequence[Row], entities: Sequence[Row]) -> Known:
    return Known(
        frozenset(row["release_id"] for row in releases),
        {row["url"]: row["release_id"] for row in releases},
        *(
            frozenset(row["entity_id"] for row in entities if row["entity"] == entity)
            for entity in ("person", "organisation")
        ),
    )


def _reuse_pages(folder: Path, draft: Path, keys: Mapping[str, str]) -> set[str]:
    """Take over pages of releases that say what they said; returns the releases' ids."""
    marker = read_marker(folder)
    if marker.get("sources") != digest_sources():
        return set()
    former = marker.get("keys", {})
    reused: set[str] = set()
    for release_id, key in keys.items():
        if former.get(release_id) != key:
            continue
        path = locate_release(release_id)
        try:
            os.link(folder / path, draft / path)
        except FileNotFoundError:
            continue
        except OSError:
            shutil.copyfile(folder / path, draft / path)
        reused.add(release_id)
    return reused


def _list_release_pages(reader: SiteReader, ids: Sequence[str], known: Known) -> Iterator[Page]:
    parts = reader.read_parts(ids)
    for release_id in ids:
        own = {part: rows.get(release_id, []) for part, rows in parts.items()}
        yield render_release(release_id, own, known)


def _list_pages(
    reader: SiteReader,
    releases: Sequence[Row],
    entities: Sequence[Row],
    known: Known,
    published: dt.datetime,
    since: dt.date | None,
) -> Iterator[Page]:
    """Every page but those of releases."""
    state = {**reader.read("state")[0], "published_at": published}
    meetings = point_meetings(reader.read("meetings"))
    choices = reader.read("choices")
    reports = list_reports()
    tables = {report.name: reader.read_report(report) for report in reports}
    yield from list_assets()
    yield _write_state(published)
    yield _render_front(state, releases, meetings, reports, tables, known, since)
    yield from render_listing(list_releases(releases))
    yield from render_listing(list_meetings(meetings))
    for entity in ("person", "organisation"):
        yield from render_listing(list_entities(entity, entities))
    yield from render_entities(
        entities, reader.read("roles"), meetings, reader.read("quotes"), known
    )
    counts = {name: len(rows) for name, rows in tables.items()}
    yield render("reports.html", "reports.html", reports=reports, counts=counts)
    for report in reports:
        yield from render_listing(_list_report(report, tables[report.name], known, since))
    yield render("search.html", "search.html", choices=choices)
    for path, text in (*shard_releases(releases, choices), *shard_terms(reader.read("terms"))):
        yield Page(path, text)


def _write_state(published: dt.datetime) -> Page:
    """What a page that was taken over from the last build does not know by itself."""
    state = json.dumps({"asOf": f"{published:%Y-%m-%d %H:%M} UTC"})
    return Page("assets/state.js", f"globalThis.communiqueState = {state};\n")


def _render_front(
    state: Mapping[str, Any],
    releases: Sequence[Row],
    meetings: Sequence[Row],
    reports: Sequence[Report],
    tables: Mapping[str, Sequence[Row]],
    known: Known,
    since: dt.date | None,
) -> Page:
    by_name = {report.name: report for report in reports}
    whole = make_table(by_name[HEALTH], tables[HEALTH], known)
    edited, copies = state["edited_count"], state["duplicate_count"]
    tiles = [
        ("Releases", state["release_count"], "releases.html", _say_span(state)),
        ("Publishers", state["source_count"], locate_report(HEALTH), ""),
        ("Languages", state["language_count"], locate_report("languages"), ""),
        ("Meetings", state["meeting_count"], "meetings.html", ""),
        ("Persons", state["person_count"], "persons.html", ""),
        ("Organisations", state["organisation_count"], "organisations.html", ""),
        ("Edited", edited, locate_search("edited:yes"), "by their publishers"),
        ("Copies", copies, locate_search("copy:yes"), "of earlier releases"),
        ("Rejected", state["rejection_count"], locate_report("rejections-by-reason"), "documents"),
    ]
    newest = [{**row, "page": locate_release(row["release_id"])} for row in releases[:NEWEST]]
    return render(
        "front.html",
        "index.html",
        state=state,
        since=since,
        tiles=tiles,
        chart=make_chart(by_name[WEEKS], tables[WEEKS]),
        releases=newest,
        meetings=meetings[:NEWEST],
        health=Table(whole.columns, whole.rows[:HEALTH_ROWS]),
        reports=reports,
    )


def _say_span(state: Mapping[str, Any]) -> str:
    return f"{state['first_on']} to {state['last_on']}" if state["first_on"] else ""


def _list_report(
    report: Report, rows: Sequence[Row], known: Known, since: dt.date | None
) -> Listing:
    notes: list[str] = []
    if len(rows) == MAX_ROWS:
        notes.append(f"Shown are the first {MAX_ROWS:,} rows.")
    if since and "since" not in {parameter.name for parameter in report.parameters}:
        notes.append(f"This report looks at all releases, not only those from {since} on.")
    return Listing(
        locate_report(report.name),
        report.title,
        report.description,
        make_table(report, rows, known),
        section="reports",
        chart=make_chart(report, rows),
        note=" ".join(notes),
        command=f"communique report {report.name}",
        empty="Nothing to show: the report finds no rows.",
    )
