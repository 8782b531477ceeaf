import pytest

from schemas.bodies import KnownOrganisations
from schemas.findings import Organisation
from tasks.organisations import find as organisations
from tasks.organisations import known
from tasks.organisations.find import find_organisations
from tasks.organisations.gazetteer import read_lexemes
from tasks.organisations.known import fold_name, make_slug
from tasks.prose.cut import cut_text
from tasks.prose.rules import load_rules


def find(body: str, language: str = "en", title: str = "") -> list[Organisation]:
    prose = cut_text(title, body)
    found = find_organisations(prose, read_lexemes(prose), language)
    for mention in (mention for each in found for mention in each.mentions):
        assert prose.text[mention.start : mention.end] == mention.text
    return list(found)


def name(body: str, language: str = "en") -> list[str]:
    return [each.name for each in find(body, language)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("She spoke at the Ministry of Foreign Affairs of the Republic of Norland.", ["Ministry of Foreign Affairs of the Republic of Norland"]),
        ("The Senate Committee on Health, Education, Labor, and Pensions met.", ["Senate Committee on Health, Education, Labor, and Pensions"]),
        ("The Dover Police Department and the Kent County Sheriff’s Office helped.", ["Dover Police Department", "Kent County Sheriff’s Office"]),
        ("Norvane Steel of Dover, LLC and Orsk Holdings Ltd. agreed.", ["Norvane Steel of Dover, LLC", "Orsk Holdings Ltd"]),
        ("He thanked the Civil Rights Division.The Dover Police Department said so.", ["Civil Rights Division", "Dover Police Department"]),
        ("The Dover School District and the Norvane Fire Protection District paid.", ["Dover School District", "Norvane Fire Protection District"]),
        ("He lives in the Lake District and works in the Eastern District of Kent.", []),
        ("The firm RM Norvane (HK) Limited and Orsk-Vell of the Lower Marches Inc. paid.", ["RM Norvane (HK) Limited", "Orsk-Vell of the Lower Marches Inc"]),
        ("NORVANE ASIA II PTE LTD pleaded guilty.", ["NORVANE ASIA II PTE LTD"]),
        ("The 9th Circuit Court of Appeals agreed.", ["9th Circuit Court of Appeals"]),
        ("The Dover/Salem Drug Task Force helped.", ["Dover/Salem Drug Task Force"]),
        ("The Civil Division's Networks and Technology Enforcement Section sued.", ["Civil Division", "Networks and Technology Enforcement Section"]),
        ("Work in all U.S. Attorneys' Offices goes on.", []),
        ("He studied at Edda Moor University and the University of Vell.", ["Edda Moor University", "University of Vell"]),
        ("The case is in the U.S. District Court for the Northern District of Ohio.", ["U.S. District Court for the Northern District of Ohio"]),
        ("The Civil Division of the Department of Fisheries spoke.", ["Civil Division", "Department of Fisheries"]),
        ("The Office of the Norland Attorney General spoke.", ["Office of the Norland Attorney General"]),
        ("The Orsk Administration U.S. Department of Fisheries spoke.", ["U.S. Department of Fisheries"]),
        ("The Dover, Del., Police Department and the Vell County, North Dakota, Sheriffs Office helped.", ["Dover, Del., Police Department", "Vell County, North Dakota, Sheriffs Office"]),
        ("The Department of Justice Antitrust Divisions Orsk Field Office spoke.", ["Department of Justice", "Antitrust Division", "Orsk Field Office"]),
        ("The Departments of Justice and Health and Human Services spoke.", ["Department of Justice", "Department of Health and Human Services"]),
        ("The Senate Fisheries and Public Works Committee met.", ["Senate Fisheries and Public Works Committee"]),
        ("President Bo Orsks Fraud Task Force and Floridas Department of Trade met.", ["Fraud Task Force", "Department of Trade"]),
        ("The Bureau of Northern Affairs Rachel Vell spoke.", ["Bureau of Northern Affairs"]),
        ("The Vell City Court against Iryna Orsk met in the Parliament of Norland.", ["Vell City Court", "Parliament of Norland"]),
        ("The Minnesota Senate and the New York State Legislature met.", ["Minnesota Senate", "New York State Legislature"]),
        ("The Orsk Materials and Technology Inc. sued.", ["Orsk Materials and Technology Inc"]),
        ("The OSCE Programme Office in Orsk and the EU Delegation to Norland spoke.", ["OSCE Programme Office in Orsk", "EU Delegation to Norland"]),
        ("The Federal Assembly of the Russian Federation and the Federal Reserve Bank of St. Orsk met.", ["Federal Assembly of the Russian Federation", "Federal Reserve Bank of St. Orsk"]),
        ("She studied at the Universidad Nacional Mayor de San Orsk and King County High School.", ["Universidad Nacional Mayor de San Orsk", "King County High School"]),
        ("The Governor's office and the College of Surgeons and Nurses agreed.", ["Governor's office", "College of Surgeons and Nurses"]),
        ("The Committee of Permanent Representatives met.", ["Committee of Permanent Representatives"]),
        ("The Department of Fisheries, Office of Inspector General, spoke.", ["Department of Fisheries, Office of Inspector General"]),
        ("Norland's Ministry of Trade and the Embassy of Norland in Vell signed.", ["Ministry of Trade", "Embassy of Norland"]),
    ],
)  # fmt: skip
def test_a_name_reaches_as_far_as_what_it_is_for(text: str, names: list[str]):
    assert name(text) == names


