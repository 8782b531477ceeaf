"""Raw bytes first: every document is archived (WARC 1.1) before anything reads it."""

import errno
import fcntl
import hashlib
import os
import re
import uuid
import zlib
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from importlib import import_module
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from schemas.document import Known
from schemas.errors import InputError, ReadError, StorageError
from tasks.network.redact import hide_secrets

FOLDER = "archive"
MAX_RECORD = 64 * 1024 * 1024
# Small enough to copy, check and send on; the figure most crawlers use.
MAX_FILE = 1_000_000_000
_CHUNK = 256 * 1024
# A quarter of the CPU of warcio's level 9, for files a tenth larger.
_LEVEL = 4

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
# They describe the bytes on the wire; what is archived is unpacked, so they are kept renamed.
_WIRE_HEADERS = {"content-encoding", "transfer-encoding", "content-length"}
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_BREAKS = re.compile(r"[\r\n\0]+")
_STATUSES = frozenset(HTTPStatus)
_NAMESPACE = uuid.UUID("8b7f4c0e-6f1d-5d0a-9d53-0d8a6f6a2b11")


@cache
def load_warcio() -> Any:  # noqa: ANN401 - it has neither types nor stubs
    """Import warcio when a record is at hand: it takes long, and `communique read` needs none."""
    return import_module("warcio")


