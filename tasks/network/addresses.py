"""Addresses: one spelling for one document.

Sources: RFC 3986 section 6 (normal forms), WHATWG URL (what browsers repair), UTS 46 (host names).
"""

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

import idna

from schemas.discovery import Tracking
from tasks.prose.rules import load_rules

MAX_ADDRESS = 4_000

_SCHEMES = {"http", "https", "file"}
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")
_IPV6 = re.compile(r"[0-9a-f:.]+")
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
# What most addresses are: in normal form but for their parameters, with no port, dots or escapes.
_NORMAL = re.compile(
    r"(?P<page>https?://[a-z0-9_](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9-]*[a-z0-9])?)+"
    r"(?:(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?|/))(?:\?(?P<query>[A-Za-z0-9._~=&+-]*))?"
)
_REMOVED = re.compile(r"[\t\r\n]")
_BLANKS = "".join(map(chr, range(33)))
_PLAIN = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/?-]*")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ENTRY = "entry-"
_LOOPBACK = re.compile(r"localhost|(.+\.)?localhost|127(\.\d{1,3}){3}|::1")


def normalise_url(url: str, base: str = "") -> str:
    """Bring an absolute address, or one relative to `base`, into the one form used everywhere.

    Case of scheme and host, default ports, dot segments, escapes, user names, fragments and
    tracking parameters do not tell documents apart; paths and all other parameters do.

    Raises:
        ValueError: what is wrong with it: no http(s) or file address, no host, a bad port.
    """
    if len(url) <= MAX_ADDRESS and (normal := _NORMAL.fullmatch(url)):
        query = _drop_tracking(normal["query"])
        return f"{normal['page']}?{query}" if query else normal["page"]
    text = _REMOVED.sub("", url.strip(_BLANKS))
    if len(text) > MAX_ADDRESS:
        raise ValueError(f"longer than {MAX_ADDRESS} characters")
    parts = urlsplit(urljoin(base, text) if base and not _ABSOLUTE.match(text) else text)
    scheme = parts.scheme.lower()
    if scheme not in _SCHEMES:
        raise ValueError(f"{scheme or 'no'} scheme, expected http:// or https://")
    host = _normalise_host(parts.hostname or "", needed=scheme != "file")
    port = _find_port(parts)
    if port is not None and port != _DEFAULT_PORTS.get(scheme):
        host = f"{host}:{port}"
    path = _remove_dots(_normalise_escapes(parts.path)) or "/"
    query = "" if scheme == "file" else _drop_tracking(_normalise_escapes(parts.query))
    fragment = parts.fragment if parts.fragment.startswith(_ENTRY) else ""
    return urlunsplit((scheme, host, path, query, _normalise_escapes(fragment)))


def resolve_link(link: str, base: str) -> str:
    """Normalise a link found in a document at `base`; empty if it leads to no http(s) address.

    A document that came over the network never leads to a local file.
    """
    if not link.strip():
        return ""
    try:
        url = normalise_url(link, base)
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) else ""


def make_entry_url(feed_url: str, identity: str) -> str:
    """Address for a feed entry that has no page: the feed's, with a digest of what it is."""
    digest = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{feed_url.partition('#')[0]}#{_ENTRY}{digest[:16]}"


def is_entry_url(url: str) -> bool:
    """Whether the address was made for a feed entry without a page."""
    return f"#{_ENTRY}" in url


def find_host(url: str) -> str:
    """Host name of an address, lower case; empty for a file."""
    return (urlsplit(url).hostname or "").lower()


def find_origin(url: str) -> str:
    """Scheme, host and port of an address, in one spelling; empty for a file."""
    try:
        parts = urlsplit(normalise_url(url))
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def is_loopback(url: str) -> bool:
    """Whether the address names this machine."""
    return _LOOPBACK.fullmatch(find_host(url)) is not None


def make_file_url(path: Path) -> str:
    """Address of a local file or folder."""
    return normalise_url(path.absolute().as_uri())


def find_path(url: str) -> Path:
    """Path of a file URL."""
    return Path(unquote(urlsplit(url).path, errors="surrogateescape"))


def _normalise_host(name: str, *, needed: bool) -> str:
    if not name and not needed:
        return ""
    host = name.lower().rstrip(".")
    if ":" in host:
        if not _IPV6.fullmatch(host):
            raise ValueError(f"no such host name: {name[:80]!r}")
        return f"[{host}]"
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except UnicodeError as error:
            raise ValueError(f"no such host name: {name[:80]!r}") from error
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise ValueError(f"no such host name: {name[:80]!r}")
    return host


def _find_port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        # The library's message quotes what stands there, which may be half a password.
        raise ValueError("no such port, expected a number up to 65535") from None


def _normalise_escapes(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    escaped = quote(_STRAY_PERCENT.sub("%25", text), safe="!$&'()*+,;=:@/?~%", errors="replace")
    return _ESCAPE.sub(_settle_escape, escaped)


def _settle_escape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else f"%{match[1].upper()}"


def _remove_dots(path: str) -> str:
    if "/." not in path:
        return path
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if len(segments) > 1:
                segments.pop()
        elif segment != ".":
            segments.append(segment)
    if path.endswith(("/.", "/..")):
        segments.append("")
    return "/".join(segments)


# What a feed or newsletter adds to its links is the same in all of them.
@lru_cache(maxsize=256)
def _drop_tracking(query: str | None) -> str:
    if not query:
        return ""
    rules = load_rules("addresses.toml", Tracking)
    kept = [
        part
        for part in query.split("&")
        if part
        and (name := part.partition("=")[0].lower()) not in rules.names
        and not name.startswith(rules.prefixes)
    ]
    return "&".join(kept)
