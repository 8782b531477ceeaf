"""Asking channels: only for what changed since, with what they listed before kept in mind.

A channel that answers "not modified", or with the same bytes, costs no parse and hides nothing:
what it listed last time stands, and every document of it goes on through the run.
"""

from collections.abc import Callable
from datetime import datetime

from schemas.base import Outcome, SourceId
from schemas.discovery import Reading
from schemas.document import Known
from schemas.errors import FetchError
from schemas.source import Cadence
from schemas.state import UrlState, Visit
from tasks.archive.answers import Keep
from tasks.channels.cadence import choose_known, explain_wait, is_due
from tasks.network.failures import PassingError
from tasks.network.response import Response, hash_bytes


class Channels:
    """Asks the channels of one source, and collects what is to be remembered of them.

    Attributes:
        visits: One a request that was made, in order.
        readings: What those list whose answer changed, by address.
        keep: Archives an answer.

    Args:
        source_id: The source.
        cadence: How often its channels are asked.
        now: The clock.
        started_at: Start of the run.
        keep: Archives an answer.
        find: What is remembered of an address.
        recall: What an address listed when its answer last changed.
        due_only: Whether channels that are not due are not asked.
    """

    def __init__(
        self,
        source_id: SourceId,
        cadence: Cadence,
        *,
        now: Callable[[], datetime],
        started_at: datetime,
        keep: Keep,
        find: Callable[[str], UrlState | None],
        recall: Callable[[str], Reading | None],
        due_only: bool = False,
    ) -> None:
        self.visits: list[Visit] = []
        self.readings: dict[str, Reading] = {}
        self._source_id = source_id
        self._cadence = cadence
        self._now = now
        self._started_at = started_at
        self.keep = keep
        self._find = find
        self._recall = recall
        self._due_only = due_only

    def ask(
        self,
        url: str,
        reader: str,
        get: Callable[[Known | None], Response],
        read: Callable[[Response], Reading],
        is_end: Callable[[FetchError], bool] = lambda _: False,
    ) -> Reading:
        """Ask one address of a channel what it lists.

        Args:
            url: The address.
            reader: How its answer is read: what was read otherwise is not relied on.
            get: Fetches the address, knowing what is remembered of it.
            read: Reads an answer.
            is_end: Whether a failure only tells that the channel has no more pages; such a page
                is not remembered.

        Raises:
            FetchError: it did not answer, or lists nothing; or it did so when last asked, and is
                not due.
        """
        state = self._find(url)
        is_read_alike = state is not None and state.is_read and state.reader == reader
        former = self._recall(url) if is_read_alike else None
        if self._due_only and state is not None and not is_due(state, self._now()):
            if state.error_kind:
                raise FetchError(state.error_kind, explain_wait(state))
            if former is not None:
                return former
        states = {} if state is None or former is None else {url: state}
        try:
            answer = get(choose_known(states, self._now()).get(url))
            self.keep(url, answer)
            reading = former if answer.unchanged and former is not None else read(answer)
        except FetchError as error:
            if not is_end(error):
                self._note(url, reader, None, "failed", error)
            raise
        if not answer.unchanged:
            self.readings[url] = reading
        is_new = former is None or _list_urls(reading) != _list_urls(former)
        self._note(url, reader, answer, "loaded" if is_new else "unchanged")
        return reading

    def _note(
        self,
        url: str,
        reader: str,
        answer: Response | None,
        result: Outcome,
        error: FetchError | None = None,
    ) -> None:
        facts: dict[str, object] = {"arrival": "failed"}
        if answer is not None:
            facts = {
                "arrival": "unchanged" if answer.unchanged else "fetched",
                "status": answer.status,
                "etag": answer.etag,
                "last_modified": answer.last_modified,
                "raw_digest": hash_bytes(answer.body) if answer.body else None,
                "final_url": answer.final_url,
            }
        if error is not None:
            facts |= {"status": error.status, "error_kind": error.kind}
        if isinstance(error, PassingError):
            facts["retry_after"] = error.pause
        self.visits.append(
            Visit.model_validate(
                {
                    **facts,
                    "url": url,
                    "source_id": self._source_id,
                    "role": "channel",
                    "cadence": self._cadence,
                    "seen_at": self._started_at,
                    "asked_at": self._now(),
                    "result": result,
                    "reader": reader,
                }
            )
        )


def _list_urls(reading: Reading) -> set[str]:
    return {link.url for link in reading.links} | {stop.url for stop in reading.onward}
