import json
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import axe_core_python
import lxml.html
import pytest

from flows.site import build_site
from tests.browser import CHROMIUM, Browser, open_browser
from tests.conftest import Ask
from tests.flows.command import SAMPLES, query, refuse, run, start, wait_until
from tests.flows.hostile_site import PAYLOAD_COUNT, PAYLOADS, load_hostile

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with sample releases of two publishers, one of them in two versions."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("pages")
    (home / "sources").mkdir()
    for name in ("league", "wire"):
        (folder / name).mkdir()
        (home / f"sources/{name}.toml").write_text(
            f'id = "{name}"\nname = "The {name}"\nlanguages = ["en", "zh"]\n'
            f'[[channels]]\nkind = "folder"\nurl = "{folder / name}"\n'
        )
    for edition in (1, 2):
        if edition == 2:
            pages = SAMPLES / "league/en/press/2026"
            shutil.copytree(pages, folder / "league", dirs_exist_ok=True)
            shutil.copytree(SAMPLES / "league/zh/press/2026", folder / "league/zh")
            for page in sorted((SAMPLES / "wire").glob("*.txt"))[:3]:
                shutil.copy(page, folder / "wire")
        for page in (SAMPLES / f"editions/{edition}/league/en/press/2026").iterdir():
            text = page.read_text(encoding="utf-8").replace("{base}", "https://league.example")
            (folder / "league" / page.name).write_text(text, encoding="utf-8")
        answer = run(home, "ingest", "--direct", "--source", "league", "--source", "wire")
    assert answer.returncode == 0, answer.stderr
    return home


