import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from flows.cli import main
from tasks.publishers.access import HOSTS_VARIABLE
from tests.flows.command import SAMPLES, run

# No test is judged by a clock: a busy machine is slow.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

Ask = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample wire in its warehouse."""
    home = tmp_path_factory.mktemp("home")
    answer = run(home, "ingest", "--direct", SAMPLES / "wire")
    assert answer.returncode == 0, answer.stderr
    return home


@pytest.fixture
def ask(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """The command within this process, for questions that do not need one of their own."""
    monkeypatch.setenv("COMMUNIQUE_HOME", "")
    # A typed address of this machine is allowed for the length of a command, not of all tests.
    monkeypatch.setenv(HOSTS_VARIABLE, "")

    def call(home: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        given = ["--home", str(home), *map(str, arguments)]
        code = main(given)
        shown = capfd.readouterr()
        return subprocess.CompletedProcess(given, code, shown.out, shown.err)

    return call


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of bytes by their number: packed ones differ by the second they were made in."""
    return f"{argname}-{len(val)}-bytes" if isinstance(val, bytes) else None
