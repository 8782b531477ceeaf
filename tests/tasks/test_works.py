from datetime import date

import pytest

from schemas.findings import EventDate, Work
from tasks.organisations.find import find_organisations
from tasks.organisations.gazetteer import read_lexemes
from tasks.places.find import find_places
from tasks.places.works import find_works
from tasks.prose.cut import cut_text


def find(
    body: str, language: str = "en", title: str = "", dates: tuple[EventDate, ...] = ()
) -> list[Work]:
    prose = cut_text(title, body)
    lexemes = read_lexemes(prose)
    organisations = find_organisations(prose, lexemes, language)
    places = find_places(prose, lexemes, language, organisations)
    found = find_works(
        prose, lexemes, language, places=places, event_dates=dates, organisations=organisations
    )
    for work in found:
        assert prose.text[work.start : work.end] == work.text
    return list(found)


@pytest.mark.parametrize(
    ("text", "language", "kind", "name"),
    [
        ("They signed the Vell Declaration today.", "en", "document", "Vell Declaration"),
        ("They signed the Memorandum of Understanding on Cooperation in the Field of Trade.", "en", "document", "Memorandum of Understanding on Cooperation in the Field of Trade"),
        ("It violates the Clean Rivers Act of 1972.", "en", "document", "Clean Rivers Act of 1972"),
        ("It was at the 24th Norland-Orsk Summit there.", "en", "event", "24th Norland-Orsk Summit"),
        ("It was during the third NRC-UN special event there.", "en", "event", "third NRC-UN special event"),
        ("He spoke at the UN Global Clean Rivers Conference.", "en", "event", "UN Global Clean Rivers Conference"),
        ("They adopted the New York Declaration for Refugees.", "en", "document", "New York Declaration for Refugees"),
        ("Bars closed under Executive Order 20-04 then.", "en", "document", "Executive Order 20-04"),
        ("He was at the Ninth Orsk Rivers Summit in Los Angeles then.", "en", "event", "Ninth Orsk Rivers Summit"),
        ("She flew to COP28 then.", "en", "event", "COP28"),
        ("Ils respectent l’Accord de Paris.", "fr", "document", "Accord de Paris"),
        ("Принята Самаркандская декларация лидеров.", "ru", "document", "Самаркандская декларация"),
        ("双方签署了《合作备忘录》。", "zh", "document", "合作备忘录"),
    ],
)  # fmt: skip
def test_documents_and_events_are_found_by_name(text: str, language: str, kind: str, name: str):
    (found,) = find(text, language)
    assert (found.kind, found.name) == (kind, name)


def test_and_the_begins_another_document():
    names = [
        work.name
        for work in find("They praised the Vell Declaration of the Council and the Orsk Agreement.")
    ]
    assert names == ["Vell Declaration of the Council", "Orsk Agreement"]


@pytest.mark.parametrize(
    "theme", ["“Rivers and Roads”", "Rivers and Roads Without Borders: Preventing Floods"]
)
def test_the_theme_behind_a_colon_is_part_of_an_events_name(theme: str):
    (found,) = find(f"It was held during the third NRC-UN special event: {theme}. It was long.")
    assert found.name == f"third NRC-UN special event: {theme}"


@pytest.mark.parametrize(
    "text",
    [
        "The Joint Statement was read.",
        "A meeting was held.",
        "The Annual Report is out.",
        "The Act says so.",
        "She studied at Norland Law School.",
    ],
)
def test_a_head_without_a_name_is_no_work(text: str):
    assert find(text) == []


def test_an_event_has_the_place_and_day_beside_it():
    text = (
        "He spoke of the UN Rivers Conference to be held in China in May 2020. In Japan it rained."
    )
    start = text.index("in May") + 2
    stated = EventDate(
        start=start,
        end=start + len("in May 2020"),
        text="in May 2020",
        rule="moments/en:month",
        confidence=0.9,
        starts_on=date(2020, 5, 1),
        ends_on=date(2020, 5, 31),
        precision="month",
        tense="future",
    )
    (found,) = find(text, dates=(stated,))
    assert (found.place, found.starts_on, found.ends_on) == (
        "China",
        date(2020, 5, 1),
        date(2020, 5, 31),
    )


def test_a_place_of_the_next_sentence_is_not_the_events():
    (found,) = find("He spoke of the UN Rivers Conference. In Japan it rained.")
    assert found.place == ""


def test_an_organisation_is_no_event():
    assert find("She spoke in the UN General Assembly.") == []


@pytest.mark.parametrize(
    "unit", ["Act of ", "Declaration on the ", "Summit: A", "Conference and the ", "II "]
)
def test_hostile_repetition_stays_within_its_size(unit: str):
    assert len(find(unit * 20_000)) <= 20_000
