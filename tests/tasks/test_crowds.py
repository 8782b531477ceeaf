"""How many requests are under way at one host, as a server on loopback counts them."""

import socket
import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from flows.portions import open_fetcher
from schemas.document import Known
from schemas.errors import FetchError
from schemas.source import Channel, Source
from tasks.network.fetch import CONNECTIONS, Fetcher
from tasks.publishers.access import Access
from tests.tasks.rawserver import serve_connections

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nwords"
LONG = 5.0


@dataclass
class Crowd:
    """How many requests a server saw at once; none is answered before it has held `wanted`."""

    wanted: int
    port: int = 0
    now: int = 0
    most: int = 0
    asked: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def answer(self, connection: socket.socket, _stopped: threading.Event) -> None:
        while connection.recv(65_536):
            with self.changed:
                self.asked += 1
                self.now += 1
                self.most = max(self.most, self.now)
                self.changed.notify_all()
                self.changed.wait_for(lambda: self.most >= self.wanted, LONG)
            # One more could come while these are held, if it were let through.
            threading.Event().wait(0.02)
            with self.changed:
                self.now -= 1
            connection.sendall(ANSWER)


@contextmanager
def gather(wanted: int, host: str = "127.0.0.1") -> Generator[Crowd]:
    crowd = Crowd(wanted)
    with serve_connections(crowd.answer, host) as crowd.port:
        yield crowd


def fetch_all(fetchers: list[Fetcher], crowd: Crowd, count: int = 32) -> None:
    def get(number: int) -> None:
        url = f"http://127.0.0.1:{crowd.port}/{number}"
        fetchers[number % len(fetchers)].get(url, local=True)

    with ThreadPoolExecutor(16) as pool:
        assert len(list(pool.map(get, range(count)))) == count


def test_a_host_holds_four_requests_at_a_time_and_no_more():
    with gather(CONNECTIONS) as crowd, Fetcher(deadline=10) as fetcher:
        fetch_all([fetcher], crowd)
    assert (crowd.most, crowd.asked) == (4, 32)


def test_fetchers_of_a_process_share_what_a_host_holds():
    with gather(CONNECTIONS) as crowd, Fetcher(deadline=10) as one, Fetcher(deadline=10) as two:
        fetch_all([one, two], crowd)
    assert crowd.most == 4


@pytest.mark.parametrize("most", [1, 7])
def test_a_source_says_how_many_requests_its_hosts_hold(tmp_path: Path, most: int):
    with gather(most) as crowd:
        channel = Channel(kind="page", url=f"http://127.0.0.1:{crowd.port}/")
        source = Source(
            id="norland", name="Norland", max_connections=most, channels=(channel,),
            private_hosts=("127.0.0.1",),
        )  # fmt: skip
        with open_fetcher(tmp_path, source) as fetcher:
            fetch_all([fetcher], crowd)
    assert crowd.most == most


def test_a_full_host_keeps_nobody_from_another():
    with (
        gather(2) as full,
        gather(1, "127.0.0.2") as free,
        Fetcher(
            deadline=10, connections=1, access=Access(frozenset({"127.0.0.1", "127.0.0.2"}))
        ) as fetcher,
        ThreadPoolExecutor(1) as pool,
    ):
        # The first waits at its server for a second request, which cannot come.
        held = pool.submit(fetcher.get, f"http://127.0.0.1:{full.port}/", local=True)
        with full.changed:
            assert full.changed.wait_for(lambda: full.now == 1, LONG)
        assert fetcher.get(f"http://127.0.0.2:{free.port}/", local=True).body == b"words"
        with full.changed:
            full.most = 2
            full.changed.notify_all()
        assert held.result().body == b"words"


def test_a_stop_ends_the_wait_for_a_place():
    with (
        gather(2) as crowd,
        Fetcher(deadline=10, connections=1, retries=0) as fetcher,
        ThreadPoolExecutor(2) as pool,
    ):
        url = f"http://127.0.0.1:{crowd.port}/"
        held = [pool.submit(fetcher.get, url, local=True) for _ in range(2)]
        with crowd.changed:
            assert crowd.changed.wait_for(lambda: crowd.now == 1, LONG)
        fetcher.stop()
        for each in held:
            with pytest.raises(FetchError):
                each.result()
        assert crowd.asked == 1


@pytest.mark.parametrize("status", ["304 Not Modified", "302 Found\r\nLocation: /", "404 Gone"])
def test_an_answer_nobody_reads_keeps_its_connection(status: str):
    connections: list[int] = []

    def answer(connection: socket.socket, _stopped: threading.Event) -> None:
        connections.append(0)
        while asked := connection.recv(65_536):
            connections[-1] += 1
            if asked.startswith(b"GET / "):
                connection.sendall(ANSWER)
                continue
            body = b"" if status.startswith("304") else b"gone"
            head = f"HTTP/1.1 {status}\r\nETag: x\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)

    with serve_connections(answer) as port, Fetcher(deadline=10, retries=0) as fetcher:
        url = f"http://127.0.0.1:{port}/a"
        known = Known(url=url, raw_digest="0" * 64, etag="x")
        for _ in range(3):
            with suppress(FetchError):
                fetcher.get(url, known, local=True)
    assert connections == [6 if status.startswith("302") else 3]