class ArchiveWriter:
    """Writes WARC files, opened with their first record: `archive/YYYY/MM/DD/NAME.warc.gz`.

    Writers of one name go on in the same file, one after the other: a name stands for one source
    of one run, so that an archive has a file a source and run, not one a portion, and no file of
    an earlier run is ever written to. A file that is full, or that another process writes to now,
    is left for the next: `NAME-2`.

    Args:
        home: The home folder.
        name: Name of the files.
        now: The clock.
        max_bytes: Size no file exceeds, unless a single record does.

    Raises:
        InputError: the name is not a plain file name.
        StorageError: the disk is full, read-only or failing.
    """

    def __init__(
        self, home: Path, name: str, now: Callable[[], datetime], max_bytes: int = MAX_FILE
    ) -> None:
        if not _NAME.fullmatch(name):
            raise InputError(f"{name!r} cannot name an archive file; use letters, digits and .-_")
        self._home = home
        self._name = name
        self._now = now
        self._max_bytes = max_bytes
        self._file: IO[bytes] | None = None
        self._path = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def write_response(
        self,
        url: str,
        status: int,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        at: datetime | None = None,
    ) -> tuple[str, int]:
        """Archive an HTTP answer, its body unpacked.

        Args:
            url: Where it came from.
            status: HTTP status.
            headers: Its headers as they came.
            body: Its body.
            at: When it came; now if not said.

        Returns:
            The file, relative to the home folder, and the offset of the record in it.
        """
        answer = _lay_out_answer(status, headers, ("Content-Length", str(len(body))))
        more = {"WARC-Payload-Digest": _digest(body)}
        return self._write("response", url, body, at, more, http_headers=answer)

    def write_resource(
        self, url: str, media_type: str, body: bytes, at: datetime | None = None
    ) -> tuple[str, int]:
        """Archive a local file or a feed entry. Returns file and offset, as above."""
        kind = media_type or "application/octet-stream"
        more = {"WARC-Payload-Digest": _digest(body)}
        return self._write("resource", url, body, at, more, warc_content_type=kind)

    def write_revisit(
        self,
        url: str,
        status: int,
        headers: Sequence[tuple[str, str]],
        known: Known,
        at: datetime | None = None,
    ) -> tuple[str, int]:
        """Archive an HTTP answer whose body is archived already: a 304, or the same bytes again.

        Args:
            url: Where it came from.
            status: HTTP status.
            headers: Its headers as they came.
            known: Where the body is archived.
            at: When it came; now if not said.

        Returns:
            The file, relative to the home folder, and the offset of the record in it.
        """
        profile = "server-not-modified" if status == 304 else "identical-payload-digest"
        more = {
            "WARC-Profile": _PROFILE + profile,
            "WARC-Refers-To": name_record(known.archive_file, known.archive_offset),
            "WARC-Refers-To-Target-URI": hide_secrets(known.final_url or known.url),
            "WARC-Payload-Digest": f"sha256:{known.raw_digest}",
        }
        if known.archived_at is not None:
            more["WARC-Refers-To-Date"] = _format_date(known.archived_at)
        return self._write(
            "revisit", url, b"", at, more, http_headers=_lay_out_answer(status, headers)
        )

    def flush(self) -> None:
        """Bring everything written so far to the disk."""
        if self._file is not None:
            with _storage_errors(self._home / self._path):
                self._file.flush()
                os.fsync(self._file.fileno())

    def close(self) -> None:
        """Flush and close the file."""
        if self._file is None:
            return
        try:
            self.flush()
        finally:
            self._file.close()
            self._file = None

    def _write(
        self,
        kind: str,
        url: str,
        body: bytes,
        at: datetime | None,
        more: Mapping[str, str],
        **parts: object,
    ) -> tuple[str, int]:
        moment = (at or self._now()).astimezone(UTC)
        file = self._take_file(moment, len(body))
        with _storage_errors(self._home / self._path):
            offset = file.tell()
            buffer = BytesIO()
            writer: Any = load_warcio().WARCWriter(buffer, gzip=False, warc_version="1.1")
            record = writer.create_warc_record(
                hide_secrets(url),
                kind,
                payload=BytesIO(body),
                length=len(body),
                warc_headers_dict={**self._stamp(moment, offset), **more},
                **parts,
            )
            writer.write_record(record)
            try:
                _write_whole(file, _pack(buffer.getvalue()))
            except OSError:
                # Half a record would hide every later one from tools that read front to back.
                file.truncate(offset)
                raise
        return self._path, offset

    def _take_file(self, moment: datetime, size: int) -> IO[bytes]:
        """The file for a record whose body has this size: the one at hand, or the next."""
        if self._file is not None and self._file.tell() + size <= self._max_bytes:
            return self._file
        self.close()
        folder = self._home / FOLDER / f"{moment:%Y/%m/%d}"
        with _storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            path, file = _open_file(folder, self._name, self._max_bytes - size)
            self._path = path.relative_to(self._home).as_posix()
            self._file = file
            if file.tell() > 0:
                return file
            buffer = BytesIO()
            writer: Any = load_warcio().WARCWriter(buffer, gzip=False, warc_version="1.1")
            info = writer.create_warcinfo_record(
                path.name, {"software": "communique", "format": "WARC File Format 1.1"}
            )
            for name, value in self._stamp(moment, 0).items():
                info.rec_headers.replace_header(name, value)
            writer.write_record(info)
            _write_whole(file, _pack(buffer.getvalue()))
            _sync_folder(folder)
            return file

    def _stamp(self, moment: datetime, offset: int) -> dict[str, str]:
        return {
            "WARC-Date": _format_date(moment),
            "WARC-Record-ID": name_record(self._path, offset),
        }


def list_archive_files(home: Path, run_id: str) -> list[str]:
    """The archive's files that a run wrote, relative to the home folder, in order."""
    found = sorted((home / FOLDER).rglob(f"{run_id}-*.warc.gz"))
    return [path.relative_to(home).as_posix() for path in found]


def name_record(archive_file: str, offset: int) -> str:
    """Name the record at a place of the archive: its WARC-Record-ID."""
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, f'{archive_file}:{offset}')}>"


