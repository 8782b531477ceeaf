"""Paged JSON APIs: items of an answer as links, by paths a source's TOML names."""

import html
import re
from datetime import UTC, datetime
from typing import cast
from urllib.parse import quote

from schemas.discovery import Link, Listing
from schemas.document import Hints
from schemas.errors import FetchError
from schemas.source import Items
from tasks.channels.entries import strip_markup
from tasks.network.addresses import make_entry_url, resolve_link
from tasks.reading.clean import clean_line
from tasks.reading.escapes import load_json

MAX_BYTES = 20 * 1024 * 1024
MAX_ITEMS = 10_000
MAX_TEXT = 2_000

_HOLE = re.compile(r"\{([^{}]+)\}")
_MARKUP = re.compile(r"<[A-Za-z][^<>]*>")
# Whole numbers from here on are seconds since 1970 (2001 and later), and from there milliseconds.
_FIRST_SECOND = 1_000_000_000
_FIRST_MILLISECOND = 100_000_000_000


def parse_answer(raw: bytes, url: str, items: Items) -> Listing:
    """Read the items of an API's answer, in its order, and what leads to the next page.

    An item without an address, but with a title and text, gets one made of the API's and its own.

    Args:
        raw: The answer's bytes.
        url: Where they came from; relative addresses are resolved against it.
        items: Where things stand in it.

    Raises:
        FetchError: empty, too-large, not-json or no-entries. An empty list is no failure: it is
            how a paged API ends.
    """
    if not raw.strip():
        raise FetchError("empty", f"{url}: the answer is empty ({len(raw)} bytes); run again later")
    if len(raw) > MAX_BYTES:
        raise FetchError(
            "too-large", f"{url}: the answer is larger than {MAX_BYTES} bytes; ask for fewer items"
        )
    try:
        data = load_json(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        start = clean_line(raw[:40].decode("utf-8", "replace"))
        raise FetchError(
            "not-json", f"{url}: not JSON (it starts {start!r}); correct the channel's url"
        ) from error
    found = _find(data, items.list)
    if not isinstance(found, list):
        raise FetchError("no-entries", _explain_list(url, data, items.list))
    count = len(cast("list[object]", found))
    entries = cast("list[object]", found)[:MAX_ITEMS]
    links = [link for entry in entries if (link := _make_link(entry, url, items))]
    if entries and not links:
        raise FetchError(
            "no-entries",
            f"{url}: none of {len(entries)} items has an address at {items.url!r}"
            f"{_name_keys(entries[0])}; correct `items.url`",
        )
    following = _find(data, items.next) if items.next else None
    # Some APIs only say whether there is more.
    stated = str(following).strip() if following and isinstance(following, str | int) else ""
    cut = ""
    if count > MAX_ITEMS:
        cut = f"{url}: {count} items, only the first {MAX_ITEMS} are read; ask for fewer at a time"
    return Listing(links=tuple(links), following=stated[:MAX_TEXT], cut=cut)


def _find(data: object, path: str) -> object:
    """Follow a path of keys and places such as `data.results` or `links.0.href`."""
    for part in path.split(".") if path else ():
        if isinstance(data, dict):
            data = cast("dict[str, object]", data).get(part)
        elif isinstance(data, list) and part.isdigit():
            places = cast("list[object]", data)
            data = places[int(part)] if int(part) < len(places) else None
        else:
            return None
    return data


def _read(data: object, path: str) -> str:
    """Text at a path; a number as its digits, and the first of several."""
    value = _find(data, path) if path else None
    if isinstance(value, list) and value:
        value = cast("list[object]", value)[0]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def _make_link(entry: object, url: str, items: Items) -> Link | None:
    title = strip_markup(_read(entry, items.title))[:MAX_TEXT]
    content = _read_content(entry, items.content)
    link = resolve_link(_read_address(entry, items.url), url)
    if not link:
        if not content or not title:
            return None
        link = make_entry_url(_drop_query(url), f"{title}\n{content}")
    return Link(
        url=link,
        hints=Hints(
            title=title,
            published=_read_date(entry, items.published),
            language=clean_line(_read(entry, items.language))[:40],
            content=content,
        ),
    )


def _read_address(entry: object, path: str) -> str:
    if "{" not in path:
        return _read(entry, path)
    values = {name: _read(entry, name) for name in _HOLE.findall(path)}
    if not all(values.values()):
        return ""
    return _HOLE.sub(lambda match: quote(values[match[1]], safe="/"), path)


def _read_content(entry: object, path: str) -> str:
    """HTML of an item's text; plain text becomes paragraphs."""
    text = _read(entry, path)
    if _MARKUP.search(text):
        return text
    return html.escape(text, quote=False).replace("\r\n", "\n").replace("\n", "<br><br>")


def _read_date(entry: object, path: str) -> str:
    text = _read(entry, path)
    if not text.isdecimal() or int(text) < _FIRST_SECOND or len(text) > 14:
        return clean_line(text)[:100]
    seconds = int(text) / 1000 if int(text) >= _FIRST_MILLISECOND else int(text)
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _drop_query(url: str) -> str:
    # The page an item stands on changes with every newer one.
    return url.partition("?")[0]


def _explain_list(url: str, data: object, path: str) -> str:
    where = f"at {path!r}" if path else "in it"
    return f"{url}: no list of items {where}{_name_keys(data)}; correct `items.list`"


def _name_keys(data: object) -> str:
    if not isinstance(data, dict):
        return ""
    keys = [clean_line(str(key)[:40]) for key in cast("dict[object, object]", data)][:8]
    return f" (there are: {', '.join(keys)})" if keys else ""
