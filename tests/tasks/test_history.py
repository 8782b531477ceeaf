"""What differs between two versions of a release, field by field, and of what sort it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.history import Wording
from tasks.history.compare import compare_versions

BODY = "The minister met the envoy on Monday.\n\nThey spoke of 1.5 million euros and of trade."
HOUR = datetime(2026, 3, 1, 8, tzinfo=UTC)
SAID = Wording(
    title="Minister meets envoy",
    body=BODY,
    published_on=date(2026, 3, 1),
    published_at=None,
    number="",
    kind="statement",
    language="en",
)


def compare(**changes: object) -> list[tuple[str, str, str]]:
    told = compare_versions(SAID, SAID.model_copy(update=changes))
    return [(change.field, change.change, change.rule) for change in told]


def test_what_stays_the_same_is_no_change() -> None:
    assert compare() == []


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace("\n\n", "\n"),
        BODY.upper(),
        BODY.replace("Monday.", "Monday ."),
        f"“{BODY}”",
        BODY.replace("minister", "min\u00adister").replace("-", "\u2013"),
        BODY.replace("The", "Ｔｈｅ"),
    ],
)
def test_the_same_letters_and_numbers_are_a_cosmetic_change(body: str) -> None:
    assert compare(body=body) == [("body", "cosmetic", "the same letters")]


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace("1.5", "15"),
        BODY.replace("1.5", "1.6"),
        BODY.replace("1.5", "-1.5"),
        BODY.replace("euros", "€"),
        BODY.replace("million", "billion"),
        BODY.replace("Monday", "Tuesday"),
        BODY.replace(" and of trade", ""),
        f"{BODY} They also spoke of rivers.",
    ],
)
def test_other_words_numbers_and_signs_are_a_substantive_change(body: str) -> None:
    assert compare(body=body) == [("body", "substantive", "other words")]


def test_marks_that_are_letters_of_their_script_count() -> None:
    one, other = (SAID.model_copy(update={"body": text}) for text in ("पिता कहते हैं", "पीता कहते हैं"))
    assert [change.change for change in compare_versions(one, other)] == ["substantive"]


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: the meeting was on Tuesday.",
        "An earlier version of this release named another day.",
        "Berichtigung: Das Treffen war am Dienstag.",
        "Une version antérieure de ce communiqué…",
        "Исправленная версия.",
        "更正：会议在星期二。",
        "تصحيح: كان الاجتماع يوم الثلاثاء",
    ],
)
def test_a_text_that_says_it_was_corrected_is_a_correction(notice: str) -> None:
    (change,) = compare_versions(SAID, SAID.model_copy(update={"body": f"{BODY}\n\n{notice}"}))
    assert (change.field, change.change, change.rule) == ("body", "correction", "says so")
    assert change.notice in notice.casefold()


def test_a_text_about_corrections_that_is_edited_is_none() -> None:
    about = SAID.model_copy(update={"body": f"Correction: a new law.\n\n{BODY}"})
    edited = about.model_copy(update={"body": about.body.replace("Monday", "Tuesday")})
    assert [change.change for change in compare_versions(about, edited)] == ["substantive"]


@pytest.mark.parametrize(
    ("title", "change"),
    [
        ("Minister Meets Envoy!", "cosmetic"),
        ("Minister meets ambassador", "retitle"),
        ("Department of Correction meets envoy", "retitle"),
        ("Corrections officers meet", "retitle"),
        ("CORRECTION: Minister meets envoy", "correction"),
        ("Minister meets envoy (corrected)", "correction"),
        ("Rectificatif : la ministre", "correction"),
        ("[更正] 部长会见", "correction"),
    ],
)
def test_a_headline_is_reset_renamed_or_corrected(title: str, change: str) -> None:
    assert [(field, found) for field, found, _ in compare(title=title)] == [("title", change)]


def test_words_that_only_go_are_a_removal() -> None:
    assert compare(body=BODY.partition("\n\n")[0]) == [("body", "removal", "taken out")]
    withdrawn = compare(body="This statement has been withdrawn.")
    assert withdrawn == [("body", "removal", "says so")]


def test_another_day_is_a_re_date_and_an_hour_of_the_same_day_is_not() -> None:
    assert compare(published_on=date(2026, 3, 2)) == [("published_on", "re-date", "another day")]
    assert compare(published_on=None) == [("published_on", "re-date", "another day")]
    assert compare(published_at=HOUR) == [("published_at", "cosmetic", "the same day")]
    later = SAID.model_copy(update={"published_at": HOUR})
    moved = later.model_copy(update={"published_at": HOUR + timedelta(hours=1)})
    assert [change.change for change in compare_versions(later, moved)] == ["re-date"]


def test_what_we_say_of_a_text_is_told_beside_it() -> None:
    fields = [field for field, _, _ in compare(kind="bill", language="fr", number="26-7")]
    assert fields == ["number", "kind", "language"]


def test_passages_stand_beside_what_replaced_them_and_are_counted() -> None:
    body = BODY.replace("Monday", "Friday").replace("trade", "trade and rivers")
    (change,) = compare_versions(SAID, SAID.model_copy(update={"body": body}))
    assert change.before == ("Monday.", "trade.")
    assert change.after == ("Friday.", "trade and rivers.")
    assert (change.removed_count, change.added_count) == (2, 4)
    assert 0.8 < change.similarity < 0.9


def test_a_script_that_parts_no_words_is_compared_letter_by_letter() -> None:
    one, other = (SAID.model_copy(update={"body": f"部长{day}会见大使"}) for day in "一二")
    (change,) = compare_versions(one, other)
    assert (change.before, change.after, change.removed_count) == (("一",), ("二",), 1)


def test_of_a_long_text_no_more_is_kept_than_can_be_shown() -> None:
    one = SAID.model_copy(update={"body": " ".join(f"a{n}" for n in range(30_000))})
    other = SAID.model_copy(update={"body": " ".join(f"b{n}" for n in range(30_000))})
    (change,) = compare_versions(one, other)
    assert change.removed_count == 30_000
    assert sum(map(len, change.before + change.after)) < 1000
    many = SAID.model_copy(update={"body": "\n\n".join(f"same {n} one" for n in range(90))})
    edited = SAID.model_copy(update={"body": "\n\n".join(f"same {n} two" for n in range(90))})
    (change,) = compare_versions(many, edited)
    assert len(change.before) == len(change.after) <= 20
    assert change.removed_count == 90


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(before: str, after: str) -> None:
    one, other = (SAID.model_copy(update={"body": text}) for text in (before, after))
    told = compare_versions(one, other)
    assert bool(told) == (before != after)
    for change in told:
        assert 0 <= change.similarity <= 1
