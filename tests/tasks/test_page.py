import json
from datetime import date

import pytest

from schemas.document import Parsed
from schemas.errors import ReadError
from tasks.clean import clean_parsed
from tasks.dates import choose_date
from tasks.headline import pick_title
from tasks.page import MAX_TAGS, parse_page
from tests.tasks.documents import CORPUS, OBSERVED, make_document, needs_corpus

BODY = [
    "The Minister of Transport received the Ambassador of Norland on Tuesday to discuss rail links.",
    "They agreed that a working group will meet in the spring and report to both governments.",
    "“This is a practical step that passengers will notice,” the Minister said after the talks.",
    "The two sides also signed a memorandum on the training of signal engineers.",
]
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in BODY)
MENU = (
    "<nav><ul>"
    + "".join(f'<li><a href="/{n}">Menu item {n}</a></li>' for n in range(9))
    + "</ul></nav>"
)


def _read(html: str, url: str = "https://example.org/news/rail-links") -> Parsed:
    return clean_parsed(parse_page(html, make_document(html, url)))


def test_a_plain_page_gives_its_title_and_its_paragraphs_only():
    page = _read(
        f"<html lang=en><head><title>Rail links agreed | Ministry of Transport</title></head><body>{MENU}"
        f"<main><h1>Rail links agreed</h1>{PARAGRAPHS}</main><footer>© Ministry</footer></body></html>"
    )
    assert page.title == "Rail links agreed"
    assert page.body.split("\n\n") == BODY
    assert page.declared_language == "en"


def test_the_title_line_is_never_part_of_the_body():
    page = _read(
        f"<html><body>{MENU}<div id=content><p><b>Rail links agreed</b></p><h1>Rail  links agreed</h1>"
        f"{PARAGRAPHS}</div></body></html>"
    )
    assert page.body.startswith("The Minister of Transport")


def test_a_text_with_no_paragraph_tags_is_still_found():
    text = "<br><br>".join(BODY)
    page = _read(
        f"<html><body>{MENU}<h1>Rail links agreed</h1><div class=text>{text}</div></body></html>"
    )
    assert all(sentence in page.body for sentence in BODY)
    assert "Menu item" not in page.body


def test_a_page_wrapped_in_one_form_is_read():
    page = _read(
        f"<html><body><form id=aspnetForm>{MENU}<h1>Rail links agreed</h1>{PARAGRAPHS}</form></body></html>"
    )
    assert page.body.split("\n\n") == BODY


def test_a_short_release_is_not_lost():
    page = _read(
        f"<html><body>{MENU}<h1>Office closed</h1><p>The office is closed on Friday because of the"
        " storm.</p></body></html>"
    )
    assert page.body == "The office is closed on Friday because of the storm."


@pytest.mark.parametrize(
    ("headings", "page_title", "meta", "expected"),
    [
        (["Press Releases", "Norland joins the pact"], "Norland joins the pact | MFA", {}, "Norland joins the pact"),
        (["Norland joins the pact"], "April 3, 2019 Press Release", {}, "Norland joins the pact"),
        ([], "Norland joins the pact - Ministry of Foreign Affairs", {}, "Norland joins the pact"),
        (["News"], "News", {"og:title": "Norland joins the pact"}, "Norland joins the pact"),
        (["要闻", "诺兰加入公约"], "诺兰加入公约 - 外交部", {}, "诺兰加入公约"),
    ],
)  # fmt: skip
def test_the_headline_is_what_the_page_agrees_on(
    headings: list[str], page_title: str, meta: dict[str, str], expected: str
):
    assert pick_title(meta, {}, headings, page_title) == expected


@pytest.mark.parametrize(
    ("markup", "method"),
    [
        ('<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-03-12"}</script>', "json-ld"),
        ('<meta property="article:published_time" content="2024-03-12T23:30:00-05:00">', "meta"),
        ('<time datetime="2024-03-12">12 March</time>', "time"),
        ('<span class="news-date">12 марта 2024</span>', "element"),
        ("<p>12 March 2024</p>", "date-line"),
    ],
)  # fmt: skip
def test_a_page_says_its_date_in_many_ways(markup: str, method: str):
    page = _read(
        f"<html><body><main><h1>Rail links agreed</h1>{markup}{PARAGRAPHS}</main></body></html>"
    )
    winner = choose_date(page.dates, OBSERVED, {})[0]
    assert (winner.value, winner.method) == (date(2024, 3, 12), method)


def test_dates_of_other_things_on_the_page_are_passed_over():
    page = _read(
        f"<html><body><main><h1>Rail links agreed</h1>{PARAGRAPHS}"
        '<div class="last-updated">1 May 2025</div></main>'
        '<aside><time datetime="2025-06-01">Upcoming</time></aside></body></html>'
    )
    assert all(candidate.value.year != 2025 for candidate in page.dates)


def test_broken_linked_data_does_not_stop_a_page():
    page = _read(
        f'<html><head><script type="application/ld+json">{{"@type": [}}</script></head>'
        f"<body><h1>Rail links agreed</h1>{PARAGRAPHS}</body></html>"
    )
    assert page.title == "Rail links agreed"


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ("<html><body>" + "<p>" * (MAX_TAGS + 1), "tags are more"),
        ("<html><body>" + "<div>" * 3_000 + "deep" + "</div>" * 3_000, "nested"),
    ],
)
def test_a_page_built_to_hang_a_parser_is_refused_at_once(html: str, named: str):
    with pytest.raises(ReadError, match=named):
        parse_page(html, make_document(html))


@pytest.mark.parametrize("title", ["Page not found", "404", "Access Denied", "Страница не найдена"])
def test_a_missing_page_served_as_success_is_refused(title: str):
    with pytest.raises(ReadError, match="missing"):
        _read(f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>Try the search, or go back"
              " to the front page of this site.</p></body></html>")  # fmt: skip


def test_a_page_with_no_text_is_refused():
    with pytest.raises(ReadError, match="no text"):
        _read(f"<html><body>{MENU}<div id=app></div><script>render()</script></body></html>")


@needs_corpus
@pytest.mark.parametrize("folder", ["doj", "mnag"])
def test_real_pages_give_the_title_and_date_that_were_labelled(folder: str):
    gold = [
        json.loads(line)
        for line in (CORPUS / folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    for item in gold[::12]:
        text = (CORPUS / folder / "html" / item["file"]).read_bytes().decode("utf-8", "replace")
        page = _read(text, item["url"])
        assert choose_date(page.dates, OBSERVED, {})[0].value.isoformat() == item["date"]
        assert page.title.split()[:4] == item["title"].split()[:4]
