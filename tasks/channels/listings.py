"""Listing pages: release links on an HTML page, by selector or found by themselves.

A date that stands beside a link, plainly and alone, is handed on with it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import cast
from urllib.parse import urlsplit

import lxml.html
from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from schemas.discovery import Link, Listing
from schemas.document import Hints
from schemas.errors import ConfigError, FetchError
from tasks.channels.paging import find_following
from tasks.days.dates import find_date, find_text_dates, parse_stamp
from tasks.network.addresses import find_host, resolve_link
from tasks.reading.clean import clean_line
from tasks.reading.headline import read_start
from tasks.reading.markup import MAX_ATTRIBUTES, has_endless_tag, judge_lineage

MAX_BYTES = 5 * 1024 * 1024
MAX_LINKS = 2_000

_Element = lxml.html.HtmlElement
_FRAME = {"nav", "header", "footer", "aside", "form", "select", "menu", "noscript"}
_FRAME_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "menu"}
_FRAME_CLASS = re.compile(
    r"\b(?:nav|navbar|menu|breadcrumbs?|footer|pag(?:er|ination)|social|share|sidebar|cookie"
    r"|lang(?:uage)?s?)\b",
    re.IGNORECASE,
)
_OTHER_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|zip|mp[34]|avi|mov|xlsx?|pptx?|doc|rss|atom|ics|xml)$",
    re.IGNORECASE,
)
_DOCUMENTS = re.compile(r"\.(?:pdf|docx)$", re.IGNORECASE)
# Beside releases lie annexes and other layouts of them: documents count where pages do not.
_MIN_DOCUMENTS = 3
_DOCUMENT_WEIGHT = 0.25
_DIGITS = re.compile(r"\d+")
# Where words are not parted by spaces, two characters count as one.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2}|[^\W\d_]{2,}")
_MIN_WORDS = 3
_MAX_CLASS = 200
_MAX_DATE = 40
_MAX_CARD = 400
_CLIMB = 6
_MAX_ANCHORS = 20_000


def parse_listing(
    raw: bytes, url: str, selector: str = "", charset: str = "", number: int = 1
) -> Listing:
    """Find the release links of a listing page, in the page's order, each once, and its next page.

    Args:
        raw: The page's bytes.
        url: Where they came from.
        selector: CSS selector of the links, or of elements that hold them. If empty, the group of
            like links whose texts read most like headlines is taken.
        charset: Charset the server declared.
        number: Which page of the listing it is, counted from 1.

    Raises:
        FetchError: too-large, not-a-listing or no-entries.
        ConfigError: the selector is none.
    """
    tree = open_listing(raw, url, charset)
    anchors = list(_select_anchors(tree, selector) if selector else find_anchors(tree, url))
    return read_listing(tree, url, anchors, selector, number)


def open_listing(raw: bytes, url: str, charset: str) -> _Element:
    """Take a page's HTML apart, unless it is too large to be searched for links.

    Raises:
        FetchError: too-large or not-a-listing.
    """
    if len(raw) > MAX_BYTES:
        raise FetchError(
            "too-large", f"{url}: the listing is larger than {MAX_BYTES} bytes; use its feed"
        )
    return parse_tree(raw, url, charset)


def read_listing(
    tree: _Element, url: str, anchors: Sequence[_Element], selector: str = "", number: int = 1
) -> Listing:
    """Read what the release links of a page say, and which link leads to its next page.

    Args:
        tree: The page.
        url: Its address.
        anchors: Its release links.
        selector: What they were found by, if not by themselves.
        number: Which page of the listing it is, counted from 1.

    Raises:
        FetchError: no-entries.
    """
    titles: dict[str, str] = {}
    places: list[tuple[str, _Element]] = []
    base = find_base(tree, url)
    for anchor in islice(anchors, _MAX_ANCHORS):
        link = resolve_link(anchor.get("href") or "", base)
        if link and link != url:
            title = _read_title(anchor)
            # A card often links its picture and its headline: the longer text is the headline.
            titles[link] = max(titles.get(link, ""), title, key=len)
            places.append((link, anchor))
    if not titles:
        mend = "correct `links`" if selector else "give the channel a `links` selector"
        raise FetchError("no-entries", f"{url}: no release links on the page; {mend}")
    count = len(anchors) if selector else sum(1 for _ in tree.iter("a"))
    kept = dict(islice(titles.items(), MAX_LINKS))
    dates = _find_dates([place for place in places if place[0] in kept])
    links = [
        Link(url=link, hints=Hints(title=title, published=dates.get(link, "")))
        for link, title in kept.items()
    ]
    following = find_following(tree, url, base, number)
    return Listing(links=tuple(links), following=following, cut=_tell_cut(url, len(titles), count))


def _tell_cut(url: str, links: int, anchors: int) -> str:
    """What was left out of a page with so many links, if anything was."""
    if links <= MAX_LINKS and anchors <= _MAX_ANCHORS:
        return ""
    count, most = (links, MAX_LINKS) if links > MAX_LINKS else (anchors, _MAX_ANCHORS)
    return (
        f"{url}: {count} links on the page, only the first {most} are read; narrow `links`, or name"
        " shorter pages as channels"
    )


@cache
def compile_selector(selector: str) -> str:
    """Turn a CSS selector into XPath.

    Raises:
        ConfigError: it is no CSS selector.
    """
    try:
        return HTMLTranslator().css_to_xpath(selector)
    except SelectorError as error:
        raise ConfigError(
            f"{selector!r} is not a CSS selector: {error}; expected e.g. 'h3.title a'"
        ) from error


def parse_tree(raw: bytes, url: str, charset: str) -> _Element:
    """Take a page's HTML apart.

    Raises:
        FetchError: not-a-listing.
    """
    try:
        parser = lxml.html.HTMLParser(encoding=charset or _guess_charset(raw), no_network=True)
    except LookupError:
        parser = lxml.html.HTMLParser(encoding=_guess_charset(raw), no_network=True)
    if has_endless_tag(raw.decode("latin-1")):
        raise FetchError(
            "not-a-listing", f"{url}: a tag has more than {MAX_ATTRIBUTES} attributes; use its feed"
        )
    try:
        return lxml.html.document_fromstring(raw, parser=parser)
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise FetchError("not-a-listing", f"{url}: no HTML page; check the address") from error


def _guess_charset(raw: bytes) -> str | None:
    """UTF-8 where the bytes are; otherwise lxml reads what the page declares."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def find_base(tree: _Element, url: str) -> str:
    """What a page's links are relative to."""
    for node in tree.iter("base"):
        return resolve_link(node.get("href") or "", url) or url
    return url


