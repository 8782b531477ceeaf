"""One entry of an XML feed, whatever its dialect."""

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from tasks.clean import clean_line
from tasks.escapes import unescape_html

_XML = "{http://www.w3.org/XML/1998/namespace}"
_TAG = re.compile(r"<[/!?A-Za-z][^<>]*>?")
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_MAX_TITLE = 10_000

# Local names, best first. `updated` is no publication date, and so is missing here.
_DATES = ("pubdate", "published", "issued", "date", "created")
_CONTENTS = ("encoded", "content", "description", "summary")

Element = etree._Element  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - lxml's only name


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it stands in the feed."""

    title: str = ""
    link: str = ""
    identity: str = ""
    published: str = ""
    language: str = ""
    content: str = ""
    base: str = ""


def read_element(element: Element, url: str, language: str) -> Entry:
    """Read an RSS or RDF `item` or an Atom `entry`.

    Args:
        element: The entry.
        url: Address of the feed.
        language: Language of the feed, for entries that state none.
    """
    found: dict[str, str] = {}
    link, rank = "", 0
    for child in element:
        if not isinstance(child.tag, str):
            continue
        namespace, _, name = child.tag.rpartition("}")
        name = name.lower()
        if name in {"link", "origlink"}:
            target, weight = _read_link(child, name)
            if target and weight > rank:
                link, rank = target, weight
        elif "mrss" in namespace or "itunes" in namespace:
            continue
        elif name in _CONTENTS:
            found.setdefault(name, _read_content(child))
        else:
            found.setdefault(name, _read_text(child))
        if name == "guid" and child.get("isPermaLink", "true").lower() != "false":
            found.setdefault("permalink", _read_text(child))
    identity = found.get("guid") or found.get("id") or element.get(_RDF_ABOUT) or ""
    permalink = found.get("permalink", "")
    if not link and permalink.startswith(("http://", "https://")):
        link = permalink
    return Entry(
        title=found.get("title", ""),
        link=link,
        identity=identity if "guid" not in found or permalink else f"guid:{identity}",
        published=next((found[name] for name in _DATES if found.get(name)), ""),
        language=element.get(f"{_XML}lang") or found.get("language") or language,
        content=next((found[name] for name in _CONTENTS if found.get(name)), ""),
        base=_find_base(element, url),
    )


def strip_markup(text: str) -> str:
    """Plain text of a title that may hold markup, escaped once or twice."""
    plain = _TAG.sub("", text[:_MAX_TITLE])
    return clean_line(_TAG.sub("", unescape_html(plain)))


def _read_link(child: Element, name: str) -> tuple[str, int]:
    """Return a link and how much it is worth: an entry may name several."""
    href = child.get("href")
    if href is None:
        return _read_text(child), 3 if name == "origlink" else 2
    if child.get("rel", "alternate") != "alternate":
        return "", 0
    return href.strip(), 2 if "html" in child.get("type", "html") else 1


def _read_text(child: Element) -> str:
    return ("".join(child.itertext()) if len(child) else child.text or "").strip()


def _read_content(child: Element) -> str:
    """HTML of a content element: escaped text, inline XHTML, or plain text."""
    if len(child):
        return etree.tostring(child, encoding="unicode", with_tail=False)
    text = _read_text(child)
    return html.escape(text, quote=False) if child.get("type") == "text" else text


def _find_base(element: Element, url: str) -> str:
    bases = [element.get(f"{_XML}base")]
    bases += [parent.get(f"{_XML}base") for parent in element.iterancestors()]
    for base in reversed(bases):
        if base:
            try:
                url = urljoin(url, base)
            except ValueError:
                continue
    return url
