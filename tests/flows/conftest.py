import json
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.flows.command import PATIENCE, SAMPLES, Api, start, wait_until
from tests.samples.server import serve_samples


class Served(NamedTuple):
    """A home on which `communique serve` runs."""

    home: Path
    port: int
    api: Api
    secret: str
    greeting: str
    process: "subprocess.Popen[str]"


def find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def sites() -> Generator[str]:
    """The sample publishers' sites, on a port of their own."""
    with serve_samples(2, port=0) as base:
        yield base


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, sites: str) -> Iterator[Served]:
    """One server for all tests: `communique serve` itself, with the samples as its publishers."""
    home = tmp_path_factory.mktemp("served")
    write_sources(home, sites)
    port = find_port()
    with (home / "serve.log").open("w") as log:
        process = start(home, "serve", "--port", str(port), log=log)
        wait_until(lambda: process.poll() is not None or "log in" in read(home / "serve.log"))
        assert process.poll() is None, read(home / "serve.log")
        secret = (home / "prefect" / "secret").read_text().strip()
        api = Api(read_url(home), secret)
        yield Served(home, port, api, secret, read(home / "serve.log"), process)
        api.client.close()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)


def read_url(home: Path) -> str:
    """Where the server of a home answers."""
    return json.loads(read(home / "prefect" / "server.lock"))["url"]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def write_sources(home: Path, sites: str) -> None:
    """Make the sample publishers those of a home, with a schedule for one."""
    folder = home / "sources"
    folder.mkdir()
    for path in (SAMPLES / "sources").glob("*.toml"):
        text = read(path).replace("{base}", sites).replace("{root}", str(SAMPLES))
        if path.stem == "sample-wire":
            text = re.sub(r"(?m)^\[bounds\]", '[schedule]\ncron = "0 6 * * *"\n\n[bounds]', text)
        (folder / path.name).write_text(text, encoding="utf-8")


@pytest.fixture
def warm_home(tmp_path: Path, served: Served) -> Path:
    """A home whose Prefect database is made already, which takes seconds."""
    home = tmp_path / "home"
    (home / "prefect").mkdir(parents=True)
    shutil.copy(served.home / "prefect" / "memo_store.toml", home / "prefect")
    with (
        closing(sqlite3.connect(served.home / "prefect" / "prefect.db")) as source,
        closing(sqlite3.connect(home / "prefect" / "prefect.db")) as target,
    ):
        source.backup(target)
    return home
