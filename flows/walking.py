"""The step of a backfill that reads pages of channels, and stages the documents they point to."""

from collections import deque
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from flows.answers import keep_answers
from flows.parameters import Selection
from flows.portions import (
    Found,
    Portion,
    is_wanted,
    open_fetcher,
    read_clock,
    stage_portions,
)
from schemas.backfill import Backfill, BackfillStop
from schemas.base import Model
from schemas.discovery import Reading, Stop
from schemas.document import Discovered
from schemas.errors import FetchError, InputError
from schemas.source import Channel, Source
from tasks.archive.answers import Keep
from tasks.channels.discover import make_items, read_channel, unite_items
from tasks.channels.walk import WALKED, explain_stop, fetch_stop, is_end, keep_links, read_stop
from tasks.days.dates import read_url_date
from tasks.network.fetch import Fetcher
from tasks.network.redact import hide_secrets
from warehouse.backfill import list_waiting
from warehouse.known import find_held

# A step reads pages until it has a batch of documents, or so many pages.
PAGES_A_STEP = 20


class Walked(Model):
    """What a step of a backfill read: documents, staged, and pages.

    Attributes:
        found: The documents.
        stops: The pages.
        linked: Channels that had links.
        wanted: Channels whose `include` and `exclude` let some of them pass.
    """

    found: Found
    stops: tuple[BackfillStop, ...]
    linked: frozenset[int] = frozenset()
    wanted: frozenset[int] = frozenset()

    @property
    def is_end(self) -> bool:
        """Whether no page waited."""
        return not self.stops


def walk_portions(
    home: Path, source: Source, backfill: Backfill, selection: Selection, start: Portion
) -> Walked:
    """Read pages that wait until there is a batch of documents, and stage what is not held yet.

    Nothing is written to the warehouse but what the pages answered: a step that is stopped is done
    again.

    Args:
        home: The home folder.
        source: The publisher.
        backfill: Which one.
        selection: Which days, in portions of how many documents.
        start: The run, and where the numbers of its portions and documents go on.
    """
    stops: list[BackfillStop] = []
    with (
        open_fetcher(home, source) as fetcher,
        keep_answers(home, start.run_id, source.id, read_clock) as answers,
    ):
        waiting = deque(list_waiting(home, backfill, PAGES_A_STEP))
        walk = _Walk(source, selection, waiting, answers.keep)
        while walk.waiting and len(walk.items) < selection.batch_size and len(stops) < PAGES_A_STEP:
            stops.append(walk.take_next(fetcher))
    problems = [stop.reason for stop in stops if stop.reason]
    # Pages found here that no step has read yet.
    stops += [BackfillStop(stop=stop) for stop in walk.waiting]
    # An address is kept without its secrets.
    held = find_held(home, [hide_secrets(item.url) for item in walk.items])
    portions = stage_portions(
        home,
        start.run_id,
        source.id,
        (item for item in unite_items(walk.items) if hide_secrets(item.url) not in held),
        batch_size=selection.batch_size,
        step="discovered",
        index=start.index,
        first=start.first,
    )
    found = Found(portions=tuple(portions), problems=tuple(problems))
    return Walked(
        found=found,
        stops=tuple(stops),
        linked=frozenset(walk.linked),
        wanted=frozenset(walk.wanted),
    )


@dataclass
class _Walk:
    """Pages that wait, and the documents found on those read."""

    source: Source
    selection: Selection
    waiting: deque[Stop]
    keep: Keep
    items: list[Discovered] = field(default_factory=list[Discovered])
    asked: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])
    linked: set[int] = field(default_factory=set[int])
    wanted: set[int] = field(default_factory=set[int])

    def __post_init__(self) -> None:
        self.asked.update((stop.channel, stop.url) for stop in self.waiting)

    def take_next(self, fetcher: Fetcher) -> BackfillStop:
        """Read a page: its documents join the items, the pages it leads to those that wait."""
        stop = self.waiting.popleft()
        channels = self.source.channels
        channel = channels[stop.channel] if stop.channel < len(channels) else None
        if channel is None:
            return _fail(
                stop, f"{self.source.id}.toml has no such channel any more; run with --restart"
            )
        try:
            reading = _read_page(channel, stop, self.selection.since, fetcher, self.keep)
        except (FetchError, InputError) as error:
            if isinstance(error, FetchError) and is_end(channel, stop, error):
                return BackfillStop(stop=stop, state="read")
            return _fail(stop, f"{explain_stop(channel, stop)} failed: {error}")
        for onward in reading.onward:
            if (onward.channel, onward.url) not in self.asked:
                self.asked.add((onward.channel, onward.url))
                self.waiting.append(onward)
        kept = keep_links(channel, reading.links)
        self.linked.update([stop.channel] if reading.links else [])
        self.wanted.update([stop.channel] if kept else [])
        found = make_items(self.source.id, channel.kind, kept)
        wanted = [item for item in found if _is_of_days(item, self.selection)]
        self.items += wanted
        return BackfillStop(stop=stop, state="read", link_count=len(wanted), reason=reading.problem)


def _fail(stop: Stop, reason: str) -> BackfillStop:
    return BackfillStop(stop=stop, state="failed", reason=hide_secrets(reason))


def _read_page(channel: Channel, stop: Stop, since: date, fetcher: Fetcher, keep: Keep) -> Reading:
    if channel.kind in WALKED:
        answer = fetch_stop(stop, fetcher)
        keep(stop.url, answer)
        return read_stop(channel, stop, answer, since)
    return Reading(links=tuple(read_channel(channel, stop.channel, fetcher, [], [])))


def _is_of_days(item: Discovered, selection: Selection) -> bool:
    """Whether it was published in the days asked for, as far as can be told before it is fetched.

    Archives are long: where a channel gives no day, the one in an address counts.
    """
    if not is_wanted(item, selection):
        return False
    if item.hints.published or not item.url.startswith("http"):
        return True
    stated = read_url_date(item.url)
    return stated is None or selection.since <= stated.value <= selection.until
