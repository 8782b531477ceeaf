"""What a question to the snapshot, or a report's parameter, cannot get at."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import InputError
from tests.attack.escapes import BOUND, ESCAPES, Traps, set_traps, try_escape
from warehouse.connection import SNAPSHOT
from warehouse.reports import list_reports, run_report

PLACES = [(report.name, each.name) for report in list_reports() for each in report.parameters]


@pytest.fixture(scope="module")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traps]:
    yield from set_traps(tmp_path_factory.mktemp("traps"))


@pytest.mark.parametrize("escape", [*ESCAPES, *BOUND])
def test_a_question_reads_no_file_asks_no_network_and_changes_nothing(
    traps: Traps, escape: str
) -> None:
    assert try_escape(traps, escape) == ""


def hash_snapshot(home: Path) -> str:
    return sha256((home / SNAPSHOT).read_bytes()).hexdigest()


def test_no_value_of_a_report_changes_the_snapshot_or_fails_otherwise_than_in_one_line(
    traps: Traps,
) -> None:
    @settings(max_examples=500)
    @given(place=st.sampled_from(PLACES), value=st.text())
    def ask(place: tuple[str, str], value: str) -> None:
        said = ""
        try:
            run_report(traps.home, place[0], {place[1]: value})
        except InputError as error:
            said = str(error)
        assert "\n" not in said

    before = hash_snapshot(traps.home)
    ask()
    assert hash_snapshot(traps.home) == before
