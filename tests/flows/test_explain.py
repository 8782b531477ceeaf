import json
import re
import shutil
from pathlib import Path

import lxml.html
import pytest

from schemas.reading import Reading
from tasks.prose.rules import SHIPPED
from tests.conftest import Ask
from tests.flows.command import SAMPLES, query, refuse, run
from warehouse.connection import open_writer

WIRE = SAMPLES / "wire"
MEETING = next(WIRE.glob("*meets-aktau*.txt"))


def find_release(home: Path) -> str:
    ((release_id,),) = query(home, "select release_id from releases where title ilike '%director%'")
    return str(release_id)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder of rules in which the English kinds call a meeting a visit."""
    folder = tmp_path / "mine"
    (folder / "kinds").mkdir(parents=True)
    shipped = (SHIPPED / "kinds/en.toml").read_text(encoding="utf-8")
    changed = shipped.replace('"readout-meeting"', '"readout-visit"')
    (folder / "kinds/en.toml").write_text(changed, encoding="utf-8")
    return folder


def test_a_file_is_explained_in_the_terminal_with_its_text_and_verdicts(ask: Ask, tmp_path: Path):
    answer = ask(tmp_path, "explain", MEETING)
    assert answer.returncode == 0, answer.stderr
    title = MEETING.read_text(encoding="utf-8").split("\n", 1)[0]
    # The number of a fact stands at the end of each of its spans.
    assert title in re.sub(r"\[[\d,]+\]", "", answer.stdout)
    assert "readout-meeting" in answer.stdout
    assert "langdetect" in answer.stdout


def test_a_release_is_explained_by_the_beginning_of_its_id(ask: Ask, home: Path):
    release_id = find_release(home)
    for name in (release_id, release_id[:8], f"{release_id[:8]}@1"):
        answer = ask(home, "explain", name)
        assert answer.returncode == 0, answer.stderr
        assert "Aktau" in answer.stdout
        assert answer.stderr == ""


def test_an_id_of_no_release_and_one_of_several_are_refused(ask: Ask, home: Path, tmp_path: Path):
    assert "no release or version has the id '0000'" in refuse(ask(home, "explain", "0000"))
    missing = f"{find_release(home)}@9"
    assert "no release or version" in refuse(ask(home, "explain", missing))
    assert "no snapshot yet" in refuse(ask(tmp_path, "explain", "0123abcd"))


def test_a_page_of_a_release_is_one_file_for_a_browser(ask: Ask, home: Path, tmp_path: Path):
    page = tmp_path / "page.html"
    answer = ask(home, "explain", find_release(home), "--html", page)
    assert (answer.returncode, answer.stdout) == (0, "")
    assert f"written to {page}" in answer.stderr
    shown = lxml.html.fromstring(page.read_text(encoding="utf-8"))
    assert "Aktau" in shown.find_class("text")[0].text_content()
    assert not shown.xpath("//script")
    lost = refuse(ask(home, "explain", find_release(home), "--html", tmp_path / "no" / "page.html"))
    assert "cannot write" in lost


def test_what_is_no_single_release_is_not_explained(ask: Ask, tmp_path: Path):
    assert "holds 7 documents" in refuse(ask(tmp_path, "explain", WIRE))
    assert "no such file" in refuse(ask(tmp_path, "explain", "nowhere.html"))
    assert "no such file, and no release's id" in refuse(ask(tmp_path, "explain", "zzzz"))
    empty = tmp_path / "empty.html"
    empty.write_text("<html><body></body></html>", encoding="utf-8")
    answer = ask(tmp_path, "explain", empty)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "rejected (clean)" in answer.stderr


def test_rules_are_tried_on_a_text_and_named(ask: Ask, tmp_path: Path):
    answer = ask(tmp_path, "rules", "try", MEETING)
    assert answer.returncode == 0, answer.stderr
    assert "readout-meeting" in answer.stdout
    assert not list(tmp_path.iterdir())


def test_rules_try_prints_the_record_of_read_as_json(ask: Ask, tmp_path: Path):
    answer = ask(tmp_path, "rules", "try", MEETING, "--json")
    reading = Reading.model_validate_json(answer.stdout)
    assert reading.kind == "readout-meeting"
    read = json.loads(ask(tmp_path, "read", MEETING).stdout)
    assert json.loads(answer.stdout) == read


def test_a_persons_rules_take_the_place_of_the_shipped_ones(ask: Ask, tmp_path: Path, mine: Path):
    answer = ask(tmp_path, "rules", "try", MEETING, "--rules", mine, "--json")
    reading = Reading.model_validate_json(answer.stdout)
    assert reading.kind == "readout-visit"
    shipped = Reading.model_validate_json(ask(tmp_path, "rules", "try", MEETING, "--json").stdout)
    assert reading.rule_version.startswith(f"{shipped.rule_version}+")
    assert shipped.kind == "readout-meeting"


def test_a_wrong_rule_is_told_in_one_line_with_the_persons_file(
    ask: Ask, tmp_path: Path, mine: Path
):
    file = mine / "kinds/en.toml"
    good = file.read_text(encoding="utf-8")
    for bad, reason in (
        (good.replace("weight = 0.9", "weight = 9.0", 1), "should be less than 1"),
        (good + "\ncolour = [", "not TOML"),
    ):
        file.write_text(bad, encoding="utf-8")
        line = refuse(ask(tmp_path, "rules", "try", MEETING, "--rules", mine))
        assert str(file) in line
        assert reason in line


def test_a_rule_file_of_another_name_and_a_folder_without_any_are_refused(
    ask: Ask, tmp_path: Path, mine: Path
):
    shutil.move(mine / "kinds", mine / "kindz")
    line = refuse(ask(tmp_path, "rules", "try", MEETING, "--rules", mine))
    assert "no shipped rule file has this name" in line
    line = refuse(ask(tmp_path, "rules", "try", MEETING, "--rules", mine / "kindz/en.toml"))
    assert "name the folder that holds it" in line
    shutil.rmtree(mine / "kindz")
    line = refuse(ask(tmp_path, "rules", "try", MEETING, "--rules", mine))
    assert "holds no rule file" in line
    line = refuse(ask(tmp_path, "rules", "try", MEETING, "--rules", mine / "none"))
    assert "no such folder" in line


def test_changed_rules_are_previewed_and_nothing_is_written(
    ask: Ask, home: Path, mine: Path, tmp_path: Path
):
    count = "select count(*) from release_versions"
    before = query(home, count)
    unchanged = ask(home, "reprocess", "--rules")
    assert unchanged.returncode == 0, unchanged.stderr
    assert "nothing would change" in unchanged.stderr
    changes = tmp_path / "changes.csv"
    answer = ask(home, "reprocess", "--rules-from", mine, "--output", changes)
    assert answer.returncode == 0, answer.stderr
    assert "kind readout-meeting,kind readout-visit" in changes.read_text(encoding="utf-8")
    assert "facts would change" in answer.stderr
    assert f"put the files of {mine} into" in " ".join(answer.stderr.split())
    assert query(home, count) == before


def test_a_reprocess_with_other_rules_replaces_facts_and_says_so(ask: Ask, tmp_path: Path):
    home, rules = tmp_path / "home", tmp_path / "rules"
    assert ask(home, "ingest", "--direct", MEETING).returncode == 0
    shutil.copytree(SHIPPED, rules)
    kinds = rules / "kinds/en.toml"
    changed = kinds.read_text(encoding="utf-8").replace('"readout-meeting"', '"readout-visit"')
    kinds.write_text(changed, encoding="utf-8")
    answer = run(home, "reprocess", "--direct", environment={"COMMUNIQUE_RULES": str(rules)})
    assert answer.returncode == 0, answer.stderr
    assert "now hold what today's rules find: 1 releases" in answer.stderr
    assert query(home, "select kind from releases") == [("readout-visit",)]


def test_a_preview_without_a_snapshot_or_folder_is_refused(ask: Ask, home: Path, tmp_path: Path):
    assert "no snapshot yet" in refuse(ask(tmp_path / "new", "reprocess", "--rules"))
    missing = ask(home, "reprocess", "--rules-from", tmp_path / "none")
    assert "no such folder" in refuse(missing)


def test_a_preview_reads_the_snapshot_while_the_warehouse_is_being_written(home: Path):
    with open_writer(home):
        answer = run(home, "reprocess", "--rules")
    assert answer.returncode == 0, answer.stderr
    assert "nothing would change" in answer.stderr
