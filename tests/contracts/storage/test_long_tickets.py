"""A conversation of any length can be spam (C4)."""

from collections.abc import Callable

from shared.domain.tickets.action import DoneReason
from shared.domain.tickets.fold import Status
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import TicketStore
from tests.contracts.build import at, done, long_conversation, refolded

EXCHANGES = 101
"""Each has a clock, and DynamoDB takes a hundred records at once."""


def test_a_ticket_of_any_length_can_be_spam(store: TicketStore, planted: Callable[[Ticket], Ticket]) -> None:
    read = planted(long_conversation(EXCHANGES))
    spam = store.save(read, refolded(read.with_action(done(9000, DoneReason.SPAM))))
    for ticket in store.unfinished(limit=9):
        store.finish_save(ticket)
    assert list(store.unfinished(limit=9)) == []
    assert store.load(read.id) == spam
    assert (spam.status, spam.spam) == (Status.DONE, True)
    assert list(store.clocks_started("acme", at(-1), at(9999))) == []
