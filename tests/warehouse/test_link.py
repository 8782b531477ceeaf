"""Releases are linked: near-duplicates, translations, and both sides' accounts of one meeting."""

from datetime import date
from pathlib import Path
from typing import cast

import pytest

from schemas.findings import Evidence, Findings, Meeting, Part, Participant, Person
from schemas.release import LanguageVerdict, Release
from tasks.anatomy.boilerplate import digest_body, digest_paragraph, learn_standing
from tasks.meetings.gatherings import compare_meetings
from tasks.similar import shingle_release, sign_text
from tests.warehouse.records import Record, begin, load, make_fetch, make_release
from warehouse.connection import open_writer
from warehouse.known import count_repeats
from warehouse.link import join_pairs, link_releases
from warehouse.publish import publish_snapshot
from warehouse.reports import run_report

WORDS = [f"word{number}" for number in range(80)]
SPOT = {"start": 0, "end": 4, "text": "News", "rule": "test:one", "confidence": 0.9}


def make_text(changed: int) -> str:
    return " ".join(WORDS[: 80 - changed] + [f"other{number}" for number in range(changed)])


def add_release(
    number: int,
    *,
    body: str = "",
    run: str = "r1",
    source: str = "ministry",
    day: date = date(2026, 3, 1),
    language: str = "en",
    findings: Findings | None = None,
    number_given: str = "",
) -> list[Record]:
    fetch = make_fetch(number, run=run, source=source)
    release = make_release(fetch, body=body, published_on=day)
    changes: dict[str, object] = {
        "bands": sign_text(release.body, language),
        "findings": findings or Findings(),
        "number": number_given,
        "language": LanguageVerdict(tag=language, confidence=0.9, method="vote"),
    }
    return [fetch, release.model_copy(update=changes)]


def read_rows(home: Path, query: str) -> list[tuple[object, ...]]:
    with open_writer(home) as connection:
        return connection.execute(query).fetchall()


def make_id(number: int, source: str = "ministry") -> str:
    release = add_release(number, source=source)[1]
    assert isinstance(release, Release)
    return release.release_id


def test_a_similar_text_is_linked_to_the_earlier_one_and_stays(tmp_path: Path) -> None:
    begin(tmp_path)
    late = add_release(1, body=make_text(0), day=date(2026, 3, 2))
    early = add_release(2, body=make_text(8), day=date(2026, 3, 1), source="agency")
    load(tmp_path, late)
    load(tmp_path, early, source="agency")
    assert link_releases(tmp_path, "r1", shingle_release, compare_meetings) == 2
    pairs = read_rows(
        tmp_path,
        "SELECT release_id, origin_release_id, method, similarity > 0.7 FROM core.near_duplicate",
    )
    assert pairs == [(make_id(1), make_id(2, "agency"), "minhash", True)]
    assert len(read_rows(tmp_path, "FROM core.release")) == 2


def test_a_text_with_little_in_common_is_not_linked(tmp_path: Path) -> None:
    begin(tmp_path)
    load(tmp_path, [*add_release(1, body=make_text(0)), *add_release(2, body=make_text(40))])
    link_releases(tmp_path, "r1", shingle_release, compare_meetings)
    assert read_rows(tmp_path, "FROM core.near_duplicate WHERE method = 'minhash'") == []


def test_linking_again_finds_nothing_to_do(tmp_path: Path) -> None:
    begin(tmp_path)
    load(tmp_path, [*add_release(1, body=make_text(0)), *add_release(2, body=make_text(5))])
    assert link_releases(tmp_path, "r1", shingle_release, compare_meetings) == 2
    before = read_rows(tmp_path, "FROM core.near_duplicate")
    assert link_releases(tmp_path, "r1", shingle_release, compare_meetings) == 0
    assert read_rows(tmp_path, "FROM core.near_duplicate") == before


def name_people(*names: str) -> Findings:
    return Findings(
        persons=tuple(
            Person(person_id=name, id_reason="name", name=name, mentions=(Evidence(**SPOT),))
            for name in names
        )
    )