@pytest.fixture(scope="module")
def site(home: Path) -> Path:
    """The site of these, built by the command."""
    answer = run(home, "report", "build")
    assert answer.returncode == 0, answer.stderr
    assert str(home / "site/index.html") in "".join(answer.stderr.split("\n"))
    return home / "site"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of releases that are nothing but payloads."""
    home = tmp_path_factory.mktemp("hostile")
    load_hostile(home)
    return build_site(home).folder


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests; alert is counted, not shown."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    with open_browser(tmp_path_factory.mktemp("profile")) as browser:
        count = "globalThis.ran = 0; globalThis.alert = () => { ran += 1; };"
        browser.call("Page.addScriptToEvaluateOnNewDocument", source=count)
        yield browser


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """The browser, which must neither complain nor ask for anything but files."""
    chromium.complaints.clear()
    chromium.requests.clear()
    yield chromium
    assert chromium.complaints == []
    # The icons of a field for dates are the browser's own.
    asked = [url for url in chromium.requests if not url.startswith("data:image/")]
    assert all(url.startswith(("file:///", "about:blank")) for url in asked)


def read_page(path: Path) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(path.read_text(encoding="utf-8"))


def list_pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def find_page(site: Path, title: str) -> Path:
    pages = [
        path
        for path in list_pages(site / "releases")
        if title in read_page(path).findtext(".//title")
    ]
    assert len(pages) == 1
    return pages[0]


def choose_pages(site: Path) -> list[Path]:
    """One page of each sort."""
    edited = find_page(site, "Cargo through League harbours")
    meeting = find_page(site, "meets Kestria")
    names = (
        "index",
        "search",
        "reports",
        "releases",
        "reports/volume",
        "persons/ilse-vantoren",
        "organisations/harbour-states-league",
    )
    return [edited, meeting, *(site / f"{name}.html" for name in names)]


def test_every_sort_of_page_is_without_serious_finding_of_axe_in_light_and_dark(
    browser: Browser, site: Path
):
    found: list[str] = []
    for path in choose_pages(site):
        browser.open(path.as_uri())
        browser.run(AXE + ";0")
        # Only colours differ in the dark.
        for scheme, rules in (("light", ""), ("dark", "runOnly: ['color-contrast']")):
            feature = {"name": "prefers-color-scheme", "value": scheme}
            browser.call("Emulation.setEmulatedMedia", features=[feature])
            result = browser.run(f"axe.run({{{rules}}})")
            assert result["passes"], path
            found += [
                f"{path.name} {scheme} {one['impact']} {one['id']}: {one['nodes'][0]['html'][:300]}"
                for one in result["violations"]
            ]
    assert found == []


def test_a_number_of_a_report_leads_to_the_releases_it_counts(browser: Browser, site: Path):
    for report, column in (("kinds", 1), ("languages", 1), ("topics", 2)):
        row = read_page(site / f"reports/{report}.html").xpath("//tbody/tr")[0]
        (link,) = row[column].iterchildren("a")
        address, _, words = link.get("href").partition("#")
        assert address == "../search.html"
        browser.open(f"{(site / 'search.html').as_uri()}#{words}")
        browser.wait_for("document.querySelectorAll('#results li').length > 0")
        told = browser.run("document.getElementById('told').textContent")
        assert told.startswith(f"{link.text} of "), (unquote(words), told)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("shore power memorandum", "League and Meridian Ship Registry sign"),
        ("SHORE pow", "League and Meridian Ship Registry sign"),
        ("port source:league language:en", "Port Sorrel"),
        ("秘书长", "港"),
        ("until:2025-12-31", "Remarks"),
        ("person:ilse-vantoren", "Secretary-General"),
    ],
)
def test_a_search_finds_words_beginnings_filters_days_and_scripts_without_spaces(
    browser: Browser, site: Path, words: str, title: str
):
    browser.open((site / "index.html").as_uri())
    browser.run(f"document.getElementById('words').value = {json.dumps(words)}")
    browser.follow("document.querySelector('form button').click()")
    browser.wait_for("document.querySelectorAll('#results li').length > 0")
    found = browser.run("document.getElementById('results').textContent")
    assert title in found


def test_tables_sort_and_filter_and_charts_hide_series(browser: Browser, site: Path):
    browser.open((site / "persons.html").as_uri())
    names = (
        "[...document.querySelectorAll('tbody tr:not([hidden])')].map(r => r.cells[0].textContent)"
    )
    before = browser.run(names)
    browser.run("document.querySelector('thead button').click()")
    assert browser.run(names) == sorted(before) != before
    browser.run("globalThis.filter = document.querySelector('.filter input')")
    browser.run("filter.value = 'vantoren'; filter.dispatchEvent(new Event('input'))")
    assert browser.run(names) == ["Ilse Vantoren"]
    browser.open((site / "reports/latest-releases.html").as_uri())
    parts = "document.querySelectorAll('.chart rect.part').length"
    shown = browser.run(parts)
    browser.run("document.querySelector('.chart .keys button').click()")
    assert browser.run(parts) < shown


def test_no_payload_in_title_link_author_or_body_runs(browser: Browser, hostile: Path):
    assert PAYLOAD_COUNT == 100
    paths = [
        hostile / "index.html",
        hostile / "releases.html",
        hostile / "persons.html",
        hostile / "reports/latest-releases.html",
        hostile / "reports/versions.html",
        *list_pages(hostile / "releases"),
        *list_pages(hostile / "persons")[:4],
    ]
    poke = """
        for (const one of document.querySelectorAll('*')) {
          for (const event of ['mouseover', 'pointerover', 'focus', 'error', 'load', 'toggle']) {
            one.dispatchEvent(new Event(event, { bubbles: true }));
          }
        }
        ran"""
    for path in paths:
        browser.open(path.as_uri())
        assert browser.run(poke) == 0, path
    browser.open(f"{(hostile / 'search.html').as_uri()}#script")
    browser.wait_for("document.querySelectorAll('#results li').length > 0")
    assert browser.run(poke) == 0


def test_all_that_a_release_says_is_text_on_every_page(hostile: Path):
    shown = 0
    for path in list_pages(hostile):
        page = read_page(path)
        for script in page.iter("script"):
            assert script.get("type") == "application/json" or not script.text
        for one in page.iter():
            names = [name for name in one.attrib if name.startswith("on") or name == "style"]
            assert names == [], path
            address = one.get("href") or one.get("src") or ""
            assert (
                re.match(
                    r"(https?://|data:,$|(\.\./)*[\w.-]+(/[\w.-]+)*\.(html|css|js)(#|$)|#)", address
                )
                or not address
            )
        assert not list(page.iter("iframe", "object", "svg", "img", "math", "style"))
        shown += sum(payload in page.text_content() for payload in PAYLOADS)
    assert shown > len(PAYLOADS)


def test_every_link_within_the_site_finds_its_page(site: Path):
    ids: dict[Path, set[str]] = {}
    for path in list_pages(site):
        ids[path] = set(read_page(path).xpath("//@id"))
    for path in ids:
        for address in read_page(path).xpath("//*/@href | //*/@src"):
            name, _, anchor = address.partition("#")
            if name.startswith(("http:", "https:", "data:")):
                continue
            target = (path.parent / name).resolve() if name else path
            assert target.is_file(), (path, address)
            if anchor and target.name != "search.html":
                assert anchor in ids[target], (path, address)


def test_a_release_shows_its_versions_their_difference_and_where_its_bytes_lie(
    home: Path, site: Path
):
    page = read_page(find_page(site, "Cargo through League harbours"))
    assert page.xpath("//del")
    assert page.xpath("//ins")
    rows = query(home, "select archive_file, archive_offset, raw_digest from release_versions"
                       " where title like 'Cargo through League%'")  # fmt: skip
    assert len(rows) == 2
    codes = page.xpath("//code/text()")
    for file, offset, digest in rows:
        assert {file, str(offset), digest} <= set(codes)
    assert page.xpath("//mark[contains(@class, 'person')]/a/@href")


def test_the_front_page_says_as_of_when_and_how_many(home: Path, site: Path):
    page = read_page(site / "index.html")
    ((count,),) = query(home, "select count(*) from releases")
    tiles = dict(zip(page.xpath("//dl//dt/text()"), page.xpath("//dl//dd/a/text()"), strict=False))
    assert tiles["Releases"] == str(count)
    assert re.search(r"As of \d{4}-\d\d-\d\d \d\d:\d\d UTC", page.text_content())


def test_a_second_build_takes_over_what_did_not_change(ask: Ask, home: Path, site: Path):
    before = {path.name: path.stat().st_ino for path in list_pages(site / "releases")}
    answer = ask(home, "report", "build")
    assert f"{len(before)} as they were" in " ".join(answer.stderr.split())
    assert {path.name: path.stat().st_ino for path in list_pages(site / "releases")} == before


def test_a_site_from_a_day_on_leaves_out_what_is_older(ask: Ask, home: Path, tmp_path: Path):
    answer = ask(home, "report", "build", "--output", tmp_path / "new", "--since", "2026-05-01")
    assert answer.returncode == 0, answer.stderr
    ((count,),) = query(home, "select count(*) from releases where published_on >= '2026-05-01'")
    assert len(list_pages(tmp_path / "new/releases")) == count
    assert "2026-05-01" in read_page(tmp_path / "new/index.html").text_content()


def test_a_killed_build_leaves_the_old_site(home: Path, tmp_path: Path):
    folder = tmp_path / "site"
    build_site(home, folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    process = start(home, "report", "build", "--output", folder)
    wait_until(lambda: list(tmp_path.glob(".site.new/*")) or process.poll() is not None)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    build_site(home, folder)
    assert not list(tmp_path.glob(".site*"))


def test_what_cannot_be_built_is_told_in_one_line(ask: Ask, home: Path, tmp_path: Path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("ten years of work")
    line = refuse(ask(home, "report", "build", "--output", tmp_path / "mine"))
    assert "holds files that are no site" in line
    assert (tmp_path / "mine/thesis.txt").exists()
    line = refuse(ask(home, "report", "build", "--output", tmp_path / "mine/thesis.txt"))
    assert "a file, not a folder" in line
    assert "write it as" in refuse(ask(home, "report", "build", "--since", "May"))
    assert "one report" in refuse(ask(home, "report", "build", "--param", "limit=3"))
    assert "no snapshot yet" in refuse(ask(tmp_path / "none", "report", "build"))
    assert not (tmp_path / "none").exists()
