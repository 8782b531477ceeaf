"""Walking a channel: its pages one after the other, each leading on to the next.

A page says itself where to go on, so that a walk can end and be taken up anywhere.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from hashlib import sha256
from urllib.parse import quote

from schemas.discovery import Link, Listing, Reading, Stop
from schemas.document import Known
from schemas.errors import FetchError
from schemas.source import Channel, Items
from tasks.channels.ask import Channels
from tasks.days.dates import parse_stamp
from tasks.network.addresses import is_entry_url, normalise_url, resolve_link
from tasks.network.fetch import Fetcher
from tasks.network.redact import hide_secrets, show_address
from tasks.network.response import Response
from tasks.prose.rules import read_rule_version
from tasks.workers.limited import parse_answer, parse_feed, parse_listing, parse_sitemap

PAGES_A_RUN = 3
SITEMAPS_A_RUN = 50
MAX_DEPTH = 4
STALE_PAGES = 2
# Calendars go on for ever.
MAX_NUMBER = 20_000

# Kinds whose pages lead on to each other, or are read as one.
WALKED = frozenset({"feed", "sitemap", "listing", "api"})
HOLES = ("{page}", "{offset}", "{cursor}")

_HOLE = re.compile(r"\{([^{}]+)\}")
_DIGEST = 10
_MAX_DIGESTS = 500
_END_KINDS = {"http-404", "http-410", "http-400", "no-entries", "empty"}

Judge = Callable[[Sequence[Link]], bool]


def start_walk(channel: Channel, place: int) -> Stop:
    """The first page of a channel.

    Args:
        channel: The channel.
        place: Its place in its source, from 0.

    Raises:
        FetchError: bad-url.
    """
    url = channel.url
    if channel.kind == "api":
        url = _fill_page(channel, url, Stop(channel=place, url=url))
    try:
        return Stop(channel=place, url=normalise_url(url))
    except ValueError as error:
        shown = show_address(channel.url)
        raise FetchError("bad-url", f"{shown}: {error}; correct the channel's url") from error


def walk_channel(
    channel: Channel,
    start: Stop,
    fetcher: Fetcher,
    problems: list[str],
    *,
    first_answer: Response | None = None,
    since: date | None = None,
    are_known: Judge | None = None,
    channels: Channels | None = None,
) -> list[Link]:
    """Read a channel's pages, as many as one run reads.

    Args:
        channel: What it is.
        start: Its first page.
        fetcher: For its pages.
        problems: Takes a line for each page that fails or is left out.
        first_answer: The first page, if it was fetched already.
        since: Pages that lie wholly before this day end the walk.
        are_known: Whether all documents of a page are known already, which ends the walk.
        channels: What is remembered of pages; all are asked in full if none is given.

    Raises:
        FetchError: the first page failed, or no page held a document.
    """
    links: list[Link] = []
    waiting, asked, failed, read = [start], {start.url}, 0, 0
    bound = channel.max_pages or (SITEMAPS_A_RUN if channel.kind == "sitemap" else PAGES_A_RUN)
    # An index is no page of its own: the bound counts what it names.
    bound += channel.kind == "sitemap"
    while waiting and read < bound:
        stop = waiting.pop(0)
        read += 1
        try:
            answer = first_answer if stop is start else None
            reading = _read_page(
                channel, stop, fetcher, answer=answer, since=since, channels=channels
            )
        except FetchError as error:
            if stop is start:
                raise
            failed += 1
            if not is_end(channel, stop, error):
                problems.append(hide_secrets(f"{explain_stop(channel, stop)} failed: {error}"))
            continue
        links += reading.links
        if reading.problem:
            problems.append(hide_secrets(reading.problem))
        kept = keep_links(channel, reading.links) if are_known else []
        # A page of which nothing is wanted says nothing of those after it.
        if channel.kind == "sitemap" or not (are_known and kept and are_known(kept)):
            waiting += [onward for onward in reading.onward if onward.url not in asked]
            asked.update(onward.url for onward in reading.onward)
    if waiting and channel.kind == "sitemap":
        problems.append(
            f"{start.url}: names {len(waiting)} sitemaps more than are read; raise `max_pages`"
        )
    if not links:
        why = f"none of its {failed} sitemaps could be read; run again later, or name another"
        if not failed:
            why = f"all its sitemaps were last changed before {since}; ask for earlier days"
        raise FetchError("no-entries", f"{start.url}: {why}")
    return links


def _read_page(
    channel: Channel,
    stop: Stop,
    fetcher: Fetcher,
    *,
    answer: Response | None,
    since: date | None,
    channels: Channels | None,
) -> Reading:
    """Read one page, which may have been fetched already, or may not have changed since."""
    if answer is not None:
        if channels is not None:
            channels.keep(stop.url, answer)
        return read_stop(channel, stop, answer, since)
    if channels is None:
        return read_stop(channel, stop, fetch_stop(stop, fetcher), since)
    return channels.ask(
        stop.url,
        name_reader(channel, stop, since),
        partial(fetch_stop, stop, fetcher),
        partial(read_stop, channel, stop, since=since),
        partial(is_end, channel, stop),
    )


def keep_links(channel: Channel, links: Iterable[Link]) -> list[Link]:
    """Keep the links that pass a channel's `include` and `exclude`."""
    include, exclude = re.compile(channel.include), re.compile(channel.exclude)
    # An entry without a page has no address of its own that a pattern could mean.
    return [
        link
        for link in links
        if is_entry_url(link.url)
        or (include.search(link.url) and not (channel.exclude and exclude.search(link.url)))
    ]


