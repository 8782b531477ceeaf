"""Alerts, from alerts.toml by way of `communique serve` to receivers of mail and JSON."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from flows.catalogue import list_sources
from flows.findings import find_alarming
from flows.runs import Summary
from schemas.checks import Check
from schemas.run import Coverage
from schemas.source import Schedule
from tasks.publishers.alarms import judge_silence, judge_volume
from tests.flows.command import call, refuse, run, wait_until
from tests.flows.conftest import Served

FILE = """
[targets.desk]
kind = "email"
host = "127.0.0.1"
port = {port}
security = "none"
sender = "communique@example.org"
recipients = ["desk@example.org"]

[targets.hook]
kind = "webhook"
url_env = "ALERT_HOOK"
token_env = "ALERT_TOKEN"

[targets.slack]
kind = "slack"
url_env = "ALERT_SLACK"

[targets.teams]
kind = "teams"
url_env = "ALERT_TEAMS"

[[alerts]]
name = "failed"
when = "run-failed"
targets = ["hook", "desk"]

[[alerts]]
name = "empty"
when = "source-empty"
targets = ["slack", "teams"]
sources = ["hollow"]

[[alerts]]
name = "late"
when = "run-late"
hours = 0.003
targets = ["hook"]
"""
SOURCE = """
id = "hollow"
name = "A publisher that lists nothing"
private_hosts = ["{host}"]

[[channels]]
kind = "feed"
url = "http://{host}/feed"
"""
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that takes what it is given."""

    daemon_threads = True

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Talk)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, Mailbox)
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline():
            word = line.strip().upper()[:4]
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = list(iter(self.rfile.readline, b".\r\n"))
                self.server.letters.append(b"".join(lines))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


class Desk:
    """Receivers of what is told, and the server that tells."""

    def __init__(self, served: Served, mailbox: Mailbox, hooks: HTTPServer) -> None:
        self.served, self.mailbox = served, mailbox
        self.calls: list[tuple[str, dict[str, object], str]] = []
        for name in ("hook", "slack", "teams"):
            hooks.expect_request(f"/{name}").respond_with_handler(self._take)
        self.environment = {
            "ALERT_HOOK": hooks.url_for("/hook"),
            "ALERT_SLACK": hooks.url_for("/slack"),
            "ALERT_TEAMS": hooks.url_for("/teams"),
            "ALERT_TOKEN": "a-secret-token",
        }

    def apply(self, text: str) -> dict[str, str]:
        """Apply a file; returns what became of each alert and target."""
        (self.served.home / "alerts.toml").write_text(
            text.format(port=self.mailbox.server_address[1])
        )
        answer = run(self.served.home, "alerts", "apply", environment=self.environment)
        assert answer.returncode == 0, answer.stderr
        lines = (answer.stdout + answer.stderr).splitlines()
        return dict(line.rsplit(": ", 1) for line in lines)

    def find(self, path: str, word: str) -> list[dict[str, object]]:
        """What came to a receiver with a word in it."""
        return [body for name, body, _ in self.calls if name == path and word in json.dumps(body)]

    def _take(self, request: Request) -> Response:
        token = request.headers.get("Authorization", "")
        self.calls.append((request.path, json.loads(request.data), token))
        return Response("ok")


@pytest.fixture(scope="module")
def desk(served: Served) -> Iterator[Desk]:
    """A file applied, and runs after it: one that fails, one that finds an empty channel."""
    with Mailbox() as mailbox, HTTPServer() as hooks:
        threading.Thread(target=mailbox.serve_forever, daemon=True).start()
        desk = Desk(served, mailbox, hooks)
        assert desk.apply(FILE) == {"failed": "created", "empty": "created", "late": "created"}
        served.api.client.post("/events", json=[make_event("Running", "stuck")]).raise_for_status()
        served.api.start_run("ingest", {"addresses": ["/nowhere/at-all.txt"]})
        source = served.home / "sources" / "hollow.toml"
        source.write_text(SOURCE.format(host=f"localhost:{hooks.port}"))
        hooks.expect_request("/feed").respond_with_data(
            '<rss version="2.0"><channel><title>x</title></channel></rss>', content_type="text/xml"
        )
        answer = run(served.home, "ingest", "--source", "hollow")
        assert answer.returncode == 2, answer.stderr
        source.unlink()
        yield desk
        for each in served.api.post("/automations/filter", {}):
            served.api.client.delete(f"/automations/{each['id']}").raise_for_status()
        mailbox.shutdown()


