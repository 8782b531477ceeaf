"""Inputs named by a person, as ad-hoc sources: files and what they hold, mailboxes, addresses."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from schemas.discovery import AdHoc, Discovery, Link
from schemas.document import Discovered
from schemas.errors import FetchError, InputError
from schemas.source import Bounds, Channel, ChannelKind, Source
from tasks.channels.ask import Channels
from tasks.channels.discover import find_containers, make_items, read_links, unite_items
from tasks.channels.feeds import is_feed
from tasks.channels.sitemaps import is_sitemap
from tasks.containers.members import ARCHIVES, find_kind
from tasks.network.addresses import find_host, find_path, make_file_url, normalise_url
from tasks.network.fetch import Fetcher
from tasks.network.redact import show_address
from tasks.network.response import Response
from tasks.publishers.account import is_mailbox, parse_place
from tasks.workers.limited import list_container, parse_feed, parse_sitemap

LOCAL_SOURCE = "files"

# Makes what archives the answers of a source's channels.
Open = Callable[[str], Channels]

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):/{1,2}")
_UNSAFE = re.compile(r"[^a-z0-9._-]+")
_CHANNEL_SUFFIXES = {".xml", ".rss", ".atom", ".rdf", ".json", ".gz"}
_HEAD = 4_096


def describe_inputs(
    inputs: Sequence[str], fetcher: Fetcher, open_channels: Open | None = None
) -> list[AdHoc]:
    """Turn what a person named into sources with their documents.

    All local files form one source, `files`; every host is a source of its own.

    Args:
        inputs: Files, folders, globs and addresses.
        fetcher: For addresses.
        open_channels: Makes what archives the answers of a source's feeds and sitemaps; none is
            archived if none is given.

    Raises:
        InputError: a path is missing, a folder empty, a glob without match, an address malformed,
            or no input led to any document.
    """
    grouped: dict[str, list[tuple[Channel, Discovery]]] = {}
    for text in inputs:
        if is_mailbox(text):
            part = _describe_mailbox(text, fetcher)
            grouped.setdefault(_make_source_id(part[0].url), []).append(part)
        elif _is_web(text):
            url = _check_address(text)
            source_id = _make_source_id(url)
            channels = open_channels(source_id) if open_channels else None
            channel, discovery = _describe_web(url, fetcher, channels)
            grouped.setdefault(source_id, []).append((channel, discovery))
        else:
            channels = open_channels(LOCAL_SOURCE) if open_channels else None
            grouped.setdefault(LOCAL_SOURCE, []).append(_describe_local(text, channels))
    described = [_unite(source_id, parts) for source_id, parts in grouped.items()]
    if not any(one.discovery.items for one in described):
        problems = [problem for one in described for problem in one.discovery.problems]
        raise InputError("; ".join(problems) or "no input was named; name a file, folder or URL")
    return described


def _is_web(text: str) -> bool:
    """Tell an address from a path. A scheme nobody knows is a slip, not a file's name."""
    scheme = _SCHEME.match(text)
    if scheme is None or Path(text).exists():
        return False
    name = scheme[1].lower()
    if name in {"http", "https"}:
        return True
    if name == "file":
        return False
    raise InputError(
        f"{text[:200]}: unknown scheme {name!r}; expected http://, https:// or imaps://"
    )


def _check_address(text: str) -> str:
    try:
        return normalise_url(text)
    except ValueError as error:
        raise InputError(f"{show_address(text)}: {error}; correct the address") from error


def _describe_local(text: str, channels: Channels | None) -> tuple[Channel, Discovery]:
    pattern = text
    if text.startswith("file:"):
        pattern = str(find_path(_check_address(text)))
    items: list[Discovered] = []
    problems: list[str] = []
    notes: list[str] = []
    for path in find_containers(pattern):
        container = find_kind(path)
        if container is not None:
            listing = list_container(path, container)
            kind: ChannelKind = "archive" if container in ARCHIVES else "mail"
            items += make_items(LOCAL_SOURCE, kind, listing.links)
            problems += listing.problems
            notes += listing.notes
            continue
        try:
            items += _read_local(path, channels)
        except FetchError as error:
            problems.append(str(error))
    channel = Channel(kind="folder", url=pattern)
    return channel, Discovery(items=tuple(items), problems=tuple(problems), notes=tuple(notes))