def explain_filter(channel: Channel) -> str:
    """What is wrong with a channel whose patterns keep none of its links."""
    return f"{channel.url}: no address passes `include` and `exclude`; correct them"


def fetch_stop(stop: Stop, fetcher: Fetcher, known: Known | None = None) -> Response:
    """Fetch a page of a channel.

    Raises:
        FetchError: it could not be had.
    """
    # The user named the first address, so it may be a local file; what it points to may not.
    return fetcher.get(stop.url, known, local=stop.number == 1 and stop.depth == 0)


def name_reader(channel: Channel, stop: Stop, since: date | None) -> str:
    """Name how a page is read: what was read in another way does not stand for it."""
    parts = (channel.model_dump_json(), stop.model_dump_json(), str(since), read_rule_version())
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_stop(channel: Channel, stop: Stop, answer: Response, since: date | None = None) -> Reading:
    """Read a page of a channel that was fetched.

    Raises:
        FetchError: it holds no link, or is not what the channel says.
    """
    body, url = answer.body, answer.final_url
    match channel.kind:
        case "feed":
            return Reading(links=tuple(parse_feed(body, url)))
        case "sitemap":
            return _read_sitemap(stop, answer, since)
        case "api":
            items = channel.items or Items()
            listing = parse_answer(body, url, items)
            if stop.number == 1 and not listing.links:
                raise FetchError("no-entries", f"{url}: a list with no items; correct the url")
        case _:
            listing = parse_listing(body, url, channel.links, answer.charset, stop.number)
    onward = _go_on(channel, stop, listing, url, since)
    problem = listing.cut
    if onward and stop.number >= MAX_NUMBER:
        onward = ()
        problem = f"{url}: is page {stop.number}, no further one is read; name those as a channel"
    return Reading(links=listing.links, onward=onward, problem=problem)


def is_end(channel: Channel, stop: Stop, error: FetchError) -> bool:
    """Whether a failure is how a channel's pages end: past the last there is none."""
    if channel.kind not in {"listing", "api"} or stop.number == 1:
        return False
    return error.kind in _END_KINDS


def explain_stop(channel: Channel, stop: Stop) -> str:
    """What a page is, in a few words, for a line about it."""
    return "sitemap" if channel.kind == "sitemap" else f"page {stop.number} of the {channel.kind}"


