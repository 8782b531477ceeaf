import contextlib
import json
from datetime import date

import pytest

from schemas.document import Parsed
from schemas.errors import ReadError
from tasks.days.choice import choose_date, get_winner
from tasks.reading.clean import clean_parsed
from tasks.reading.headline import pick_title
from tasks.reading.markup import MAX_TAGS
from tasks.reading.page import parse_page
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
        ([], "诺兰加入公约_某某办公室", {}, "诺兰加入公约"),
        (["Releases of the council", "Norland joins the pact on rail"], "Norland joins the pact on rail | Releases of the council", {}, "Norland joins the pact on rail"),
        (["Ministry"], "Ministry", {"og:title": "Norland joins the pact", "og:site_name": "Ministry"}, "Norland joins the pact"),
        (["Remarks, March 12, 2024"], "Remarks, March 12, 2024 | Ministry", {}, "Remarks, March 12, 2024"),
    ],
)  # fmt: skip
def test_the_headline_is_what_the_page_agrees_on(
    headings: list[str], page_title: str, meta: dict[str, str], expected: str
):
    assert pick_title(meta, {}, headings, page_title) == expected


@pytest.mark.parametrize(
    "headline",
    [
        '<h1><a href="/">Ministry of Transport</a></h1><h3>Rail links agreed</h3>',
        "<h2>Press releases</h2><h3>Rail links agreed</h3>",
        '<h2>Cookies on this site</h2><div class="news-title">Rail links agreed</div>',
    ],
)
def test_a_lesser_heading_is_the_headline_where_the_page_title_says_the_same(headline: str):
    page = _read(
        "<html><head><title>Ministry of Transport :: Rail links agreed</title></head>"
        f"<body>{MENU}{headline}{PARAGRAPHS}</body></html>"
    )
    assert page.title == "Rail links agreed"


def test_a_bold_line_is_the_headline_where_nothing_else_names_the_release():
    page = _read(
        f"<html><head><title>Press service</title></head><body><table><tr><td>{'<br>'.join(['<a href=1>Menu item</a>'] * 3)}"
        f"</td><td><b>Ministers agree on new rail links</b><br><i>12.03.2024</i><br><br>{'<br><br>'.join(BODY)}"
        "</td></tr></table></body></html>"
    )
    assert page.title == "Ministers agree on new rail links"
    assert page.body.split("\n\n") == BODY
    assert page.dates[0].value == date(2024, 3, 12)


@pytest.mark.parametrize("tag", ["div", "section", "span style='display:block'"])
def test_blocks_of_any_tag_are_paragraphs_and_a_menu_is_none(tag: str):
    menu = "<div><ul>" + "".join(f"<li><a href=/{n}>Menu item {n}</a></li>" for n in range(9))
    blocks = "".join(f"<{tag}>{text}</{tag.split(maxsplit=1)[0]}>" for text in BODY)
    page = _read(
        f"<html><body>{menu}</ul></div><h1>Rail links agreed</h1><div>{blocks}</div></body></html>"
    )
    assert page.body.split("\n\n") == BODY


def test_the_items_of_a_list_are_kept_in_their_place():
    items = "".join(f"<li><b>Item:</b> {text}</li>" for text in BODY[1:3])
    page = _read(
        f"<html><body><form>{MENU}<h1>Rail links agreed</h1><p>{BODY[0]}</p><ul>{items}</ul>"
        f"<p>{BODY[3]}</p></form></body></html>"
    )
    assert page.body.split("\n\n") == [
        BODY[0],
        *(f"Item: {text}" for text in BODY[1:3]),
        BODY[3],
    ]


def test_banners_teasers_and_footers_are_no_text_of_a_short_release():
    page = _read(
        '<html><body><div class="cookie-banner"><h2>Cookies</h2><p>We use cookies to improve this site'
        " and to show you what you may like. You may accept or refuse them.</p></div>"
        "<h1>Office closed</h1><p>The office is closed on Friday because of the storm.</p>"
        '<div class="related-news"><h4>Other news</h4><p>A long teaser of another release that was'
        ' published by the office.</p></div><div id="footer"><p>Copyright. All rights are reserved by'
        " the office.</p></div></body></html>"
    )
    assert page.title == "Office closed"
    assert page.body == "The office is closed on Friday because of the storm."


