"""DOCX: the paragraphs of a Word document, read straight from its zip.

Every part is read up to a bound, whatever size the zip states, and no entity is resolved.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from schemas.document import Document, Parsed
from schemas.errors import ReadError
from tasks.channels.entries import Element
from tasks.reading.clean import clean_line, fold_words, is_label
from tasks.reading.text import find_dates, find_margins, take_title

MAX_PART = 32 * 1024 * 1024
MAX_MEMBERS = 10_000
MAX_NODES = 1_000_000

_MAIN = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Strict Open XML has namespaces of its own.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/wordprocessingml/main")
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted text, the older twin of a drawing, and settings of tabs and letters.
_UNSEEN = {f"{_W}del", f"{_W}moveFrom", _FALLBACK, f"{_W}tabs", f"{_W}rPr"}
_MARKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_HEADINGS = ("title", "heading 1")


def parse_docx(raw: bytes, document: Document) -> Parsed:
    """Take a Word document apart.

    Raises:
        ReadError: stage `parse`: damaged, a bomb, or not a Word document.
    """
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            if len(archive.infolist()) > MAX_MEMBERS:
                raise ReadError("parse", f"the DOCX holds more than {MAX_MEMBERS} parts")
            body = _read_part(archive, _MAIN)
            if body is None:
                raise ReadError("parse", f"the DOCX is damaged: it holds no {_MAIN}")
            styles = _name_styles(_read_part(archive, "word/styles.xml"))
            core = _read_part(archive, "docProps/core.xml")
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        raise ReadError("parse", f"the DOCX is damaged: {clean_line(str(error))}") from error
    except RuntimeError as error:  # zipfile's word for a password
        raise ReadError("parse", f"the DOCX is encrypted: {clean_line(str(error))}") from error
    paragraphs = list(_read_paragraphs(body, styles))
    stated = clean_line(core.findtext(f".//{_TITLE}") or "") if core is not None else ""
    before = [text for text, _ in paragraphs]
    title, texts = _take_title(paragraphs, document.hints.title, stated)
    return Parsed(
        format="docx",
        title=title,
        body="\n\n".join(texts),
        margins=find_margins(before, texts, title),
        declared_language=document.hints.language,
        dates=find_dates(document, before, texts),
    )


def is_docx(raw: bytes) -> bool:
    """Whether the bytes are a zip with the main part of a Word document in its directory."""
    if not raw.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            return _MAIN in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _read_part(archive: zipfile.ZipFile, name: str) -> Element | None:
    try:
        with archive.open(name) as part:
            content = part.read(MAX_PART + 1)
    except KeyError:
        return None
    if len(content) > MAX_PART:
        raise ReadError("parse", f"the DOCX unpacks to more than {MAX_PART} bytes: a bomb")
    if b"\0" in content:
        raise ReadError("parse", f"the DOCX is damaged: {name} is not UTF-8")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ReadError("parse", "the DOCX defines XML entities, a way of attack")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(_STRICT.sub(_W[1:-1].encode(), content), parser)
    except etree.XMLSyntaxError as error:
        raise ReadError("parse", f"the DOCX is damaged: {name}: {error}") from error


def _name_styles(styles: Element | None) -> dict[str, str]:
    """Names of styles by id: an id is translated with the program, a built-in name is not."""
    if styles is None:
        return {}
    found: dict[str, str] = {}
    for style in styles.iterfind(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None:
            found[style.get(f"{_W}styleId") or ""] = (name.get(f"{_W}val") or "").lower()
    return found


def _read_paragraphs(root: Element, styles: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Read each paragraph's text and its style's name, in the order of the document."""
    parts: list[str] = []
    style = ""
    skipped: Element | None = None
    for count, (event, node) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        if count > MAX_NODES:
            raise ReadError("parse", f"more than {MAX_NODES // 2} elements are no release")
        if skipped is not None:
            skipped = None if event == "end" and node is skipped else skipped
            continue
        tag = str(node.tag)
        if event == "start":
            if tag == f"{_W}pStyle":
                identity = node.get(f"{_W}val") or ""
                style = styles.get(identity, identity).lower()
            elif tag in _UNSEEN:
                skipped = node
            elif tag == f"{_W}t":
                parts.append(node.text or "")
            else:
                parts.append(_MARKS.get(tag, ""))
        elif tag == f"{_W}p":
            for text in "".join(parts).split("\n"):
                if line := clean_line(text):
                    yield line, style
            parts, style = [], ""


def _take_title(
    paragraphs: list[tuple[str, str]], hinted: str, stated: str
) -> tuple[str, list[str]]:
    """Take what the channel calls it, what is styled as title, or what the file's own data say."""
    texts = [text for text, _ in paragraphs]
    if hinted:
        return hinted, texts
    for wanted in _HEADINGS:
        for place, (text, style) in enumerate(paragraphs):
            if style == wanted and not is_label(text):
                return text, texts[:place] + texts[place + 1 :]
    folded = fold_words(stated)
    if len(folded.split()) >= 3 and folded in map(fold_words, texts[:12]):
        return stated, [text for text in texts if fold_words(text) != folded]
    return take_title("\n\n".join(texts), texts)
