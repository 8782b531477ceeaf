"""Near-duplicates: which texts may repeat each other, and how much two of them have in common.

MinHash finds candidates without comparing every pair; the true Jaccard similarity of their
shingles decides, which warehouse/link.py measures. (Broder 1997; locality-sensitive hashing by
bands as in Leskovec et al., Mining of Massive Datasets, chapter 3.)
"""

import hashlib
import struct
from collections.abc import Iterable, Iterator
from typing import Protocol, cast

import rensa  # pyright: ignore[reportMissingTypeStubs]  # untyped library

from schemas.findings import Part
from tasks.anatomy.boilerplate import strip_standing
from tasks.reading.clean import fold_letters, fold_words

# Two texts of similarity 0.7 share a band with probability 1 - (1 - 0.7^4)^32 = 0.9998.
BANDS = 32
_ROWS = 4
_SEED = 1997
_WORDS = 3
_SIGNS = 5
# Languages that part no words: their shingles are runs of letters.
_UNPARTED = frozenset({"zh", "ja"})
# Fewer shingles than this say nothing of a text.
_MIN_SHINGLES = 12
_FORMAT = struct.Struct(f"<{_ROWS}I")


class Sketch(Protocol):
    """What we use of rensa, which carries no types."""

    def update(self, items: Iterable[str]) -> None: ...
    def digest(self) -> list[int]: ...


def shingle_text(text: str, language: str) -> frozenset[str]:
    """Cut a text into its shingles: runs of three words, or of five letters in Chinese, Japanese.

    Case, punctuation and layout do not count. Empty for a text too short to be compared.
    """
    if language.split("-", maxsplit=1)[0] in _UNPARTED:
        letters = fold_letters(text)
        shingles = {letters[at : at + _SIGNS] for at in range(len(letters) - _SIGNS + 1)}
    else:
        words = fold_words(text).split()
        shingles = set(map(" ".join, zip(*(words[at:] for at in range(_WORDS)), strict=False)))
    return frozenset(shingles) if len(shingles) >= _MIN_SHINGLES else frozenset()


def shingle_release(title: str, body: str, parts: Iterable[Part], language: str) -> frozenset[str]:
    """Cut the news of a release into its shingles: its frames, the same in many, do not count."""
    return shingle_text(strip_standing(title, body, parts), language)


def sign_text(text: str, language: str) -> tuple[int, ...]:
    """Sign a text: one number a band; texts that share one may be near-duplicates.

    Returns:
        32 signed 64-bit numbers, the same in every process; none for a text too short.
    """
    shingles = shingle_text(text, language)
    if not shingles:
        return ()
    sketch = cast("Sketch", rensa.RMinHash(num_perm=BANDS * _ROWS, seed=_SEED))  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue]  # untyped library
    sketch.update(shingles)
    return tuple(_hash_bands(sketch.digest()))


def _hash_bands(digest: list[int]) -> Iterator[int]:
    for band in range(BANDS):
        rows = digest[band * _ROWS : (band + 1) * _ROWS]
        name = _FORMAT.pack(*rows) + bytes([band])
        yield int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "little", signed=True)
