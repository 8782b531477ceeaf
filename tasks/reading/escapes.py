"""Characters written as references, in HTML and in JSON: each read to a character a text may hold.

Sources: HTML 13.2.5.80 (numbers of no character), RFC 8259 section 8.2 (lone surrogates).
"""

import html
import json
import re

# Control characters (category Cc), for `str.translate`: JSON and HTML bring them in by reference,
# and a terminal would obey them. Left out are those that are read as spaces and line ends.
CONTROLS = dict.fromkeys((*range(9), *range(0x0E, 0x1C), *range(0x7F, 0xA0)))

# More digits than any character's number has, zeros in front included; Python reads 4,300 at most.
_ENDLESS = re.compile(r"&(?:amp;)*#(?:[0-9]{20,}|[xX][0-9a-fA-F]{20,});?")
_ENDLESS_BYTES = re.compile(_ENDLESS.pattern.encode())
_JSON_ESCAPE = re.compile(
    r"\\(?:ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(ud[89a-f][0-9a-f]{2})|.)",
    re.DOTALL | re.IGNORECASE,
)


def unescape_html(text: str) -> str:
    """Read the character references of HTML; one that names no character becomes U+FFFD."""
    return html.unescape(_ENDLESS.sub("\ufffd", text) if "#" in text else text)


def cut_references(raw: bytes) -> bytes:
    """Put U+FFFD (in ASCII, as `&#xfffd;`) for references that name no character, however escaped.

    For parsers of others, which read their numbers without a bound.
    """
    return _ENDLESS_BYTES.sub(b"&#xfffd;", raw)


def load_json(text: str, *, strict: bool = True) -> object:
    r"""Read JSON; half a character (`\ud83d` with no second half) becomes U+FFFD.

    Args:
        text: The JSON.
        strict: Refuse line ends and control characters within strings, as the standard does.

    Raises:
        ValueError: it is no JSON, or holds a number of more than 4,300 digits.
        RecursionError: it is nested too deeply.
    """
    if "\\ud" in text or "\\uD" in text:
        text = _JSON_ESCAPE.sub(lambda match: "\\ufffd" if match[1] else match[0], text)
    return json.loads(text, strict=strict)


def mend_surrogates(text: str) -> str:
    """Join halves of characters that stand side by side; a lone one becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
