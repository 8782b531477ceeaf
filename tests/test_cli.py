import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import duckdb
import pytest
from jsonschema import validate

from flows.cli import app, main
from tests.conftest import Ask
from tests.flows.command import (
    COMMAND,
    PATIENCE,
    SAMPLES,
    call,
    query,
    refuse,
    run,
    start,
    write_releases,
)

WIRE = SAMPLES / "wire"
COMMANDS = sorted(str(each.name or each.callback.__name__) for each in app.registered_commands)


# Help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]):
    assert main([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "Usage: communique" in shown
    assert len(shown.splitlines()) > 5


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]):
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in COMMANDS)


def test_the_home_may_be_named_before_or_after_the_command(home: Path):
    asked = ("sql", "select count(*) as n from releases", "--format=csv")
    before = call(home, *asked)
    after = call(None, *asked, "--home", home)
    assert before.stdout == after.stdout == "n\n7\n"


def test_the_home_may_be_set_in_the_environment(home: Path, tmp_path: Path):
    named = {"COMMUNIQUE_HOME": str(home)}
    answer = call(None, "report", "kinds", "--format", "csv", environment=named, folder=tmp_path)
    assert "remarks" in answer.stdout
    assert not any(tmp_path.iterdir())


# Bad input: exit code 2 and one line


def test_an_unknown_command_is_refused(ask: Ask, tmp_path: Path):
    assert "No such command" in refuse(ask(tmp_path, "ingst"))


def test_an_unknown_option_is_refused(ask: Ask, tmp_path: Path):
    assert "--fast" in refuse(ask(tmp_path, "ingest", "--fast"))


def test_a_missing_file_is_refused(ask: Ask, tmp_path: Path):
    assert "no such file" in refuse(ask(tmp_path, "ingest", "--direct", "nowhere.html"))


def test_an_empty_folder_is_refused(ask: Ask, tmp_path: Path):
    (tmp_path / "empty").mkdir()
    line = refuse(ask(tmp_path, "ingest", "--direct", tmp_path / "empty"))
    assert "holds no files" in line


def test_an_address_nobody_answers_at_is_a_failure_in_the_ledger(ask: Ask, tmp_path: Path):
    answer = ask(tmp_path, "ingest", "--direct", "http://127.0.0.1:9/release")
    assert answer.returncode == 1
    assert "connection refused" in answer.stdout
    assert "1 failed" in answer.stdout


def test_a_malformed_address_is_refused(ask: Ask, tmp_path: Path):
    assert "htp" in refuse(ask(tmp_path, "ingest", "--direct", "htp://example.org/feed"))


def test_an_unknown_source_is_refused(ask: Ask, tmp_path: Path):
    line = refuse(ask(tmp_path, "ingest", "--direct", "--source", "nobody"))
    assert "unknown source 'nobody'" in line
    assert "communique sources" in line


def test_a_day_that_is_none_is_refused(ask: Ask, tmp_path: Path):
    assert "since" in refuse(ask(tmp_path, "ingest", "--direct", "--since", "yesterday"))


def test_days_the_wrong_way_round_are_refused(ask: Ask, tmp_path: Path):
    days = ("--since", "2026-02-01", "--until", "2026-01-01")
    assert "exchange them" in refuse(ask(tmp_path, "ingest", "--direct", *days))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('id = "mine"\nname = "Mine"\nhomepag = "x"\n', "homepag"),
        ('id = "mine"\nname = "Mine"\n[schedule]\ncron = "every day"\n', "bad cron"),
        ('id = "mine"\nname = \n', "mine.toml:2"),
    ],
)
def test_a_wrong_publisher_file_is_named_with_its_key(
    ask: Ask, tmp_path: Path, text: str, reason: str
):
    (tmp_path / "sources").mkdir()
    channels = '\n[[channels]]\nkind = "feed"\nurl = "https://example.org/feed.xml"\n'
    (tmp_path / "sources" / "mine.toml").write_text(text + channels, encoding="utf-8")
    line = refuse(ask(tmp_path, "ingest", "--direct", "--source", "mine"))
    assert "mine.toml" in line
    assert reason in line
    assert refuse(ask(tmp_path, "sources")) == line


def test_a_home_that_is_a_file_is_refused(ask: Ask, tmp_path: Path):
    (tmp_path / "home").write_text("not a folder")
    line = refuse(ask(tmp_path / "home", "ingest", "--direct", WIRE))
    assert "is not a folder" in line


def test_a_warehouse_of_a_newer_communique_is_refused(ask: Ask, tmp_path: Path, home: Path):
    newer = make_newer(tmp_path, home)
    assert "newer" in refuse(ask(newer, "ingest", "--direct", WIRE))
    assert "newer" in refuse(ask(newer, "sql", "select 1"))
    answer = ask(newer, "doctor")
    assert answer.returncode == 2
    assert "newer" in answer.stdout


