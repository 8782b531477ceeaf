"""Telling whoever waits how far a run is: a bar on a terminal, lines in a served run's log."""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol

from warehouse.masks import mask_controls

if TYPE_CHECKING:
    from rich.console import Console


def make_remarks() -> "Console":
    """The console for remarks: stderr."""
    from rich.console import Console  # noqa: PLC0415 - most of who imports this prints nothing

    return Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


class Watcher(Protocol):
    """Somebody who follows a run."""

    def begin(self, source_id: str, count: int) -> None:
        """A source's documents are known."""
        ...

    def advance(self, source_id: str, stage: str, count: int) -> None:
        """A stage is done with so many more of them."""
        ...

    def say(self, line: str) -> None:
        """Something happened that a person should know."""
        ...


class LogWatcher:
    """Writes lines to a log."""

    def __init__(self, log: "logging.Logger | logging.LoggerAdapter[logging.Logger]") -> None:
        self._log = log

    def begin(self, source_id: str, count: int) -> None:
        self._log.info("%s: %d documents discovered", source_id, count)

    def advance(self, source_id: str, stage: str, count: int) -> None:
        self._log.info("%s: %d documents %s", source_id, count, stage)

    def say(self, line: str) -> None:
        self._log.warning("%s", line)


class BarWatcher:
    """Draws a bar a source on a terminal; elsewhere only lines that matter are written."""

    def __init__(self, console: "Console") -> None:
        from rich.progress import (  # noqa: PLC0415 - only commands that run long draw
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TaskID,
            TextColumn,
            TimeElapsedColumn,
        )

        self._console = console
        self._bars: dict[str, TaskID] = {}
        self._progress = Progress(
            TextColumn("{task.fields[source]}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )

    @contextmanager
    def draw(self) -> Generator["BarWatcher"]:
        """Draw until this ends."""
        with self._progress:
            yield self

    def begin(self, source_id: str, count: int) -> None:
        self._bars[source_id] = self._progress.add_task("", total=count * 3, source=source_id)

    def advance(self, source_id: str, stage: str, count: int) -> None:
        if source_id in self._bars:
            self._progress.update(self._bars[source_id], advance=count, description=stage)

    def say(self, line: str) -> None:
        self._console.print(
            mask_controls(line), style="yellow", markup=False, highlight=False, soft_wrap=True
        )


class _Several:
    """Tells several watchers the same."""

    def __init__(self, watchers: tuple[Watcher, ...]) -> None:
        self._watchers = watchers

    def begin(self, source_id: str, count: int) -> None:
        for watcher in self._watchers:
            watcher.begin(source_id, count)

    def advance(self, source_id: str, stage: str, count: int) -> None:
        for watcher in self._watchers:
            watcher.advance(source_id, stage, count)

    def say(self, line: str) -> None:
        for watcher in self._watchers:
            watcher.say(line)


_watchers: ContextVar[tuple[Watcher, ...]] = ContextVar("watchers", default=())


@contextmanager
def watch(watcher: Watcher) -> Generator[None]:
    """Let somebody follow the runs made in this block, besides whoever does already."""
    token = _watchers.set((*_watchers.get(), watcher))
    try:
        yield
    finally:
        _watchers.reset(token)


def find_watcher() -> Watcher:
    """Whoever follows this run, as one."""
    return _Several(_watchers.get())
