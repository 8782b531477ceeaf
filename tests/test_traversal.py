import pytest

from tests.attack.traversal import NAMES, attack_paths


def test_no_name_of_an_entry_page_message_or_source_leads_out_of_the_data_folder(
    monkeypatch: pytest.MonkeyPatch,
):
    # The command remembers its home there; what it sets is undone.
    monkeypatch.setenv("COMMUNIQUE_HOME", "")
    rows = attack_paths(NAMES[::25])
    assert len(rows) == 5
    for place, tried, held, remark in rows:
        assert tried == held == 8, (place, remark)
    assert "0 documents" not in " ".join(row[3] for row in rows)