def _describe_mailbox(text: str, fetcher: Fetcher) -> tuple[Channel, Discovery]:
    place = parse_place(text)
    notes: list[str] = []
    links: Sequence[Link] = ()
    problems: list[str] = []
    try:
        links = fetcher.mailboxes.list_messages(place, notes)
    except FetchError as error:
        problems.append(str(error))
    channel = Channel(kind="mail", url=str(place), user=place.user, auth_variable=place.variable)
    items = make_items(_make_source_id(channel.url), "mail", links)
    return channel, Discovery(items=items, problems=tuple(problems), notes=tuple(notes))


def _read_local(path: Path, channels: Channels | None) -> tuple[Discovered, ...]:
    """Return a feed's or sitemap's links; any other file is a document."""
    url = make_file_url(path)
    kind: ChannelKind = "folder"
    links: Sequence[Link] = (Link(url=url),)
    if path.suffix.lower() in _CHANNEL_SUFFIXES:
        head = _read_head(path)
        if is_feed(head):
            kind, links = "feed", parse_feed(_read_channel(path, channels), url)
        elif is_sitemap(head):
            kind, links = "sitemap", parse_sitemap(_read_channel(path, channels), url).pages
    return make_items(LOCAL_SOURCE, kind, links)


def _read_channel(path: Path, channels: Channels | None) -> bytes:
    url = make_file_url(path)
    body = path.read_bytes()
    if channels is not None:
        channels.keep(url, Response(url, url, 200, body=body))
    return body


def _read_head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        # The fetcher says what is wrong with it, where the ledger counts it.
        return b""


def _describe_web(
    url: str, fetcher: Fetcher, channels: Channels | None
) -> tuple[Channel, Discovery]:
    """Fetch an address once, and see what it is."""
    problems: list[str] = []
    kind: ChannelKind = "page"
    links: Sequence[Link] = (Link(url=url),)
    try:
        answer = fetcher.get(url, local=True)
    except FetchError:
        # The fetch of the document fails again, and is counted there.
        return _make_web_discovery(url, kind, links, problems)
    if is_feed(answer.body):
        kind = "feed"
    elif is_sitemap(answer.body):
        kind = "sitemap"
    if kind != "page":
        try:
            links = read_links(Channel(kind=kind, url=url), answer, fetcher, problems, channels)
        except FetchError as error:
            links = ()
            problems.append(str(error))
    return _make_web_discovery(url, kind, links, problems)


def _make_web_discovery(
    url: str, kind: ChannelKind, links: Sequence[Link], problems: list[str]
) -> tuple[Channel, Discovery]:
    items = make_items(_make_source_id(url), kind, links)
    return Channel(kind=kind, url=url), Discovery(items=items, problems=tuple(problems))


def _make_source_id(url: str) -> str:
    name = _UNSAFE.sub("-", find_host(url)).strip("-._")[:63]
    # No publisher's id has a dot or this prefix: see `tasks.publishers.catalogue`.
    return name if "." in name else f"web-{name}".rstrip("-")


def _unite(source_id: str, parts: Sequence[tuple[Channel, Discovery]]) -> AdHoc:
    source = Source(
        id=source_id,
        name="Local files" if source_id == LOCAL_SOURCE else source_id,
        channels=tuple(channel for channel, _ in parts),
        # A person looks at the outcome: nothing is held back because there is little of it.
        bounds=Bounds(min_releases=0),
    )
    items = unite_items(item for _, discovery in parts for item in discovery.items)
    problems = tuple(problem for _, discovery in parts for problem in discovery.problems)
    notes = tuple(note for _, discovery in parts for note in discovery.notes)
    discovery = Discovery(items=tuple(items), problems=problems, notes=notes)
    return AdHoc(source=source, discovery=discovery)
