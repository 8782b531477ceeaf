import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tasks.publishers.access import HOSTS_VARIABLE
from tests.flows.command import (
    PATIENCE,
    Api,
    LatePage,
    call,
    list_group,
    query,
    refuse,
    start,
    wait_until,
    write_releases,
)
from tests.flows.conftest import Served, find_port, read, read_url, write_sources

DAYS = 86_400


def test_what_is_done_daily_and_weekly_is_planned(served: Served):
    deployments = served.api.find_deployments()
    crons = {
        name: deployments[name]["schedules"][0]["schedule"]["cron"]
        for name in ("maintain-daily", "maintain-weekly", "check-sources-weekly")
    }
    assert crons == {
        "maintain-daily": "20 3 * * *",
        "maintain-weekly": "40 4 * * 0",
        "check-sources-weekly": "40 4 * * 0",
    }
    assert deployments["maintain-daily"]["parameters"] == {"options": {"site": True}}
    assert not deployments["maintain"]["schedules"]


def test_of_a_schedule_the_next_run_is_left_out_while_one_goes_and_by_hand_it_waits(served: Served):
    deployments = served.api.find_deployments()
    found = {
        name: deployments[name]["concurrency_options"]["collision_strategy"]
        for name in ("sample-wire", "maintain-daily", "ingest", "maintain")
    }
    assert found == {
        "sample-wire": "CANCEL_NEW",
        "maintain-daily": "CANCEL_NEW",
        "ingest": "ENQUEUE",
        "maintain": "ENQUEUE",
    }


def test_how_publishers_do_is_told_by_a_run(served: Served):
    run_id = served.api.start_run("check-sources", {"sources": ["sample-wire"]})
    assert served.api.finish_run(run_id) == "Completed"
    rows = json.loads(served.api.read_artifacts(run_id)["source-health"])
    assert [(row["source"], row["state"]) for row in rows] == [("sample-wire", "ok")]
    found = served.api.client.get(f"/flow_runs/{run_id}").json()
    assert found["name"] == "check sample-wire"


def test_a_home_is_swept_checked_verified_and_compacted_by_a_run(served: Served, tmp_path: Path):
    first = served.api.start_run(
        "ingest", {"addresses": [str(write_releases(tmp_path / "releases", 3))]}
    )
    assert served.api.finish_run(first) == "Completed"
    run_id = served.api.start_run("maintain", {"verify": True, "compact": True})
    assert served.api.finish_run(run_id) == "Completed"
    rows = json.loads(served.api.read_artifacts(run_id)["maintenance"])
    assert [row["step"] for row in rows] == ["sweep", "checks", "archive", "history"]
    assert "all is sound" in rows[2]["detail"]
    assert "MB after" in rows[3]["detail"]


def test_one_run_writes_across_flows_and_the_slot_is_free_again(served: Served, tmp_path: Path):
    runs = [
        served.api.start_run(
            "ingest", {"addresses": [str(write_releases(tmp_path / "releases", 2))]}
        ),
        served.api.start_run("replay", {}),
    ]
    assert {served.api.finish_run(run_id) for run_id in runs} <= {"Completed", "Partial"}
    limit = served.api.client.get("/v2/concurrency_limits/communique-writer").json()
    assert (limit["limit"], limit["active_slots"]) == (1, 0)


def test_leftovers_are_removed_and_what_was_loaded_stays(tmp_path: Path):
    home = tmp_path / "home"
    done = call(home, "ingest", "--direct", write_releases(tmp_path / "releases", 2))
    assert done.returncode == 0, done.stderr
    old = time.time() - 30 * DAYS
    for name in ("staging/dead/part.parquet", "robots/old.json", ".snapshot.duckdb.new"):
        path = home / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * 1000)
        os.utime(path, (old, old))
    (home / "robots" / "new.json").write_bytes(b"{}")
    answer = call(home, "maintain", "--verify", "--site")
    assert answer.returncode == 0, answer.stderr
    assert "sweep: 3 files" in answer.stderr
    assert "all is sound" in answer.stderr
    assert (home / "robots" / "new.json").exists()
    assert (home / "site" / "index.html").exists()
    assert query(home, "select count(*) from releases") == [(2,)]


