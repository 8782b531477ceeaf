import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.flows.archive import Archive
from tests.flows.command import call, query

API = """
id = "office"
name = "Harbour office"
private_hosts = ["localhost"]
[[channels]]
kind = "api"
url = "{base}/api?page={{page}}"
[channels.items]
list = "data"
url = "link"
title = "title"
published = "date"
content = "text"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    return tmp_path


def serve_api(server: HTTPServer) -> None:
    """An API of two pages, whose items have no page that answers, and one none at all."""

    def answer(request: Request) -> Response:
        page = int(request.args["page"])
        items = [
            {
                "link": f"/gone/{page}-{n}" if n else "",
                "title": f"Harbour office reports on berth {page}{n}",
                "date": f"2026-03-{page:02}",
                "text": f"Berth {page}{n} was dredged to a depth of {n} fathoms.\nFerries may call.",
            }
            for n in range(3)
        ]
        return Response(json.dumps({"data": items if page < 3 else []}))

    server.expect_request("/api").respond_with_handler(answer)
    for page in (1, 2):
        for n in (1, 2):
            server.expect_request(f"/gone/{page}-{n}").respond_with_data("", status=404)


def test_an_api_described_in_toml_gives_releases_without_pages(home: Path, httpserver: HTTPServer):
    serve_api(httpserver)
    text = API.format(base=httpserver.url_for("/").rstrip("/"))
    (home / "sources" / "office.toml").write_text(text)
    done = call(home, "ingest", "--source", "office", "--direct")
    assert done.returncode == 0, done.stderr
    assert query(home, "select distinct published_on::varchar from releases order by all") == [
        ("2026-03-01",),
        ("2026-03-02",),
    ]
    assert query(home, "select count(*), min(format) from releases") == [(6, "entry")]
    again = call(home, "ingest", "--source", "office", "--direct")
    assert "nothing new" in again.stdout


def test_an_api_that_answers_otherwise_is_one_line_with_the_mend(
    home: Path, httpserver: HTTPServer
):
    httpserver.expect_request("/api").respond_with_data('{"results": [], "error": "no key"}')
    text = API.format(base=httpserver.url_for("/").rstrip("/"))
    (home / "sources" / "office.toml").write_text(text)
    done = call(home, "ingest", "--source", "office", "--direct")
    assert done.returncode == 2
    line = done.stderr.splitlines()[-1]
    assert "no list of items at 'data' (there are: results, error); correct `items.list`" in line
    assert "Traceback" not in done.stderr


def test_a_daily_run_that_meets_what_is_held_turns_no_further_page(
    home: Path, httpserver: HTTPServer
):
    archive = Archive(httpserver, 30)
    (home / "sources" / "archive.toml").write_text(archive.describe())
    call(home, "ingest", "--source", "archive", "--direct")
    assert archive.pages == ["1", "2", "3"]
    call(home, "ingest", "--source", "archive", "--direct")
    assert archive.pages == ["1", "2", "3", "1"]


def test_translations_a_sitemap_names_are_kept_with_the_request(home: Path, httpserver: HTTPServer):
    archive = Archive(httpserver, 1)
    base = archive.url.removesuffix("/news")
    httpserver.expect_request("/robots.txt").respond_with_data(
        f"User-agent: *\nAllow: /\nSitemap: {base}/index\n"
    )
    httpserver.expect_request("/index").respond_with_data(
        "<sitemapindex><sitemap><loc>/map</loc></sitemap></sitemapindex>"
    )
    httpserver.expect_request("/map").respond_with_data(
        '<urlset xmlns:xhtml="http://www.w3.org/1999/xhtml"><url><loc>/r/0</loc>'
        '<xhtml:link rel="alternate" hreflang="fr" href="/fr/0"/>'
        '<xhtml:link rel="alternate" hreflang="ar" href="/ar/0"/></url></urlset>'
    )
    done = call(home, "ingest", f"{base}/robots.txt", "--direct")
    assert done.returncode == 0, done.stderr
    assert query(home, "select hint_alternates from raw.fetch") == [
        (f"fr {base}/fr/0\nar {base}/ar/0",)
    ]
