"""The process that reads documents: one job after the other, each within its limits.

Started by tasks/workers/sandbox.py as `python -m tasks.workers.worker CHANNEL CPU WALL MEMORY`.
"""

import signal

# Ctrl-C is for the process that hands out the jobs; until here it would print a traceback.
signal.signal(signal.SIGINT, signal.SIG_IGN)

import fcntl  # noqa: E402
import gc  # noqa: E402
import importlib  # noqa: E402
import math  # noqa: E402
import os  # noqa: E402
import pickle  # noqa: E402 - S403: from the parent alone
import resource  # noqa: E402
import select  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402

from pydantic_core import to_json  # noqa: E402

from schemas.errors import FetchError, ReadError  # noqa: E402
from tasks.workers.sandbox import (  # noqa: E402
    FAILURE,
    KEEP,
    READY,
    RESULT,
    RETIRE,
    Failure,
    receive_frame,
    send_frame,
)

# The parent gives up first, and says so; without a parent the kernel does.
_GRACE = 2
_FILES = 64
# Objects made, and rounds, after which garbage is looked for: reading makes little that needs it.
_GARBAGE = (50_000, 20, 50)
_FILE_BYTES = 96 * 1024 * 1024


def serve_jobs(channel: socket.socket, cpu: int, wall: int, memory: int) -> None:
    """Run jobs until the parent is gone."""
    _end_with_parent()
    # Programs, and rules that the first job loads, stay: to look for garbage in them is in vain.
    gc.disable()
    try:
        importlib.import_module("tasks.reading.read")
        _limit(memory)
    except Exception as error:  # noqa: BLE001 - the parent tells it
        send_frame(channel, f"{type(error).__name__}: {error}".encode())
        return
    gc.freeze()
    gc.set_threshold(*_GARBAGE)
    gc.enable()
    send_frame(channel, READY)
    is_first = True
    while request := receive_frame(channel):
        _limit_processor(cpu)
        signal.setitimer(signal.ITIMER_REAL, wall + _GRACE)
        answer = _run(request)
        signal.setitimer(signal.ITIMER_REAL, 0)
        # Memory that one large document left in pieces is not held against the next.
        mark = KEEP if _count_resident() < memory // 2 else RETIRE
        send_frame(channel, mark + answer)
        if is_first:
            gc.freeze()
            is_first = False


def _run(request: bytearray) -> bytes:
    """Run one job; its result or failure as JSON."""
    try:
        job, arguments = pickle.loads(request)  # noqa: S301 - from the parent alone
        module, _, name = job.partition(":")
        function: Callable[..., object] = getattr(importlib.import_module(module), name)
        return RESULT + to_json(function(*arguments))
    except Exception as error:  # noqa: BLE001 - whatever a document does to its reader
        return FAILURE + describe_failure(error).model_dump_json().encode()


def describe_failure(error: Exception) -> Failure:
    """Describe an error so that the parent can raise it again."""
    name, message = type(error).__name__, str(error).encode("utf-8", "replace").decode()
    match error:
        case MemoryError():
            return Failure(error="MemoryError", message=message)
        case ReadError():
            return Failure(error=name, message=message, stage=error.stage, path=error.error_path)
        case FetchError():
            return Failure(error=name, message=message, kind=error.kind, status=error.status)
        case _:
            return Failure(error=name, message=message)


def _end_with_parent() -> None:
    """Let the kernel end us when the parent's end of our stdin closes, however busy we are.

    Not PR_SET_PDEATHSIG: that one fires when the thread ends that started us.
    """
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([0], [], [], 0)[0]:
        sys.exit(0)  # it closed before we listened


def _count_resident() -> int:
    """Bytes in memory now; 0 where the system does not tell. The peak would be our parent's."""
    try:
        with Path("/proc/self/statm").open(encoding="ascii") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A reader writes nothing, but py3langid unpacks its model (65 MiB) through a file.
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _limit_processor(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    limit = math.ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


if __name__ == "__main__":
    serve_jobs(socket.socket(fileno=int(sys.argv[1])), *map(int, sys.argv[2:5]))