def make_event(state: str, name: str) -> dict[str, object]:
    """What Prefect says when a run of ours changes its state."""
    return {
        "occurred": datetime.now(UTC).isoformat(),
        "event": f"prefect.flow-run.{state}",
        "resource": {
            "prefect.resource.id": "prefect.flow-run.6d5b0c1e-0000-4000-8000-000000000001",
            "prefect.resource.name": name,
            "prefect.state-name": state,
            "prefect.state-message": "",
        },
        "related": [
            {
                "prefect.resource.id": "prefect.flow.6d5b0c1e-0000-4000-8000-000000000002",
                "prefect.resource.role": "flow",
                "prefect.resource.name": "ingest",
            }
        ],
        "payload": {},
        "id": "6d5b0c1e-0000-4000-8000-000000000003",
    }


def test_a_failed_run_is_told_by_webhook_with_its_reason_and_token(desk: Desk):
    wait_until(lambda: desk.find("/hook", "at-all.txt"))
    (body,) = desk.find("/hook", "at-all.txt")
    assert str(body["subject"]).startswith("communique: ingest")
    assert str(body["subject"]).endswith("failed")
    assert {token for path, _, token in desk.calls if path == "/hook"} == {"Bearer a-secret-token"}


def test_a_failed_run_is_mailed(desk: Desk):
    def read() -> list[str]:
        letters = [message_from_bytes(each, policy=policy.default) for each in desk.mailbox.letters]
        return [f"{each['to']} {each['subject']} {each.get_content()}" for each in letters]

    wait_until(lambda: any("at-all.txt" in each for each in read()))
    (letter,) = [each for each in read() if "at-all.txt" in each]
    assert "desk@example.org" in letter
    assert "communique: ingest" in letter


def test_an_empty_channel_is_told_to_slack_and_teams_as_they_want_it(desk: Desk):
    word = "hollow: 1 of its channels answered with nothing"
    wait_until(lambda: desk.find("/slack", word) and desk.find("/teams", word))
    (text,) = desk.find("/slack", word)
    assert str(text["text"]).startswith("*communique: source-empty: hollow*")
    assert desk.find("/teams", word)[0]["type"] == "message"


def test_no_secret_can_be_read_from_the_server(desk: Desk):
    found = json.dumps(desk.served.api.post("/block_documents/filter", {"limit": 200}))
    assert "communique-alert-hook" in found
    assert "a-secret-token" not in found


WEBHOOK = '[targets.a]\nkind = "webhook"\nurl_env = "NOT_SET_HERE"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "there is no such file"),
        ("[[alerts]", "alerts.toml"),
        (WEBHOOK, "targets.a: the environment variable NOT_SET_HERE is not set"),
        (
            '[[alerts]]\nname = "x"\nwhen = "run-failed"\ntargets = ["b"]',
            "alert x names the target b",
        ),
        (WEBHOOK + '[[alerts]]\nname = "x"\nwhen = "rain"\ntargets = ["a"]', "alerts.0.when"),
        (WEBHOOK.replace("NOT_SET_HERE", "https://hooks.example.org/secret"), "targets.a"),
    ],
)
def test_a_wrong_file_is_one_line(tmp_path: Path, text: str | None, said: str):
    if text is not None:
        (tmp_path / "alerts.toml").write_text(text)
    assert said in refuse(call(tmp_path, "alerts", "apply"))


def test_what_is_not_set_is_shown(tmp_path: Path):
    (tmp_path / "alerts.toml").write_text(WEBHOOK)
    answer = call(tmp_path, "alerts", "show")
    assert answer.returncode == 1
    assert "not set: NOT_SET_HERE" in answer.stdout + answer.stderr