def test_a_damaged_archive_is_told_with_exit_code_1(tmp_path: Path):
    home = tmp_path / "home"
    call(home, "ingest", "--direct", write_releases(tmp_path / "releases", 2))
    next((home / "archive").rglob("*.warc.gz")).unlink()
    answer = call(home, "maintain", "--verify")
    assert answer.returncode == 1
    assert "archive verify" in answer.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("keep_days = 0\n", "keep_days"),
        ('[daily]\ncron = "often"\n', "bad cron 'often'"),
        ("[daily\n", "not TOML"),
    ],
)
def test_a_wrong_plan_of_upkeep_is_one_line(tmp_path: Path, text: str, told: str):
    (tmp_path / "upkeep.toml").write_text(text, encoding="utf-8")
    answer = call(tmp_path, "serve", "--port", str(find_port()))
    assert told in refuse(answer)
    assert "upkeep.toml" in answer.stderr


def test_after_a_kill_the_run_is_closed_and_what_was_missed_is_made_up_for_once(
    warm_home: Path, httpserver: HTTPServer, sites: str
):
    write_sources(warm_home, sites)
    page = LatePage(httpserver)
    with serving(warm_home, "first.log") as (api, process):
        dead = api.start_run("ingest", {"addresses": [page.url]})
        wait_until(page.asked.is_set)
        process.kill()
        process.wait(PATIENCE)
        page.gate.set()
    with closing(sqlite3.connect(warm_home / "prefect" / "prefect.db", timeout=30)) as database:
        database.execute(
            "update deployment set created = datetime('now', '-5 days') where name = 'sample-wire'"
        )
        database.commit()
    with serving(warm_home, "second.log") as (api, _):
        wait_until(lambda: find_missed(api))
        assert api.finish_run(find_missed(api)[0]) in {"Completed", "Partial"}
        assert len(find_missed(api)) == 1
        assert api.read_state(dead) == "Crashed"


def find_missed(api: Api) -> list[str]:
    """Runs that make up for missed ones."""
    body = {"flow_runs": {"tags": {"all_": ["missed"]}}}
    return [each["id"] for each in api.post("/flow_runs/filter", body)]


@contextmanager
def serving(home: Path, name: str) -> Iterator[tuple[Api, "subprocess.Popen[str]"]]:
    """`communique serve` on a home, for as long as this lasts."""
    log, port = home / name, str(find_port())
    with log.open("w") as file:
        process = start(
            home, "serve", "--port", port, environment={HOSTS_VARIABLE: "localhost"}, log=file
        )
    wait_until(lambda: process.poll() is not None or "log in" in read(log))
    assert process.poll() is None, read(log)
    api = Api(read_url(home), read(home / "prefect" / "secret").strip())
    try:
        yield api, process
    finally:
        api.client.close()
        if process.poll() is None:
            process.kill()
            process.wait(PATIENCE)


def test_a_command_whose_server_is_killed_ends_with_one_line_and_the_next_goes_on(
    warm_home: Path, httpserver: HTTPServer
):
    page = LatePage(httpserver)
    allowed = {HOSTS_VARIABLE: "localhost"}
    process = start(warm_home, "ingest", page.url, environment=allowed)
    wait_until(page.asked.is_set)
    for pid in list_group(process):
        if "flows.server" in read(Path(f"/proc/{pid}/cmdline")):
            os.kill(pid, signal.SIGKILL)
    _, errors = process.communicate(timeout=PATIENCE)
    page.gate.set()
    assert process.returncode == 2
    assert "Prefect's server ended by itself" in errors
    assert "Traceback" not in errors
    again = call(warm_home, "ingest", "--direct", page.url, environment=allowed)
    assert again.returncode == 0, again.stderr
    assert "was killed" in again.stderr
    assert query(warm_home, "select count(*) from releases") == [(1,)]
