from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.document import DateCandidate
from tasks.days.choice import choose_date, get_winner
from tasks.days.dates import (
    find_date,
    find_text_dates,
    make_candidate,
    make_candidates,
    parse_stamp,
    read_short_date,
    read_title_date,
    read_url_date,
)
from tests.tasks.documents import OBSERVED


@pytest.mark.parametrize(
    "text",
    [
        "19 November 2019",
        "November 19, 2019",
        "Nov. 19th, 2019",
        "the 19th of November, 2019",
        "2019-11-19",
        "2019/11/19",
        "19.11.2019",
        "19/11/2019",
        "11/19/2019",
        "Tue, 19 Nov 2019 10:00:00 +0000",
        "le 19 novembre 2019",
        "19 de noviembre de 2019",
        "19 de novembro de 2019",
        "19. November 2019",
        "19 novembre 2019",
        "19 ноября 2019 г.",
        "19 листопада 2019 року",
        "2019 жылғы 19 қараша",
        "19 Kasım 2019",
        "2019年11月19日",
        "2019 年 11 月 19 日",
        "2019년 11월 19일",
        "19 نوفمبر 2019",
        "١٩ نوفمبر ٢٠١٩",
        "19 तारीख 19 नवंबर 2019",
        "ngày 19 tháng 11 năm 2019",
        "19 listopada 2019",
        "2019. november 19",
        "令和元年11月19日",
        "令和元年１１月１９日",
        "۲۸ آبان ۱۳۹۸",
        "1398/08/28",
        "١٩ تشرين الثاني/نوفمبر ٢٠١٩",
    ],
)
def test_a_date_is_read_however_its_language_writes_it(text: str):
    found = find_date(text)
    assert found is not None
    assert found[0] == date(2019, 11, 19)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "03/04/2021",
        "31 February 2020",
        "2019-13-45",
        "No. 366",
        "march on 20 2019 roads",
        "?" * 500,
    ],
)
def test_what_is_no_date_or_could_be_two_is_not_guessed(text: str):
    assert find_date(text) is None


def test_a_stamp_keeps_the_day_of_its_own_zone_and_the_instant():
    stamp = parse_stamp("2023-01-10 22:54:40-05:00")
    assert stamp == (date(2023, 1, 10), datetime(2023, 1, 11, 3, 54, 40, tzinfo=UTC))


@pytest.mark.parametrize(
    ("url", "day", "method"),
    [
        ("https://example.org/news/2019/04/03_Lunch.asp", date(2019, 4, 3), "url"),
        ("https://example.org/t20240305_1234.html", date(2024, 3, 5), "url"),
        ("file:///x/15Mar2005Kerry230.txt", date(2005, 3, 15), "file-name"),
        ("file:///x/2023-01-10-readout.md", date(2023, 1, 10), "file-name"),
    ],
)
def test_an_address_or_a_file_name_states_a_date(url: str, day: date, method: str):
    candidate = read_url_date(url)
    assert candidate is not None
    assert (candidate.value, candidate.method) == (day, method)


@pytest.mark.parametrize("url", ["https://example.org/a/18-366", "https://example.org/2019/99/99/"])
def test_other_numbers_in_an_address_are_no_date(url: str):
    assert read_url_date(url) is None


@pytest.mark.parametrize(
    "paragraph",
    [
        "BEIJING, 12 March 2024 — The Minister met the delegation.",
        "March 12, 2024 (Saint Paul) — The Attorney General announced.",
        "Москва, 12 марта 2024 г. — Состоялась встреча.",
        "12 March 2024",
        "FOR IMMEDIATE RELEASE: March 12, 2024",
        "Date: 12 March 2024",
        "Tuesday, March 12, 2024",
        "发布时间：2024年3月12日",
        "Москва, 12 марта 2024 года",
        "12 March 2024, 14:00",
        "Riyadh, March 12, 2024, ABC -- The Minister received the delegation.",
        "EMBARGOED UNTIL 10:00 GMT, 12 March 2024",
        "Publié le 12 mars 2024",
        "등록일 2024-03-12",
        "Data publikacji: 12 marca 2024 r.",
        "2024-03-12 16:30:00 字号：大 中 小",
        "Mannheim, 12. März 2024. Die Maschinenbau AG hat einen Vertrag unterzeichnet.",
        "STRICTLY EMBARGOED UNTIL 00:01 BST, TUESDAY 12 MARCH 2024",
    ],
)
def test_a_dateline_states_the_publication_date(paragraph: str):
    found = find_text_dates([paragraph, "The text goes on."])
    assert [candidate.value for candidate in found] == [date(2024, 3, 12)]


@pytest.mark.parametrize(
    "paragraph",
    [
        "On 12 March 2024, the Secretary-General met the Minister.",
        "The conference will be held in May 2024, and again on 12 March 2024.",
        "When: 2:30 p.m., Tuesday, March 12, 2024",
        "2024年3月12日，部长会见了代表团。",
        "Le 12 mars 2024, le ministre a reçu la délégation.",
        "The two met on 12 March 2024. The talks went on.",
    ],
)
def test_a_date_in_a_sentence_is_an_event_and_no_candidate(paragraph: str):
    assert find_text_dates([paragraph]) == []


