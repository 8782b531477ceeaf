"""Releases in containers and by mail, through the command line."""

import json
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import Ask
from tests.flows.command import call, query
from tests.tasks.mailserver import PASSWORD, USER, serve_mail
from tests.tasks.test_containers import make_warc, make_zip
from tests.tasks.test_mail import make_mail, make_mbox

WORDS = "The Minister of Foreign Affairs of Norland opened port number {n} on Tuesday, together with forty delegations from the region."
SOURCE = """
id = "norland"
name = "Norland"

[[channels]]
kind = "archive"
url = "../../in/*.zip"
exclude = "draft"

[[channels]]
kind = "archive"
url = "../../in/crawl.warc.gz"

[[channels]]
kind = "mail"
url = "../../in/press.mbox"
"""
ROWS = "select url, title, published_on, digest from mart.release_versions order by url, version"


def make_page(number: int) -> bytes:
    return f"<html><body><h1>Port number {number} opens in Norland</h1><p>12 March 2024</p><p>{WORDS.format(n=number)}</p></body></html>".encode()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    make_zip(folder / "r.zip", {"a/1.html": make_page(1), "draft.html": make_page(9)})
    answers = [
        ("https://mfa.example/r/2", "200 OK", "text/html", make_page(2)),
        ("https://mfa.example/r/3", "404 Not Found", "text/html", make_page(3)),
        (
            "https://mfa.example/r/2",
            "200 OK",
            "text/html",
            make_page(2).replace(b"forty", b"fifty"),
        ),
    ]
    make_warc(folder / "crawl.warc.gz", answers)
    mails = [
        make_mail(WORDS.format(n=n), Message_ID=f"<{n}@mfa.example>", Subject=f"Port {n} opens")
        for n in (4, 5)
    ]
    make_mbox(folder / "press.mbox", [mail.as_bytes() for mail in mails])
    home = tmp_path / "home"
    (home / "sources").mkdir(parents=True)
    (home / "sources" / "norland.toml").write_text(SOURCE)
    return home


@pytest.fixture
def ask(home: Path) -> Ask:
    """The command within this process, on the home."""
    return partial(call, home)


def test_releases_in_containers_are_loaded_once_and_read_again_without_them(home: Path, ask: Ask):
    first = ask("ingest", "--direct", "--source", "norland")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "1 records skipped: 1 with HTTP status 404" in first.stderr
    rows = query(home, ROWS)
    zipped = (home.parent / "in" / "r.zip").as_uri()
    assert [row[0] for row in rows] == [
        f"{zipped}!/a/1.html",
        "https://mfa.example/r/2",
        "https://mfa.example/r/2",
        "mid:4@mfa.example",
        "mid:5@mfa.example",
    ]
    assert {str(row[2]) for row in rows} == {"2024-03-12"}

    again = ask("ingest", "--direct", "--source", "norland")
    assert again.returncode == 0, again.stdout
    assert "nothing new" in again.stdout
    assert query(home, ROWS) == rows

    for path in (home.parent / "in").iterdir():
        path.unlink()
    reread = ask("reprocess", "--direct")
    assert reread.returncode == 0, reread.stdout + reread.stderr
    assert query(home, ROWS) == rows


def test_a_folder_of_containers_is_taken_and_read(tmp_path: Path, ask: Ask):
    folder = tmp_path / "in"
    (folder / "loose.eml").write_bytes(make_mail(WORDS.format(n=6), Message_ID="<6@x>").as_bytes())
    loaded = ask("ingest", "--direct", folder)
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    assert "7 new" in loaded.stdout
    shown = ask("read", folder, "--format", "jsonl")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    records = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [record["source_url"].rpartition("/")[2] for record in records] == [
        "2",
        "2",
        "loose.eml",
        *[record["source_url"].rpartition("/")[2] for record in records[3:5]],
        "1.html",
        "draft.html",
    ]
    assert all(record["title"] for record in records)


def test_a_damaged_archive_is_told_and_what_is_whole_is_loaded(tmp_path: Path, ask: Ask):
    path = tmp_path / "in" / "r.zip"
    raw = path.read_bytes()
    path.write_bytes(raw[: raw.find(b"PK\x01\x02")])
    answer = ask("ingest", "--direct", path)
    assert "its index is lost; 2 entries were found all the same" in answer.stderr
    assert "2 new" in answer.stdout
    assert "Traceback" not in answer.stderr


def test_a_mailbox_is_read_as_its_file_says_and_leaves_no_password(home: Path, tmp_path: Path):
    with serve_mail(tmp_path) as server:
        for number in (7, 8):
            mail = make_mail(
                WORDS.format(n=number), Message_ID=f"<{number}@x.example>", Subject=f"Port {number}"
            )
            server.append(mail.as_bytes())
        (home / "sources" / "norland.toml").write_text(
            'id = "norland"\nname = "Norland"\n\n[[channels]]\n'
            f'kind = "mail"\nurl = "imap://localhost:{server.port}/INBOX"\nuser = "{USER}"\n'
            'auth_variable = "NORLAND_MAIL"\n'
        )
        environment = {
            "NORLAND_MAIL": PASSWORD,
            "SSL_CERT_FILE": str(server.certificate),
            "COMMUNIQUE_PRIVATE_HOSTS": "localhost",
        }
        first = call(home, "ingest", "--direct", "--source", "norland", environment=environment)
        assert first.returncode == 0, first.stdout + first.stderr
        assert "2 new" in first.stdout
        again = call(home, "ingest", "--direct", "--source", "norland", environment=environment)
        assert "nothing new" in again.stdout
    rows = query(home, ROWS)
    assert [row[0] for row in rows] == ["mid:7@x.example", "mid:8@x.example"]
    assert call(home, "reprocess", "--direct").returncode == 0
    assert query(home, ROWS) == rows
    for path in home.rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes()