def test_wrong_sql_is_refused(ask: Ask, home: Path):
    assert "Catalog Error" in refuse(ask(home, "sql", "select * from nothing"))
    assert "read-only" in refuse(ask(home, "sql", "create table mine as select 1"))
    assert "Parser Error" in refuse(ask(home, "sql", "selekt 1"))


def test_sql_before_the_first_run_says_what_to_do(ask: Ask, tmp_path: Path):
    assert "communique ingest" in refuse(ask(tmp_path, "sql", "select 1"))


def test_an_unknown_report_or_parameter_is_refused(ask: Ask, home: Path):
    assert "choose one of" in refuse(ask(home, "report", "nothing"))
    assert "limit" in refuse(ask(home, "report", "latest-releases", "--param", "limit=many"))
    assert "NAME=VALUE" in refuse(ask(home, "report", "latest-releases", "--param", "limit"))


def test_a_report_that_holds_nothing_wrong_passes_its_checks(ask: Ask, home: Path):
    passed = ask(home, "report", "volume", "--check", "--format", "json")
    assert (passed.returncode, passed.stdout.strip()) == (0, "[]")


def test_an_unknown_rejection_cannot_be_replayed(ask: Ask, home: Path):
    assert "communique rejections" in refuse(ask(home, "replay", "--direct", "nothing"))


