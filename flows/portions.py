"""The steps of every run as plain functions, each on one portion of one source's documents.

A portion is small; its documents lie in the run's staging folder, one JSON line each, so that a
step holds nothing in memory between portions and may run in another process:

    discover -> Discovered lines -> fetch -> Fetch lines and WARC -> read -> staged batch -> load
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pydantic import Field

from flows.answers import NamedAnswers, keep_answers, remember_channels
from flows.parameters import Selection
from schemas.base import Model, SourceId
from schemas.discovery import AdHoc, Discovery, Link
from schemas.document import Discovered, Fetch
from schemas.errors import StorageError
from schemas.release import Rejection, Release
from schemas.run import Batch, Coverage
from schemas.source import Source
from schemas.state import UrlState
from tasks.anatomy.boilerplate import learn_standing
from tasks.archive.collect import fetch_batch
from tasks.archive.stage import Record, read_staged, stage_batch
from tasks.archive.warc import ArchiveWriter
from tasks.channels.ask import Channels
from tasks.channels.cadence import choose_known, is_due, judge_visit
from tasks.channels.discover import discover_source
from tasks.channels.inputs import describe_inputs
from tasks.channels.walk import changed_before
from tasks.days.dates import parse_stamp
from tasks.history.compare import compare_versions
from tasks.network.addresses import is_entry_url
from tasks.network.fetch import CONNECTIONS, RETRIES, Fetcher
from tasks.network.redact import hide_secrets
from tasks.publishers.access import describe_access
from tasks.rejections import reject_release
from tasks.workers.limited import count_readers, read_batch
from warehouse.known import count_repeats, find_held
from warehouse.load import Cause, find_run_start, load_batch
from warehouse.states import find_last_look, read_reading, read_states

Line = TypeVar("Line", bound=Model)


class Found(Model):
    """What a source's channels pointed to, staged."""

    portions: tuple["Portion", ...]
    problems: tuple[str, ...] = Field(default=(), description="Channels that failed, a line each.")
    notes: tuple[str, ...] = Field(default=(), description="What was left out, a line each.")
    left_out: int = Field(default=0, ge=0, description="Documents of other days than those asked.")

    @property
    def count(self) -> int:
        """Documents found."""
        return sum(portion.count for portion in self.portions)


class Portion(Model):
    """Some documents of one source on their way through a run."""

    run_id: str
    source_id: SourceId
    index: int = Field(description="Number of the portion in this source's run, from 0.")
    first: int = Field(description="Number of its first document in this source's run, from 0.")
    count: int = Field(description="Documents in it.")
    due_only: bool = Field(default=False, description="Whether what is not due is not asked.")

    def locate(self, home: Path, step: str) -> Path:
        """The file with the lines a step wrote."""
        return locate_staging(home, self.run_id) / f"{self.source_id}-{self.index}.{step}"


def locate_staging(home: Path, run_id: str) -> Path:
    """The folder of a run's portions, removed when the run ends."""
    return home / "staging" / run_id


def read_clock() -> dt.datetime:
    """The time now, UTC."""
    return dt.datetime.now(dt.UTC)


def open_fetcher(home: Path, source: Source | None = None, retries: int = RETRIES) -> Fetcher:
    """A fetcher that takes turns with those of other processes on this home.

    Args:
        home: The home folder.
        source: Whose private hosts may be reached, whose credentials are shown, and how many
            requests at a time its hosts take.
        retries: How often a failure that may pass is tried again.

    Raises:
        FetchError: a credential is not set.
        ConfigError: an environment variable is malformed.
    """
    return Fetcher(
        access=describe_access(source),
        connections=source.max_connections if source else CONNECTIONS,
        turns=home / "turns",
        robots=home / "robots",
        retries=retries,
    )


def discover_portions(home: Path, run_id: str, source: Source, selection: Selection) -> Found:
    """Look at a source's channels and stage what they point to.

    Older pages of a listing are turned to until one holds nothing that is new to the warehouse.

    How the channels answered, and what they list, is remembered at once: a channel that says
    "unchanged" to the next run has listed the same documents, whatever became of them in this one.

    Raises:
        FetchError: none of its channels could be read, or a credential they need is not set.
    """

    def are_known(links: Sequence[Link]) -> bool:
        urls = {hide_secrets(link.url) for link in links}
        return find_held(home, list(urls)) == urls

    with keep_answers(home, run_id, source.id, read_clock) as answers:
        channels = Channels(
            source.id,
            source.cadence,
            now=read_clock,
            started_at=find_run_start(home, run_id),
            keep=answers.keep,
            find=lambda url: read_states(home, [url], "channel").get(url),
            recall=partial(read_reading, home),
            due_only=selection.due_only,
        )
        try:
            with open_fetcher(home, source) as fetcher:
                discovery = discover_source(
                    source,
                    fetcher,
                    since=selection.since,
                    are_known=are_known,
                    channels=channels,
                )
        finally:
            remember_channels(home, channels)
    return stage_discovered(home, run_id, source.id, discovery, selection)


