"""How far a run is, as an artifact of it that grows while it goes."""

import time
from typing import cast
from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact

# Seconds between two words to the server: more often nobody looks.
PAUSE = 2.0
TOLD = "Documents fetched, read and loaded, of those discovered so far."


class Gauge:
    """Keeps a progress artifact: each document counts three times, once a stage."""

    def __init__(self) -> None:
        self._totals: dict[str, int] = {}
        self._done: dict[str, int] = {}
        self._artifact: UUID | None = None
        self._told_at = 0.0

    def begin(self, source_id: str, count: int) -> None:
        self._totals[source_id] = self._totals.get(source_id, 0) + count * 3
        self._tell()

    def advance(self, source_id: str, stage: str, count: int) -> None:  # noqa: ARG002 - a watcher's
        self._done[source_id] = self._done.get(source_id, 0) + count
        self._tell()

    def say(self, line: str) -> None:
        """Nothing: lines are for the log."""

    def close(self) -> None:
        """Show the last word."""
        if self._artifact is not None:
            self._send()

    def _tell(self) -> None:
        if time.monotonic() - self._told_at >= PAUSE:
            self._send()

    def _send(self) -> None:
        self._told_at = time.monotonic()
        total = sum(self._totals.values())
        share = round(min(100.0, 100 * sum(self._done.values()) / total), 1) if total else 0.0
        try:
            if self._artifact is None:
                made = create_progress_artifact(share, "progress", TOLD)
                self._artifact = cast("UUID", made)  # a coroutine only where a loop runs
            else:
                update_progress_artifact(self._artifact, share)
        except Exception:  # noqa: BLE001 - a run goes on though nobody can be told how far it is
            return
