import json
import socket
import subprocess
import sys
import threading
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from schemas.errors import FetchError
from tasks.network.failures import choose_pause, read_pause
from tasks.network.fetch import Fetcher
from tasks.network.turns import Turns
from tasks.publishers.access import Access
from tests.tasks.rawserver import serve_connections, serve_script

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def host() -> str:
    """A host nobody else has taken a turn at."""
    return f"{uuid.uuid4().hex}.example"


def test_two_fetchers_of_a_process_are_one_visitor(host: str):
    pauses: list[float] = []
    for _ in range(3):
        Turns(5.0, pauses.append).await_turn(f"http://{host}/")
    assert [round(pause) for pause in pauses] == [5, 10]


def test_processes_that_share_a_folder_are_one_visitor(host: str, tmp_path: Path):
    code = (
        "import json, sys; from pathlib import Path; from tasks.network.turns import Turns; pauses = [];"
        " Turns(50.0, pauses.append, Path(sys.argv[1])).await_turn(sys.argv[2]);"
        " print(json.dumps(pauses))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "turns"), f"http://{host}/"]
    pauses = [
        json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for _ in range(3)
    ]
    assert pauses[0] == []
    assert [40 < pauses[1][0] <= 50, 90 < pauses[2][0] <= 100] == [True, True]


def test_a_damaged_turn_is_no_turn(host: str, tmp_path: Path):
    pauses: list[float] = []
    turns = Turns(5.0, pauses.append, tmp_path)
    turns.await_turn(f"http://{host}/")
    (file,) = tmp_path.iterdir()
    for text in ("", "x", "nan", "inf", "99999999999"):
        file.write_text(text)
        turns.await_turn(f"http://{host}/")
    assert pauses == []


def test_this_machine_has_no_delay_but_what_it_asks_for():
    pauses: list[float] = []
    turns = Turns(5.0, pauses.append)
    for _ in range(3):
        turns.await_turn("http://127.9.9.9/")
    assert pauses == []
    for _ in range(2):
        turns.await_turn("http://127.9.9.9/", 3.0)
    assert [round(pause) for pause in pauses] == [3]


def test_a_host_that_asks_to_wait_is_left_alone_by_all(httpserver: HTTPServer, host: str):
    httpserver.expect_request("/busy").respond_with_data(status=503, headers={"Retry-After": "20"})
    httpserver.expect_request("/").respond_with_data(b"words")
    pauses: list[float] = []
    access = Access(frozenset({host}))
    with Fetcher(
        retries=0, delay=0.1, sleep=pauses.append, access=access, resolve=lambda _: ["127.0.0.1"]
    ) as fetcher:
        with pytest.raises(FetchError):
            fetcher.get(f"http://{host}:{httpserver.port}/busy", local=True)
        fetcher.get(f"http://{host}:{httpserver.port}/", local=True)
    assert [round(pause) for pause in pauses] == [20]


def test_a_host_that_asks_every_thread_to_wait_is_waited_for_once(host: str):
    pauses: list[float] = []
    turns = Turns(5.0, pauses.append)
    for _ in range(8):
        turns.postpone(f"http://{host}/", 20.0)
    turns.await_turn(f"http://{host}/")
    assert [round(pause) for pause in pauses] == [20]


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({}, None),
        ({"retry-after": "120"}, 120.0),
        ({"retry-after": " 7 "}, 7.0),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "9" * 30}, None),
        ({"retry-after": "Fri, 02 Jan 2026 03:04:25 GMT"}, 20.0),
        ({"retry-after": "Fri, 02 Jan 2026 03:00:00 GMT"}, 0.0),
        # The server's clock is an hour ahead, and so is its date.
        (
            {
                "retry-after": "Fri, 02 Jan 2026 04:04:25 GMT",
                "date": "Fri, 02 Jan 2026 04:04:05 GMT",
            },
            20.0,
        ),
        ({"retry-after": "Fri, 99 Jan 2026 03:04:25 GMT"}, None),
    ],
)
def test_retry_after_is_read_in_both_forms(headers: dict[str, str], pause: float | None):
    assert read_pause(headers, NOW) == pause


def test_pauses_double_and_spread_and_what_was_asked_for_counts_first():
    assert [choose_pause(attempt, None, 1.0) for attempt in range(3)] == [1.0, 2.0, 4.0]
    assert [choose_pause(attempt, None, 0.0) for attempt in range(3)] == [0.5, 1.0, 2.0]
    assert choose_pause(2, 7.0, 0.3) == 7.0


def test_a_retry_after_date_is_waited_for():
    answer = (
        b"HTTP/1.1 429 Slow\r\nRetry-After: Fri, 02 Jan 2026 03:04:16 GMT\r\n"
        b"Date: Fri, 02 Jan 2026 03:04:05 GMT\r\nContent-Length: 0\r\n\r\n"
    )
    pauses: list[float] = []
    with (
        serve_script([answer]) as url,
        Fetcher(sleep=pauses.append, now=lambda: NOW, retries=1) as fetcher,
        pytest.raises(FetchError) as caught,
    ):
        fetcher.get(url, local=True)
    assert caught.value.kind == "http-429"
    assert pauses == [11.0]


def test_a_kept_connection_that_the_server_has_given_up_is_replaced_by_a_fresh_one():
    asked: list[int] = []

    def answer(connection: socket.socket, _stopped: threading.Event) -> None:
        connection.recv(65_536)
        asked.append(1)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        # The next request of the connection arrives, and is answered by its end.
        connection.recv(65_536)

    with (
        serve_connections(answer) as port,
        Fetcher(sleep=lambda _: None, now=lambda: NOW, retries=0) as fetcher,
    ):
        url = f"http://127.0.0.1:{port}/"
        bodies = [fetcher.get(f"{url}{page}", local=True).body for page in range(3)]
    assert bodies == [b"ok"] * 3
    assert len(asked) == 3
