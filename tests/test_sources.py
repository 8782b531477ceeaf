"""`communique sources add`, `check` and `test`, as a person uses them."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tasks.publishers.access import HOSTS_VARIABLE
from tasks.publishers.catalogue import read_source
from tests.publisher import (
    NAME,
    make_url,
    serve_releases,
    write_feed,
    write_listing,
    write_sitemap,
)
from tests.samples.server import SAMPLES, serve_samples

Ask = Callable[..., "subprocess.CompletedProcess[str]"]
TODAY = datetime.now(UTC).date()
HTML, XML = "text/html; charset=utf-8", "application/xml"


@pytest.fixture
def ask(ask: Ask, tmp_path: Path) -> Ask:
    """The command on a home of the test's own."""
    return lambda *arguments: ask(tmp_path, *arguments)


@pytest.fixture
def site(httpserver: HTTPServer) -> HTTPServer:
    """A site with twelve releases, the latest of today."""
    httpserver.no_handler_status_code = 404
    serve_releases(httpserver, 12, TODAY)
    return httpserver


@pytest.fixture
def base() -> Iterator[str]:
    with serve_samples(port=0) as base:
        yield base


def refuse(answer: "subprocess.CompletedProcess[str]") -> str:
    assert answer.returncode == 2, (answer.stdout, answer.stderr)
    (line,) = answer.stderr.strip().splitlines()
    return line


def write_source(home: Path, name: str, channels: str, head: str = "") -> Path:
    (home / "sources").mkdir(exist_ok=True)
    path = home / "sources" / f"{name}.toml"
    hosts = 'private_hosts = ["localhost", "127.0.0.1"]\n'
    text = f'id = "{name}"\nname = "{name.title()}"\n{hosts}{head}{channels}'
    path.write_text(text, encoding="utf-8")
    return path


def make_channel(kind: str, url: str) -> str:
    return f'\n[[channels]]\nkind = "{kind}"\nurl = "{url}"\n'


# help


@pytest.mark.parametrize("name", ["add", "check", "test"])
def test_every_command_of_the_group_has_help_with_an_example(name: str, ask: Ask):
    answer = ask("sources", name, "--help")
    assert answer.returncode == 0
    assert f"communique sources {name}" in answer.stdout
    assert "Example" in answer.stdout


# add


def test_a_page_of_releases_becomes_a_publisher_that_can_be_loaded_and_tested(
    ask: Ask, tmp_path: Path, base: str, monkeypatch: pytest.MonkeyPatch
):
    answer = ask("sources", "add", f"{base}/attorney/releases.html", "--id", "tamarack", "--yes")
    assert answer.returncode == 0, answer.stderr
    assert "Consumer alert: Attorney General warns" in answer.stdout
    assert "2026-04-14" in answer.stdout
    assert "dateline" in answer.stdout
    source = read_source(tmp_path / "sources" / "tamarack.toml")
    assert source.name == "Office of the Attorney General of Tamarack"
    assert source.languages == ("en", "es")
    assert source.verified == TODAY
    assert source.private_hosts == (base.removeprefix("http://"),)
    assert [(channel.kind, channel.links) for channel in source.channels] == [
        ("listing", "ul.releases a")
    ]
    folder = tmp_path / "sources" / "golden" / "tamarack"
    record = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert len(record["pages"]) == 5
    assert all((folder / page["file"]).read_bytes() for page in record["pages"])
    assert "5 golden pages read, 0 fields differ" in ask("sources", "test").stdout
    # A later command has no leave but the file's.
    monkeypatch.setenv(HOSTS_VARIABLE, "")
    loaded = ask("ingest", "--direct", "--source", "tamarack")
    assert "7 new" in loaded.stdout


def test_a_feed_the_page_names_and_its_list_are_united(ask: Ask, tmp_path: Path, site: HTTPServer):
    head = '<link rel="alternate" type="application/rss+xml" href="/news.rss">'
    site.expect_request("/press/").respond_with_data(
        write_listing(range(12), head), 200, None, HTML
    )
    site.expect_request("/news.rss").respond_with_data(
        write_feed(site, range(3), TODAY), content_type=XML
    )
    answer = ask("sources", "add", site.url_for("/press/"), "--id", "harbour", "--yes")
    assert answer.returncode == 0, answer.stderr
    source = read_source(tmp_path / "sources" / "harbour.toml")
    assert [channel.kind for channel in source.channels] == ["feed", "listing"]
    assert source.channels[1].links == "li.item a"
    assert source.name == NAME
    assert answer.stdout.count("│ meta") + answer.stdout.count("│ feed") >= 5