def test_a_programme_of_several_days_is_no_dateline():
    days = ["14 June 2025: talks in the port city", "15 June 2025: visit to the crossing"]
    assert find_text_dates(["The Minister will visit two cities.", *days]) == []


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("03.22.24", "en", date(2024, 3, 22)),
        ("22/03/24", "", date(2024, 3, 22)),
        ("Publicado em 12/03/2024 15h30", "pt-BR", date(2024, 3, 12)),
        ("03/12/2024", "en-US", date(2024, 3, 12)),
        ("12/03/2024", "en-GB", date(2024, 3, 12)),
        ("03/12/2024", "en", None),
        ("31/31/2024", "fr", None),
        ("12/03/2024 to 14/03/2024", "fr", None),
    ],
)
def test_a_short_date_is_read_as_the_language_of_its_page_writes_it(
    text: str, language: str, day: date | None
):
    found = read_short_date(text, language, "date-line")
    assert (found.value if found else None) == day


@pytest.mark.parametrize(
    ("title", "stated"),
    [
        ("No: 47, 12 March 2024, Press Release Regarding the Talks", True),
        ("Norlande - Entretien des ministres (12 mars 2024)", True),
        ("Department Press Briefing – March 12, 2024", True),
        ("Statement on the attack of 12 March 2024 in the port", False),
        ("12 March 2024", False),
        ("Norlande - Entretien téléphonique du ministre (12.03.24)", True),
    ],
)
def test_a_headline_states_its_date_only_where_it_sets_it_off(title: str, stated: bool):
    assert (read_title_date(title, "fr") is not None) == stated


def _candidate(day: date, method: str, text: str = "") -> DateCandidate:
    candidate = make_candidate(method, day.isoformat())
    assert candidate is not None
    return candidate.model_copy(update={"text": text or candidate.text})


def test_the_stronger_method_wins_and_the_others_are_kept():
    url, line = _candidate(date(2022, 8, 23), "url"), _candidate(date(2022, 8, 22), "dateline")
    assert [one.method for one in choose_date([line, url], OBSERVED, {})] == ["url", "dateline"]


def test_a_date_after_the_document_was_seen_never_wins_over_a_possible_one():
    future, past = _candidate(date(2031, 1, 1), "json-ld"), _candidate(date(2020, 1, 1), "htmldate")
    assert choose_date([future, past], OBSERVED, {})[0].value == past.value


def test_a_lookup_row_of_the_source_overrules_what_was_published():
    stated = _candidate(date(2020, 3, 30), "dateline", text="30 Mrach 2020")
    chosen = choose_date([stated], OBSERVED, {"30 Mrach 2020": date(2020, 3, 31)})
    assert (chosen[0].value, chosen[0].method) == (date(2020, 3, 31), "lookup")


def test_a_candidate_of_like_trust_with_another_day_is_marked():
    url, line = _candidate(date(2022, 8, 23), "url"), _candidate(date(2022, 8, 22), "dateline")
    guess = _candidate(date(2022, 8, 1), "htmldate")
    winner, *others = choose_date([line, url, guess], OBSERVED, {})

    assert [(one.method, one.is_conflicting) for one in others] == [
        ("dateline", True),
        ("htmldate", False),
    ]
    assert winner.reason == (
        "url is trusted most; but dateline says 2022-08-22, htmldate says 2022-08-01"
    )


def test_a_date_that_reads_two_ways_is_kept_both_ways_and_never_wins():
    dates = choose_date(make_candidates("element", "03/04/2021"), OBSERVED, {}, "en")

    assert {one.value for one in dates} == {date(2021, 4, 3), date(2021, 3, 4)}
    assert all(one.is_ambiguous for one in dates)
    assert get_winner(dates) is None


@pytest.mark.parametrize(
    ("language", "day"), [("fr", date(2021, 4, 3)), ("en-US", date(2021, 3, 4))]
)
def test_the_language_settles_a_date_that_reads_two_ways(language: str, day: date):
    dates = choose_date(make_candidates("element", "03/04/2021"), OBSERVED, {}, language)
    winner = get_winner(dates)

    assert winner is not None
    assert winner.value == day
    assert [one.is_ambiguous for one in dates] == [False, True]


def test_another_candidate_settles_a_date_that_reads_two_ways():
    url = _candidate(date(2021, 3, 4), "url")
    dates = choose_date([*make_candidates("field", "03/04/2021"), url], OBSERVED, {}, "en")

    assert [(one.method, one.value, one.is_ambiguous) for one in dates] == [
        ("field", date(2021, 3, 4), False),
        ("url", date(2021, 3, 4), False),
        ("field", date(2021, 4, 3), True),
    ]
    assert dates[0].reason.startswith("field is trusted most; url agrees")


@given(st.text(max_size=300))
def test_no_text_breaks_the_date_reader(text: str):
    found = find_date(text)
    assert found is None or 1900 <= found[0].year < 2100
