"""Two n-gram models of languages, loaded when first asked: langdetect's and py3langid's.

langdetect draws n-grams at random until one language stands out, so its answer depends on a seed
and, for a few words, on luck. Here its profiles are read and every n-gram of the text counts, which
is exact, repeatable and faster.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from pydantic_core import from_json

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


# langdetect writes these letters as one: Romanian comma and cedilla, Persian and Arabic yeh.
_FORMS = str.maketrans({"ș": "ş", "ț": "ţ", "ی": "ي"})
# langdetect's smoothing: ALPHA_DEFAULT over BASE_FREQ.
_SMOOTHING = 0.5 / 10_000
# Letters of the longest word whose rows are kept.
_RECALLED = 30
_MODEL = "data/model.npz.xz"


class Identifier(Protocol):
    """What we use of py3langid, which carries no types."""

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Languages and log likelihoods, best first."""
        ...


class Profiles(NamedTuple):
    """langdetect's profiles of some languages: a row of log probabilities for each n-gram."""

    tags: tuple[str, ...]
    rows: dict[str, int]
    table: "NDArray[np.float32]"


def rank_by_langdetect(words: Mapping[str, int], tags: tuple[str, ...]) -> dict[str, float]:
    """Log likelihoods of counted, lower-case words; only of tags that langdetect knows."""
    profiles = _load_profiles(tags)
    if profiles is None:
        return {}
    counts: dict[int, int] = {}
    for word, count in words.items():
        find_rows = _recall_rows if len(word) <= _RECALLED else _find_rows
        for row in find_rows(word, tags):
            counts[row] = counts.get(row, 0) + count
    if not counts:
        return {}
    import numpy as np  # noqa: PLC0415  a run that needs no model does not load it

    rows = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
    weights = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    scores = cast("list[float]", (weights @ profiles.table[rows]).tolist())
    return dict(zip(profiles.tags, scores, strict=True))


def _find_rows(word: str, tags: tuple[str, ...]) -> tuple[int, ...]:
    """The rows of a word's n-grams."""
    profiles = _load_profiles(tags)
    if profiles is None:
        return ()
    framed = f" {word.translate(_FORMS)} "
    grams = (
        framed[start:end]
        for start in range(len(framed))
        for end in (start + 1, start + 2, start + 3)
    )
    return tuple(row for gram in grams if (row := profiles.rows.get(gram)) is not None)


# Most words of a text have been met before.
_recall_rows = lru_cache(maxsize=20_000)(_find_rows)


def rank_by_py3langid(text: str, tags: tuple[str, ...]) -> dict[str, float]:
    """Log likelihoods of a text; only of tags that py3langid knows."""
    wanted = frozenset(tags)
    return {tag: score for tag, score in _load_identifier().rank(text) if tag in wanted}


@cache
def _load_profiles(tags: tuple[str, ...]) -> Profiles | None:
    import numpy as np  # noqa: PLC0415
    from langdetect.detector_factory import (  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  # untyped
        PROFILES_DIRECTORY,
    )

    folder = Path(str(PROFILES_DIRECTORY))
    known = [tag for tag in sorted(set(tags)) if (folder / tag).is_file()]
    if len(known) < 2:
        return None
    rows: dict[str, int] = {}
    columns: list[tuple[list[int], NDArray[np.float64]]] = []
    for tag in known:
        profile = from_json((folder / tag).read_bytes())
        grams: dict[str, int] = profile["freq"]
        # How often any n-gram of its length stands in what the profile was made of.
        totals = np.array([1, *profile["n_words"]])[np.fromiter(map(len, grams), np.intp)]
        shares = np.fromiter(grams.values(), np.float64) / totals
        columns.append(([rows.setdefault(gram, len(rows)) for gram in grams], shares))
    table = np.zeros((len(rows), len(known)), dtype=np.float32)
    for column, (places, shares) in enumerate(columns):
        table[places, column] = shares
    # Between words stand spaces, however many words there are.
    rows.pop(" ", None)
    return Profiles(tuple(known), rows, np.log(table + _SMOOTHING))


@cache
def _load_identifier() -> Identifier:
    from py3langid.langid import (  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  # untyped
        LanguageIdentifier,
    )

    return cast(
        "Identifier",
        LanguageIdentifier.from_model_file(_MODEL),  # pyright: ignore[reportUnknownMemberType]  # untyped library
    )
