from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.warehouse.records import Record, begin, load, make_fetch, make_release
from warehouse.publish import publish_snapshot
from warehouse.reports import run_report

DAY = date(2023, 9, 4)


def hold(home: Path, documents: Iterable[tuple[str, date]]) -> None:
    """Load releases of one source: number and day each."""
    begin(home)
    records: list[Record] = []
    for place, (number, day) in enumerate(documents):
        fetch = make_fetch(place)
        release = make_release(fetch, published_on=day)
        records += [fetch, release.model_copy(update={"number": number})]
    load(home, records)
    publish_snapshot(home)


def gaps(home: Path, kind: str, **asked: object) -> list[tuple[object, ...]]:
    rows = run_report(home, "gaps", asked).to_pylist()
    return [
        (row["first_missing"], row["last_missing"], row["missing_count"])
        for row in rows
        if row["gap"] == kind
    ]


@pytest.mark.parametrize(
    ("form", "missing"),
    [
        ("23-{n}", ("23-1042", "23-1043", 2)),
        ("IP_23_{n}", ("IP_23_1042", "IP_23_1043", 2)),
        ("{n}", ("1042", "1043", 2)),
        ("2023/0{n}", ("2023/01042", "2023/01043", 2)),
    ],
)
def test_numbers_missing_between_two_of_a_year_are_found(
    tmp_path: Path, form: str, missing: tuple[object, ...]
):
    hold(tmp_path, [(form.format(n=n), DAY) for n in (1040, 1041, 1044, 1045)])
    assert gaps(tmp_path, "number") == [missing]


def test_years_and_series_are_counted_apart_and_copies_once(tmp_path: Path):
    new_year = date(2024, 1, 8)
    hold(
        tmp_path,
        [
            ("23-998", DAY),
            ("23-1001", DAY),
            ("23-1001", DAY),
            ("24-2", new_year),
            ("24-3", new_year),
            ("24-5", new_year),
            ("IP/24/9", new_year),
            ("", new_year),
            ("24-9999", new_year),
        ],
    )
    assert gaps(tmp_path, "number") == [("23-999", "23-1000", 2), ("24-4", "24-4", 1)]


def test_a_week_without_releases_between_two_that_have_some_is_found(tmp_path: Path):
    weeks = (0, 1, 2, 4, 5, 8, 9)
    hold(
        tmp_path,
        [("", DAY + timedelta(weeks=n)) for n in weeks],
    )
    assert gaps(tmp_path, "week") == [
        ("2023-09-25", "2023-09-25", 1),
        ("2023-10-16", "2023-10-23", 2),
    ]
    assert gaps(tmp_path, "week", until="2023-10-10") == [("2023-09-25", "2023-09-25", 1)]
    assert gaps(tmp_path, "week", source="nobody") == []


def test_a_publisher_that_speaks_once_a_month_is_not_always_silent(tmp_path: Path):
    steps = (0, 4, 8, 13, 17, 30, 34)
    hold(
        tmp_path,
        [("", DAY + timedelta(weeks=n)) for n in steps],
    )
    assert [count for _, _, count in gaps(tmp_path, "week")] == [4, 12]
