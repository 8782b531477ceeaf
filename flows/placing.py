"""A folder written aside and put in place in one step: whoever reads it sees the old or the new."""

import ctypes
import fcntl
import json
import os
import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from schemas.errors import BusyError, InputError, StorageError

MARKER = "site.json"
# renameat2(2): exchange two paths; relative ones count from the working folder.
_EXCHANGE = 2
_HERE = -100


@contextmanager
def replace_folder(folder: Path) -> Generator[Path]:
    """Give an empty folder to write to, and put it in the place of `folder` when all is written.

    When the block fails, or the process is killed, the old folder stands.

    Raises:
        InputError: the folder holds something else than a site.
        BusyError: another build is writing it.
        StorageError: the disk refuses.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: a file, not a folder: name another with --output")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise InputError(
            f"{folder}: holds files that are no site of communique: name an empty or new folder"
            " with --output"
        )
    # One name, not one a process: what a killed build left is written over by the next.
    draft = folder.with_name(f".{folder.name}.new")
    try:
        draft.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_RDONLY)
    except OSError as error:
        raise StorageError(f"{draft} cannot be written ({error.strerror})") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(
                f"{folder}: another build is writing it: wait for it to end, then run it again"
            ) from None
        _empty(draft)
        try:
            yield draft
            put_folder(draft, folder)
        except OSError as error:
            where = error.filename or folder
            raise StorageError(
                f"{where}: {error.strerror or error}: the old site stands"
            ) from error
        finally:
            # After an exchange this is the old site.
            shutil.rmtree(draft, ignore_errors=True)
    finally:
        os.close(descriptor)


def read_marker(folder: Path) -> dict[str, Any]:
    """Read what the last build left about itself; empty if there is nothing to be read."""
    try:
        read: Any = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return cast("dict[str, Any]", read) if isinstance(read, dict) else {}


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def put_folder(draft: Path, folder: Path) -> None:
    """Put a draft in the place of a folder, in one step where the system can.

    Whether the draft's name holds the old folder afterwards, or nothing, is the system's choice.
    """
    if not folder.exists():
        draft.rename(folder)
    elif not _exchange(draft, folder):
        # Where the system cannot exchange two folders, there is none for a moment.
        aside = folder.with_name(f".{folder.name}.old")
        shutil.rmtree(aside, ignore_errors=True)
        folder.rename(aside)
        draft.rename(folder)
        shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    paths = os.fsencode(one.absolute()), os.fsencode(other.absolute())
    return rename(_HERE, paths[0], _HERE, paths[1], _EXCHANGE) == 0
