"""Shared steps of every action on a ticket: read, change, save, keep or stop its timer."""

from collections.abc import Callable
from typing import Protocol

from shared.domain.settings.desk import Person
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.follow_ups import starts_timer
from shared.domain.tickets.ticket import Ticket
from shared.ports.clock import HasIds
from shared.ports.search import HasSearch
from shared.usecases.retrying import on_fresh_state, on_newest
from shared.usecases.search.update_index import update_index
from shared.usecases.sla.ensure_timer import EnsureTimerDesk, ensure_timer, stop_timers


class ChangeTicketDesk(EnsureTimerDesk, HasIds, HasSearch, Protocol):
    """The parts of the desk that `change_ticket` uses."""


def change_ticket(ticket_id: str, change: Callable[[Ticket], Ticket], *, desk: ChangeTicketDesk) -> Ticket:
    """Change and save one ticket, and start or stop its timer. A change without effect is not saved: it may be the retry of one whose
    worker crashed before it started the timer."""

    def attempt(before: Ticket) -> tuple[Ticket, Ticket]:
        after = change(before)
        return before, before if after == before else desk.tickets.save(before, after)

    before, after = on_fresh_state(lambda: on_newest(ticket_id, attempt, desk=desk))
    stop_timers(before, after, desk=desk)
    timed = ensure_timer(after, desk=desk) if after is before or starts_timer(before, after) else after
    update_index(before, after, desk=desk)
    return timed


def ticket_action(
    kind: ActionKind,
    by: Person,
    *,
    text: str | None = None,
    reason: str | None = None,
    post: str | None = None,
    after: Ticket | None = None,
    desk: ChangeTicketDesk,
) -> Action:
    """Create the action for the ticket's history.

    `after` is the ticket that the person saw: the network's clock and ours differ, and a decision must come after the posts
    that it is about.
    """
    at = desk.clock.now()
    if after is not None:
        at = max(at, after.last_post.posted_at)
    return Action(desk.ids.new(), kind, at, by.id, text, reason, post=post)