def test_each_ministry_of_a_list_is_one():
    found = find("The Ministries of Health and Education will meet.")
    assert [each.name for each in found] == ["Ministry of Health", "Ministry of Education"]


def test_a_list_of_subjects_ends_where_another_body_begins():
    names = name(
        "The Ministry of Agriculture, Food and Rural Affairs, the Ministry of Justice, Interpol and Europol met."
    )
    assert names[:2] == ["Ministry of Agriculture, Food and Rural Affairs", "Ministry of Justice"]
    assert len(names) == 4


def test_an_acronym_in_brackets_is_the_same_body_wherever_it_stands():
    text = "The Northern Rivers Commission (NRC2) met. A letter came. The NRC2’s chair spoke for the Commission."
    (found,) = find(text)
    assert found.acronym == "NRC2"
    assert [mention.text for mention in found.mentions] == [
        "Northern Rivers Commission",
        "NRC2",
        "NRC2",
        "Commission",
    ]


def test_an_acronym_may_stand_before_its_name_in_brackets():
    (found,) = find("The RWC (River Watch Committee) met. RWC closed.")
    assert found.acronym == "RWC"
    assert found.mentions[-1].text == "RWC"


def test_an_acronym_shows_how_far_a_name_goes():
    (found,) = find("The Commission on Science and Technology in the South (COSTIS) met.")
    assert found.name == "Commission on Science and Technology in the South"


def test_an_unknown_acronym_is_a_body_where_its_spokesperson_follows():
    assert name("It was said by RWK spokesperson Anna Orsk.") == ["RWK"]
    assert name("It was said by CEO spokesperson Anna Orsk.") == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the Shanghai Cooperation Organisation met", "en"),
        ("the Shanghai Cooperation Organization met", "en"),
        ("SCO Secretary-General", "en"),
        ("Генеральный секретарь ШОС", "ru"),
        ("в рамках Шанхайской организации сотрудничества", "ru"),
        ("上海合作组织秘书长", "zh"),
        ("l’Organisation de coopération de Shanghai", "fr"),
        ("الأمين العام لمنظمة شنغهاي للتعاون", "ar"),
    ],
)
def test_a_body_has_one_id_in_all_languages(text: str, language: str):
    found = {each.organisation_id: each for each in find(text, language)}
    assert found["sco"].id_reason == "organisations/known.toml: Shanghai Cooperation Organisation"


def test_spellings_of_a_name_fold_to_one_id():
    first = find("The U.S. Centre for Defence & Labour Programmes met.")[0]
    second = find("The United States Center for Defense and Labor Programs met.")[0]
    assert first.organisation_id == second.organisation_id
    assert first.id_reason == "name"


