"""Discovery: what the channels of a source point to, united."""

import os
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from schemas.discovery import Discovery, Link
from schemas.document import Discovered, Hints
from schemas.errors import FetchError, InputError
from schemas.source import Channel, ChannelKind, Source
from tasks.channels.ask import Channels
from tasks.channels.walk import Judge, explain_filter, keep_links, start_walk, walk_channel
from tasks.containers.members import find_kind, is_maildir
from tasks.network.addresses import find_path, make_file_url
from tasks.network.fetch import Fetcher
from tasks.network.redact import hide_secrets
from tasks.network.response import Response
from tasks.publishers.account import is_mailbox, parse_place
from tasks.workers.limited import list_container

MAX_FILES = 1_000_000

_GLOB = re.compile(r"[*?\[]")


def discover_source(
    source: Source,
    fetcher: Fetcher,
    *,
    since: date | None = None,
    are_known: Judge | None = None,
    channels: Channels | None = None,
) -> Discovery:
    """Ask every channel of a source, and unite what they point to.

    A document that several channels point to comes once, with what each said of it. Order is that
    of the channels, then of their pages.

    Args:
        source: The publisher.
        fetcher: For its channels.
        since: Pages of a channel that lie wholly before this day are not turned to.
        are_known: Whether all documents of a page are known already: older pages are not turned to.
        channels: What is remembered of channels; all are asked in full if none is given.

    Raises:
        FetchError: every channel failed, or none pointed to any document.
    """
    found: list[Discovered] = []
    problems: list[str] = []
    notes: list[str] = []
    kind = "no-entries"
    for place, channel in enumerate(source.channels):
        try:
            links = _filter_links(
                read_channel(
                    channel,
                    place,
                    fetcher,
                    problems,
                    notes,
                    since=since,
                    are_known=are_known,
                    channels=channels,
                ),
                channel,
            )
        except (FetchError, InputError) as error:
            kind = error.kind if isinstance(error, FetchError) else "missing"
            problems.append(hide_secrets(f"{channel.kind} channel failed: {error}"))
            continue
        found += make_items(source.id, channel.kind, links)
    if not found:
        raise FetchError(kind, f"{source.id}: nothing was discovered: {'; '.join(problems)}")
    return Discovery(items=tuple(unite_items(found)), problems=tuple(problems), notes=tuple(notes))


def make_items(source_id: str, kind: ChannelKind, links: Iterable[Link]) -> tuple[Discovered, ...]:
    """Turn what a channel of a source points to into documents to be fetched."""
    return tuple(
        Discovered(
            source_id=source_id, url=link.url, channel=kind, hints=link.hints, origin=link.origin
        )
        for link in links
    )


def unite_items(items: Iterable[Discovered]) -> list[Discovered]:
    """Merge items of one address: the first stays, and takes from the others the hints it lacks."""
    united: dict[str, Discovered] = {}
    for item in items:
        # A crawl may hold a page several times, as it was at different times: each is a version.
        key = f"{item.url} {item.origin}" if item.channel == "archive" else item.url
        first = united.get(key)
        if first is None:
            united[key] = item
        elif item.hints != first.hints:
            united[key] = first.model_copy(update={"hints": _unite_hints(first.hints, item.hints)})
    return list(united.values())


def list_files(pattern: str) -> list[Path]:
    """Files of a folder (with its subfolders), of a glob, or the one file, in order of name.

    Hidden files and folders are left out; a folder linked into itself is entered once.

    Raises:
        InputError: nothing is there, or nothing matches.
    """
    if not pattern.strip():
        raise InputError("an empty path was given; name a file, a folder or a pattern")
    path = Path(pattern).expanduser()
    try:
        if path.is_dir():
            files = sorted(_walk_folder(path))
            reason = "the folder holds no files; name one that does"
        elif path.exists():
            return [path]
        elif _GLOB.search(pattern):
            files = sorted(_expand_glob(path))
            reason = "no file matches; correct the pattern"
        else:
            raise InputError(f"{pattern}: no such file or folder; correct the path")
    except (OSError, ValueError) as error:
        raise InputError(f"{pattern}: cannot be read: {error}; correct the path") from error
    if not files:
        raise InputError(f"{pattern}: {reason}")
    return files


