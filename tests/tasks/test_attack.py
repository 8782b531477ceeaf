"""The attacks of `make attack`, fewer of each."""

from tests.attack import addresses, faults
from tests.attack.canaries import try_redirects


def test_spellings_flipping_names_and_redirects_never_lead_inside():
    rows = [addresses.try_forms(), addresses.try_flips(60), addresses.try_redirects()]
    assert [row.attack for row in rows if row.held < row.tried] == []


def test_a_credential_is_shown_to_no_other_origin():
    row = try_redirects()
    assert row.held == row.tried > 0


def test_a_failing_server_has_no_broken_body_taken_and_no_address_lost():
    rows = list(faults.run_attacks(120))
    assert [(row.attack, row.tried - row.held) for row in rows if row.held < row.tried] == []
