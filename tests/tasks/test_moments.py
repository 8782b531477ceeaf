from datetime import date

import pytest

from schemas.findings import EventDate
from tasks.days.calendar import load_calendar
from tasks.days.dates import number_months
from tasks.days.moments import drop_own, find_moments
from tasks.prose.cut import Prose, cut_text
from tests.eval.matching import write_date

DAY = date(2021, 10, 7)  # a Thursday
LANGUAGES = [
    "ar",
    "de",
    "en",
    "es",
    "fa",
    "fr",
    "hi",
    "it",
    "ja",
    "kk",
    "ko",
    "pt",
    "ru",
    "tr",
    "uk",
    "zh",
]
# Dates stand behind a first paragraph, as those of a first line may be the release's own.
LEAD = "The two delegations spoke about many matters of concern to them and to others.\n\n"


def _cut(text: str) -> Prose:
    return cut_text("Two delegations speak", f"{LEAD * 4}{text}\n\n{LEAD}")


def _find(text: str, language: str = "en", day: date | None = DAY) -> tuple[EventDate, ...]:
    return drop_own(find_moments(_cut(text), language, day))


def _write(dates: tuple[EventDate, ...]) -> list[str]:
    return [
        " ".join(
            dict.fromkeys(
                (
                    write_date(one.starts_on, one.precision) or "",
                    write_date(one.ends_on, one.precision) or "",
                )
            )
        )
        for one in dates
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met on 19 November 2019.", ["2019-11-19"]),
        ("They met on Nov. 19, 2019.", ["2019-11-19"]),
        ("They met on Tuesday, November 19, 2019, in Rome.", ["2019-11-19"]),
        ("They will meet on 19 November.", ["2021-11-19"]),
        ("They had met on 2 May.", ["2021-05-02"]),
        ("They will meet again on 14 February.", ["2022-02-14"]),
        ("It was opened in March.", ["2021-03"]),
        ("It was held in May 2020.", ["2020-05"]),
        ("It has grown since 2007 and will go on until 2030.", ["2007", "2030"]),
        ("Last month, and last year, they met.", ["2021-09", "2020"]),
        ("They met yesterday and go on tomorrow.", ["2021-10-06", "2021-10-08"]),
        ("They met on Tuesday.", ["2021-10-05"]),
        ("They will meet on Tuesday.", ["2021-10-12"]),
        ("They met last Friday and meet next Tuesday.", ["2021-10-01", "2021-10-12"]),
        ("It was founded two years ago.", ["2019"]),
        ("It opened last October.", ["2020-10"]),
        ("It falls on the 18th of this month.", ["2021-10-18"]),
        ("It ran from 12-14 March 2024.", ["2024-03-12 2024-03-14"]),
        ("It lasts from 3 to 5 November.", ["2021-11-03 2021-11-05"]),
        ("It ran between May and July 2020.", ["2020-05 2020-07"]),
        ("It ran from March 30 – April 2, 2022.", ["2022-03-30 2022-04-02"]),
        ("From December 30 to January 2, 2022, they rest.", ["2021-12-30 2022-01-02"]),
        ("From 1981 to 2004 it fell.", ["1981 2004"]),
        ("On 12, 13 and 14 March 2022 they meet.", ["2022-03-12", "2022-03-13", "2022-03-14"]),
        ("The deadline is 2021-11-03.", ["2021-11-03"]),
    ],
)
def test_dates_of_english_events_are_resolved(text: str, expected: list[str]):
    assert _write(_find(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "They met today, on 7 October 2021, this morning.",
        "The Clean Air Act of 1970 and Resolution 2231 (2015) hold.",
        "The 2030 Agenda, FY 2007 and the tax years 2004 through 2007.",
        "Nothing was the same after September 11th.",
        "On 31 February 2020 and on 13/13/2020 nothing happened.",
        "The price is $2000, at 10:30, in room 12, for 2020 people.",
        "Theresa May may march on.",
        "Each Sunday Sun and Wed shops open.",
    ],
)
def test_what_is_no_date_of_an_event_is_left_out(text: str):
    assert _find(text) == ()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "La réunion se tiendra du 3 au 5 mai 2022.", ["2022-05-03 2022-05-05"]),
        ("fr", "Mardi dernier, puis le 1er décembre.", ["2021-10-05", "2021-12-01"]),
        ("es", "Se celebrará del 3 al 5 de mayo de 2022.", ["2022-05-03 2022-05-05"]),
        ("es", "Desde 2009 y el año pasado.", ["2009", "2020"]),
        ("pt", "A reunião será de 3 a 5 de maio de 2022.", ["2022-05-03 2022-05-05"]),
        ("de", "Das Treffen wird vom 3. bis 5. Mai 2022 stattfinden.", ["2022-05-03 2022-05-05"]),
        ("de", "Am Montag, den 4. Oktober, traf er ihn.", ["2021-10-04"]),
        ("it", "Si terrà dal 3 al 5 maggio 2022.", ["2022-05-03 2022-05-05"]),
        ("ru", "Встреча пройдет с 3 по 5 мая 2022 года.", ["2022-05-03 2022-05-05"]),
        ("ru", "В прошлом году, в апреле 2019 года.", ["2020", "2019-04"]),
        ("uk", "Зустріч відбудеться 3–5 травня 2022 року.", ["2022-05-03 2022-05-05"]),
        ("zh", "会议将于2022年5月3日至5日在北京举行。", ["2022-05-03 2022-05-05"]),
        ("zh", "去年，9月30日，双方会见。", ["2020", "2021-09-30"]),
        ("ja", "会合は令和4年5月3日から5日まで開催される。", ["2022-05-03 2022-05-05"]),
        ("ko", "회의는 2022년 5월 3일부터 5일까지 열린다.", ["2022-05-03 2022-05-05"]),
        ("ar", "سيعقد من 3 إلى 5 مايو 2022", ["2022-05-03 2022-05-05"]),
        ("ar", "في كانون الثاني/يناير 2020 وفي عام 2014", ["2020-01", "2014"]),
        ("fa", "در ۱۲ مهر ۱۴۰۰ برگزار شد", ["2021-10-04"]),
        ("tr", "Toplantı 3-5 Mayıs 2022 tarihlerinde yapılacak.", ["2022-05-03 2022-05-05"]),
        ("kk", "Кездесу 2022 жылғы 3-5 мамырда өтеді.", ["2022-05-03 2022-05-05"]),
        ("hi", "बैठक 3-5 मई 2022 को होगी।", ["2022-05-03 2022-05-05"]),
        ("pl", "Spotkanie odbędzie się 3 maja 2022 r.", ["2022-05-03"]),
    ],
)
def test_dates_are_read_in_many_languages(language: str, text: str, expected: list[str]):
    assert _write(_find(text, language)) == expected