def test_a_feed_and_a_sitemap_that_nothing_names_are_found_where_they_usually_lie(
    ask: Ask, tmp_path: Path, site: HTTPServer
):
    site.expect_request("/press/").respond_with_data(write_listing(range(4)), content_type=HTML)
    site.expect_request("/press/rss.xml").respond_with_data(
        write_feed(site, range(6), TODAY), content_type=XML
    )
    paths = ["/about/the-office-and-its-history", "/", *map(make_url, range(12))]
    site.expect_request("/map.xml").respond_with_data(write_sitemap(site, paths), content_type=XML)
    site.expect_request("/robots.txt").respond_with_data(
        f"User-agent: *\nAllow: /\nSitemap: {site.url_for('/map.xml')}\n", content_type="text/plain"
    )
    answer = ask("sources", "add", site.url_for("/press/"), "--id", "harbour", "--yes")
    assert answer.returncode == 0, answer.stderr
    feed, sitemap = read_source(tmp_path / "sources" / "harbour.toml").channels
    assert (feed.kind, sitemap.kind) == ("feed", "sitemap")
    assert sitemap.include == r"/press/\d{4}/."
    assert "brings nothing that the others do not" in answer.stdout
    assert "# listing" in (tmp_path / "sources" / "harbour.toml").read_text(encoding="utf-8")


def test_translations_are_told_and_looked_at_when_asked_for(
    ask: Ask, tmp_path: Path, site: HTTPServer
):
    head = '<link rel="alternate" hreflang="fr" href="/fr/presse/">'
    site.expect_request("/press/").respond_with_data(
        write_listing(range(6), head), content_type=HTML
    )
    site.expect_request("/fr/presse/").respond_with_data(
        write_listing(range(6, 12)), content_type=HTML
    )
    told = ask("sources", "add", site.url_for("/press/"), "--dry-run")
    assert "translation: fr" in told.stdout
    assert not (tmp_path / "sources").exists()
    ask("sources", "add", site.url_for("/press/"), "--id", "both", "--yes", "--translations")
    channels = read_source(tmp_path / "sources" / "both.toml").channels
    assert [channel.url for channel in channels] == [
        site.url_for("/press/"),
        site.url_for("/fr/presse/"),
    ]


def test_a_site_with_nothing_to_take_is_told_in_one_line_and_nothing_is_written(
    ask: Ask, tmp_path: Path, httpserver: HTTPServer
):
    httpserver.expect_request("/").respond_with_data("<p>Under construction</p>", content_type=HTML)
    line = refuse(ask("sources", "add", httpserver.url_for("/"), "--yes"))
    assert "nothing was written" in line
    assert "no feed, no sitemap and no list of releases" in line
    assert not (tmp_path / "sources").exists()
    assert "HTTP 500" in refuse(ask("sources", "add", httpserver.url_for("/gone"), "--yes"))


def test_an_api_is_told_for_one_and_where_it_is_described(ask: Ask, httpserver: HTTPServer):
    httpserver.expect_request("/api").respond_with_json({"results": [{"url": "/1"}]})
    line = refuse(ask("sources", "add", httpserver.url_for("/api"), "--yes"))
    assert "an API is described by hand, as a channel of kind `api`" in line


def test_a_json_feed_gives_its_own_name_to_the_publisher(
    ask: Ask, tmp_path: Path, site: HTTPServer
):
    items = [{"id": str(n), "url": site.url_for(make_url(n)), "title": "A title"} for n in range(3)]
    site.expect_request("/feed.json").respond_with_json(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Port Office", "items": items}
    )
    added = ask("sources", "add", site.url_for("/feed.json"), "--id", "ports", "--yes")
    assert added.returncode == 0, added.stderr
    assert read_source(tmp_path / "sources/ports.toml").name == "Port Office"


def test_pages_that_are_gone_to_the_front_page_are_no_releases(ask: Ask, site: HTTPServer):
    paths = [f"/press/2025/harbour-report-on-berth-{number}" for number in range(4)]
    rows = "".join(
        f'<li><a href="{path}">A report on berths by the port</a></li>' for path in paths
    )
    site.expect_request("/press/").respond_with_data(f"<ul>{rows}</ul>", content_type=HTML)
    for path in paths:
        site.expect_request(path).respond_with_data("", 302, {"Location": "/"})
    site.expect_request("/").respond_with_data(
        "<h1>Port Office</h1>" + "<p>The port is open by day and by night for all ships.</p>" * 9,
        content_type=HTML,
    )
    line = refuse(ask("sources", "add", site.url_for("/press/"), "--id", "ports", "--yes"))
    assert "redirects to the front page" in line


