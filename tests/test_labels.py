"""The labels facts are scored against, and the scoring itself; the corpus is not needed."""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from schemas.findings import (
    EventDate,
    Evidence,
    Findings,
    Meeting,
    Organisation,
    Participant,
    Person,
    Quote,
    Role,
)
from tasks.prose.cut import join_text
from tests.eval.facts import FIELDS, Tally, average_f1, sum_up
from tests.eval.labels import CORPUS_SETS, OWN, SETS, Case, Label, load_labels, read_cases
from tests.eval.matching import fold_name, is_inflected

HERE = {"start": 0, "end": 1, "text": "x", "rule": "test:rule", "confidence": 1.0}


@cache
def read_own() -> list[Case]:
    return read_cases(Path(), OWN, [True, False])


@pytest.fixture
def own() -> list[Case]:
    return read_own()


def test_every_label_of_our_own_texts_stands_in_the_text(own: list[Case]):
    assert len(own) >= 40
    for label, _ in own:
        text = f"{label.title}\n\n{label.body}"
        names = [*(one.name for one in label.persons), *label.organisations, *(label.places or ())]
        starts = [one.start for one in label.quotes]
        for stated in (*starts, *(one.text for one in label.event_dates)):
            assert stated in text, (label.id, stated)
        # Names are labelled in the nominative, which an inflected language may never write.
        words = fold_name(text.replace("-", " ")).split()
        for stated in names:
            name = fold_name(stated.replace("-", " "))
            length = len(name.split())
            runs = (" ".join(words[at : at + length]) for at in range(len(words)))
            assert stated in text or any(is_inflected(name, run) for run in runs), (
                label.id,
                stated,
            )


def test_our_own_texts_are_read_whole_with_their_date(own: list[Case]):
    for label, release in own:
        assert release.title == label.title, label.id
        assert str(release.published_on) == label.published_on, label.id
        letters = [len("".join(text.split())) for text in (label.body, release.body)]
        assert letters[1] > 0.9 * letters[0], label.id


@pytest.mark.parametrize("name", SETS)
def test_every_set_has_releases_held_out_and_none_is_labelled_twice(name: str):
    labels = load_labels(name)
    held_out = sum(label.held_out for label in labels)
    assert len(labels) >= 30
    assert held_out >= 10
    assert len({label.id for label in labels}) == len(labels)


@pytest.mark.parametrize("name", CORPUS_SETS)
def test_labels_of_the_corpus_hold_names_and_first_words_but_no_sentence(name: str):
    for label in load_labels(name):
        assert not label.title + label.body
        for quote in label.quotes:
            assert len(quote.start.split()) <= 7
        for text in _list_texts(json.loads(label.model_dump_json(exclude={"id"}))):
            assert len(text) < 120


def _list_texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for one in value.values() for text in _list_texts(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in _list_texts(one))


def test_every_fact_of_our_own_texts_stands_where_it_says_and_names_its_rule(own: list[Case]):
    for label, release in own:
        text = join_text(release.title, release.body, release.margins)
        for fact in _list_facts(release.findings.model_dump()):
            assert text[fact["start"] : fact["end"]] == fact["text"], (label.id, fact)
            assert re.fullmatch(r"[\w./-]+:[\w -]+", str(fact["rule"])), (label.id, fact)


def _list_facts(value: object) -> Iterator[dict[str, Any]]:
    """Every piece of evidence, however deep it lies."""
    if isinstance(value, dict):
        if "rule" in value:
            yield value
        yield from (fact for one in value.values() for fact in _list_facts(one))
    elif isinstance(value, list | tuple):
        yield from (fact for one in value for fact in _list_facts(one))


# Scoring


def score(field: str, label: dict[str, object], **found: object) -> tuple[int, int, int]:
    """Labels, found and right of one field of a release made of what is given."""
    whole = {
        "id": "made/1", "held_out": False, "kind": "statement", "persons": [], "organisations": [],
        "meetings": [], "event_dates": [], "topics": [], "quotes": [], **label,
    }  # fmt: skip
    case = read_own()[0]
    release = case.release.model_copy(update={"findings": Findings.model_validate(found)})
    tally = FIELDS[field][0](Case(Label.model_validate_json(json.dumps(whole)), release))
    return tally.expected, tally.found, len(tally.right)


def make_person(name: str, *roles: Role) -> Person:
    mention = Evidence.model_validate(HERE)
    return Person(person_id=name, id_reason="test", name=name, roles=roles, mentions=(mention,))


def make_role(title: str, organisation: str | None = None, status: str = "current") -> Role:
    return Role.model_validate(
        {**HERE, "title": title, "organisation": organisation, "status": status}
    )


@pytest.mark.parametrize(
    ("wanted", "found", "right"),
    [
        ("Joseph R. Biden Jr.", "Joseph R Biden Jr", 1),
        ("JOSEPH R. BIDEN, JR.", "Joseph R. Biden Jr.", 1),
        ("Sa’Ra Skipper", "Sa'Ra Skipper", 1),
        ("Anna Berg", "Ms. Anna Berg", 1),
        ("Anna Berg", "Berg", 0),
        ("Berg", "Anna Berg", 0),
    ],
)
def test_a_person_is_found_by_the_fullest_form_of_the_name(wanted: str, found: str, right: int):
    label = {"persons": [{"name": wanted, "role": None, "organisation": None}]}
    assert score("persons", label, persons=(make_person(found),)) == (1, 1, right)


