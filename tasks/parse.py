"""A decoded document to its parts, by what kind of document it is."""

import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from schemas.document import Decoded, Document, Format, Parsed
from tasks.entry import ENTRY_TYPE, parse_entry
from tasks.fields import parse_json, parse_markdown
from tasks.mail import MAIL_HTML, MAIL_TEXT
from tasks.mailed import parse_mail
from tasks.page import parse_page
from tasks.text import parse_text

_HTML_TAG = re.compile(
    r"<(?:!doctype html|html|head|body|article|main|div|p|h1|table|meta|title)(?=[\s/>])",
    re.IGNORECASE,
)
_MARKDOWN_MARK = re.compile(r"\A\s*(?:---\s*\n[\w-]+\s*:|\+\+\+\s*\n[\w-]+\s*=)")
_PARSERS = {
    "html": parse_page,
    "text": parse_text,
    "markdown": parse_markdown,
    "entry": parse_entry,
    "json": parse_json,
    "mail": parse_mail,
}


def parse_document(document: Document, decoded: Decoded) -> Parsed:
    """Take a decoded document apart.

    Raises:
        ReadError: stage `parse`: see the parsers.
    """
    return _PARSERS[detect_format(document, decoded.text)](decoded.text, document)


def detect_format(document: Document, text: str) -> Format:
    """Tell the format from the media type, the name and, where these are silent, the text."""
    media_type = document.media_type.partition(";")[0].strip().lower()
    suffix = PurePosixPath(urlsplit(document.url).path).suffix.lower()
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
