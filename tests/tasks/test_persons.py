"""Persons in a release: their names, what they are, and who is who."""

import re

import pytest

from schemas.document import Parsed
from schemas.findings import Person
from tasks.persons import names
from tasks.persons.find import find_persons
from tasks.persons.names import fold_name, identify_person
from tasks.persons.signs import read_line
from tasks.persons.titles import write_role
from tasks.prose.cut import cut_text
from tasks.understand import understand_release


def find(body: str, language: str = "en", title: str = "") -> dict[str, Person]:
    return {person.name: person for person in find_persons(cut_text(title, body), language)}


def list_role(person: Person) -> tuple[str, str | None, str]:
    role = person.roles[0]
    return role.title, role.organisation, role.status


@pytest.mark.parametrize(
    ("body", "name", "role"),
    [
        ("SBO Secretary-General Ruslan Tashev met the press.", "Ruslan Tashev", ("Secretary-General", "SBO", "current")),
        ("Zorvan Abelik, Minister of Foreign Affairs of Kazakhstan, spoke.", "Zorvan Abelik", ("Minister of Foreign Affairs", "Kazakhstan", "current")),
        ("The Minister of Health of Fiji, Dr. Epeli Naivalu, spoke.", "Epeli Naivalu", ("Minister of Health", "Fiji", "current")),
        ("Acting Foreign Minister Zorvan Abelik spoke.", "Zorvan Abelik", ("Foreign Minister", None, "acting")),
        ("They received former Director-General Zorvan Abelik.", "Zorvan Abelik", ("Director-General", None, "former")),
        ("Assistant Attorney General Lorna B. Hale of the Criminal Division spoke.", "Lorna B. Hale", ("Assistant Attorney General", "Criminal Division", "current")),
        ("Kate E. Brown, of Kansas, to be United States Attorney for the District of Kansas.", "Kate E. Brown", ("United States Attorney", "District of Kansas", "current")),
        ("The Permanent Secretary, Ministry of Trade of Fiji, Mr. Ezra Touray, spoke.", "Ezra Touray", ("Permanent Secretary", "Ministry of Trade of Fiji", "current")),
        ("The Director for Europe, Amb. Lucy Barasa, spoke.", "Lucy Barasa", ("Director for Europe", None, "current")),
        ("Ambassador Zorvan Abelik, Permanent Representative to the UNO, spoke.", "Zorvan Abelik", ("Permanent Representative", "UNO", "current")),
        ("UNOX's Country Programme Specialist Zorvan Abelik spoke.", "Zorvan Abelik", ("Country Programme Specialist", "UNOX", "current")),
        ("Former U.S. Ambassador Zorvan Abelik spoke.", "Zorvan Abelik", ("Ambassador", "U.S.", "former")),
        ("They met ex-Foreign Minister Zorvan Abelik.", "Zorvan Abelik", ("Foreign Minister", None, "former")),
        ("Zorvan Abelik, Director, Office of Water, spoke.", "Zorvan Abelik", ("Director", "Office of Water", "current")),
        ("Zorvan Abelik (Fiji), Co-Chair of the Ford Council, spoke.", "Zorvan Abelik", ("Co-Chair", "Ford Council", "current")),
        ("Special Agent-in-Charge Zorvan Abelik spoke.", "Zorvan Abelik", ("Special Agent-in-Charge", None, "current")),
        ("First Lady Zorvana Abelik spoke.", "Zorvana Abelik", ("First Lady", None, "current")),
        ("Foreign Minister Prince Faisal bin Omar Al Saud spoke.", "Faisal bin Omar Al Saud", ("Foreign Minister", None, "current")),
    ],
)  # fmt: skip
def test_a_role_is_read_before_a_name_and_behind_it(
    body: str, name: str, role: tuple[str, str | None, str]
) -> None:
    assert list_role(find(body)[name]) == role


