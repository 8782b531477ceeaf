from datetime import UTC, date, datetime

import pytest

from schemas.findings import Part, PartName
from tasks.anatomy.find import find_parts
from tasks.prose.cut import cut_text
from tasks.reading.clean import clean_parsed
from tasks.reading.page import parse_page
from tasks.reading.text import parse_text
from tests.tasks.documents import make_document

DAY = date(2024, 3, 5)
NEWS = (
    "The Secretary-General of the River Union, Amina Okafor, met Foreign Minister Lars Holm on"
    " Tuesday to sign a memorandum on the sharing of flood data between the states of the basin."
)
MORE = "The two sides will meet again in June, when the rains begin, to see what came of it all."
RELEASE = f"""PRESS RELEASE No. 45/2024

EMBARGOED UNTIL 10:00 a.m. EST ON 5 MARCH 2024

Media contact: Jane Roe, +41 22 555 0101, jane.roe@example.org

River Union and Ministry Agree on Data

Ministers to share flood forecasts from next season

GENEVA, 5 March 2024 (RNB) – {NEWS}

{MORE}

###

About the River Union

The River Union (RU) is an intergovernmental organization of 14 states.

Notes to editors:

1. The memorandum is available on request.

For further information, please contact: Press Office, press@example.org

Attachment: Text of the memorandum (PDF)

ENDS
"""


def read_parts(
    body: str, language: str = "en", margins: tuple[str, ...] = (), title: str = "Rivers"
) -> list[Part]:
    prose = cut_text(title, body, margins)
    parts = find_parts(prose, language, DAY)
    assert all(prose.text[part.start : part.end] == part.text for part in parts)
    return list(parts)


def pick(parts: list[Part] | tuple[Part, ...], name: PartName) -> Part:
    return next(part for part in parts if part.name == name)


def test_a_release_is_taken_apart_and_nothing_that_tells_something_is_lost() -> None:
    parsed = clean_parsed(parse_text(RELEASE, make_document(RELEASE, "file:///a.txt")))
    prose = cut_text(parsed.title, parsed.body, parsed.margins)
    parts = find_parts(prose, "en", DAY)
    assert parsed.title == "River Union and Ministry Agree on Data"
    assert parsed.margins[-2:] == ("###", "ENDS")
    found = {part.name: part for part in parts}
    assert found["headline"].text == parsed.title
    assert found["sub-headline"].text == "Ministers to share flood forecasts from next season"
    assert (found["dateline"].value, found["dateline"].on) == ("GENEVA", DAY)
    assert found["lead"].text == NEWS
    assert found["embargo"].at == datetime(2024, 3, 5, 15, tzinfo=UTC)
    assert found["boilerplate"].value == "River Union"
    assert found["boilerplate"].text.endswith("of 14 states.")
    assert found["notes"].text.startswith("Notes to editors:")
    assert found["number"].value == "45/2024"
    assert found["attachment"].value == "Text of the memorandum (PDF)"
    contacts = {part.text[:13] for part in parts if part.name == "contact"}
    assert contacts == {"Media contact", "For further i"}
    assert [part.text for part in parts if part.name == "end-mark"] == ["###", "ENDS"]


@pytest.mark.parametrize(
    ("head", "place", "on"),
    [
        ("WASHINGTON, D.C. – ", "WASHINGTON, D.C.", None),
        ("Brussels, 5 March 2024 – ", "Brussels", DAY),
        ("NEW YORK, March 5 (Agency) -- ", "NEW YORK", DAY),
        ("March 5, 2024 (SAINT PAUL) — ", "SAINT PAUL", DAY),
        ("[GENEVA] — ", "GENEVA", None),
        ("WASHINGTON ", "WASHINGTON", None),
        ("Vilnius. ", "Vilnius", None),
        ("Ulaanbaatar /AGENCY/. ", "Ulaanbaatar", None),
        ("Berlin, den 5. März 2024. ", "Berlin", DAY),
        ("Москва, 5 марта 2024 года. ", "Москва", DAY),
        ("新华社北京3月5日电 ", "北京", DAY),
        ("الرياض، 5 مارس 2024 – ", "الرياض", DAY),
    ],
)
def test_a_dateline_says_place_and_day_and_the_lead_begins_behind_it(
    head: str, place: str, on: date | None
) -> None:
    parts = read_parts(f"{head}{NEWS}\n\n{MORE}")
    dateline = pick(parts, "dateline")
    assert (dateline.value, dateline.on) == (place, on)
    assert pick(parts, "lead").text == NEWS


