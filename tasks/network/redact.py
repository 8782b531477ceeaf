"""Secrets kept out of everything that is written: messages, logs, ledgers, archive, warehouse."""

import re
from collections.abc import Iterable
from html import unescape

from schemas.errors import CommuniqueError
from tasks.network.unpack import unpack_gzip

HIDDEN = "HIDDEN"
# As much as the largest sitemap unfolds to.
MAX_UNPACKED = 50 * 1024 * 1024

_GZIP = b"\x1f\x8b"
_ESCAPE = re.compile(r"\\u00([0-9a-fA-F]{2})")

# Only names that never tell documents apart: what is hidden is hidden in stored addresses, too.
_NAMES = (
    r"(?:(?:access|auth|id|refresh|security|session|csrf|x-amz-security|x-goog-security)?[_-]?token"
    r"|(?:client|app|shared)?[_-]?secret|(?:access|api|subscription|private|secret)[_-]?key"
    r"|(?:x-amz-|x-goog-)?(?:signature|credential)|sig|hmac|jwt|auth|authorization|bearer"
    r"|password|passwd|passphrase|pwd|session[_-]?id|jsessionid|phpsessid)"
)
_USER = re.compile(r"(?<=://)[^/?#\s@]*@(?:[^/?#\s@]*@)*")
_PARAMETER = re.compile(
    rf"((?:[?&;#]|%3[fF]|%26)(?:amp;)?{_NAMES}(?:=|%3[dD]))[^&#?;\s\"'<>)]+", re.IGNORECASE
)
# Headers of an answer that hold or ask for a credential, whatever they are called.
_HEADERS = re.compile(
    r"cookie|authoriz|authentic|token|secret|password|api-?key|session|credential|csrf|xsrf",
    re.IGNORECASE,
)


def hide_secrets(text: str) -> str:
    """Blank out user names, passwords and secret parameters of every address in a text."""
    if "://" in text:
        text = _USER.sub("", text)
    if "=" in text or "%3" in text:
        text = _PARAMETER.sub(rf"\1{HIDDEN}", text)
    return text


def holds_secrets(body: bytes) -> bool:
    """Whether an address in a body has a secret in it, as far as can be told without parsing it.

    Looked at plain, with its escapes (HTML, JSON) undone, whatever the charset, and unpacked; a
    body that cannot be unpacked is taken to hold some.
    """
    if body.startswith(_GZIP):
        try:
            body = unpack_gzip(body, "a packed answer", MAX_UNPACKED)
        except CommuniqueError:
            return True
    # Without the zeros of UTF-16 and UTF-32, whose letters are ASCII's then.
    text = body.replace(b"\0", b"").decode("latin-1")
    plain = unescape(_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text).replace("\\/", "/"))
    return any(hide_secrets(each) != each for each in (text, plain))


def show_address(text: str) -> str:
    """Show an address that cannot be taken apart: nothing before an @ is sure to be no password."""
    return hide_secrets(text.rpartition("@")[2] if "@" in text else text)[:200]


def clean_headers(
    headers: Iterable[tuple[str, str]], secret: str = ""
) -> tuple[tuple[str, str], ...]:
    """Keep the headers of an answer that hold no credential, addresses in them cleaned.

    Args:
        headers: Names and values.
        secret: What was sent; a header that echoes it is dropped.
    """
    return tuple(
        (name, hide_secrets(value))
        for name, value in headers
        if not _HEADERS.search(name) and not (secret and secret in value)
    )
