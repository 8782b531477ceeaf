"""Homes, disks and databases that are not as they should be, and Ctrl-C at a bad moment."""

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import duckdb
import pytest
from pytest_httpserver import HTTPServer

import flows.runs
from flows.home import read_secret
from tests.conftest import Ask
from tests.disk import mount_disk, protect
from tests.flows.command import (
    COMMAND,
    PATIENCE,
    SAMPLES,
    LatePage,
    is_engine,
    list_group,
    press_ctrl_c,
    query,
    refuse,
    run,
    start,
    wait_until,
)
from tests.flows.conftest import Served, find_port, read

WIRE = SAMPLES / "wire"
COMMANDS = (("ingest", WIRE), ("serve",), ("demo",))
STOPPED = "error: stopped by Ctrl-C; run again to go on, nothing is lost"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_home_on_a_read_only_disk_is_one_line(
    ask: Ask, tmp_path: Path, command: tuple[str | Path, ...]
):
    with mount_disk(tmp_path / "home", 16) as home:
        for folder in ("archive", "sources", "prefect/tmp"):
            (home / folder).mkdir(parents=True)
        (home / "prefect" / "secret").write_text("communique:known\n")
        protect(home)
        line = refuse(ask(home, *command))
    assert str(home) in line
    assert "check that the disk is not read-only and who owns the folder" in line


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_home_without_leave_to_write_is_one_line(tmp_path: Path, command: tuple[str | Path, ...]):
    home = make_home(tmp_path)
    for path in (home, *home.rglob("*")):
        path.chmod(0o555)
    line = refuse(run_without_might(home, *command))
    assert str(home) in line
    assert "who owns the folder" in line


def test_doctor_says_that_a_home_cannot_be_written(tmp_path: Path):
    home = make_home(tmp_path)
    home.chmod(0o555)
    answer = run_without_might(home, "doctor")
    assert answer.returncode == 2, answer.stderr
    assert f"broken: {home}: it cannot be written" in answer.stdout


def test_doctor_says_that_a_home_lies_on_a_read_only_disk(ask: Ask, tmp_path: Path):
    with mount_disk(tmp_path / "home", 16) as home:
        protect(home)
        answer = ask(home, "doctor")
    assert answer.returncode == 2, answer.stderr
    assert f"broken: {home}: it cannot be written" in answer.stdout


@pytest.mark.parametrize("below", ["", "below"])
def test_doctor_says_that_a_home_is_a_file(ask: Ask, tmp_path: Path, below: str):
    (tmp_path / "home").write_text("not a folder")
    answer = ask(tmp_path / "home" / below, "doctor")
    assert answer.returncode == 2, answer.stderr
    assert "is not a folder: choose another with --home" in answer.stdout
    assert answer.stdout.endswith("1 broken\n")


def test_a_damaged_database_of_prefect_is_named_with_its_mend(ask: Ask, tmp_path: Path):
    home = make_home(tmp_path)
    database = home / "prefect" / "prefect.db"
    database.write_bytes(os.urandom(9000))
    answer = ask(home, "doctor")
    assert answer.returncode == 2, answer.stderr
    for shown in (answer.stdout, *(refuse(ask(home, *command)) for command in COMMANDS)):
        assert f"{database}: Prefect's database is damaged" in shown
        assert "move it away; the history of runs goes with it, the warehouse does not" in shown


def test_doctor_looks_at_every_page_of_prefects_database(ask: Ask, warm_home: Path):
    assert ask(warm_home, "doctor").returncode == 0
    database = warm_home / "prefect" / "prefect.db"
    with database.open("r+b") as file:
        file.seek(database.stat().st_size // 2)
        file.write(os.urandom(40_000))
    answer = ask(warm_home, "doctor")
    assert answer.returncode == 2
    assert "Prefect's database is damaged" in answer.stdout


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_full_disk_is_named_before_a_server_starts(
    ask: Ask, tmp_path: Path, command: tuple[str | Path, ...]
):
    with mount_disk(tmp_path / "home", 1) as home:
        assert "the disk is full: free some space" in refuse(ask(home, *command))


def test_a_disk_that_fills_while_the_server_starts_is_named(tmp_path: Path):
    with mount_disk(tmp_path / "disk", 6) as disk:
        (disk / "ballast").write_bytes(bytes(900_000))
        answer = run(disk, "ingest", WIRE)
    assert "the disk is full: free some space" in refuse(answer)


@pytest.mark.parametrize("command", [*COMMANDS, ("ingest", "--direct", WIRE), ("doctor",)])
def test_a_home_with_a_question_mark_in_its_path_is_refused(
    ask: Ask, tmp_path: Path, command: tuple[str | Path, ...]
):
    home = tmp_path / "what?" / "home"
    answer = ask(home, *command)
    assert answer.returncode == 2
    assert f"home {home} has a ? in its path" in answer.stdout + answer.stderr
    assert "please report" not in answer.stderr
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["warehouse.duckdb", "snapshot.duckdb"])
def test_a_warehouse_of_a_newer_communique_is_not_served(
    ask: Ask, tmp_path: Path, home: Path, name: str
):
    newer = tmp_path / "newer"
    newer.mkdir()
    shutil.copy(home / "warehouse.duckdb", newer / name)
    with duckdb.connect(str(newer / name)) as connection:
        connection.execute("insert into raw.migration select 999, 'of tomorrow', now()")
    line = refuse(ask(newer, "serve", "--port", str(find_port())))
    assert "upgrade communique" in line
    assert name in line


