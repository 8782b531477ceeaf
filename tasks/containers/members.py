"""Containers: files that hold many documents, and the addresses of what they hold.

An address within a container names it, then `!/`, then what lies in it:

    file:///data/releases.zip!/2026/03/visit.html    an entry of a zip file
    file:///data/crawl.warc.gz!/8124                 the answer at an offset of a crawl
    file:///data/press.mbox!/51200                   the message at an offset of an mbox
    file:///data/Maildir!/1711009920.M1P2.host       a message of a Maildir, whatever its flags
    file:///data/visit.eml!/2                        the second part of a message, an attachment

A document of a crawl is known by its web address, a message by its Message-ID (`mid:...`): they
stay the same wherever the bytes lie, and the address above is where they are read from.
What lies inside is read into memory, bounded, and never written to disk under its own name.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from mimetypes import MimeTypes
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import quote, unquote

from schemas.discovery import Contents, Link
from schemas.errors import FetchError
from tasks.channels.files import MEDIA_TYPES, read_file
from tasks.containers.crawls import (
    MAX_DAMAGE,
    MAX_RECORDS,
    Damage,
    Record,
    read_record,
    walk_records,
)
from tasks.containers.letters import (
    is_mbox,
    list_maildir,
    name_message,
    read_maildir,
    read_mbox,
    walk_mbox,
)
from tasks.containers.mail import (
    MESSAGE_TYPE,
    READABLE,
    find_message_url,
    is_message,
    list_attachments,
    names_document,
    read_attachment,
)
from tasks.containers.zips import is_hidden, read_entry, read_index, refuse_entry
from tasks.network.addresses import find_path, make_file_url, normalise_url
from tasks.network.response import Response

Kind = Literal["zip", "warc", "mbox", "maildir", "letter", "eml"]
ARCHIVES: frozenset[str] = frozenset({"zip", "warc"})

INSIDE = "!/"
_HEAD = 4_096
MAX_MESSAGE = 20 * 1024 * 1024
# Addresses of all that a container holds: 200,000 documents of some 160 bytes.
MAX_ADDRESSES = 32 * 1024 * 1024
_SUFFIXES: tuple[tuple[str, Kind], ...] = (
    (".zip", "zip"),
    (".warc", "warc"),
    (".warc.gz", "warc"),
    (".mbox", "mbox"),
    (".mbx", "mbox"),
    (".eml", "eml"),
)
# Without the tables of the machine, which differ.
_TYPES = MimeTypes()
# What dresses a page is no document.
_DRESS = ("image/", "audio/", "video/", "font/", "text/css", "text/javascript")
_DRESS_NAMES = ("javascript", "ecmascript", "x-font", "font-woff", "vnd.ms-fontobject")


_Read = Callable[[int], bytes]


@dataclass(slots=True)
class _Listing:
    """What a container holds, while it is looked through."""

    links: list[Link] = field(default_factory=list[Link])
    problems: list[str] = field(default_factory=list[str])
    notes: list[str] = field(default_factory=list[str])
    unread: Counter[str] = field(default_factory=Counter[str])
    size: int = 0


def find_kind(path: Path) -> Kind | None:
    """What kind of container a file or folder is; none if it is a document."""
    if is_maildir(path):
        return "maildir"
    if path.parent.name in {"cur", "new"} and is_maildir(path.parent.parent):
        return "letter"
    name = path.name.lower()
    for suffix, kind in _SUFFIXES:
        if name.endswith(suffix):
            return kind
    return None if path.suffix else _sniff_kind(path)


def is_maildir(path: Path) -> bool:
    """Whether a folder is a Maildir."""
    return all((path / name).is_dir() for name in ("cur", "new", "tmp"))


def _sniff_kind(path: Path) -> Kind | None:
    """Tell mail by its first lines, where no suffix tells what a file is."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        # The fetcher says what is wrong with it, where the ledger counts it.
        return None
    if is_mbox(head):
        return "mbox"
    return "eml" if is_message(head) else None


def list_container(path: Path, kind: Kind) -> Contents:
    """List what a container holds: its documents in their order, problems and notes."""
    listing = _Listing()
    try:
        _LISTERS[kind](path, listing)
    except FetchError as error:
        listing.problems.append(str(error))
    if not listing.links and not listing.problems:
        listing.problems.append(f"{path}: no document in it; name another")
    return Contents(
        links=tuple(listing.links), problems=tuple(listing.problems), notes=tuple(listing.notes)
    )


