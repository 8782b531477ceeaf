"""Hostile documents through the command, in little; `make attack` tries all."""

import json
import shutil
from pathlib import Path

import pytest

from tests.attack.hostile import CANARY, list_docx, list_entities, list_pages, list_texts
from tests.attack.pdfs import list_hostile_pdfs
from tests.flows.command import call, query, write_releases

# Each is over in a moment, and each in another way.
CHOSEN = {
    "paragraphs.html": "300009 tags are more than the 60000",
    "nested-formatting.html": "tags nested 251 deep",
    "one-letter.txt": "letters with nothing between them",
    "stars.md": "words, but only",
    "nested.json": "not valid JSON",
    "entity-file.html": "no text of a release",
    "bomb.docx": "a bomb",
    "entity-laughs.docx": "XML entities, a way of attack",
    "page-tree-circle.pdf": "the PDF is damaged",
    "encrypted.pdf": "the PDF is encrypted",
    "one-page-300000-times.pdf": "300000 pages are more than the 500",
    "flate-bomb-of-nothing.pdf": "its reader crashed",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text(CANARY)
    nowhere = "http://127.0.0.1:9"
    documents = [
        *list_pages(),
        *list_texts(),
        *list_entities(secret, nowhere),
        *list_docx(secret, nowhere),
        *((f"{name}.pdf", raw) for name, raw in list_hostile_pdfs()),
    ]
    for name, raw in documents:
        if name in CHOSEN:
            (folder / name).write_bytes(raw)
    return folder


def test_each_hostile_document_is_a_rejection_that_says_why(tmp_path: Path, hostile: Path):
    answer = call(tmp_path, "read", hostile, "--format", "jsonl")
    assert answer.returncode == 1
    assert answer.stderr == ""
    assert CANARY not in answer.stdout
    reasons = {
        Path(record["source_url"]).name: record["rejection"]["reason"]
        for record in map(json.loads, answer.stdout.splitlines())
    }
    assert reasons.keys() == CHOSEN.keys()
    for name, reason in CHOSEN.items():
        assert reason in reasons[name]


def test_good_documents_among_hostile_ones_are_loaded_and_these_alone(
    tmp_path: Path, hostile: Path
):
    folder = tmp_path / "releases"
    shutil.copytree(hostile, folder)
    write_releases(folder, 4)
    environment = {"COMMUNIQUE_READERS": "2"}
    answer = call(tmp_path, "ingest", "--direct", folder, environment=environment)
    assert answer.returncode == 1, answer.stderr
    assert query(tmp_path, "select count(*) from releases") == [(4,)]
    found = query(tmp_path, "select url, stage, reason from rejections")
    assert {Path(str(url)).name for url, _, _ in found} == CHOSEN.keys()
    assert all(reason for _, _, reason in found)
    left = "discovered_count - loaded_count - rejected_count"
    assert query(tmp_path, f"select {left} from coverage") == [(0,)]


def test_a_wrong_number_of_readers_is_refused_before_anything_is_read(tmp_path: Path):
    folder = write_releases(tmp_path / "releases", 1)
    environment = {"COMMUNIQUE_READERS": "many"}
    answer = call(tmp_path, "ingest", "--direct", folder, environment=environment)
    assert answer.returncode == 2
    assert "COMMUNIQUE_READERS=many: expected a number from 1 to 64" in answer.stderr