def describe_addresses(home: Path, run_id: str, addresses: Sequence[str]) -> list[AdHoc]:
    """Turn files, folders, globs and web addresses into sources with their documents.

    What feeds and sitemaps among them answer is archived; the run records it.

    Raises:
        InputError: there is no such file, or no such address.
        FetchError: nothing could be discovered at a web address.
    """
    with (
        open_fetcher(home) as fetcher,
        NamedAnswers(home, run_id, read_clock) as answers,
    ):
        described = describe_inputs(addresses, fetcher, answers.open_channels)
    return [
        one.model_copy(update={"answers": tuple(answers.list_requests(one.source.id))})
        for one in described
    ]


def stage_discovered(
    home: Path, run_id: str, source_id: SourceId, discovery: Discovery, selection: Selection
) -> Found:
    """Stage what was discovered, in portions."""
    wanted = (item for item in discovery.items if is_wanted(item, selection))
    portions = stage_portions(
        home,
        run_id,
        source_id,
        wanted,
        batch_size=selection.batch_size,
        step="discovered",
        due_only=selection.due_only,
    )
    found = Found(portions=tuple(portions), problems=discovery.problems, notes=discovery.notes)
    return found.model_copy(update={"left_out": len(discovery.items) - found.count})


def fetch_portion(home: Path, portion: Portion, source: Source) -> Portion:
    """Fetch a portion's documents: their bytes go to the archive, what is known of them on."""
    items = list(_read_lines(portion.locate(home, "discovered"), Discovered))
    # A secret in an address is needed to fetch it, and kept nowhere.
    hidden = {item.url: hide_secrets(item.url) for item in items}
    remembered = read_states(home, list(hidden.values()))
    states = {url: remembered[name] for url, name in hidden.items() if name in remembered}
    now = read_clock()
    waiting = _pick_waiting(home, portion, items, states, now) if portion.due_only else {}
    # One name a source and run: its portions go on in one file.
    name = f"{portion.run_id}-{portion.source_id}"
    with open_fetcher(home, source) as fetcher, ArchiveWriter(home, name, read_clock) as archive:
        fetches = fetch_batch(
            items,
            choose_known(states, now),
            fetcher,
            archive,
            portion.run_id,
            portion.first,
            read_clock,
            waiting,
        )
    shown = [
        fetch.model_copy(
            update={"url": hidden[fetch.url], "final_url": hide_secrets(fetch.final_url)}
        )
        for fetch in fetches
    ]
    _write_lines(portion.locate(home, "fetched"), shown)
    return portion


def stage_fetched(
    home: Path, run_id: str, source_id: SourceId, batch_size: int, fetches: Iterable[Fetch]
) -> list[Portion]:
    """Stage documents fetched by an earlier run, to be read again in this one."""
    again = (fetch.model_copy(update={"run_id": run_id}) for fetch in fetches)
    return stage_portions(home, run_id, source_id, again, batch_size=batch_size, step="fetched")


def read_portion(home: Path, portion: Portion, source: Source) -> Batch:
    """Read a portion's archived bytes into a staged batch of releases and rejections."""
    fetches = list(_read_lines(portion.locate(home, "fetched"), Fetch))
    return stage_batch(
        home,
        run_id=portion.run_id,
        source_id=portion.source_id,
        index=portion.index,
        fetches=fetches,
        records=read_batch(
            fetches,
            source,
            home,
            count_readers(),
            standing=_learn_source(home, portion.run_id, source.id),
        ),
    )


@lru_cache(maxsize=8)
def _learn_source(home: Path, run_id: str, source_id: SourceId) -> frozenset[str]:  # noqa: ARG001 - the run is the key
    """Learn which paragraphs a publisher repeats, from the releases of runs that have ended.

    Those of this run do not count: whether it is killed and run again must make no difference. So
    it is the same for all portions of a run, and asked once.
    """
    return learn_standing(*count_repeats(home, source_id))


