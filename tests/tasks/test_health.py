from datetime import UTC, date, datetime, timedelta

import pytest

from schemas.document import Discovered, Hints
from schemas.health import ChannelHealth, HealthState
from schemas.source import Channel, Schedule, Source
from schemas.survey import Sample
from tasks.publishers.health import DEFAULT_SILENCE, MIN_SILENCE, find_allowed_silence, judge_health

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = NOW.date()
SOURCE = Source(id="x", name="X", channels=(Channel(kind="feed", url="https://x.example/"),))


def list_days(gap: int, count: int = 6, last: date = TODAY) -> list[date]:
    return [last - timedelta(days=gap * step) for step in range(count)]


def make_channel(*kinds: str) -> ChannelHealth:
    return ChannelHealth(kind="feed", url="https://x.example/", error_kinds=kinds, problem="p")


def make_items(days: list[date]) -> list[Discovered]:
    return [
        Discovered(
            source_id="x",
            url=f"https://x.example/{place}",
            channel="feed",
            hints=Hints(published=str(day)),
        )
        for place, day in enumerate(days)
    ]


def test_usual_silence_follows_the_rhythm_and_else_the_schedule() -> None:
    assert find_allowed_silence(list_days(10), None, NOW) == 30
    assert find_allowed_silence(list_days(1), None, NOW) == MIN_SILENCE
    assert find_allowed_silence([], None, NOW) == DEFAULT_SILENCE
    daily, often = Schedule(cron="0 6 * * *"), Schedule(cron="*/30 * * * *")
    assert find_allowed_silence([], daily, NOW) == 60
    assert find_allowed_silence([], often, NOW) == MIN_SILENCE
    assert find_allowed_silence([], Schedule(cron="0 6 1 1 *"), NOW) == 365


def test_one_long_holiday_does_not_make_a_publisher_slow() -> None:
    days = [*list_days(1, 20), *list_days(1, 20, NOW.date() - timedelta(days=60))]
    assert find_allowed_silence(days, None, NOW) == MIN_SILENCE


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ((), "ok"),
        (("http-403",), "blocked"),
        (("robots",), "blocked"),
        (("no-entries",), "empty"),
        (("http-404",), "failing"),
        (("http-403", "timeout"), "failing"),
    ],
)
def test_the_worst_channel_decides(kinds: tuple[str, ...], state: HealthState) -> None:
    channels = [make_channel(), *map(make_channel, kinds)]
    health = judge_health(SOURCE, channels, make_items(list_days(1)), [], NOW)
    assert health.state == state
    assert bool(health.problem) == (state != "ok")


@pytest.mark.parametrize(("kind", "state"), [("http-403", "blocked"), ("http-404", "failing")])
def test_channels_that_lead_to_nothing_readable_are_not_ok(kind: str, state: HealthState) -> None:
    items = make_items(list_days(1))
    samples = [Sample(item=item, error="no", error_kind=kind) for item in items[:3]]
    health = judge_health(SOURCE, [make_channel()], items, samples, NOW)
    assert (health.state, health.sample_count, health.body_count) == (state, 3, 0)


def test_a_publisher_without_any_date_is_not_called_stale() -> None:
    health = judge_health(SOURCE, [make_channel()], [], [], NOW)
    assert (health.state, health.newest_on, health.silent_days) == ("ok", None, None)


def test_a_day_to_come_hides_no_silence() -> None:
    silent = list_days(2, last=TODAY - timedelta(days=60))
    items = make_items([*silent, TODAY + timedelta(days=300)])
    health = judge_health(SOURCE, [make_channel()], items, [], NOW)
    assert (health.state, health.silent_days) == ("stale", 60)