def test_a_run_finds_silence_an_odd_volume_and_failed_checks(tmp_path: Path):
    folder, sources = tmp_path / "in", tmp_path / "sources"
    folder.mkdir()
    sources.mkdir()
    (sources / "daily.toml").write_text(
        f'id = "daily"\nname = "Daily"\n\n[[channels]]\nkind = "folder"\nurl = "{folder}"\n'
    )
    # One a day, until two weeks ago.
    for ago in range(15, 99):
        day = datetime.now(UTC).date() - timedelta(days=ago)
        words = " ".join(f"Berth {ago * 7 + step} was dredged anew." for step in range(20))
        (folder / f"{day}_berth-{ago}.txt").write_text(f"Harbour office: berth {ago}\n\n{words}\n")
    assert call(tmp_path, "ingest", "--source", "daily", "--direct").returncode == 0
    check = Check(
        name="versions_have_words",
        table="core.release_version",
        severity="warn",
        description="A version without words.",
        bad_count=1,
        examples=("{}",),
    )
    coverage = Coverage(run_id="r", source_id="daily", discovered_count=84, loaded_count=84)
    summary = Summary(
        run_id="r", flow="ingest", state="completed", coverage=(coverage,), checks=(check,)
    )
    list_sources.cache_clear()
    found = {each.event: each.told for each in find_alarming(tmp_path, summary)}
    assert found["source.stale"] == "daily: the newest release is 15 days old; 7 are usual"
    assert found["volume.out-of-band"].startswith("daily: 0 releases in the week of")
    assert found["check.failed"].startswith("warn: check versions_have_words")
    assert len(found) == 3


def spread(count: Callable[[int], int]) -> dict[date, int]:
    """Releases on the Wednesdays of the past, by how many weeks ago: 1 is the last whole week."""
    return {NOW.date() - timedelta(weeks=ago): count(ago) for ago in range(1, 30) if count(ago)}


@pytest.mark.parametrize("got", [0, 60])
def test_a_week_far_from_those_before_is_out_of_its_band(got: int):
    found = judge_volume("wire", spread(lambda ago: got if ago == 1 else 20 + ago % 3), NOW)
    assert found is not None
    assert f"{got} releases in the week of 2026-11-16" in found.told


def hold_holiday(ago: int) -> int:
    return 14 if ago == 1 else 20 + ago % 3


def publish_little(ago: int) -> int:
    return 0 if ago == 1 else 2


def swing(ago: int) -> int:
    return 30 if ago == 1 else 10 * (ago % 3)


def begin_late(ago: int) -> int:
    return 20 if 1 < ago < 6 else 0


@pytest.mark.parametrize("count", [hold_holiday, publish_little, swing, begin_late])
def test_an_ordinary_week_is_within_its_band(count: Callable[[int], int]):
    assert judge_volume("wire", spread(count), NOW) is None


def test_silence_is_judged_by_the_publishers_own_rhythm():
    daily = Schedule(cron="0 6 * * *")
    busy = {NOW.date() - timedelta(days=ago): 1 for ago in range(10, 40)}
    assert judge_silence("wire", busy, daily, NOW) is not None
    slow = {NOW.date() - timedelta(days=10 * ago): 1 for ago in range(1, 9)}
    assert judge_silence("wire", slow, daily, NOW) is None
    assert judge_silence("wire", {}, daily, NOW) is None


def test_a_run_that_does_not_end_in_time_is_told(desk: Desk):
    wait_until(lambda: desk.find("/hook", "stuck is late"))


def test_applying_again_changes_only_what_the_file_changed(desk: Desk):
    text = FILE.replace("hours = 0.003", "hours = 5").replace('name = "empty"', 'name = "hollow"')
    text = text.replace('"slack", ', "").replace(
        '[targets.slack]\nkind = "slack"\nurl_env = "ALERT_SLACK"\n', ""
    )
    assert desk.apply(text) == {
        "failed": "unchanged",
        "late": "updated",
        "hollow": "created",
        "empty": "removed",
        "target slack": "removed",
    }
