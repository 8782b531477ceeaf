import os
import signal
from pathlib import Path

import httpx
from pytest_httpserver import HTTPServer

from tasks.publishers.access import HOSTS_VARIABLE
from tests.flows.command import PATIENCE, Api, LatePage, list_group, run, start, wait_until
from tests.flows.conftest import Served, find_port, read, read_url


def test_nobody_without_the_password_reaches_the_api(served: Served):
    url = f"http://127.0.0.1:{served.port}/api"
    assert httpx.get(f"{url}/admin/version").status_code == 401
    assert httpx.get(f"{url}/csrf-token", params={"client": "x"}).status_code == 401
    assert httpx.post(f"{url}/deployments/filter", json={}).status_code in {401, 403}
    assert httpx.get(f"{url}/admin/version", auth=("communique", "guess")).status_code == 401
    assert httpx.get(f"{url}/admin/version", auth=served.api.client.auth).status_code == 200


def test_another_site_cannot_act_with_a_logged_in_browser(served: Served):
    url = f"http://127.0.0.1:{served.port}/api"
    answer = httpx.post(f"{url}/deployments/filter", json={}, auth=served.api.client.auth)
    assert answer.status_code == 403
    stranger = {"Origin": "https://evil.example"}
    answer = httpx.get(f"{url}/admin/version", auth=served.api.client.auth, headers=stranger)
    assert "access-control-allow-origin" not in answer.headers


def test_the_password_is_shown_once_and_readable_by_its_owner_only(served: Served):
    path = served.home / "prefect" / "secret"
    assert path.stat().st_mode & 0o777 == 0o600
    assert served.secret in served.greeting


def test_the_interface_is_served_and_names_its_own_api(served: Served):
    base = f"http://127.0.0.1:{served.port}"
    assert "<html" in httpx.get(f"{base}/", follow_redirects=True).text.lower()
    assert httpx.get(f"{base}/ui-settings").json()["api_url"] == f"{base}/api"


def test_pages_may_ask_nobody_but_the_server(served: Served):
    base = f"http://127.0.0.1:{served.port}"
    for path in ("/", "/v2/", "/ui-settings", "/api/admin/version"):
        policy = httpx.get(base + path, follow_redirects=True).headers["content-security-policy"]
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == "'self'"  # no rule of its own for what scripts may ask
        assert "connect-src" not in rules
        assert "*" not in policy
        assert "http" not in policy


def test_every_flow_and_every_scheduled_publisher_can_be_started(served: Served):
    deployments = served.api.find_deployments()
    assert {"ingest", "backfill", "reprocess", "replay", "report", "sample-wire"} <= set(
        deployments
    )
    assert not {"sample-league", "un-news"} & set(deployments), "no schedule, never checked live"
    wire = deployments["sample-wire"]
    assert wire["schedules"][0]["schedule"]["cron"] == "0 6 * * *"
    assert wire["parameters"] == {"options": {"sources": ["sample-wire"], "due_only": True}}
    assert {"communique", "scheduled", "sample-wire"} == set(wire["tags"])
    assert all(each["description"] for each in deployments.values())


def test_the_form_offers_the_real_publishers(served: Served):
    schema = served.api.find_deployments()["ingest"]["parameter_openapi_schema"]
    fields = schema["definitions"]["IngestOptions"]["properties"]
    choices = fields["sources"]["items"]["enum"]
    assert {"sample-league", "sample-wire", "ecb"} <= set(choices)
    assert fields["since"]["format"] == "date"
    assert fields["batch_size"]["default"] == 200
    assert all(field["title"] and field["description"] for field in fields.values())


def test_a_publisher_that_does_not_exist_is_refused_by_the_form(served: Served):
    found = served.api.find_deployments()["ingest"]["id"]
    answer = served.api.client.post(
        f"/deployments/{found}/create_flow_run",
        json={"parameters": {"options": {"sources": ["nobody"]}}},
    )
    assert answer.status_code == 409
    assert "nobody" in answer.text


def test_schedules_become_planned_runs(served: Served):
    body = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    wait_until(lambda: served.api.post("/flow_runs/filter", body))


def test_a_second_server_on_the_same_home_is_refused(served: Served):
    answer = run(served.home, "serve", "--port", str(find_port()))
    assert answer.returncode == 2
    assert answer.stderr.startswith("error: ")
    assert "is in use by process" in answer.stderr


def test_a_taken_port_is_one_line(served: Served, tmp_path: Path):
    answer = run(tmp_path, "serve", "--port", str(served.port))
    assert answer.returncode == 2
    assert f"port {served.port}" in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


def test_stopping_ends_a_run_under_way_and_leaves_no_process(
    warm_home: Path, httpserver: HTTPServer
):
    page = LatePage(httpserver)
    log, allowed = warm_home / "serve.log", {HOSTS_VARIABLE: "localhost"}
    with log.open("w") as file:
        port = str(find_port())
        process = start(warm_home, "serve", "--port", port, environment=allowed, log=file)
    wait_until(lambda: process.poll() is not None or "log in" in read(log))
    assert process.poll() is None, read(log)
    api = Api(read_url(warm_home), read(warm_home / "prefect" / "secret").strip())
    api.start_run("ingest", {"addresses": [page.url]})
    wait_until(page.asked.is_set)
    below = list_group(process)
    api.client.close()
    process.send_signal(signal.SIGTERM)
    process.wait(PATIENCE)
    page.gate.set()
    assert process.returncode == 0, read(log)
    assert read(log).rstrip().endswith("stopped")
    wait_until(lambda: not any(is_alive(pid) for pid in below))


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
