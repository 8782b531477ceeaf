import pycountry
import pytest

from schemas.findings import Place
from tasks.organisations.find import find_organisations
from tasks.organisations.gazetteer import read_lexemes
from tasks.persons.find import find_persons
from tasks.places.atlas import load_world
from tasks.places.find import find_places
from tasks.prose.cut import cut_text


def find(body: str, language: str = "en") -> list[Place]:
    prose = cut_text("", body)
    lexemes = read_lexemes(prose)
    organisations = find_organisations(prose, lexemes, language)
    found = find_places(prose, lexemes, language, organisations)
    for mention in (mention for each in found for mention in each.mentions):
        assert prose.text[mention.start : mention.end] == mention.text
    return list(found)


def identify(body: str, language: str = "en") -> list[str]:
    return [each.place_id for each in find(body, language)]


@pytest.mark.parametrize(
    ("text", "language", "places"),
    [
        ("The President of Kazakhstan flew to Tashkent.", "en", ["KZ", "tashkent"]),
        ("Le ministre français s’est rendu à Tachkent, en Ouzbékistan.", "fr", ["FR", "tashkent", "UZ"]),
        ("El ministro viajó a Pekín y a Alemania.", "es", ["beijing", "DE"]),
        ("Die Ministerin reiste nach Moskau und in die Vereinigten Staaten.", "de", ["moscow", "US"]),
        ("Министр России прибыл в Ташкент; переговоры с китайской стороной.", "ru", ["RU", "tashkent", "CN"]),
        ("哈萨克斯坦总统访问北京。", "zh", ["KZ", "beijing"]),
        ("زار الوزير القاهرة وإيران والولايات المتحدة.", "ar", ["cairo", "IR", "US"]),
    ],
)  # fmt: skip
def test_countries_and_towns_have_one_id_in_seven_languages(
    text: str, language: str, places: list[str]
):
    assert identify(text, language) == places


def test_an_adjective_stands_for_its_country():
    (found,) = find("The Kyrgyz side agreed.")
    assert (found.place_id, found.mentions[0].rule) == ("KG", "places/en:adjective")


def test_a_language_is_no_place():
    assert identify("The form is available in Spanish.") == []


def test_the_long_name_of_a_country_is_one_mention():
    (found,) = find("He thanked the People's Republic of China.")
    assert found.mentions[0].text == "People's Republic of China"


def test_a_pronoun_is_no_country():
    assert identify("Join us. He thanked the US.") == ["US"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Georgia and its Prime Minister spoke in Tbilisi.", ["GE", "tbilisi"]),
        ("The firm of Atlanta, Georgia, paid.", ["atlanta", "US-GA"]),
        ("Georgia was mentioned.", []),
        ("Korea was mentioned in Seoul.", ["KR", "seoul"]),
    ],
)
def test_a_name_of_several_places_is_what_the_text_tells_or_none(text: str, places: list[str]):
    assert identify(text) == places


@pytest.mark.parametrize(
    "text",
    ["Michael Jordan spoke.", "Mr. Jordan spoke.", "He met Jordan Vell.", "Senator Israel spoke."],
)
def test_a_person_is_no_country(text: str):
    assert identify(text) == []


def test_jordan_is_a_country_by_itself():
    assert identify("He went from Jordan to Jordan's neighbours.") == ["JO"]


@pytest.mark.parametrize(
    ("text", "town", "state"),
    [
        ("The mayor of Orskville, Minnesota, spoke.", "orskville", "US-MN"),
        ("She lives in Orskville, Minn., today.", "orskville", "US-MN"),
        ("A man of Monrovia, Calif., paid.", "monrovia", "US-CA"),
        ("The event in Orskville, PA was long.", "orskville", "US-PA"),
    ],
)
def test_a_town_is_in_the_state_behind_its_comma(text: str, town: str, state: str):
    found = {each.place_id: each for each in find(text)}
    assert list(found) == [town, state]
    assert found[town].country == "US"


@pytest.mark.parametrize(
    "text",
    [
        "ORSK VELL, Minn. — The mayor spoke.",
        "(ORSK VELL) – The mayor spoke.",
        "ORSK VELL, 5 May 2020 — The mayor spoke.",
    ],
)
def test_a_dateline_names_a_town(text: str):
    assert find(text)[0].name == "Orsk Vell"


def test_a_town_behind_in_is_told_with_less_confidence():
    (found,) = find("The bridge in Orskville fell.")
    assert (found.place_id, found.country) == ("orskville", "")
    assert found.mentions[0].confidence < 0.6


@pytest.mark.parametrize(
    "text",
    [
        "It was adopted in Congress.",
        "It came in March.",
        "It is in Section 5.",
        "The Special Agent in Charge Anna Orsk spoke.",
    ],
)
def test_not_everything_behind_in_is_a_town(text: str):
    assert identify(text) == []


def test_a_building_has_its_country():
    found = {each.place_id: each for each in find("They met at the UN Headquarters in New York.")}
    assert (found["un-headquarters"].country, found["new-york"].country) == ("US", "US")


def test_a_country_in_the_name_of_a_body_counts_only_behind_of():
    assert identify("The Ministry of Health of Japan spoke.") == ["JP"]
    assert identify("The Norway Pension Fund spoke.") == []


def test_parts_of_countries_are_those_of_iso_3166():
    names = {part.code: part.name for part in pycountry.subdivisions}
    known = load_world().parts
    british = {
        "GB-ENG": "England",
        "GB-SCT": "Scotland",
        "GB-WLS": "Wales",
        "GB-NIR": "Northern Ireland",
    }
    differing = {code for code, name in known.items() if names[code].partition(" [")[0] != name}
    assert differing <= set(british)
    assert len(known) > 70


@pytest.mark.parametrize("unit", ["in Jordan, ", "Georgia ", "New York, Minn. ", "A, B, "])
def test_hostile_repetition_stays_within_its_size(unit: str):
    assert sum(len(each.mentions) for each in find(unit * 20_000)) <= 40_000


def test_a_place_that_is_a_persons_name_is_none():
    prose = cut_text("", "Anna Montenegro, a judge, flew to Kenya. Judge Montenegro spoke there.")
    persons = find_persons(prose, "en")
    found = find_places(prose, read_lexemes(prose), "en", (), persons)
    assert [each.place_id for each in found] == ["KE"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("WASHINGTON The Department of Trade spoke.", ["washington"]),
        ("They met in Kansas City on Monday.", ["kansas-city"]),
        ("They met in Orsk City, Iowa.", ["US-IA", "orsk-city"]),
        ("He spoke in Orsk v. Vell today.", []),
    ],
)
def test_a_town_has_the_words_that_belong_to_it(text: str, places: list[str]):
    assert sorted(identify(text)) == sorted(places)
