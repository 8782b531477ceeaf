"""Politeness: requests to one host keep their distance."""

import threading
import time
from collections.abc import Callable

from tasks.addresses import find_host, is_loopback


class Turns:
    """Spaces the requests to each host, over all threads.

    Args:
        delay: Seconds between two requests to one host; none for this machine.
        sleep: How to wait, in seconds.
    """

    def __init__(self, delay: float, sleep: Callable[[float], object]) -> None:
        self._delay = delay
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}

    def await_turn(self, url: str) -> None:
        """Wait until the host of an address may be asked again."""
        if self._delay <= 0 or is_loopback(url):
            return
        host = find_host(url)
        with self._lock:
            moment = time.monotonic()
            turn = max(moment, self._next.get(host, moment))
            self._next[host] = turn + self._delay
        if turn > moment:
            self._sleep(turn - moment)