def _read_sitemap(stop: Stop, answer: Response, since: date | None) -> Reading:
    url = answer.final_url
    sitemap = parse_sitemap(answer.body, url)
    children = [
        child.url for child in sitemap.children if not changed_before(child.modified, since)
    ]
    if children and stop.depth >= MAX_DEPTH:
        return Reading(
            links=sitemap.pages,
            problem=f"{url}: lies {stop.depth} sitemaps deep, the {len(children)} it names are"
            " left out; name them as channels",
        )
    onward = tuple(
        Stop(channel=stop.channel, url=child, depth=stop.depth + 1, number=number)
        for number, child in enumerate(children, start=1)
    )
    return Reading(links=sitemap.pages, onward=onward, problem=sitemap.cut)


def changed_before(stated: str, since: date | None) -> bool:
    """Whether a stated change lies before a day; what was published after it did change since."""
    stamp = parse_stamp(stated) if stated and since is not None else None
    return stamp is not None and since is not None and stamp[0] < since


def _go_on(
    channel: Channel, stop: Stop, listing: Listing, url: str, since: date | None
) -> tuple[Stop, ...]:
    """The page after this one, unless this one brought nothing new or the days asked are past."""
    digests = tuple(_digest(link.url) for link in listing.links)
    # The template's first number may stand for the page that the channel's own address gave.
    is_repeat = stop.number == 2 and bool(channel.pages)
    if not set(digests) - set(stop.before) and not is_repeat:
        return ()
    stale_count = stop.stale_count + 1 if _is_stale(listing.links, since) else 0
    if stale_count >= STALE_PAGES:
        return ()
    onward = stop.model_copy(
        update={
            "number": stop.number + 1,
            "seen_count": stop.seen_count + len(listing.links),
            "stale_count": stale_count,
            "before": digests[:_MAX_DIGESTS],
        }
    )
    address = _find_next(channel, onward, listing, url)
    return (onward.model_copy(update={"url": address}),) if address else ()


def _find_next(channel: Channel, onward: Stop, listing: Listing, url: str) -> str:
    if channel.kind == "listing" and not channel.pages:
        return listing.following
    template = channel.pages or channel.url
    items = channel.items or Items()
    if items.next and not listing.following:
        return ""
    if channel.kind == "api" and not any(hole in template for hole in HOLES):
        return resolve_link(listing.following, url)
    return resolve_link(_fill_page(channel, template, onward, listing.following), url)


def _fill_page(channel: Channel, template: str, stop: Stop, cursor: str = "") -> str:
    """The address of a page; empty past the last."""
    # An api's template also makes the first page, a listing's the second and later ones.
    turn = stop.number - (1 if channel.kind == "api" else 2)
    if "{offset}" in template:
        skipped = 0 if channel.kind == "api" else channel.step
        start = skipped if channel.first is None else channel.first
        number = start + turn * channel.step if channel.step else stop.seen_count
    else:
        start = stop.number - turn if channel.first is None else channel.first
        number = start + turn
    if channel.last is not None and number > channel.last:
        return ""
    return fill_address(template, page=str(number), offset=str(number), cursor=cursor)


def fill_address(template: str, **values: str) -> str:
    """Put values into an address; a parameter that would be left without its value goes."""

    def fill(match: re.Match[str]) -> str:
        return quote(values.get(match[1], ""), safe="")

    head, mark, query = template.partition("?")
    kept = [
        part
        for part in query.split("&")
        if not ((hole := _HOLE.search(part)) and not values.get(hole[1]))
    ]
    return _HOLE.sub(fill, head + (mark if kept else "") + "&".join(kept))


def _is_stale(links: Sequence[Link], since: date | None) -> bool:
    """Whether every dated document of a page was published before a day."""
    if since is None:
        return False
    stamps = [parse_stamp(link.hints.published) for link in links if link.hints.published]
    days = [stamp[0] for stamp in stamps if stamp]
    return bool(days) and max(days) < since


def _digest(url: str) -> str:
    return sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
