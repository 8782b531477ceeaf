"""A person's way through Prefect's interface, in a real Chromium: log in, choose, run, look."""

import time
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.browser import CHROMIUM, Browser, open_browser
from tests.flows.command import wait_until
from tests.flows.conftest import Served

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")

CHOOSE = """
(() => {
  const list = [...document.querySelectorAll('select')]
    .find(each => each.multiple && each.innerText.includes('sample-wire'));
  for (const option of list.options) option.selected = option.innerText.trim() === 'sample-wire';
  list.dispatchEvent(new Event('change', {bubbles: true}));
  const [since] = document.querySelectorAll('input[type=date]');
  since.value = '2026-01-01';
  since.dispatchEvent(new Event('input', {bubbles: true}));
  since.dispatchEvent(new Event('change', {bubbles: true}));
})()
"""
PRESS = (
    "[...document.querySelectorAll('button')].find(each => each.innerText.trim() === '{}').click()"
)


@pytest.fixture
def browser(tmp_path: Path) -> Generator[Browser]:
    with open_browser(tmp_path / "chromium") as opened:
        yield opened


def test_a_run_is_chosen_started_watched_and_looked_at(
    served: Served, browser: Browser, tmp_path: Path
):
    base = f"http://127.0.0.1:{served.port}"
    log_in(browser, base, served.secret)
    browser.open(f"{base}/deployments")
    wait_for_text(browser, "sample-wire", "maintain-daily", "check-sources")
    found = served.api.find_deployments()["ingest"]["id"]
    browser.open(f"{base}/deployments/deployment/{found}/run")
    wait_for_text(browser, "Publishers", "Only what is due")
    browser.run(CHOOSE)
    time.sleep(0.2)  # the form takes what was chosen in its next turn
    browser.take_picture(tmp_path / "form.png", 1200, 900, dark=True)
    known = find_runs(served, found)
    browser.run(PRESS.format("Submit"))
    wait_until(lambda: find_runs(served, found) - known)
    (run_id,) = find_runs(served, found) - known
    browser.open(f"{base}/runs/flow-run/{run_id}")
    wait_for_text(browser, "ingest sample-wire")
    assert served.api.finish_run(run_id) == "Completed"
    wait_for_text(browser, "Completed", "Finished in state")
    browser.take_picture(tmp_path / "run.png", 1200, 900, dark=True)
    options = served.api.client.get(f"/flow_runs/{run_id}").json()["parameters"]["options"]
    assert (options["sources"], options["since"]) == (["sample-wire"], "2026-01-01")
    body = {"artifacts": {"flow_run_id": {"any_": [run_id]}}}
    artifacts = served.api.post("/artifacts/filter", body)
    assert {"coverage", "lineage", "outcomes", "summary"} <= {each["key"] for each in artifacts}
    for each in artifacts:
        browser.open(f"{base}/artifacts/artifact/{each['id']}")
        wait_for_text(browser, each["key"])
        browser.take_picture(tmp_path / f"{each['key']}.png", 1200, 900, dark=True)
    outside = [url for url in browser.requests if not url.startswith((base, "data:", "blob:"))]
    assert [url for url in outside if url != "about:blank"] == []


def log_in(browser: Browser, base: str, secret: str) -> None:
    """As a person: the line that `communique serve` showed, and Enter."""
    browser.open(f"{base}/")
    browser.wait_for("document.querySelector('input') !== null")
    browser.run("document.querySelector('input').focus()")
    browser.call("Input.insertText", text=secret)
    for kind in ("keyDown", "keyUp"):
        browser.call(
            "Input.dispatchKeyEvent", type=kind, key="Enter", windowsVirtualKeyCode=13, text="\r"
        )
    browser.wait_for("document.body.innerText.includes('Dashboard')")


def find_runs(served: Served, deployment: str) -> set[str]:
    """Ids of all runs of a deployment."""
    body = {"deployments": {"id": {"any_": [deployment]}}}
    return {each["id"] for each in served.api.post("/flow_runs/filter", body)}


def wait_for_text(browser: Browser, *texts: str) -> None:
    """Wait until the page shows some texts."""
    for text in texts:
        browser.wait_for(f"document.body.innerText.includes({text!r})")