def test_pages_that_are_no_releases_are_not_taken_for_some(ask: Ask, httpserver: HTTPServer):
    httpserver.expect_request("/press/").respond_with_data(
        write_listing(range(4)), content_type=HTML
    )
    line = refuse(ask("sources", "add", httpserver.url_for("/press/"), "--yes"))
    assert "its pages do not read as releases: http" in line


def test_a_taken_or_impossible_id_is_refused_with_its_mend(ask: Ask, tmp_path: Path, base: str):
    url = f"{base}/attorney/releases.html"
    write_source(tmp_path, "mine", make_channel("feed", "https://example.org/feed"))
    assert "choose another name with --id" in refuse(
        ask("sources", "add", url, "--id", "mine", "-y")
    )
    shipped = refuse(ask("sources", "add", url, "--id", "un-news", "--yes"))
    assert "un-news.toml to" in shipped
    assert "is no id" in refuse(ask("sources", "add", url, "--id", "../mine", "--yes"))
    assert "without dots" in refuse(ask("sources", "add", url, "--id", "mfa.example", "--yes"))
    assert "a file" in refuse(ask("sources", "add", "file:///etc/passwd", "--yes"))


@pytest.mark.parametrize("secret", ["https://jane:pw@x.example/", "https://x.example/f?token=pw"])
def test_an_address_with_a_secret_becomes_no_publisher(ask: Ask, tmp_path: Path, secret: str):
    line = refuse(ask("sources", "add", secret, "--yes"))
    assert "holds a password or a key" in line
    assert "pw" not in line
    assert not (tmp_path / "sources").exists()


def test_a_feed_whose_address_holds_a_key_is_left_out_and_told(
    ask: Ask, tmp_path: Path, site: HTTPServer
):
    site.expect_request("/keyed/rss").respond_with_data(
        write_feed(site, range(3), TODAY), content_type=XML
    )
    head = '<link rel="alternate" type="application/rss+xml" href="/keyed/rss?token=pw">'
    site.expect_request("/press/").respond_with_data(
        write_listing(range(6), head), content_type=HTML
    )
    added = ask("sources", "add", site.url_for("/press/"), "--id", "ports", "--yes")
    assert "holds a key" in added.stdout
    assert [each.kind for each in read_source(tmp_path / "sources/ports.toml").channels] == [
        "listing"
    ]


def test_nothing_is_written_unasked(ask: Ask, tmp_path: Path, base: str):
    line = refuse(ask("sources", "add", f"{base}/attorney/releases.html"))
    assert "--yes" in line
    assert not (tmp_path / "sources").exists()


# check


def read_health(answer: "subprocess.CompletedProcess[str]") -> dict[str, dict[str, object]]:
    return {row["source"]: row for row in json.loads(answer.stdout)}


def test_a_check_tells_states_and_exit_codes_and_loads_nothing(
    ask: Ask, tmp_path: Path, site: HTTPServer
):
    old = TODAY - timedelta(days=400)
    site.expect_request("/new").respond_with_data(write_feed(site, range(12), TODAY))
    site.expect_request("/old").respond_with_data(
        write_feed(site, range(12), old).replace("/press/2026/", "/old/2025/")
    )
    site.expect_request("/empty").respond_with_data('<rss version="2.0"><channel/></rss>')
    site.expect_request("/closed").respond_with_data("no", status=403)
    site.expect_request("/barred").respond_with_data(
        write_feed(site, range(12), TODAY).replace("/press/2026/", "/barred/2026/")
    )
    site.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /barred\n")
    for name in ("new", "old", "empty", "closed", "missing", "barred"):
        write_source(tmp_path, name, make_channel("feed", site.url_for(f"/{name}")))
    good = ask("sources", "check", "new", "--format", "json")
    assert good.returncode == 0, good.stdout
    row = read_health(good)["new"]
    assert (row["state"], row["items"], row["newest"]) == ("ok", 12, str(TODAY))
    assert (row["title"], row["date"], row["body"]) == ("3/3", "3/3", "3/3")
    assert row["last_success"] == "never"
    assert f"ok on {TODAY}: new" in good.stderr
    answer = ask("sources", "check", "--format", "json")
    assert answer.returncode == 1
    health = read_health(answer)
    assert {name: row["state"] for name, row in health.items()} == {
        "new": "ok",
        "old": "failing",
        "empty": "empty",
        "closed": "blocked",
        "missing": "failing",
        "barred": "blocked",
    }
    assert health["closed"]["errors"] == "1 http-403"
    assert not (tmp_path / "warehouse.duckdb").exists()
    assert "unknown source" in refuse(ask("sources", "check", "nobody"))
    assert "leave out" in refuse(ask("sources", "check", "new", "--all"))


