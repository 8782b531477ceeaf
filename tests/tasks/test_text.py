import json
import re
import unicodedata
from datetime import date

import pytest

from schemas.document import Parsed
from tasks.reading.clean import clean_parsed
from tasks.reading.decode import decode_document
from tasks.reading.parse import parse_document
from tasks.reading.text import parse_text, split_paragraphs
from tests.tasks.documents import CORPUS, make_document, needs_corpus

FIRST = "The Secretary of the League met the Governor of the Bank in the capital on Monday."
SECOND = "They spoke of trade, transport and the spring conference, and agreed to meet again."


def _read(text: str) -> Parsed:
    return clean_parsed(parse_text(text, make_document(text, "file:///a.txt")))


def test_a_doubled_title_stands_once_and_not_in_the_body():
    page = _read(
        f"Secretary’s meeting with Governor\n\nSecretary's meeting  with Governor\n\n{FIRST}\n\n{SECOND}"
    )
    assert page.title == "Secretary’s meeting with Governor"
    assert page.body == f"{FIRST}\n\n{SECOND}"


def test_labels_above_the_title_are_neither_title_nor_body():
    page = _read(
        f"FOR IMMEDIATE RELEASE\n\nGovernor Opens Spring Conference\n\n{FIRST}\n\n{SECOND}"
    )
    assert page.title == "Governor Opens Spring Conference"
    assert page.body == f"{FIRST}\n\n{SECOND}"


def test_hard_wrapped_lines_become_paragraphs():
    wrapped = (
        "The Secretary of the League met the Governor of the Bank\n"
        "in the capital on Monday to speak of trade.\nBoth were content."
    )
    assert split_paragraphs(wrapped) == [wrapped.replace("\n", " ")]


def test_a_paragraph_a_line_stays_a_paragraph():
    assert split_paragraphs(f"{FIRST}\n{SECOND} {SECOND}\n{FIRST}") == [
        FIRST,
        f"{SECOND} {SECOND}",
        FIRST,
    ]


def test_no_break_and_invisible_characters_become_plain_spaces_or_nothing():
    page = _read(f"Meeting\u00a0held\u200b\n\n{FIRST.replace(' ', chr(0xA0))}\ufeff")
    assert page.title == "Meeting held"
    assert page.body == FIRST


def test_persian_joiners_survive_cleaning():
    text = "وزیر می\u200cگوید که این دیدار در فضای سازنده برگزار شد و همکاری\u200cها ادامه دارد."
    assert "\u200c" in _read(f"عنوان خبر امروز\n\n{text}").body


def test_end_marks_are_dropped():
    for mark in ("###", "# # #", "-30-", "-END-", "ENDS", "* * *", "– Fin –", "（完）"):
        body = _read(f"Governor opens conference\n\n{FIRST}\n\n{mark}\n\n{SECOND}").body
        assert body == f"{FIRST}\n\n{SECOND}"


def test_the_date_of_a_letter_within_a_release_is_kept():
    letter = ["January 30, 2006", "Dear Mr. Attorney General,", SECOND]
    body = _read("\n\n".join(["Governor sends questions", FIRST, *letter])).body
    assert body.split("\n\n") == [FIRST, *letter]


def test_a_lettered_clause_is_no_copyright_line():
    clause = "(c) The Secretary shall promptly:"
    body = _read(
        f"Governor opens conference\n\n{FIRST}\n\n{clause}\n\n© 2024 Bank\n\n{SECOND}"
    ).body
    assert body == f"{FIRST}\n\n{clause}\n\n{SECOND}"


def test_a_text_with_no_headline_is_named_by_its_first_sentence():
    page = _read(f"WASHINGTON – U.S. {FIRST} {SECOND}")
    assert page.title == f"WASHINGTON – U.S. {FIRST}"


def test_a_flattened_page_is_named_by_what_stands_before_the_first_gap():
    page = _read(f" Governor Opens Spring Conference       {FIRST} {SECOND}  ")
    assert page.title == "Governor Opens Spring Conference"


def test_a_mailed_release_is_read_by_its_headers():
    page = _read(
        "From: Press <p@example.org>\r\nSubject: =?utf-8?q?Governor_opens_conf=C3=A9rence?=\r\n in the capital\r\n"
        f"Date: Tue, 12 Mar 2024 09:12:00 +0100\r\n\r\n{FIRST}\r\n\r\n{SECOND}"
    )
    assert page.title == "Governor opens conférence in the capital"
    assert page.body == f"{FIRST}\n\n{SECOND}"
    assert page.dates[0].value == date(2024, 3, 12)