def test_two_signals_make_translations_one_is_not_enough(tmp_path: Path) -> None:
    begin(tmp_path)
    both = name_people("ada", "bo")
    load(
        tmp_path,
        [
            *add_release(1, body="English text here", findings=both),
            *add_release(2, body="Texte français ici", language="fr", findings=both),
            *add_release(3, body="Texto en español", language="es", findings=both),
            *add_release(4, body="Deutscher Text hier", language="de"),
        ],
    )
    link_releases(tmp_path, "r1", shingle_release, compare_meetings)
    groups = read_rows(tmp_path, "SELECT release_id, group_id, signals FROM core.language_group")
    first = min(make_id(number) for number in (1, 2, 3))
    assert sorted(groups) == sorted(
        (make_id(number), first, ["day", "names"]) for number in (1, 2, 3)
    )


def test_of_releases_of_one_day_that_share_names_the_most_alike_are_translations(
    tmp_path: Path,
) -> None:
    begin(tmp_path)
    visit, call = name_people("ada", "bo", "cy"), name_people("ada", "bo", "dee")
    load(
        tmp_path,
        [
            *add_release(1, body="The visit in English", findings=visit),
            *add_release(2, body="The call in English", findings=call),
            *add_release(3, body="La visite en français", language="fr", findings=visit),
            *add_release(4, body="L'appel en français", language="fr", findings=call),
        ],
    )
    link_releases(tmp_path, "r1", shingle_release, compare_meetings)
    rows = read_rows(tmp_path, "SELECT release_id, group_id FROM core.language_group")
    groups = dict(cast("list[tuple[str, str]]", rows))
    assert groups[make_id(1)] == groups[make_id(3)]
    assert groups[make_id(2)] == groups[make_id(4)]
    assert groups[make_id(1)] != groups[make_id(2)]


def tell_meeting(day: date, place: str, *names: str) -> Findings:
    return Findings(
        meetings=(
            Meeting(
                **SPOT,
                participants=tuple(Participant(name=name, person_id=name) for name in names),
                starts_on=day,
                ends_on=day,
                precision="day",
                place=place,
                mode="in-person",
                status="held",
            ),
        )
    )


def test_both_sides_accounts_of_a_meeting_are_one_with_their_disagreement(tmp_path: Path) -> None:
    begin(tmp_path)
    ours = tell_meeting(date(2026, 2, 12), "Kuala Lumpur", "ada", "bo")
    theirs = tell_meeting(date(2026, 2, 13), "Putrajaya", "bo", "ada", "cy")
    other = tell_meeting(date(2026, 2, 12), "Rome", "ada", "dee")
    load(tmp_path, [*add_release(1, findings=ours), *add_release(3, findings=other)])
    link_releases(tmp_path, "r1", shingle_release, compare_meetings)
    load(tmp_path, add_release(2, findings=theirs, source="agency"), source="agency", index=1)
    link_releases(tmp_path, "r1", shingle_release, compare_meetings)
    rows = read_rows(
        tmp_path,
        "SELECT meeting_id, count(*), any_value(reason) FROM core.meeting_link GROUP BY ALL ORDER BY 2",
    )
    assert [row[1:] for row in rows] == [
        (1, ""),
        (2, "2 persons in both, days no more than one apart"),
    ]
    seen = read_rows(
        tmp_path,
        "SELECT account_count, disagreements, participants FROM mart.meetings ORDER BY 1 DESC",
    )
    told = ["date: 2026-02-12 / 2026-02-13", "place: Kuala Lumpur / Putrajaya"]
    assert seen[0] == (2, told, ["ada", "bo", "cy"])
    assert seen[1][:2] == (1, [])


