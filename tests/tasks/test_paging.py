import pytest

from tasks.channels.listings import parse_listing
from tasks.channels.paging import _load_rules

URL = "https://x.example/news/?kind=all"
LINK = '<p class="r"><a href="/2026/a.html">Ministers meet to discuss grain</a></p>'


def following(markup: str, url: str = URL, number: int = 1, head: str = "") -> str:
    raw = f"<html><head>{head}</head><body>{LINK}{markup}</body></html>".encode()
    return parse_listing(raw, url, "p.r a", number=number).following


def test_what_a_page_says_for_machines_goes_before_its_words() -> None:
    words = '<a href="/words">Next</a>'
    assert following(words, head='<link rel="next" href="/news/2">') == "https://x.example/news/2"
    assert following(words + '<a rel="nofollow next" href="?page=2">2</a>').endswith("?page=2")


@pytest.mark.parametrize("word", _load_rules().words)
def test_a_link_that_says_next_in_any_of_the_languages_is_followed(word: str) -> None:
    assert following(f'<a href="/p2">{word.title()} »</a>') == "https://x.example/p2"
    assert following(f'<a href="/p2" aria-label="{word}"><i class="icon"></i></a>').endswith("/p2")


def test_an_arrow_that_points_back_in_time_is_no_part_of_the_word() -> None:
    assert following('<a href="/page/2/">← Older posts</a>').endswith("/page/2/")
    assert following('<a href="/page/2/">&laquo; Older Entries</a>').endswith("/page/2/")
    assert following('<a href="/page/1/">Newer posts →</a><a href="/page/1/">«</a>') == ""


def test_an_arrow_or_a_class_counts_only_where_pages_are_meant() -> None:
    assert following('<ul class="pagination"><li><a href="/2">›</a></li></ul>').endswith("/2")
    assert following('<a href="?kind=all&amp;page=2">&raquo;</a>').endswith("page=2")
    assert following('<a href="/2026/b.html">»</a>') == ""
    assert following('<a class="slider-next" href="/2026/b.html"></a>') == ""
    assert following('<nav class="pager"><a class="next" href="/p/2"></a></nav>').endswith("/p/2")
    assert following('<ul class="pager"><li class="pager-next"><a href="/2">2</a></li></ul>')


def test_of_numbered_pages_the_one_after_this_is_taken() -> None:
    pager = '<div class="pagination">{}</div>'
    numbers = "".join(f'<a href="/p/{n}">{n}</a>' for n in (1, 2, 3, 4))
    assert following(pager.format(numbers)).endswith("/p/2")
    assert following(pager.format(numbers), number=3).endswith("/p/4")
    assert following(pager.format(numbers), number=4) == ""
    marked = '<a href="/p/1">1</a><a href="/p/2">2</a><span class="current">3</span>'
    assert following(pager.format(marked + '<a href="/p/4">4</a>')).endswith("/p/4")
    assert following('<table><tr><td><a href="/2026/2">2</a></td></tr></table>') == ""
    assert following('<a href="?page=2">2</a>').endswith("?page=2")


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="https://other.example/2">Next</a>',
        '<a href="#top">Next</a>',
        '<a href="javascript:void(0)">Next</a>',
        f'<a href="{URL}">Next</a>',
        '<a class="disabled" href="/3">Next</a>',
        '<a href="/2">What comes next for the grain ministers</a>',
        "<a>Next</a>",
    ],
)
def test_what_only_looks_like_a_next_page_is_not_followed(markup: str) -> None:
    assert following(markup) == ""
