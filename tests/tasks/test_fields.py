import json
from datetime import date

import pytest

from schemas.errors import ReadError
from tasks.reading.clean import clean_parsed
from tasks.reading.decode import decode_document
from tasks.reading.fields import parse_json, parse_markdown
from tasks.reading.parse import parse_document
from tasks.reading.read import read_loose
from tests.tasks.documents import make_document

TEXT = "The Governor opened the spring conference and welcomed forty delegations to the capital."


def test_front_matter_gives_title_date_address_and_language():
    source = (
        "---\ntitle: Governor opens conference\ndate: 2024-03-12\nlang: en\n"
        f"source_url: https://example.org/a\n---\n\n{TEXT}\n"
    )
    page = clean_parsed(parse_markdown(source, make_document(source, "file:///a.md")))
    assert page.title == "Governor opens conference"
    assert page.dates[0].value == date(2024, 3, 12)
    assert (page.canonical_url, page.declared_language) == ("https://example.org/a", "en")
    assert page.body == TEXT


def test_markdown_marks_are_not_text():
    source = (
        "# Governor opens **conference**\n\n"
        "The Governor [opened](https://example.org) the _spring_\n"
        "conference \\[in the capital\\].\n\n     Indented like a typewriter, not like code.\n\n- one\n- two"
    )
    page = clean_parsed(parse_markdown(source, make_document(source, "file:///a.md")))
    assert page.title == "Governor opens conference"
    assert page.body.split("\n\n") == [
        "The Governor opened the spring conference [in the capital].",
        "Indented like a typewriter, not like code.",
        "one",
        "two",
    ]


def test_lines_of_no_break_spaces_part_paragraphs():
    source = f"# Title of it all\n\n{TEXT}\n\u00a0\n{TEXT}"
    page = clean_parsed(parse_markdown(source, make_document(source, "file:///a.md")))
    assert page.body == f"{TEXT}\n\n{TEXT}"


@pytest.mark.parametrize(
    "source",
    [
        json.dumps({"title": f"Governor &#{'9' * 5_000}; opens", "body": TEXT}),
        json.dumps({"title": "Governor \ud83d opens", "body": TEXT, "lang": "\ud83d"}),
        f'---\ntitle: "Governor \\ud83d opens"\n---\n{TEXT}',
    ],
)
def test_a_title_with_no_character_where_one_should_be_is_read(source: str):
    name = "file:///a.json" if source.startswith("{") else "file:///a.md"
    reading = read_loose(make_document(source, name))
    assert (reading.title, reading.body) == ("Governor \ufffd opens", TEXT)


def test_front_matter_with_a_number_past_all_bounds_is_refused():
    source = f"+++\nn = {'9' * 5_000}\n+++\n{TEXT}"
    with pytest.raises(ReadError, match="front matter is not TOML"):
        parse_markdown(source, make_document(source))


def test_merge_keys_that_multiply_are_refused():
    bomb = "a0: &a0 {x: 1}\n" + "".join(
        f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20)
    )
    with pytest.raises(ReadError, match="front matter is not YAML"):
        parse_markdown(f"---\n{bomb}---\n{TEXT}", make_document(TEXT))


def test_markdown_without_end_is_refused():
    source = "*a " * 400_000
    with pytest.raises(ReadError, match="too long"):
        parse_markdown(source, make_document(source))


def test_broken_front_matter_is_refused_with_the_line():
    source = "---\ntitle: [unclosed\n---\ntext"
    with pytest.raises(ReadError, match=r"front matter is not YAML.*line"):
        parse_markdown(source, make_document(source))


@pytest.mark.parametrize(
    "front",
    [
        '+++\ntitle = "Norland: Governor opens"\ndate = 2024-03-12T09:00:00Z\n+++',
        "---\ntitle: Norland: Governor opens\npublishDate: 12 March 2024\n---",
    ],
)
def test_front_matter_is_read_as_toml_and_as_people_write_yaml(front: str):
    source = f"{front}\n\n{TEXT}\n"
    document = make_document(source, "file:///a.txt")
    page = clean_parsed(parse_document(document, decode_document(document)))
    assert (page.title, page.body) == ("Norland: Governor opens", TEXT)
    assert page.dates[0].value == date(2024, 3, 12)


def test_a_bold_first_line_is_a_heading_and_markup_in_markdown_is_read():
    source = f"**Governor opens conference**\n\n12 March 2024\n\n{TEXT}"
    page = clean_parsed(parse_markdown(source, make_document(source, "file:///a.md")))
    assert (page.title, page.body) == ("Governor opens conference", TEXT)
    source = f"---\ntitle: Governor opens\n---\n\n<p>{TEXT}</p>\n<p>{TEXT} Again.</p>"
    page = clean_parsed(parse_markdown(source, make_document(source, "file:///a.md")))
    assert page.body == f"{TEXT}\n\n{TEXT} Again."


def test_a_json_body_may_be_a_list_of_paragraphs_and_a_title_may_be_rendered():
    source = json.dumps(
        {"title": {"rendered": "Governor opens &#8211; again"}, "body": [TEXT, TEXT[4:]]}
    )
    page = clean_parsed(parse_json(source, make_document(source, "file:///a.json")))
    assert (page.title, page.body) == ("Governor opens – again", f"{TEXT}\n\n{TEXT[4:]}")


def test_a_json_document_is_read_by_the_names_of_its_fields():
    source = json.dumps(
        {
            "title": "Governor opens conference",
            "locale": "fr",
            "first_published_at": "2024-03-12T23:30:00+00:00",
            "details": {"body": f"<div><p>{TEXT}</p><p>Second paragraph.</p></div>"},
        }
    )
    page = clean_parsed(parse_json(source, make_document(source, "file:///a.json")))
    assert page.body == f"{TEXT}\n\nSecond paragraph."
    assert page.dates[0].value == date(2024, 3, 12)
    assert page.declared_language == "fr"


@pytest.mark.parametrize("source", ["{", "[1, 2]", '{"title": "x"}'])
def test_json_that_is_no_release_is_refused(source: str):
    with pytest.raises(ReadError, match="JSON"):
        parse_json(source, make_document(source))
