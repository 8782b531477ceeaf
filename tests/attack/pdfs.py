"""PDFs: a tiny writer, and files made to hang, fill or mislead a reader."""

import zlib
from collections.abc import Iterator, Sequence

_HEAD = b"%PDF-1.7\n"
_TEXT = b"BT /F1 12 Tf 72 700 Td (x) Tj ET"
_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s>>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def write_pdf(objects: Sequence[bytes], *, trailer: bytes = b"", size: int = 0) -> bytes:
    """Write objects 1, 2, ... with a right cross-reference table; object 1 is the catalog."""
    out = bytearray(_HEAD)
    places: list[int] = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    size = size or len(objects) + 1
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (size, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def make_stream(content: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    """A stream object, perhaps packed."""
    if packed:
        content, entries = zlib.compress(content, 9), entries + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def make_page(content: bytes = _TEXT, resources: bytes = b"", *more: bytes) -> list[bytes]:
    """A document of one page: catalog, tree, page (3), its content (4), Helvetica (5), and more."""
    fonts = resources or b"/Font << /F1 5 0 R >>"
    return [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        _PAGE % (b"/Resources << " + fonts + b" >> "),
        content if b"stream" in content else make_stream(content),
        _FONT,
        *more,
    ]


def write_text_pdf(
    pages: Sequence[Sequence[tuple[int, int, int, str]]], title: str = "", *, extra: bytes = b""
) -> bytes:
    """Pages of lines, each of type size, place from the left and the bottom, and text."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        _FONT,
        b"<< /Title (%s) >>" % title.encode("cp1252"),
    ]
    for number, lines in enumerate(pages):
        drawn = b"".join(
            b"BT /F1 %d Tf %d %d Td (%s) Tj ET\n" % (size, left, base, _escape(text))
            for size, left, base, text in lines
        )
        resources = b"/Resources << /Font << /F1 3 0 R >> >>"
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R %s >>"
            % (6 + 2 * number, resources),
            make_stream(drawn, packed=True),
        ]
    return write_pdf(objects, trailer=b"/Info 4 0 R " + extra)


def _escape(text: str) -> bytes:
    raw = text.encode("cp1252")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def write_encrypted_pdf() -> bytes:
    """A PDF whose password nobody here knows: 40-bit RC4 with made-up keys."""
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]"
    return write_pdf(make_page(), trailer=lock % (b"5a" * 32, b"a5" * 32))


def list_hostile_pdfs() -> Iterator[tuple[str, bytes]]:
    """Thirty and more, each with the name of what it tries."""
    yield from _list_trees()
    yield from _list_tables()
    yield from _list_bombs()
    yield from _list_loops()
    yield from _list_broken()


def _list_trees() -> Iterator[tuple[str, bytes]]:
    catalog, _, *rest = make_page()
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>"
    yield "page-tree-holds-itself", write_pdf([catalog, tree % (b"2 0 R", 1), *rest])
    yield "page-tree-circle", write_pdf([catalog, tree % (b"3 0 R", 1), tree % (b"2 0 R", 1)])
    yield "two-thousand-million-pages", write_pdf([catalog, tree % (b"3 0 R", 2**31 - 1), *rest])
    yield "negative-pages", write_pdf([catalog, tree % (b"3 0 R", -5), *rest])
    many = tree % (b"3 0 R " * 300_000, 300_000)
    yield "one-page-300000-times", write_pdf([catalog, many, *rest])
    fans = [tree % (b"%d 0 R " % (number + 1) * 10, 10 ** (12 - number)) for number in range(2, 12)]
    yield "page-tree-of-ten-to-the-ten", write_pdf([catalog, *fans, _PAGE % b""])
    chain = [tree % (b"%d 0 R" % (number + 1), 1) for number in range(2, 60_000)]
    yield "page-tree-60000-deep", write_pdf([catalog, *chain, _PAGE % b""])
    yield "no-pages", write_pdf([catalog, tree % (b"", 0)])


def _list_tables() -> Iterator[tuple[str, bytes]]:
    whole = write_pdf(make_page())
    yield "two-thousand-million-objects", write_pdf(make_page(), size=2**31 - 1)
    yield "huge-cross-reference", whole.replace(b"xref\n0 6", b"xref\n0 2147483647")
    yield "cross-reference-elsewhere", whole.replace(b"startxref\n", b"startxref\n9")
    place = whole.rindex(b"xref\n0 6")
    yield "cross-reference-circle", write_pdf(make_page(), trailer=b"/Prev %d" % place)
    stream = b"/Type /XRef /Size 9 /W [8 8 8] /Index [0 2147483647] /Root 1 0 R"
    table = _HEAD + b"1 0 obj\n" + make_stream(bytes(240), stream) + b"\nendobj\n"
    yield "cross-reference-stream", table + b"startxref\n9\n%%EOF"
    nested = [*make_page(), make_stream(b"6 0 ", b"/Type /ObjStm /N 100000000 /First 4")]
    yield "object-stream-holds-itself", write_pdf(nested, trailer=b"/Info 6 0 R")


def _list_bombs() -> Iterator[tuple[str, bytes]]:
    yield "flate-bomb-of-nothing", write_pdf(make_page(_pack_zeros(1024)))
    words = zlib.compress(b"(harbour) Tj 0 -9 Td " * 10_000_000, 9)
    bomb = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(words), words)
    yield "flate-bomb-of-words", write_pdf(make_page(bomb))
    twice = zlib.compress(zlib.compress(bytes(256 * 1024 * 1024), 9), 9)
    filters = b"/Filter [/FlateDecode /FlateDecode]"
    yield "flate-bomb-twice", write_pdf(make_page(make_stream(twice, filters)))
    hexes = b"/Filter [" + b"/FlateDecode " * 10_000 + b"]"
    yield "ten-thousand-filters", write_pdf(make_page(make_stream(b"x", hexes)))
    drawn = b"BT /F1 1 Tf " + (b"(%s) Tj 0 -9 Td " % (b"harbour " * 4_000)) * 200 + b"ET"
    yield "six-million-letters", write_pdf(make_page(make_stream(drawn, packed=True)))
    image = b"/Type /XObject /Subtype /Image /Width 1000000000 /Height 1000000000"
    image += b" /ColorSpace /DeviceRGB /BitsPerComponent 8"
    drawn_image = make_page(b"/I1 Do", b"/XObject << /I1 6 0 R >>", make_stream(b"x", image))
    yield "endless-picture", write_pdf(drawn_image)
    cmap = b"1 begincodespacerange <00000000> <ffffffff> endcodespacerange\n"
    cmap += b"1 beginbfrange <00000000> <ffffffff> <0041> endbfrange\n" * 50_000
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /X /ToUnicode 7 0 R >>"
    mapped = make_page(_TEXT, b"/Font << /F1 6 0 R >>", font, make_stream(cmap, packed=True))
    yield "endless-letter-table", write_pdf(mapped)


def _pack_zeros(mebibytes: int) -> bytes:
    packer = zlib.compressobj(9)
    block = bytes(1024 * 1024)
    packed = b"".join(packer.compress(block) for _ in range(mebibytes)) + packer.flush()
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def _list_loops() -> Iterator[tuple[str, bytes]]:
    form = (
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X1 6 0 R >> >>"
    )
    loop = make_page(b"/X1 Do", b"/XObject << /X1 6 0 R >>", make_stream(b"/X1 Do /X1 Do", form))
    yield "form-draws-itself", write_pdf(loop)
    forms = [
        make_stream(
            b"/X1 Do " * 10,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
            b" /Resources << /XObject << /X1 %d 0 R >> >>" % (number + 1),
        )
        for number in range(6, 18)
    ]
    last = make_stream(b"0 0 1 1 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    fan = make_page(b"/X1 Do", b"/XObject << /X1 6 0 R >>", *forms, last)
    yield "forms-ten-to-the-twelve", write_pdf(fan)
    glyph = b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0]"
    glyph += b" /FirstChar 120 /LastChar 120 /Widths [9] /Encoding << /Differences [120 /x] >>"
    glyph += b" /CharProcs << /x 4 0 R >> /Resources << /Font << /F1 6 0 R >> >> >>"
    yield "letter-draws-itself", write_pdf(make_page(_TEXT, b"/Font << /F1 6 0 R >>", glyph))
    yield (
        "length-is-itself",
        write_pdf(make_page(b"<< /Length 4 0 R >>\nstream\n" + _TEXT + b"\nendstream")),
    )
    catalog, tree, page, *rest = make_page()
    again = page.replace(b"/Contents 4 0 R", b"/Contents [" + b"4 0 R " * 400_000 + b"]")
    yield "content-400000-times", write_pdf([catalog, tree, again, *rest])


def _list_broken() -> Iterator[tuple[str, bytes]]:
    whole = write_pdf(make_page())
    yield "nested-arrays", write_pdf([b"[" * 200_000 + b"]" * 200_000, *make_page()[1:]])
    deep = b"<< /Type /Catalog /Pages 2 0 R /X " + b"<< /X " * 100_000 + b">>" * 100_001
    yield "nested-dictionaries", write_pdf([deep, *make_page()[1:]])
    yield "nested-states", write_pdf(make_page(make_stream(b"q " * 3_000_000, packed=True)))
    yield "encrypted", write_encrypted_pdf()
    yield "truncated-half", whole[: len(whole) // 2]
    yield "header-alone", _HEAD
    yield "header-and-noise", _HEAD + bytes(range(256)) * 2_000
    yield "header-and-nothing", _HEAD + bytes(5_000_000)
    length = make_page(b"<< /Length -1 >>\nstream\n" + _TEXT + b"\nendstream")
    yield "negative-length", write_pdf(length)
    huge = make_page(b"<< /Length 99999999999999 >>\nstream\n" + _TEXT + b"\nendstream")
    yield "endless-length", write_pdf(huge)
    yield "objects-without-end", _HEAD + b"1 0 obj\n<< /A " * 300_000
