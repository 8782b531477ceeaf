"""A release's text while its quotations are read."""

from collections.abc import Sequence
from typing import NamedTuple

from tasks.prose.cut import Prose, Stretch
from tasks.quotes.marked import Marked
from tasks.quotes.speakers import Attribution, Mention, Speaker
from tasks.quotes.wording import Wording


class Scene(NamedTuple):
    """A release's text while its quotations are read, and who has spoken so far."""

    prose: Prose
    paragraphs: Sequence[Stretch]
    wording: Wording
    mentions: Sequence[Mention]
    firsts: Sequence[Mention]  # of each person
    spoken: list[tuple[int, Speaker]]


class Saying(NamedTuple):
    """Pieces that make one quotation, and its first and last paragraph.

    `found` is what stands behind the first piece that has something behind it, `behind` what stands
    behind the last.
    """

    pieces: list[Marked]
    paragraph: int
    last: int
    found: Attribution | None
    behind: Attribution | None


def name_speaker(item: Mention) -> Speaker:
    """Make a speaker of a person's mention."""
    return Speaker(item.person.name, item.person, item.start)
