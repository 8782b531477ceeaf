from datetime import date
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.flows.command import call, query
from tests.publisher import make_url, serve_releases, write_feed

TOML = """
id = "office"
name = "Harbour office"
private_hosts = ["localhost"]
[[channels]]
kind = "feed"
url = "{feed}"
"""
DAY = date(2026, 11, 20)
COUNT = 201
RULES = f"User-agent: *\nDisallow: /press\nAllow: {make_url(0)}$\n"


def count_robots(server: HTTPServer) -> int:
    return sum(request.path == "/robots.txt" for request, _ in server.log)


@pytest.fixture
def home(tmp_path: Path, httpserver: HTTPServer) -> Path:
    serve_releases(httpserver, 1, DAY)
    feed = write_feed(httpserver, range(COUNT), DAY)
    httpserver.expect_request("/feed").respond_with_data(feed, content_type="text/xml")
    (tmp_path / "sources").mkdir()
    text = TOML.format(feed=httpserver.url_for("/feed"))
    (tmp_path / "sources" / "office.toml").write_text(text)
    return tmp_path


def test_a_run_of_many_portions_asks_a_host_for_its_rules_once(home: Path, httpserver: HTTPServer):
    httpserver.expect_request("/robots.txt").respond_with_data(RULES)
    done = call(home, "ingest", "--source", "office", "--batch-size", "100", "--direct")
    assert done.returncode == 1, done.stderr
    assert query(home, "select discovered_count, loaded_count from coverage") == [(COUNT, 1)]
    assert count_robots(httpserver) == 1
    call(home, "ingest", "--source", "office", "--direct")
    assert count_robots(httpserver) == 1
    (file,) = (home / "robots").iterdir()
    file.unlink()
    call(home, "ingest", "--source", "office", "--direct")
    assert count_robots(httpserver) == 2