def test_the_password_is_shown_by_the_first_start_that_succeeds(warm_home: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = run(warm_home, "serve", "--port", str(taken.getsockname()[1]))
    assert "choose another --port" in refuse(refused)
    secret = read(warm_home / "prefect" / "secret").strip()
    assert (warm_home / "prefect" / "secret").stat().st_mode & 0o777 == 0o600
    assert read_secret(warm_home) == (secret, True)
    assert secret in serve_once(warm_home)
    assert read_secret(warm_home) == (secret, False)


def test_serving_waits_for_a_command_under_way_and_says_so(warm_home: Path, httpserver: HTTPServer):
    page = LatePage(httpserver)
    command = start(warm_home, "ingest", page.url)
    wait_until(page.asked.is_set)
    log = warm_home / "serve.log"
    waiting = f"waiting for another communique on this home (process {command.pid})"
    with log.open("w") as file:
        served = start(warm_home, "serve", "--port", str(find_port()), log=file)
    wait_until(lambda: served.poll() is not None or waiting in read(log))
    page.gate.set()
    out, err = command.communicate(timeout=PATIENCE)
    assert command.returncode == 0, err
    assert "1 new" in out
    wait_until(lambda: served.poll() is not None or "log in" in read(log))
    press_ctrl_c(served)
    assert served.returncode == 0, read(log)
    assert waiting in read(log)


@pytest.mark.parametrize("command", [("ingest", WIRE), ("serve",)], ids=["ingest", "serve"])
def test_ctrl_c_ends_a_server_that_is_still_starting(
    tmp_path: Path, command: tuple[str | Path, ...]
):
    port = ("--port", str(find_port())) if command[0] == "serve" else ()
    process = start(tmp_path / "home", *command, *port)
    wait_until((tmp_path / "home" / "prefect" / "server.log").exists)
    wait_until(lambda: list_group(process))
    below = list_group(process)
    _, err = press_ctrl_c(process)
    assert process.returncode == 2
    assert err.strip().splitlines()[-1] == STOPPED
    assert not any(Path(f"/proc/{pid}").exists() for pid in below)
    # What the kill interrupted is made good by the next start.
    if command[0] == "ingest":
        again = run(tmp_path / "home", *command)
        assert again.returncode == 0, again.stderr


@pytest.mark.parametrize("way", [("--direct",), ()], ids=["direct", "prefect"])
def test_ctrl_c_after_loading_shows_the_ledger_and_leaves_nothing_staged(
    ask: Ask,
    tmp_path: Path,
    warm_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: tuple[str, ...],
):
    publish = flows.runs.publish_snapshot

    def publish_interrupted(home: Path) -> Path:
        os.kill(os.getpid(), signal.SIGINT)
        return publish(home)

    monkeypatch.setattr("flows.runs.publish_snapshot", publish_interrupted)
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "direct" if way else warm_home
    answer = ask(home, "ingest", *way, WIRE)
    assert answer.returncode == 0, answer.stderr
    assert "completed, 7 new" in answer.stdout
    assert query(home, "select state from runs") == [("completed",)]
    assert not any((home / "staging").iterdir())


def test_a_run_that_fails_says_why_in_one_line_and_in_its_summary(served: Served, tmp_path: Path):
    (tmp_path / "empty").mkdir()
    run_id = served.api.start_run("ingest", {"addresses": [str(tmp_path / "empty")]})
    assert served.api.finish_run(run_id) == "Failed"
    found = served.api.client.get(f"/flow_runs/{run_id}").json()
    assert "holds no files" in found["state"]["message"]
    artifacts = served.api.read_artifacts(run_id)
    assert set(artifacts) == {"summary"}
    assert "holds no files" in artifacts["summary"]
    assert "Traceback" not in read_log(served, run_id)


def test_a_run_that_finds_nothing_says_why_in_its_summary(served: Served, tmp_path: Path):
    feed = tmp_path / "feed.xml"
    feed.write_text('<rss version="2.0"><channel></channel></rss>')
    run_id = served.api.start_run("ingest", {"addresses": [str(feed)]})
    assert served.api.finish_run(run_id) == "Failed"
    artifacts = served.api.read_artifacts(run_id)
    assert None not in artifacts
    assert "What went wrong" in artifacts["summary"]
    assert "Traceback" not in read_log(served, run_id)


def make_home(folder: Path) -> Path:
    """A home with its folders and a password, as an earlier start left it."""
    home = folder / "home"
    for name in ("archive", "sources", "prefect/tmp"):
        (home / name).mkdir(parents=True)
    (home / "prefect" / "secret").write_text("communique:known\n")
    return home


def run_without_might(home: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run the command as one to whom file modes apply, which they do not to root."""
    setpriv: list[str] = []
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("no setpriv here, and root may write everywhere")
        might = "-dac_override,-dac_read_search"
        setpriv = ["setpriv", f"--bounding-set={might}", f"--inh-caps={might}"]
    return subprocess.run(
        [*setpriv, COMMAND, "--home", home, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def serve_once(home: Path) -> str:
    """Start `communique serve`, stop it, and return what it printed."""
    log = home / "serve.log"
    with log.open("w") as file:
        process = start(home, "serve", "--port", str(find_port()), log=file)
    wait_until(lambda: process.poll() is not None or "log in" in read(log))
    press_ctrl_c(process)
    assert process.returncode == 0, read(log)
    return read(log)


def read_log(served: Served, run_id: str) -> str:
    """Every line of a run's log, once its process has sent the last."""
    wait_until(lambda: not any(map(is_engine, list_group(served.process))))
    body = {"logs": {"flow_run_id": {"any_": [run_id]}}}
    return "\n".join(each["message"] for each in served.api.post("/logs/filter", body))
