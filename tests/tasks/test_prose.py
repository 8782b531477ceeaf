"""The text of a release, cut into paragraphs, sentences and words."""

import pytest

from tasks.prose.cut import cut_text, join_text


def list_sentences(body: str) -> list[str]:
    prose = cut_text("A title", body)
    return [prose.text[start:end] for start, end in prose.sentences if start >= prose.body_start]


def test_offsets_point_into_title_body_and_margins() -> None:
    prose = cut_text("Title here", "First. Second one.\n\nThird.", ("ENDS",))
    assert prose.text == join_text("Title here", "First. Second one.\n\nThird.", ("ENDS",))
    assert prose.text[: prose.title_end] == "Title here"
    assert prose.text[prose.body_start : prose.body_end] == "First. Second one.\n\nThird."
    assert [prose.text[start:end] for start, end in prose.paragraphs][-1] == "ENDS"
    assert all(prose.text[token.start : token.end] == token.text for token in prose.tokens)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("Mr. Smith met Dr. Jones. They spoke.", 2),
        ("The U.S. Senator John F. Kennedy spoke. He left at 5 p.m. on Monday.", 2),
        ("“We agree.” He left. “Yes!” said she.", 3),
        ("王毅会见了部长。双方讨论了合作。", 2),
        ("Il a rencontré M. Dupont à Paris. Ils ont parlé.", 2),
        ("Встреча прошла 3 марта 2020 г. в Москве. Стороны согласились.", 2),
    ],
)
def test_a_full_stop_of_an_abbreviation_or_initial_ends_no_sentence(body: str, count: int) -> None:
    assert len(list_sentences(body)) == count


def test_a_word_keeps_its_apostrophe_hyphen_and_inner_full_stops() -> None:
    words = [token.text for token in cut_text("", "O’Brien of the U.S. co-chairs AT&T.").tokens]
    assert words == ["O’Brien", "of", "the", "U.S.", "co-chairs", "AT&T", "."]


def test_a_megabyte_is_cut_whole() -> None:
    body = "The Minister met the Ambassador. " * 30_000
    assert len(list_sentences(body)) == 30_000


def test_a_row_of_full_stops_costs_no_more_than_its_length() -> None:
    # Its length squared would take hours.
    assert list_sentences("." * 1_000_000) == ["." * 1_000_000]


def test_marks_in_a_row_end_one_sentence() -> None:
    assert list_sentences("Was it signed?!.. It was...) All agreed.") == [
        "Was it signed?!..",
        "It was...)",
        "All agreed.",
    ]


def test_the_full_stop_of_a_day_ends_no_sentence():
    prose = cut_text(
        "Treffen",
        "Die Konferenz wird am 5. Mai 2022 in Berlin stattfinden. Sie hat 12. Heute nicht.",
    )

    assert [prose.text[one.start : one.end] for one in prose.sentences] == [
        "Treffen",
        "Die Konferenz wird am 5. Mai 2022 in Berlin stattfinden.",
        "Sie hat 12.",
        "Heute nicht.",
    ]
