"""Secrets in addresses and headers, looked for in everything that a run leaves behind."""

import base64
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from schemas.errors import FetchError
from schemas.source import Channel, Source
from tasks.network.fetch import Fetcher
from tasks.publishers.access import describe_access
from tests.attack.leftovers import read_home
from tests.attack.rows import Row
from tests.attack.secretive import ANSWERED, serve_canaries
from tests.figures import ROOT
from warehouse.query import run_query

COMMAND = Path(sys.executable).parent / "communique"
CODES = (301, 302, 303, 307, 308)
# What the variable of a channel holds, and the header that shows it.
CREDENTIALS = {
    "basic": ("desk:{}", "authorization"),
    "bearer": ("{}", "authorization"),
    "scheme": ("Token {}", "authorization"),
    "header": ("X-Api-Key: {}", "x-api-key"),
}
PARAMETERS = (
    "token", "access_token", "api_key", "apikey", "signature", "X-Amz-Signature", "sig",
    "password", "session_id", "auth", "client_secret", "jwt",
)  # fmt: skip
# In links of a feed, in redirects, in a header's link, and typed by a person.
ELSEWHERE = (
    "in-link", "in-missing", "in-failing", "in-location", "user-in-location", "in-header",
    "typed-user", "typed-token",
)  # fmt: skip


class Trial(NamedTuple):
    """What became of the secrets of a run: what was sent, and where it was found again."""

    canaries: dict[str, str]
    sent: set[str]
    found: dict[str, list[str]]
    releases: int


def run_attacks() -> Iterator[Row]:
    """Credentials across origins, then thirty secrets through whole runs."""
    yield try_redirects()
    with tempfile.TemporaryDirectory() as name:
        trial = run_with_canaries(Path(name) / "home")
    places = sorted({place for places in trial.found.values() for place in places})
    yield Row(
        "secrets in URLs and headers: none in logs, artifacts, archive or warehouse",
        len(trial.canaries),
        len(trial.canaries) - len(trial.found),
        f"{len(trial.sent)} of them crossed the wire, {trial.releases} releases loaded, found in:"
        f" {', '.join(places) or 'nothing'}",
    )


def try_redirects() -> Row:
    """Redirect each kind of credential to another host, port, or both."""
    tried = held = 0
    with serve_canaries({}) as (own, asked), serve_canaries({}) as (other, asked_there):
        ports = own.rpartition(":")[2], other.rpartition(":")[2]
        targets = (f"localhost:{ports[0]}", f"127.0.0.1:{ports[1]}", f"localhost:{ports[1]}")
        for kind, (value, header) in CREDENTIALS.items():
            source = Source(
                id="s",
                name="S",
                private_hosts=("localhost", "127.0.0.1"),
                channels=(Channel(kind="page", url=own, auth_variable="SECRET"),),
            )
            access = describe_access(source, {"SECRET": value.format(f"canary-{kind}")})
            with Fetcher(access=access, retries=0) as fetcher:
                for code, target in ((code, target) for code in CODES for target in targets):
                    _get(fetcher, f"{own}/away/{code}/{target}")
                    showed = [header in headers for _, headers in (*asked, *asked_there)]
                    tried += 1
                    # The first request shows the credential, the one that followed does not.
                    held += showed == [True, False]
                    asked.clear()
                    asked_there.clear()
    return Row("credentials on redirects to another host or port", tried, held)


def run_with_canaries(home: Path) -> Trial:
    """Run publishers full of secrets in Prefect, and typed addresses without it."""
    names = [*CREDENTIALS, *PARAMETERS, *ANSWERED, *ELSEWHERE]
    canaries = {
        name: f"c4n4ry{number:02}x{number * 2654435761 % 2**32:08x}"
        for number, name in enumerate(names)
    }
    with serve_canaries(canaries) as (base, asked):
        host = base.partition("://")[2]
        sources = _write_sources(home, base, canaries)
        typed = [
            f"http://desk:{canaries['typed-user']}@{host}/page/typed-user",
            f"http://{host}/page/typed-token?token={canaries['typed-token']}",
        ]
        environment = {
            f"CANARY_{kind.upper()}": value.format(canaries[kind])
            for kind, (value, _) in CREDENTIALS.items()
        }
        output = _run(home, environment, "ingest", *(f"--source={source}" for source in sources))
        output += _run(home, environment, "ingest", "--direct", *typed)
        output += _run(home, environment, "read", typed[1])
        wire = _unpack_basic(str(asked))
    places = {"the terminal": output, **read_home(home)}
    found = {
        name: places_found
        for name, canary in canaries.items()
        if (places_found := [place for place, text in places.items() if canary in text])
    }
    sent = {name for name, canary in canaries.items() if canary in wire} | {*ANSWERED, "in-header"}
    count = run_query(home, "select count(*) as n from releases").to_pylist()[0]["n"]
    return Trial(canaries, sent, found, count)


def _unpack_basic(text: str) -> str:
    """The text, and what its basic credentials say."""
    packed = re.findall(r"Basic ([\w+/=]+)", text)
    return " ".join([text, *(base64.b64decode(one).decode() for one in packed)])


def _get(fetcher: Fetcher, url: str) -> None:
    try:
        fetcher.get(url, local=True)
    except FetchError:
        return


def _write_sources(home: Path, base: str, canaries: Mapping[str, str]) -> list[str]:
    """Write a publisher for each way to show a secret, a variable or a parameter; their ids."""
    (home / "sources").mkdir(parents=True)
    for kind in CREDENTIALS:
        url = f"{base}/feed/login-{kind}"
        _write_source(home, f"login-{kind}", url, f'auth_variable = "CANARY_{kind.upper()}"')
    for name in PARAMETERS:
        source_id = f"parameter-{name.lower().replace('_', '-')}"
        _write_source(home, source_id, f"{base}/feed/{name}?{name}={canaries[name]}", "")
    return sorted(path.stem for path in (home / "sources").iterdir())


def _write_source(home: Path, source_id: str, url: str, last: str) -> None:
    host = url.split("/")[2]
    lines = (
        f'id = "{source_id}"',
        f'name = "{source_id}"',
        f'private_hosts = ["{host}"]',
        "bounds = { min_releases = 0 }",
        "[[channels]]",
        'kind = "feed"',
        f'url = "{url}"',
        last,
    )
    (home / "sources" / f"{source_id}.toml").write_text("\n".join(lines), encoding="utf-8")


def _run(home: Path, environment: Mapping[str, str], *arguments: str) -> str:
    """Run the command as a person does; what it printed."""
    done = subprocess.run(
        [str(COMMAND), "--home", str(home), *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr
