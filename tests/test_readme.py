"""What the README says is run: its commands, its publisher, its list of commands."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
import typer.main

from flows.cli import app
from tasks.workers.sandbox import SHARED
from tests.flows.command import call
from tests.samples.server import SAMPLES, serve_samples
from tests.tasks.test_containers import make_warc, make_zip
from tests.tasks.test_mail import make_mail, make_mbox

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)

# The README's addresses are not reachable; the sample publishers stand in for them.
FEED = "https://example.org/press/feed.xml"
PUBLISHER_FEED = "https://www.mfa.example/press/feed.xml"


def find_commands() -> list[str]:
    lines = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]
    return [
        re.sub(r"\s+# .*", "", line).strip() for line in lines if line.startswith("communique ")
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in which the README's file names exist and its publisher is configured."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(SAMPLES / "wire", folder / "releases")
    shutil.copy(
        SAMPLES / "attorney/releases/2026/0917_ComplaintReport.html", folder / "release.html"
    )
    make_containers(folder)
    # Workers know the files of the folder they were started in.
    SHARED.close()
    with serve_samples(port=0) as base, chdir(folder):
        toml = next(text for kind, text in BLOCKS if kind == "toml")
        (folder / "data/sources").mkdir(parents=True)
        (folder / "data/sources/norland-mfa.toml").write_text(
            'private_hosts = ["127.0.0.1"]\n'
            + toml.replace(PUBLISHER_FEED, f"{base}/league/feed.xml"),
            encoding="utf-8",
        )
        (folder / "base").write_text(base)
        run_command("communique ingest releases/", folder)
        yield folder
    SHARED.close()


def make_containers(folder: Path) -> None:
    """Put a release into each kind of container the README names."""
    page = (
        "<h1>Norland opens port {}</h1><p>Forty delegations saw the opening of port {} today.</p>"
    )
    make_zip(folder / "old.zip", {"2026/release.html": page.format(1, 1).encode()})
    answer = ("https://mfa.example/2", "200 OK", "text/html", page.format(2, 2).encode())
    make_warc(folder / "crawl.warc.gz", [answer])
    make_mbox(folder / "press.mbox", [make_mail().as_bytes()])


def run_command(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    base = (folder / "base").read_text()
    words = shlex.split(line.replace(FEED, f"{base}/league/feed.xml"))[1:]
    # The flows' own tests run these in Prefect; here the words are tried, not the server.
    direct = ["--direct"] if words[0] in {"ingest", "replay", "reprocess"} else []
    return call(None, *words, *direct)


@pytest.mark.parametrize("line", [line for line in find_commands() if line != "communique serve"])
def test_a_command_of_the_readme_does_what_it_says(line: str, folder: Path):
    done = run_command(line, folder)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert (done.stdout + done.stderr).strip()


def test_every_command_has_help_and_stands_in_the_readme_or_its_documents():
    documents = README + "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")
    )
    commands = typer.main.get_command(app).commands  # pyright: ignore[reportAttributeAccessIssue]
    for name, command in commands.items():
        assert command.help, name
        assert f"communique {name}" in documents, name


def test_the_two_commands_of_the_readme_are_targets_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("run", "test"):
        assert f"make {target} " in README
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_every_picture_and_document_the_readme_names_is_there():
    for path in re.findall(r"\]\(((?!http)[^)]+)\)", README):
        assert (ROOT / path).is_file(), path
