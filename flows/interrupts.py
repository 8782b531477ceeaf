"""Ctrl-C, told apart from what it looks like when it strikes inside another library.

DuckDB, for one, turns it into an error of its own.
"""

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

_seen = False
_held = False


def was_interrupted() -> bool:
    """Whether Ctrl-C was pressed since `note_interrupts` was entered."""
    return _seen


@contextmanager
def note_interrupts() -> Generator[None]:
    """Remember Ctrl-C besides raising KeyboardInterrupt; in the main thread."""
    global _seen, _held  # noqa: PLW0603 - signals are the process's
    _seen = _held = False
    before = signal.signal(signal.SIGINT, _note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        _seen = _held = False


def hold_interrupts() -> None:
    """Let the next Ctrl-C only be remembered: what is left to do is short and leaves no rubbish.

    One after that raises KeyboardInterrupt again.
    """
    global _held  # noqa: PLW0603
    _held = True


def release_interrupts() -> None:
    """Let Ctrl-C stop what comes now.

    Raises:
        KeyboardInterrupt: it was pressed meanwhile.
    """
    global _held  # noqa: PLW0603
    _held = False
    if _seen:
        raise KeyboardInterrupt


def take_terminations() -> None:
    """Let SIGTERM do as Ctrl-C does."""
    signal.signal(signal.SIGTERM, _note)


def _note(_number: int, _frame: FrameType | None) -> None:
    global _seen, _held  # noqa: PLW0603
    _seen = True
    if _held:
        _held = False
        return
    raise KeyboardInterrupt