def read_channel(
    channel: Channel,
    place: int,
    fetcher: Fetcher,
    problems: list[str],
    notes: list[str],
    *,
    since: date | None = None,
    are_known: Judge | None = None,
    channels: Channels | None = None,
) -> list[Link]:
    """Ask one channel what it points to.

    Args:
        channel: The channel.
        place: Its place in its source, from 0.
        fetcher: For its pages.
        problems: Takes a line for each part of it that fails.
        notes: Takes a line for what was left out.
        since: See `discover_source`.
        are_known: See `discover_source`.
        channels: See `discover_source`.

    Raises:
        FetchError: it could not be read, or holds nothing.
        InputError: a folder is not there.
    """
    if channel.kind == "folder":
        return [Link(url=make_file_url(path)) for path in list_files(_find_pattern(channel.url))]
    if channel.kind == "mail" and is_mailbox(channel.url):
        mailbox = parse_place(channel.url, channel.user, channel.auth_variable)
        return fetcher.mailboxes.list_messages(mailbox, notes)
    if channel.kind in {"archive", "mail"}:
        return list_contained(_find_pattern(channel.url), problems, notes)
    start = start_walk(channel, place)
    if channel.kind == "page":
        return [Link(url=start.url)]
    return walk_channel(
        channel,
        start,
        fetcher,
        problems,
        since=since,
        are_known=are_known,
        channels=channels,
    )


def read_links(
    channel: Channel,
    answer: Response,
    fetcher: Fetcher,
    problems: list[str],
    channels: Channels | None = None,
) -> list[Link]:
    """Read the links of a feed, sitemap or listing whose first page was fetched.

    Args:
        channel: What it is.
        answer: Its bytes.
        fetcher: For its further pages.
        problems: Takes a line for each of those that fails.
        channels: Archives the pages; none is archived if none is given.

    Raises:
        FetchError: it holds no link, or is not what the channel says.
    """
    start = start_walk(channel, 0)
    return walk_channel(channel, start, fetcher, problems, first_answer=answer, channels=channels)


def list_contained(pattern: str, problems: list[str], notes: list[str]) -> list[Link]:
    """List what the containers of a folder or glob, or the one container, hold.

    Files that are no containers are documents themselves.

    Args:
        pattern: Path or glob.
        problems: Takes a line for each container that is damaged or refused in part.
        notes: Takes a line for what was left out.

    Raises:
        InputError: nothing is there, or nothing matches.
    """
    links: list[Link] = []
    for path in find_containers(pattern):
        if (kind := find_kind(path)) is None:
            links.append(Link(url=make_file_url(path)))
            continue
        listing = list_container(path, kind)
        links += listing.links
        problems += listing.problems
        notes += listing.notes
    if not links:
        raise InputError(f"{pattern}: nothing in it can be read: {'; '.join(problems)}")
    return links


def find_containers(pattern: str) -> list[Path]:
    """Files as `list_files` finds them, but each Maildir as the one folder it is."""
    path = Path(pattern).expanduser()
    if path.is_file() or is_maildir(path):
        return [path]
    found = (_find_maildir(file) or file for file in list_files(pattern))
    return list(dict.fromkeys(found))


def _find_maildir(file: Path) -> Path | None:
    """The Maildir that a file is a message of; none if it is in none."""
    folder = file.parent.parent
    return folder if file.parent.name in {"cur", "new", "tmp"} and is_maildir(folder) else None


def _find_pattern(url: str) -> str:
    return str(find_path(url)) if url.startswith("file:") else url


def _filter_links(links: Iterable[Link], channel: Channel) -> list[Link]:
    kept = keep_links(channel, links)
    if not kept:
        raise FetchError("no-entries", explain_filter(channel))
    return kept


def _unite_hints(first: Hints, second: Hints) -> Hints:
    return Hints(
        title=first.title or second.title,
        published=first.published or second.published,
        language=first.language or second.language,
        content=first.content or second.content,
        modified=first.modified or second.modified,
        alternates=tuple(dict.fromkeys((*first.alternates, *second.alternates))),
    )


def _walk_folder(folder: Path) -> Iterator[Path]:
    seen: set[tuple[int, int]] = set()
    count = 0
    for here, folders, names in os.walk(folder, followlinks=True):
        status = Path(here).stat()
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = Path(here, name)
            if not name.startswith(".") and path.is_file():
                count += 1
                if count > MAX_FILES:
                    raise ValueError(f"more than {MAX_FILES} files")
                yield path


def _expand_glob(path: Path) -> Iterator[Path]:
    parts = path.parts
    start = next(index for index, part in enumerate(parts) if _GLOB.search(part))
    root = Path(*parts[:start])
    for found in root.glob(str(Path(*parts[start:]))):
        hidden = any(part.startswith(".") for part in found.relative_to(root).parts)
        if not hidden and found.is_file():
            yield found
