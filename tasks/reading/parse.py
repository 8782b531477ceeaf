"""A document to its parts, by what kind of document it is."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from schemas.document import Decoded, Document, Format, Parsed
from schemas.errors import ReadError
from tasks.containers.mail import MAIL_HTML, MAIL_TEXT
from tasks.reading.decode import MAX_BYTES, decode_document
from tasks.reading.docx import is_docx, parse_docx
from tasks.reading.entry import ENTRY_TYPE, parse_entry
from tasks.reading.pdf import parse_pdf
from tasks.reading.text import parse_text

_HTML_TAG = re.compile(
    r"<(?:!doctype html|html|head|body|article|main|div|p|h1|table|meta|title)(?=[\s/>])",
    re.IGNORECASE,
)
_MARKDOWN_MARK = re.compile(r"\A\s*(?:---\s*\n[\w-]+\s*:|\+\+\+\s*\n[\w-]+\s*=)")
# What a file says it is by its type or name; servers send pages of excuse under such names too.
_BINARY_NAMES = {
    "application/pdf": "PDF",
    "application/x-pdf": "PDF",
    ".pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    ".docx": "DOCX",
}
_NO_TYPES = {"", "application/octet-stream", "binary/octet-stream"}
_PDF_HEAD = 1_024


def open_document(document: Document) -> tuple[Decoded, Parsed]:
    """Decode a document and take it apart. A PDF or DOCX holds its text itself.

    Raises:
        ReadError: stage `decode`: neither text nor PDF nor DOCX; `parse`: see the parsers.
    """
    if (parse := _find_binary_parser(document)) is not None:
        if len(document.raw) > MAX_BYTES:
            size = len(document.raw)
            raise ReadError("decode", f"{size} bytes are more than the {MAX_BYTES} a reader takes")
        decoded = Decoded(text="", charset="", method="none")
        return decoded, parse(document.raw, document)
    decoded = decode_document(document)
    return decoded, parse_document(document, decoded)


def parse_document(document: Document, decoded: Decoded) -> Parsed:
    """Take a decoded document apart.

    Raises:
        ReadError: stage `parse`: see the parsers.
    """
    return _load_parser(detect_format(document, decoded.text))(decoded.text, document)


def _load_parser(form: Format) -> Callable[[str, Document], Parsed]:
    """Import a parser when the first document of its kind comes: some take long."""
    if form == "html":
        from tasks.reading.page import parse_page  # noqa: PLC0415

        return parse_page
    if form == "mail":
        from tasks.containers.mailed import parse_mail  # noqa: PLC0415

        return parse_mail
    if form in {"json", "markdown"}:
        from tasks.reading.fields import parse_json, parse_markdown  # noqa: PLC0415

        return parse_json if form == "json" else parse_markdown
    return parse_entry if form == "entry" else parse_text


def _find_binary_parser(document: Document) -> Callable[[bytes, Document], Parsed] | None:
    """Find the parser by the first bytes; the type or name tells what damaged bytes should be."""
    raw = document.raw
    media_type = document.media_type.partition(";")[0].strip().lower()
    known = find_suffix(document.url) if media_type in _NO_TYPES else media_type
    named = _BINARY_NAMES.get(known, "")
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return parse_pdf
    if is_docx(raw):
        return parse_docx
    if named == "PDF" and b"%PDF-" in raw[:_PDF_HEAD]:
        return parse_pdf
    if named and raw.strip() and not _HTML_TAG.search(raw[:_PDF_HEAD].decode("latin-1")):
        raise ReadError("parse", f"named a {named}, but its bytes are none: damaged, or misnamed")
    return None


def find_suffix(url: str) -> str:
    """Suffix of the address's path, lower case, with its dot."""
    return PurePosixPath(urlsplit(url).path).suffix.lower()


def detect_format(document: Document, text: str) -> Format:
    """Tell the format from the media type, the name and, where these are silent, the text."""
    media_type = document.media_type.partition(";")[0].strip().lower()
    suffix = find_suffix(document.url)
    head = text[:2_000].lstrip("\ufeff \t\r\n")
    if media_type == ENTRY_TYPE:
        return "entry"
    if media_type in {MAIL_HTML, MAIL_TEXT}:
        return "mail"
    if media_type.endswith("json") or (head.startswith("{") and suffix in {".json", ""}):
        return "json"
    if media_type == "text/markdown" or suffix in {".md", ".markdown"}:
        return "markdown"
    if _MARKDOWN_MARK.match(head):
        return "markdown"
    # Servers send pages as text/plain and files are named .txt: the markup itself decides.
    return "html" if _HTML_TAG.search(head) else "text"