@pytest.mark.parametrize(
    ("role", "organisation", "found", "right"),
    [
        ("Senator", None, [make_role("U.S. Senator")], 1),
        ("Minister of Health", None, [make_role("Minister", "Health")], 1),
        ("Director", "Norland Bank", [make_role("director of the Norland Bank")], 1),
        ("former Judge", None, [make_role("Judge", status="former")], 1),
        (None, None, [], 1),
        (None, None, [make_role("Judge")], 0),
        ("Judge", None, [], 0),
        ("Judge", None, [make_role("Clerk"), make_role("Judge")], 0),
    ],
)
def test_a_role_counts_for_persons_found_and_may_be_parted_from_its_organisation(
    role: str | None, organisation: str | None, found: list[Role], right: int
):
    label = {"persons": [{"name": "Anna Berg", "role": role, "organisation": organisation}]}
    assert score("roles", label, persons=(make_person("Anna Berg", *found),)) == (1, 1, right)
    assert score("roles", label, persons=(make_person("Ole Berg", *found),)) == (0, 0, 0)


def test_an_organisation_is_found_by_its_name_or_by_the_acronym_tied_to_it():
    body = Organisation(
        organisation_id="o",
        id_reason="test",
        name="the Norland Shipping Council",
        acronym="NSC",
        mentions=(Evidence.model_validate(HERE),),
    )
    for name, right in (("Norland Shipping Council", 1), ("NSC", 1), ("Shipping Council", 0)):
        label = {"organisations": [name]}
        assert score("organisations", label, organisations=(body,)) == (1, 1, right)


def make_meeting(*names: str, **fields: object) -> Meeting:
    participants = tuple(Participant(name=name) for name in names)
    stated = {"participants": participants, "mode": "in-person", "status": "held"}
    return Meeting.model_validate({**HERE, **stated, **fields})


def test_a_meeting_is_found_by_half_of_its_participants_with_mode_and_status():
    label: dict[str, object] = {
        "meetings": [
            {
                "participants": ["Anna Berg", "Ole Dahl", "Norland Council"],
                "date": "2018-04",
                "place": "Vienna",
                "mode": "in-person",
                "status": "held",
            }
        ]
    }
    both = make_meeting("Ms Anna Berg", "Ole Dahl", place="Vienna, Austria")
    assert score("meetings", label, meetings=(both,)) == (1, 1, 1)
    assert score("meetings", label, meetings=(make_meeting("Anna Berg"),)) == (1, 1, 0)
    planned = make_meeting("Anna Berg", "Ole Dahl", status="planned")
    assert score("meetings", label, meetings=(planned,)) == (1, 1, 0)
    assert score("meetings", label, meetings=(both, both)) == (1, 2, 1)
    assert score("meeting-places", label, meetings=(both,)) == (1, 1, 1)
    assert score("meeting-dates", label, meetings=(both,)) == (1, 1, 0)
    dated = make_meeting("Anna Berg", "Ole Dahl", starts_on=date(2018, 4, 1), precision="month")
    assert score("meeting-dates", label, meetings=(dated,)) == (1, 1, 1)


def test_a_date_is_right_only_as_exact_as_the_text_states_it():
    day = date(2020, 5, 1)
    label = {"event_dates": [{"date": "2020-05", "text": "in May 2020"}]}
    for precision, right in (("month", 1), ("day", 0), ("year", 0)):
        one = EventDate.model_validate(
            {**HERE, "starts_on": day, "ends_on": day, "precision": precision, "tense": "past"}
        )
        assert score("event-dates", label, event_dates=(one, one)) == (1, 1, right)


def test_a_quotation_needs_its_first_words_and_its_speaker():
    label = {"quotes": [{"start": "We won’t stop here, said", "speaker": "Anna Berg"}]}
    words = "We won't stop here, said the sea."
    for speaker, starts, right in (("Anna Berg", 1, 1), ("Ole Dahl", 1, 0), (None, 1, 0)):
        one = Quote.model_validate({**HERE, "words": words, "speaker": speaker})
        assert score("quotes", label, quotes=(one,)) == (1, 1, right)
        assert score("quote-starts", label, quotes=(one,)) == (1, 1, starts)


def test_macro_f1_counts_every_topic_of_the_labels_alike():
    tally = Tally(right=("health",) * 3, missing=("sport",), extra=("health",) * 2 + ("weather",))
    assert average_f1(tally) == pytest.approx((6 / 8 + 0) / 2)
    assert tally.f1 == pytest.approx(6 / 10)


def test_topics_are_compared_by_their_top_concepts(own: list[Case]):
    tally = sum_up(own, "topics")
    assert tally.f1 > 0.5
    assert {*tally.right, *tally.extra} & {"health", "environment"}
