"""What every deed on a ticket has in common: read, changed, saved, with its timer kept or stopped."""

from collections.abc import Callable

from shared.domain.settings.desk import Person
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.ticket import Ticket
from shared.ports.desk import Desk
from shared.usecases.retrying import on_fresh_state
from shared.usecases.search.update_index import keep_search
from shared.usecases.sla.ensure_timer import ensure_timer, stop_timers


def change_ticket(ticket_id: str, change: Callable[[Ticket], Ticket], *, desk: Desk) -> Ticket:
    """One change to one ticket, saved, with its timer kept or stopped. What changes nothing is not saved."""

    def attempt() -> tuple[Ticket, Ticket]:
        before = desk.tickets.load(ticket_id)
        after = change(before)
        return before, before if after == before else desk.tickets.save(before, after)

    before, after = on_fresh_state(attempt)
    stop_timers(before, after, desk=desk)
    timed = ensure_timer(after, desk=desk)
    keep_search(before, after, desk=desk)
    return timed


def ticket_action(
    kind: ActionKind,
    by: Person,
    *,
    text: str | None = None,
    reason: str | None = None,
    after: Ticket | None = None,
    desk: Desk,
) -> Action:
    """What the person did, as history keeps it.

    `after` is the ticket that they had before them: the network's time and ours are two clocks, and what they decided
    comes after what they saw.
    """
    at = desk.clock.now()
    if after is not None:
        at = max(at, after.last_post.posted_at)
    return Action(desk.ids.new(), kind, at, by.id, text, reason)
