"""Pages to load: the real ones of the corpus, each copy made a release of its own."""

import re
from pathlib import Path

from tests.figures import CORPUS, ROOT

_CANONICAL = re.compile(rb'(rel="canonical" href=")([^"]+)"')
PARAGRAPH = re.compile(rb"<p>(?=[^<]{80})")


def write_pages(folder: Path, count: int) -> str:
    """Write `count` pages, and say in words what they are."""
    real = sorted((CORPUS / "doj" / "html").glob("*.html")) if CORPUS.is_dir() else []
    pages = real or sorted((ROOT / "tests" / "samples").rglob("*.html"))
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        page = pages[number % len(pages)].read_bytes()
        page = _CANONICAL.sub(rb'\1\2-%d"' % number, page)
        page = PARAGRAPH.sub(rb"<p>Copy number %d. " % number, page, count=1)
        (folder / f"page-{number:05}.html").write_bytes(page)
    origin = "US Department of Justice pages" if real else "sample pages"
    return f"{len(pages)} {origin} repeated to {count}"