def test_a_date_has_its_place_and_its_tense():
    prose = _cut("They met in May 2020 and will meet on 19 November.")
    past, future = drop_own(find_moments(prose, "en", DAY))

    assert (past.text, past.precision, past.tense) == ("May 2020", "month", "past")
    assert (future.text, future.precision, future.tense) == ("19 November", "day", "future")
    assert prose.text[future.start : future.end] == "19 November"


def test_the_dateline_of_another_day_is_no_event():
    prose = cut_text("A visit", "LISBON, Oct. 6 – The minister arrived on Monday in the city.")

    assert [one.text for one in drop_own(find_moments(prose, "en", DAY))] == ["Monday"]


def test_a_story_long_ago_goes_on_in_its_year():
    found = _find("On August 25, 2019, he left. He was seen on December 2.")

    assert _write(found) == ["2019-08-25", "2019-12-02"]


def test_only_full_dates_are_found_without_a_day_of_publication():
    assert _write(_find("Last week, on 5 May and on 6 May 2020.", day=None)) == ["2020-05-06"]


@pytest.mark.parametrize(
    "unit", ["May ", "5 May ", "5, ", "Monday, ", "in 2007 and ", "03/04/2021 "]
)
def test_a_hostile_text_costs_as_much_a_character_whatever_its_length(unit: str):
    found = [len(_find(unit * count)) for count in (500, 5_000)]

    assert found[0] * 9 <= found[1] <= found[0] * 11


@pytest.mark.parametrize("language", LANGUAGES)
def test_month_names_agree_with_those_of_datelines(language: str):
    known = number_months()

    for name, number in load_calendar(language).months.items():
        assert known.get(name, number) == number
