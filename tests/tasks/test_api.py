import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import FetchError
from schemas.source import Items
from tasks.channels.api import parse_answer
from tasks.network.addresses import is_entry_url

URL = "https://x.example/api/news?page=2"
ITEMS = Items(
    list="data.results",
    url="links.0.href",
    title="title.rendered",
    published="date",
    content="text",
    language="lang",
    next="meta.next",
)


def answer(*entries: object, following: object = None) -> bytes:
    return json.dumps({"data": {"results": entries}, "meta": {"next": following}}).encode()


def entry(**changes: object) -> dict[str, object]:
    base: dict[str, object] = {
        "links": [{"href": "/news/1?utm_source=api"}],
        "title": {"rendered": "Ministers &amp; <i>envoys</i>"},
        "date": "2026-05-04",
        "text": "<p>They met.</p>",
        "lang": "en-GB",
    }
    return {**base, **changes}


def refusal(raw: bytes, items: Items = ITEMS) -> FetchError:
    with pytest.raises(FetchError) as caught:
        parse_answer(raw, URL, items)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(URL)
    assert ";" in str(caught.value)
    return caught.value


def test_an_item_gives_all_its_hints() -> None:
    (link,) = parse_answer(answer(entry()), URL, ITEMS).links
    assert link.url == "https://x.example/news/1"
    assert link.hints.model_dump(exclude={"modified", "alternates"}) == {
        "title": "Ministers & envoys",
        "published": "2026-05-04",
        "language": "en-GB",
        "content": "<p>They met.</p>",
    }


def test_an_address_may_be_built_of_an_items_fields() -> None:
    items = ITEMS.model_copy(update={"url": "https://x.example/{lang}/n/{id}"})
    (link,) = parse_answer(answer(entry(id=71), entry(id=None)), URL, items).links[:1]
    assert link.url == "https://x.example/en-GB/n/71"


def test_an_item_without_a_page_keeps_its_address_wherever_it_stands() -> None:
    raw = answer(entry(links=[]))
    (link,) = parse_answer(raw, URL, ITEMS).links
    (again,) = parse_answer(raw, URL.replace("page=2", "page=3"), ITEMS).links
    assert is_entry_url(link.url)
    assert link.url == again.url


def test_plain_text_becomes_paragraphs_and_stays_text() -> None:
    (link,) = parse_answer(answer(entry(text="One < two.\nThree.")), URL, ITEMS).links
    assert link.hints.content == "One &lt; two.<br><br>Three."


@pytest.mark.parametrize(
    ("stated", "published"),
    [
        (1_777_900_000, "2026-05-04T13:06:40+00:00"),
        (1_777_900_000_000, "2026-05-04T13:06:40+00:00"),
        ("20260504", "20260504"),
        (None, ""),
        (True, ""),
    ],
)
def test_moments_as_numbers_are_read(stated: object, published: str) -> None:
    (link,) = parse_answer(answer(entry(date=stated)), URL, ITEMS).links
    assert link.hints.published == published


@pytest.mark.parametrize(
    ("following", "told"),
    [("abc", "abc"), ("/api?page=3", "/api?page=3"), (7, "7"), (True, "True"), (False, ""),
     (None, ""), ({}, ""), ("", "")],
)  # fmt: skip
def test_what_leads_on_is_handed_on(following: object, told: str) -> None:
    assert parse_answer(answer(entry(), following=following), URL, ITEMS).following == told


def test_an_empty_list_is_the_end_and_no_failure() -> None:
    assert parse_answer(answer(), URL, ITEMS).links == ()
    assert parse_answer(b"[]", URL, Items()).links == ()


def test_an_answer_that_is_none_is_one_line_with_the_mend() -> None:
    assert refusal(b"").kind == "empty"
    assert refusal(b"<!doctype html><p>Sorry</p>").kind == "not-json"
    assert "'<!doctype html><p>Sorry</p>'" in str(refusal(b"<!doctype html><p>Sorry</p>"))
    assert refusal(b'{"data": ').kind == "not-json"
    assert refusal(b"[" * 100_000).kind == "not-json"
    missing = refusal(b'{"items": [], "total": 3}')
    assert missing.kind == "no-entries"
    assert "at 'data.results' (there are: items, total); correct `items.list`" in str(missing)
    unread = refusal(answer({"href": "/a", "name": "A"}))
    assert "at 'links.0.href' (there are: href, name); correct `items.url`" in str(unread)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_json_makes_a_traceback(data: object) -> None:
    for value in (data, {"data": {"results": data}}, {"data": {"results": [data]}}):
        try:
            parse_answer(json.dumps(value).encode(), URL, ITEMS)
        except FetchError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either outcome is right