def read_local(url: str, limit: int) -> Response:
    """Read a file, or what lies in a container.

    Args:
        url: File address, as above.
        limit: Most bytes.

    Raises:
        FetchError: as `read_file`, and damaged, refused-entry, bomb.
    """
    outer, mark, inner = url.partition(INSIDE)
    if not mark:
        media_type, body = read_file(url, limit)
        if not media_type and is_message(body[:_HEAD]):
            media_type = MESSAGE_TYPE
        return Response(url, url, 200, media_type=media_type, body=body)
    path = find_path(outer)
    name = unquote(inner, errors="surrogateescape")
    kind = find_kind(path)
    if kind == "zip":
        media_type = MEDIA_TYPES.get(PurePosixPath(name).suffix.lower(), "")
        body = read_entry(path, name, limit)
        return Response(url, url, 200, media_type=media_type, body=body)
    place, _, part = name.partition("/")
    if kind == "warc" and place.isdecimal():
        return read_record(path, int(place), url, limit)
    if kind == "eml":
        place, part = "", name
        raw = read_file(outer, limit)[1]
    elif kind == "mbox" and place.isdecimal():
        raw = read_mbox(path, int(place), limit)
    elif kind == "maildir":
        raw = read_maildir(path, place, limit)
    else:
        raise FetchError("missing", f"{url[:300]}: leads into no container; correct the address")
    if part:
        media_type, raw = read_attachment(raw, part, url)
        return Response(url, url, 200, media_type=media_type, body=raw)
    return Response(url, url, 200, media_type=MESSAGE_TYPE, body=raw)


def pack_local(url: str, limit: int) -> tuple[Response, str]:
    """Read as `read_local` does: the answer without its body, and that in Base64, as workers send.

    Raises:
        FetchError: as `read_local`.
    """
    answer = read_local(url, limit)
    return replace(answer, body=b""), b64encode(answer.body).decode("ascii")


def pack_attachment(raw: bytes, part: str, where: str) -> tuple[str, str]:
    """Take a part out of a message: its media type, and its bytes in Base64, as workers send.

    Raises:
        FetchError: missing, damaged, empty.
    """
    media_type, body = read_attachment(raw, part, where)
    return media_type, b64encode(body).decode("ascii")


def make_inner_url(path: Path, inner: str) -> str:
    """Address of what lies in a container, in the one form used everywhere."""
    name = quote(inner, safe="/", errors="surrogateescape")
    return normalise_url(f"{make_file_url(path)}{INSIDE}{name}")


def _list_zip(path: Path, listing: _Listing) -> None:
    index = read_index(path)
    if index.damage:
        listing.problems.append(index.damage)
    refused: Counter[str] = Counter()
    examples: dict[str, str] = {}
    dress = 0
    for name, entry in index.entries.items():
        reason = "" if name.endswith("/") else refuse_entry(entry)
        if reason:
            refused[reason] += 1
            examples.setdefault(reason, name)
        elif not name.endswith("/") and not is_hidden(name):
            if _is_dress(_TYPES.guess_type(name)[0] or ""):
                dress += 1
            else:
                _add_link(listing, path, name)
    for reason, count in refused.items():
        listing.problems.append(
            f"{path}: {count} refused, such as {examples[reason][:100]!r}: {reason}"
        )
    _note_dress(listing, path, dress)


def _list_warc(path: Path, listing: _Listing) -> None:
    damage = Damage()
    skipped: Counter[str] = Counter()
    dress = 0
    for count, record in enumerate(walk_records(path, damage)):
        if count >= MAX_RECORDS:
            listing.problems.append(f"{path}: more than {MAX_RECORDS} records; part the crawl")
            break
        if reason := _skip_record(record):
            skipped[reason] += 1
        elif _is_dress(record.media_type):
            dress += 1
        else:
            _add_link(listing, path, str(record.offset), known_as=record.uri)
    if damage.stretches:
        rest = ", and the rest was not looked at" if damage.stretches > MAX_DAMAGE else ""
        listing.problems.append(
            f"{path}: damaged in {damage.stretches} place(s), first at byte {damage.first}{rest};"
            f" the {len(listing.links)} documents that can be read were taken; get the crawl again"
        )
    if damage.joined:
        listing.problems.append(
            f"{path}: records packed together cannot be read one by one; mend it with"
            f" `warcio recompress`"
        )
    if skipped:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(skipped.items()))
        listing.notes.append(f"{path}: {skipped.total()} records skipped: {reasons}")
    _note_dress(listing, path, dress)


