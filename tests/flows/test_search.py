"""`communique search`, as a person asks it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.cli import main
from tests.conftest import Ask
from tests.flows.command import refuse, start
from tests.warehouse.records import begin, load, make_fetch, make_release
from warehouse.connection import hold_writer_lock
from warehouse.publish import publish_snapshot
from warehouse.query import run_query

Find = Callable[..., list[dict[str, Any]]]
TEXTS = {
    "2026-03-01_one.txt": "Harbour office reports on its meetings\n\nThe harbour office met the ministers of"
    " Norland on Monday. It spoke of ferries, of berths and of the depth of the water at both quays.\n",
    "2026-03-02_two.txt": "Ferry rates for the summer\n\nA ferry costs less from June on, the harbour office"
    " said on Monday. The minister of Norland had a meeting with it, and welcomed the new rates of ferries. The European Central Bank (ECB) was told.\n",
    "2026-03-03_three.txt": "Le ministère annonce des réunions\n\nLe ministre a annoncé lundi une réunion sur"
    " les généraux élus de la région, et les services du ministère ont publié la liste des élus. Un meet est prévu mardi.\n",
    "2026-03-04_four.txt": "外交部发言人举行例行记者会\n\n中华人民共和国外交部发言人星期一在北京主持例行记者会，"
    "回答了记者关于贸易协定和气候变化的问题。发言人表示，双方将继续加强合作。\n",
    "2026-03-05_five.txt": "Российский министр встретился с послом\n\nМинистр иностранных дел встретился в"
    " понедельник с послом. Стороны обсудили йодную промышленность и новые соглашения о торговле.\n",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with five releases in four languages."""
    home = tmp_path_factory.mktemp("home")
    folder = tmp_path_factory.mktemp("texts")
    write(folder, TEXTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMUNIQUE_HOME", "")
        assert main(["--home", str(home), "ingest", "--direct", str(folder)]) == 0
    return home


def write(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def find(ask: Ask, home: Path) -> Find:
    def find(*words: str) -> list[dict[str, Any]]:
        answer = ask(home, "search", *words, "--json")
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)

    return find


def count_indexed(home: Path) -> list[int]:
    """Releases in each part of the index."""
    with duckdb.connect(str(home / "search.duckdb"), read_only=True) as connection:
        rows = connection.execute("select count(*) from document group by part order by part")
        return [count for (count,) in rows.fetchall()]


def name_found(hits: list[dict[str, Any]]) -> list[str]:
    return [hit["url"].rpartition("_")[2].removesuffix(".txt") for hit in hits]


def show_marked(hit: dict[str, Any]) -> list[str]:
    return [hit["snippet"][start:end] for start, end in hit["marks"]]


def test_releases_with_all_words_are_found_in_any_form_the_best_first(find: Find):
    hits = find("ferry", "minister")
    assert name_found(hits) == ["two", "one"]
    assert hits[0]["score"] > hits[1]["score"] > 0
    assert show_marked(hits[1]) == ["ministers", "ferries"]
    assert name_found(find("meeting")) == ["one", "two"]
    assert find("ferry", "zeppelin") == []


def test_words_in_quotes_stand_together(find: Find):
    assert name_found(find('"harbour office" rates')) == ["two"]
    assert find('"office harbour"') == []
    assert name_found(find('"贸易协定"')) == ["four"]


def test_accents_and_capitals_make_no_difference(find: Find):
    assert name_found(find("REUNIONS elus")) == ["three"]
    assert show_marked(find("generaux")[0]) == ["généraux"]


def test_forms_of_one_language_are_not_those_of_another(find: Find):
    assert sorted(name_found(find("meeting"))) == ["one", "two"]
    assert sorted(name_found(find("meet"))) == ["one", "three", "two"]


def test_scripts_without_spaces_are_searched_by_their_characters(find: Find):
    (hit,) = find("贸易协定")
    assert show_marked(hit) == ["贸易协定"]
    assert name_found(find("部")) == ["four"]
    assert find("易贸") == []


def test_letters_that_readers_part_stay_apart(find: Find):
    assert name_found(find("йодная")) == ["five"]
    assert find("иодная") == []


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (("--since", "2026-03-02"), ["two"]),
        (("--until", "2026-03-01"), ["one"]),
        (("--language", "fr"), []),
        (("--language", "en", "--limit", "1"), ["two"]),
        (("--org", "european central"), ["two"]),
        (("--org", "ECB"), ["two"]),
        (("--org", "Bank"), ["two"]),
        (("--org", "ban"), []),
        (("--org", "no such body"), []),
        (("--topic", "no such topic"), []),
    ],
)
def test_only_chosen_releases_are_found(find: Find, options: tuple[str, ...], names: list[str]):
    assert sorted(name_found(find("ferry", *options))) == sorted(names)


