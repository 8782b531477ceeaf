"""Politeness: requests to one host keep their distance and are few, whoever makes them."""

import fcntl
import hashlib
import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import FetchError
from tasks.network.addresses import find_host, is_loopback

# Shared by all fetchers of this process: two sources on one host are one visitor to it.
_shared: dict[str, float] = {}
_lock = threading.Lock()
# Requests under way at each host.
_busy: Counter[str] = Counter()
_freed = threading.Condition()
_SLICE = 0.5
# A turn further off was written by a clock that has been set back since.
_FARTHEST = 3600.0


class Turns:
    """Spaces the requests to each host, over all threads and fetchers.

    Args:
        delay: Seconds between two requests to one host; none for this machine.
        sleep: How to wait, in seconds.
        folder: Where processes tell each other the next turn of each host; empty if this process
            is alone.
    """

    def __init__(
        self, delay: float, sleep: Callable[[float], object], folder: Path | None = None
    ) -> None:
        self._delay = delay
        self._sleep = sleep
        self._folder = folder

    def await_turn(self, url: str, crawl_delay: float = 0.0) -> None:
        """Wait until the host of an address may be asked again.

        Args:
            url: The address.
            crawl_delay: Seconds between requests that the host itself asks for.
        """
        delay = max(0.0 if is_loopback(url) else self._delay, crawl_delay)
        if delay > 0:
            wait = self._move(find_host(url), lambda _, turn: turn + delay)
            if wait > 0:
                self._sleep(wait)

    def postpone(self, url: str, seconds: float) -> None:
        """Keep everybody from a host for a while: it has asked for that."""
        if seconds > 0 and not is_loopback(url):
            self._move(find_host(url), lambda now, turn: max(turn, now + seconds))

    @contextmanager
    def hold_place(self, url: str, most: int, stopped: threading.Event) -> Generator[None]:
        """Be one of the few requests that are under way at a host; wait until one is over.

        Args:
            url: The address.
            most: How many there may be, of all threads and fetchers of this process.
            stopped: Ends the wait.

        Raises:
            FetchError: timeout: it was stopped.
        """
        host = find_host(url)
        with _freed:
            while _busy[host] >= most and not stopped.is_set():
                _freed.wait(_SLICE)
            if stopped.is_set():
                raise FetchError("timeout", f"{host}: stopped")
            _busy[host] += 1
        try:
            yield
        finally:
            with _freed:
                _busy[host] -= 1
                if not _busy[host]:
                    del _busy[host]
                _freed.notify_all()

    def _move(self, host: str, choose: Callable[[float, float], float]) -> float:
        """Look when a host's turn is, and choose the one after it. Returns seconds until then."""
        if self._folder is not None:
            try:
                return _move_in_file(self._folder, host, choose)
            except OSError:
                # A full or read-only disk stops the run elsewhere; politeness goes on in memory.
                self._folder = None
        with _lock:
            now = time.time()
            turn = _find_turn(now, _shared.get(host, now))
            _shared[host] = choose(now, turn)
        return turn - now


def _move_in_file(folder: Path, host: str, choose: Callable[[float, float], float]) -> float:
    folder.mkdir(parents=True, exist_ok=True)
    # A host is text from anywhere: its digest is a safe name.
    name = hashlib.sha256(host.encode()).hexdigest()[:32]
    with (folder / name).open("a+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        now = time.time()
        file.seek(0)
        turn = _find_turn(now, _read_number(file.read(40)))
        file.seek(0)
        file.truncate()
        file.write(f"{choose(now, turn):.6f}")
    return turn - now


def _find_turn(now: float, next_turn: float) -> float:
    return next_turn if now < next_turn < now + _FARTHEST else now


def _read_number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0
