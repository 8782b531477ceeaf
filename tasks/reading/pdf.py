"""PDF: the text layer (pypdfium2) as paragraphs, without running headers and footers."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from schemas.document import Document, Parsed
from schemas.errors import ReadError
from tasks.reading.clean import clean_line, fold_words, is_label
from tasks.reading.text import find_dates, find_margins, take_title

# Releases have a few pages, reports a few hundred.
MAX_PAGES = 500
MAX_LETTERS = 2_000_000

_MAX_TITLE = 300
_TITLE_PARAGRAPHS = 12
# A headline is set larger than the text by at least this factor.
_LARGER = 1.15
# Where running headers, footers and page numbers stand: parts of the page's height.
_MARGIN = 0.12
_HYPHEN = "\x02"
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|página|pagina|стр\.?|страница|第)\s*)?\d{1,4}"
    r"(?:\s*(?:/|of|von|de|di|sur|из)\s*\d{1,4})?\s*页?\W*",
    re.IGNORECASE,
)
_BULLET = re.compile(r"(?:[•▪◦‣·*–—-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s")
_ENDS = (".", "!", "?", ":", ";", "。", "؟", "।", ".”", '."', ".’", ".)")
_PASSWORD = 4


@dataclass(frozen=True)
class _Line:
    """A line of a page: its text, where it stands (points, from the lower left), its type size."""

    page: int
    text: str
    left: float
    right: float
    base: float
    height: float
    size: float


@dataclass(frozen=True)
class _Paragraph:
    text: str
    page: int
    size: float


def parse_pdf(raw: bytes, document: Document) -> Parsed:
    """Take a PDF apart.

    Raises:
        ReadError: stage `parse`: encrypted, damaged, too many pages, or no text layer.
    """
    lines, stated = _read_lines(raw)
    paragraphs = _join_lines(_drop_running(lines))
    before = [paragraph.text for paragraph in paragraphs]
    title, paragraphs = _take_title(paragraphs, document.hints.title, stated)
    texts = [paragraph.text for paragraph in paragraphs]
    if not title:
        title, texts = take_title("\n\n".join(texts), texts)
    return Parsed(
        format="pdf",
        title=title,
        body="\n\n".join(texts),
        margins=find_margins(before, texts, title),
        declared_language=document.hints.language,
        dates=find_dates(document, before, texts),
    )


def _read_lines(raw: bytes) -> tuple[list[_Line], str]:
    """Read every line of the text layer, and the title the file states of itself."""
    import pypdfium2  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs] - rarely needed

    library: Any = pypdfium2
    try:
        pdf = library.PdfDocument(raw)
    except library.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise ReadError("parse", "the PDF is encrypted: it opens with a password") from error
        raise ReadError("parse", "the PDF is damaged: it cannot be opened") from error
    try:
        count = len(pdf)
        if count == 0:
            raise ReadError("parse", "the PDF is damaged: it has no pages")
        if count > MAX_PAGES:
            raise ReadError("parse", f"{count} pages are more than the {MAX_PAGES} a PDF may have")
        lines: list[_Line] = []
        letters = 0
        for number in range(count):
            for line in _read_page(pdf, number, library):
                letters += len(line.text)
                if letters > MAX_LETTERS:
                    raise ReadError("parse", f"the PDF holds more than {MAX_LETTERS} letters")
                lines.append(line)
        if not lines:
            raise ReadError(
                "parse", f"the PDF has no text layer ({count} pages of pictures): it needs OCR"
            )
        return lines, clean_line(str(pdf.get_metadata_value("Title")))
    finally:
        pdf.close()


def _read_page(pdf: Any, number: int, library: Any) -> Iterator[_Line]:  # noqa: ANN401 - no types
    """Read a page's lines, in the order they were written; places are parts of its height."""
    try:
        page = pdf[number]
        textpage = page.get_textpage()
        height = page.get_height() or 1.0
        count = textpage.count_chars()
    except (library.PdfiumError, ValueError, OverflowError) as error:
        # The other pages alone would be a part that looks whole.
        raise ReadError("parse", f"the PDF is damaged: its page {number + 1} is no page") from error
    start, letters = 0, list[str]()
    for place in range(count + 1):
        code = library.raw.FPDFText_GetUnicode(textpage, place) if place < count else 10
        letter = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if letter not in {"\r", "\n", _HYPHEN}:
            letters.append(letter)
            continue
        if letter == _HYPHEN:
            letters.append(letter)
        text = "".join(letters)
        if text.strip():
            # Cleaning drops every control character, the hyphen's among them.
            mark = _HYPHEN if letter == _HYPHEN else ""
            line = _Line(number, clean_line(text) + mark, 0, 0, 0, 0, 0)
            yield _place_line(line, textpage, start, letters, height, library)
        start, letters = place + 1, []