def test_words_are_marked_for_people_too(ask: Ask, home: Path):
    answer = ask(home, "search", "ferry", "rates")
    assert "1. **Ferry** **rates** for the summer" in answer.stdout
    assert "new **rates** of **ferries**" in answer.stdout
    release_id = run_query(home, "select release_id from releases where title like 'Ferry%'")
    assert release_id["release_id"][0].as_py() in answer.stdout
    assert "_two.txt" in answer.stdout
    assert "nothing found" in ask(home, "search", "zeppelin").stderr


def test_what_cannot_be_asked_is_refused(ask: Ask, home: Path, tmp_path: Path):
    assert "holds no word" in refuse(ask(home, "search", "?!"))
    assert "exchange them" in refuse(
        ask(home, "search", "a", "--since", "2026-03-02", "--until", "2026-03-01")
    )
    assert "expected a day" in refuse(ask(home, "search", "a", "--since", "soon"))
    assert "no release of 'nobody'" in refuse(ask(home, "search", "a", "--source", "nobody"))
    assert "no snapshot yet" in refuse(ask(tmp_path, "search", "ferry"))
    assert not (tmp_path / "search.duckdb").exists()


def test_without_the_extension_words_are_matched_plainly_and_it_is_said(
    ask: Ask, home: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("warehouse.index.PACKAGE", "duckdb-extension-that-is-not-there")
    answer = ask(home, "search", "rates", "ferr", "--json")
    (hit,) = json.loads(answer.stdout)
    assert (hit["score"], hit["title"]) == (None, "Ferry rates for the summer")
    assert answer.returncode == 0
    assert len(answer.stderr.splitlines()) == 1
    assert "the full-text extension is not installed" in answer.stderr


def publish(home: Path, run: str, texts: dict[int, str]) -> None:
    """Load releases by number, in a run of their own, and publish them."""
    begin(home, run)
    fetches = [make_fetch(number, run=run, raw=text) for number, text in texts.items()]
    records = [
        make_release(fetch, body=text) for fetch, text in zip(fetches, texts.values(), strict=True)
    ]
    load(home, [*fetches, *records], run=run)
    publish_snapshot(home)


def test_what_is_loaded_later_is_found_by_the_next_search(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # Parts of two releases: five fill two and begin a third.
    monkeypatch.setattr("warehouse.index.PART_SIZE", 2)
    home = tmp_path / "home"

    def find(word: str) -> list[str]:
        hits = json.loads(ask(home, "search", word, "--json").stdout)
        return sorted(hit["url"][-1] for hit in hits)

    publish(home, "r1", {1: "A ferry sails.", 2: "A ferry lands.", 3: "A train leaves."})
    assert find("ferry") == ["1", "2"]
    publish(home, "r2", {1: "A zeppelin sails.", 4: "A ferry sinks.", 5: "A bus stops."})
    assert (find("ferry"), find("zeppelin"), find("bus")) == (["2", "4"], ["1"], ["5"])
    counts = count_indexed(home)
    assert (len(counts), max(counts)) == (3, 2)
    # More than half of what full parts hold is of former versions then: all is built anew.
    publish(home, "r3", {number: f"Ship {number} was corrected." for number in range(1, 6)})
    assert find("corrected") == ["1", "2", "3", "4", "5"]
    assert count_indexed(home) == [2, 2, 1]


def test_an_index_that_cannot_be_written_is_said_and_done_without(
    ask: Ask, home: Path, tmp_path: Path
):
    (tmp_path / "snapshot.duckdb").write_bytes((home / "snapshot.duckdb").read_bytes())
    (tmp_path / "search.lock").mkdir()
    answer = ask(tmp_path, "search", "rates")
    assert answer.returncode == 0
    assert "Ferry **rates** for the summer" in answer.stdout
    assert "cannot be written" in answer.stderr
    assert "plain matching" in answer.stderr


def test_a_search_waits_for_another_that_builds_the_index_and_says_so(home: Path, tmp_path: Path):
    (tmp_path / "snapshot.duckdb").write_bytes((home / "snapshot.duckdb").read_bytes())
    with hold_writer_lock(tmp_path, "another search", 0, lock="search.lock"):
        process = start(tmp_path, "search", "rates", "--json")
        assert process.stderr is not None
        said = [process.stderr.readline() for _ in range(2)]
    out, _ = process.communicate(timeout=60)
    assert "waiting for another search" in said[1]
    assert (process.returncode, len(json.loads(out))) == (0, 1)


def test_a_damaged_index_is_built_anew(ask: Ask, home: Path, tmp_path: Path):
    (tmp_path / "snapshot.duckdb").write_bytes((home / "snapshot.duckdb").read_bytes())
    (tmp_path / "search.duckdb").write_bytes(b"no database")
    answer = ask(tmp_path, "search", "rates")
    assert "Ferry **rates** for the summer" in answer.stdout
    assert "building the search index" in answer.stderr