@pytest.mark.parametrize("frame", ["div", "article", "div class=article-body"])
@pytest.mark.parametrize("sub", ["h3", "div class=standfirst", "p class=lead"])
def test_a_sub_headline_and_the_headings_of_a_text_stand_in_their_place(frame: str, sub: str):
    below = "Two governments name a working group for the spring"
    page = _read(
        f"<html><body>{MENU}<div><h1>Rail links agreed</h1><{sub}>{below}</{sub.partition(' ')[0]}>"
        f"<{frame}><p>{BODY[0]}</p><p>{BODY[1]}</p><h2>What comes next</h2><p>{BODY[2]}</p>"
        f"<p>{BODY[3]}</p></{frame.partition(' ')[0]}></div></body></html>"
    )
    assert page.body.split("\n\n") == [below, *BODY[:2], "What comes next", *BODY[2:]]


@pytest.mark.parametrize(
    "line",
    [
        "<div><span>12.03.2024</span><span>Brussels</span><span>Press Team</span></div>",
        "<p><span>2024-03-12 20:15</span> <span>来源：外交部</span></p>",
        "<ul><li>Council</li><li>Press release</li><li>12 March 2024</li></ul>",
        "<dl><dt>부서명</dt><dd>유럽국</dd><dt>작성일</dt><dd>2024-03-12</dd></dl>",
        "<div>Posted On: 12 MAR 2024 5:12PM by PIB Delhi</div>",
        '<div class="site-tag"><div>News</div><div>Published Date: 12 March 2024</div></div>',
        "<div>发布时间：2024-03-12 09:30　浏览次数：568</div>",
    ],
)
def test_a_line_of_date_place_and_office_is_no_text_but_states_the_date(line: str):
    page = _read(
        f"<html><body>{MENU}<h1>Rail links agreed</h1>{line}<div>{PARAGRAPHS}</div></body></html>"
    )
    assert page.body.split("\n\n") == BODY
    assert choose_date(page.dates, OBSERVED, {})[0].value == date(2024, 3, 12)


def test_a_small_block_of_tags_goes_and_a_statement_under_such_a_name_stays():
    page = _read(
        f"<html><body><div><h1>Rail links agreed</h1><div>{PARAGRAPHS}</div>"
        f'<div class="topics"><p>{BODY[0]} Again.</p></div>'
        '<div class="field-topics"><h3>Topic</h3><div>Railways</div></div></div></body></html>'
    )
    assert page.body.split("\n\n") == [*BODY, f"{BODY[0]} Again."]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>保修科技发布新一代储能电池系统-新闻中心-保修科技股份有限公司</title>", "保修科技发布新一代储能电池系统"),
        ("<title>보도자료 상세보기|외교부</title><h2>보도자료</h2><h3>외교부 장관, 노를란드 외교장관과 회담</h3>",
         "외교부 장관, 노를란드 외교장관과 회담"),
    ],
)  # fmt: skip
def test_a_headline_is_found_where_pages_name_their_section_and_site(head: str, title: str):
    assert _read(f"<html><body>{head}{PARAGRAPHS}</body></html>").title == title


def test_a_text_is_read_whatever_its_blocks_are_called():
    page = _read(
        f'<html><body>{MENU}<div class="with-sidebar social-policy menu-open"><h1>Rail links agreed</h1>'
        f'<div class="latest-news">{PARAGRAPHS}</div></div></body></html>'
    )
    assert page.body.split("\n\n") == BODY


def test_the_joiners_of_persian_survive_the_extractor():
    text = (
        "دو طرف در این دیدار بر گسترش همکاری\u200cهای اقتصادی و حمل و نقل میان دو کشور تأکید کردند."
    )
    page = _read(f"<html><body><h1>دیدار وزیران</h1><p>{text}</p><p>{text[:60]}</p></body></html>")
    assert page.body.startswith(text)


def test_a_quotation_keeps_the_name_below_it_and_a_figure_its_table():
    page = _read(
        f"<html><body><main><h1>Rail links agreed</h1>{PARAGRAPHS}<blockquote><p>We are content with it."
        "</p><footer>Anna Berg, Minister</footer></blockquote><figure><table><tr><th>Year</th><th>Trains"
        f"</th></tr><tr><td>2023</td><td>41</td></tr></table></figure><p>{BODY[0]} Again.</p></main></body></html>"
    )
    assert "Anna Berg, Minister" in page.body
    assert "2023 | 41" in page.body


