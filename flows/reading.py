"""`communique read`: documents in, validated records out; no warehouse, no Prefect."""

import datetime as dt
import json
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import IO, Literal

from flows.leave import allow_typed
from schemas.discovery import Link
from schemas.document import Discovered, Document, Hints
from schemas.errors import CommuniqueError, ConfigError, FetchError, InputError
from schemas.reading import Reading, ReadRejection
from tasks.channels.discover import find_containers
from tasks.channels.feeds import is_feed
from tasks.channels.inputs import describe_inputs
from tasks.containers.mail import MESSAGE_TYPE, is_message
from tasks.network.addresses import normalise_url
from tasks.network.fetch import MAX_BYTES, Fetcher
from tasks.network.redact import hide_secrets, show_address
from tasks.reading.entry import ENTRY_TYPE
from tasks.workers.limited import parse_feed, read_loose, work_in_order
from warehouse.masks import mask_controls

Style = Literal["json", "jsonl", "text"]
Read = Callable[[Document], Reading]

STDIN = "-"
STDIN_URL = "stdin:"
SNIFF_BYTES = 4096


def print_schema() -> None:
    """Print the JSON Schema of a record."""
    _put(json.dumps(Reading.model_json_schema(), indent=2, ensure_ascii=False) + "\n")


def print_readings(target: str, url: str, style: Style, jobs: int) -> int:
    """Print the record of every document at a target, each as soon as it is read.

    Returns:
        0 if all became releases, 1 if some were rejected.

    Raises:
        InputError: there is no such file, or the address is none.
    """
    allow_typed([target])
    addresses = _list_addresses(target)
    if url and len(addresses) > 1:
        raise InputError(f"--url names one document, but {target} holds {len(addresses)}")
    url = _check_url(url)
    rejected = 0
    put, close = _choose_writer(style, several=len(addresses) > 1)
    with _count(len(addresses)) as advance:
        for readings in work_in_order(lambda address: read_address(address, url), addresses, jobs):
            for reading in readings:
                rejected += reading.rejection is not None
                put(reading)
            advance()
    close()
    return 1 if rejected else 0


def read_single(target: str, read: Read = read_loose) -> Reading:
    """Read the one document at a target.

    Args:
        target: A file, a web address, or `-` for stdin.
        read: How a document is read.

    Raises:
        InputError: there is none, or more than one.
    """
    addresses = _list_addresses(target)
    readings = read_address(target, read=read) if len(addresses) == 1 else []
    if len(readings) != 1:
        count = len(readings or addresses)
        raise InputError(f"{target} holds {count} documents: name one of them")
    return readings[0]


def read_address(address: str, url: str = "", read: Read = read_loose) -> list[Reading]:
    """Read what is at one file, web address or stdin: a document, or a feed's entries."""
    try:
        if address == STDIN:
            return _read_stdin(url, read)
        with Fetcher() as fetcher:
            found = describe_inputs([address], fetcher)
            readings: list[Reading] = []
            for adhoc in found:
                items, problems = adhoc.discovery.items, adhoc.discovery.problems
                readings += [_read_item(item, url, fetcher, read) for item in items]
                readings += [_reject(hide_secrets(url or address), one) for one in problems]
            return readings
    except ConfigError:
        raise  # no document is at fault
    except CommuniqueError as error:
        return [_reject(hide_secrets(url or address), str(error))]


def _list_addresses(target: str) -> list[str]:
    if target == STDIN or "://" in target:
        if target.startswith(("http://", "https://")):
            _check_url(target)
        return [target]
    return [str(path) for path in find_containers(target)]


def _check_url(url: str) -> str:
    try:
        return normalise_url(url) if url else ""
    except ValueError as error:
        raise InputError(
            f"{show_address(url)}: {error}: give a whole address, as in https://…"
        ) from error


