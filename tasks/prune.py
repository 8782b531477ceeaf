"""What surrounds a text on a page, and blocks an extractor would not know for paragraphs."""

import re
from collections.abc import Iterable

import lxml.html

_Element = lxml.html.HtmlElement

_SURROUNDINGS = (
    "//nav | //footer[not(ancestor::blockquote)] | //aside | //script | //style | //noscript"
    " | //*[@role='navigation' or @role='search' or @role='contentinfo' or @role='dialog']"
    " | //*[contains(@class, 'updated') or contains(@class, 'modified')][not(self::body)]"
    "[string-length(normalize-space()) < 80]"
)
_NAMED = "//*[@class or @id][not(self::body or self::html or self::main or self::article)]"
_BANNERS = re.compile(r"cookie|gdpr|(?:^|[\s_-])consent(?:$|[\s_-])", re.IGNORECASE)
_NEIGHBOURS = re.compile(
    r"(?:^|[\s_-])(?:related|similar|teasers?|upcoming|recommended|foot(?:er)?|copyright"
    r"|latest|lire-aussi|also-from|breadcrumbs?)(?:$|[\s_-])",
    re.IGNORECASE,
)
# A block of this much of a page's letters holds its text, whatever it is called.
_MAX_SHARE = 0.4
_LONG = 90

_BLOCKS = frozenset(
    {"p", "div", "table", "tbody", "tr", "td", "ul", "ol", "li", "dl", "dd", "dt", "section"}
    | {"article", "main", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "form", "hr"}
    | {"figure", "header", "footer", "center", "details", "fieldset"}
)
# Words in the names of blocks that extractors throw away unseen.
_SUSPECT = re.compile(
    r"shar|social|viral|newsletter|syndication|tags|sidebar|banner|bread|button|author|menu|bar|nav"
    r"|premium|options|slide|meta|timestamp|viewport|overlay|expand|embed|attachment|widget|print"
    r"|byline|message|permission|elated|rating|hidden|teaser|comment|icon|yin|info",
    re.IGNORECASE,
)
_LAYOUT_TABLES = (
    "//table[.//table or .//p or .//div or .//h1 or .//h2 or .//h3 or .//ul or .//br"
    " or not(.//tr[2]) or not(.//tr[count(td | th) > 1])]"
)
_TABLE_PARTS = ("table", "tbody", "thead", "tr", "td", "th")


def drop_banners(tree: _Element) -> None:
    """Drop cookie banners: their headings and paragraphs look like a text's."""
    for node in tree.xpath(_NAMED):
        if _BANNERS.search(_name(node)) and node.getparent() is not None:
            _drop_if_small(node, tree)


def drop_neighbours(tree: _Element) -> None:
    """Drop teasers of other releases, footers and menus, under whatever tag they stand."""
    for node in tree.xpath(_NAMED):
        if node.getparent() is not None and _NEIGHBOURS.search(_name(node)):
            _drop_if_small(node, tree)


def prune_surroundings(tree: _Element) -> None:
    """Drop what surrounds a text on every page, and turn layout and lists into plain blocks."""
    for node in tree.xpath(_SURROUNDINGS):
        node.drop_tree()
    drop_neighbours(tree)
    # Old sites lay pages out with tables: cells that hold blocks are columns of the page, not data.
    for table in tree.xpath(_LAYOUT_TABLES):
        for node in table.iter(*_TABLE_PARTS):
            node.tag = "div"
    for node in tree.xpath("//ul | //ol"):
        _flatten_list(node)
    paragraphs = sum(len(text) for text in tree.xpath("//p//text()"))
    if paragraphs * 2 < len(tree.text_content()):
        _mark_paragraphs(tree)
    _clear_names(tree)


def _clear_names(tree: _Element) -> None:
    """Take suspect names off the blocks around a page's text: "with-sidebar", "social-policy"."""
    paragraphs = tree.xpath("//p[string-length() > 80]")
    if not paragraphs:
        return
    for step in paragraphs[len(paragraphs) // 2].iterancestors("div", "section", "main"):
        if _SUSPECT.search(_name(step)) and 2 * len(step.xpath(".//p")) > len(paragraphs):
            step.attrib.pop("class", None)
            step.attrib.pop("id", None)


def _name(node: _Element) -> str:
    return f"{node.get('class') or ''} {node.get('id') or ''}"


def _drop_if_small(node: _Element, tree: _Element) -> None:
    if len(node.text_content()) < _MAX_SHARE * len(tree.text_content()) and not node.xpath(".//h1"):
        node.drop_tree()


def _count_linked(node: _Element) -> int:
    return sum(len(link.text_content().strip()) for link in node.iter("a"))


def _flatten_list(node: _Element) -> None:
    """Drop a menu; make paragraphs of a list of statements, which extractors take for a menu."""
    if node.getparent() is None:
        return
    letters, linked = len(" ".join(node.text_content().split())), _count_linked(node)
    before = node.getprevious()
    follows_text = before is not None and before.tag in {"p", "h2", "h3", "h4"}
    if len(node) >= 4 and linked > 0.8 * letters and not follows_text:
        node.drop_tree()
    elif letters >= _LONG and linked < 0.5 * letters:
        node.tag = "div"
        for item in node.iterchildren("li"):
            _flatten_item(item)


def _flatten_item(item: _Element) -> None:
    if not _has_blocks(item):
        item.tag = "p"
        return
    item.tag = "div"
    for block in list(item.iterdescendants("div")):
        if not _has_blocks(block):
            block.tag = "p"
    _wrap_runs(item, least=1)


def _has_blocks(node: _Element) -> bool:
    return any(child.tag in _BLOCKS for child in node.iterdescendants())


def _mark_paragraphs(tree: _Element) -> None:
    """Make paragraphs of blocks that hold text and no block, where a page hardly has any."""
    for node in list(tree.iter("div", "section", "td", "center", "body", "article", "main")):
        if node.getparent() is None:
            continue
        if any(child.tag in _BLOCKS for child in node):
            _wrap_runs(node)
        elif not _has_blocks(node) and node.tag != "body":
            _mark_leaf(node)


def _mark_leaf(node: _Element) -> None:
    parent = node.getparent()
    if parent is None or not any(map(_is_statement, parent.iterchildren(node.tag))):
        return
    spans = [child for child in node.iterchildren("span") if _is_statement(child)]
    # Spans set as blocks part paragraphs as blocks do.
    if len(spans) > 1 and all("block" in (span.get("style") or "") for span in spans):
        for span in spans:
            span.tag = "p"
    else:
        node.tag = "p"


def _is_statement(node: _Element) -> bool:
    letters = len(" ".join(node.text_content().split()))
    return letters >= _LONG and 2 * _count_linked(node) < letters


def _wrap_runs(node: _Element, least: int = _LONG) -> None:
    """Put text that stands between a block's blocks into paragraphs of its own."""
    direct: Iterable[str | None] = [node.text, *(child.tail for child in node)]
    if max(len((text or "").strip()) for text in direct) < least:
        return
    run: _Element | None = None
    if (node.text or "").strip():
        run = _open_run(node, 0, node.text or "")
        node.text = None
    for child in list(node)[1 if run is not None else 0 :]:
        if child.tag not in _BLOCKS:
            if run is None:
                run = _open_run(node, node.index(child), "")
            run.append(child)
            continue
        run = None
        if (child.tail or "").strip():
            run = _open_run(node, node.index(child) + 1, child.tail or "")
            child.tail = None


def _open_run(node: _Element, place: int, text: str) -> _Element:
    run = lxml.html.Element("p")
    run.text = text
    node.insert(place, run)
    return run
