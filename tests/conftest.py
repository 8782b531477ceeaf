import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.flows.command import SAMPLES, call

# No test is judged by a clock: a busy machine is slow.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

Ask = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample wire in its warehouse."""
    home = tmp_path_factory.mktemp("home")
    answer = call(home, "ingest", "--direct", SAMPLES / "wire")
    assert answer.returncode == 0, answer.stderr
    return home


@pytest.fixture
def ask() -> Ask:
    """The command within this process, for questions that do not need one of their own."""
    return call


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With `--dist loadgroup` a file's tests stay in one process, and all those of one server."""
    for item in items:
        fixtures: list[str] = getattr(item, "fixturenames", [])
        group = "served" if "served" in fixtures else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of bytes by their number: packed ones differ by the second they were made in."""
    return f"{argname}-{len(val)}-bytes" if isinstance(val, bytes) else None