def read_archived(home: Path, archive_file: str, offset: int) -> bytes:
    """Read the bytes of one archived document.

    Args:
        home: The home folder.
        archive_file: File relative to it, as the writer returned it.
        offset: Offset of the record in that file.

    Raises:
        ReadError: stage `archive`: the file is missing, or the record damaged.
    """
    where = f"{archive_file} at {offset}"
    path = (home / archive_file).resolve()
    if not path.is_relative_to((home / FOLDER).resolve()):
        raise ReadError("archive", f"{where}: lies outside the archive")
    try:
        with path.open("rb") as file:
            file.seek(offset)
            block, _ = unpack_record(file)
        record = next(iter(load_warcio().ArchiveIterator(BytesIO(block))), None)
        if record is None or record.rec_type not in {"response", "resource"}:
            raise ReadError("archive", f"{where}: no document is archived there")
        payload: bytes = record.content_stream().read()
        expected = str(record.rec_headers.get_header("WARC-Payload-Digest") or "")
    except FileNotFoundError as error:
        raise ReadError("archive", f"{where}: the archive file is missing; restore it") from error
    except (
        OSError,
        load_warcio().exceptions.ArchiveLoadFailed,
        EOFError,
        ValueError,
        zlib.error,
    ) as error:
        reason = " ".join(str(error).split())[:200]
        raise ReadError("archive", f"{where}: the record is damaged: {reason}") from error
    if expected != _digest(payload):
        raise ReadError("archive", f"{where}: the record is damaged: its digest does not match")
    return payload


def _open_file(folder: Path, name: str, room: int) -> tuple[Path, IO[bytes]]:
    """Open the last file of a name, or the next one where that is full or being written to."""
    number = 1
    while True:
        path = folder / (f"{name}.warc.gz" if number == 1 else f"{name}-{number}.warc.gz")
        file = path.open("ab", buffering=0)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            is_free = False
        else:
            is_free = file.tell() == 0 or file.tell() <= room
        if is_free:
            return path, file
        file.close()
        number += 1


def _lay_out_answer(status: int, headers: Sequence[tuple[str, str]], *more: tuple[str, str]) -> Any:  # noqa: ANN401 - warcio has no types
    """Status line and headers of an answer as they are archived, without its body."""
    lines = [
        (
            f"X-Archive-Orig-{name}" if name.lower() in _WIRE_HEADERS else name,
            _BREAKS.sub(" ", value),
        )
        for name, value in headers
        if _TOKEN.fullmatch(name)
    ]
    phrase = _find_phrase(status)
    return load_warcio().StatusAndHeaders(
        f"{status} {phrase}", [*lines, *more], protocol="HTTP/1.1"
    )


def _format_date(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _pack(record: bytes) -> bytes:
    """Compress a record by itself, so that it can be read by its offset alone."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(record) + packer.flush()


def unpack_record(file: IO[bytes]) -> tuple[bytes, int]:
    """Unpack the one record that starts here; gzip's own checksum proves it whole.

    Returns:
        The record, and the bytes it takes up in the file.

    Raises:
        EOFError, ValueError, zlib.error: it is cut short, too large or damaged.
    """
    start = file.tell()
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    block = bytearray()
    while not unpacker.eof:
        packed = unpacker.unconsumed_tail or file.read(_CHUNK)
        if not packed:
            raise EOFError("it ends in the middle")
        block += unpacker.decompress(packed, _CHUNK)
        if len(block) > MAX_RECORD:
            raise ValueError(f"larger than {MAX_RECORD} bytes")
    return bytes(block), file.tell() - len(unpacker.unused_data) - start


def _write_whole(file: IO[bytes], data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def _find_phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in _STATUSES else "Unknown"


def _digest(payload: bytes) -> str:
    return f"sha256:{hashlib.sha256(payload).hexdigest()}"


@contextmanager
def _storage_errors(path: Path) -> Generator[None]:
    mends = {
        errno.ENOSPC: "the disk is full; free some space or choose another home with --home",
        errno.EDQUOT: "the quota is used up; free some space or choose another home with --home",
        errno.EROFS: "the disk is read-only; choose another home with --home",
        errno.EACCES: "no permission to write; choose another home with --home",
    }
    try:
        yield
    except OSError as error:
        mend = mends.get(error.errno or 0, f"{error.strerror or error}; check the disk")
        raise StorageError(f"{path}: {mend}") from error
