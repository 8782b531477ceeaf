"""Who may reach this machine: who typed its address, or named it in a file; nobody else."""

import os
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from flows.leave import allow_typed
from flows.orders import run_ingest
from flows.parameters import IngestOptions
from flows.pipeline import PLAIN
from flows.reading import read_address
from schemas.errors import ConfigError
from schemas.run import Coverage
from tasks.publishers.access import HOSTS_VARIABLE
from tests.flows.command import call, query

PAGE = f"<html><body><article><h1>Ministers meet</h1><p>{'They met on trade. ' * 40}</p></article></body></html>"


@pytest.fixture
def page(httpserver: HTTPServer) -> str:
    httpserver.expect_request("/page").respond_with_data(PAGE, content_type="text/html")
    return httpserver.url_for("/page")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMMUNIQUE_HOME", str(tmp_path))
    monkeypatch.setenv(HOSTS_VARIABLE, "")
    (tmp_path / "sources").mkdir()
    return tmp_path


def write_source(home: Path, source_id: str, url: str, first: str = "", last: str = "") -> None:
    (home / "sources" / f"{source_id}.toml").write_text(
        f'id = "{source_id}"\nname = "S"\nbounds = {{ min_releases = 0 }}\n{first}\n'
        f'[[channels]]\nkind = "page"\nurl = "{url}"\n{last}\n'
    )


def ingest(*sources: str, addresses: tuple[str, ...] = ()) -> tuple[Coverage, ...]:
    return run_ingest(IngestOptions(sources=sources, addresses=addresses), PLAIN).coverage


def read_kinds(home: Path) -> list[object]:
    return [kind for (kind,) in query(home, "select error_kind from raw.fetch order by fetch_id")]


def test_a_typed_address_of_this_machine_is_fetched(page: str, tmp_path: Path):
    done = call(tmp_path, "ingest", "--direct", page)
    assert done.returncode == 0, done.stderr


def test_a_typed_odd_spelling_is_refused(page: str, tmp_path: Path):
    done = call(tmp_path, "read", page.replace("localhost", "127.1"))
    assert done.returncode == 1
    assert "odd spelling" in done.stdout


@pytest.mark.usefixtures("home")
def test_a_typed_address_leads_to_no_other_port(httpserver: HTTPServer):
    httpserver.expect_request("/").respond_with_data(
        status=302, headers={"Location": "http://localhost:9/"}
    )
    url = httpserver.url_for("/")
    allow_typed([url])
    (reading,) = read_address(url)
    assert reading.rejection is not None
    assert "the address is this machine" in reading.rejection.reason


def test_a_source_reaches_this_machine_only_if_its_file_says_so(page: str, home: Path):
    write_source(home, "open", page, 'private_hosts = ["localhost"]')
    write_source(home, "shut", page)
    opened, shut = ingest("open", "shut")
    assert (opened.loaded_count, shut.failed_count) == (1, 1)
    assert read_kinds(home) == ["", "private"]


def test_a_home_may_allow_a_host_for_all_its_sources(
    page: str, home: Path, monkeypatch: pytest.MonkeyPatch
):
    write_source(home, "s", page)
    monkeypatch.setenv(HOSTS_VARIABLE, "other.example, localhost")
    assert ingest("s")[0].loaded_count == 1
    monkeypatch.setenv(HOSTS_VARIABLE, "http://x/")
    with pytest.raises(ConfigError, match=f"{HOSTS_VARIABLE}: 'http://x/' is no host"):
        ingest("s")


def test_an_address_that_nobody_typed_gets_no_leave(page: str, home: Path):
    """As one that comes through Prefect's form or API."""
    assert ingest(addresses=(page,))[0].failed_count == 1
    assert read_kinds(home) == ["private"]


def test_leave_is_for_the_very_origin(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(HOSTS_VARIABLE, "intranet.example")
    typed = [
        "http://LOCALHOST:8000/a",
        "https://[::1]/",
        "http://10.0.0.1/",
        "http://127.1/",
        "a/b",
    ]
    allow_typed([*typed, "imap://me@localhost:1143/a", "http://localhost.example/", "feed.xml"])
    assert os.environ[HOSTS_VARIABLE] == "intranet.example,localhost:8000,[::1]:443,localhost:1143"


def test_a_login_that_is_not_set_stops_its_source_alone(
    page: str, home: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(HOSTS_VARIABLE, "localhost")
    monkeypatch.delenv("NORLAND_LOGIN", raising=False)
    write_source(home, "login", page, last='auth_variable = "NORLAND_LOGIN"')
    write_source(home, "open", page)
    stopped, opened = ingest("login", "open")
    assert (stopped.state, opened.loaded_count) == ("stopped", 1)
    assert "NORLAND_LOGIN: the variable is not set" in stopped.reason
    monkeypatch.setenv("NORLAND_LOGIN", "desk:secret")
    assert ingest("login")[0].state == "ok"