def test_a_name_that_others_have_is_tied_only_where_the_text_tells_whose():
    assert find("The Department of Justice and the FBI spoke.")[0].organisation_id == "us-doj"
    assert (
        find("The Department of Justice spoke in Dublin.")[0].organisation_id
        == "department-of-justice"
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Ministry of Foreign Affairs of the Republic of Kazakhstan spoke.", "en"),
        ("Kazakhstan’s Foreign Ministry spoke.", "en"),
        ("The Kazakh Ministry of Foreign Affairs spoke.", "en"),
        ("В Министерстве иностранных дел Республики Казахстан.", "ru"),
        ("哈萨克斯坦外交部发言人说", "zh"),
        ("Le ministère des Affaires étrangères du Kazakhstan a parlé.", "fr"),
        ("El Ministerio de Asuntos Exteriores de Kazajistán habló.", "es"),
    ],
)
def test_an_office_of_a_country_has_one_id_in_all_languages(text: str, language: str):
    (found,) = find(text, language)
    assert found.organisation_id == "kz-foreign-ministry"
    assert found.id_reason == "organisations/offices.toml: foreign-ministry, Kazakhstan"


def test_an_office_of_no_stated_country_keeps_its_name():
    (found,) = find("The Ministry of Foreign Affairs spoke.")
    assert (found.organisation_id, found.id_reason) == ("ministry-of-foreign-affairs", "name")


def test_a_row_of_the_file_undoes_a_wrong_merge(monkeypatch: pytest.MonkeyPatch):
    registry = known.load_registry()
    apart = {known.fold_name("World Bank"): "world-bank-of-vell"}
    monkeypatch.setattr(organisations, "load_registry", lambda: registry._replace(apart=apart))
    (found,) = find("The World Bank spoke.")
    assert found.organisation_id == "world-bank-of-vell"
    assert found.id_reason == "kept apart in organisations/known.toml"


def test_the_shorter_form_is_merged_into_the_only_longer_one():
    (found,) = find(
        "The Norland Department of Fisheries met. Later the Department of Fisheries spoke."
    )
    assert found.name == "Norland Department of Fisheries"
    assert len(found.mentions) == 2


def test_a_firm_is_found_by_its_description_and_by_name_afterwards():
    found = find(
        "Norvane, a Dover-based software company, paid. Norvane hired the security firm Orsk Vell."
    )
    assert [(each.name, len(each.mentions)) for each in found] == [("Norvane", 2), ("Orsk Vell", 1)]


def test_a_firm_is_found_by_a_post_that_firms_alone_have():
    found = name("Bo Vell is chief executive of Norvane Rivers. The founder of France is no firm.")
    assert found == ["Norvane Rivers"]


def test_a_headline_names_no_body_of_ordinary_words_that_the_text_lacks():
    title = "Extreme Shutdown Would Force Orsk School to Close Its Doors"
    found = find("The court fined a firm. The Orsk School was closed.", title=title)
    assert [each.name for each in found] == ["Orsk School"]


def test_an_acronym_is_shown_in_full_where_the_full_name_stands_in_another():
    found = name("The Secretariat of the Shanghai Cooperation Organisation wrote. The SCO agreed.")
    assert "Shanghai Cooperation Organisation" in found


def test_a_person_with_a_description_is_no_firm():
    assert name("Anna Orsk, a manager at a company, spoke.") == []


@pytest.mark.parametrize(
    "text",
    [
        "The Orsk Administration and the Federal Government act.",
        "The Oval Office was full.",
        "Minister Anna Orsk met Secretary Bo Vell.",
        "The Delegation of the Kingdom of Norland came to the Vell Convention Center.",
        "One Company of many was near the Orsk Air Force Base.",
        "It was signed under the United Nations Convention on Vell.",
        "WHO: Anna Orsk",
        "It falls under the Foreign Assistance Act (FAA). The FAA of 1961 is old.",
        "Renewable Energy and Customer Insurance are here.",
        "Power came from Orsk Unit 3.",
        "It is National Health Center Week.",
        "She is in the medical center.",
    ],
)
def test_what_only_looks_like_a_body_is_none(text: str):
    assert name(text) == []