def test_an_unexpected_error_is_one_line_too(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr("flows.questions.find_rejections", fail)
    assert main(["--home", str(home), "rejections"]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("error: ZeroDivisionError: by zero (please report")
    assert len(shown.splitlines()) == 1


# Bad documents: exit code 1 and a reason


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.html", b"", "empty"),
        ("empty.xml", b"", "empty"),
        ("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(2000), "PNG"),
    ],
)
def test_a_document_that_cannot_be_read_is_accounted_for(
    ask: Ask, tmp_path: Path, name: str, content: bytes, reason: str
):
    folder = write_releases(tmp_path / "releases", 2)
    (folder / name).write_bytes(content)
    answer = ask(tmp_path, "ingest", "--direct", folder)
    assert answer.returncode == 1, answer.stderr
    assert reason in answer.stdout + answer.stderr
    assert query(tmp_path, "select count(*) from releases") == [(2,)]
    read = ask(tmp_path, "read", folder / name)
    assert read.returncode == 1
    assert reason in json.loads(read.stdout)["rejection"]["reason"]


# read


def test_one_document_is_printed_as_one_object_of_the_schema(tmp_path: Path):
    answer = run(tmp_path, "read", WIRE / "2026-05-05-kuttyqtau.txt")
    schema = call(tmp_path, "read", "--schema")
    record = json.loads(answer.stdout)
    validate(record, json.loads(schema.stdout))
    assert record["language"] == "kk"
    assert record["published_on"] == "2026-05-05"
    assert not any(tmp_path.iterdir())


def test_a_folder_is_printed_as_an_array_and_as_lines_in_order(ask: Ask, tmp_path: Path):
    array = json.loads(ask(tmp_path, "read", WIRE).stdout)
    lines = ask(tmp_path, "read", WIRE, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == array
    assert [each["source_url"] for each in array] == sorted(each["source_url"] for each in array)


def test_several_processes_print_the_same_as_one(tmp_path: Path):
    folder = write_releases(tmp_path / "releases", 40)
    one = call(tmp_path, "read", folder, "--format", "jsonl")
    three = call(tmp_path, "read", folder, "--format", "jsonl", "--jobs", "3")
    assert one.stdout == three.stdout
    assert len(one.stdout.splitlines()) == 40


def test_a_feed_gives_a_record_an_entry(ask: Ask, tmp_path: Path):
    feed = tmp_path / "feed.xml"
    items = "".join(
        f"<item><title>Berth {day} opens</title><link>https://example.org/{day}</link>"
        f"<pubDate>{day} Mar 2026 10:00:00 GMT</pubDate>"
        f"<description>The harbour office opened berth {day} to small ferries.</description></item>"
        for day in (1, 2, 3)
    )
    feed.write_text(f'<rss version="2.0"><channel>{items}</channel></rss>', encoding="utf-8")
    records = json.loads(ask(tmp_path, "read", feed).stdout)
    assert [each["published_on"] for each in records] == ["2026-03-01", "2026-03-02", "2026-03-03"]
    assert records[0]["source_url"] == "https://example.org/1"
    piped = call(None, "read", "-", stdin=feed.read_bytes())
    assert json.loads(piped.stdout) == records


def test_stdin_is_read_with_the_address_it_came_from():
    raw = (WIRE / "2026-05-05-kuttyqtau.txt").read_bytes()
    address = "https://example.org/2026/05/05/kuttyqtau"
    answer = subprocess.run(
        [COMMAND, "read", "-", "--url", address], input=raw, capture_output=True, check=True
    )
    assert json.loads(answer.stdout)["source_url"] == address
    empty = call(None, "read", "-")
    assert empty.returncode == 1
    assert "stdin is empty" in json.loads(empty.stdout)["rejection"]["reason"]


def test_text_is_for_people(tmp_path: Path):
    shown = call(tmp_path, "read", WIRE / "2026-05-05-kuttyqtau.txt", "--format", "text").stdout
    assert "2026-05-05 | kk" in shown
    assert not shown.startswith("{")


def test_text_does_not_steer_the_terminal(ask: Ask, tmp_path: Path):
    file = tmp_path / "escape.txt"
    file.write_text("Harbour\x1b[2J opens\n\nThe harbour office \x1b]0;gotcha\x07opened a berth.\n")
    assert "\x1b" not in ask(tmp_path, "read", file, "--format", "text").stdout


def test_a_reader_who_has_had_enough_is_no_error(tmp_path: Path):
    folder = write_releases(tmp_path / "releases", 120)
    process = start(tmp_path, "read", folder, "--format", "jsonl")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(PATIENCE) == 0
    process.stderr.close()


def test_reading_stops_at_ctrl_c_without_a_word(tmp_path: Path):
    folder = write_releases(tmp_path / "releases", 400)
    process = start(tmp_path, "read", folder, "--format", "jsonl", "--jobs", "2")
    assert process.stdout is not None
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert err == ""


def test_reading_nothing_is_refused(ask: Ask, tmp_path: Path):
    assert "name a file" in refuse(ask(tmp_path, "read"))
    assert "no such file" in refuse(ask(tmp_path, "read", "nowhere.html"))
    assert "--url names one document" in refuse(ask(tmp_path, "read", WIRE, "--url", "https://a.b"))


def test_reading_imports_neither_prefect_nor_duckdb():
    code = (
        "import sys; from flows.cli import main;"
        f"main(['read', {str(WIRE / '2026-05-05-kuttyqtau.txt')!r}]);"
        "print([name for name in ('prefect', 'duckdb', 'pyarrow') if name in sys.modules],"
        " file=sys.stderr)"
    )
    python = COMMAND.with_name("python")
    answer = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stderr.strip() == "[]"


# Asking


@pytest.mark.parametrize("style", ["table", "csv", "json", "markdown"])
def test_rows_are_written_in_every_format(ask: Ask, home: Path, style: str):
    answer = ask(home, "sql", "select title from releases order by 1 limit 2", "--format", style)
    assert answer.returncode == 0
    assert "title" in answer.stdout


def test_rows_are_written_to_a_file(ask: Ask, home: Path, tmp_path: Path):
    file = tmp_path / "releases.parquet"
    answer = ask(home, "sql", "select * from releases", "--format", "parquet", "--output", file)
    assert answer.returncode == 0
    assert f"7 rows written to {file}" in answer.stderr
    assert file.read_bytes()[:4] == b"PAR1"
    refused = ask(home, "sql", "select 1", "--output", tmp_path / "no" / "where.csv")
    assert "cannot write" in refuse(refused)


def test_reports_are_listed_with_their_parameters(ask: Ask, home: Path):
    shown = ask(home, "report", "--list").stdout
    assert "latest-releases" in shown
    assert "limit=20" in shown


def test_publishers_are_listed(ask: Ask, home: Path):
    shown = ask(home, "sources").stdout
    assert "ecb" in shown
    assert "never" in shown


def test_doctor_finds_a_new_home_and_a_used_one_sound(ask: Ask, home: Path, tmp_path: Path):
    used = ask(home, "doctor")
    assert used.returncode == 0, used.stdout
    assert "schema version" in used.stdout
    assert "prefect 3." in used.stdout
    fresh = ask(tmp_path / "none", "doctor")
    assert fresh.returncode == 0
    assert "none yet" in fresh.stdout
    assert not (tmp_path / "none").exists()


def make_newer(folder: Path, home: Path) -> Path:
    """A home whose files say that a newer communique wrote them."""
    newer = folder / "newer"
    newer.mkdir()
    for name in ("warehouse.duckdb", "snapshot.duckdb"):
        shutil.copy(home / name, newer / name)
        with duckdb.connect(str(newer / name)) as connection:
            connection.execute("insert into raw.migration select 999, 'of tomorrow', now()")
    return newer
