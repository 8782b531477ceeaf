from datetime import date

import pytest

from schemas.findings import AgendaItem
from tasks.agenda import find_agenda
from tasks.moments import drop_own, find_moments
from tasks.prose import cut_text
from tests.eval.matching import write_date

DAY = date(2021, 10, 7)
LEAD = "The two delegations spoke about many matters of concern to them and to others."


def _find(text: str, language: str = "en") -> tuple[AgendaItem, ...]:
    prose = cut_text("Forum of rivers", f"{LEAD}\n\n{text}\n\n{LEAD}")
    return find_agenda(prose, language, drop_own(find_moments(prose, language, DAY)))


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
        ("fr", "La prochaine réunion se tiendra à Genève le 5 mai 2022.", ("event", "prochaine réunion", "2022-05-05", "Genève")),
        ("es", "La próxima reunión se celebrará en Quito el 5 de mayo de 2022.", ("event", "próxima reunión", "2022-05-05", "Quito")),
        ("de", "Die nächste Konferenz wird am 5. Mai 2022 in Berlin stattfinden.", ("event", "nächste Konferenz", "2022-05-05", "Berlin")),
        ("ru", "В мае 2022 года в Пекине состоится саммит стран региона.", ("event", "саммит стран региона", "2022-05", "Пекине")),
        ("zh", "第三次会议将于2022年5月3日在北京举行。", ("event", "第三次会议", "2022-05-03", "北京")),
        ("ar", "سيعقد الاجتماع المقبل في جنيف يوم 5 مايو 2022.", ("event", "الاجتماع المقبل", "2022-05-05", "جنيف")),
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
    ],
)
def test_what_is_over_or_has_no_name_is_not_on_the_agenda(text: str):
    assert _find(text) == ()


@pytest.mark.parametrize("count", [500, 5_000])
def test_of_a_sentence_without_end_only_what_is_near_counts(count: int):
    found = _find("a forum will be held on 5 May 2022 and " * count)

    assert all(len(item.text) < 2_000 for item in found)
    assert len(found) <= count