@pytest.mark.parametrize(
    "above",
    [
        "FOR IMMEDIATE RELEASE\nMarch 12, 2024\n\nContact: Jane Roe\n(555) 123-4567\njane@example.org",
        "Press Release No. 24/81",
        "ABC/SM/22156\n12 MARCH 2024",
        "BANK OF NORLAND\nPRESS RELEASE\n\nNo. 45/2024",
        "FOR RELEASE                 Contact: Jane Roe\nMarch 12, 2024           (555) 123-4567",
        "REPUBLIC OF NORLAND\nMinistry of Health\n\nPRESS RELEASE\nNorhavn, 12 March 2024",
        "PRESS RELEASE - FOR IMMEDIATE USE",
        "Sayı: 2024-26\n12 Mart 2024\n\nBASIN DUYURUSU",
        "BASIN BÜLTENİ\n12 Mart 2024",
    ],
)
def test_contacts_symbols_and_letterheads_above_the_title_are_passed_over(above: str):
    page = _read(f"{above}\n\nGovernor Opens Spring Conference\n\n{FIRST}\n\n{SECOND}")
    assert page.title == "Governor Opens Spring Conference"
    assert page.body == f"{FIRST}\n\n{SECOND}"


def test_a_date_below_a_headline_is_no_line_of_it():
    page = _read(
        f"Governor opens the spring conference in Norhavn\nNorhavn, 12 March 2024\n\n{FIRST}\n\n{SECOND}"
    )
    assert page.title == "Governor opens the spring conference in Norhavn"
    assert page.body == f"{FIRST}\n\n{SECOND}"
    assert page.dates[0].value == date(2024, 3, 12)


def test_an_embargo_above_a_headline_is_kept_and_dates_the_release():
    embargo = "STRICTLY EMBARGOED UNTIL 00:01 BST, TUESDAY 12 MARCH 2024"
    page = _read(
        f"{embargo}\n\nPRESS RELEASE\n\nGovernor Opens Spring Conference\n\n{FIRST}\n\n{SECOND}"
    )
    assert page.title == "Governor Opens Spring Conference"
    assert page.dates[0].value == date(2024, 3, 12)


def test_a_mailed_subject_with_half_a_character_is_read():
    text = "Subject: =?unicode_escape?q?Rate_=5Cud83d?= kept\nFrom: a@b.example\n\n"
    assert _read(text + FIRST).title == "Rate \ufffd kept"


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Rail links agreed\n\n" * 40_000, "Rail links agreed"),
        ("Rail links agreed\n\n" + "Press release\n\n" * 40_000, ""),
        ("Subject: Rail links agreed\nFrom: a\n" + " b c\n" * 100_000 + "\n", "Rail links agreed"),
        ("a@b." * 200_000 + "@\n\n", ""),
    ],
)
def test_heads_without_end_are_passed_over(head: str, title: str):
    text = f"{head}{FIRST}\n\n{SECOND}"
    page = parse_text(text, make_document(text, "file:///a.txt"))
    assert page.body.endswith(f"{FIRST}\n\n{SECOND}")
    assert page.title == title or not title


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_no_control_character_is_stored(form: str):
    said, title = "\x1b[31mRates\x07 kept\x9b0m\x7f", "Bank\x00 keeps\x1b[2J its rate\x85 again"
    date = "\x1b[1m2024-03-12"
    if form == "json":
        source = json.dumps({"title": title, "body": f"{said}\n\n{FIRST}", "date": date})
    elif form == "html":
        source = f"<html><title>x</title><h1>{title}</h1><p>{said}</p><p>{FIRST}</p><p>{SECOND}</p>"
        source = re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda found: f"&#{ord(found[0])};", source)
    else:
        source = f"{title}\n\n{said}\n\n{FIRST}\n\n{SECOND}"
    document = make_document(source, f"file:///a.{form}")
    parsed = clean_parsed(parse_document(document, decode_document(document)))
    kept = "".join((parsed.title, parsed.body, *(date.text for date in parsed.dates)))
    assert "keeps" in kept
    assert {c for c in kept if unicodedata.category(c) == "Cc"} <= {"\n"}


def test_a_title_in_capitals_goes_on_over_its_lines_and_ends_before_the_subtitle():
    page = _read(
        f"GOVERNOR OPENS CONFERENCE\nIN THE CAPITAL\nForty delegations are expected\n\n{FIRST}\n\n{SECOND}"
    )
    assert page.title == "GOVERNOR OPENS CONFERENCE IN THE CAPITAL"
    assert page.body.startswith("Forty delegations are expected\n\n")


@needs_corpus
def test_the_seed_is_read_whole():
    text = next((CORPUS / "seed").glob("*.txt")).read_text(encoding="utf-8")
    page = _read(text)
    assert text.count(page.title) == 2
    assert page.title not in page.body
    assert page.body.startswith("On 19 November 2019, ")
    assert page.body.endswith("New York on 19 November 2019.")
    assert "\u00a0" not in page.body
    assert page.body.count("\n\n") == 8
