import shutil
from pathlib import Path

from tests.conftest import Ask
from tests.flows.command import SAMPLES, refuse

WIRE = SAMPLES / "wire"


def test_a_misspelt_publisher_is_told_only_where_publishers_are_needed(ask: Ask, tmp_path: Path):
    assert ask(tmp_path, "ingest", "--direct", WIRE).returncode == 0
    (tmp_path / "sources" / "typo.toml").write_text('colour = "red"\n', encoding="utf-8")
    assert "unknown key" in refuse(ask(tmp_path, "ingest", "--direct", "--source", "typo"))
    assert ask(tmp_path, "sql", "select count(*) as n from releases", "--format", "csv").stdout == (
        "n\n7\n"
    )
    assert ask(tmp_path, "ingest", "--direct", WIRE).returncode == 0


def test_a_day_that_is_none_is_told_with_how_to_write_one(ask: Ask, tmp_path: Path):
    line = refuse(ask(tmp_path, "ingest", WIRE, "--since", "tomorrow", "--direct"))
    assert "since: 'tomorrow' is no day: write it as 2026-01-31" in line


def test_a_slip_names_the_help_of_the_command_it_was_made_in(ask: Ask, tmp_path: Path):
    assert "(see communique read --help)" in refuse(ask(tmp_path, "read", "a.txt", "b.txt"))
    assert "Missing command. (see communique rules --help)" in refuse(ask(tmp_path, "rules"))


def test_days_on_which_nothing_was_published_are_no_failure(ask: Ask, tmp_path: Path):
    entry = (
        "<item><title>A</title><link>http://a.example/1</link><pubDate>1 Mar 2026</pubDate></item>"
    )
    feed = tmp_path / "feed.xml"
    feed.write_text(f'<rss version="2.0"><channel>{entry}</channel></rss>', encoding="utf-8")
    answer = ask(tmp_path / "home", "ingest", feed, "--since", "2026-04-01", "--direct")
    assert answer.returncode == 0
    assert "all 1 documents found lie outside the days asked for" in answer.stderr


def test_reading_an_empty_archive_again_is_refused_and_replaying_nothing_is_not(
    ask: Ask, tmp_path: Path
):
    assert "nothing that was asked for is archived" in refuse(
        ask(tmp_path, "reprocess", "--direct")
    )
    answer = ask(tmp_path, "replay", "--direct")
    assert answer.returncode == 0
    assert "nothing new" in answer.stdout


def test_rows_too_wide_for_the_terminal_are_shown_one_value_a_line(ask: Ask, home: Path):
    shown = ask(home, "sql", "select * from releases limit 1").stdout
    assert "— 1 —" in shown
    assert any(line.startswith("title ") for line in shown.splitlines())


def test_several_statements_at_once_are_refused(ask: Ask, home: Path):
    assert "holds 2 statements: ask one at a time" in refuse(ask(home, "sql", "select 1; select 2"))


def test_an_unknown_source_is_named_and_not_its_place_among_those_given(ask: Ask, tmp_path: Path):
    for words in (("ingest", "--source", "typo"), ("backfill", "typo")):
        assert refuse(ask(tmp_path, *words)).startswith("error: unknown source 'typo'")


def test_what_fails_is_told_once_and_sources_that_stopped_are_counted(ask: Ask, tmp_path: Path):
    (tmp_path / "sources").mkdir()
    for name in ("one", "two"):
        (tmp_path / "sources" / f"{name}.toml").write_text(
            f'id = "{name}"\nname = "{name}"\n[[channels]]\nkind = "folder"\nurl = "{name}/"\n',
            encoding="utf-8",
        )
    alone = ask(tmp_path, "ingest", "--direct", "--source", "one")
    assert alone.returncode == 2
    assert "one: nothing was discovered: folder channel failed" in alone.stderr
    assert "one: folder channel failed" not in alone.stderr
    (tmp_path / "sources" / "two").mkdir()
    shutil.copytree(WIRE, tmp_path / "sources" / "two", dirs_exist_ok=True)
    both = ask(tmp_path, "ingest", "--direct")
    assert both.returncode == 1
    assert "1 source stopped" in both.stdout


def test_an_unknown_source_of_rejections_is_refused(ask: Ask, home: Path):
    assert "unknown source 'typo'" in refuse(ask(home, "rejections", "--source", "typo"))
    assert "is not one of" in refuse(ask(home, "rejections", "--stage", "typo"))


def test_a_folder_where_a_file_should_be_is_told(ask: Ask, tmp_path: Path):
    (tmp_path / "warehouse.duckdb").mkdir()
    (tmp_path / "snapshot.duckdb").mkdir()
    assert "a folder, not a warehouse" in refuse(ask(tmp_path, "ingest", "--direct", WIRE))
    assert "a folder, not a snapshot" in refuse(ask(tmp_path, "sql", "select 1"))


def test_a_damaged_warehouse_goes_on_from_its_snapshot_and_never_empties_it(
    ask: Ask, tmp_path: Path
):
    assert ask(tmp_path, "ingest", "--direct", WIRE).returncode == 0
    warehouse, snapshot = tmp_path / "warehouse.duckdb", tmp_path / "snapshot.duckdb"
    warehouse.unlink()
    assert "copy that to warehouse.duckdb" in refuse(ask(tmp_path, "reprocess", "--direct"))
    shutil.copy(snapshot, warehouse)
    answer = ask(tmp_path, "ingest", "--direct", WIRE)
    assert (answer.returncode, "nothing new" in answer.stdout) == (0, True)
    rows = ask(tmp_path, "sql", "select count(*) as n from releases", "--format", "csv")
    assert rows.stdout.split() == ["n", "7"]
