"""robots.txt (RFC 9309): what a host lets programs fetch, and how often."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from schemas.errors import FetchError
from tasks.redact import hide_secrets

AGENT = "communique"
# A host that asks for more than this between two requests is asked this often.
MAX_CRAWL_DELAY = 30.0

# The host answers, but has no rules to tell.
_NO_RULES = {"empty", "encoding", "too-large", "redirect-loop", "bad-url"}
_MAX_CHARACTERS = 512_000  # 500 KiB, as the RFC asks for
_NAMED_AGENT = re.compile(r"^(\s*user[ -]?agent\s*[: ]\s*)([^#\r\n]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Rules:
    parser: Protego | None = None
    problem: tuple[str, str, int | None] | None = None
    delay: float = 0.0


class Robots:
    """Remembers the rules of every host that was asked.

    Args:
        fetch: Fetches the text at a robots.txt address, in a limited time; raises FetchError.
        is_private: Whether an address lies at a host that was allowed although private.
    """

    def __init__(self, fetch: Callable[[str], str], is_private: Callable[[str], bool]) -> None:
        self._fetch = fetch
        self._is_private = is_private
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._rules: dict[str, _Rules] = {}

    def ask(self, url: str) -> float:
        """Ask whether an address may be fetched.

        Returns:
            Seconds the host wants between two requests, at most 30.

        Raises:
            FetchError: robots: it may not. Any other kind: the host could not be asked.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        rules = self._rules.get(origin) or self._learn(origin)
        if rules.problem is not None:
            raise FetchError(*rules.problem)
        if rules.parser is not None and not rules.parser.can_fetch(url, AGENT):
            raise FetchError(
                "robots",
                f"{hide_secrets(url)}: robots.txt of {parts.netloc} does not let programs fetch it;"
                " ask the publisher, or leave it out with `exclude`",
            )
        return rules.delay

    def _learn(self, origin: str) -> _Rules:
        """Fetch the rules of a host once, whoever asks first; the others wait for that."""
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            if origin not in self._rules:
                self._rules[origin] = self._read_rules(origin)
        return self._rules[origin]

    def _read_rules(self, origin: str) -> _Rules:
        address = f"{origin}/robots.txt"
        try:
            text = self._fetch(address)
        except FetchError as error:
            is_answer = error.kind in _NO_RULES or 400 <= (error.status or 0) < 500
            if is_answer or self._is_private(origin):
                return _Rules()
            return _Rules(problem=_explain(address, error))
        parser = Protego.parse(_drop_agents(text[:_MAX_CHARACTERS]))
        delay = min(parser.crawl_delay(AGENT) or 0.0, MAX_CRAWL_DELAY)
        return _Rules(parser=parser, delay=delay)


def _explain(address: str, error: FetchError) -> tuple[str, str, int | None]:
    """Name what is wrong; a host that is not there is no matter of robots."""
    if error.status is None:
        return error.kind, str(error), None
    reason = f"HTTP {error.status}, so nothing may be fetched from this host; run again later"
    return "robots", f"{address}: {reason}", error.status


def _drop_agents(text: str) -> str:
    """Give all agents that are not us one name: thousands of them take the parser minutes."""
    lines: list[str] = []
    for line in text.splitlines():
        match = _NAMED_AGENT.match(line)
        if match and AGENT not in (name := match[2].strip().lower()) and name != "*":
            lines.append(f"{match[1]}others")
        else:
            lines.append(line)
    return "\n".join(lines)