def test_a_body_named_for_a_person_is_a_body():
    assert name("The John F. Orsk Center for the Performing Arts opened.") == [
        "John F. Orsk Center for the Performing Arts"
    ]


def test_lost_marks_of_possession_are_understood():
    names = name("The Fisheries Departments Tax Division and the FBIs Dover Field Office helped.")
    assert names == ["Fisheries Department", "Tax Division", "FBI", "Dover Field Office"]


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Le ministère de l’Europe et des Affaires étrangères a parlé.", "fr", ["ministère de l’Europe et des Affaires étrangères"]),
        ("El Ministerio de Asuntos Exteriores, Unión Europea y Cooperación habló.", "es", ["Ministerio de Asuntos Exteriores, Unión Europea y Cooperación"]),
        ("Das Bundesministerium für Wirtschaft und Klimaschutz teilte mit.", "de", ["Bundesministerium für Wirtschaft und Klimaschutz"]),
        ("В Министерстве иностранных дел Республики Казахстан прошла встреча.", "ru", ["Министерство иностранных дел Республики Казахстан"]),
        ("Er sprach an der Technischen Universität Orsk und im Amtsgericht Vell.", "de", ["Technische Universität Orsk", "Amtsgericht Vell"]),
        ("L’Agence marocaine de coopération internationale a parlé.", "fr", ["Agence marocaine de coopération internationale"]),
        ("АО «Норван» и компания «Орск» подписали.", "ru", ["АО «Норван»", "Орск"]),
        ("外交部副部长表示欢迎。", "zh", ["外交部"]),
        ("他访问了哈萨克斯坦国家银行和北京大学。", "zh", ["哈萨克斯坦国家银行", "北京大学"]),
        ("وأعلنت وزارة الخارجية المصرية ذلك.", "ar", ["وزارة الخارجية المصرية"]),
    ],
)  # fmt: skip
def test_bodies_are_named_in_seven_languages(text: str, language: str, names: list[str]):
    assert name(text, language) == names


