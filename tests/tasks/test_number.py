from datetime import date
from pathlib import Path

import pytest

from tasks.reading.number import find_number

DAY = date(2023, 9, 4)
DOJ = Path(__file__).resolve().parents[2] / "../shared/corpus/doj"


def find(
    page: str = "", title: str = "Visit", body: str = "Text.", url: str = "https://x/a"
) -> str:
    return find_number(page, title, body, url, DAY)


@pytest.mark.parametrize(
    ("page", "number"),
    [
        (
            "<div>Press Release Number:&nbsp;</div><div class='x'><div>23-1043</div></div>",
            "23-1043",
        ),
        ("News Release No. 2023/104", "2023/104"),
        ("Communiqué de presse n° 23-17", "23-17"),
        ("Pressemitteilung Nr. 23/2023 vom 4.9.", "2023/23"),
        ("Pressemitteilung Nr. 23/2022 und Pressemitteilung Nr. 2023/17", "2023/17"),
        ("ПРЕСС-РЕЛИЗ № 2023-55", "2023-55"),
        ("Release Number: 22-1043", ""),
        ("Release Number: 23-10-43", ""),
        ("The release noted 23-104 cases", ""),
        ("Order Number: 23-1043", ""),
    ],
)
def test_a_number_behind_its_label_is_found_wherever_it_stands(page: str, number: str):
    assert find(page) == number


@pytest.mark.parametrize(
    ("title", "body", "url", "number"),
    [
        ("IP/23/1043 Visit", "Text.", "https://x/a", "IP/23/1043"),
        ("Visit", "Text.", "https://x/corner/detail/en/ip_23_1043", "IP_23_1043"),
        ("Visit", "Text.", "https://x/news/2023-104/", "2023-104"),
        ("Visit", "23-1043\n\nText.", "https://x/a", "23-1043"),
        ("No: 47, 4 September 2023, Visit", "Text.", "https://x/a", "47"),
        ("Budget 2023-24 adopted", "Text.", "https://x/a", ""),
        ("Case 22-4711 decided", "Call +23-555-1234.", "https://x/a", ""),
        ("Visit", "Text.", "https://x/2023-09-04", ""),
        ("No 10 answers", "Text.", "https://x/a", "10"),
    ],
)
def test_a_number_counts_with_the_year_of_publication(title: str, body: str, url: str, number: str):
    assert find("", title, body, url) == number


def test_without_a_day_of_publication_no_number_is_sure():
    assert find_number("Release Number: 23-1043", "Visit", "Text.", "https://x/a", None) == ""


def test_a_long_page_of_labels_is_read_at_once():
    assert find("release number " * 200_000) == ""
    assert find("release no. " + "<p>" * 300_000 + "23-1043") == ""
