"""How urgent a ticket is and what it is about: its priority and tags, and with them the promise that holds for it."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace

from shared.domain.errors import InvalidError
from shared.domain.settings.desk import Person
from shared.domain.sla.policy import PRIORITIES
from shared.domain.tickets.action import ActionKind
from shared.domain.tickets.ticket import Ticket
from shared.ports.desk import Desk
from shared.usecases.retrying import on_fresh_state
from shared.usecases.settings.current import desk_settings
from shared.usecases.sla.reapply_sla import Stamps, renew_timer, with_sla_reapplied
from shared.usecases.tickets.change_ticket import ticket_action

MOST_TAGS = 20
LONGEST_TAG = 40
"""Characters. A tag is a word to find and to promise by; a sentence is a note."""

JOINER = "\u200d"
"""Stands inside many emoji."""


def set_priority(ticket_id: str, priority: str, *, by: Person, desk: Desk) -> Ticket:
    """Makes the ticket as urgent as said; the running clock then carries the promise that matches now (C6).

    Raises InvalidError for a priority that there is not.
    """
    if priority not in PRIORITIES:
        raise InvalidError("priority", f"must be one of {', '.join(PRIORITIES)}")

    def change(ticket: Ticket) -> Ticket:
        if ticket.priority == priority:
            return ticket
        return replace(ticket, priority=priority).with_action(
            ticket_action(ActionKind.PRIORITY, by, reason=priority, desk=desk)
        )

    return _classify(ticket_id, change, desk=desk)


def set_tags(ticket_id: str, tags: Iterable[str], *, by: Person, desk: Desk) -> Ticket:
    """Gives the ticket these tags and no others; the running clock then carries the promise that matches now (C6).

    Raises InvalidError, with the place in the list, for a tag that is empty, too long, or holds what cannot be seen.
    """
    wanted = checked_tags(tags)

    def change(ticket: Ticket) -> Ticket:
        if ticket.tags == wanted:
            return ticket
        words = ", ".join(wanted) or None
        return replace(ticket, tags=wanted).with_action(ticket_action(ActionKind.TAGS, by, text=words, desk=desk))

    return _classify(ticket_id, change, desk=desk)


def checked_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """The tags without the space around them, each once, in the order that they were given in."""
    found: dict[str, None] = {}
    for index, given in enumerate(tags):
        path, tag = f"tags[{index}]", " ".join(given.split())
        if not tag:
            raise InvalidError(path, "says nothing")
        if len(tag) > LONGEST_TAG:
            raise InvalidError(path, f"is longer than {LONGEST_TAG} characters")
        if any(unicodedata.category(sign).startswith("C") and sign != JOINER for sign in tag):
            raise InvalidError(path, "holds a character that cannot be seen")
        found[tag] = None
    if len(found) > MOST_TAGS:
        raise InvalidError("tags", f"there are more than {MOST_TAGS}")
    return tuple(found)


def _classify(ticket_id: str, change: Callable[[Ticket], Ticket], *, desk: Desk) -> Ticket:
    """The change, and the clock stamped anew from its own start, in one save; then its timer.

    The settings are read anew: what a colleague has just promised holds for this ticket too.
    """
    stamps = Stamps(desk_settings(desk, fresh=True))

    def attempt() -> tuple[Ticket, Ticket]:
        before = desk.tickets.load(ticket_id)
        after = change(before)
        if after == before:
            return before, before
        return before, desk.tickets.save(before, with_sla_reapplied(after, stamps, desk=desk))

    before, after = on_fresh_state(attempt)
    return renew_timer(before.running, after, desk=desk) if before.running is not None else after