@pytest.mark.parametrize(
    "unit", ["Ministry of ", "Bank and ", "A B C ", "Department of X, ", "the FBIs (", "Inc. "]
)
def test_hostile_repetition_yields_no_more_than_it_holds(unit: str):
    count = 20_000
    found = find(unit * count)
    assert sum(len(each.mentions) for each in found) <= count * 2


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Ministry of Industry, Commerce and Supplies met the Nepal–Bangladesh Joint Economic Commission.", ["Ministry of Industry, Commerce and Supplies", "Nepal–Bangladesh Joint Economic Commission"]),
        ("The Ministry of Agriculture, Nature and Food Quality spoke.", ["Ministry of Agriculture, Nature and Food Quality"]),
        ("The Ministry of Foreign and European Affairs of Norland spoke.", ["Ministry of Foreign and European Affairs of Norland"]),
        ("The Ministry of Trade of the Federal Democratic Republic of Ethiopia spoke.", ["Ministry of Trade of the Federal Democratic Republic of Ethiopia"]),
        ("The Fund Agency of Trinidad and Tobago and the Consulate General of Uruguay in Hanoi spoke.", ["Fund Agency of Trinidad and Tobago", "Consulate General of Uruguay in Hanoi"]),
        ("The Orsk Carriers’ Association and the Union of People with Disabilities met.", ["Orsk Carriers’ Association", "Union of People with Disabilities"]),
        ("The Information Department of the Ministry of Trade spoke.", ["Information Department of the Ministry of Trade"]),
        ("The Subcommittee on Asia and the Pacific and the Tax Section met.", ["Subcommittee on Asia and the Pacific", "Tax Section"]),
        ("The Ministry of Health and Parliament met the Presidency today.", ["Ministry of Health", "Parliament", "Presidency"]),
        ("The Presidential Administration Anna Vell leads met the Orsk Nation.", ["Presidential Administration", "Orsk Nation"]),
    ],
)  # fmt: skip
def test_what_a_body_is_for_may_be_any_common_noun(text: str, names: list[str]):
    assert name(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Airlines such as Norvane, Orskair and Vellon cut fares.", ["Norvane", "Orskair", "Vellon"]),
        ("She is quality director at Hortanza del Vell and trustee of Orskshare.", ["Hortanza del Vell", "Orskshare"]),
        ("The line is operated by Norvane and was paid for by OrskaPay.", ["Norvane", "OrskaPay"]),
        ("The Open Orsk Project today condemned the raid.", ["Open Orsk Project"]),
        ("The day was good.\n\nAbout Norvane\n\nIt makes steel.", ["Norvane"]),
        ("Norvane (NYSE: NRV) grew.", ["Norvane"]),
        ("The head of NORVA met us. According to ORSKA, ZVEL said it is late.", ["NORVA", "ORSKA", "ZVEL"]),
        ("The head of ICT met the PM. The GDP said little. ANNUAL representatives came.", []),
        ("Aerolíneas del Vell (AdV) flies. AdV grew.", ["Aerolíneas del Vell"]),
        ("Siemens Denmark and Ann Siemens met.", ["Siemens Denmark"]),
        ("The NATO-led force and Siemens met.", ["NATO", "Siemens"]),
    ],
)  # fmt: skip
def test_words_around_a_name_show_a_body(text: str, names: list[str]):
    assert sorted(name(text)) == sorted(names)


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("В Ошском государственном университете и Министерстве водных ресурсов и ирригации рады.", "ru", ["Ошский государственный университет", "Министерство водных ресурсов и ирригации"]),
        ("Посла вызвали в МИД Болгарии; прокуратура Болгарии и агентство НОРВ молчат.", "ru", ["МИД Болгарии", "прокуратура Болгарии", "НОРВ"]),
        ("Постоянное представительство Республики Казахстан при ООН провело приём.", "ru", ["Постоянное представительство Республики Казахстан при ООН"]),
        ("Er gehörte dem Deutschen Bundestag an und leitete den Auswärtigen Ausschuss.", "de", ["Deutscher Bundestag", "Auswärtiger Ausschuss"]),
        ("Das Bundesministerium für europäische und internationale Angelegenheiten und das Orskkriminalamt.", "de", ["Bundesministerium für europäische und internationale Angelegenheiten", "Orskkriminalamt"]),
        ("Der Sprecher des Orsker Kultusministeriums und der Stadtkanzlei kam.", "de", ["Kultusministerium", "Stadtkanzlei"]),
        ("Vertreterinnen des Netzwerks „Vell Orsk“ kamen mit der UN-Delegation.", "de", ["Vell Orsk", "UN"]),
        ("L’Agence pour l’efficacité énergétique a salué l’ONU et la Banque mondiale.", "fr", ["Agence pour l’efficacité énergétique", "ONU", "Banque mondiale"]),
        ("La Commission électorale nationale indépendante et le Conseil des barreaux.", "fr", ["Commission électorale nationale indépendante", "Conseil des barreaux"]),
        ("La Policía Nacional de Haití y el Servicio Nacional de Aduanas.", "es", ["Policía Nacional de Haití", "Servicio Nacional de Aduanas"]),
        ("他考察了河钢集团塞尔维亚公司，访问日本外务省。", "zh", ["河钢集团塞尔维亚公司", "日本外务省"]),
        ("قالت مديرة صندوق إغاثة أطفال المتوسط لوزارة التعليم والبحث العلمي وللأمم المتحدة.", "ar", ["صندوق إغاثة أطفال المتوسط", "وزارة التعليم والبحث العلمي", "الأمم المتحدة"]),
    ],
)  # fmt: skip
def test_names_of_other_languages_are_read_whole_and_in_their_first_case(
    text: str, language: str, names: list[str]
):
    assert name(text, language) == names


def test_no_listed_name_stands_twice():
    rules = load_rules("organisations/known.toml", KnownOrganisations)
    listed = [
        line.split("|")[0].strip()
        for text in rules.listed.values()
        for line in text.strip().splitlines()
    ]
    ids = [make_slug(fold_name(one)) for one in listed]
    assert len(ids) == len(set(ids))
    assert set(ids).isdisjoint(one.id for one in rules.organisations)
