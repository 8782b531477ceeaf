"""Samples: a few documents of a publisher, fetched and read to see how they read."""

from collections.abc import Callable, Sequence
from datetime import datetime

from schemas.document import Discovered, Document
from schemas.errors import FetchError
from schemas.release import Rejection, Release
from schemas.source import NAMED_KINDS, Source
from schemas.survey import Sample
from tasks.archive.collect import refuse_front_page
from tasks.network.addresses import is_entry_url
from tasks.network.fetch import Fetcher
from tasks.network.response import describe_loose
from tasks.reading.entry import ENTRY_TYPE
from tasks.workers.limited import read_document

Clock = Callable[[], datetime]


def take_samples(
    items: Sequence[Discovered], source: Source, fetcher: Fetcher, now: Clock
) -> list[Sample]:
    """Fetch and read some documents, one after the other."""
    return [take_sample(item, source, fetcher, now) for item in items]


def take_sample(item: Discovered, source: Source, fetcher: Fetcher, now: Clock) -> Sample:
    """Fetch and read one document; where its page is not to be had, the entry's own text."""
    try:
        document = _fetch_page(item, fetcher, now)
    except FetchError as error:
        # As in a run: what its publisher removed is not brought back from the feed.
        if not item.hints.content or error.kind == "http-410":
            return Sample(item=item, error=str(error), error_kind=error.kind)
        document = Document(
            raw=item.hints.content.encode("utf-8", "replace"),
            url=item.url,
            media_type=ENTRY_TYPE,
            charset="utf-8",
            observed_at=now(),
            hints=item.hints.model_copy(update={"content": ""}),
        )
    return Sample(item=item, document=document, record=read_sample(document, source))


def read_sample(document: Document, source: Source) -> Release | Rejection:
    """Read a document as a run of its publisher would, outside any run."""
    return read_document(document, source, describe_loose(document, "sample", source.id))


def _fetch_page(item: Discovered, fetcher: Fetcher, now: Clock) -> Document:
    if is_entry_url(item.url):
        raise FetchError("empty", f"{item.url}: the entry has no page of its own")
    local = item.channel in NAMED_KINDS
    answer = fetcher.get(item.url, local=local, origin=item.origin)
    if not local:
        refuse_front_page(item.url, answer.final_url)
    return Document(
        raw=answer.body,
        url=answer.final_url,
        media_type=answer.media_type,
        charset=answer.charset,
        observed_at=now(),
        hints=item.hints.model_copy(update={"content": ""}),
    )
