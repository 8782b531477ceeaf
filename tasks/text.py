"""Plain text: a title line, and paragraphs however they are wrapped."""

import re

from schemas.document import Document, Parsed
from tasks.clean import clean_text, fold_words, is_section_title
from tasks.dates import find_date, find_text_dates, make_candidate, read_url_date

_MAX_TITLE = 300
_MAX_WRAPPED = 110
_LABELLED_TITLE = re.compile(
    r"^(?:title|headline|subject|titre|título|titel)\s*:\s*", re.IGNORECASE
)
# Where a page was flattened into one line, runs of spaces stand where tags and marks stood.
_GAP = re.compile(r"\s{2,}")


def parse_text(text: str, document: Document) -> Parsed:
    """Take a plain text apart: the first line that names the release is its title."""
    paragraphs = split_paragraphs(text)
    title = document.hints.title
    if not title:
        title, paragraphs = _take_title(text, paragraphs)
    dates = find_text_dates(paragraphs)
    candidates = [read_url_date(document.url), make_candidate("feed", document.hints.published)]
    return Parsed(
        format="text",
        title=title,
        body="\n\n".join(paragraphs),
        dates=(*dates, *(candidate for candidate in candidates if candidate)),
    )


def split_paragraphs(text: str) -> list[str]:
    """Split a text into paragraphs: at empty lines, and at line ends unless lines are wrapped."""
    paragraphs: list[str] = []
    for block in re.split(r"\n\s*\n", clean_text(text)):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        if not lines:
            continue
        if _is_wrapped(lines):
            paragraphs.append(" ".join(lines))
        else:
            paragraphs.extend(lines)
    return paragraphs


def _is_wrapped(lines: list[str]) -> bool:
    """Tell hard-wrapped lines (all near one width) from one paragraph a line."""
    if len(lines) < 2:
        return False
    full = sorted(len(line) for line in lines[:-1])
    if full[-1] > _MAX_WRAPPED:
        return False
    # Wrapped lines break in the middle of sentences and are about equally long.
    broken = sum(not line.endswith((".", "!", "?", ":", "。", "؟")) for line in lines[:-1])
    return full[len(full) // 2] >= 45 and broken * 2 >= len(lines) - 1


def _take_title(text: str, paragraphs: list[str]) -> tuple[str, list[str]]:
    """Return the title and what follows it; an empty title leaves the choice to the cleaner."""
    if len(paragraphs) == 1:
        return _take_flat_title(text, paragraphs)
    for index, paragraph in enumerate(paragraphs[:5]):
        line = _LABELLED_TITLE.sub("", paragraph)
        if line != paragraph:
            return line, paragraphs[:index] + paragraphs[index + 1 :]
        if is_section_title(line) or _is_heading_date(line) or len(fold_words(line)) < 4:
            continue
        if len(line) > _MAX_TITLE or (index + 1 == len(paragraphs)):
            break
        if _reads_as_sentence(line):
            break
        # What stood above the title (a label, a date line) is kept: dates are read from it.
        return line, paragraphs[:index] + paragraphs[index + 1 :]
    return "", paragraphs


def _take_flat_title(text: str, paragraphs: list[str]) -> tuple[str, list[str]]:
    """Find the headline in a text of one line: what stands before the first wide gap."""
    segments = [segment.strip() for segment in _GAP.split(text.strip()) if segment.strip()]
    for index, segment in enumerate(segments[:4]):
        if is_section_title(segment) or _is_heading_date(segment):
            continue
        following = " ".join(segments[index + 1 :])
        words = segment.split()
        fits = len(words) >= 4 and len(segment) <= 200 and len(following) > len(segment)
        if fits and not _reads_as_sentence(segment):
            return segment, [" ".join([*segments[:index], *segments[index + 1 :]])]
        break
    return "", paragraphs


def _is_heading_date(line: str) -> bool:
    hit = find_date(line)
    return hit is not None and len(line) - (hit[2] - hit[1]) <= 30


def _reads_as_sentence(line: str) -> bool:
    """Tell a first sentence from a headline: it ends like one and is not short."""
    return line.endswith((".", "。", "!", '."', ".”")) and len(line) > 120