@pytest.mark.parametrize(
    ("language", "body", "name", "role"),
    [
        ("fr", "Mme Ngozi Adeyemi, directrice générale de l’OMC, a parlé.", "Ngozi Adeyemi", ("directrice générale", "OMC", "current")),
        ("es", "El Ministro de Relaciones Exteriores de Chile, Gonzalo Prieto Vidal, habló.", "Gonzalo Prieto Vidal", ("Ministro de Relaciones Exteriores", "Chile", "current")),
        ("de", "Bundesaußenministerin Annelie Brandt sprach.", "Annelie Brandt", ("Bundesaußenministerin", None, "current")),
        ("ru", "Генеральный секретарь ШОС Владимир Петров выступил.", "Владимир Петров", ("Генеральный секретарь", "ШОС", "current")),
        ("fr", "Mme Ngozi Adeyemi, ministre des Affaires étrangères du Kenya, a parlé.", "Ngozi Adeyemi", ("ministre des Affaires étrangères", "Kenya", "current")),
        ("es", "El expresidente Hernando Prieto habló.", "Hernando Prieto", ("presidente", None, "former")),
        ("de", "Die Botschafterin Litauens, Rasa Brandt, sprach.", "Rasa Brandt", ("Botschafterin", "Litauens", "current")),
        ("zh", "部长会见联合国副秘书长阿贝良。阿贝良表示感谢。", "阿贝良", ("副秘书长", "联合国", "current")),
        ("ar", "قال وزير الخارجية ديفيد كاميرون: شكرا", "ديفيد كاميرون", ("وزير الخارجية", None, "current")),
        ("ar", "وزير الخارجية ديفيد كاميرون يزور القاهرة", "ديفيد كاميرون", ("وزير الخارجية", None, "current")),
    ],
)  # fmt: skip
def test_names_and_roles_are_read_in_other_languages(
    language: str, body: str, name: str, role: tuple[str, str | None, str]
) -> None:
    assert list_role(find(body, language)[name]) == role


def test_all_forms_of_a_name_are_mentions_of_one_person() -> None:
    body = "Secretary-General Ruslan Tashev spoke. Mr Tashev thanked all. Later Tashev left."
    persons = find(body, title="Secretary-General Tashev Speaks")
    assert list(persons) == ["Ruslan Tashev"]
    assert [mention.text for mention in persons["Ruslan Tashev"].mentions] == [
        "Tashev", "Ruslan Tashev", "Tashev", "Tashev",
    ]  # fmt: skip
    assert persons["Ruslan Tashev"].honorific == "Mr"


def test_every_mention_stands_where_its_offsets_say() -> None:
    prose = cut_text(
        "Visit", "H.E. Dato Lim Jock Tan met U.S. Sen. Maria Lopez (D-NY) and B.Dulam."
    )
    persons = find_persons(prose, "en")
    assert persons
    for mention in (mention for person in persons for mention in person.mentions):
        assert prose.text[mention.start : mention.end] == mention.text


def test_two_of_one_family_name_stay_two_and_a_role_tells_which_is_meant() -> None:
    body = (
        "John Smith, Minister of Trade, and Mary Smith, a teacher from Ohio, talked."
        " Minister Smith agreed."
    )
    persons = find(body)
    assert set(persons) == {"John Smith", "Mary Smith"}
    assert [mention.text for mention in persons["John Smith"].mentions] == ["John Smith", "Smith"]


def test_those_in_a_list_share_a_plural_role_each_with_its_own_country() -> None:
    persons = find("Foreign Ministers Sergei Ladov of Russia and Wang Ying of China met.")
    assert list_role(persons["Sergei Ladov"]) == ("Foreign Minister", "Russia", "current")
    assert list_role(persons["Wang Ying"]) == ("Foreign Minister", "China", "current")


def test_a_couple_shares_its_family_name() -> None:
    assert set(find("We thank Brian and Alma Hart for their help.")) == {"Brian Hart", "Alma Hart"}


@pytest.mark.parametrize(
    "body",
    [
        "The Nelson Mandela Foundation opened the Olof Palme International Center.",
        "Emma Johnson Construction Inc. and Johnson & Johnson settled in San Antonio.",
        "Azerbaijan, Georgia and Türkiye’s transport ministers met in New York on Monday.",
        "The Trump Administration and Members of Congress passed the Matthew Shepard Act.",
        "He lives in Virginia Beach, in North Carolina, near Salt Lake City.",
    ],
)
def test_organisations_laws_and_places_are_no_persons(body: str) -> None:
    assert find(body) == {}


def test_a_headline_in_title_case_names_only_whom_a_role_or_the_text_confirms() -> None:
    assert (
        find("The ministry said so.", title="Green Hope Grows as Spring Harvest Nears Record") == {}
    )
    persons = find("Ruslan Tashev, a lawyer, won.", title="Tashev Wins First Case in New Court")
    assert persons["Ruslan Tashev"].mentions[0].start == 0


