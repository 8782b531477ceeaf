"""The answers of channels on their way through a run: archived at once, recorded after it."""

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Self

from schemas.base import SourceId
from schemas.document import Fetch
from schemas.source import Cadence
from tasks.archive.answers import Answers
from tasks.archive.warc import ArchiveWriter
from tasks.channels.ask import Channels
from tasks.channels.cadence import judge_visit
from tasks.network.redact import hide_secrets
from warehouse.states import (
    count_channel_answers,
    find_channel_bytes,
    save_channel_answers,
    save_channels,
)


@contextmanager
def keep_answers(
    home: Path, run_id: str, source_id: SourceId, now: Callable[[], datetime]
) -> Generator[Answers]:
    """Archive what a source's channels answer, and record it in the warehouse at the end.

    The caller's run holds the writer lock.
    """
    with ArchiveWriter(home, f"{run_id}-{source_id}", now) as archive:
        answers = Answers(
            archive,
            run_id,
            source_id,
            first=count_channel_answers(home, run_id, source_id),
            now=now,
            find=partial(find_channel_bytes, home),
        )
        try:
            yield answers
        finally:
            # The bytes are on the disk before anything points to them.
            archive.close()
            save_channel_answers(home, answers.requests)


def remember_channels(home: Path, channels: Channels) -> None:
    """Remember channels; one that lists addresses with secrets is not, and asked in full again."""
    readings = {
        url: reading
        for url, reading in channels.readings.items()
        if _is_shown(url) and _is_shown(reading.model_dump_json())
    }
    secret = channels.readings.keys() - readings.keys()
    visits = [
        visit
        for visit in channels.visits
        if visit.url not in secret and _is_shown(visit.model_dump_json())
    ]
    save_channels(home, visits, readings, judge_visit)


def _is_shown(text: str) -> bool:
    """Whether an address, or what holds some, may be kept: it has no secret in it."""
    return hide_secrets(text) == text


class NamedAnswers:
    """Archives what channels typed by a person answer, before the run that records it.

    Args:
        home: The home folder.
        run_id: The run that will be.
        now: The clock.
    """

    def __init__(self, home: Path, run_id: str, now: Callable[[], datetime]) -> None:
        self._home = home
        self._run_id = run_id
        self._now = now
        self._stack = ExitStack()
        self._answers: dict[SourceId, Answers] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def open_channels(self, source_id: SourceId) -> Channels:
        """Channels that are asked in full, and remembered by nobody but the archive."""
        answers = self._answers.get(source_id)
        if answers is None:
            name = f"{self._run_id}-{source_id}"
            archive = self._stack.enter_context(ArchiveWriter(self._home, name, self._now))
            answers = self._answers[source_id] = Answers(
                archive,
                self._run_id,
                source_id,
                first=0,
                now=self._now,
                # Other runs may be writing: what they archived is not looked up, nor referred to.
                find=lambda _: None,
            )
        return Channels(
            source_id,
            Cadence(),
            now=self._now,
            started_at=self._now(),
            keep=answers.keep,
            find=lambda _: None,
            recall=lambda _: None,
        )

    def list_requests(self, source_id: SourceId) -> Sequence[Fetch]:
        """What channels of a source answered."""
        answers = self._answers.get(source_id)
        return answers.requests if answers else ()
