import re
from pathlib import Path
from typing import get_args

import pytest

from schemas.anatomy import Anatomy
from schemas.announcing import Announcing
from schemas.base import Model
from schemas.errors import ConfigError
from schemas.frames import MeetingRules
from schemas.moments import DateWords, Shapes
from schemas.naming import Clues
from schemas.release import Kind
from schemas.rules import Kinds, Languages, TopicScheme, TopicTerms
from schemas.speech import Speech
from tasks.prose.rules import READERS, RULES, hash_files, load_rules, read_rule_version, read_rules

KINDS = """
[[rules]]
kind = "statement"
name = "says so"
weight = 0.8
title = ['statement']
"""


@pytest.mark.parametrize(
    ("content", "model", "expected"),
    [
        (KINDS.replace('"statement"', '"opinion"'), Kinds, "rules.0.kind"),
        (KINDS.replace("0.8", "1.8"), Kinds, "rules.0.weight"),
        (KINDS.replace("'statement'", "'(statement'"), Kinds, "not a regular expression"),
        (KINDS + "wieght = 0.3\n", Kinds, "rules.0.wieght"),
        ("rules = []\n", Kinds, "rules"),
        ("rules = [\n", Kinds, "not TOML"),
        ('[topics."medtop:11"]\nstrong = "law"\n', TopicTerms, "medtop:11"),
        ('[topics."medtop:11000000"]\nheavy = "law"\n', TopicTerms, "heavy"),
        ('[topics."medtop:11000000"]\nfair = "Law"\n', TopicTerms, "not lower case"),
    ],
)
def test_a_bad_rule_file_is_told_in_one_line_with_file_and_key(
    tmp_path: Path, content: str, model: type[Model], expected: str
) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_rules(file, model)
    message = str(caught.value)
    assert str(file) in message
    assert expected in message
    assert "\n" not in message


def test_a_missing_rule_file_and_one_of_other_bytes_are_told_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="missing"):
        read_rules(tmp_path / "none.toml", Kinds)
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_rules(tmp_path / "bytes.toml", Kinds)


@pytest.mark.parametrize("language", ["en", "fr", "es", "de", "ru", "zh", "ar"])
def test_every_promised_language_has_kinds_and_topics(language: str) -> None:
    kinds = load_rules(f"kinds/{language}.toml", Kinds)
    assert {rule.kind for rule in kinds.rules} >= set(get_args(Kind)) - {"other-unknown"}
    concepts = {concept.id for concept in load_rules("topics/scheme.toml", TopicScheme).concepts}
    topics = load_rules(f"topics/{language}.toml", TopicTerms).topics
    assert set(topics) <= concepts


# When a release is read, they are trusted.
@pytest.mark.parametrize(
    ("pattern", "model"),
    [
        ("kinds/*", Kinds),
        ("anatomy/??", Anatomy),
        ("agenda/??", Announcing),
        ("meetings/??", MeetingRules),
        ("moments/??", DateWords),
        ("moments/shapes", Shapes),
        ("persons/clues", Clues),
        ("speech/??", Speech),
    ],
    ids=str,
)
def test_every_shipped_pattern_is_sound(pattern: str, model: type[Model]) -> None:
    files = sorted(RULES.glob(f"{pattern}.toml"))
    assert files
    for file in files:
        assert read_rules(file, model)


def test_the_scheme_holds_the_seventeen_top_topics_once_each() -> None:
    concepts = load_rules("topics/scheme.toml", TopicScheme).concepts
    top = [concept.id for concept in concepts if not concept.parent]
    assert sorted(top) == [f"medtop:{number:02}000000" for number in range(1, 18)]
    assert len({concept.id for concept in concepts}) == len(concepts)


def test_at_least_45_languages_are_candidates() -> None:
    rules = load_rules("languages.toml", Languages)
    tags = {language.tag for language in rules.languages}
    tags |= {script.language for script in rules.scripts if script.language}
    assert len(tags) >= 45


def test_the_rule_version_is_short_and_stable() -> None:
    assert re.fullmatch(r"1\.[0-9a-f]{8}", read_rule_version())
    assert read_rule_version() == read_rule_version()


def test_a_changed_or_renamed_rule_or_reader_is_a_new_version(tmp_path: Path) -> None:
    (tmp_path / "rules" / "kinds").mkdir(parents=True)
    file = tmp_path / "rules" / "kinds" / "en.toml"
    file.write_text("a = 1\n", encoding="utf-8")
    versions = [hash_files(tmp_path, READERS)]
    file.write_text("a = 2\n", encoding="utf-8")
    versions.append(hash_files(tmp_path, READERS))
    file.rename(file.with_name("fr.toml"))
    versions.append(hash_files(tmp_path, READERS))
    (tmp_path / "kind.py").write_text("A = 1\n", encoding="utf-8")
    versions.append(hash_files(tmp_path, READERS))
    (tmp_path / "rules" / "kinds" / "notes.txt").write_text("no rules", encoding="utf-8")
    assert len(set(versions)) == 4
    assert hash_files(tmp_path, READERS) == versions[-1]
