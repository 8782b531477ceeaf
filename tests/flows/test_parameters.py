import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from flows.home import (
    apply_settings,
    choose_home,
    mark_seen,
    name_settings,
    prepare_home,
    read_secret,
)
from flows.parameters import IngestOptions, ReplayOptions, explain_options
from schemas.errors import ConfigError


def test_a_form_left_as_it_opens_asks_for_everything():
    options = IngestOptions()
    assert options.sources == ()
    assert options.addresses == ()
    assert options.batch_size == 200
    assert options.label == "all"


def test_a_field_cleared_in_the_form_takes_its_default():
    cleared = IngestOptions.model_validate({"since": None, "batch_size": None, "sources": None})
    assert cleared == IngestOptions()


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"batch_size": 99}, "batch_size"),
        ({"batch_size": 501}, "batch_size"),
        ({"sources": ["nobody"]}, "unknown source 'nobody'"),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "exchange them"),
        ({"sinse": "2026-02-01"}, "sinse"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(asked: dict[str, object], reason: str):
    with pytest.raises(ValidationError) as caught:
        IngestOptions.model_validate(asked)
    line = explain_options(caught.value)
    assert reason in line
    assert "\n" not in line


def test_a_run_is_named_for_what_was_asked():
    assert IngestOptions(sources=("ecb", "govuk")).label == "ecb, govuk"
    assert IngestOptions(addresses=("/data/releases/",)).label == "/data/releases"
    assert ReplayOptions(sources=("ecb",)).label == "ecb"


def test_the_home_is_the_option_then_the_variable_then_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COMMUNIQUE_HOME", raising=False)
    assert choose_home() == tmp_path / "data"
    monkeypatch.setenv("COMMUNIQUE_HOME", str(tmp_path / "variable"))
    assert choose_home() == tmp_path / "variable"
    assert choose_home(Path("option")) == tmp_path / "option"


def test_a_home_that_cannot_be_made_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COMMUNIQUE_HOME", "")
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="is not a folder"):
        prepare_home(tmp_path / "file")
    with pytest.raises(ConfigError, match="is not a folder"):
        prepare_home(tmp_path / "file" / "below")


def test_every_path_of_prefect_lies_in_the_home(tmp_path: Path):
    paths = [value for value in name_settings(tmp_path).values() if "/" in value]
    assert len(paths) >= 7
    assert all(str(tmp_path) in path for path in paths)


def test_settings_of_another_prefect_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in name_settings(tmp_path):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("PREFECT_API_KEY", "pnu_elsewhere")
    monkeypatch.setenv("PREFECT_PROFILE", "cloud")
    apply_settings(tmp_path)
    assert "PREFECT_API_KEY" not in os.environ
    assert "PREFECT_PROFILE" not in os.environ
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


def test_the_secret_is_made_once_and_new_until_it_was_shown(tmp_path: Path):
    (tmp_path / "prefect").mkdir()
    secret, is_unseen = read_secret(tmp_path)
    assert is_unseen
    assert len(secret) > 30
    assert read_secret(tmp_path) == (secret, True)
    mark_seen(tmp_path)
    assert read_secret(tmp_path) == (secret, False)
    assert [path.name for path in (tmp_path / "prefect").iterdir()] == ["secret"]
