import pytest

from tasks.publishers.access import HOSTS_VARIABLE


@pytest.fixture(autouse=True)
def allow_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """The servers of these tests are this machine; tests of the guard say otherwise themselves."""
    monkeypatch.setenv(HOSTS_VARIABLE, "localhost,127.0.0.1")