def _skip_record(record: Record) -> str:
    if record.kind != "response":
        return f"of type {record.kind[:20]}"
    if not record.uri.startswith(("http://", "https://")):
        return "without a web address"
    if record.status != 200:
        return f"with HTTP status {record.status}"
    return "cut off by the crawler" if record.is_cut else ""


def _list_mbox(path: Path, listing: _Listing) -> None:
    for letter in walk_mbox(path):
        place = str(letter.offset)
        read = partial(read_mbox, path, letter.offset) if letter.is_loaded else None
        _add_message(listing, path, place, letter.head, read)
    _note_unread(listing, path)


def _list_maildir(path: Path, listing: _Listing) -> None:
    for name in list_maildir(path):
        _add_file(listing, path, name, partial(read_maildir, path, name))
    _note_unread(listing, path)


def _list_letter(path: Path, listing: _Listing) -> None:
    """List a Maildir's message that is named by itself."""
    folder, name = path.parent.parent, name_message(path)
    _add_file(listing, folder, name, partial(read_maildir, folder, name))
    _note_unread(listing, path)


def _list_eml(path: Path, listing: _Listing) -> None:
    url = make_file_url(path)
    _add_file(listing, path, "", lambda limit: read_file(url, limit)[1])
    _note_unread(listing, path)


def _add_file(listing: _Listing, path: Path, place: str, read: _Read) -> None:
    """Add a message that is a file of its own."""
    try:
        raw = read(MAX_MESSAGE)
    except FetchError:
        # The fetch of the message fails again, and is counted there.
        raw = b""
    _add_message(listing, path, place, raw, read if names_document(raw) else None)


def _add_message(
    listing: _Listing,
    path: Path,
    place: str,
    head: bytes,
    read: _Read | None,
) -> None:
    """Add a message and the attachments that a reader takes; count those none takes.

    Args:
        listing: Takes the links.
        path: Where the message lies.
        place: Its place in the container; none if it is a file of its own.
        head: At least its headers.
        read: How to read it whole, if documents may be attached.
    """
    known_as = find_message_url(head)
    if place:
        _add_link(listing, path, place, known_as=known_as)
    else:
        url = make_file_url(path)
        listing.links.append(Link(url=known_as or url, origin=url if known_as else ""))
    try:
        attachments = list_attachments(read(MAX_MESSAGE)) if read else []
    except FetchError:
        return
    for attachment in attachments:
        if attachment.media_type in READABLE:
            number = str(attachment.number)
            inner = f"{place}/{number}" if place else number
            _add_link(listing, path, inner, known_as=known_as and f"{known_as}/{number}")
        else:
            listing.unread[attachment.media_type] += 1


def _add_link(listing: _Listing, path: Path, inner: str, *, known_as: str = "") -> None:
    """Add what lies in a container; an address too long to be one is told of."""
    try:
        origin = make_inner_url(path, inner)
        url = known_as if known_as.startswith("mid:") else known_as and normalise_url(known_as)
    except ValueError as error:
        listing.problems.append(f"{path}: {inner[:100]!r}: {error}; left out")
        return
    listing.size += len(origin) + len(url)
    if listing.size > MAX_ADDRESSES:
        raise FetchError(
            "too-large", f"{path}: addresses of more than {MAX_ADDRESSES} bytes; part it"
        )
    listing.links.append(Link(url=url or origin, origin=origin if url else ""))


def _note_unread(listing: _Listing, path: Path) -> None:
    if listing.unread:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(listing.unread.items()))
        listing.notes.append(f"{path}: attachments not read: {kinds}")


def _is_dress(media_type: str) -> bool:
    return media_type.startswith(_DRESS) or media_type.endswith(_DRESS_NAMES)


def _note_dress(listing: _Listing, path: Path, count: int) -> None:
    if count:
        listing.notes.append(f"{path}: {count} pictures, styles and scripts left out")


_LISTERS: Mapping[Kind, Callable[[Path, _Listing], None]] = {
    "zip": _list_zip,
    "warc": _list_warc,
    "mbox": _list_mbox,
    "maildir": _list_maildir,
    "letter": _list_letter,
    "eml": _list_eml,
}
