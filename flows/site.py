"""`communique report build`: the published snapshot as a site of files, put in place at once."""

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from flows.placing import MARKER, read_marker, replace_folder
from flows.progress import make_remarks
from schemas.errors import InputError
from tasks.site.cells import Known, Shown
from tasks.site.entities import render_entities
from tasks.site.front import render_front
from tasks.site.lists import (
    list_entities,
    list_meetings,
    list_releases,
    list_report,
    point_meetings,
)
from tasks.site.names import Row, locate_release
from tasks.site.pages import Page, digest_sources, list_assets, render, render_listing
from tasks.site.release import render_release
from tasks.site.shards import shard_releases, shard_terms
from warehouse.connection import SNAPSHOT
from warehouse.reports import list_reports
from warehouse.site import MAX_ROWS, SiteReader, open_site

FOLDER = "site"
# Releases whose pages are made at one time: it bounds the memory, not the result.
PORTION = 1000
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
    folder = (output or home / FOLDER).expanduser().resolve()
    published_at = dt.datetime.fromtimestamp(_find_age(home), dt.UTC)
    with open_site(home, since) as reader, replace_folder(folder) as draft:
        for name in FOLDERS:
            (draft / name).mkdir()
        releases = reader.read("releases")
        entities = reader.read("entities")
        known = _list_known(releases, entities)
        keys = {row["release_id"]: row["key"] for row in reader.read("keys")}
        reused = _reuse_pages(folder, draft, keys)
        missing = [row["release_id"] for row in releases if row["release_id"] not in reused]
        count = len(reused)
        pages = _list_pages(reader, Shown(releases, entities, known, published_at, since))
        for page in chain(pages, _list_release_pages(reader, missing, known)):
            (draft / page.path).write_text(page.text, encoding="utf-8")
            count += 1
        marker = {"made_by": "communique", "sources": digest_sources(), "keys": keys}
        (draft / MARKER).write_text(json.dumps(marker), encoding="utf-8")
    return Built(folder, count, len(releases), len(reused))


def build_and_tell(
    home: Path, output: Path | None, since: str | None, parameters: Sequence[str]
) -> None:
    """Build the site as a person asks for it, and say where it is.

    Raises:
        InputError: as `build_site` does; a day that is none, or a parameter of a single report.
    """
    if parameters:
        raise InputError("--param is for one report: the site takes --since and --output alone")
    try:
        day = dt.date.fromisoformat(since) if since else None
    except ValueError:
        raise InputError(f"--since: {since!r} is no day: write it as 2026-01-31") from None
    make_remarks().print(describe_site(build_site(home, output, day)))


def describe_site(built: Built) -> str:
    """Say what was built, and what to open."""
    reused = f", {built.reused_count:,} as they were" if built.reused_count else ""
    return (
        f"site of {built.release_count:,} releases ({built.page_count:,} files{reused}): open"
        f" {built.folder / 'index.html'}"
    )


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
    for start in range(0, len(ids), PORTION):
        portion = ids[start : start + PORTION]
        parts = reader.read_parts(portion)
        for release_id in portion:
            own = {part: rows.get(release_id, []) for part, rows in parts.items()}
            yield render_release(release_id, own, known)


def _list_pages(reader: SiteReader, shown: Shown) -> Iterator[Page]:
    """Every page but those of releases."""
    meetings = point_meetings(reader.read("meetings"))
    choices = reader.read("choices")
    reports = list_reports()
    rows = {report.name: reader.read_report(report) for report in reports}
    yield from list_assets()
    yield _write_state(shown.published_at)
    yield render_front(reader.read("state")[0], shown, meetings, reports, rows)
    yield from render_listing(list_releases(shown.releases))
    yield from render_listing(list_meetings(meetings))
    for entity in ("person", "organisation"):
        yield from render_listing(list_entities(entity, shown.entities))
    yield from render_entities(
        shown.entities, reader.read("roles"), meetings, reader.read("quotes"), shown.known
    )
    counts = {name: len(found) for name, found in rows.items()}
    yield render("reports.html", "reports.html", reports=reports, counts=counts)
    for report in reports:
        yield from render_listing(list_report(report, rows[report.name], shown, MAX_ROWS))
    yield render("search.html", "search.html", choices=choices)
    yield from shard_releases(shown.releases, choices)
    yield from shard_terms(reader.read("terms"))


def _write_state(published_at: dt.datetime) -> Page:
    """What a page that was taken over from the last build does not know by itself."""
    state = json.dumps({"asOf": f"{published_at:%Y-%m-%d %H:%M} UTC"})
    return Page("assets/state.js", f"globalThis.communiqueState = {state};\n")
