"""Local files as documents."""

import errno
import os
import stat
from pathlib import Path

from schemas.errors import FetchError
from tasks.network.addresses import find_path

MEDIA_TYPES = {
    ".asp": "text/html",
    ".aspx": "text/html",
    ".htm": "text/html",
    ".html": "text/html",
    ".php": "text/html",
    ".shtml": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".atom": "application/atom+xml",
    ".rdf": "application/rdf+xml",
    ".rss": "application/rss+xml",
    ".xml": "application/xml",
    ".json": "application/json",
    ".markdown": "text/markdown",
    ".md": "text/markdown",
    ".text": "text/plain",
    ".txt": "text/plain",
    ".eml": "message/rfc822",
    ".gz": "application/gzip",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_KINDS = {
    errno.ENOENT: ("missing", "no such file; correct the path"),
    errno.ENOTDIR: ("missing", "no such file; correct the path"),
    errno.ENAMETOOLONG: ("missing", "the path is too long; correct it"),
    errno.ELOOP: ("missing", "symbolic links in a circle; remove them"),
    errno.EACCES: ("permission", "no permission to read it; change its rights"),
    errno.EPERM: ("permission", "no permission to read it; change its rights"),
    errno.EISDIR: ("directory", "a folder, not a document; name its files"),
}


def read_file(url: str, limit: int) -> tuple[str, bytes]:
    """Read a file URL.

    Returns:
        Media type by the file's name (empty if it does not tell), and the bytes.

    Raises:
        FetchError: missing, directory, permission, not-a-file, too-large, empty or unreadable.
    """
    path = find_path(url)
    try:
        # Opening a pipe would wait for a writer for ever, so it is asked not to wait.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise FetchError(
                    "not-a-file", f"{path}: a device or pipe, not a document; name a file"
                )
            body = file.read(limit + 1)
    except (OSError, ValueError) as error:
        number = error.errno if isinstance(error, OSError) else None
        kind, reason = _KINDS.get(number or 0, ("unreadable", f"{error}; check the disk"))
        raise FetchError(kind, f"{path}: {reason}") from error
    if not body:
        raise FetchError("empty", f"{path}: the file is empty (0 bytes); restore it or remove it")
    if len(body) > limit:
        raise FetchError("too-large", f"{path}: larger than {limit} bytes; not a release")
    return find_media_type(path), body


def find_media_type(path: Path) -> str:
    """Media type by the file's name; empty if it does not tell."""
    return MEDIA_TYPES.get(path.suffix.lower(), "")
