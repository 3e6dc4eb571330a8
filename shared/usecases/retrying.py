"""Doing a thing again when somebody else saved the same ticket first, or a service did not answer."""

from collections.abc import Callable
from typing import TypeVar

from shared.domain.errors import HistoryNeededError, UnavailableError, VersionConflictError
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import HasTickets

T = TypeVar("T")

ATTEMPTS = 8
"""Writers of one ticket are few; whoever loses eight times in a row leaves it to the queue's retry or to the person."""


def on_fresh_state(attempt: Callable[[], T]) -> T:
    """The result of `attempt`, which reads, decides and saves; run again when its save finds that another came first."""
    for _ in range(ATTEMPTS - 1):
        try:
            return attempt()
        except VersionConflictError:
            continue
    return attempt()


def on_newest(ticket_id: str, attempt: Callable[[Ticket], T], *, desk: HasTickets) -> T:
    """The result of `attempt` on the newest part of the ticket; on the whole, if what it decides needs that."""
    try:
        return attempt(desk.tickets.newest(ticket_id))
    except HistoryNeededError:
        return attempt(desk.tickets.load(ticket_id))


OUTAGE_ATTEMPTS = 3


def through_hiccups(attempt: Callable[[], T]) -> T:
    """The result of `attempt`, run again where a service did not answer: for writing down what nobody but this process
    knows. The adapter has waited between tries of its own, so there is no pause here."""
    for _ in range(OUTAGE_ATTEMPTS - 1):
        try:
            return attempt()
        except UnavailableError:
            continue
    return attempt()
