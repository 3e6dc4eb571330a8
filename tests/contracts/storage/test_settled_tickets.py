"""A long ticket is stored and read in parts as if it were whole."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from shared.adapters.dynamodb.tickets import reading
from shared.domain.errors import HistoryNeededError, NotFoundError
from shared.domain.text import search_terms
from shared.domain.tickets import settling
from shared.domain.tickets.lists.rows import TicketRow
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import TicketStore
from tests.contracts.build import opened
from tests.long_tickets import Twins, begun, but_for_places, play, versioned

ORDINARY = ("ask", "ask", "native", "ask", "desk", "message", "claim", "note", "reply")
RARE = [
    "late",
    "early",
    "delete",
    "retract",
    "edit",
    "earlier",
    "done",
    "spam",
    "silent",
    "reopen",
    "report",
    "withdraw",
]


class StoredTwins(Twins):
    """The second copy stands in a store."""

    store: TicketStore

    def change(self, name: str, change: Callable[[Ticket], Ticket]) -> None:
        self.log.append(f"{name} at {self.now}")
        self.whole = versioned(change(replace(self.whole, settled=None)))
        part = self.store.newest(self.whole.id)
        try:
            after = change(part)
            self.in_part += part.partial
        except HistoryNeededError:
            self.needed += 1
            part = self.store.load(self.whole.id)
            after = change(part)
        if self.store.save(part, after).version == part.version:
            self.whole = replace(self.whole, version=part.version)
        stored, newest = self.store.load(self.whole.id), self.store.newest(self.whole.id)
        for name in ("posts", "actions", "replies", "clocks", "waiting", "to_look_at", "resolution", "spam", "status"):
            assert but_for_places(getattr(stored, name)) == but_for_places(getattr(self.whole, name)), (name, self.log)
        assert TicketRow.of(newest) == TicketRow.of(self.whole), self.log
        assert self.store.rows([self.whole.id])[self.whole.id] == TicketRow.of(self.whole), self.log
        assert newest.running == self.whole.running, self.log
        self.check_index(part, after, stored)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "KEPT", 3)
    monkeypatch.setattr(search_terms, "ROOM", 100)
    monkeypatch.setattr(reading, "FIRST_READ", 9)


@pytest.mark.parametrize("seed", range(2))
def test_a_long_ticket_is_stored_in_part_as_it_would_be_whole(store: TicketStore, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same life every time
    twins = StoredTwins(begun().whole, begun().stored)
    twins.store = store
    twins.whole = opened(store, replace(twins.whole, version=0))
    for number in range(45):
        twins.now += chance.choice([1, 3, 7, 90])
        twins.number = number + 1
        op = chance.choice(ORDINARY if number % 12 else RARE)
        play(twins, op, chance.randrange(20) if number % 12 == 0 else 0, chance.random() < 0.5)
        if op == "reply":
            for part in range(2):
                twins.number = 1000 * (part + 1) + number
                play(twins, "posted", 0, flag=False)
    assert twins.in_part > 8
    assert twins.needed < 10


def test_the_newest_part_of_a_ticket_that_is_not_there(store: TicketStore) -> None:
    with pytest.raises(NotFoundError):
        store.newest("x")
