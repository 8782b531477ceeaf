"""Where things lie on the site: addresses of its pages, and which outside links are let in."""

import re
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

Row = dict[str, Any]

_PLAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_SHOWN = 60


def name_file(identity: str) -> str:
    """Name the file of an id: the id itself if every file system and address takes it."""
    if _PLAIN.fullmatch(identity):
        return identity
    return "_" + sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def locate_release(release_id: str) -> str:
    """The page of a release, from the site's top folder."""
    return f"releases/{name_file(release_id)}.html"


def locate_entity(entity: str, entity_id: str) -> str:
    """The page of a person or organisation, from the site's top folder."""
    return f"{entity}s/{name_file(entity_id)}.html"


def locate_report(name: str) -> str:
    """The first page of a report, from the site's top folder."""
    return f"reports/{name}.html"


def locate_search(words: str) -> str:
    """The search page with a search filled in, from the site's top folder."""
    return f"search.html#{quote(words)}"


def admit_link(address: str) -> str:
    """Return an outside address if a browser may follow it, else nothing: http and https alone."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.netloc else ""


def shorten_address(address: str) -> str:
    """Shorten an address for a table: without its scheme, its end rather than its middle."""
    bare = re.sub(r"^\w+:/+", "", address)
    return bare if len(bare) <= _SHOWN else f"…{bare[1 - _SHOWN :]}"
