import pytest

from schemas.findings import Quantity
from tasks.organisations.gazetteer import read_lexemes
from tasks.places.quantities import find_quantities
from tasks.prose.cut import cut_text


def find(body: str, language: str = "en") -> list[Quantity]:
    prose = cut_text("", body)
    found = find_quantities(prose, read_lexemes(prose), language)
    for each in found:
        assert prose.text[each.start : each.end] == each.text
    return list(found)


@pytest.mark.parametrize(
    ("text", "language", "quantity"),
    [
        ("It is 80 percent of trade.", "en", ("80 percent", 80, "percent", "")),
        ("It is 80% of trade.", "en", ("80%", 80, "percent", "")),
        ("Over 120 states took part.", "en", ("Over 120 states", 120, "state", "over")),
        ("It cost $1.5 million then.", "en", ("$1.5 million", 1_500_000, "USD", "")),
        ("It cost more than US$ 3,000 then.", "en", ("more than US$ 3,000", 3000, "USD", "over")),
        ("It cost EUR 5 billion then.", "en", ("EUR 5 billion", 5_000_000_000, "EUR", "")),
        ("For 15 years they met.", "en", ("15 years", 15, "year", "")),
        ("It was a 15-year term.", "en", ("15-year", 15, "year", "")),
        ("At least two countries agreed.", "en", ("At least two countries", 2, "country", "over")),
        ("Nearly 30 member states agreed.", "en", ("Nearly 30 member states", 30, "member state", "under")),
        ("Il y a plus de 1 200 personnes.", "fr", ("plus de 1 200 personnes", 1200, "personne", "over")),
        ("Costó 1,5 millones de euros.", "es", ("1,5 millones de euros", 1_500_000, "EUR", "")),
        ("Rund 1.500 Personen kamen.", "de", ("Rund 1.500 Personen", 1500, "Person", "about")),
        ("Более 1,5 млн долларов.", "ru", ("Более 1,5 млн долларов", 1_500_000, "USD", "over")),
        ("超过1.5亿美元", "zh", ("超过1.5亿美元", 150_000_000, "USD", "over")),
        ("أكثر من 120 دولة", "ar", ("أكثر من 120 دولة", 120, "دولة", "over")),
    ],
)  # fmt: skip
def test_a_number_has_its_value_unit_and_bound(
    text: str, language: str, quantity: tuple[object, ...]
):
    (found,) = find(text, language)
    assert (found.text, found.value, found.unit, found.bound) == quantity


@pytest.mark.parametrize(
    "text",
    [
        "On 19 November 2019 it rained.",
        "On November 19, 2019, it rained.",
        "See Section 8 and Title 18 and No. 12.",
        "Call (202) 514-2007 at 10:30.",
        "In 2007 countries met.",
        "Between 2017 and 2022 it rained.",
    ],
)
def test_dates_and_numbers_of_things_are_no_quantities(text: str):
    assert find(text) == []


def test_a_french_day_in_march_is_no_quantity():
    assert find("Ils se sont vus le 13 mars 2024 à Lima.", "fr") == []


@pytest.mark.parametrize("unit", ["5 ", "$", "1.", "over 5 million ", "9" * 50])
def test_hostile_numbers_do_no_harm(unit: str):
    assert len(find(unit * 20_000)) <= 20_000
