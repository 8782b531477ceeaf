"""How a publisher does: its channels asked now, some pages read, and a verdict."""

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from cronsim import CronSim

from schemas.base import Model
from schemas.discovery import Link
from schemas.document import Discovered
from schemas.errors import FetchError, InputError
from schemas.health import ChannelHealth, Health, HealthState
from schemas.source import Channel, Schedule, Source
from schemas.survey import Sample
from tasks.channels.discover import make_items, read_channel, unite_items
from tasks.channels.walk import explain_filter, keep_links
from tasks.days.dates import parse_stamp
from tasks.network.fetch import Fetcher
from tasks.publishers.patterns import spread_links
from tasks.publishers.sample import Clock, take_samples

SAMPLES = 3
# Days of silence nobody needs to wonder at, whatever the rhythm.
MIN_SILENCE = 7
DEFAULT_SILENCE = 45
# So many times the usual gap between two releases, or between two looks.
GAPS = 3
LOOKS = 60
MIN_DAYS = 3

_BLOCKED = {"http-401", "http-403", "http-429", "http-451", "robots"}
_EMPTY = {"no-entries", "empty"}


class Check(Model):
    """How a publisher does, and the pages that were read to see it."""

    health: Health
    samples: tuple[Sample, ...]


def check_source(source: Source, fetcher: Fetcher, now: Clock) -> Check:
    """Ask every channel of a publisher, and read some of the pages they point to.

    Args:
        source: The publisher.
        fetcher: For its channels and pages.
        now: The clock.
    """
    channels: list[ChannelHealth] = []
    items: list[Discovered] = []
    for place, channel in enumerate(source.channels):
        health, links = _ask_channel(channel, place, fetcher)
        channels.append(health)
        items += make_items(source.id, channel.kind, links)
    items = unite_items(items)
    by_url = {item.url: item for item in items}
    links = [Link(url=item.url, hints=item.hints) for item in items]
    wanted = [by_url[link.url] for link in spread_links(links, SAMPLES)]
    samples = take_samples(wanted, source, fetcher, now)
    health = judge_health(source, channels, items, samples, now())
    return Check(health=health, samples=tuple(samples))


def refuse_check(source: Source, error: FetchError, now: datetime) -> Check:
    """What to say of a publisher that cannot be asked at all, such as for want of a password."""
    channel = source.channels[0]
    health = ChannelHealth(
        kind=channel.kind, url=channel.url, error_kinds=(error.kind,), problem=str(error)
    )
    return Check(health=judge_health(source, [health], [], [], now), samples=())


def judge_health(
    source: Source,
    channels: Sequence[ChannelHealth],
    items: Sequence[Discovered],
    samples: Sequence[Sample],
    now: datetime,
) -> Health:
    """Judge what came back: the worst of channels, pages and silence decides.

    Args:
        source: The publisher.
        channels: What each of its channels answered.
        items: What they point to, united.
        samples: Some of these, read.
        now: The moment of the check.
    """
    # A day to come, as of an event or a slip, would hide silence until it has come.
    days = [day for day in _find_days(items, samples) if day <= now.date() + timedelta(days=1)]
    allowed = find_allowed_silence(days, source.schedule, now)
    newest = max(days, default=None)
    silent = None if newest is None else max((now.date() - newest).days, 0)
    releases = [sample.release for sample in samples if sample.release is not None]
    state, problem = _judge_channels(channels)
    if state == "ok" and samples and not releases:
        blocked = all(sample.document is None and _is_blocked(sample) for sample in samples)
        state = "blocked" if blocked else "failing"
        problem = f"none of {len(samples)} pages could be read: {samples[0].reason}"
    if state == "ok" and silent is not None and silent > allowed:
        state, problem = "stale", f"the newest release is {silent} days old; {allowed} are usual"
    return Health(
        source_id=source.id,
        state=state,
        channels=tuple(channels),
        item_count=len(items),
        newest_on=newest,
        silent_days=silent,
        allowed_days=allowed,
        sample_count=len(samples),
        title_count=sum(bool(release.title) for release in releases),
        date_count=sum(release.published_on is not None for release in releases),
        body_count=sum(bool(release.body) for release in releases),
        problem=problem,
    )


def find_allowed_silence(days: Iterable[date], schedule: Schedule | None, now: datetime) -> int:
    """Days without a release that are usual: by the publisher's own rhythm, else its schedule.

    Args:
        days: Days it published on.
        schedule: When it is looked at; who is looked at often publishes often.
        now: From when on the schedule's next looks are counted.
    """
    ordered = sorted(set(days))
    if len(ordered) >= MIN_DAYS:
        gaps = sorted((after - before).days for before, after in pairwise(ordered))
        usual = gaps[math.ceil(len(gaps) * 0.9) - 1]
        return max(MIN_SILENCE, usual * GAPS)
    if schedule is None:
        return DEFAULT_SILENCE
    looks = CronSim(schedule.cron, now.astimezone(ZoneInfo(schedule.timezone)))
    first = next(looks)
    second = next(looks)
    return min(max(MIN_SILENCE, math.ceil((second - first) / timedelta(days=1) * LOOKS)), 365)


def _ask_channel(
    channel: Channel, place: int, fetcher: Fetcher
) -> tuple[ChannelHealth, list[Link]]:
    problems: list[str] = []
    health = ChannelHealth(kind=channel.kind, url=channel.url)
    try:
        links = keep_links(channel, read_channel(channel, place, fetcher, problems, []))
    except FetchError as error:
        return health.model_copy(update={"error_kinds": (error.kind,), "problem": str(error)}), []
    except InputError as error:
        return health.model_copy(update={"error_kinds": ("missing",), "problem": str(error)}), []
    if not links:
        update: dict[str, object] = {
            "error_kinds": ("no-entries",),
            "problem": explain_filter(channel),
        }
        return health.model_copy(update=update), []
    update = {"item_count": len(links)}
    if problems:
        update |= {"error_kinds": ("partial",), "problem": problems[0]}
    return health.model_copy(update=update), links


def _judge_channels(channels: Sequence[ChannelHealth]) -> tuple[HealthState, str]:
    """The state of the worst channel: one that fails is hidden by nothing the others bring."""
    wrong = [channel for channel in channels if channel.error_kinds]
    if not wrong:
        return "ok", ""
    kinds = {kind for channel in wrong for kind in channel.error_kinds}
    if kinds <= _BLOCKED:
        return "blocked", wrong[0].problem
    return ("empty" if kinds <= _EMPTY else "failing"), wrong[0].problem


def _is_blocked(sample: Sample) -> bool:
    return sample.error_kind in _BLOCKED


def _find_days(items: Sequence[Discovered], samples: Sequence[Sample]) -> list[date]:
    stated = (parse_stamp(item.hints.published) for item in items if item.hints.published)
    days = [stamp[0] for stamp in stated if stamp is not None]
    return days + [
        sample.release.published_on
        for sample in samples
        if sample.release is not None and sample.release.published_on is not None
    ]
