import sqlite3
from base64 import b64decode, b64encode
from contextlib import closing
from pathlib import Path

import lxml.etree
import pytest
from pytest_httpserver import HTTPServer

from tests.browser import CHROMIUM, open_browser
from tests.flows.command import (
    PATIENCE,
    LatePage,
    call,
    list_group,
    press_ctrl_c,
    query,
    start,
    wait_until,
    write_releases,
)
from tests.flows.conftest import Served, read

SAMPLES = ("sample-attorney", "sample-league", "sample-ministry", "sample-wire")
EVERYTHING = "select release_id, version, title, digest from release_versions order by all"
BALANCE = """
    select count(*) from coverage
    where discovered_count <>
        loaded_count + unchanged_count + duplicate_count + rejected_count + failed_count
"""


HOSTILE = "<img src=x onerror=alert(1)> [click](javascript:alert(2)) | a | ![x](http://evil)"


@pytest.fixture(scope="session")
def ingested(served: Served, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A run of all samples and a hostile file, started as the custom-run form does."""
    folder = tmp_path_factory.mktemp("hostile")
    text = "The harbour office in Port Sorrel opened a new berth on Monday for small ferries."
    (folder / "hostile.txt").write_text(f"{HOSTILE}\n\n{text}\n", encoding="utf-8")
    options = {"sources": list(SAMPLES), "addresses": [str(folder)]}
    run_id = served.api.start_run("ingest", options)
    assert served.api.finish_run(run_id) == "Partial"  # one sample page is broken on purpose
    return run_id


def test_a_run_accounts_for_every_document(served: Served, ingested: str):
    assert ingested
    assert query(served.home, BALANCE) == [(0,)]
    rows = query(
        served.home,
        "select source_id, discovered_count from coverage where run_id ="
        " (select min(run_id) from coverage where source_id = 'sample-wire') order by all",
    )
    assert [source for source, _ in rows] == ["files", *SAMPLES]
    assert all(isinstance(count, int) and count >= 7 for _, count in rows[1:])


def test_a_run_leaves_coverage_rejections_and_a_summary_with_links(served: Served, ingested: str):
    artifacts = served.api.read_artifacts(ingested)
    drawn = {"progress", "lineage", "outcomes"}
    assert set(artifacts) == {"coverage", "rejections", "summary"} | drawn
    assert "sample-league" in artifacts["coverage"]
    assert "PNG image" in artifacts["rejections"]
    assert "](<http://127.0.0.1:" in artifacts["summary"]
    assert "| published | title | kind | source |" in artifacts["summary"]


def test_a_run_leaves_its_progress_its_lineage_and_a_picture(served: Served, ingested: str):
    artifacts = served.api.read_artifacts(ingested)
    assert artifacts["progress"] == 100
    assert artifacts["lineage"].startswith("# Lineage\n\n```mermaid\nflowchart LR\n")
    assert '["sample-league"] --> ' in artifacts["lineage"]
    assert '["13 documents"]' in artifacts["lineage"]
    assert HOSTILE[:4] not in artifacts["lineage"]
    kind, drawn = artifacts["outcomes"].split(",")
    assert kind == "data:image/svg+xml;base64"
    texts = lxml.etree.fromstring(b64decode(drawn)).itertext()
    assert {"sample-league", "rejected"} <= set(texts)


def test_the_summary_says_who_met_whom(served: Served, ingested: str):
    summary = served.api.read_artifacts(ingested)["summary"]
    assert "## Who met whom" in summary
    assert "| day | who | place | status |" in summary


def test_a_run_is_named_for_what_it_takes(served: Served, ingested: str):
    found = served.api.client.get(f"/flow_runs/{ingested}").json()
    assert found["name"] == "ingest sample-attorney, sample-league, sample-ministry …"


def test_a_batch_is_a_task_and_no_document_is(served: Served, ingested: str):
    body = {"flow_runs": {"id": {"any_": [ingested]}}}
    names = [each["name"] for each in served.api.post("/task_runs/filter", body)]
    assert len(names) == 4 * (len(SAMPLES) + 1)
    assert "fetch sample-league 0 (13 documents)" in names


@pytest.fixture(scope="session")
def repeated(served: Served, ingested: str) -> dict[str, str]:
    """Three more runs started at once, by flow, and what was in the warehouse before."""
    assert ingested
    before = query(served.home, EVERYTHING)
    runs = {
        "ingest": served.api.start_run("ingest", {"sources": list(SAMPLES)}),
        "reprocess": served.api.start_run("reprocess", {"sources": ["sample-league"]}),
        "report": served.api.start_run("report", {"reports": ["kinds", "languages"], "site": True}),
    }
    states = {flow: served.api.finish_run(run_id) for flow, run_id in runs.items()}
    assert states == {"ingest": "Partial", "reprocess": "Completed", "report": "Completed"}
    assert query(served.home, EVERYTHING) == before
    return runs


def test_a_second_run_loads_nothing(served: Served, repeated: dict[str, str]):
    assert "Nothing new" in served.api.read_artifacts(repeated["ingest"])["summary"]


def test_reading_the_archive_again_loads_nothing(served: Served, repeated: dict[str, str]):
    coverage = served.api.read_artifacts(repeated["reprocess"])["coverage"]
    assert '"unchanged": 13' in coverage


def test_reports_become_artifacts_and_a_site(served: Served, repeated: dict[str, str]):
    artifacts = served.api.read_artifacts(repeated["report"])
    assert set(artifacts) == {"report-kinds", "report-languages"}
    assert "| language |" in artifacts["report-languages"]
    assert (served.home / "site/index.html").is_file()


def test_trying_rejections_again_keeps_those_that_are_still_wrong(served: Served, ingested: str):
    assert ingested
    again = call(served.home, "replay", "--direct")
    assert again.returncode == 1, again.stderr
    assert "PNG image" in again.stdout
    listed = call(served.home, "rejections", "--format", "csv")
    assert "PNG image" in listed.stdout


def test_hostile_titles_do_nothing_in_an_artifact(served: Served, ingested: str):
    summary = served.api.read_artifacts(ingested)["summary"]
    assert "onerror" in summary
    assert "<img" not in summary
    assert "](javascript" not in summary
    assert "](http://evil" not in summary


@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
def test_the_interface_draws_the_pictures_and_obeys_no_title(
    served: Served, ingested: str, tmp_path: Path
):
    body = {"artifacts": {"flow_run_id": {"any_": [ingested]}}}
    ids = {each["key"]: each["id"] for each in served.api.post("/artifacts/filter", body)}
    pages = f"http://127.0.0.1:{served.port}/v2"
    password = b64encode(served.secret.encode()).decode()
    with open_browser(tmp_path) as browser:
        count = "globalThis.ran = 0; globalThis.alert = () => { ran += 1; };"
        browser.call("Page.addScriptToEvaluateOnNewDocument", source=count)
        browser.open(f"{pages}/")
        browser.run(f"localStorage.setItem('prefect-password', '{password}')")
        for key, shown in (
            ("summary", "document.body.innerText.includes('onerror')"),
            ("lineage", "document.querySelector('svg [id*=flowchart]') !== null"),
            ("outcomes", "document.querySelector('img[src^=data]')?.naturalWidth > 0"),
        ):
            browser.open(f"{pages}/artifacts/artifact/{ids[key]}")
            browser.wait_for(shown)
            assert browser.run("ran") == 0
            assert (
                browser.run("document.querySelector('main [onerror], [href^=javascript]')") is None
            )


def test_two_runs_at_once_both_succeed(served: Served, tmp_path: Path):
    folders = [write_releases(tmp_path / name, 30) for name in ("left", "right")]
    first = served.api.start_run("ingest", {"addresses": [str(folders[0])]})
    second = start(served.home, "ingest", folders[1])
    out, err = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0, err
    assert "30 new" in out
    assert served.api.finish_run(first) == "Completed"


def test_the_second_of_two_commands_waits_and_says_for_whom(tmp_path: Path, httpserver: HTTPServer):
    home, log = tmp_path / "home", tmp_path / "second.log"
    page = LatePage(httpserver)
    first = start(home, "ingest", "--direct", page.url)
    wait_until(page.asked.is_set)
    with log.open("w") as file:
        second = start(home, "ingest", "--direct", write_releases(tmp_path / "right", 3), log=file)
    wait_until(lambda: second.poll() is not None or "waiting until ingest" in read(log))
    page.gate.set()
    out, err = first.communicate(timeout=PATIENCE)
    second.communicate(timeout=PATIENCE)
    assert (first.returncode, second.returncode) == (0, 0), (err, read(log))
    assert "waiting until ingest" in read(log)
    assert "1 new" in out
    assert query(home, "select count(*) from releases") == [(4,)]


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of releases, and a home into which they were ingested in peace."""
    folder = write_releases(tmp_path_factory.mktemp("releases"), 160)
    home = tmp_path_factory.mktemp("undisturbed")
    answer = call(home, "ingest", "--direct", folder)
    assert answer.returncode == 0, answer.stderr
    return folder, home


@pytest.mark.parametrize("stage", ["fetched", "jsonl"])
def test_a_run_stopped_by_ctrl_c_loses_nothing(
    tmp_path: Path, undisturbed: tuple[Path, Path], stage: str
):
    folder, home = undisturbed[0], tmp_path
    process = start(home, "ingest", "--direct", "--batch-size", "100", folder)
    wait_until(lambda: any((home / "staging").rglob(f"*{stage}")))
    _, err = press_ctrl_c(process)
    assert process.returncode == 2
    assert err.strip() == "error: stopped by Ctrl-C; run again to go on, nothing is lost"
    assert query(home, "select state from runs") == [("crashed",)]
    assert query(home, BALANCE) == [(0,)]
    again = call(home, "ingest", "--direct", "--batch-size", "100", folder)
    assert again.returncode == 0, again.stderr
    assert query(home, EVERYTHING) == query(undisturbed[1], EVERYTHING)
    assert not any((home / "staging").iterdir())


def test_a_command_without_a_server_brings_its_own_and_keeps_to_the_home(
    tmp_path: Path, warm_home: Path
):
    folder = write_releases(tmp_path / "releases", 5)
    elsewhere = [tmp_path / name for name in ("user", "here", "tmp")]
    for each in elsewhere:
        each.mkdir()
    user, here, temporary = elsewhere
    process = start(
        warm_home,
        "ingest",
        folder,
        environment={"HOME": str(user), "TMPDIR": str(temporary)},
        folder=here,
    )
    wait_until(lambda: list_group(process))
    below = list_group(process)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert err == ""
    assert "5 new" in out
    assert [path for each in elsewhere for path in each.rglob("*")] == []
    assert not any(Path(f"/proc/{pid}").exists() for pid in below)
    with closing(sqlite3.connect(warm_home / "prefect" / "prefect.db")) as database:
        states = database.execute(
            "select state_name from flow_run where name = 'ingest ' || ?", [str(folder)[-40:]]
        ).fetchall()
    assert states == [("Completed",)]


def test_ctrl_c_in_prefect_marks_the_run_and_leaves_no_process(tmp_path: Path, warm_home: Path):
    folder = write_releases(tmp_path / "releases", 400)
    process = start(warm_home, "ingest", "--batch-size", "100", folder)
    wait_until(lambda: any((warm_home / "staging").rglob("*.jsonl")))
    below = list_group(process)
    _, err = press_ctrl_c(process)
    assert process.returncode == 2
    assert "error: stopped by Ctrl-C" in err
    assert "Traceback" not in err
    assert query(warm_home, "select state from runs") == [("crashed",)]
    assert not any(Path(f"/proc/{pid}").exists() for pid in below)
