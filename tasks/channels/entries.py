"""One entry of an XML feed, whatever its dialect."""

import html
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urljoin

from lxml import etree

from tasks.reading.clean import clean_line
from tasks.reading.escapes import unescape_html

_XML = "{http://www.w3.org/XML/1998/namespace}"
_XML_BASE = f"{_XML}base"
_XML_LANG = f"{_XML}lang"
_TAG = re.compile(r"<[/!?A-Za-z][^<>]*>?")
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_MAX_TITLE = 10_000

# Local names, best first. `updated` is no publication date, and so is missing here.
_DATES = ("pubdate", "published", "issued", "date", "created")
_CONTENTS = ("encoded", "content", "description", "summary")
_LINKS = frozenset({"link", "origlink"})
_TEXTS = frozenset(_CONTENTS)
_NAMES = frozenset({"title", "guid", "id", "language", *_DATES, *_CONTENTS})

Element = etree._Element  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - lxml's only name


class Entry(NamedTuple):
    """An entry as it stands in the feed."""

    title: str = ""
    link: str = ""
    identity: str = ""
    published: str = ""
    language: str = ""
    content: str = ""
    base: str = ""


def read_element(element: Element, base: str, language: str) -> Entry:
    """Read an RSS or RDF `item` or an Atom `entry`.

    Args:
        element: The entry.
        base: What addresses are relative to where the entry does not say.
        language: Language of the feed, for entries that state none.
    """
    found: dict[str, str] = {}
    link, rank = "", 0
    # A feed has thousands of these: what is not needed is not read.
    for child in element:
        name = _find_name(child.tag)  # pyright: ignore[reportArgumentType] - of types with a hash
        if not name or name in found:
            continue
        if name in _LINKS:
            target, weight = _read_link(child, name)
            if target and weight > rank:
                link, rank = target, weight
        elif name in _TEXTS:
            found[name] = _read_content(child)
        else:
            found[name] = text = _read_text(child)
            if name == "guid" and child.get("isPermaLink", "true").lower() != "false":
                found["permalink"] = text
    identity = found.get("guid") or found.get("id") or element.get(_RDF_ABOUT) or ""
    permalink = found.get("permalink", "")
    if not link and permalink.startswith(("http://", "https://")):
        link = permalink
    return Entry(
        title=found.get("title", ""),
        link=link,
        identity=identity if "guid" not in found or permalink else f"guid:{identity}",
        published=_pick(found, _DATES),
        language=element.get(_XML_LANG) or found.get("language") or language,
        content=_pick(found, _CONTENTS),
        base=join_base(base, element.get(_XML_BASE)),
    )


def _pick(found: Mapping[str, str], names: Iterable[str]) -> str:
    return next(filter(None, map(found.get, names)), "")


@lru_cache(maxsize=1_000)
def _find_name(tag: object) -> str:
    """Local name of an element, in lower case; empty if nothing is to be read from it."""
    if not isinstance(tag, str):  # an instruction to some program
        return ""
    namespace, _, name = tag.rpartition("}")
    name = name.lower()
    # Media extensions have titles and descriptions of pictures.
    is_media = "mrss" in namespace or "itunes" in namespace
    return name if name in _LINKS or (name in _NAMES and not is_media) else ""


def strip_markup(text: str) -> str:
    """Plain text of a title that may hold markup, escaped once or twice."""
    plain = text[:_MAX_TITLE]
    if "<" in plain:
        plain = _TAG.sub("", plain)
    if "&" in plain:
        plain = unescape_html(plain)
        if "<" in plain:
            plain = _TAG.sub("", plain)
    return clean_line(plain)


def _read_link(child: Element, name: str) -> tuple[str, int]:
    """Return a link and how much it is worth: an entry may name several."""
    href = child.get("href")
    if href is None:
        return _read_text(child), 2 if name == "link" else 3
    if child.get("rel", "alternate") != "alternate":
        return "", 0
    return href.strip(), 2 if "html" in child.get("type", "html") else 1


def _read_text(child: Element) -> str:
    return ("".join(child.itertext()) if len(child) else child.text or "").strip()


def _read_content(child: Element) -> str:
    """HTML of a content element: escaped text, inline XHTML, or plain text."""
    if len(child):
        return etree.tostring(child, encoding="unicode", with_tail=False)
    text = (child.text or "").strip()
    return html.escape(text, quote=False) if text and child.get("type") == "text" else text


def find_base(element: Element, url: str) -> str:
    """What addresses in an element are relative to, as it and those above it say."""
    for above in reversed([element, *element.iterancestors()]):
        url = join_base(url, above.get(_XML_BASE))
    return url


def join_base(url: str, base: str | None) -> str:
    """Take a stated base relative to the one above it; a broken one is passed over."""
    if not base:
        return url
    try:
        return urljoin(url, base)
    except ValueError:
        return url