def _read_stdin(url: str, read: Read) -> list[Reading]:
    raw = sys.stdin.buffer.read(MAX_BYTES + 1)
    where = url or STDIN_URL
    if not raw:
        raise FetchError("empty", "stdin is empty (0 bytes); pipe a document into it")
    if len(raw) > MAX_BYTES:
        raise FetchError("too-large", f"stdin holds more than {MAX_BYTES} bytes; not a release")
    if is_feed(raw[:SNIFF_BYTES]):
        return [_read_entry(link, read) for link in parse_feed(raw, where)]
    media_type = MESSAGE_TYPE if is_message(raw[:SNIFF_BYTES]) else ""
    return [read(_describe(where, raw, media_type, "", Hints()))]


def _read_item(item: Discovered, url: str, fetcher: Fetcher, read: Read) -> Reading:
    if item.channel == "feed":
        return _read_entry(Link(url=item.url, hints=item.hints), read)
    # A document of a crawl is known by its web address, a message by where it lies.
    place = item.origin.partition("?")[0] if item.channel == "mail" else ""
    url = hide_secrets(url or place or item.url)
    try:
        named = item.channel not in {"sitemap", "listing"}
        answer = fetcher.get(item.url, local=named, origin=item.origin)
    except FetchError as error:
        return _reject(url, str(error))
    return read(_describe(url, answer.body, answer.media_type, answer.charset, item.hints))


def _read_entry(entry: Link, read: Read) -> Reading:
    if not entry.hints.content:
        return _reject(entry.url, "the feed carries no text of this entry; read its address")
    raw = entry.hints.content.encode("utf-8", "replace")
    return read(_describe(entry.url, raw, ENTRY_TYPE, "utf-8", entry.hints))


def _describe(url: str, raw: bytes, media_type: str, charset: str, hints: Hints) -> Document:
    return Document(
        raw=raw,
        url=url,
        media_type=media_type,
        charset=charset,
        observed_at=dt.datetime.now(dt.UTC),
        hints=hints,
    )


def _reject(url: str, reason: str) -> Reading:
    return Reading(source_url=url, rejection=ReadRejection(stage="fetch", reason=reason))


def _choose_writer(
    style: Style, *, several: bool
) -> tuple[Callable[[Reading], None], Callable[[], None]]:
    """How a record is written, and what follows the last."""
    if style == "jsonl":
        return lambda reading: _put(reading.model_dump_json() + "\n"), lambda: None
    if style == "text":
        return lambda reading: _put(_render_text(reading) + "\n\n"), lambda: None
    return _write_json(several=several)


def _write_json(*, several: bool) -> tuple[Callable[[Reading], None], Callable[[], None]]:
    """Write an object for one record, an array for several: as soon as they are known to be."""
    held: list[Reading] = []
    count = 0

    def put(reading: Reading) -> None:
        nonlocal count
        count += 1
        if count == 1 and not several:
            held.append(reading)
            return
        mark = "[\n" if count == 1 or held else ",\n"
        for each in (*held, reading):
            _put(mark + each.model_dump_json(indent=2))
            mark = ",\n"
        held.clear()

    def close() -> None:
        if held:
            _put(held[0].model_dump_json(indent=2) + "\n")
        elif count:
            _put("\n]\n")

    return put, close


def _render_text(reading: Reading) -> str:
    if reading.rejection is not None:
        return mask_controls(
            f"{reading.source_url}\nrejected ({reading.rejection.stage}):"
            f" {reading.rejection.reason}"
        )
    topics = ", ".join(topic.label for topic in reading.topics)
    facts = [str(reading.published_on or "no date"), reading.language, reading.kind, topics]
    head = " | ".join(fact for fact in facts if fact)
    return mask_controls(f"{reading.title}\n{head}\n{reading.source_url}\n\n{reading.body}")


def _put(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


@contextmanager
def _count(total: int) -> Generator[Callable[[], None]]:
    """Draw a bar on stderr where records go to a file and somebody waits."""
    stderr: IO[str] = sys.stderr
    if total == 1 or sys.stdout.isatty() or not stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console  # noqa: PLC0415 - most reads draw nothing
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("reading", total=total)
        yield lambda: progress.advance(bar)
