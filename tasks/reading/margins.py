"""What stands beside a release on its page: embargo, number, contact, and documents to load."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html

from schemas.document import Attachment
from tasks.prose.starts import Frame, compile_starts
from tasks.reading.clean import clean_line

_Element = lxml.html.HtmlElement

_KEPT: tuple[Frame, ...] = ("embargo", "contact", "number", "label")
_BLOCKS = ("p", "div", "li", "h2", "h3", "h4", "h5", "h6", "td", "dd", "span")
_ELSEWHERE = frozenset({"nav", "footer", "aside", "form", "header", "head", "script", "style"})
_MAX_LINE = 200
_MAX_PARTS = 24
_MAX_CHILDREN = 8
_MAX_MARGINS = 16
_MAX_ATTACHMENTS = 30
_MAX_LOOKED_AT = 4_000
_DOCUMENTS = frozenset({".pdf", ".docx", ".doc", ".xlsx", ".xls", ".pptx", ".odt", ".ods", ".csv"})
_WEB = frozenset({"http", "https", "file"})
_SIZE = re.compile(
    r"\s*[(\[][^()\[\]]{0,30}\b(?:[kmg]?b|ko|mo|кб|мб)\b[^()\[\]]{0,20}[)\]]\s*$", re.IGNORECASE
)


def find_page_margins(tree: _Element) -> tuple[str, ...]:
    """Find short lines of a page that tell what holds for the release beside its text."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    pattern = compile_starts(_KEPT)
    for place, node in enumerate(tree.iter(*_BLOCKS)):
        if place >= _MAX_LOOKED_AT or len(found) >= _MAX_MARGINS:
            break
        head = _read_head(node)
        # A frame and the line in it say the same.
        if not head or head in seen:
            continue
        seen.add(head)
        if not pattern.match(head):
            continue
        if not any(step.tag in _ELSEWHERE for step in node.iterancestors()):
            found[head] = None
    return tuple(
        text for text in found if not any(text in other for other in found if other != text)
    )


def find_attachments(tree: _Element, base: str) -> tuple[Attachment, ...]:
    """Find the documents that what is left of a page links to, each address once."""
    found: dict[str, Attachment] = {}
    for node in tree.iter("a"):
        link = (node.get("href") or "").strip()
        if PurePosixPath(urlsplit_path(link)).suffix.lower() not in _DOCUMENTS:
            continue
        try:
            url = urljoin(base, link)
            scheme = urlsplit(url).scheme
        except ValueError:
            continue
        if scheme not in _WEB or url in found:
            continue
        text = _SIZE.sub("", clean_line(node.text_content()[:_MAX_LINE]))
        name = clean_line(unquote(PurePosixPath(urlsplit(url).path).name))
        found[url] = Attachment(text=text or name, url=url)
        if len(found) == _MAX_ATTACHMENTS:
            break
    return tuple(found.values())


def urlsplit_path(link: str) -> str:
    """Path of an address; empty if it is none."""
    try:
        return urlsplit(link).path
    except ValueError:
        return ""


def _read_head(node: _Element) -> str:
    """The text below a node on one line; empty if it is long. No page can make this walk long."""
    if len(node) > _MAX_CHILDREN:
        return ""
    parts: list[str] = []
    letters = 0
    for part in node.itertext() if len(node) else filter(None, (node.text,)):
        letters += len(part.strip())
        parts.append(part)
        if letters > _MAX_LINE or len(parts) > _MAX_PARTS:
            return ""
    text = clean_line(" ".join(parts))
    return text if 4 < len(text) <= _MAX_LINE else ""