@pytest.mark.parametrize(
    "body",
    [
        f"On 5 March 2024, {NEWS}",
        f"NATO Allies and partners met. {NEWS}",
        f"Statement – {NEWS}",
        f"EMBARGOED UNTIL 06:00 GMT, MONDAY 8 MARCH 2021\n\n{NEWS}",
        "2021年12月8日，外交部副部长在北京会见来访的联合国副秘书长。",
        f"The Council – which met on Monday – agreed. {NEWS}",
    ],
)
def test_a_sentence_is_no_dateline(body: str) -> None:
    assert not [part for part in read_parts(body) if part.name == "dateline"]


@pytest.mark.parametrize(
    ("line", "on", "at"),
    [
        ("EMBARGOED UNTIL 00:01 GMT, 6 March 2024", 6, datetime(2024, 3, 6, 0, 1, tzinfo=UTC)),
        ("Strictly embargoed until noon ET on March 6", 6, datetime(2024, 3, 6, 17, tzinfo=UTC)),
        ("Under embargo until 0001 hrs BST 6 March", 6, datetime(2024, 3, 5, 23, 1, tzinfo=UTC)),
        ("Sperrfrist: 6. März 2024, 10 Uhr MEZ", 6, datetime(2024, 3, 6, 9, tzinfo=UTC)),
        (
            "Embargo jusqu’au 6 mai 2024, 14h00 heure de Paris",
            6,
            datetime(2024, 5, 6, 12, tzinfo=UTC),
        ),
        ("EMBARGOED UNTIL 10:00 a.m. on 6 March 2024", 6, None),
        ("Not for publication before Wednesday 6 March", 6, None),
        ("EMBARGOED", None, None),
    ],
)
def test_an_embargo_has_its_instant_only_where_its_zone_is_stated(
    line: str, on: int | None, at: datetime | None
) -> None:
    language = "de" if "Sperr" in line else "fr" if "jusqu" in line else "en"
    embargo = pick(read_parts(f"{line}\n\n{NEWS}", language), "embargo")
    assert (embargo.on and embargo.on.day, embargo.at) == (on, at)


@pytest.mark.parametrize(
    "body",
    [
        f"{NEWS}\n\nAbout 200 people\n\n{MORE}",
        f"About the River Union\n\n{NEWS}\n\n{MORE}\n\n{MORE}\n\n{MORE}",
        f"{NEWS}\n\nBackground\n\n{MORE}\n\n{MORE}\n\n{MORE}",
        f"{NEWS}\n\nMedia reports of the contact between the two sides are untrue.\n\n{MORE}",
    ],
)
def test_news_is_not_taken_for_standing_text_notes_or_contacts(body: str) -> None:
    names = {part.name for part in read_parts(body)}
    assert names <= {"headline", "sub-headline", "lead"}


def test_a_contact_goes_as_far_as_there_is_a_way_to_reach_somebody() -> None:
    body = f"{NEWS}\n\nMedia Contact:\n\nJane Roe\n\n+41 22 555 0101\n\n{MORE}"
    contact = pick(read_parts(body), "contact")
    assert contact.text == "Media Contact:\n\nJane Roe\n\n+41 22 555 0101"


def test_an_end_mark_at_the_end_of_a_line_is_found() -> None:
    assert pick(read_parts(f"{NEWS}\n\n{MORE} -30-"), "end-mark").text == "-30-"


def test_a_page_keeps_its_embargo_and_number_beside_the_text_and_its_documents() -> None:
    html = (
        "<html><head><title>River data</title></head><body><nav><a href='/menu.pdf'>Menu</a></nav>"
        "<main><p class='ref'>Press Release Number: 24-113</p>"
        "<p class='note'>Embargoed until 00:01 GMT, 6 March 2024</p><h1>River data</h1>"
        f"<p>{NEWS}</p><p>{MORE} Read the <a href='/docs/memo.pdf'>text of the memorandum</a>.</p>"
        f"<p>{MORE}</p></main><footer><p>Contact: webmaster@example.org</p></footer></body></html>"
    )
    parsed = clean_parsed(parse_page(html, make_document(html, "https://example.org/news/1")))
    prose = cut_text(parsed.title, parsed.body, parsed.margins)
    parts = find_parts(prose, "en", DAY, attachments=parsed.attachments, number="24-113")
    assert pick(parts, "embargo").at == datetime(2024, 3, 6, 0, 1, tzinfo=UTC)
    assert prose.text[pick(parts, "number").start :].startswith("24-113")
    attachment = pick(parts, "attachment")
    assert attachment.text == "text of the memorandum"
    assert attachment.value == "https://example.org/docs/memo.pdf"
    assert not any("webmaster" in margin or "Menu" in margin for margin in parsed.margins)


@pytest.mark.parametrize("unit", ["Contact: a\n\n", "About X\n\n", "ENDS\n\n", "— - ", "#"])
def test_frames_without_end_are_read_in_linear_steps(unit: str) -> None:
    # A quadratic reading of this would outlast the whole suite.
    assert read_parts(unit * (100_000 // len(unit)))
