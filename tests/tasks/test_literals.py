import re

import pytest

from tasks.prose.literals import fold_case, list_literals


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("statements?", {"statement"}),
        ("ple(a|e)ds? (\\w+ ){0,2}guilty", {"guilty"}),
        ("(a|the) (met|held)", {"met", "held"}),
        ("^(no: \\d+ )?(press )?regarding", {"regarding"}),
        ("colou+r", {"colo"}),
        ('(?!never)[“"]mourns', {"mourns"}),
        ("会谈|会见", {"会谈", "会见"}),
        ("u\\.s\\. court", {"u.s. court"}),
        ("a?", set[str]()),
        ("(met|x?)", set[str]()),
        ("(one|two", set[str]()),
    ],
)
def test_the_longest_words_that_every_match_holds_are_listed(
    pattern: str, literals: set[str]
) -> None:
    assert list_literals(pattern) == literals


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("iletişim kurdu", "İLETİŞİM KURDU"),
        ("read-?out of .{0,9}calls?", "Readout of two CALLS"),
        ("(visit|trip)(s|ped)? to", "A trip to"),
        ("meets{1,2} with", "MEETSS WITH"),
    ],
)
def test_a_text_that_matches_holds_one_of_the_literals_when_folded(pattern: str, text: str) -> None:
    assert re.search(pattern, text, re.IGNORECASE)
    assert any(literal in fold_case(text) for literal in list_literals(pattern))
