"""What changed between two versions of a text, as pieces that were kept, taken out or put in."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_WORDS = re.compile(r"\s+|\w+(?:[.,]\w+)*|[^\w\s]")
# Longer paragraphs are shown whole, old and new: comparing words takes the square of their number.
_MAX_WORDS = 3000


class Change(NamedTuple):
    """A piece of a text: `same`, `out` (taken out), `in` (put in) or `skip` (left out here)."""

    kind: str
    text: str


def compare_texts(old: str, new: str) -> list[list[Change]]:
    """Compare two texts paragraph by paragraph, and changed paragraphs word by word.

    Returns:
        Paragraphs of changes; a run of paragraphs that are the same is one of kind `skip`.
    """
    before, after = old.split("\n\n"), new.split("\n\n")
    shown: list[list[Change]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, to_start, to_end in matcher.get_opcodes():
        if kind == "equal":
            count = end - start
            plural = "s" if count > 1 else ""
            shown.append([Change("skip", f"{count} paragraph{plural} unchanged")])
            continue
        former, latter = before[start:end], after[to_start:to_end]
        paired = min(len(former), len(latter))
        shown += [list(_compare_words(former[at], latter[at])) for at in range(paired)]
        shown += [[Change("out", text)] for text in former[paired:]]
        shown += [[Change("in", text)] for text in latter[paired:]]
    return shown


def _compare_words(old: str, new: str) -> Iterator[Change]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > _MAX_WORDS:
        yield Change("out", old)
        yield Change("in", new)
        return
    for kind, start, end, to_start, to_end in _match(before, after):
        if kind == "equal":
            yield Change("same", "".join(before[start:end]))
            continue
        if end > start:
            yield Change("out", "".join(before[start:end]))
        if to_end > to_start:
            yield Change("in", "".join(after[to_start:to_end]))


def _match(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    return list(SequenceMatcher(None, before, after, autojunk=False).get_opcodes())
