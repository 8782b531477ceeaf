"""Mail: a message, the part of it that is the release, and its attachments.

Sources: RFC 5322 (messages), RFC 2045 to 2049 (MIME), RFC 2392 (`mid:` addresses), RFC 3676 (flowed
text), RFC 5064 (Archived-At).
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from typing import cast
from urllib.parse import quote

from schemas.document import Document, Hints
from schemas.errors import FetchError, ReadError
from tasks.network.addresses import normalise_url
from tasks.reading.clean import clean_line

MESSAGE_TYPE = "message/rfc822"
# Set on the part of a message that is the release, so that its parser knows what to cut off.
MAIL_HTML = "application/vnd.communique.mail+html"
MAIL_TEXT = "application/vnd.communique.mail+text"
PDF_TYPE = "application/pdf"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# Attachments that become documents of their own.
READABLE = frozenset({PDF_TYPE, DOCX_TYPE})

_ATTACHMENTS = {".pdf": PDF_TYPE, ".docx": DOCX_TYPE}
_MAX_PARTS = 1_000
_MAX_HEADER = 4_000
_MAX_DEPTH = 3
_HEADERS = 64 * 1024
_ID = re.compile(r"<([^<>\s]{3,250})>|^\s*([^<>\s]{3,250}@[^<>\s]+)\s*$")
_NAMED = (b"application/pdf", b"wordprocessingml", b".pdf", b".docx")
# Header lines, one of which only machines write.
_MESSAGE = re.compile(
    rb"\s*(?:[A-Z][A-Z0-9-]*:.*\n(?:[ \t].*\n)*)*?"
    rb"(?:message-id|mime-version|received|return-path|dkim-signature):",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://[^\s<>\"]+")
_PREFIX = re.compile(
    r"^\s*(?:(?:re|fwd?|fw|aw|wg|tr|rv|enc|i|пер|转发|回复|答复)\s*[:：]\s*)+", re.IGNORECASE
)
_LIST_TAG = re.compile(r"^\s*\[[^\[\]]{1,60}\]\s*")
_TAGS = re.compile(r"<(style|script|head)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_LETTER = re.compile(r"[^\W\d_]")

# What the email package returns: its own types say Any.
_Message = Message


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document attached to a message: the number of its part, and what it is."""

    number: int
    media_type: str


def is_message(head: bytes) -> bool:
    """Whether a document that begins with these bytes is a message as mail programs keep it."""
    return bool(_MESSAGE.match(head))


def find_message_url(raw: bytes) -> str:
    """Address of a message by its Message-ID (`mid:...`); empty if it has none."""
    return _make_mid(_parse_headers(raw))


def read_hints(raw: bytes) -> Hints:
    """What a message's headers say of it."""
    return _read_hints(_parse_headers(raw))


def names_document(text: bytes) -> bool:
    """Whether a line or a message may announce an attached document."""
    lowered = text.lower()
    return any(name in lowered for name in _NAMED)


def list_attachments(raw: bytes) -> list[Attachment]:
    """List the PDF and Word documents attached to a message."""
    try:
        return [
            Attachment(number, media_type)
            for number, part in _number_parts(_parse(raw))
            if (media_type := _find_attached_type(part))
        ]
    except ReadError:
        # The reader of the message says what is wrong with it, where the ledger counts it.
        return []


def read_attachment(raw: bytes, part: str, where: str) -> tuple[str, bytes]:
    """Take a part out of a message: its media type and bytes.

    Raises:
        FetchError: missing, damaged, empty.
    """
    try:
        parts = dict(_number_parts(_parse(raw)))
    except ReadError as error:
        raise FetchError("damaged", f"{where}: {error}; get the message again") from error
    found = parts.get(int(part)) if part.isdecimal() else None
    if found is None:
        raise FetchError("missing", f"{where}: the message has no such part; correct the address")
    body = _read_payload(found)
    if not body:
        raise FetchError("empty", f"{where}: an attachment of 0 bytes; nothing to read")
    return _find_attached_type(found) or found.get_content_type(), body


def find_document_type(kind: str, name: str) -> str:
    """Media type of an attached document by its stated type or its name; empty if it is none."""
    if kind in _ATTACHMENTS.values():
        return kind
    if kind.startswith(("text/", "message/", "multipart/")):
        return ""
    name = name.lower()
    return next((found for suffix, found in _ATTACHMENTS.items() if name.endswith(suffix)), "")


def open_message(document: Document) -> Document:
    """Return the part of a message that is the release, with what its headers say as hints.

    HTML is preferred to plain text, unless it says far less. A message that only carries another
    one stands for that. Any other document is returned as it is.

    Raises:
        ReadError: stage `decode`: no message, or without any text.
    """
    if document.media_type != MESSAGE_TYPE:
        return document
    message = _parse(document.raw)
    part = _choose_part(message)
    for _ in range(_MAX_DEPTH):
        carried = _find_carried(message)
        if part is not None or carried is None:
            break
        message, part = carried, _choose_part(carried)
    if part is None:
        raise ReadError("decode", "the message holds no text: neither HTML nor plain")
    body = _read_payload(part)
    is_html = part.get_content_type() == "text/html"
    charset = str(part.get_param("charset", "") or "").strip("\"'")
    if not is_html and part.get_param("format") == "flowed":
        body = _unfold_flowed(body, delete_space=part.get_param("delsp") == "yes")
    return document.model_copy(
        update={
            "raw": body,
            "url": _find_archived(message) or _make_mid(message) or document.url,
            "media_type": MAIL_HTML if is_html else MAIL_TEXT,
            "charset": charset.lower() or document.charset,
            "hints": _read_hints(message),
            "sender": _read_sender(message),
        }
    )


