import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from schemas.errors import FetchError
from tasks.network.fetch import Fetcher
from tasks.network.naming import CONTACT_VARIABLE, name_agent
from tasks.network.robots import Robots
from tasks.publishers.access import Access
from tests.tasks.rawserver import serve_script

PAGE = b"<html><body><p>The ministers met.</p></body></html>"
RULES = "User-agent: *\nDisallow: /private\n\nUser-agent: communique\nDisallow: /drafts\nCrawl-delay: 7\n"


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def fetcher(pauses: list[float]) -> Iterator[Fetcher]:
    with Fetcher(deadline=2, sleep=pauses.append, chance=lambda: 1.0) as fetcher:
        yield fetcher


def learn(text: str = "", error: FetchError | None = None, *, private: bool = False) -> Robots:
    def fetch(_: str) -> str:
        if error is not None:
            raise error
        return text

    return Robots(fetch, lambda _: private)


def refuse(robots: Robots, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        robots.ask(url)
    return caught.value


def test_our_own_rules_come_before_those_for_all():
    robots = learn(RULES)
    assert robots.ask("http://x.example/private/1") == 7.0
    error = refuse(robots, "http://x.example/drafts/1")
    assert error.kind == "robots"
    assert "does not let programs fetch it" in str(error)


def test_a_delay_beyond_reason_is_cut():
    assert learn("User-agent: *\nCrawl-delay: 86400").ask("http://x.example/") == 30.0


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429])
def test_a_host_without_robots_has_no_rules(status: int):
    assert learn(error=FetchError(f"http-{status}", "no", status)).ask("http://x.example/a") == 0


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (FetchError("http-503", "down", 503), "robots"),
        (FetchError("timeout", "slow"), "timeout"),
        (FetchError("dns", "nowhere"), "dns"),
    ],
)
def test_a_public_host_that_cannot_be_asked_is_not_fetched_from(error: FetchError, kind: str):
    assert refuse(learn(error=error), "http://x.example/a").kind == kind
    assert learn(error=error, private=True).ask("http://x.example/a") == 0


def test_thousands_of_agents_cost_no_time():
    agents = "".join(f"User-agent: bot-{number}\n" for number in range(20_000))
    robots = learn(agents + "Disallow: /x\n" * 2_000 + "\nUser-agent: *\nDisallow: /y")
    assert robots.ask("http://x.example/x") == 0
    assert refuse(robots, "http://x.example/y").kind == "robots"


def test_robots_is_asked_once_a_host_by_all_threads(httpserver: HTTPServer, fetcher: Fetcher):
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /no")
    httpserver.expect_request("/yes").respond_with_data(PAGE)
    start = threading.Barrier(4)

    def get(_: int) -> bytes:
        start.wait()
        return fetcher.get(httpserver.url_for("/yes")).body

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(get, range(4))) == [PAGE] * 4
    with pytest.raises(FetchError) as caught:
        fetcher.get(httpserver.url_for("/no"))
    assert caught.value.kind == "robots"
    paths = [request.path for request, _ in httpserver.log]
    assert sorted(paths) == ["/robots.txt", "/yes", "/yes", "/yes", "/yes"]


def test_an_address_the_user_named_is_fetched_without_asking(
    httpserver: HTTPServer, fetcher: Fetcher
):
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /")
    httpserver.expect_request("/feed").respond_with_data(PAGE)
    assert fetcher.get(httpserver.url_for("/feed"), local=True).body == PAGE
    assert [request.path for request, _ in httpserver.log] == ["/feed"]


def test_a_redirect_asks_the_host_it_leads_to(httpserver: HTTPServer, fetcher: Fetcher):
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /no")
    httpserver.expect_request("/yes").respond_with_data(status=302, headers={"Location": "/no"})
    with pytest.raises(FetchError) as caught:
        fetcher.get(httpserver.url_for("/yes"))
    assert caught.value.kind == "robots"
    assert [request.path for request, _ in httpserver.log] == ["/robots.txt", "/yes"]


def test_a_crawl_delay_spaces_requests(
    httpserver: HTTPServer, fetcher: Fetcher, pauses: list[float]
):
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nCrawl-delay: 9")
    httpserver.expect_request("/").respond_with_data(PAGE)
    for _ in range(3):
        fetcher.get(httpserver.url_for("/"))
    assert [round(pause) for pause in pauses] == [9, 18]


