"""HTML to a tree, and markup that a parser or an extractor would take hours for."""

import re
from collections.abc import Callable, Iterable

import lxml.html
from lxml.etree import LxmlError

from schemas.errors import ReadError
from tasks.reading.clean import clean_line, thin_marks

_Element = lxml.html.HtmlElement

# An extractor takes minutes on pages far beyond these; real releases have at most a few thousand.
MAX_TAGS = 60_000
MAX_DEPTH = 250
# An extractor walks up from every element. Real pages have some tens of thousands of steps.
MAX_STEPS = 1_000_000

# Far beyond any page. A parser compares each attribute of a tag with all before it.
MAX_ATTRIBUTES = 300

# Scripts and comments are no tags. Possessive: a tag is walked once, and tried in no other way.
_FLOOD = re.compile(
    r"<(script|style)\b.*?(?:</\1\b|\Z)|<!--.*?(?:-->|\Z)"
    r"|(?P<tag><[a-z][^\s<>]*+"
    r"(?:\s++[^\s<>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s<>]++))?+)"
    f"{{{MAX_ATTRIBUTES + 1}}})",
    re.IGNORECASE | re.DOTALL,
)


def has_endless_tag(text: str) -> bool:
    """Whether a tag has more attributes than `MAX_ATTRIBUTES`."""
    return any(match["tag"] for match in _FLOOD.finditer(text))


def parse_tree(text: str) -> _Element:
    """Parse a page.

    Raises:
        ReadError: stage `parse`: no HTML in it, or too large or too deep to be taken apart safely.
    """
    tags = text.count("<")
    if tags > MAX_TAGS:
        raise ReadError("parse", f"{tags} tags are more than the {MAX_TAGS} a page may have")
    if has_endless_tag(text):
        raise ReadError("parse", f"a tag has more than {MAX_ATTRIBUTES} attributes")
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        # Bytes, because a text with an encoding declaration is refused.
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError) as error:
        raise ReadError("parse", f"no HTML document: {clean_line(str(error))}") from error
    depth, steps = _measure_depth(tree)
    if depth > MAX_DEPTH:
        raise ReadError("parse", f"tags nested {depth} deep, more than {MAX_DEPTH}")
    if steps > MAX_STEPS:
        raise ReadError("parse", f"{tags} tags nested {depth} deep are too many of such depth")
    letters = str(tree.text_content())
    if thin_marks(letters) != letters:
        raise ReadError("parse", "dozens of marks are set on one letter")
    return tree


def judge_lineage(
    lineage: Iterable[_Element],
    judged: dict[_Element, bool],
    judge: Callable[[_Element], bool],
) -> bool:
    """Tell whether any of an element's lineage is judged so; each element is judged once.

    Args:
        lineage: The elements to judge, from the innermost up to the root.
        judged: Verdicts so far, kept by the caller: what stands above is the same for thousands.
        judge: Judges one element by itself.
    """
    unknown: list[_Element] = []
    verdict = False
    for node in lineage:
        if node in judged:
            verdict = judged[node]
            break
        unknown.append(node)
    for node in reversed(unknown):
        verdict = judged[node] = verdict or judge(node)
    return verdict


def _measure_depth(tree: _Element) -> tuple[int, int]:
    """Levels of a tree, and steps from all its elements up to the root."""
    deepest, steps, level = 0, 0, [tree]
    while level and deepest <= MAX_DEPTH:
        level = [child for node in level for child in node]
        deepest += 1
        steps += deepest * len(level)
    return deepest, steps
