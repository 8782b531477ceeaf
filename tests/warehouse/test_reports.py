"""Every report: rows in, rows out, its checks, and its way to the releases it counts."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
from pydantic import Field

from schemas.base import Model
from tests.warehouse.press import fill
from tests.warehouse.records import digest
from warehouse.connection import WAREHOUSE
from warehouse.publish import publish_snapshot
from warehouse.reports import (
    HANDBOOK,
    check_report,
    find_report,
    list_reports,
    render_handbook,
    run_report,
)
from warehouse.statements import SQL

ONE, FRENCH, OLD = (digest(f"https://ministry.example/{number}")[:16] for number in (1, 2, 3))
COPY = digest("https://agency.example/1")[:16]
BOTH = sorted([ONE, FRENCH])
WEEK, FORMER_WEEK = date(2026, 2, 23), date(2026, 2, 16)
# Columns by which a reader gets from a number to the releases it counts.
WAYS = {"release_ids", "slowest_release_ids", "release_id", "url", "example_url", "url_before"}

Row = dict[str, object]


class Case(Model):
    """What a report is asked, and what must stand in its rows, in order."""

    name: str
    rows: list[Row]
    asked: Row = Field(default={})


CASES = (
    Case(
        name="volume",
        rows=[
            {"source_id": "agency", "week_on": WEEK, "release_count": 0, "duplicate_count": 1},
            {"organisation": "Ministry of Rivers", "kind": "statement", "release_count": 2},
            {"kind": "other-unknown", "week_on": FORMER_WEEK, "release_count": 1},
        ],
    ),
    Case(
        name="volume",
        asked={"since": "2026-02-23", "source": "ministry"},
        rows=[{"release_count": 2}],
    ),
    Case(
        name="trends",
        rows=[
            {
                "label": "politics",
                "from_7_on": date(2026, 2, 22),
                "from_28_on": date(2026, 2, 1),
                "until_on": date(2026, 2, 28),
                "count_7": 2,
                "former_7": 0,
                "count_28": 2,
                "growth_28": None,
                "release_ids": BOTH,
            }
        ],
    ),
    Case(
        name="trends",
        asked={"until": "2026-03-31", "weeks": 1, "topic": "Politics"},
        rows=[{"count_7": 0, "count_28": 0, "former_28": 2, "release_ids": []}],
    ),
    Case(
        name="meetings",
        asked={"person": "ada-lund"},
        rows=[
            {
                "participants": ["Ada Lund", "Bo Berg"],
                "place": "Paris",
                "account_count": 2,
                "evidence": "News",
                "release_ids": BOTH,
            }
        ],
    ),
    Case(name="meetings", asked={"status": "planned"}, rows=[]),
    Case(
        name="network",
        asked={"entity": "person"},
        rows=[
            {
                "entity_id": "ada-lund",
                "other_entity_id": "bo-berg",
                "release_count": 2,
                "lift": 1.5,
                "release_ids": BOTH,
            }
        ],
    ),
    Case(
        name="network",
        asked={"around": "rivers"},
        rows=[{"other_entity_id": "rivers"}, {"other_entity_id": "rivers"}],
    ),
    Case(name="network", asked={"until": "2026-01-01"}, rows=[]),
    Case(
        name="role-timeline",
        rows=[
            {
                "person_id": "ada-lund",
                "title": "Minister",
                "from_on": date(2026, 2, 27),
                "to_on": date(2026, 2, 28),
                "release_count": 2,
                "first_release_id": ONE,
                "last_release_id": FRENCH,
            }
        ],
    ),
    Case(
        name="translations",
        rows=[
            {
                "from_language": "en",
                "language": "fr",
                "group_count": 1,
                "same_day_count": 0,
                "lag_days_p50": 1.0,
                "lag_hours_p50": None,
                "release_ids": [FRENCH],
            }
        ],
    ),
    Case(
        name="latency",
        rows=[
            {
                "source_id": "ministry",
                "release_count": 3,
                "timed_count": 1,
                "seen_hours_p50": 70.0,
                "seen_hours_p95": 70.0,
                "loaded_hours_p50": 0.5,
                "slowest_release_ids": [ONE],
            },
            {"source_id": "agency", "timed_count": 0, "seen_hours_p50": None},
        ],
    ),
    Case(name="latency", asked={"days": 5, "source": "ministry"}, rows=[{"release_count": 2}]),
    Case(
        name="corrections",
        rows=[
            {
                "change": "substantive",
                "is_silent": True,
                "evidence": ["body: Thursday. → Wednesday."],
                "hours_to_change": 94.0,
                "release_id": ONE,
            },
            {
                "change": "correction",
                "is_silent": False,
                "notice": "rectificatif",
                "changed_fields": ["title"],
                "release_id": FRENCH,
            },
            {
                "change": "removal",
                "cause": "gone",
                "evidence": ["https://ministry.example/3: http-410"],
                "release_id": OLD,
            },
        ],
    ),
    Case(name="corrections", asked={"silent": True, "cause": "gone"}, rows=[{"release_id": OLD}]),
    Case(
        name="editing",
        rows=[
            {
                "source_id": "ministry",
                "release_count": 3,
                "changed_count": 3,
                "edit_count": 2,
                "correction_count": 1,
                "silent_count": 2,
                "not_found_count": 0,
                "taken_away_count": 1,
                "edit_hours_p50": 59.0,
                "release_ids": sorted([ONE, FRENCH, OLD]),
            },
            {"source_id": "agency", "changed_count": 0, "changed_share": 0.0},
        ],
    ),
    Case(
        name="versions",
        rows=[
            {"change": "substantive", "changed_fields": ["body"], "former_title": None},
            {"change": "correction", "former_title": "La ministre rencontre"},
        ],
    ),
    Case(
        name="fill",
        rows=[
            {
                "source_id": "ministry",
                "release_count": 3,
                "dated_share": 1.0,
                "timed_share": 0.333,
                "kind_share": 0.667,
                "topic_share": 0.667,
                "meeting_share": 0.667,
                "rejection_count": 1,
                "rejection_share": 0.25,
            },
            {"source_id": "agency", "person_share": 0.0, "rejection_share": 0.0},
        ],
    ),
    Case(
        name="rejections-by-reason",
        rows=[{"reason": "holds no letters", "example_url": "https://ministry.example/9"}],
    ),
    Case(
        name="source-health",
        rows=[
            {"source_id": "ministry", "failed": 1, "open_rejections": 1, "gone": 1, "releases": 3}
        ],
    ),
    Case(
        name="url-states",
        asked={"state": "gone"},
        rows=[{"error_kind": "http-410", "url": "https://ministry.example/3"}],
    ),
    Case(
        name="coverage-latest-run",
        rows=[{"discovered": 4, "loaded": 2, "rejected": 1, "failed": 1}],
    ),
    Case(name="coverage-latest-run", asked={"run": "r1"}, rows=[{"duplicate": 1}, {"loaded": 3}]),
    Case(
        name="quotes",
        rows=[
            {
                "speaker": "Ada Lund",
                "quote_count": 4,
                "release_count": 2,
                "last_words": "We hope",
                "release_ids": BOTH,
            }
        ],
    ),
    Case(
        name="places",
        asked={"country": "fr"},
        rows=[{"place_id": "paris", "release_count": 2, "mention_count": 2, "release_ids": BOTH}],
    ),
    Case(
        name="clusters",
        rows=[
            {
                "origin_release_id": ONE,
                "release_count": 2,
                "source_ids": ["agency", "ministry"],
                "spread_days": 1,
                "release_ids": sorted([ONE, COPY]),
            }
        ],
    ),
    Case(
        name="near-duplicates",
        asked={"syndicated": True, "method": "same-text"},
        rows=[{"release_id": COPY, "origin_release_id": ONE, "similarity": 1.0}],
    ),
    Case(
        name="agenda",
        rows=[
            {"name": "Forum of Rivers", "is_confirmed": False, "release_id": ONE},
            {"release_id": FRENCH},
        ],
    ),
    Case(
        name="drift",
        rows=[
            {"verdict": "statement", "share": 0.75, "mean_confidence": 0.8, "is_abstention": False},
            {
                "verdict": "other-unknown",
                "share": 0.25,
                "is_abstention": True,
                "release_ids": [OLD],
            },
        ],
    ),
    Case(
        name="drift",
        asked={"aspect": "topic"},
        rows=[{"verdict": "politics"}, {"verdict": "none", "is_abstention": True}],
    ),
    Case(
        name="events",
        asked={"country": "no"},
        rows=[
            {
                "SQLDATE": 20260226,
                "Actor1Name": "Ada Lund",
                "Actor2Name": "Bo Berg",
                "Actor2CountryCode": "NO",
                "EventCode": "041",
                "EventRootCode": "04",
                "NumArticles": 2,
                "NumSources": 1,
                "ActionGeo_CountryCode": "FR",
                "SOURCEURL": "https://ministry.example/1",
            }
        ],
    ),
    Case(name="events", asked={"since": "2026-02-27"}, rows=[]),
    Case(
        name="changes",
        asked={"since": "2026-03-03"},
        rows=[
            {"what": "edited", "change": "substantive", "release_id": ONE},
            {"what": "edited", "change": "correction", "release_id": FRENCH},
            {"what": "removed", "release_id": OLD},
        ],
    ),
    Case(name="changes", asked={"what": "new"}, rows=[{"what": "new"}] * 4),
    Case(
        name="as-known",
        asked={"day": "2026-03-02", "source": "ministry"},
        rows=[
            {"title": "La ministre rencontre", "version": 1, "is_gone": False},
            {"release_id": ONE, "version": 1},
            {"release_id": OLD, "is_gone": False},
        ],
    ),
    Case(
        name="as-known",
        asked={"day": "2026-03-03", "limit": 2},
        rows=[{"release_id": COPY}, {"title": "Rectificatif : la ministre rencontre"}],
    ),
    Case(name="as-known", asked={"day": "2026-03-01"}, rows=[]),
    Case(
        name="latest-releases",
        asked={"topic": "politics", "names": "ada-lund", "until": "2026-02-27"},
        rows=[{"title": "Minister meets envoy", "release_id": ONE}],
    ),
    Case(name="latest-releases", asked={"copies": True, "limit": 1}, rows=[{"release_id": COPY}]),
    Case(name="kinds", rows=[{"kind": "statement", "release_count": 2}, {"kind": "other-unknown"}]),
    Case(name="languages", rows=[{"language": "en", "release_count": 2}, {"language": "fr"}]),
    Case(name="topics", rows=[{"topic_id": "medtop:11000000", "release_count": 2}]),
    Case(name="gaps", rows=[]),
    Case(
        name="checks",
        asked={"failed": True},
        rows=[
            {
                "check_name": "releases_have_a_known_source",
                "table_name": "core.source",
                "severity": "warn",
                "is_passed": False,
                "bad_count": 1,
                "examples": ['{"source_id": "agency", "release_count": 1}'],
                "failed_count": 1,
                "run_id": "r2",
            }
        ],
    ),
    Case(name="checks", asked={"run": "r1"}, rows=[]),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = fill(tmp_path_factory.mktemp("home"))
    # When rows were written is the clock's: here half an hour after they were seen.
    with duckdb.connect(str(home / WAREHOUSE)) as connection:
        connection.execute(
            "UPDATE core.release_version SET loaded_at = observed_at + INTERVAL 30 MINUTE"
        )
    publish_snapshot(home)
    return home


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name} {case.asked or ''}".strip())
def test_a_report_gives_these_rows_of_these_releases(home: Path, case: Case) -> None:
    found = run_report(home, case.name, case.asked).to_pylist()
    stated = [
        {name: row[name] for name in wanted} for row, wanted in zip(found, case.rows, strict=True)
    ]
    assert stated == case.rows


@pytest.mark.parametrize("name", [report.name for report in list_reports()])
def test_a_report_is_tried_and_passes_its_checks_and_leads_to_what_it_counts(
    home: Path, name: str
) -> None:
    report = find_report(name)
    asked = [case.asked for case in CASES if case.name == name]
    assert asked
    assert "One row" in report.definition or report.definition.startswith("Lists")
    assert (
        (SQL / "reports" / name / "query.sql").read_text(encoding="utf-8").startswith("-- One row")
    )
    for values in asked:
        table = run_report(home, name, values)
        assert check_report(home, name, values).to_pylist() == []
        counted = {column for column in table.column_names if column == "release_count"}
        assert counted <= report.links.keys() or WAYS & set(table.column_names)
        assert report.links.keys() <= set(table.column_names)


def test_a_check_finds_what_must_not_be(home: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / WAREHOUSE).write_bytes((home / WAREHOUSE).read_bytes())
    with duckdb.connect(str(bad / WAREHOUSE)) as connection:
        connection.execute("UPDATE core.coverage SET discovered_count = 9 WHERE run_id = 'r2'")
    publish_snapshot(bad)
    (row,) = check_report(bad, "coverage-latest-run").to_pylist()
    assert row["discovered"] == 9


def test_a_report_answers_to_the_names_it_had(home: Path) -> None:
    assert find_report("duplicates").name == "near-duplicates"
    former = run_report(home, "releases-by-source-and-week", {"source": "agency"})
    assert former.equals(run_report(home, "volume", {"source": "agency"}))


def test_the_handbook_of_reports_is_up_to_date() -> None:
    assert HANDBOOK.read_text(encoding="utf-8") == render_handbook(), "python -m warehouse.reports"
