"""Golden pages of a publisher: kept as served, read again with today's readers, compared.

They lie beside the publisher's TOML, in `golden/ID/`: the pages' bytes, and `expected.json`.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from schemas.document import Document
from schemas.errors import ConfigError, StorageError
from schemas.golden import Difference, Expected, Golden, GoldenPage
from schemas.release import Rejection, Release
from schemas.source import Source
from schemas.survey import Sample
from tasks.publishers.sample import read_sample

RECORD = "expected.json"
EDGE_WORDS = 8
# Where words are not parted by spaces, two characters count as one.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\W\u3040-\u30ff\u3400-\u9fff]+")
_ENDINGS = {
    "application/json": ".json",
    "application/pdf": ".pdf",
    "message/rfc822": ".eml",
    "text/markdown": ".md",
    "text/plain": ".txt",
}


def locate_golden(sources: Path, source_id: str) -> Path:
    """The folder of a publisher's golden pages, beside its TOML."""
    return sources / "golden" / source_id


def describe_release(release: Release) -> Expected:
    """What a release reads as, in the words of a golden page."""
    words = release.body.split()
    return Expected(
        title=release.title,
        published_on=release.published_on,
        language=release.language.tag,
        kind=release.kind.kind,
        first_words=" ".join(words[:EDGE_WORDS]),
        last_words=" ".join(words[-EDGE_WORDS:]),
        word_count=count_words(release.body),
        letters_digest=release.text_digest,
    )


def count_words(text: str) -> int:
    """How many words a text has, whatever its script."""
    return sum(1 for _ in _WORD.finditer(text))


def write_golden(folder: Path, samples: Sequence[Sample]) -> Golden:
    """Keep samples as golden pages, the record last; those that are no releases are left out.

    Raises:
        StorageError: the disk refuses.
    """
    pages: list[GoldenPage] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for sample in samples:
            if sample.document is None or sample.release is None:
                continue
            page = _describe_page(sample.document, sample.release, len(pages) + 1)
            (folder / page.file).write_bytes(sample.document.raw)
            pages.append(page)
    except OSError as error:
        raise _explain_disk(folder, error) from error
    golden = Golden(pages=tuple(pages))
    save_golden(folder, golden)
    return golden


def save_golden(folder: Path, golden: Golden) -> None:
    """Write the record of golden pages.

    Raises:
        StorageError: the disk refuses.
    """
    text = golden.model_dump_json(indent=2, exclude_defaults=True)
    try:
        (folder / RECORD).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise _explain_disk(folder, error) from error


def read_golden(folder: Path) -> Golden | None:
    """The golden pages of a folder; None if there are none.

    Raises:
        ConfigError: the record is damaged.
    """
    path = folder / RECORD
    if not path.exists():
        return None
    try:
        return Golden.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        raise ConfigError(f"{path}: {key}: {first['msg']}; restore the file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}; restore the file") from error


def compare_golden(source: Source, folder: Path, golden: Golden) -> Iterator[Difference]:
    """Read a publisher's golden pages again, and tell each field that reads otherwise.

    Raises:
        ConfigError: a page's file is missing.
    """
    for page in golden.pages:
        yield from compare_page(page, _read_page(source, folder, page))


def renew_golden(source: Source, folder: Path, golden: Golden) -> Golden:
    """The same pages with what is read now as what is expected; one that is rejected stays."""
    pages: list[GoldenPage] = []
    for page in golden.pages:
        record = _read_page(source, folder, page)
        renewed = page if isinstance(record, Rejection) else _renew(page, record)
        pages.append(renewed)
    return Golden(pages=tuple(pages))


def compare_page(page: GoldenPage, record: Release | Rejection) -> list[Difference]:
    """Tell each field of a golden page that reads otherwise than expected."""
    if isinstance(record, Rejection):
        found = f"rejected ({record.stage}): {record.reason}"
        return [_differ(page, "release", page.expected.title, found)]
    found = describe_release(record)
    return [
        _differ(page, name, getattr(page.expected, name), getattr(found, name))
        for name in Expected.model_fields
        if getattr(found, name) != getattr(page.expected, name)
    ]


def _read_page(source: Source, folder: Path, page: GoldenPage) -> Release | Rejection:
    try:
        raw = (folder / page.file).read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{folder / page.file}: cannot be read ({error.strerror}); restore the file"
        ) from error
    document = Document(
        raw=raw,
        url=page.url,
        media_type=page.media_type,
        charset=page.charset,
        observed_at=page.observed_at,
        hints=page.hints,
    )
    return read_sample(document, source)


def _renew(page: GoldenPage, release: Release) -> GoldenPage:
    return page.model_copy(update={"expected": describe_release(release)})


def _differ(page: GoldenPage, field: str, expected: object, found: object) -> Difference:
    return Difference(
        file=page.file, url=page.url, field=field, expected=str(expected), found=str(found)
    )


def _explain_disk(folder: Path, error: OSError) -> StorageError:
    return StorageError(
        f"golden pages cannot be written to {folder} ({error.strerror}): free space or choose"
        " another --home"
    )


def _describe_page(document: Document, release: Release, number: int) -> GoldenPage:
    ending = _ENDINGS.get(document.media_type, ".html")
    return GoldenPage(
        file=f"{number:02}{ending}",
        url=document.url,
        media_type=document.media_type,
        charset=document.charset,
        observed_at=document.observed_at,
        hints=document.hints,
        expected=describe_release(release),
    )
