import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reading.escapes import cut_references, load_json, mend_surrogates, unescape_html

NINES = "9" * 5_000


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Rates &amp; prices &#8211; kept", "Rates & prices – kept"),
        (f"Rate &#{NINES}; kept", "Rate \ufffd kept"),
        (f"Rate &#{NINES}", "Rate \ufffd"),
        (f"Rate &#x{NINES}; kept", "Rate \ufffd kept"),
        ("&#0000000000065;", "A"),
        ("&#xd83d;", "\ufffd"),
    ],
)
def test_a_reference_is_one_character_whatever_its_number(text: str, read: str):
    assert unescape_html(text) == read


def test_endless_references_are_cut_before_another_parser_reads_them():
    raw = f"a &#{NINES}; b &amp;#{NINES} c &#38; d".encode()
    assert cut_references(raw) == b"a &#xfffd; b &#xfffd; c &#38; d"


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (r'["Rate \ud83d kept"]', ["Rate \ufffd kept"]),
        (r'["\uDE00\ud83d\uDE00"]', ["\ufffd\U0001f600"]),
        (r'["a \\ud83d b"]', [r"a \ud83d b"]),
        (r'{"\ud83d": "\ud83d\n"}', {"\ufffd": "\ufffd\n"}),
    ],
)
def test_json_with_half_characters_gives_text_that_can_be_stored(source: str, value: object):
    assert load_json(source) == value


@given(st.text())
def test_json_is_read_as_it_was_written(text: str):
    for source in (json.dumps(text), json.dumps(text, ensure_ascii=False)):
        assert load_json(source) == text
    assert mend_surrogates(text) == text
