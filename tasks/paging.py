"""Pages of a listing: which of its links leads to the next one."""

import re
from functools import cache
from urllib.parse import parse_qsl, urlsplit

import lxml.html

from schemas.reader import Paging
from tasks.addresses import find_host, resolve_link
from tasks.clean import clean_line
from tasks.vocabulary import load_rules

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


def find_following(tree: _Element, url: str, base: str, number: int) -> str:
    """Find the address of the page after this one; empty if none is named.

    What the page says for machines (`rel=next`) goes before words, words before numbers.

    Args:
        tree: The page.
        url: Its address.
        base: What its links are relative to.
        number: Which page of the listing it is, counted from 1.
    """
    numbered = ""
    worded = ""
    shown = _find_shown(tree) or number
    for anchor in tree.iter("a", "link"):
        href = anchor.get("href") or ""
        link = resolve_link(href, base) if href and not href.startswith("#") else ""
        if not link or link == url or find_host(link) != find_host(url):
            continue
        if "next" in (anchor.get("rel") or "").lower().split():
            return link
        if anchor.tag == "link" or _OFF_CLASS.search(anchor.get("class") or ""):
            continue
        if not worded and _says_next(anchor, url, link):
            worded = link
        if not numbered and _is_number(anchor, shown + 1, link):
            numbered = link
    return worded or numbered


def _says_next(anchor: _Element, url: str, link: str) -> bool:
    rules = _fold_rules()
    text = _read_text(anchor)
    labels = {text, _fold(anchor.get("aria-label") or ""), _fold(anchor.get("title") or "")}
    if any(label.strip(_find_signs()) in rules.words for label in labels if label):
        return True
    # An arrow, or a class alone, may lead to the next picture or the next release.
    near = _find_pager(anchor) is not None or _differs_in_page(url, link)
    if text in rules.arrows:
        return near
    named = f"{anchor.get('class') or ''} {_read_class(anchor.getparent())}"
    return near and len(text) <= _MAX_LABEL and _NEXT_CLASS.search(named) is not None


def _is_number(anchor: _Element, number: int, link: str) -> bool:
    text = _read_text(anchor)
    if not _NUMBER.fullmatch(text) or int(text) != number:
        return False
    return _find_pager(anchor) is not None or _has_page(link)


def _find_shown(tree: _Element) -> int:
    """Number of this page where a pager marks it; 0 if none does."""
    for node in tree.iter():
        if not isinstance(node.tag, str) or len(node) > 2:
            continue
        marked = node.get("aria-current") in {"page", "true"} or (
            _OFF_CLASS.search(node.get("class") or "")
            and "disabled" not in (node.get("class") or "")
        )
        if not marked:
            continue
        text = _read_text(node)
        if _NUMBER.fullmatch(text) and _find_pager(node) is not None:
            return int(text)
    return 0


def _find_pager(node: _Element) -> _Element | None:
    above: _Element | None = node
    for _ in range(5):
        if above is None or above.tag in {"body", "main"}:
            return None
        named = (
            f"{above.get('class') or ''} {above.get('id') or ''} {above.get('aria-label') or ''}"
        )
        if _PAGES_CLASS.search(named):
            return above
        above = above.getparent()
    return None


def _differs_in_page(url: str, link: str) -> bool:
    """Whether the two addresses are one listing at two of its pages."""
    here, there = urlsplit(url), urlsplit(link)
    return here.path == there.path and here.query != there.query and _has_page(link)


def _has_page(link: str) -> bool:
    return any(name.lower() in _PAGE_NAMES for name, _ in parse_qsl(urlsplit(link).query))


def _read_text(node: _Element) -> str:
    return _fold(str(node.text_content())[:400])


def _read_class(node: _Element | None) -> str:
    return "" if node is None else node.get("class") or ""


def _fold(text: str) -> str:
    return clean_line(text).casefold() if len(text) <= 400 else ""


@cache
def _fold_rules() -> Paging:
    return load_rules("paging.toml", Paging)


@cache
def _find_signs() -> str:
    return "".join(sorted({sign for arrow in _fold_rules().arrows for sign in arrow})) + " …."