def _select_anchors(tree: _Element, selector: str) -> Iterable[_Element]:
    found = cast("list[_Element]", tree.xpath(compile_selector(selector)))
    for node in found:
        if node.tag == "a":
            yield node
        else:
            yield from node.iter("a")


def find_anchors(tree: _Element, url: str) -> list[_Element]:
    """Return the largest group of like links, weighed by how much their texts say."""
    groups: dict[tuple[str, str, bool], dict[str, tuple[str, _Element]]] = defaultdict(dict)
    frames: dict[_Element, bool] = {}
    shapes: dict[_Element, str] = {}
    base = find_base(tree, url)
    host = find_host(url).removeprefix("www.")
    for anchor in islice(tree.iter("a"), _MAX_ANCHORS):
        link = resolve_link(anchor.get("href") or "", base)
        if not link or link == url or _OTHER_FILES.search(urlsplit(link).path):
            continue
        if not find_host(link).removeprefix("www.").endswith(host):
            continue
        if judge_lineage(anchor.iterancestors(), frames, _names_frame):
            continue
        is_document = _DOCUMENTS.search(urlsplit(link).path) is not None
        group = groups[_shape_dom(anchor, shapes), _shape_path(link), is_document]
        title = _read_title(anchor)
        if link not in group or len(title) > len(group[link][0]):
            group[link] = title, anchor
    weights = {key: _weigh_group(group, is_document=key[2]) for key, group in groups.items()}
    best = max(weights, key=weights.__getitem__, default=None)
    if best is None or weights[best] == 0:
        return []
    return [anchor for _, anchor in groups[best].values()]


