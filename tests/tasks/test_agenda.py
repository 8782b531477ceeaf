from datetime import date

import pytest

from schemas.findings import AgendaItem
from tasks.days.agenda import find_agenda
from tasks.days.moments import drop_own, find_moments
from tasks.organisations.find import find_organisations
from tasks.organisations.gazetteer import read_lexemes
from tasks.persons.find import find_persons
from tasks.places.find import find_places
from tasks.places.works import find_works
from tasks.prose.cut import cut_text
from tests.eval.matching import write_date

DAY = date(2021, 10, 7)
LEAD = "The two delegations spoke about many matters of concern to them and to others."


def _find(text: str, language: str = "en") -> tuple[AgendaItem, ...]:
    prose = cut_text("Forum of rivers", f"{LEAD}\n\n{text}\n\n{LEAD}")
    lexemes = read_lexemes(prose)
    organisations = find_organisations(prose, lexemes, language)
    return find_agenda(
        prose,
        language,
        drop_own(find_moments(prose, language, DAY)),
        works=find_works(prose, lexemes, language, organisations=organisations),
        places=find_places(prose, lexemes, language, organisations),
        persons=find_persons(prose, language),
    )


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The next summit of the Council will be held in China in May 2022.", ("event", "next summit of the Council", "2022-05", "China")),
        ("en", "Applications are due by 30 November.", ("deadline", "Applications", "2021-11-30", "")),
        ("en", "The deadline for proposals is 1 December 2021.", ("deadline", "proposals", "2021-12-01", "")),
        ("en", "The new rules will take effect on January 1, 2022.", ("event", "new rules", "2022-01-01", "")),
        ("en", "The next meeting will take place in Geneva.", ("event", "next meeting", None, "Geneva")),
        ("en", "WHEN: Wednesday, 10 November 2021, 10:30", ("event", "Forum of rivers", "2021-11-10", "")),
        ("en", "Kenya will host a regional workshop in Nairobi in March 2022.", ("event", "regional workshop", "2022-03", "Nairobi")),
        ("en", "He invited her to the Northern Rivers Conference, which will tentatively be held in Bergen on 14 May 2022.", ("event", "Northern Rivers Conference", "2022-05-14", "Bergen")),
        ("en", "In late November, the Ministry will hold a workshop tentatively scheduled to take place in Bangkok, Thailand.", ("event", "workshop", "2021-11", "Bangkok")),
        ("en", "On 13 November the two Prime Ministers will hold talks.", ("event", "talks", "2021-11-13", "")),
        ("en", "They praised the next Dialogue between Kenya and Fiji to be held in the Kingdom in May 2022.", ("event", "next Dialogue between Kenya and Fiji", "2022-05", "")),
        ("en", "Member States were invited to submit national reports by 15 December 2021.", ("deadline", "national reports", "2021-12-15", "")),
        ("en", "The Minister of Health of Fiji, Dr Ana Bale, will pay an official visit to Kenya on 13 November.", ("event", "visit of Ana Bale", "2021-11-13", "Kenya")),
        ("en", "John Marwell, 44, is scheduled to be sentenced on Dec. 5 before U.S. District Judge Ann Poole.", ("event", "sentencing of John Marwell", "2021-12-05", "")),
        ("en", "Marwell is scheduled for a detention hearing on Nov. 15.", ("event", "detention hearing of Marwell", "2021-11-15", "")),
        ("en", "Sentencing for Rusch is scheduled for Nov. 17.", ("event", "Sentencing for Rusch", "2021-11-17", "")),
        ("zh", "报名截止日期为2021年11月30日。", ("deadline", "报名", "2021-11-30", "")),
        ("ru", "Заявки принимаются до 30 ноября 2021 года.", ("deadline", "Заявки", "2021-11-30", "")),
        ("fr", "La prochaine réunion se tiendra à Genève le 5 mai 2022.", ("event", "prochaine réunion", "2022-05-05", "Geneva")),
        ("es", "La próxima reunión se celebrará en Quito el 5 de mayo de 2022.", ("event", "próxima reunión", "2022-05-05", "Quito")),
        ("de", "Die nächste Konferenz wird am 5. Mai 2022 in Berlin stattfinden.", ("event", "nächste Konferenz", "2022-05-05", "Berlin")),
        ("ru", "В мае 2022 года в Пекине состоится саммит стран региона.", ("event", "саммит стран региона", "2022-05", "Beijing")),
        ("zh", "第三次会议将于2022年5月3日在北京举行。", ("event", "第三次会议", "2022-05-03", "Beijing")),
        ("ar", "سيعقد الاجتماع المقبل في جنيف يوم 5 مايو 2022.", ("event", "الاجتماع المقبل", "2022-05-05", "Geneva")),
    ],
)  # fmt: skip
def test_what_is_announced_is_on_the_agenda(
    language: str, text: str, expected: tuple[str, str, str | None, str]
):
    (item,) = _find(text, language)

    assert (
        item.kind,
        item.name,
        write_date(item.starts_on, item.precision),
        item.place,
    ) == expected
    assert item.text in text


@pytest.mark.parametrize(
    "text",
    [
        "The summit was held in Rome in May 2020.",
        "It will be held in Paris on 3 May 2022.",
        "The session, which had opened on 5 October, was said to take place on 6 October.",
        "The two sides will meet again.",
        "This ensures they will be held accountable on 5 May 2022.",
        "The event will be held at the palace on 5 May 2022.",
        "The deadline is tomorrow, obviously.",
        "See https://example.org/opa/forum, which will be held on 5 May 2022.",
        "She said Congress will hold the agency accountable by 5 May 2022.",
        "Tree planting will take place nearby.",
        "Lekkas and Posas are scheduled to be sentenced on Nov. 14 and Nov. 1, respectively.",
    ],
)
def test_what_is_over_or_has_no_name_is_not_on_the_agenda(text: str):
    assert _find(text) == ()


@pytest.mark.parametrize("count", [500, 5_000])
def test_of_a_sentence_without_end_only_what_is_near_counts(count: int):
    found = _find("a forum will be held on 5 May 2022 and " * count)

    assert all(len(item.text) < 2_000 for item in found)
    assert len(found) <= count
