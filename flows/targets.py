"""Files and folders that are written whole or not at all."""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from flows.placing import put_folder
from schemas.errors import InputError, StorageError

# What a folder of ours holds: only such a one is ever written over.
SIGN = "datapackage.json"


@contextmanager
def write_target(path: Path, *, force: bool, as_folder: bool = False) -> Generator[Path]:
    """Give a draft to write to, and put it in place when this block ends well.

    Args:
        path: Where it is wanted.
        force: Whether what is there already is written over.
        as_folder: Whether a folder is written, else a file.

    Raises:
        InputError: something is there already, or nothing can be there.
        StorageError: the disk refuses.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100 - a link stays one
    _require_free(path, force=force, as_folder=as_folder)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        _remove(draft)
        if as_folder:
            draft.mkdir()
        yield draft
        _put_in_place(draft, path)
    except OSError as error:
        raise StorageError(
            f"cannot write {path} ({error.strerror or error}): choose another, or free some space"
        ) from error
    finally:
        _remove(draft)


def _require_free(path: Path, *, force: bool, as_folder: bool) -> None:
    if not path.parent.is_dir():
        raise InputError(f"{path.parent}: no such folder: make it, or choose another --output")
    if not os.path.lexists(path):
        return
    if not force:
        raise InputError(f"{path} is there already: choose another --output, or add --force")
    if path.is_dir() and not as_folder:
        raise InputError(f"{path} is a folder, and this format is a file: choose another --output")
    if as_folder and (not path.is_dir() or (any(path.iterdir()) and not (path / SIGN).is_file())):
        raise InputError(
            f"{path} holds other things than an export: it is not written over; choose another"
        )


def _put_in_place(draft: Path, path: Path) -> None:
    if draft.is_dir():
        put_folder(draft, path)
        return
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
