"""A real Chromium, driven through the pipe of its DevTools; it opens no port."""

import base64
import json
import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
_FLAGS = (
    "--headless",
    "--no-sandbox",  # it runs as root where tests do
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)


class Browser:
    """One page of Chromium, and all that it said and asked for."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = to_browser, from_browser
        self._rest = b""
        self._number = 0
        self._session = ""
        self._loaded = 0
        self.complaints: list[str] = []
        self.requests: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        found = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = found["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **asked: object) -> dict[str, Any]:
        """Ask something and wait for the answer; what comes meanwhile is noted."""
        self._number += 1
        number = self._number
        message: dict[str, object] = {"id": number, "method": method, "params": asked}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            got = self._receive()
            if got.get("id") == number:
                assert "error" not in got, (method, got["error"])
                return got["result"]

    def open(self, address: str) -> None:
        """Go to an address and wait until it is loaded."""
        # From nowhere: another hash of the same file would be no new page.
        for each in ("about:blank", address):
            before = self._loaded
            self.call("Page.navigate", url=each)
            self._wait_for_page(before)

    def follow(self, script: str) -> None:
        """Run JavaScript that goes to another page, and wait until that is loaded."""
        before = self._loaded
        self.run(script)
        self._wait_for_page(before)

    def run(self, script: str) -> Any:  # noqa: ANN401
        """Run JavaScript in the page, wait for what it promises, and return its value."""
        asked = {"expression": script, "awaitPromise": True, "returnByValue": True}
        found = self.call("Runtime.evaluate", **asked)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def wait_for(self, script: str) -> None:
        """Wait until JavaScript says true."""
        deadline = time.monotonic() + 30
        while not self.run(script):
            assert time.monotonic() < deadline, f"waited in vain for {script}"
            time.sleep(0.01)

    def take_picture(self, path: Path, width: int, height: int, *, dark: bool = False) -> None:
        """Take a picture of the window, as a reader with such a window sees it."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def _wait_for_page(self, before: int) -> None:
        while self._loaded == before:
            self._receive()

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            assert select.select([self._from], [], [], 30)[0], "Chromium says nothing"
            got = os.read(self._from, 1 << 16)
            assert got, "Chromium has ended"
            self._rest += got
        one, _, self._rest = self._rest.partition(b"\0")
        message = json.loads(one)
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, told: dict[str, Any]) -> None:
        match method:
            case "Page.loadEventFired":
                self._loaded += 1
            case "Network.requestWillBeSent":
                self.requests.append(told["request"]["url"])
            case "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(told["exceptionDetails"])[:500])
            case "Runtime.consoleAPICalled":
                self.complaints.append(json.dumps(told["args"])[:500])
            case "Log.entryAdded":
                self.complaints.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")
            case "Page.javascriptDialogOpening":
                self.complaints.append(f"dialog: {told['message']}")
            case _:
                pass


@contextmanager
def open_browser(folder: Path) -> Generator[Browser]:
    """Start Chromium with a profile in an empty folder, and end it."""
    commands, answers = os.pipe(), os.pipe()

    def move_pipes() -> None:
        # It reads from 3 and writes to 4; copies above these first, as they may be taken.
        reader, writer = os.dup(commands[0]), os.dup(answers[1])
        os.dup2(reader, 3)
        os.dup2(writer, 4)

    process = subprocess.Popen(
        [CHROMIUM, *_FLAGS, f"--user-data-dir={folder}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=move_pipes,  # noqa: PLW1509 - one thread starts it
        pass_fds=(3, 4),
        start_new_session=True,
    )
    os.close(commands[0])
    os.close(answers[1])
    try:
        yield Browser(commands[1], answers[0])
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(commands[1])
        os.close(answers[0])