@pytest.mark.parametrize(
    ("markup", "day"),
    [
        ('<ul class="post-info"><li><span class="type-date">March 12, 2024</span></li></ul>', date(2024, 3, 12)),
        ("<h4>12 March 2024, 14:00</h4><span>12 March 2024, 14:00</span>", date(2024, 3, 12)),
        ('<div class="kind">Published: 3 hours ago</div>', None),
        ('<meta name="site:first-published-at" content="2024-03-12T00:01:00Z"><time>1 May 2025</time>', date(2024, 3, 12)),
        ("<h6>2024 жылғы 12 наурыз</h6>", date(2024, 3, 12)),
        ('<div class="upcoming"><span class="event-date">14 June 2025</span> Exhibition</div>', None),
        ('<div class="news_date">03/04/2024</div>', None),
    ],
)  # fmt: skip
def test_a_page_states_its_own_date_or_none(markup: str, day: date | None):
    page = _read(
        f"<html lang=en><body><main><h1>Rail links agreed</h1>{markup}{PARAGRAPHS}</main></body></html>"
    )
    chosen = get_winner(choose_date(page.dates, OBSERVED, {}))
    assert (chosen.value if chosen else None) == day
    assert "ago" not in page.body


@pytest.mark.parametrize(
    "line",
    [
        "The post Rail links agreed appeared first on Ministry.",
        "责任编辑：李萌",
        "(Release ID: 2013891) Visitor Counter : 1523",
        "For information media. Not an official record.",
        "Last modified: 15 April 2024 | webmaster@example.org",
        "Mise à jour : 11.06.24",
        "© 2024 Ministry. All rights reserved.",
        "При использовании материала ссылка на пресс-службу обязательна.",
        "上一篇：部长会见大使",
        "【中大小】 打印",
        "このページのトップへ戻る",
        "Home > Press > Rail links",
    ],
)
def test_what_a_site_adds_below_a_text_is_dropped(line: str):
    page = _read(
        f"<html><body><main><h1>Rail links agreed</h1>{PARAGRAPHS}<p>{line}</p></main></body></html>"
    )
    assert page.body.split("\n\n") == BODY


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


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "page",
    [
        "<title>{long}</title><h1>Rail links agreed</h1>",
        "<title>{long}</title><meta property='og:title' content='{long}'><h1>Rail links agreed</h1>",
        "<title>Rail links agreed</title><body class='{long}'><div class='{long}' id='{long}'>",
        "<title>Rail links agreed</title><h2 class='{long}'>Rail links agreed</h2>",
    ],
)
def test_a_page_of_endless_names_and_titles_is_read_all_the_same(page: str):
    dates = "<p class=date>Trains</p>" * 5_000
    head = page.format(long="ab | cd - " * 50_000)
    read = clean_parsed(_read(f"<html>{head}{dates}{PARAGRAPHS}</html>"))
    assert BODY[0] in read.body


def test_a_page_that_calls_itself_a_menu_is_read():
    read = clean_parsed(
        _read(f"<html role=navigation class=updated><h1>Rail links agreed</h1>{PARAGRAPHS}</html>")
    )
    assert read.body.split("\n\n") == BODY


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
        ("<html><body>" + "<div>" * 200 + "<p>May 1, 2020</p>" * 25_000, "too many of such depth"),
        ("<html><body><p " + "a b " * 100_000, "attributes"),
        ("<html><body><p>a" + "&#769;&#807;" * 100_000, "marks are set on one letter"),
    ],
)
def test_a_page_built_to_hang_a_parser_is_refused_at_once(html: str, named: str):
    with pytest.raises(ReadError, match=named):
        parse_page(html, make_document(html))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "block",
    [
        "<nav>x</nav>y", "<div class=cookie>x</div>y", "<p>x</p><div>y</div>", "<p class=date>1 May</p>", "<h3>x</h3>",
        "<div>12 3</div>", "<li><span class=date>1 May</span>", "<b>x</b>y", "<div class=related>a</div>", "<ul><li>x",
    ],
)  # fmt: skip
def test_thousands_of_equal_blocks_take_no_more_than_their_share(block: str):
    html = f"<html><body><div><ul><li>{block * 10_000}"
    with contextlib.suppress(ReadError):
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