def test_speakers_of_a_transcript_in_capitals_are_the_persons_of_the_text() -> None:
    persons = find("SECRETARY BLAKEN: Good morning.\n\nMR. PRYCE: Thank you, Secretary Blaken.")
    assert {person.mentions[0].text for person in persons.values()} == {"BLAKEN", "PRYCE"}


def test_one_person_has_one_id_in_all_scripts_and_cases() -> None:
    assert fold_name("Владимир Петров") == fold_name("Vladimir Petrov") == "vladimir-petrov"
    assert fold_name("Владимира Петрова") == "vladimir-petrov"
    assert fold_name("Sergei A. Ladov") == fold_name("Сергей Ладов")
    assert fold_name("Fumio Kishida") == fold_name("Kishida Fumio")
    assert (
        identify_person("诺罗夫", (), "").person_id
        == identify_person("Vladimir Norov", (), "").person_id
    )


def test_a_row_keeps_two_of_one_name_apart_by_their_organisation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = ({"john-smith": [("treasury", "john-smith-treasury")]}, {}, {})
    monkeypatch.setattr(names, "_load_rows", lambda: rows)
    parted = identify_person("John Smith", ("Department of the Treasury",), "")
    assert parted == ("john-smith-treasury", "names.toml: treasury")
    assert identify_person("John Smith", ("Ministry of Health",), "").person_id == "john-smith"


@pytest.mark.parametrize(
    "unit", ["Mr ", "Norov ", "A. ", "President of the ", "John Smith, ", "bin ", "副秘书长阿"]
)
def test_hostile_texts_give_no_more_signs_than_they_have_words(unit: str) -> None:
    prose = cut_text("", unit * 3000)
    line = read_line(prose, "en")
    assert len(line.signs) <= len(prose.tokens) + 2 * len(prose.sentences) + 4
    assert len(find_persons(prose, "zh" if re.search("秘", unit) else "en")) <= 200


def test_a_role_has_the_id_of_its_organisation_if_the_release_names_it() -> None:
    body = "World Health Organization Director-General Ruslan Tashev spoke in Geneva."
    findings = understand_release(Parsed(format="text", title="", body=body), "en", None)
    assert findings.persons[0].roles[0].organisation_id == findings.organisations[0].organisation_id


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("They charged Talasha Hintone. Hintone directed the scheme.", {"Talasha Hintone"}),
        ("They met Ruvane Tesslo and John Marlow in Lima.", {"Ruvane Tesslo", "John Marlow"}),
        ("Contact: Ruvane Tesslo, 202 555 0100.", {"Ruvane Tesslo"}),
        ('Governor C.L. "Butch" Ottersen spoke.', {'C.L. "Butch" Ottersen'}),
        ("Foreign Minister KIM Eun-seo of Fiji spoke.", {"KIM Eun-seo"}),
        ("Vice Premier He Lifeng spoke.", {"He Lifeng"}),
        ("Chief Justice William Marlow spoke.", {"William Marlow"}),
        ("“It is over at last,” said Hatch.", {"Hatch"}),
        ("Saul Marlow, Ph.D., wrote the report.", {"Saul Marlow"}),
        ("John Marlow, aka Johnny Marks, pleaded guilty.", {"John Marlow"}),
        ("The Justice Departments lawyers wrote to them.", set[str]()),
    ],
)
def test_names_that_no_list_has_are_told_by_what_stands_around_them(
    body: str, names: set[str]
) -> None:
    assert set(find(body)) == names


def test_a_role_in_the_plural_behind_a_list_is_that_of_all_in_it():
    found = find("John Marlow and Jacqueline Cunnane, Trial Attorneys, spoke.")
    assert {list_role(person)[0] for person in found.values()} == {"Trial Attorney"}


def test_who_was_minister_does_not_read_as_one_who_is():
    person = find("Former Minister Zorvan Abelik and Acting Minister Ruvan Tesslo spoke.")
    assert {write_role(one.roles[0]) for one in person.values()} == {
        "former Minister",
        "acting Minister",
    }


def test_a_resident_or_a_wife_is_a_person_without_a_role():
    found = find("Ohio resident Zorvan Abelik and his wife, Ruvane Abelik, spoke.")
    assert [person.roles for person in found.values()] == [(), ()]
