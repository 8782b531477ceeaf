"""The real command, as a person or a service starts it."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import IO, Any

import httpx
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from flows.catalogue import list_sources
from flows.cli import main
from flows.home import HOME_VARIABLE
from warehouse.query import run_query

COMMAND = Path(sys.executable).parent / "communique"
REPOSITORY = Path(__file__).resolve().parents[2]
# Seconds until a process that does nothing hangs: a busy machine is slow, and no fault.
PATIENCE = 120
SAMPLES = REPOSITORY / "tests" / "samples"


def start(
    home: Path,
    *arguments: str | Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    log: IO[str] | None = None,
) -> subprocess.Popen[str]:
    """Start the command in a process group of its own, as a terminal does."""
    return subprocess.Popen(
        [str(COMMAND), "--home", str(home), *map(str, arguments)],
        stdout=log or subprocess.PIPE,
        stderr=log or subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, **(environment or {})},
        cwd=folder,
    )


def run(
    home: Path,
    *arguments: str | Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    seconds: float = PATIENCE,
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    process = start(home, *arguments, environment=environment, folder=folder)
    out, err = process.communicate(timeout=seconds)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def call(
    home: Path | None,
    *arguments: str | Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    stdin: bytes = b"",
) -> subprocess.CompletedProcess[str]:
    """Run the command within this process: for what does not need one of its own.

    What it puts into the environment is undone, such as that an address of this machine is allowed.
    """
    given = [*(() if home is None else ("--home", str(home))), *map(str, arguments)]
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    before, keyboard = dict(os.environ), sys.stdin
    # A process of its own would read the publishers' files anew.
    list_sources.cache_clear()
    try:
        sys.stdin = io.TextIOWrapper(io.BytesIO(stdin))
        os.environ.pop(HOME_VARIABLE, None)
        os.environ.update(environment or {})
        with chdir(folder or Path.cwd()), redirect_stdout(out), redirect_stderr(err):
            code = main(given)
    finally:
        sys.stdin = keyboard
        os.environ.clear()
        os.environ.update(before)
    shown = (stream.buffer.getvalue().decode().replace("\r\n", "\n") for stream in (out, err))
    return subprocess.CompletedProcess(given, code, *shown)


def query(home: Path, sql: str) -> list[tuple[object, ...]]:
    """Rows of a query on the published snapshot."""
    return [tuple(row.values()) for row in run_query(home, sql).to_pylist()]


def press_ctrl_c(process: "subprocess.Popen[str]") -> tuple[str, str]:
    """Interrupt the whole process group, as a terminal does, and wait for the end."""
    os.killpg(process.pid, signal.SIGINT)
    return process.communicate(timeout=PATIENCE)


def wait_until(
    condition: Callable[[], object], seconds: float = PATIENCE, pause: float = 0.05
) -> None:
    """Wait for something another process does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(pause)


def list_group(process: "subprocess.Popen[str]") -> list[int]:
    """Processes that descend from a process, whatever session they moved to."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found: list[int] = []
    waiting = [process.pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def is_engine(process: int) -> bool:
    """Whether a process is one in which Prefect runs a flow."""
    try:
        return "prefect.engine" in Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return False


def write_releases(folder: Path, count: int) -> Path:
    """Write text releases, each different, none a copy of another."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        words = " ".join(
            f"Berth {number * 7 + step} was dredged to a new depth." for step in range(20)
        )
        (folder / f"2026-03-{number % 28 + 1:02}_berth-{number}.txt").write_text(
            f"Harbour office reports on berth {number}\n\n{words}\n", encoding="utf-8"
        )
    return folder


class LatePage:
    """A feed of one release, whose server waits with it until the gate is opened."""

    def __init__(self, server: HTTPServer) -> None:
        self.asked = threading.Event()
        self.gate = threading.Event()
        self.url = server.url_for("/feed")
        item = f"<item><title>A berth</title><link>{server.url_for('/late')}</link></item>"
        server.expect_request("/feed").respond_with_data(
            f'<rss version="2.0"><channel>{item}</channel></rss>', content_type="text/xml"
        )
        server.expect_request("/late").respond_with_handler(self._answer)

    def _answer(self, _request: Request) -> Response:
        self.asked.set()
        self.gate.wait(30)
        return Response(
            "<html><head><title>Harbour office opens a berth</title></head><body><main>"
            "<h1>Harbour office opens a berth</h1><p>The harbour office opened a new berth for"
            " small ferries on 2 March 2026, and the minister came to see it.</p></main></body>",
            content_type="text/html",
        )


class Api:
    """Prefect's API, as a browser that has logged in calls it."""

    def __init__(self, url: str, secret: str) -> None:
        user, _, password = secret.partition(":")
        self.client = httpx.Client(base_url=url, auth=(user, password), timeout=10)
        token = self.client.get("/csrf-token", params={"client": "tests"}).json()["token"]
        self.client.headers.update({"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "tests"})

    def post(self, path: str, body: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401
        """Post and read JSON; where two requests collide in SQLite, try again as told."""
        answer = self.client.post(path, json=dict(body or {}))
        for _ in range(5):
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(0.2)
            answer = self.client.post(path, json=dict(body or {}))
        answer.raise_for_status()
        return answer.json()

    def find_deployments(self) -> dict[str, Any]:
        """Every deployment, by name."""
        return {each["name"]: each for each in self.post("/deployments/filter")}

    def start_run(self, deployment: str, options: Mapping[str, object]) -> str:
        """Start a run as the custom-run form does."""
        found = self.find_deployments()[deployment]["id"]
        body = {"parameters": {"options": dict(options)}, "state": {"type": "SCHEDULED"}}
        return self.post(f"/deployments/{found}/create_flow_run", body)["id"]

    def read_state(self, run_id: str) -> str:
        """The name of a run's state."""
        return self.client.get(f"/flow_runs/{run_id}").json()["state_name"]

    def finish_run(self, run_id: str) -> str:
        """Wait for the end of a run; returns the name of its state."""
        ends = {"Completed", "Partial", "Failed", "Crashed", "Cancelled"}
        wait_until(lambda: self.read_state(run_id) in ends, pause=0.3)
        return self.read_state(run_id)

    def read_artifacts(self, run_id: str) -> dict[str, Any]:
        """Artifacts a run left, by key."""
        body = {"artifacts": {"flow_run_id": {"any_": [run_id]}}}
        return {each["key"]: each["data"] for each in self.post("/artifacts/filter", body)}


def refuse(answer: "subprocess.CompletedProcess[str]") -> str:
    """The one line with which a command could not run."""
    assert answer.returncode == 2, (answer.stdout, answer.stderr)
    lines = answer.stderr.strip().splitlines()
    assert len(lines) == 1, answer.stderr
    assert lines[0].startswith("error: ")
    assert "Traceback" not in answer.stdout + answer.stderr
    assert "please report" not in lines[0]
    return lines[0]
