"""A desk that reads its long tickets in part is no other than one that reads them whole."""

import pytest

from shared.domain.text import search_terms
from tests.two_desks import TwoDesks
from tests.unit.api.test_api import PAGE


@pytest.mark.parametrize("seed", range(3))
def test_a_desk_that_settles_its_tickets_is_as_one_that_does_not(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_terms, "ROOM", 100)
    for name, value in PAGE.items():
        monkeypatch.setenv(name, value)
    desks = TwoDesks(seed)
    desks.live(45)
    assert desks.settles.in_part > 8
    assert desks.whole.in_part == 0
