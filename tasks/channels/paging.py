"""Pages of a listing: which of its links leads to the next one."""

import re
from functools import cache
from urllib.parse import parse_qsl, urlsplit

import lxml.html

from schemas.reader import Paging
from tasks.network.addresses import find_host, resolve_link
from tasks.prose.rules import load_rules
from tasks.reading.clean import clean_line
from tasks.reading.headline import read_start

_Element = lxml.html.HtmlElement
_NEXT_CLASS = re.compile(r"(?:^|[\s_-])next(?:$|[\s_-])", re.IGNORECASE)
_PAGES_CLASS = re.compile(
    r"(?:^|[\s_-])(?:pag(?:er|es|ing|ination|inator|enav)|page-?numbers?|seiten|nav-links)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_OFF_CLASS = re.compile(
    r"(?:^|[\s_-])(?:disabled|inactive|current|active)(?:$|[\s_-])", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,5}")
_PAGE_NAMES = {
    "page", "p", "pg", "paged", "pageno", "pagenumber", "page_num", "pageindex", "seite", "pagina",
    "página", "sayfa", "offset", "start", "from", "skip",
}  # fmt: skip
_MAX_LABEL = 60
_MAX_NAME = 200


class _Names:
    """What elements are called, read once each: a hostile page has names of megabytes."""

    def __init__(self) -> None:
        self._known: dict[_Element, str] = {}

    def read(self, node: _Element | None) -> str:
        """Class, id and label of an element, as much of them as a name may have."""
        if node is None:
            return ""
        name = self._known.get(node)
        if name is None:
            parts = ((node.get(key) or "")[:_MAX_NAME] for key in ("class", "id", "aria-label"))
            name = self._known[node] = " ".join(parts)
        return name

    def is_pager(self, node: _Element) -> bool:
        """Whether an element stands in a list of pages."""
        above: _Element | None = node
        for _ in range(5):
            if above is None or above.tag in {"body", "main"}:
                return False
            if _PAGES_CLASS.search(self.read(above)):
                return True
            above = above.getparent()
        return False


def find_following(tree: _Element, url: str, base: str, number: int) -> str:
    """Find the address of the page after this one; empty if none is named.

    What the page says for machines (`rel=next`) goes before words, words before numbers.

    Args:
        tree: The page.
        url: Its address.
        base: What its links are relative to.
        number: Which page of the listing it is, counted from 1.
    """
    names = _Names()
    worded = numbered = ""
    shown = _find_shown(tree, names) or number
    for anchor in tree.iter("a", "link"):
        rel = (anchor.get("rel") or "")[:_MAX_NAME].lower().split()
        text = "" if anchor.tag == "link" else _read_text(anchor)
        is_next = "next" in rel
        is_worded = not (is_next or worded or anchor.tag == "link") and _says_next(
            anchor, text, names
        )
        is_numbered = not numbered and text == str(shown + 1)
        if not (is_next or is_worded or is_numbered) or (
            not is_next and _OFF_CLASS.search((anchor.get("class") or "")[:_MAX_NAME])
        ):
            continue
        href = anchor.get("href") or ""
        link = resolve_link(href, base) if href and not href.startswith("#") else ""
        if not link or link == url or find_host(link) != find_host(url):
            continue
        if is_next:
            return link
        # An arrow, or a class alone, may lead to the next picture or the next release.
        is_near = names.is_pager(anchor)
        if is_worded and (is_near or _is_telling(anchor, text) or _differs_in_page(url, link)):
            worded = link
        if is_numbered and not numbered and (is_near or _has_page(link)):
            numbered = link
    return worded or numbered


def _says_next(anchor: _Element, text: str, names: _Names) -> bool:
    """Whether a link says next, by a word, an arrow or what it is called."""
    if _is_telling(anchor, text) or text in _load_rules().arrows:
        return True
    named = f"{names.read(anchor)} {names.read(anchor.getparent())}"
    return len(text) <= _MAX_LABEL and _NEXT_CLASS.search(named) is not None


def _is_telling(anchor: _Element, text: str) -> bool:
    """Whether a link says next in words."""
    labels = (
        text,
        *(_fold((anchor.get(key) or "")[:_MAX_NAME]) for key in ("aria-label", "title")),
    )
    return any(label.strip(_find_signs()) in _find_words() for label in labels if label)


def _find_shown(tree: _Element, names: _Names) -> int:
    """Number of this page where a pager marks it; 0 if none does."""
    for node in tree.iter():
        if not isinstance(node.tag, str) or len(node) > 2:
            continue
        called = (node.get("class") or "")[:_MAX_NAME]
        is_marked = node.get("aria-current") in {"page", "true"} or (
            "disabled" not in called and _OFF_CLASS.search(called) is not None
        )
        text = _read_text(node) if is_marked else ""
        if _NUMBER.fullmatch(text) and names.is_pager(node):
            return int(text)
    return 0


def _differs_in_page(url: str, link: str) -> bool:
    """Whether the two addresses are one listing at two of its pages."""
    here, there = urlsplit(url), urlsplit(link)
    return here.path == there.path and here.query != there.query and _has_page(link)


def _has_page(link: str) -> bool:
    return any(name.lower() in _PAGE_NAMES for name, _ in parse_qsl(urlsplit(link).query))


def _read_text(node: _Element) -> str:
    return _fold(read_start(node, between="")[:400])


def _fold(text: str) -> str:
    return clean_line(text).casefold() if len(text) <= 400 else ""


def _load_rules() -> Paging:
    return load_rules("paging.toml", Paging)


@cache
def _find_words() -> frozenset[str]:
    return frozenset(_load_rules().words)


@cache
def _find_signs() -> str:
    rules = _load_rules()
    return "".join(sorted({*"".join(rules.arrows), *"".join(rules.signs)})) + " …."
