import pytest
from markdown_it import MarkdownIt

from flows.artifacts import escape_cell, escape_markdown, render_link, render_table


def test_markup_in_scraped_text_is_shown_and_not_obeyed():
    escaped = escape_markdown("<script>alert(1)</script> **bold** [x](y) | `c`")
    assert "<script" not in escaped
    assert r"\*\*bold\*\*" in escaped
    assert r"\[x\]\(y\)" in escaped
    assert r"\|" in escaped


def test_text_on_several_lines_becomes_one():
    assert escape_markdown("a\n\n# b") == r"a \# b"


def test_ampersands_and_letters_of_every_script_stay_readable():
    assert escape_markdown("Ports & Ships") == "Ports &amp; Ships"
    assert escape_markdown("Қазақстан 中国 العربية") == "Қазақстан 中国 العربية"


def test_only_web_addresses_become_links():
    assert render_link("Title", "https://example.org/a b?c=<d>") == (
        "[Title](<https://example.org/a%20b?c=%3Cd%3E>)"
    )
    assert render_link("Title", "javascript:alert(1)") == "Title"
    assert render_link("Title", "file:///etc/passwd") == "Title"


def test_a_table_cell_holds_no_markup_of_either_kind():
    cell = escape_cell("<b>[x](javascript:1)</b> `c`")
    assert isinstance(cell, str)
    assert not set(cell) & set("<>[]`")


def test_a_bar_in_a_title_does_not_open_another_column():
    table = render_table(["title", "kind"], [{"title": "a | b", "kind": "statement", "url": ""}])
    assert table.splitlines()[2] == r"| a \| b | statement |"


@pytest.mark.parametrize(
    "text",
    [
        "It's the minister's \"first\" visit",
        "<img src=x onerror=alert(1)> & &amp; &#x27;",
        "a | b # c * d _e_ `f` [g](http://h) ![i](http://j) ~k~ 1. l - m \\ n $o$ {p}",
        "# Heading",
        "| a | b |",
    ],
)
def test_a_title_reads_in_the_interface_as_it_was_written(text: str):
    shown = MarkdownIt("gfm-like", {"linkify": False}).parseInline(escape_markdown(text))[0]
    assert shown.children is not None
    assert {token.type for token in shown.children} <= {"text", "text_special"}
    assert "".join(token.content for token in shown.children) == text


def test_what_a_list_holds_is_parted_by_commas():
    row = {"changed": ["body", "title"], "note": ["it's"]}
    assert render_table(["changed", "note"], [row]).splitlines()[2] == "| body, title | it's |"
    assert escape_cell(["body", "title"]) == "body, title"