def test_a_silent_publisher_is_stale_by_its_own_rhythm(
    ask: Ask, tmp_path: Path, httpserver: HTTPServer
):
    last = TODAY - timedelta(days=30)
    serve_releases(httpserver, 12, last)
    httpserver.expect_request("/feed").respond_with_data(write_feed(httpserver, range(12), last))
    write_source(tmp_path, "quiet", make_channel("feed", httpserver.url_for("/feed")))
    answer = ask("sources", "check", "--format", "json")
    row = read_health(answer)["quiet"]
    assert (answer.returncode, row["state"]) == (1, "stale")
    assert (row["silent_days"], row["usual_days"]) == (30, 9)


def test_a_check_knows_the_last_run_and_puts_the_day_into_the_file(
    ask: Ask, tmp_path: Path, site: HTTPServer
):
    site.expect_request("/feed").respond_with_data(write_feed(site, range(12), TODAY))
    channel = make_channel("feed", site.url_for("/feed"))
    path = write_source(tmp_path, "new", channel, "# mine\nlanguages = ['en']\n")
    assert ask("ingest", "--direct", "--source", "new").returncode == 0
    before = path.read_text(encoding="utf-8")
    answer = ask("sources", "check", "new", "--write", "--format", "json")
    assert str(read_health(answer)["new"]["last_success"]).startswith(f"{TODAY}")
    assert read_source(path).verified == TODAY
    assert path.read_text(encoding="utf-8").replace(f"verified = {TODAY}\n", "") == before
    assert "3 golden pages read, 0 fields differ" in ask("sources", "test", "new").stdout


def test_checking_a_shipped_publisher_makes_it_yours_and_active(
    ask: Ask, tmp_path: Path, site: HTTPServer, monkeypatch: pytest.MonkeyPatch
):
    site.expect_request("/feed").respond_with_data(write_feed(site, range(12), TODAY))
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    channel = make_channel("feed", site.url_for("/feed"))
    path = write_source(shipped, "office", f'[schedule]\ncron = "0 6 * * *"\n{channel}')
    for module in ("catalogue", "health"):
        monkeypatch.setattr(f"flows.{module}.SHIPPED", path.parent)
    listed = ask("sources")
    assert "(0 6 * * * UTC)" in listed.stdout
    assert "never checked live" in listed.stderr
    assert "no publisher is active" in refuse(ask("sources", "check"))
    answer = ask("sources", "check", "office", "--write")
    assert answer.returncode == 0
    assert "active from now on" in answer.stderr
    assert read_source(tmp_path / "sources" / "office.toml").verified == TODAY
    assert read_source(path).verified is None


def test_a_file_of_the_home_takes_the_place_of_the_shipped_one(ask: Ask, tmp_path: Path):
    write_source(tmp_path, "un-news", make_channel("feed", "https://example.org/mine"))
    shown = ask("sources").stdout
    assert "https://example.org/mine" in shown
    assert "news.un.org" not in shown.replace("press.un.org", "")


# test


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    """A home with a sample publisher and its golden pages."""
    folder = tmp_path / "sources" / "golden" / "sample-attorney"
    shutil.copytree(SAMPLES / "sources" / "golden" / "sample-attorney", folder)
    write_source(tmp_path, "sample-attorney", make_channel("listing", "https://example.org/"))
    return folder


def test_a_page_that_reads_otherwise_is_told_field_by_field_until_it_is_accepted(
    ask: Ask, golden: Path
):
    assert ask("sources", "test").returncode == 0
    record = golden / "expected.json"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("2026-06-11", "2026-06-12"), encoding="utf-8")
    answer = ask("sources", "test", "sample-attorney")
    assert answer.returncode == 1
    assert "published_on" in answer.stdout
    assert "2026-06-12" in answer.stdout
    assert "5 golden pages read, 1 fields differ" in answer.stdout
    assert ask("sources", "test", "--accept").returncode == 0
    assert record.read_text(encoding="utf-8") == text


def test_a_golden_page_that_is_rejected_now_differs(ask: Ask, golden: Path):
    (golden / "01.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
    answer = ask("sources", "test")
    assert answer.returncode == 1
    assert "rejected" in answer.stdout


def test_damaged_or_missing_golden_pages_are_one_line(ask: Ask, golden: Path):
    (golden / "01.html").unlink()
    assert "restore the file" in refuse(ask("sources", "test"))
    (golden / "expected.json").write_text("{}", encoding="utf-8")
    assert "expected.json: pages" in refuse(ask("sources", "test"))
    shutil.rmtree(golden)
    assert "no publisher has golden pages" in refuse(ask("sources", "test"))
    assert "check sample-attorney --write" in refuse(ask("sources", "test", "sample-attorney"))