def _place_line(  # noqa: PLR0917 - what one line is made of
    line: _Line,
    textpage: Any,  # noqa: ANN401
    start: int,
    letters: Sequence[str],
    height: float,
    library: Any,  # noqa: ANN401
) -> _Line:
    inked = [place for place, letter in enumerate(letters) if letter.strip()]
    first, last = start + inked[0], start + inked[-1]
    try:
        left, bottom, _, _ = textpage.get_charbox(first, loose=True)
        _, _, right, _ = textpage.get_charbox(last, loose=True)
    except library.PdfiumError:
        return line
    size = float(library.raw.FPDFText_GetFontSize(textpage, first))
    # A type size says little where the page is scaled: the box does.
    return replace(line, left=left, right=right, base=bottom / height, height=height, size=size)


def _drop_running(lines: Sequence[_Line]) -> list[_Line]:
    """Drop what stands in the margin of page after page, and page numbers."""
    pages = len({line.page for line in lines})
    seen = Counter(
        shape for shape, _ in {(_shape(line), line.page) for line in lines if _is_margin(line)}
    )
    kept = [
        line
        for line in lines
        if not _is_margin(line)
        or not (
            _PAGE_NUMBER.fullmatch(line.text)
            # Half of the pages, as left and right ones may differ.
            or (pages > 1 and seen[_shape(line)] * 2 >= max(pages, 3))
        )
    ]
    # A text repeated on every page may be all there is.
    return kept or list(lines)


def _is_margin(line: _Line) -> bool:
    return line.height > 0 and not _MARGIN < line.base < 1 - _MARGIN


def _shape(line: _Line) -> str:
    return _NUMBER.sub("0", line.text.casefold())


def _join_lines(lines: Sequence[_Line]) -> list[_Paragraph]:
    """Join lines to paragraphs, by their distance, indent, size and end."""
    if not lines:
        return []
    widest = max(line.right for line in lines)
    words = Counter(word for line in lines for word in re.findall(r"[\w-]+", line.text.casefold()))
    pitch = _find_pitch(lines)
    paragraphs: list[_Paragraph] = []
    before: _Line | None = None
    for line in lines:
        if before is None or _starts_paragraph(before, line, pitch, widest):
            paragraphs.append(_Paragraph(line.text, line.page, line.size))
        else:
            last = paragraphs[-1]
            paragraphs[-1] = replace(last, text=_join_words(last.text, line.text, words))
        before = line
    return [replace(each, text=each.text.replace(_HYPHEN, "-")) for each in paragraphs]


def _find_pitch(lines: Sequence[_Line]) -> float:
    """Distance of two lines of one paragraph, in points: the most frequent one."""
    steps = Counter(
        round((one.base - two.base) * one.height)
        for one, two in pairwise(lines)
        if one.page == two.page and one.base > two.base and abs(one.size - two.size) < 1
    )
    return float(max(steps, key=lambda step: (steps[step], -step))) if steps else 0.0


def _starts_paragraph(one: _Line, two: _Line, pitch: float, widest: float) -> bool:
    if one.text.endswith(_HYPHEN):
        return False
    if max(one.size, two.size) > 1.1 * min(one.size, two.size) or _BULLET.match(two.text):
        return True
    full = one.right > widest - 0.15 * (widest - one.left)
    ended = one.text.endswith(_ENDS)
    if one.page != two.page or one.base <= two.base:
        # On the next page or in the next column a sentence goes on.
        return ended or not (full or two.text[:1].islower())
    step = (one.base - two.base) * one.height
    if step > 1.25 * pitch + 1 and step > 1.3 * max(one.size, 1):
        return True
    if two.left - one.left > 0.8 * max(two.size, 6) and ended:
        return True
    return ended and not full


def _join_words(text: str, more: str, words: "Counter[str]") -> str:
    """Join two lines; a word parted at the line's end is made whole as it stands elsewhere."""
    if not text.endswith((_HYPHEN, "-")) or not more[:1].isalpha():
        return f"{text} {more}"
    text = text[:-1]
    one = re.search(r"[\w-]*\Z", text)
    two = re.match(r"[\w-]*", more)
    whole = f"{one[0] if one else ''}{two[0] if two else ''}".casefold()
    parted = f"{one[0] if one else ''}-{two[0] if two else ''}".casefold()
    if not more[:1].islower() or (words[parted] and not words[whole]):
        return f"{text}-{more}"
    return text + more


def _take_title(
    paragraphs: list[_Paragraph], hinted: str, stated: str
) -> tuple[str, list[_Paragraph]]:
    """Take what the channel or the file calls it, if the first page says so too; or the largest.

    An empty title leaves the choice to the reader of plain text.
    """
    if hinted:
        return hinted, paragraphs
    top = [each for each in paragraphs[:_TITLE_PARAGRAPHS] if each.page == 0]
    seen = f" {fold_words(' '.join(each.text for each in top))} "
    if len(fold_words(stated).split()) >= 3 and f" {fold_words(stated)} " in seen:
        rest = [each for each in paragraphs if fold_words(each.text) != fold_words(stated)]
        return stated, rest
    usual = median(each.size for each in paragraphs for _ in range(1 + len(each.text) // 80))
    large = [
        each
        for each in top
        if each.size > _LARGER * usual
        and 10 <= len(each.text) <= _MAX_TITLE
        and not is_label(each.text)
    ]
    if not large:
        return "", paragraphs
    title = max(large, key=lambda each: each.size)
    return title.text, [each for each in paragraphs if each is not title]
