"""Fetching, measured in a process of its own; prints a JSON object.

Usage: python -m tests.bench.fetching bare|get|batch|unchanged|polite PORT COUNT
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from schemas.document import Discovered, Fetch, Known
from tasks.archive.collect import fetch_batch
from tasks.archive.warc import ArchiveWriter
from tasks.network.fetch import Fetcher
from tasks.network.response import hash_bytes
from tasks.publishers.access import Access
from tasks.reading.read import LOOSE
from tasks.workers.limited import read_batch
from tests.bench.slow import ETAG, HOSTS, make_page

WORKERS = 16
GAP = 0.1  # seconds between two requests to one host, in the polite run
PORTION = 500  # documents a task takes, as in the flows


def fetch_bare(urls: list[str]) -> None:
    """The bound: httpx and a pool of threads, as one would write it in a minute."""
    with httpx.Client() as client, ThreadPoolExecutor(WORKERS) as pool:

        def get(url: str) -> bytes:
            return client.get(url).raise_for_status().content

        for _ in pool.map(get, urls):
            pass


def fetch_alone(urls: list[str]) -> None:
    """The fetcher: guarded, robots asked, answers checked and hashed; nothing kept."""
    with _open() as fetcher, ThreadPoolExecutor(WORKERS) as pool:
        for _ in pool.map(fetcher.get, urls):
            pass


def fetch_and_archive(urls: list[str], known: dict[str, Known] | None = None) -> None:
    """The step of a run: portion by portion, every body archived."""
    for _ in _fetch_portions(urls, known or {}):
        pass


def fetch_unchanged(urls: list[str]) -> dict[str, float]:
    """The same where the server says 304 to everything, and what reading costs then."""
    known = {url: Known(url=url, raw_digest=hash_bytes(make_page()), etag=ETAG) for url in urls}
    spent = 0.0
    for fetches in _fetch_portions(urls, known):
        started = time.process_time()
        assert list(read_batch(fetches, LOOSE, Path())) == []
        spent += time.process_time() - started
    return {"read": spent}


def fetch_politely(urls: list[str]) -> dict[str, float]:
    """Hosts with names, which have a delay that those of this machine have not."""
    named = [
        f"http://host{number % 16}.example:{urlsplit(url).port}/{number}"
        for number, url in enumerate(urls)
    ]
    access = Access(frozenset(f"host{number}.example" for number in range(16)))
    with (
        Fetcher(delay=GAP, access=access, resolve=lambda _: [HOSTS[0]]) as fetcher,
        ThreadPoolExecutor(WORKERS) as pool,
    ):
        for _ in pool.map(fetcher.get, named):
            pass
        gap = fetcher.get(f"{named[0].rpartition('/')[0]}/gap", local=True)
    return {"gap": float(gap.body)}


def _fetch_portions(urls: list[str], known: dict[str, Known]) -> Iterator[list[Fetch]]:
    with tempfile.TemporaryDirectory() as home:
        for first in range(0, len(urls), PORTION):
            portion = urls[first : first + PORTION]
            items = [Discovered(source_id="bench", url=url, channel="feed") for url in portion]
            archive = ArchiveWriter(Path(home), f"bench-{first}", _now)
            with _open() as fetcher, archive:
                fetches = fetch_batch(items, known, fetcher, archive, "run", first, _now)
            assert all(fetch.outcome != "failed" for fetch in fetches)
            yield fetches


MODES: dict[str, Callable[[list[str]], dict[str, float] | None]] = {
    "bare": fetch_bare,
    "get": fetch_alone,
    "batch": fetch_and_archive,
    "unchanged": fetch_unchanged,
    "polite": fetch_politely,
}


def measure(mode: str, port: int, count: int) -> dict[str, float]:
    """Fetch pages spread over all hosts; wall and CPU seconds, peak MiB."""
    urls = [f"http://{HOSTS[number % len(HOSTS)]}:{port}/{number}" for number in range(count)]
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    besides = MODES[mode](urls) or {}
    wall = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": wall, "cpu": cpu, "peak": _measure_peak(), **besides}


def _measure_peak() -> float:
    """Most memory this process has held, MiB; what getrusage tells is its parent's, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _open() -> Fetcher:
    return Fetcher(workers=WORKERS, access=Access(frozenset(HOSTS)))


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    result = measure(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps(result) + "\n")
