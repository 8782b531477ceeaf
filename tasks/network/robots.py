"""robots.txt (RFC 9309): what a host lets programs fetch, and how often."""

import hashlib
import os
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from protego import Protego

from schemas.errors import FetchError
from schemas.robots import Ruling
from tasks.network.redact import hide_secrets

AGENT = "communique"
# A host that asks for more than this between two requests is asked this often.
MAX_CRAWL_DELAY = 30.0

# The host answers, but has no rules to tell.
_NO_RULES = {"empty", "encoding", "too-large", "redirect-loop", "bad-url"}
_MAX_CHARACTERS = 512_000  # 500 KiB, as the RFC asks for
_MAX_FILE = 8 * _MAX_CHARACTERS
# How long an answer stands (RFC 9309 allows a day), a server's failure, and no answer at all.
_RULES_SECONDS = 24 * 3600.0
_FAILURE_SECONDS = 600.0
_SILENCE_SECONDS = 60.0
_SILENT = {"timeout", "dns", "refused", "connection", "incomplete"}
_SITEMAP = re.compile(r"site-?map\s*:", re.IGNORECASE)
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
        folder: Where fetchers leave each other what a host said; empty if each asks for itself.
        may_keep: Whether what an origin said may be left there.
        now: The clock.
    """

    def __init__(
        self,
        fetch: Callable[[str], str],
        is_private: Callable[[str], bool],
        folder: Path | None = None,
        may_keep: Callable[[str], bool] = lambda _: True,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._fetch = fetch
        self._is_private = is_private
        self._folder = folder
        self._may_keep = may_keep
        self._now = now
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
        ruling = read_ruling(self._folder, origin, self._now()) if self._folder else None
        if ruling is None:
            ruling = self._obtain(origin)
            if self._folder and self._may_keep(origin):
                keep_ruling(self._folder, ruling)
        if ruling.error_kind:
            problem = ruling.error_kind, ruling.error, ruling.status
            return _Rules() if self._is_private(origin) else _Rules(problem=problem)
        parser = Protego.parse(ruling.rules)
        delay = min(parser.crawl_delay(AGENT) or 0.0, MAX_CRAWL_DELAY)
        return _Rules(parser=parser, delay=delay)

    def _obtain(self, origin: str) -> Ruling:
        """Ask a host."""
        address, asked_at = f"{origin}/robots.txt", self._now()
        try:
            text = self._fetch(address)
        except FetchError as error:
            if error.kind in _NO_RULES or 400 <= (error.status or 0) < 500:
                return Ruling(origin=origin, asked_at=asked_at)
            kind, reason, status = _explain(address, error)
            return Ruling(
                origin=origin, asked_at=asked_at, error_kind=kind, error=reason, status=status
            )
        rules = _keep_rules(text[:_MAX_CHARACTERS])
        return Ruling(origin=origin, asked_at=asked_at, rules=rules)


def read_ruling(folder: Path, origin: str, now: datetime) -> Ruling | None:
    """What a host said a while ago; none if that is too long ago, or nobody kept it."""
    try:
        with _locate(folder, origin).open("rb") as file:
            ruling = Ruling.model_validate_json(file.read(_MAX_FILE))
    except (OSError, ValueError):
        return None
    age = (now - ruling.asked_at).total_seconds()
    is_fresh = ruling.origin == origin and 0 <= age < _find_lifetime(ruling)
    return ruling if is_fresh else None


def keep_ruling(folder: Path, ruling: Ruling) -> None:
    """Leave what a host said to others, unless a secret stands in it."""
    text = ruling.model_dump_json()
    if not _find_lifetime(ruling) or hide_secrets(text) != text:
        return
    path = _locate(folder, ruling.origin)
    draft = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
    # A full or read-only disk stops the run elsewhere; each asks for itself then.
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)


def _locate(folder: Path, origin: str) -> Path:
    # An origin is text from anywhere: its digest is a safe name.
    return folder / hashlib.sha256(origin.encode()).hexdigest()[:32]


def _find_lifetime(ruling: Ruling) -> float:
    """Seconds for which an answer stands; 0 if it is of no use to others."""
    if not ruling.error_kind:
        return _RULES_SECONDS
    if ruling.status is not None:
        return _FAILURE_SECONDS
    return _SILENCE_SECONDS if ruling.error_kind in _SILENT else 0.0


def _explain(address: str, error: FetchError) -> tuple[str, str, int | None]:
    """Name what is wrong; a host that is not there is no matter of robots."""
    if error.status is None:
        return error.kind, str(error), None
    reason = f"HTTP {error.status}, so nothing may be fetched from this host; run again later"
    return "robots", f"{address}: {reason}", error.status


def _keep_rules(text: str) -> str:
    """The lines that matter, all agents that are not us under one name.

    Thousands of those take the parser minutes. Sitemaps and remarks are no rules.
    """
    lines: list[str] = []
    for full in text.splitlines():
        line = full.partition("#")[0].strip()
        match = _NAMED_AGENT.match(line)
        if match and AGENT not in (name := match[2].strip().lower()) and name != "*":
            lines.append(f"{match[1]}others")
        elif line and not _SITEMAP.match(line):
            lines.append(line)
    return "\n".join(lines)
