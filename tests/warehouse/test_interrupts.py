import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.connection import open_writer

SLOW = "SELECT count(*) FROM range(200000000) AS a(x) WHERE hash(x) % 7 = 3"


@pytest.fixture(autouse=True)
def _heed_ctrl_c() -> Iterator[None]:
    """A shell lets what it starts in the background ignore Ctrl-C; these tests are about it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def hold_open(home: Path, ended: list[bool]) -> None:
    press = threading.Timer(0.1, signal.raise_signal, [signal.SIGINT])
    with open_writer(home) as connection:
        press.start()
        connection.execute(SLOW)
        press.join()
        ended.append(True)


def test_ctrl_c_waits_for_the_statement_and_the_file_opens_again(tmp_path: Path):
    ended: list[bool] = []
    with pytest.raises(KeyboardInterrupt):
        hold_open(tmp_path, ended)
    assert ended
    with open_writer(tmp_path) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
