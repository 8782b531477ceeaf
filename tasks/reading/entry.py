"""Feed entries: the HTML fragment a feed carried, where the page itself was not reachable."""

import re

import lxml.html
from lxml.etree import LxmlError

from schemas.document import Document, Parsed
from schemas.errors import ReadError
from tasks.days.dates import find_text_dates, make_candidate, read_url_date
from tasks.reading.clean import clean_line
from tasks.reading.markup import MAX_ATTRIBUTES, has_endless_tag

# Set by the fetcher on entry content it archived in place of a page.
ENTRY_TYPE = "application/vnd.communique.entry+html"

_BLOCKS = re.compile(
    r"</?(?:p|div|li|ul|ol|h[1-6]|blockquote|tr|table|section|article|header|footer)\b[^>]*(?:>|\Z)"
    r"|<br\s*/?>\s*<br\s*/?>",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"<(script|style|template|noscript)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL
)
_MAX_FRAGMENT = 2_000_000


def parse_entry(text: str, document: Document) -> Parsed:
    """Take a feed entry apart: title, date and language are what the feed said."""
    paragraphs = extract_fragment(text)
    stated = [
        make_candidate("feed", document.hints.published),
        read_url_date(document.url),
        *find_text_dates(paragraphs),
    ]
    return Parsed(
        format="entry",
        title=document.hints.title,
        body="\n\n".join(paragraphs),
        declared_language=document.hints.language,
        dates=tuple(candidate for candidate in stated if candidate),
    )


def extract_fragment(html: str) -> list[str]:
    """Turn an HTML fragment into paragraphs of plain text.

    Raises:
        ReadError: stage `parse`: too large, or no text can be read from it.
    """
    if len(html) > _MAX_FRAGMENT:
        raise ReadError("parse", f"a fragment of {len(html)} characters is too long")
    if has_endless_tag(html):
        raise ReadError("parse", f"a tag has more than {MAX_ATTRIBUTES} attributes")
    paragraphs: list[str] = []
    for block in _BLOCKS.split(_HIDDEN.sub(" ", html)):
        if not block.strip():
            continue
        if "<" not in block and "&" not in block:
            paragraphs.append(clean_line(block))
            continue
        try:
            text = lxml.html.fragment_fromstring(block, create_parent="div").text_content()
        except (LxmlError, ValueError) as error:
            raise ReadError("parse", f"no HTML fragment: {clean_line(str(error))}") from error
        paragraphs.append(clean_line(str(text)))
    return [paragraph for paragraph in paragraphs if paragraph]
