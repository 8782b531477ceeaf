"""Letters in files: the messages of an mbox or a Maildir.

Sources: RFC 4155 (mbox, and its quoting as mboxrd does it), maildir(5).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from schemas.errors import FetchError
from tasks.channels.files import read_file
from tasks.containers.mail import names_document
from tasks.network.addresses import make_file_url

MAX_MESSAGES = 100_000

_LINE = 64 * 1024
_MAX_HEAD = 64 * 1024
_BORDER = re.compile(rb"From \S.*\b\d\d?:\d\d")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:")
_FLAGS = re.compile(r"[:;!]2,[A-Za-z]*$")


@dataclass(slots=True)
class Letter:
    """Where a message of an mbox begins, its headers, and whether a document may be attached."""

    offset: int
    head: bytes = b""
    is_loaded: bool = False


def is_mbox(head: bytes) -> bool:
    """Whether a file that begins with these bytes is an mbox."""
    border, _, rest = head.partition(b"\n")
    return bool(_BORDER.match(border)) and bool(_HEADER.match(rest))


def walk_mbox(path: Path) -> Iterator[Letter]:
    """Yield the messages of an mbox in their order.

    Raises:
        FetchError: unreadable, damaged: no message in it, too-large: more messages than are taken.
    """
    letter: Letter | None = None
    count = offset = 0
    is_start, is_head = True, False
    try:
        with path.open("rb") as file:
            while line := file.readline(_LINE):
                is_blank = not line.strip(b"\r\n")
                if is_start and _BORDER.match(line):
                    if letter is not None:
                        yield letter
                    count += 1
                    if count > MAX_MESSAGES:
                        raise FetchError(
                            "too-large", f"{path}: more than {MAX_MESSAGES} messages; part it"
                        )
                    letter, is_head = Letter(offset), True
                elif letter is not None:
                    is_head = is_head and not is_blank and len(letter.head) < _MAX_HEAD
                    if is_head:
                        letter.head += line
                    letter.is_loaded = letter.is_loaded or names_document(line)
                is_start = is_blank
                offset += len(line)
    except OSError as error:
        raise _explain(path, error) from error
    if letter is None:
        raise FetchError("damaged", f"{path}: no message in it; an mbox begins with 'From '")
    yield letter


def read_mbox(path: Path, offset: int, limit: int) -> bytes:
    """Read the message whose `From ` line is at an offset.

    Raises:
        FetchError: missing, too-large, unreadable.
    """
    where = f"{path} at {offset}"
    lines: list[bytes] = []
    size = 0
    try:
        with path.open("rb") as file:
            file.seek(offset)
            if not _BORDER.match(file.readline(_LINE)):
                raise FetchError("missing", f"{where}: no message begins there; run again")
            is_start = False
            while line := file.readline(_LINE):
                if is_start and _BORDER.match(line):
                    break
                lines.append(line)
                size += len(line)
                if size > limit:
                    raise FetchError("too-large", f"{where}: larger than {limit} bytes")
                is_start = not line.strip(b"\r\n")
    except OSError as error:
        raise _explain(path, error) from error
    return _QUOTED.sub(rb"\1", b"".join(lines))


def list_maildir(folder: Path) -> list[str]:
    """Names of a Maildir's messages, without their flags, in order of name.

    Raises:
        FetchError: unreadable, too-large: more messages than are taken.
    """
    names = sorted(_find_files(folder))
    if len(names) > MAX_MESSAGES:
        raise FetchError("too-large", f"{folder}: more than {MAX_MESSAGES} messages; part it")
    return names


def read_maildir(folder: Path, name: str, limit: int) -> bytes:
    """Read a message, wherever its flags have moved it.

    Raises:
        FetchError: missing, and as `read_file`.
    """
    path = _find_files(folder).get(name)
    if path is None:
        raise FetchError("missing", f"{folder}: the message {name[:100]!r} is gone; run again")
    return read_file(make_file_url(path), limit)[1]


def name_message(path: Path) -> str:
    """Name of a Maildir's message without its flags."""
    return _FLAGS.sub("", path.name)


def _find_files(folder: Path) -> Mapping[str, Path]:
    try:
        changed = [(folder / name).stat().st_mtime_ns for name in ("new", "cur")]
        return _scan_maildir(folder, *changed)
    except OSError as error:
        raise _explain(folder, error) from error


# A message's name is looked up once a message: the folder is listed once while nothing moves in it.
@lru_cache(maxsize=4)
def _scan_maildir(folder: Path, _new: int, _cur: int) -> Mapping[str, Path]:
    return {
        name_message(path): path
        for name in ("new", "cur")
        for path in (folder / name).iterdir()
        if not path.name.startswith(".")
    }


def _explain(path: Path, error: OSError) -> FetchError:
    return FetchError("unreadable", f"{path}: {error.strerror or error}; check the file")
