import re

import pytest

from schemas.findings import Evidence, Person, Quote, Role
from tasks.prose.cut import cut_text
from tasks.quotes.find import find_quotes

TITLE = "Ministers open a forum on water"


def name_persons(text: str, names: str) -> tuple[Person, ...]:
    """Persons as their finder gives them: each named in full or by the last word of the name."""
    persons: list[Person] = []
    for number, name in enumerate(filter(None, names.split(", "))):
        last = name.split()[-1]
        found = re.finditer(rf"{re.escape(name)}|(?<!\w){re.escape(last)}", text)
        mentions = tuple(
            Evidence(start=m.start(), end=m.end(), text=m[0], rule="test:name", confidence=1.0)
            for m in found
        )
        if mentions:
            person = Person(person_id=f"p{number}", id_reason="test", name=name, mentions=mentions)
            persons.append(person)
    return tuple(persons)


def read_quotes(body: str, names: str = "", language: str = "en") -> tuple[Quote, ...]:
    prose = cut_text(TITLE, body)
    quotes = find_quotes(prose, language, name_persons(prose.text, names))
    for quote in quotes:
        assert prose.text[quote.start : quote.end] == quote.text
    return quotes


@pytest.mark.parametrize(
    ("body", "speaker"),
    [
        ('"We will open the port this year," said Ana Silva, Minister of Trade.', "Ana Silva"),
        ("“We will open the port this year,” Minister Ana Silva told reporters.", "Ana Silva"),
        ("Ana Silva told reporters in Lima on Monday: “We will open the port soon.”", "Ana Silva"),
        ("According to Ana Silva, “the port will open before the year is out”.", "Ana Silva"),
        ("Minister Ana Silva:\n\n“We will open the port before long.”", "Ana Silva"),
        ("Ana Silva issued this statement:\n\n“We will open the port soon.”", "Ana Silva"),
        ("“We will open the port before long.”\n\n— Ana Silva, Minister of Trade", "Ana Silva"),
        ("“We will open the port before long.” – Ana Silva", "Ana Silva"),
        ("‘We welcome the ministers’ work on this,’ said Ana Silva.", "Ana Silva"),
        ("After talks with Omar Diallo, Ana Silva said: “We agree on every point.”", "Ana Silva"),
        ("“We are deeply worried by this,” Omar Diallo’s aide Ana Silva said.", "Ana Silva"),
        ("Omar Diallo met Ana Silva in Lima. “We agree on every point,” he said.", "Omar Diallo"),
        ("“We condemn it in all its forms,” said the Ministry of Trade.", "Ministry of Trade"),
        ("“We condemn it in all its forms,” a spokesperson said.", None),
    ],
)
def test_a_quotation_has_the_speaker_that_its_words_are_tied_to(
    body: str, speaker: str | None
) -> None:
    (quote,) = read_quotes(body, "Ana Silva, Omar Diallo")
    assert quote.speaker == speaker


def test_a_speaker_is_known_by_the_fullest_name_and_the_id_of_the_person() -> None:
    body = "Ana Silva spoke in Lima.\n\n“We will open the port this year,” Ms Silva said."
    (quote,) = read_quotes(body, "Ana Silva")
    assert (quote.speaker, quote.speaker_id) == ("Ana Silva", "p0")
    assert (quote.words, quote.rule) == ("We will open the port this year", "speech/en:name-verb")


def test_a_quotation_goes_on_behind_what_cuts_in() -> None:
    (quote,) = read_quotes("“Our two nations,” Silva said, “are bound by the sea.”", "Ana Silva")
    assert quote.words == "Our two nations, are bound by the sea."


def test_a_quotation_goes_on_over_several_cuts_but_not_over_another_sentence() -> None:
    body = (
        "“I am glad of this port,” said Silva. “There is much to do,” she added, “and we begin.”"
        " Silva thanked those who “gave thirty years of their lives”."
    )
    (quote,) = read_quotes(body, "Ana Silva")
    assert quote.words == "I am glad of this port, There is much to do, and we begin."


def test_an_office_stands_for_the_person_who_holds_it() -> None:
    body = "Minister Ana Silva spoke in Lima. “We will open the port soon,” the Minister said."
    prose = cut_text(TITLE, body)
    (person,) = name_persons(prose.text, "Ana Silva")
    role = Role(
        start=0,
        end=1,
        text="M",
        rule="test:role",
        confidence=1.0,
        title="Minister",
        organisation="Lima",
    )
    (quote,) = find_quotes(prose, "en", (person.model_copy(update={"roles": (role,)}),))
    assert (quote.speaker, quote.role, quote.organisation) == ("Ana Silva", "Minister", "Lima")


def test_a_clause_that_is_quoted_whole_counts_and_half_a_sentence_does_not() -> None:
    said = "Silva said that “we will stand with our partners for as long as it takes”."
    assert [quote.speaker for quote in read_quotes(said, "Ana Silva")] == ["Ana Silva"]
    assert (
        read_quotes("Silva said the port was “as safe as a port can be here”.", "Ana Silva") == ()
    )


