"""Where words stand in a text: the stretch that shows most of them, and their places in it."""

import re
import unicodedata
from collections.abc import Collection, Iterator

LENGTH = 240
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f\u0900-\u0dff]+[^\W_]*)*")
# Pairs of characters are looked for wherever they stand: scripts written without spaces.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)

Mark = tuple[int, int]


def make_snippet(text: str, forms: Collection[str]) -> tuple[str, tuple[Mark, ...]]:
    """Cut the stretch out of a text that holds most of some words.

    Args:
        text: Any text.
        forms: Words, folded as the index folds them.

    Returns:
        The stretch on one line, at most about 240 characters, and where the words stand in it.
        Its beginning where none stands in it.
    """
    line = " ".join(text.split())
    found = list(find_marks(line, forms))
    start = _choose_start(line, found)
    end = min(len(line), start + LENGTH)
    if end < len(line) and (space := line.rfind(" ", start + LENGTH // 2, end)) > 0:
        end = space
    before, after = "… " if start else "", " …" if end < len(line) else ""
    shift = len(before) - start
    marks = tuple((low + shift, high + shift) for low, high in found if start <= low < high <= end)
    return f"{before}{line[start:end]}{after}", marks


def find_marks(line: str, forms: Collection[str]) -> Iterator[Mark]:
    """Yield where the words stand in a text, in order; those that touch are one."""
    joined = [form for form in forms if _UNSPACED.search(form)]
    places = [
        (match.start(), match.end())
        for match in _WORD.finditer(line)
        if fold_word(match[0]) in forms
    ]
    for form in joined:
        places.extend((match.start(), match.end()) for match in re.finditer(re.escape(form), line))
    low = high = -1
    for start, end in sorted(places):
        if start <= high:
            high = max(high, end)
            continue
        if high > low:
            yield low, high
        low, high = start, end
    if high > low:
        yield low, high


def fold_word(word: str) -> str:
    """Fold a word as the index does: lower case, no accents but those that part letters."""
    lowered = unicodedata.normalize("NFC", word).lower()
    if any("\u0900" <= sign <= "\u0d7f" for sign in lowered):
        return lowered
    kept = lowered.replace("й", "\u048b").replace("ı", "i")
    bare = "".join(
        sign for sign in unicodedata.normalize("NFD", kept) if not unicodedata.combining(sign)
    )
    return unicodedata.normalize("NFC", bare).replace("\u048b", "й")


def _choose_start(line: str, found: list[Mark]) -> int:
    """Where the stretch with the most different words begins: a little before the first of them."""
    best, start = 0, 0
    for place, (low, _) in enumerate(found):
        inside = [mark for mark in found[place : place + 40] if mark[1] <= low + LENGTH * 3 // 4]
        count = len({fold_word(line[first:last]) for first, last in inside})
        if count > best:
            best, start = count, low
    start = max(0, start - LENGTH // 4)
    if start == 0:
        return 0
    space = line.find(" ", start)
    return space + 1 if 0 <= space < start + 30 else start
