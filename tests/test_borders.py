"""The one chokepoint: no other way to the network gets past `make lint`."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RUFF = Path(sys.executable).parent / "ruff"


@pytest.mark.parametrize("package", ["tasks", "flows", "warehouse", "schemas"])
def test_no_other_network_client_can_be_imported(package: str):
    lines = [
        "import socket",
        "import http.client",
        "from http import client",
        "import urllib.request as web",
        "from urllib.request import urlopen",
        "import smtplib",
        "from imaplib import IMAP4",
        "import ftplib",
        "import asyncio",
        "from xmlrpc.client import ServerProxy",
        "import requests",
        "from trafilatura import fetch_url",
    ]
    command = [str(RUFF), "check", "--select", "TID251", "--output-format", "concise"]
    command += ["--stdin-filename", f"{package}/invented.py", "-"]
    done = subprocess.run(
        command, cwd=ROOT, input="\n".join(lines), capture_output=True, text=True, check=False
    )
    refused = {line.split(":")[1] for line in done.stdout.splitlines() if "TID251" in line}
    assert refused == {str(number) for number in range(1, len(lines) + 1)}


def test_the_map_of_modules_names_each_step_once() -> None:
    table = (ROOT / "docs/modules.md").read_text(encoding="utf-8").split("| --- | --- | --- |")[1]
    named: list[str] = []
    for line in table.splitlines():
        if line.startswith("|"):
            folder, _, modules = (cell.strip() for cell in line.strip("|").split("|"))
            folder = folder.strip("`").removeprefix("tasks/")
            named += [f"{folder}{name.strip()}.py" for name in modules.split(",")]
    files = (ROOT / "tasks").rglob("*.py")
    modules = {
        str(file.relative_to(ROOT / "tasks")) for file in files if file.name != "__init__.py"
    }
    assert sorted(named) == sorted(modules)
