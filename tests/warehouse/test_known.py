from datetime import date, timedelta
from pathlib import Path

import pytest

from schemas.errors import InputError
from tests.warehouse.records import (
    START,
    begin,
    load,
    make_documents,
    make_fetch,
    make_rejection,
    make_release,
)
from warehouse.known import list_archived, list_rejected_fetches, list_rejections

DAY = timedelta(days=1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    begin(tmp_path)
    return tmp_path


def test_the_archive_is_listed_by_newest_bytes_in_batches_of_one_source(home: Path) -> None:
    load(home, make_documents(range(5)))
    load(home, make_documents(range(2), source="wire"), source="wire")
    begin(home, "r2", days=1)
    newer = make_fetch(1, run="r2", raw="b", at=START + DAY)
    load(home, [newer, make_release(newer, body="b")], run="r2")
    batches = list(list_archived(home, size=3))
    assert [[fetch.fetch_id for fetch in batch] for batch in batches] == [
        ["r1/ministry/0", "r1/ministry/2", "r1/ministry/3"],
        ["r1/ministry/4", "r2/ministry/1"],
        ["r1/wire/0", "r1/wire/1"],
    ]
    assert batches[1][1] == newer
    assert [len(batch) for batch in list_archived(home, "wire")] == [2]
    day = date(2026, 3, 3)
    assert [batch[0].fetch_id for batch in list_archived(home, since=day)] == ["r2/ministry/1"]
    assert sum(len(batch) for batch in list_archived(home, until=date(2026, 3, 2))) == 6


def test_rejected_documents_are_found_again_by_id(home: Path) -> None:
    first, second = make_fetch(1), make_fetch(2)
    load(home, [first, make_rejection(first), second, make_rejection(second, "no date")])
    assert [row.reason for row in list_rejections(home)] == ["no date", "holds no letters"]
    assert list_rejections(home, source_id="wire") == []
    assert len(list_rejections(home, "ministry", "validate")) == 2
    assert list_rejected_fetches(home, [second.fetch_id]) == [second]
    assert list_rejected_fetches(home) == [second, first]
    with pytest.raises(InputError, match="no open rejection has the id 'r1/x/1'"):
        list_rejected_fetches(home, ["r1/x/1"])