def test_a_meeting_is_shown_as_the_earliest_release_that_held_it_tells(tmp_path: Path) -> None:
    begin(tmp_path)
    (plan,) = tell_meeting(date(2026, 2, 11), "Zagreb", "ada", "bo").meetings
    announced = Findings(meetings=(plan.model_copy(update={"status": "planned"}),))
    first = tell_meeting(date(2026, 2, 12), "Athens", "ada", "bo")
    later = tell_meeting(date(2026, 2, 12), "Rome", "ada", "bo")
    load(
        tmp_path,
        [
            *add_release(1, findings=announced, day=date(2026, 2, 1)),
            *add_release(2, findings=first, day=date(2026, 2, 12)),
            *add_release(3, findings=later, day=date(2026, 2, 13)),
        ],
    )
    link_releases(tmp_path, "r1", shingle_release, compare_meetings)
    shown = read_rows(tmp_path, "SELECT starts_on, place, status, account_count FROM mart.meetings")
    assert shown == [(date(2026, 2, 12), "Athens", "held", 3)]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_pairs_join_to_one_group_in_any_order(order: tuple[int, ...]) -> None:
    pairs = [("b", "c"), ("a", "b"), ("d", "c")]
    assert set(join_pairs(pairs[at] for at in order).values()) == {"a"}


def test_what_a_publisher_repeats_is_learnt_from_runs_that_have_ended(tmp_path: Path) -> None:
    standing = "The Ministry of Fishing keeps the seas of the country full of fish for everybody."
    begin(tmp_path)
    records: list[Record] = []
    for number in range(8):
        words = [f"news{number}x{at}" for at in range(60)]
        body = "\n\n".join(" ".join(words[at : at + 10]) for at in range(0, 60, 10))
        fetch, release = add_release(number, body=f"{body}\n\n{standing}")
        assert isinstance(release, Release)
        paragraphs = digest_body(release.body)
        records += [fetch, release.model_copy(update={"paragraphs": paragraphs})]
    load(tmp_path, records)
    assert count_repeats(tmp_path, "ministry") == ([], 0)
    link_releases(tmp_path, "r1", shingle_release, compare_meetings)
    counts, releases = count_repeats(tmp_path, "ministry")
    assert releases == 8
    assert [count.releases for count in counts if count.late] == [8]
    assert learn_standing(counts, releases) == {digest_paragraph(standing)}


def test_texts_that_have_only_standing_text_in_common_are_no_near_duplicates(
    tmp_path: Path,
) -> None:
    frame = make_text(0)
    begin(tmp_path)
    records: list[Record] = []
    for number in (1, 2):
        news = " ".join(f"news{number}x{at}" for at in range(30))
        fetch, release = add_release(number, body=f"{news}\n\n{frame}")
        assert isinstance(release, Release)
        start = len(release.title) + 2 + len(news) + 2
        part = Part(
            start=start,
            end=start + len(frame),
            text=frame,
            rule="test:one",
            confidence=0.9,
            name="boilerplate",
        )
        records += [
            fetch,
            release.model_copy(update={"findings": Findings(parts=(part,)), "bands": (1, 2)}),
        ]
    load(tmp_path, records)
    link_releases(tmp_path, "r1", shingle_release, compare_meetings)
    assert read_rows(tmp_path, "FROM core.near_duplicate") == []


def test_what_links_releases_is_shown_in_reports(tmp_path: Path) -> None:
    begin(tmp_path)
    ours = tell_meeting(date(2026, 2, 12), "Kuala Lumpur", "ada", "bo")
    late = add_release(1, body=make_text(0), day=date(2026, 3, 2), findings=ours)
    early = add_release(2, body=make_text(8), day=date(2026, 3, 1), source="agency")
    load(tmp_path, late)
    load(tmp_path, early, source="agency")
    link_releases(tmp_path, "r1", shingle_release, compare_meetings)
    publish_snapshot(tmp_path)
    met = run_report(tmp_path, "meetings", {"person": "ada", "status": "held"}).to_pylist()
    assert [row["participants"] for row in met] == [["ada", "bo"]]
    assert run_report(tmp_path, "meetings", {"person": "nobody"}).num_rows == 0
    copies = run_report(tmp_path, "near-duplicates", {"syndicated": True}).to_pylist()
    assert [(row["source_id"], row["origin_source_id"]) for row in copies] == [
        ("ministry", "agency")
    ]
    assert run_report(tmp_path, "role-timeline", {}).num_rows == 0
    assert run_report(tmp_path, "agenda", {"since": date(2026, 1, 1)}).num_rows == 0
