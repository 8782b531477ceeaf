"""What release links have in common: a pattern of their addresses, a selector on their page."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import cast
from urllib.parse import urlsplit

import lxml.html

from schemas.discovery import Link
from schemas.survey import Group
from tasks.channels.listings import (
    compile_selector,
    find_anchors,
    find_base,
    open_listing,
    read_listing,
)
from tasks.network.addresses import resolve_link

MAX_SHAPES = 4
MAX_FEATURES = 12

_Element = lxml.html.HtmlElement
_DIGITS = re.compile(r"\d+")
# Names made by a build tool change with every build.
_STABLE = re.compile(r"[A-Za-z][A-Za-z_-]{1,40}")
_SLUG_WORD = re.compile(r"[^\W\d_]{2,}")
_CLIMB = 6
_MIN_SLUG_WORDS = 4
_TELLING = 0.8


def describe_listing(raw: bytes, url: str, charset: str = "") -> Group:
    """Find the release links of a page, and a selector or a pattern that holds for just these.

    Args:
        raw: The page's bytes.
        url: Where they came from.
        charset: Charset the server declared.

    Raises:
        FetchError: see `parse_listing`.
    """
    tree = open_listing(raw, url, charset)
    anchors = find_anchors(tree, url)
    listing = read_listing(tree, url, anchors)
    base = find_base(tree, url)
    wanted = [link.url for link in listing.links]
    selector = _derive_selector(tree, anchors, base, set(wanted))
    others = {
        link for anchor in tree.iter("a") if (link := resolve_link(anchor.get("href") or "", base))
    }
    include = "" if selector else derive_pattern(wanted, others - set(wanted))
    return Group(
        links=listing.links, selector=selector, include=include, following=listing.following
    )


def derive_pattern(wanted: Sequence[str], others: Iterable[str] = ()) -> str:
    """A pattern that all of `wanted` match and none of `others`, as short as can be.

    Returns:
        A regex for `include`, or "" if there is none.
    """
    if not wanted:
        return ""
    against = list(others)
    for pattern in _propose_patterns(wanted):
        compiled = re.compile(pattern)
        if all(map(compiled.search, wanted)) and not any(map(compiled.search, against)):
            return pattern
    return ""


def derive_shapes(wanted: Sequence[str]) -> str:
    """A pattern of the folders that links lie in, numbers blanked; "" if none sets them apart."""
    shapes = {_blank(folder) for folder in map(_find_folder, wanted)}
    return _join(shapes, "/.") if 0 < len(shapes) <= MAX_SHAPES and "/" not in shapes else ""


def find_telling(links: Sequence[Link]) -> list[Link]:
    """Links whose addresses read like headlines or carry dates, where a sitemap tells no titles."""
    shapes = [_blank(_find_folder(link.url)) for link in links]
    counts = Counter(shapes)
    telling = Counter(
        shape for shape, link in zip(shapes, links, strict=True) if _is_telling(link.url)
    )
    most = max(telling.values(), default=0)
    kept = {
        shape
        for shape, count in telling.items()
        if count >= _TELLING * counts[shape] and count * 5 >= most
    }
    return [link for shape, link in zip(shapes, links, strict=True) if shape in kept]


def spread_links(links: Sequence[Link], count: int) -> list[Link]:
    """Take some links, in turn from each folder they lie in: each may have a layout of its own."""
    groups: dict[str, list[Link]] = {}
    for link in links:
        groups.setdefault(_blank(_find_folder(link.url)), []).append(link)
    longest = max(map(len, groups.values()), default=0)
    turns = (
        group[turn] for turn in range(longest) for group in groups.values() if turn < len(group)
    )
    return [link for link, _ in zip(turns, range(count), strict=False)]


def _propose_patterns(wanted: Sequence[str]) -> Iterator[str]:
    """Patterns from wide to narrow: a common folder, then folders, then names."""
    folders = [_find_folder(url) for url in wanted]
    common = _find_common(folders)
    if common != "/":
        yield f"{_blank(common)}."
    yield _join({_blank(folder) for folder in folders}, "/.")
    names = {f"{_blank(_find_folder(url))}{_blank_all(_find_name(url))}" for url in wanted}
    # Names that have nothing in common make a list of them, not a pattern.
    if len(names) * 2 <= len(wanted):
        yield _join(names, "$")
    endings = {"." + url.rpartition(".")[2] for url in map(_find_name, wanted) if "." in url}
    if len(endings) == 1:
        stem = _join({_blank(folder) for folder in folders}, "/")
        yield f"{stem}[^/]+{re.escape(endings.pop())}$"


def _join(shapes: set[str], tail: str) -> str:
    """One pattern for several shapes; "(?!)", which matches nothing, if they are too many."""
    if len(shapes) > MAX_SHAPES:
        return "(?!)"
    parts = [shape.removesuffix("/") for shape in sorted(shapes)]
    stem = parts[0] if len(parts) == 1 else f"({'|'.join(parts)})"
    return f"{stem}{tail}"


def _find_folder(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[0] + "/"


def _find_name(url: str) -> str:
    parts = urlsplit(url)
    name = parts.path.rpartition("/")[2]
    return f"{name}?{parts.query}" if parts.query else name


def _find_common(folders: Sequence[str]) -> str:
    parts = [folder.split("/")[:-1] for folder in folders]
    common: list[str] = []
    for step in zip(*parts, strict=False):
        if len(set(step)) > 1:
            break
        common.append(step[0])
    return "/".join(common) + "/"


def _blank(folder: str) -> str:
    """The folder as a pattern: four digits are a year and stay four, other numbers are any."""
    escaped = re.escape(folder).replace(r"\-", "-")
    return _DIGITS.sub(lambda found: r"\d{4}" if len(found[0]) == 4 else r"\d+", escaped)


def _blank_all(name: str) -> str:
    """The name as a pattern: numbers are any."""
    return _DIGITS.sub(r"\\d+", re.escape(name).replace(r"\-", "-"))


def _is_telling(url: str) -> bool:
    folder, name = _find_folder(url), _find_name(url)
    words = _SLUG_WORD.findall(name)
    return len(words) >= _MIN_SLUG_WORDS or bool(re.search(r"\d{4,}", folder + name))


def _derive_selector(
    tree: _Element, anchors: Sequence[_Element], base: str, wanted: set[str]
) -> str:
    """The shortest selector that finds just these links; "" if there is none."""
    if not anchors:
        return ""
    own = [set(_list_own(anchor)) for anchor in anchors]
    above = [list(_list_above(anchor)) for anchor in anchors]
    shared = [name for name in above[0] if all(name in each for each in above)][:MAX_FEATURES]
    ends = [name for name in _list_own(anchors[0]) if all(name in each for each in own)]
    proposals = [
        *(end for end in ends if end != "a"),
        *(f"{name} {end}" for name in shared for end in ends),
        *(f"{outer} {inner} a" for inner, outer in combinations(shared, 2)),
    ]
    for selector in proposals:
        if _select(tree, selector, base) == wanted:
            return selector
    return ""


def _select(tree: _Element, selector: str, base: str) -> set[str]:
    found = cast("list[_Element]", tree.xpath(compile_selector(selector)))
    return {link for node in found if (link := resolve_link(node.get("href") or "", base))}


def _list_own(anchor: _Element) -> list[str]:
    names = [f"a.{name}" for name in (anchor.get("class") or "").split() if _STABLE.fullmatch(name)]
    return [*names, "a"]


def _list_above(anchor: _Element) -> Iterator[str]:
    """What stands above a link, the nearest first: tags with a class or an id, and headings."""
    for depth, node in enumerate(anchor.iterancestors()):
        if depth == _CLIMB or node.tag in {"body", "html"}:
            return
        for name in (node.get("class") or "").split():
            if _STABLE.fullmatch(name):
                yield f"{node.tag}.{name}"
        identity = node.get("id") or ""
        if _STABLE.fullmatch(identity):
            yield f"#{identity}"
        if node.tag in {"h2", "h3", "h4", "article", "main"}:
            yield str(node.tag)
