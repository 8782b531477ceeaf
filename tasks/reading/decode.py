"""Bytes to text: charset, mojibake, and pages that hold two documents.

Sources: WHATWG Encoding (the charset a browser reads for each label), ftfy (mojibake).
"""

import codecs
import re

import ftfy
from charset_normalizer import from_bytes
from ftfy.badness import is_bad

from schemas.document import Decoded, DecodeMethod, Document
from schemas.errors import ReadError
from tasks.reading.clean import thin_marks

MAX_BYTES = 20 * 1024 * 1024
_DETECTION_BYTES = 64 * 1024
_META_BYTES = 4 * 1024

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF media file"),
    (b"PK\x03\x04", "a ZIP archive or another Office document than DOCX"),
    (b"\xd0\xcf\x11\xe0", "an old or encrypted Office document"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "an SQLite database"),
)
# What a publisher writes, and the superset every browser reads for it (WHATWG Encoding).
_SUPERSETS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
    "utf8": "utf-8",
}
# Codecs of Python's own: no page is written in them, and they make half characters.
_NO_CHARSETS = {"undefined", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7"}
_CHARSET = re.compile(r"[a-z0-9_.:-]{1,40}")
_META_CHARSET = re.compile(
    rb"""(?:charset|encoding)\s*=\s*["']?\s*([a-zA-Z0-9_.:-]{2,40})""", re.IGNORECASE
)
_HTML_START = re.compile(r"<html\b", re.IGNORECASE)
_HTML_END = re.compile(r"</html\s*>", re.IGNORECASE)
# What is never closed goes to the end: searched for again from every "<", it would take hours.
_MARKUP = re.compile(r"<(script|style)\b.*?(?:</\1\b|\Z)|<[^>]*(?:>|\Z)", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")

# ftfy mends mis-decoded characters only: quotes, entities and width belong to the publisher.
_MOJIBAKE_ONLY = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=True,
    remove_control_chars=False,
    normalization=None,
    explain=False,
)


def decode_document(document: Document) -> Decoded:
    """Turn the bytes of a document into text.

    Raises:
        ReadError: stage `decode`: the bytes are empty, too many, or not text.
    """
    raw = document.raw
    if not raw.strip(b"\x00 \t\r\n"):
        raise ReadError("decode", f"empty document ({len(raw)} bytes): nothing to read")
    if len(raw) > MAX_BYTES:
        raise ReadError("decode", f"{len(raw)} bytes are more than the {MAX_BYTES} a reader takes")
    _refuse_binary(raw)
    text, charset, method = _decode_bytes(raw, document.charset)
    repairs: list[str] = []
    if "\x00" in text or _CONTROL.search(text):
        text = _CONTROL.sub("", text)
        repairs.append("control-characters")
    if not text.strip():
        raise ReadError("decode", "empty document: nothing but marks and control characters")
    thinned = thin_marks(text)
    if thinned != text:
        text = thinned
        repairs.append("combining-marks")
    mended = mend_mojibake(text)
    if mended != text:
        text = mended
        repairs.append("mojibake")
    single = pick_html_document(text)
    if single is not text:
        text = single
        repairs.append("joined-documents")
    return Decoded(text=text, charset=charset, method=method, repairs=tuple(repairs))


def mend_mojibake(text: str) -> str:
    """Undo UTF-8 that was read as Latin-1 or its kin; other text comes back unchanged."""
    if text.isascii():
        return text
    # A line at a time: pages are mostly ASCII markup, and the search for bad sequences is slow.
    return "\n".join(
        line if line.isascii() or not is_bad(line) else ftfy.fix_text(line, _MOJIBAKE_ONLY)
        for line in text.split("\n")
    )


def pick_html_document(text: str) -> str:
    """Of several HTML documents written one after the other, return the one with most text.

    Parsers built on libxml2 stop at the first `</html>`: a short first document hides the second.
    """
    ends = [match.end() for match in _HTML_END.finditer(text)]
    last = max((match.start() for match in _HTML_START.finditer(text)), default=-1)
    if len(ends) == 0 or last < ends[0]:
        return text
    starts = [0, *(end for end in ends if end <= last)]
    parts = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return max(parts, key=lambda part: len(_MARKUP.sub("", part).strip()))


def _refuse_binary(raw: bytes) -> None:
    for magic, name in _MAGIC:
        if raw.startswith(magic):
            raise ReadError("decode", f"binary content: this is {name}, not the text of a release")
    head = raw[:_DETECTION_BYTES]
    if any(head.startswith(bom) for bom, _ in _BOMS):
        return
    control = sum(head.count(bytes([code])) for code in (0, 1, 2, 3, 4, 5, 6, 7, 14, 15, 16, 127))
    if control > max(8, len(head) // 200):
        raise ReadError("decode", f"binary content: {control} control bytes in the first part")


def _decode_bytes(raw: bytes, declared: str) -> tuple[str, str, DecodeMethod]:
    """Return text, charset and method. Order: BOM, valid UTF-8, header, meta, detection.

    Valid UTF-8 with non-ASCII bytes comes before the declared charset: chance never makes it.
    """
    for bom, charset in _BOMS:
        if raw.startswith(bom):
            return raw.decode(charset, errors="replace"), charset.removesuffix("-sig"), "bom"
    header, meta = _normalise_charset(declared), _find_meta_charset(raw)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        # ISO-2022-JP and HZ are seven-bit: they look like ASCII, only the label tells.
        stateful = next(
            (name for name in (header, meta) if name.startswith(("iso-2022", "hz"))), ""
        )
        if not stateful:
            return text, "utf-8", "header" if header == "utf-8" else "utf-8"
    declarations: tuple[tuple[str, DecodeMethod], ...] = ((header, "header"), (meta, "meta"))
    for charset, method in declarations:
        if charset:
            try:
                return raw.decode(charset), charset, method
            except (UnicodeError, LookupError):
                continue
    damaged = raw.decode("utf-8", errors="replace")
    # A page of UTF-8 with a few broken bytes is still UTF-8: detection would scramble all of it.
    if damaged.count("�") * 50 < sum(character > "\x7f" for character in damaged):
        return damaged, "utf-8", "utf-8"
    best = from_bytes(raw[:_DETECTION_BYTES]).best()
    charset = (best.encoding if best else "") or meta or header or "cp1252"
    try:
        return raw.decode(charset, errors="replace"), charset.replace("_", "-"), "detected"
    except LookupError:
        return raw.decode("cp1252", errors="replace"), "cp1252", "detected"


def _find_meta_charset(raw: bytes) -> str:
    match = _META_CHARSET.search(raw[:_META_BYTES])
    return _normalise_charset(match.group(1).decode("ascii")) if match else ""


def _normalise_charset(label: str) -> str:
    """Return the charset a label stands for; empty if there is none."""
    name = label.strip().strip("\"'").lower()
    name = _SUPERSETS.get(name, name)
    try:
        # Python looks up "utf\x1b8" too: a name is kept with the release, so it must be one.
        known = _CHARSET.fullmatch(name) and codecs.lookup(name).name not in _NO_CHARSETS
    except LookupError:
        return ""
    return name if known else ""