def test_a_robots_file_that_drips_leaves_time_for_nothing_but_an_error():
    script: list[bytes | float] = [b"HTTP/1.1 200 OK\r\n\r\n", *[b"x", 0.05] * 200]
    access = Access(frozenset({"press.example"}))
    with serve_script(script) as url:
        port = url.rstrip("/").rpartition(":")[2]
        with (
            Fetcher(deadline=0.6, access=access, resolve=lambda _: ["127.0.0.1"]) as fetcher,
            pytest.raises(FetchError) as caught,
        ):
            fetcher.get(f"http://press.example:{port}/a")
    assert caught.value.kind == "timeout"


def test_we_say_who_we_are_and_how_to_reach_us(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(CONTACT_VARIABLE, "mailto:desk@news.example")
    httpserver.expect_request("/").respond_with_data(PAGE)
    with Fetcher() as fetcher:
        fetcher.get(httpserver.url_for("/"), local=True)
    agent = httpserver.log[0][0].headers["User-Agent"]
    assert agent.startswith("communique/")
    assert agent.endswith(" (+mailto:desk@news.example)")


@pytest.mark.parametrize("contact", ["a\r\nX-Injected: 1", "é", "x" * 300])
def test_a_contact_that_is_no_header_text_is_refused(contact: str):
    with pytest.raises(Exception, match=CONTACT_VARIABLE):
        name_agent({CONTACT_VARIABLE: contact})


class Host:
    """A host that counts how often its robots.txt is asked for, and a clock."""

    def __init__(self, folder: Path, answer: str | FetchError, *, may_keep: bool = True) -> None:
        self.answer = answer
        self.asked = 0
        self.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
        self.folder = folder
        self.may_keep = may_keep

    def fetch(self, _: str) -> str:
        self.asked += 1
        if isinstance(self.answer, FetchError):
            raise self.answer
        return self.answer

    def ask(self, url: str = "http://x.example/a") -> str:
        """Ask as a new fetcher does; the kind of the refusal, if it is one."""
        robots = Robots(
            self.fetch, lambda _: False, self.folder, lambda _: self.may_keep, lambda: self.now
        )
        try:
            robots.ask(url)
        except FetchError as error:
            return error.kind
        return ""


DOWN = FetchError("http-503", "down", 503)
SILENT = FetchError("timeout", "slow")


@pytest.mark.parametrize(
    ("answer", "hours", "kind"),
    [
        ("User-agent: *\nDisallow: /a", 24, "robots"),
        ("User-agent: *\nDisallow: /b", 24, ""),
        (FetchError("http-404", "none", 404), 24, ""),
        (DOWN, 1 / 6, "robots"),
        (SILENT, 1 / 60, "timeout"),
    ],
)
def test_what_a_host_said_is_kept_for_other_fetchers_for_a_while(
    tmp_path: Path, answer: str | FetchError, hours: float, kind: str
):
    host = Host(tmp_path / "robots", answer)
    assert [host.ask(), host.ask()] == [kind, kind]
    host.now += timedelta(hours=hours, seconds=-1)
    assert (host.ask(), host.asked) == (kind, 1)
    host.now += timedelta(seconds=1)
    assert (host.ask(), host.asked) == (kind, 2)


def test_hosts_are_kept_apart(tmp_path: Path):
    assert Host(tmp_path, "User-agent: *\nDisallow: /a").ask() == "robots"
    other = Host(tmp_path, "")
    assert other.ask("https://x.example/a") == other.ask("http://x.example:81/a") == ""
    assert other.asked == 2


@pytest.mark.parametrize("text", ["", "{}", "\0" * 99, '{"origin": "http://x.example"}'])
def test_a_damaged_or_foreign_file_is_asked_for_again(tmp_path: Path, text: str):
    host = Host(tmp_path, "User-agent: *\nDisallow: /a")
    host.ask()
    (file,) = tmp_path.iterdir()
    file.write_text(text)
    assert (host.ask(), host.asked) == ("robots", 2)
    host.now -= timedelta(hours=1)  # the clock was set back
    assert (host.ask(), host.asked) == ("robots", 3)


def test_no_secret_is_kept_nor_what_only_a_login_showed_or_a_guard_refused(tmp_path: Path):
    rules = "User-agent: *\nDisallow: /a?api_key=canary\nSitemap: /s.xml?token=canary # canary"
    for host in (
        Host(tmp_path / "secret", rules),
        Host(tmp_path / "login", "User-agent: *\nDisallow: /a", may_keep=False),
        Host(tmp_path / "guard", FetchError("private", "not connected to")),
    ):
        assert [host.ask(), host.ask(), host.asked][2] == 2
        assert not host.folder.exists()
    host = Host(tmp_path / "sitemap", "User-agent: *\nDisallow: /a\nSitemap: /s?token=canary")
    assert [host.ask(), host.ask(), host.asked] == ["robots", "robots", 1]
    assert b"canary" not in next(host.folder.iterdir()).read_bytes()
