"""Ctrl-C, told apart from what it looks like when it strikes inside another library.

DuckDB, for one, turns it into an error of its own.
"""

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_seen = False


def was_interrupted() -> bool:
    """Whether Ctrl-C was pressed since `note_interrupts` was entered."""
    return _seen


@contextmanager
def note_interrupts() -> Generator[None]:
    """Remember Ctrl-C besides raising KeyboardInterrupt; in the main thread."""
    global _seen  # noqa: PLW0603 - signals are the process's
    _seen = False
    before = signal.signal(signal.SIGINT, _note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _note(_number: int, _frame: FrameType | None) -> NoReturn:
    global _seen  # noqa: PLW0603
    _seen = True
    raise KeyboardInterrupt
