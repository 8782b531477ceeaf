"""What surrounds a text on a page, and blocks an extractor would not know for paragraphs."""

import math
import re
from collections.abc import Iterable
from itertools import islice

import lxml.html
from lxml import etree

from tasks.reading.clean import clean_line, is_label, measure_text

_Element = lxml.html.HtmlElement

_SURROUNDINGS = (
    "//nav | //footer[not(ancestor::blockquote)] | //aside | //script | //style | //noscript"
    " | //*[@role='navigation' or @role='search' or @role='contentinfo' or @role='dialog']"
    " | //*[contains(@class, 'pdated') or contains(@class, 'odified')"
    " or contains(@class, 'date-maj') or contains(@class, 'tualizad')]"
    "[not(self::body)][string-length(normalize-space()) < 80]"
)
_NAMED = "//*[@class or @id][not(self::body or self::html or self::main or self::article)]"
_BANNERS = re.compile(r"cookie|gdpr|(?:^|[\s_-])consent(?:$|[\s_-])", re.IGNORECASE)
_NEIGHBOURS = re.compile(
    r"(?:^|[\s_-])(?:related|similar|teasers?|upcoming|recommended|foot(?:er)?|copyright"
    r"|latest|(?:last|more|recent|other)-?(?:news|posts|releases)|lire-aussi|also-from|read-also"
    r"|see-also|breadcrumb\w*|curpath|subscri(?:be|ption)|newsletter|pie|rodape)(?:$|[\s_-])",
    re.IGNORECASE,
)
# Names that a text may bear too: such a block is furniture only if it is small.
_SMALL_PARTS = re.compile(
    r"(?:^|[\s_-])(?:(?:tags?|topics?|keywords|categor(?:y|ies)|rubrics?)(?=$|[\s_])"
    r"|shar(?:e|ing)(?:-?(?:box|bar|block|links?|buttons?|this))?|social(?:-?(?:box|bar|links?|media))?"
    r"|print(?:er|able)?|logo|skip(?:nav|link)?|published-dates|page-history|updates|pagination"
    r"|(?:post-|prev[_-]?next)?navigation|prev[_-]next)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MAX_SMALL = 250
_LEADS = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|intro|standfirst|summary|abstract|chapo|preamble|deck|sub-?(?:title|head)"
    r"\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
# A block of this much of a page's letters holds its text, whatever it is called.
_MAX_SHARE = 0.4
# Blocks nested in blocks are read once a level: so often a page is read over, and no more.
_MAX_READINGS = 30
_LONG = 90
_SHORT_STATEMENT = 40
# Set on a sub-headline: it stands outside the frame an extractor finds.
LEAD_MARK = "data-lead"
_META_TAGS = ("span", "time", "em", "small", "a", "dl", "ul", "p")
_MAX_META_LINE = 300
_MAX_META_PART = 60
_MAX_META_PARTS = 16
_MAX_HEADINGS = 200
_TEXT_BLOCKS = ("p", "div", "ul", "ol", "blockquote", "table", "figure", "dl")
_LEAVES = frozenset({"div", "span", "h2", "h3", "h4", "h5", "h6"})

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
_DROPPED = "dropped"
_TABLE_PARTS = ("table", "tbody", "thead", "tr", "td", "th")


class Meter:
    """Measures the text below elements, until a page was read over a few dozen times."""

    def __init__(self, tree: _Element) -> None:
        text, self.linked, work = _read_text(tree)
        self.letters = len(text)
        self._left = _MAX_READINGS * (work + 10_000)

    def measure(self, node: _Element) -> tuple[str, int] | None:
        """Text below a node, and its letters within links; none when the page was read enough."""
        if self._left < 0:
            return None
        text, linked, work = _read_text(node)
        self._left -= work
        return text, linked


def _read_text(node: _Element) -> tuple[str, int, int]:
    """Text with single spaces, its letters within links, and the work of reading, in letters."""
    text = node.text_content()
    links = [len(link.text_content().strip()) for link in node.iter("a")]
    return " ".join(text.split()), sum(links), len(text) + 20 * len(links)


def drop_banners(tree: _Element) -> None:
    """Drop cookie banners: their headings and paragraphs look like a text's."""
    _drop_named(tree, _BANNERS)


def drop_neighbours(tree: _Element) -> None:
    """Drop teasers of other releases, footers and menus, under whatever tag they stand."""
    _drop_named(tree, _NEIGHBOURS)


def drop_small_parts(tree: _Element) -> None:
    """Drop tags, share buttons and histories of a page, once their dates are read."""
    _drop_named(tree, _SMALL_PARTS, _MAX_SMALL)


def prune_surroundings(tree: _Element) -> None:
    """Drop what surrounds a text on every page, and turn layout and lists into plain blocks."""
    for node in tree.xpath(_SURROUNDINGS):
        if node.tag not in {"html", "body"}:
            node.tag = _DROPPED
    _strip_dropped(tree)
    drop_neighbours(tree)
    # Old sites lay pages out with tables: cells that hold blocks are columns of the page, not data.
    for table in tree.xpath(_LAYOUT_TABLES):
        for node in table.iter(*_TABLE_PARTS):
            node.tag = "div"
    meter = Meter(tree)
    for node in tree.xpath("//ul | //ol"):
        _flatten_list(node, meter)
    # Figures hold tables and quotations too, and a quotation's footer names the speaker.
    for node in tree.xpath("//figure[.//table or .//blockquote] | //blockquote//footer"):
        node.tag = "p" if node.tag == "footer" else "div"
    _keep_headings(tree, meter)
    paragraphs = sum(len(node.text_content()) for node in tree.xpath("//p[not(ancestor::p)]"))
    if paragraphs * 2 < len(tree.text_content()):
        _mark_paragraphs(tree, meter)
    _clear_names(tree)


def _keep_headings(tree: _Element, meter: Meter) -> None:
    """Make paragraphs of the headings within a text and of the sub-headline below its headline.

    An extractor that finds no frame around the text takes its paragraphs alone.
    """
    for node in list(islice(tree.iter("h2", "h3", "h4", "h5", "h6"), _MAX_HEADINGS)):
        before = next(node.itersiblings(*_TEXT_BLOCKS, preceding=True), None)
        after = next(node.itersiblings(*_TEXT_BLOCKS), None)
        if before is None or after is None or node.find(".//a") is not None:
            continue
        if all(_is_statement(text, meter, _SHORT_STATEMENT) for text in (before, after)):
            node.tag = "p"
    headlines = tree.findall(".//h1") or tree.findall(".//h2")
    for headline in headlines[:2]:
        for node in islice(headline.itersiblings(), 2):
            if node.tag == "p" and _LEADS.search(_name(node)):
                node.set(LEAD_MARK, "")
            if node.tag not in _LEAVES or _has_blocks(node):
                continue
            if any(_is_statement(child, meter) for child in node):
                continue
            if _is_statement(node, meter, _SHORT_STATEMENT):
                node.tag = "p"
                node.set(LEAD_MARK, "")


def part_meta_lines(tree: _Element) -> None:
    """Put bars between the parts of the lines above a text that say its date, place and office.

    Nothing parts them: spans stand side by side, lists have an item each.
    """
    seen: set[_Element] = set()
    meter = Meter(tree)
    for node in list(tree.iter(*_META_TAGS)):
        if node.tag == "p" and _is_statement(node, meter):
            return
        line = node if node.tag in {"dl", "ul"} else node.getparent()
        if line is None or line in seen:
            continue
        seen.add(line)
        if len(line) > _MAX_META_PARTS or len(line.text_content()) > _MAX_META_LINE:
            continue
        is_list = line.tag in {"dl", "ul"}
        parts = [part for part in line if is_list or part.tag not in _BLOCKS]
        if len(parts) > 1 or (parts and is_list):
            _part_line(line, [clean_line(part.text_content()) for part in parts])


def _part_line(line: _Element, parts: list[str]) -> None:
    if max(map(len, parts)) > _MAX_META_PART or not any(map(is_label, parts)):
        return
    if line.tag in {"dl", "ul"}:
        tail = line.tail
        line.clear()
        line.tag, line.text, line.tail = "p", " | ".join(filter(None, parts)), tail
        return
    for part in line[:-1]:
        after = part.getnext()
        if part.tag in _BLOCKS or after is None or after.tag in _BLOCKS:
            continue
        if not (part.tail or "").strip():
            part.tail = " | "


def _clear_names(tree: _Element) -> None:
    """Take suspect names off the blocks around a page's text: "with-sidebar", "social-policy"."""
    paragraphs = tree.xpath("//p[string-length() > 80]")
    if not paragraphs:
        return
    for step in paragraphs[len(paragraphs) // 2].iterancestors("div", "section", "main"):
        held = step.xpath("count(descendant::p)") if _SUSPECT.search(_name(step)) else 0
        if 2 * held > len(paragraphs):
            step.attrib.pop("class", None)
            step.attrib.pop("id", None)


def _name(node: _Element) -> str:
    return f"{node.get('class') or ''} {node.get('id') or ''}"


def _drop_named(tree: _Element, names: re.Pattern[str], longest: float = math.inf) -> None:
    """Drop blocks by their names, unless much of the page's text stands in them."""
    found = [node for node in tree.xpath(_NAMED) if names.search(_name(node))]
    if not found:
        return
    meter = Meter(tree)
    most = min(longest, _MAX_SHARE * (meter.letters - meter.linked))
    for node in found:
        # A block inside one that was dropped is gone with it.
        if next(node.iterancestors(_DROPPED), None) is not None or node.find(".//h1") is not None:
            continue
        measured = meter.measure(node)
        if measured is None or len(measured[0]) - measured[1] > most:
            continue
        if longest == math.inf or not any(_is_statement(p, meter) for p in node.iterfind(".//p")):
            node.tag = _DROPPED
    _strip_dropped(tree)


def _strip_dropped(tree: _Element) -> None:
    """Drop all marked blocks at once: one by one, each hands its tail to ever longer text."""
    etree.strip_elements(tree, _DROPPED, with_tail=False)


def _flatten_list(node: _Element, meter: Meter) -> None:
    """Drop a menu; make paragraphs of a list of statements, which extractors take for a menu."""
    if node.getparent() is None or (measured := meter.measure(node)) is None:
        return
    letters, linked = len(measured[0]), measured[1]
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
    # Lists nested in lists would be walked once a level: a few blocks are enough for an item.
    for block in list(islice(item.iterdescendants("div"), 50)):
        if not _has_blocks(block):
            block.tag = "p"
    _wrap_runs(item, least=1)


def _has_blocks(node: _Element) -> bool:
    return any(child.tag in _BLOCKS for child in node.iterdescendants())


def _mark_paragraphs(tree: _Element, meter: Meter) -> None:
    """Make paragraphs of blocks that hold text and no block, where a page hardly has any."""
    known: dict[_Element, bool] = {}
    for node in list(tree.iter("div", "section", "td", "center", "body", "article", "main")):
        parent = node.getparent()
        if parent is None:
            continue
        if any(child.tag in _BLOCKS for child in node):
            _wrap_runs(node)
        elif node.tag != "body" and not _has_blocks(node):
            # Judged once a parent, before its children change: pages may have thousands.
            if parent not in known:
                known[parent] = any(_is_statement(child, meter) for child in parent)
            if known[parent]:
                _mark_leaf(node, meter)


def _mark_leaf(node: _Element, meter: Meter) -> None:
    # A column of links beside the text is a menu.
    measured = meter.measure(node)
    if measured is None or measured[1] > 0.8 * len(measured[0]):
        return
    spans = [child for child in node.iterchildren("span") if _is_statement(child, meter)]
    # Spans set as blocks part paragraphs as blocks do.
    if len(spans) > 1 and all("block" in (span.get("style") or "") for span in spans):
        for span in spans:
            span.tag = "p"
    else:
        node.tag = "p"


def _is_statement(node: _Element, meter: Meter, least: int = _LONG) -> bool:
    text, linked = meter.measure(node) or ("", 0)
    letters = measure_text(text)
    return letters >= least and 2 * linked < letters


def _wrap_runs(node: _Element, least: int = _LONG) -> None:
    """Put text that stands between a block's blocks into paragraphs of its own."""
    direct: Iterable[str | None] = [node.text, *(child.tail for child in node)]
    if max(len((text or "").strip()) for text in direct) < least:
        return
    run: _Element | None = None
    children = list(node)
    if (node.text or "").strip():
        run = _make_run(node.text)
        node.text = None
        node.insert(0, run)
    for child in children:
        if child.tag not in _BLOCKS:
            if run is None:
                run = _make_run("")
                child.addprevious(run)
            run.append(child)
            continue
        run = None
        if (child.tail or "").strip():
            run = _make_run(child.tail)
            child.tail = None
            child.addnext(run)


def _make_run(text: str | None) -> _Element:
    run = lxml.html.Element("p")
    run.text = text
    return run