def load_portion(home: Path, batch: Batch, cause: Cause) -> Coverage:
    """Load a staged batch in one transaction; the coverage names its most frequent trouble."""
    reasons: Counter[str] = Counter()
    records = _note_reasons(read_staged(home, batch), reasons)
    coverage = load_batch(home, batch, records, cause, judge_visit, compare=compare_versions)
    return coverage.model_copy(update={"reason": name_frequent(reasons)})


def hold_back(home: Path, batch: Batch, why: str) -> tuple[Batch, str]:
    """Stage a batch anew with every release in it rejected, for `replay` to load after a fix.

    Returns:
        The batch, and what most often went wrong in it before, if anything did.
    """
    reasons: Counter[str] = Counter()
    fetches: list[Fetch] = []
    rejections: list[Rejection] = []
    for record in _note_reasons(read_staged(home, batch), reasons):
        match record:
            case Fetch():
                fetches.append(record)
            case Rejection():
                rejections.append(record)
            case Release():
                rejections.append(reject_release(record, "bounds", why))
    staged = stage_batch(
        home,
        run_id=batch.run_id,
        source_id=batch.source_id,
        index=int(batch.batch_id.rpartition("/")[2]),
        fetches=fetches,
        records=rejections,
    )
    return staged, name_frequent(reasons)


def name_frequent(reasons: "Counter[str]") -> str:
    """The most frequent of some reasons; empty if there are none."""
    return next((reason for reason, _ in reasons.most_common(1)), "")


def _pick_waiting(
    home: Path,
    portion: Portion,
    items: Sequence[Discovered],
    states: Mapping[str, UrlState],
    now: dt.datetime,
) -> dict[str, UrlState]:
    """The URLs that are not due. What needs no request never waits: a file, an entry, a mail."""
    looked_at = find_last_look(home, portion.source_id)
    return {
        item.url: states[item.url]
        for item in items
        if item.url in states
        and item.url.startswith("http")
        and not item.origin
        and not is_entry_url(item.url)
        and not is_due(states[item.url], now, looked_at)
    }


def _note_reasons(records: Iterable[Record], reasons: "Counter[str]") -> Iterator[Record]:
    for record in records:
        if isinstance(record, Rejection):
            reasons[record.reason] += 1
        elif isinstance(record, Fetch) and record.outcome in {"failed", "skipped"} and record.error:
            reasons[record.error or record.error_kind] += 1
        yield record


def is_wanted(item: Discovered, selection: Selection) -> bool:
    """Whether the day the channel gives lies in the range; without one nothing is left out.

    A page that a sitemap says was last changed before the range was not published in it.
    """
    if changed_before(item.hints.modified, selection.since):
        return False
    stamp = parse_stamp(item.hints.published) if item.hints.published else None
    return stamp is None or selection.since <= stamp[0] <= selection.until


def stage_portions(
    home: Path,
    run_id: str,
    source_id: SourceId,
    records: Iterable[Model],
    *,
    batch_size: int,
    step: str,
    index: int = 0,
    first: int = 0,
    due_only: bool = False,
) -> list[Portion]:
    """Write records of a source, in portions.

    Args:
        home: The home folder.
        run_id: The run.
        source_id: Whose they are.
        records: What is to be staged.
        batch_size: Records a portion.
        step: The step whose outcome they are, the ending of the files.
        index: Number of the first portion in the source's run.
        first: Number of the first record in the source's run.
        due_only: Whether what is not due is not asked.
    """
    portions: list[Portion] = []
    for place, lines in enumerate(_cut(records, batch_size), start=index):
        portion = Portion(
            run_id=run_id,
            source_id=source_id,
            index=place,
            first=first,
            count=len(lines),
            due_only=due_only,
        )
        _write_lines(portion.locate(home, step), lines)
        portions.append(portion)
        first += len(lines)
    return portions


def _cut(records: Iterable[Model], size: int) -> Iterator[list[Model]]:
    rest = iter(records)
    while lines := list(islice(rest, size)):
        yield lines


def _write_lines(path: Path, records: Sequence[Model]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8") as file:
            file.writelines(record.model_dump_json() + "\n" for record in records)
    except OSError as error:
        raise StorageError(
            f"cannot write {path} ({error.strerror}): free space or choose another --home"
        ) from error


def _read_lines(path: Path, model: type[Line]) -> Iterator[Line]:
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield model.model_validate_json(line)
    except (OSError, ValueError) as error:
        raise StorageError(
            f"staged file {path} is missing or damaged: run the same command again"
        ) from error
