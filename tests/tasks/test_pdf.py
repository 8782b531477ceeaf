from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from flows.reading import read_address
from schemas.reading import Reading
from tasks.reading.read import read_loose
from tests.attack.pdfs import make_page, write_encrypted_pdf, write_pdf, write_text_pdf
from tests.tasks.documents import make_document

HEADLINE = "Ministers agree on shore power for all harbours"
# Size, from the left, from the bottom, text.
FIRST = [
    (8, 72, 810, "Harbour States League | Press office"),
    (11, 72, 760, "PRESS RELEASE"),
    (20, 72, 720, "Ministers agree on shore power"),
    (20, 72, 696, "for all harbours"),
    (11, 72, 660, "AARHUS, 3 February 2026"),
    (
        11,
        72,
        630,
        "The transport ministers of the twelve member states met in Aarhus and the govern-",
    ),
    (11, 72, 616, "ments of all of them agreed that every commercial harbour shall offer a long-"),
    (11, 72, 602, "awaited shore power to ferries."),
    (
        11,
        72,
        576,
        "The secretary-general of the league called the long-awaited decision a good day",
    ),
    (11, 72, 562, "for everybody who lives near a quay, and thanked the ministers for what they"),
    (8, 72, 30, "Page 1 of 2"),
]
SECOND = [
    (8, 72, 810, "Harbour States League | Press office"),
    (11, 72, 760, "had done to bring it about. The governments will report once a year."),
    (8, 72, 30, "Page 2 of 2"),
]


def read(raw: bytes, **fields: str) -> Reading:
    return read_loose(make_document(raw, "file:///release.pdf", **fields))


def test_lines_become_paragraphs_across_pages_without_what_runs_along_them():
    reading = read(write_text_pdf([FIRST, SECOND], "Microsoft Word - draft7.docx"))
    assert reading.rejection is None
    assert reading.title == HEADLINE
    assert reading.published_on == date(2026, 2, 3)
    assert reading.body == (
        "The transport ministers of the twelve member states met in Aarhus and the governments of"
        " all of them agreed that every commercial harbour shall offer a long-awaited shore power to"
        " ferries.\n\nThe secretary-general of the league called the long-awaited decision a good day"
        " for everybody who lives near a quay, and thanked the ministers for what they had done to"
        " bring it about. The governments will report once a year."
    )


def test_the_title_a_file_states_is_taken_if_its_first_page_says_it_too():
    plain = [(11, left, base, text) for _, left, base, text in FIRST]
    stated = read(write_text_pdf([plain], f"{HEADLINE}"))
    assert stated.title == HEADLINE
    assert read(write_text_pdf([FIRST], "Annual report of the harbour office")).title == HEADLINE


@pytest.mark.parametrize(
    "fields", [{"media_type": "application/pdf"}, {"media_type": "application/octet-stream"}, {}]
)
def test_a_pdf_is_known_by_its_bytes_whatever_it_is_said_to_be(fields: dict[str, str]):
    raw = b"\r\n" + write_text_pdf([FIRST, SECOND])
    assert read(raw, **fields).title == HEADLINE
    assert read_loose(make_document(raw, "https://x.example/press/1", **fields)).title == HEADLINE


def test_a_page_of_excuse_in_place_of_a_pdf_is_read_as_the_page_it_is():
    page = "<html><head><title>Page not found</title></head><body><p>Sorry.</p></body></html>"
    rejection = read(page.encode(), media_type="application/pdf").rejection
    assert rejection is not None
    assert rejection.stage == "clean"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (write_encrypted_pdf(), "the PDF is encrypted: it opens with a password"),
        (write_pdf(make_page(b"0 0 9 9 re f")), "the PDF has no text layer (1 pages of pictures)"),
        (write_text_pdf([FIRST])[:400], "the PDF is damaged: it cannot be opened"),
        (b"\x01\x02 no PDF at all", "named a PDF, but its bytes are none"),
        (write_text_pdf([FIRST] * 501), "501 pages are more than the 500 a PDF may have"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_rejected_with_the_reason(raw: bytes, reason: str):
    rejection = read(raw).rejection
    assert rejection is not None
    assert rejection.stage == "parse"
    assert reason in rejection.reason


def test_a_pdf_attached_to_a_mail_is_a_document_of_its_own(tmp_path: Path):
    mail = EmailMessage()
    mail["Subject"], mail["Message-ID"] = "Shore power for ferries", "<1@norland.example>"
    mail.set_content("The harbour office sends you its release on shore power with this message.")
    raw = write_text_pdf([FIRST, SECOND])
    mail.add_attachment(raw, maintype="application", subtype="pdf", filename="release.pdf")
    (tmp_path / "mail.eml").write_bytes(mail.as_bytes())
    letter, attached = read_address(str(tmp_path / "mail.eml"))
    assert (letter.title, attached.title) == ("Shore power for ferries", HEADLINE)