def _weigh_group(group: dict[str, tuple[str, _Element]], *, is_document: bool) -> float:
    """Headlines have several words; a menu has one or two an entry."""
    if is_document and len(group) < _MIN_DOCUMENTS:
        return 0.0
    counts = [len(_WORD.findall(title)) for title, _ in group.values()]
    telling = [min(count, 12) for count in counts if count >= _MIN_WORDS]
    weight = sum(telling) * len(telling) / len(counts) if counts else 0.0
    return weight * (_DOCUMENT_WEIGHT if is_document else 1.0)


def _shape_dom(anchor: _Element, shapes: dict[_Element, str]) -> str:
    """Tags and classes above a link: alike for all items of one list."""
    shape: list[str] = []
    for node in (anchor, *anchor.iterancestors()):
        if len(shape) == 5 or node.tag in {"body", "main"}:
            break
        if node not in shapes:
            first = (node.get("class") or "")[:_MAX_CLASS].split()
            shapes[node] = f"{node.tag}.{_DIGITS.sub('', first[0]) if first else ''}"
        shape.append(shapes[node])
    return ">".join(shape)


def _shape_path(link: str) -> str:
    """Folders of an address with numbers blanked: /2026/05/name.html and /2025/11/x.html agree."""
    folders = urlsplit(link).path.split("/")[:-1]
    return "/".join(_DIGITS.sub("0", folder) for folder in folders[:3])


def _names_frame(node: _Element) -> bool:
    """Tell a menu, a footer or another part of the frame by its tag, role or name."""
    if node.tag in _FRAME or (node.get("role") or "") in _FRAME_ROLES:
        return True
    name = f"{node.get('class') or ''} {node.get('id') or ''}"
    return node.tag not in {"body", "html"} and _FRAME_CLASS.search(name) is not None


def _read_title(anchor: _Element) -> str:
    text = clean_line(read_start(anchor, between=""))
    return (text or clean_line(anchor.get("title") or anchor.get("aria-label") or ""))[:2_000]


def _find_dates(places: Sequence[tuple[str, _Element]]) -> dict[str, str]:
    """Dates that stand beside links: the only one in the card, row or item of its link."""
    owners: dict[_Element, str | None] = {}
    for link, anchor in places:
        for node in (anchor, *islice(anchor.iterancestors(), _CLIMB)):
            # None: several links share it, so what it says is of none of them.
            owners[node] = link if owners.get(node, link) == link else None
    dates: dict[str, str] = {}
    for link, anchor in places:
        card = anchor
        for node in islice(anchor.iterancestors(), _CLIMB):
            if owners.get(node) != link or node.tag in {"body", "main"}:
                break
            card = node
        if link not in dates and (date := _read_date(card, owners)):
            dates[link] = date
    return dates


def _read_date(card: _Element, owners: Mapping[_Element, str | None]) -> str:
    nodes = list(islice(card.iter(), _MAX_CARD))
    before = card.getprevious()
    # In a definition list the date is the term before.
    if card.tag == "dd" and before is not None and before.tag == "dt" and before not in owners:
        nodes.append(before)
    stated = [node.get("datetime") or "" for node in nodes if node.tag == "time"]
    texts = stated if any(stated) else [_read_own_text(node) for node in nodes]
    found = {
        stamp[0]: text
        for text in texts
        if 0 < len(text) <= _MAX_DATE and _DIGITS.search(text) and (stamp := parse_stamp(text))
    }
    return next(iter(found.values())) if len(found) == 1 else ""


def _read_own_text(node: _Element) -> str:
    """Text of an element that holds nothing but a date: a headline with a date in it does not."""
    if not isinstance(node.tag, str) or node.tag == "a" or len(node) > 3:
        return ""
    text = clean_line(read_start(node)[: _MAX_DATE * 2])
    found = find_text_dates([text])
    if len(found) != 1 or found[0].method not in {"date-line", "dateline"}:
        return ""
    # "Monday, 4 May 2026" and "Published 4 May 2026" are dates; "Deadline: 4 May 2026" is another.
    day = find_date(found[0].text)
    before = found[0].text[: day[1]] if day else ""
    return text if len(before.split()) < 2 and ":" not in before else ""
