import io
import zipfile
from datetime import date

import pytest

from schemas.reading import Reading
from tasks.reading.read import read_loose
from tests.tasks.documents import make_document

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
HEADLINE = "Ministers agree on shore power for all harbours"
LEAD = "AARHUS, 3 February 2026 — The transport ministers met in Aarhus and agreed on shore power."
STYLES = '<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>'


def paragraph(text: str, style: str = "") -> str:
    styled = f'<w:pPr><w:pStyle w:val="{style}"/><w:tabs><w:tab/></w:tabs></w:pPr>' if style else ""
    return f"<w:p>{styled}<w:r><w:t>{text}</w:t></w:r></w:p>"


def write_docx(body: str, *, styles: str = "", core: str = "", space: str = WORD) -> bytes:
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{space}">{styles}</w:styles>',
        "docProps/core.xml": (
            '<c xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{core}</dc:title></c>"
        ),
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def read(raw: bytes, **fields: str) -> Reading:
    return read_loose(make_document(raw, "file:///release.docx", **fields))


@pytest.mark.parametrize("space", [WORD, STRICT])
def test_the_styled_title_is_the_headline_and_the_rest_is_the_text(space: str):
    body = (
        paragraph("Press release")
        + paragraph(HEADLINE, "Titel")
        + paragraph(LEAD)
        + "<w:tbl><w:tr><w:tc>" + paragraph("Ferries: forty-two of them.") + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    reading = read(write_docx(body, styles=STYLES, space=space))
    assert reading.rejection is None
    assert (reading.title, reading.published_on) == (HEADLINE, date(2026, 2, 3))
    assert reading.body == f"{LEAD}\n\nFerries: forty-two of them."


def test_without_a_style_the_files_own_title_or_its_first_line_is_the_headline():
    body = paragraph("Ministry of harbours of Norland") + paragraph(HEADLINE) + paragraph(LEAD)
    assert read(write_docx(body, core=HEADLINE)).title == HEADLINE
    plain = paragraph(HEADLINE) + paragraph(LEAD)
    assert read(write_docx(plain, core="Microsoft Word document")).title == HEADLINE


def test_deleted_text_field_codes_and_doubled_drawings_are_not_read():
    spaces = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    unseen = (
        "<w:del><w:r><w:t>gone</w:t><w:delText>gone</w:delText></w:r></w:del>"
        "<w:r><w:instrText>HYPERLINK gone</w:instrText></w:r>"
        f"<mc:AlternateContent {spaces}><mc:Fallback><w:r><w:t>gone</w:t></w:r></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    body = (
        paragraph(HEADLINE)
        + f"<w:p>{unseen}<w:r><w:t>{LEAD}</w:t><w:br/><w:t>End of it.</w:t></w:r></w:p>"
    )
    assert read(write_docx(body)).body == f"{LEAD}\n\nEnd of it."


def test_a_docx_is_known_by_its_bytes():
    raw = write_docx(paragraph(HEADLINE) + paragraph(LEAD))
    assert read_loose(make_document(raw, "https://x.example/press/1")).title == HEADLINE


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (write_docx("<w:p/>" * 6_000_000), "unpacks to more than 33554432 bytes: a bomb"),
        (write_docx("<w:p>" * 400 + "</w:p>" * 400), "the DOCX is damaged: word/document.xml"),
        (write_docx("<w:p/>" * 600_000), "more than 500000 elements are no release"),
        (
            write_docx("")[:200],
            "named a DOCX, but its bytes are none: damaged, or misnamed",
        ),
    ],
)
def test_a_docx_that_cannot_be_read_is_rejected_with_the_reason(raw: bytes, reason: str):
    rejection = read(raw).rejection
    assert rejection is not None
    assert rejection.stage == "parse"
    assert reason in rejection.reason