def _parse(raw: bytes) -> _Message:
    if raw.lower().count(b"content-type:") > _MAX_PARTS:
        raise ReadError("decode", f"a message of more than {_MAX_PARTS} parts is no release")
    try:
        # The older header parser: the newer one takes minutes over some hostile headers.
        return email.message_from_bytes(raw.lstrip(b"\r\n"))
    except RecursionError as error:
        raise ReadError("decode", "parts nested too deep for a release") from error


def _parse_headers(raw: bytes) -> _Message:
    return BytesHeaderParser().parsebytes(raw[:_HEADERS].lstrip(b"\r\n"))


def _number_parts(message: _Message) -> Iterator[tuple[int, _Message]]:
    """Number the leaves of a message from 1; a message within it is one leaf."""
    number = 0
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(reversed(cast("list[_Message]", part.get_payload())))
            continue
        number += 1
        yield number, part


def _choose_part(message: _Message) -> _Message | None:
    texts: dict[str, _Message] = {}
    for _, part in _number_parts(message):
        kind = part.get_content_type()
        if kind in {"text/html", "text/plain"} and not _is_attached(part):
            texts.setdefault(kind, part)
    page, plain = texts.get("text/html"), texts.get("text/plain")
    if page is None or plain is None:
        return page or plain
    # Some senders put a picture into the HTML and all the words into the plain part.
    return page if _count_letters(page) * 2 >= _count_letters(plain) else plain


def _count_letters(part: _Message) -> int:
    text = _read_payload(part).decode("utf-8", "replace")
    return len(_LETTER.findall(_TAGS.sub(" ", text)))


def _is_attached(part: _Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _find_attached_type(part: _Message) -> str:
    """Media type of a part that is a document; empty if it is none."""
    name = _decode_words(str(part.get_filename() or ""))
    return find_document_type(part.get_content_type(), name)


def _find_carried(message: _Message) -> _Message | None:
    """A message that is attached to a message, as mail programs forward them."""
    for _, part in _number_parts(message):
        if part.get_content_type() == MESSAGE_TYPE and part.is_multipart():
            return next(iter(cast("list[_Message]", part.get_payload())), None)
    return None


def _read_payload(part: _Message) -> bytes:
    try:
        body = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return body if isinstance(body, bytes) else b""


def _unfold_flowed(body: bytes, *, delete_space: bool) -> bytes:
    """Join the lines that a mail program wrapped: those that end with a space."""
    joint = b"" if delete_space else b" "
    lines: list[bytes] = []
    goes_on = False
    for line in body.replace(b"\r\n", b"\n").split(b"\n"):
        flows = line.endswith(b" ") and line != b"-- "
        text = line.removeprefix(b" ") if line.startswith((b" >", b" From ")) else line
        text = text[:-1] if flows else text
        if goes_on:
            lines[-1] += joint + text
        else:
            lines.append(text)
        goes_on = flows
    return b"\n".join(lines)


def _make_mid(message: _Message) -> str:
    match = _ID.search(_read_header(message, "message-id"))
    return f"mid:{quote(match[1] or match[2], safe='@!$&*+=~._-')}" if match else ""


def _find_archived(message: _Message) -> str:
    """Address the message says it is published at (Archived-At), if it says so."""
    match = _LINK.search(_read_header(message, "archived-at"))
    try:
        return normalise_url(match[0]) if match else ""
    except ValueError:
        return ""


def _read_hints(message: _Message) -> Hints:
    return Hints(
        title=_read_subject(message),
        published=_read_header(message, "date"),
        language=_read_language(message),
    )


def _read_subject(message: _Message) -> str:
    subject = _PREFIX.sub("", _read_header(message, "subject"))
    if _read_header(message, "list-id"):
        subject = _PREFIX.sub("", _LIST_TAG.sub("", subject))
    return clean_line(subject)


def _read_language(message: _Message) -> str:
    return _read_header(message, "content-language").partition(",")[0].strip()


def _read_sender(message: _Message) -> str:
    """Who sends it, as the list or the sender calls itself."""
    listed = _read_header(message, "list-id").partition("<")[0].strip(" \"'")
    name, address = parseaddr(_read_header(message, "from"))
    return clean_line(listed or name or address)[:200]


def _read_header(message: _Message, wanted: str) -> str:
    """A header in plain words; bytes that are not ASCII are taken for UTF-8 or Latin-1."""
    for name, value in message.raw_items():
        if name.lower() == wanted:
            text = str(value)[:_MAX_HEADER]
            if not text.isascii():
                raw = text.encode("utf-8", "surrogateescape")
                text = _decode_bytes(raw, "utf-8")
            return " ".join(_decode_words(text).split())
    return ""


def _decode_words(text: str) -> str:
    """Decode `=?utf-8?q?...?=` (RFC 2047); words that are none stay as they are."""
    try:
        pieces = cast("list[tuple[bytes | str, str | None]]", decode_header(text))
    except (HeaderParseError, ValueError):
        return text
    return "".join(
        _decode_bytes(piece, charset or "ascii") if isinstance(piece, bytes) else piece
        for piece, charset in pieces
    )


def _decode_bytes(raw: bytes, charset: str) -> str:
    for name in (charset, "utf-8"):
        try:
            return raw.decode(name)
        except (LookupError, ValueError):
            continue
    return raw.decode("cp1252", "replace")
