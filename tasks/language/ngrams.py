"""Two n-gram models of languages, loaded when first asked: langdetect's and py3langid's.

langdetect draws n-grams at random until one language stands out, so its answer depends on a seed
and, for a few words, on luck. Here its profiles are read through its own factory (seeded all the
same) and every n-gram of the text counts, which is exact, repeatable and faster.
"""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


# langdetect writes these letters as one: Romanian comma and cedilla, Persian and Arabic yeh.
_FORMS = str.maketrans({"ș": "ş", "ț": "ţ", "ی": "ي"})
# langdetect's smoothing: ALPHA_DEFAULT over BASE_FREQ.
_SMOOTHING = 0.5 / 10_000
_SEED = 0
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
    counts: Counter[int] = Counter()
    find_row = profiles.rows.get
    for word, count in words.items():
        framed = f" {word.translate(_FORMS)} "
        for start in range(len(framed)):
            for end in (start + 1, start + 2, start + 3):
                row = find_row(framed[start:end])
                if row is not None:
                    counts[row] += count
    if not counts:
        return {}
    import numpy as np  # noqa: PLC0415  a run that needs no model does not load it

    rows = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
    weights = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    scores = cast("list[float]", (weights @ profiles.table[rows]).tolist())
    return dict(zip(profiles.tags, scores, strict=True))


def rank_by_py3langid(text: str, tags: tuple[str, ...]) -> dict[str, float]:
    """Log likelihoods of a text; only of tags that py3langid knows."""
    wanted = frozenset(tags)
    return {tag: score for tag, score in _load_identifier().rank(text) if tag in wanted}


@cache
def _load_profiles(tags: tuple[str, ...]) -> Profiles | None:
    import numpy as np  # noqa: PLC0415
    from langdetect.detector_factory import (  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  # untyped
        PROFILES_DIRECTORY,
        DetectorFactory,
    )

    folder = Path(str(PROFILES_DIRECTORY))
    known = [tag for tag in sorted(set(tags)) if (folder / tag).is_file()]
    if len(known) < 2:
        return None
    # Our own factory: the module's shared one belongs to whoever else uses langdetect.
    factory = DetectorFactory()
    factory.set_seed(_SEED)  # pyright: ignore[reportUnknownMemberType]  # untyped library
    factory.load_json_profile(  # pyright: ignore[reportUnknownMemberType]  # untyped library
        [(folder / tag).read_text(encoding="utf-8") for tag in known]
    )
    grams = cast("dict[str, list[float]]", factory.word_lang_prob_map)
    grams.pop(" ", None)
    table = np.log(np.array(list(grams.values()), dtype=np.float32) + _SMOOTHING)
    return Profiles(tuple(known), {gram: row for row, gram in enumerate(grams)}, table)


@cache
def _load_identifier() -> Identifier:
    from py3langid.langid import (  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  # untyped
        LanguageIdentifier,
    )

    return cast(
        "Identifier",
        LanguageIdentifier.from_model_file(_MODEL),  # pyright: ignore[reportUnknownMemberType]  # untyped library
    )