def test_paragraphs_that_open_with_a_mark_are_one_quotation_until_one_closes() -> None:
    body = "Ana Silva said:\n\n“It took us ten years.\n\n“Now it is done.”\n\nThe port is in Lima."
    (quote,) = read_quotes(body, "Ana Silva")
    assert quote.words == "It took us ten years. Now it is done."


def test_two_speakers_of_one_paragraph_are_kept_apart() -> None:
    body = "Silva said: “We open the port this year.” Diallo added: “It is a good day for all.”"
    assert [quote.speaker for quote in read_quotes(body, "Ana Silva, Omar Diallo")] == [
        "Ana Silva",
        "Omar Diallo",
    ]


@pytest.mark.parametrize(
    ("language", "body", "speaker"),
    [
        ("fr", "« Nous irons plus loin avec nos amis », a déclaré Claire Dubois.", "Claire Dubois"),
        ("es", "“Este acuerdo abre una nueva etapa”, señaló Rosa Quispe.", "Rosa Quispe"),
        ("de", "„Wir wollen die Zusammenarbeit ausbauen“, sagte Petra Schulz.", "Petra Schulz"),
        ("de", "»Wir wollen die Zusammenarbeit ausbauen«, so Petra Schulz.", "Petra Schulz"),
        ("ru", "«Мы намерены и дальше сотрудничать», – сказал Сергей Петров.", "Сергей Петров"),
        ("ar", 'وقال أحمد الصالح: "نتطلع إلى تعزيز التعاون بين البلدين".', "أحمد الصالح"),
        ("zh", "李明表示：“两国关系发展顺利，双方应继续深化合作。”", "李明"),
        ("zh", "李明说：「两国关系发展顺利，双方应继续『深化』合作。」", "李明"),
    ],
)
def test_marks_and_verbs_of_other_languages_are_read(
    language: str, body: str, speaker: str
) -> None:
    (quote,) = read_quotes(body, speaker, language)
    assert quote.speaker == speaker


@pytest.mark.parametrize(
    "body",
    [
        "The so-called “open rivers and open data for all” campaign began in May.",
        "The report, “The Future of Ports and Shipping in Asia”, says that ports matter.",
        "“The Future of Ports and Shipping in Asia,” a report, was read by Ana Silva.",
        'The Act amends section 2 by striking "the Secretary shall report to the Congress".',
        "“Yes, we can,” said Ana Silva.",
        "Ana Silva said we will open the port this year and not later.",
        "Q: What of it?\n\nA: “We will open it soon,” said Silva.\n\nQ: When will that be?",
        "MS. SILVA: He said, “We will open it soon.”\n\nQ Thanks.\n\nTHE PRESIDENT: Thank you.",
    ],
)
def test_scare_quotes_titles_and_transcripts_are_no_quotations(body: str) -> None:
    assert read_quotes(body, "Ana Silva") == ()


@pytest.mark.parametrize("unit", ["“", '" a "b ', "„“«»「」", "‘a ", "said “We are all here. "])
def test_marks_without_end_are_read_in_linear_steps(unit: str) -> None:
    # A quadratic reading of this would outlast the whole suite.
    assert len(read_quotes(unit * (100_000 // len(unit)))) <= 1


def give_roles(text: str, roles: dict[str, tuple[str, str | None]]) -> tuple[Person, ...]:
    """Persons with a role each, named in full or by the last word of the name."""
    return tuple(
        person.model_copy(
            update={
                "roles": (
                    Role(
                        start=0, end=1, text="x", rule="test:role", confidence=1.0,
                        title=roles[person.name][0], organisation=roles[person.name][1],
                    ),
                )
            }
        )
        for person in name_persons(text, ", ".join(roles))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "speaker"),
    [
        ("Ana Silva met Omar Diallo. “We agree on every point,” the Minister said.", "Ana Silva"),
        ("Ana Silva met Omar Diallo. “We agree on it all,” the Envoy added.", "Omar Diallo"),
        ("Ana Silva met Omar Diallo. The envoy spoke. “We agree on it all,” the envoy said.", "Omar Diallo"),
        ("Ana Silva met Omar Diallo. Asked why, the Peruvian minister said, “We must agree on it.”", "Ana Silva"),
        ("Ana Silva met Omar Diallo. The Envoy thanked her. “We agree on it all,” he said.", "Omar Diallo"),
        ("Ana Silva and Omar Diallo met. “We agree on every point,” the two sides stated.", None),
        ("The Ministry of Trade wrote. “We agree on every point,” the Ministry said.", "Ministry of Trade"),
        ("Ana Silva spoke. UNOX said many fled. “We need help at once now,” the agency said.", "UNOX"),
        ("Ana Silva opened the port. “We waited for it for years.”", "Ana Silva"),
    ],
)  # fmt: skip
def test_an_office_is_who_holds_it(body: str, speaker: str | None) -> None:
    prose = cut_text(TITLE, body)
    roles = {"Ana Silva": ("Minister of Trade", "Peru"), "Omar Diallo": ("Special Envoy", None)}
    (quote,) = find_quotes(prose, "en", give_roles(prose.text, roles))
    assert quote.speaker == speaker
