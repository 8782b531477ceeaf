import re
from datetime import date

import lxml.html

from schemas.findings import (
    EventDate,
    Evidence,
    Findings,
    Meeting,
    Organisation,
    Participant,
    Person,
    Place,
    Quantity,
    Quote,
    Role,
)
from schemas.reading import Reading
from tasks.spans import explain_text
from tasks.webpage import render_page

TITLE = "Minister meets <script>alert(1)</script> envoy"
BODY = 'Anna Berg met envoy Ole "O\'Dahl" & Sons in Vienna.\n\n"We & they agreed," said Berg.'
TEXT = f"{TITLE}\n\n{BODY}"


def find(words: str, rule: str = "test:rule", after: int = 0) -> dict[str, object]:
    start = TEXT.index(words, after)
    end = start + len(words)
    return {"start": start, "end": end, "text": words, "rule": rule, "confidence": 0.9}


def make_findings() -> Findings:
    berg = Person(
        person_id="anna-berg",
        id_reason="name",
        name="Anna Berg",
        roles=(Role.model_validate({**find("Minister"), "title": "Minister"}),),
        mentions=(
            Evidence.model_validate(find("Anna Berg", "persons:first")),
            Evidence.model_validate(find("Berg", "persons:family", TEXT.index("said"))),
        ),
    )
    firm = Organisation(
        organisation_id="sons",
        id_reason="name",
        name='Ole "O\'Dahl" & Sons',
        mentions=(Evidence.model_validate(find('Ole "O\'Dahl" & Sons')),),
    )
    vienna = Place(
        place_id="vienna", name="Vienna", mentions=(Evidence.model_validate(find("Vienna")),)
    )
    sentence = BODY.partition("\n")[0]
    meeting = {
        **find(sentence, "meetings:met"),
        "participants": (Participant(name="Anna Berg", role="Minister"),),
        "mode": "in-person",
        "status": "held",
        "starts_on": date(2018, 4, 12),
        "precision": "day",
        "place": "Vienna",
    }
    quote = {**find('"We & they agreed,"'), "words": "We & they agreed,", "speaker": "Anna Berg"}
    return Findings(
        persons=(berg,),
        organisations=(firm,),
        places=(vienna,),
        meetings=(Meeting.model_validate(meeting),),
        quotes=(Quote.model_validate(quote),),
    )


def make_reading(findings: Findings) -> Reading:
    return Reading(
        title=TITLE,
        body=BODY,
        language="en",
        kind="statement",
        source_url='https://a.example/"><img src=x onerror=alert(1)>',
        text=TEXT,
        findings=findings,
        rule_version="1.0",
    )


def test_the_pieces_of_a_text_put_together_are_the_text():
    _, pieces = explain_text(TEXT, make_findings())
    assert "".join(TEXT[piece.start : piece.end] for piece in pieces) == TEXT
    assert all(piece.start < piece.end for piece in pieces)


def test_a_piece_knows_all_spans_that_cover_it_from_the_outside_in():
    _, pieces = explain_text(TEXT, make_findings())
    there = next(piece for piece in pieces if TEXT[piece.start : piece.end] == "Vienna")
    assert [fact.kind for fact in there.facts] == ["meeting", "place"]
    assert [fact.kind for fact in there.ending] == ["place"]
    last = next(piece for piece in pieces if piece.end == TEXT.index(".\n") + 1)
    assert [fact.kind for fact in last.ending] == ["meeting"]


def test_spans_that_cross_each_other_share_the_piece_between_them():
    first, second = find("Anna Berg met envoy"), find("met envoy Ole")
    days = {"starts_on": date(2018, 4, 1), "ends_on": date(2018, 4, 30), "tense": "past"}
    findings = Findings(
        event_dates=tuple(
            EventDate.model_validate({**one, **days, "precision": precision})
            for one, precision in ((first, "month"), (second, "year"))
        )
    )
    facts, pieces = explain_text(TEXT, findings)
    assert [fact.says for fact in facts] == ["2018-04, past", "2018, past"]
    covers = [(TEXT[p.start : p.end], [f.number for f in p.facts]) for p in pieces if p.facts]
    assert covers == [("Anna Berg ", [1]), ("met envoy", [1, 2]), (" Ole", [2])]


def test_facts_are_numbered_in_order_of_the_text_once_for_each_rule():
    facts, _ = explain_text(TEXT, make_findings())
    assert [fact.number for fact in facts] == list(range(1, len(facts) + 1))
    persons = [(fact.rule, fact.texts) for fact in facts if fact.kind == "person"]
    assert persons == [("persons:first", ("Anna Berg",)), ("persons:family", ("Berg",))]


def test_a_text_without_findings_is_one_piece():
    facts, pieces = explain_text("Nothing here.", Findings())
    assert facts == []
    assert [(piece.start, piece.end, piece.facts) for piece in pieces] == [(0, 13, ())]
    assert explain_text("", Findings()) == ([], [])


def test_a_page_shows_the_whole_text_with_rule_and_confidence_of_every_span():
    page = lxml.html.fromstring(render_page(make_reading(make_findings())))
    (shown,) = page.find_class("text")
    for number in shown.xpath(".//sup"):
        number.drop_tree()
    assert shown.text_content() == TEXT
    (vienna,) = (mark for mark in shown.iter("mark") if mark.text_content() == "Vienna")
    assert vienna.get("class") == "meeting place"
    assert vienna.get("title").startswith("place: Vienna [vienna] [test:rule, 0.90]\nmeeting: held")
    rows = page.xpath("//tr[@id]")
    assert [row.get("id") for row in rows] == [f"f{n}" for n in range(1, len(rows) + 1)]
    assert "meetings:met" in page.text_content()


def test_nothing_a_release_says_becomes_markup_of_its_page():
    text = render_page(make_reading(make_findings()))
    page = lxml.html.fromstring(text)
    assert not page.xpath("//script | //img | //link | //iframe | //form | //*[@src]")
    assert all(link.startswith("#f") for link in page.xpath("//@href"))
    assert not [name for one in page.iter() for name in one.attrib if name.startswith("on")]
    assert "url(" not in text
    assert "@import" not in text


def test_the_policy_of_a_page_allows_its_own_style_and_nothing_else():
    page = lxml.html.fromstring(render_page(make_reading(Findings())))
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert re.fullmatch(
        r"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-[\w+/]+='",
        policy,
    )
    assert page.find_class("text")[0].text == TEXT


def test_control_characters_of_a_release_do_not_reach_its_page():
    reading = make_reading(Findings()).model_copy(update={"text": "a\x1b[31m\x00b"})
    page = render_page(reading)
    assert "\x1b" not in page
    assert "\x00" not in page


def test_an_amount_is_written_out_to_the_last_digit_that_counts() -> None:
    for value, written in ((120_000_000, "120,000,000 EUR"), (4.5, "4.5 EUR"), (0.25, "0.25 EUR")):
        amount = Quantity.model_validate({**find("Vienna"), "value": value, "unit": "EUR"})
        (fact,), _ = explain_text(TEXT, Findings(quantities=(amount,)))
        assert fact.says == written
