"""Priority and tags of a ticket, which also decide its policy."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from shared.domain.errors import InvalidError
from shared.domain.settings.desk import Person
from shared.domain.sla.policy import PRIORITIES
from shared.domain.tickets.action import ActionKind
from shared.domain.tickets.ticket import Ticket
from shared.usecases.retrying import on_fresh_state, on_newest
from shared.usecases.settings.current import desk_settings
from shared.usecases.sla.reapply_sla import SlaMatcher, renew_timer, with_sla_reapplied
from shared.usecases.tickets.change_ticket import ChangeTicketDesk, ticket_action


class ClassifyTicketDesk(ChangeTicketDesk, Protocol):
    """The parts of the desk that `classify_ticket` uses."""


MOST_TAGS = 20
LONGEST_TAG = 40
"""The maximum length in characters. A tag is a word to search and match by; sentences belong in notes."""

JOINER = "\u200d"
"""The zero-width joiner, which is part of many emoji."""


def set_priority(ticket_id: str, priority: str, *, by: Person, desk: ClassifyTicketDesk) -> Ticket:
    """Set the ticket's priority; the running clock is stamped with the policy that matches now (C6).

    Raises InvalidError for an unknown priority.
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


def set_tags(ticket_id: str, tags: Iterable[str], *, by: Person, desk: ClassifyTicketDesk) -> Ticket:
    """Replace the ticket's tags; the running clock is stamped with the policy that matches now (C6).

    Raises InvalidError, with the index, for a tag that is empty, too long, or holds invisible characters.
    """
    wanted = checked_tags(tags)

    def change(ticket: Ticket) -> Ticket:
        if ticket.tags == wanted:
            return ticket
        words = ", ".join(wanted) or None
        return replace(ticket, tags=wanted).with_action(ticket_action(ActionKind.TAGS, by, text=words, desk=desk))

    return _classify(ticket_id, change, desk=desk)


def checked_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Strip and deduplicate tags, in the given order."""
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


def _classify(ticket_id: str, change: Callable[[Ticket], Ticket], *, desk: ClassifyTicketDesk) -> Ticket:
    """Save the change together with the clock, to which the SLA is reapplied, then ensure its timer.

    The settings are read fresh, so that a policy that a colleague has just saved applies too.
    """
    sla = SlaMatcher(desk_settings(desk, fresh=True))

    def attempt(before: Ticket) -> tuple[Ticket, Ticket]:
        after = change(before)
        if after == before:
            return before, before
        return before, desk.tickets.save(before, with_sla_reapplied(after, sla, desk=desk))

    before, after = on_fresh_state(lambda: on_newest(ticket_id, attempt, desk=desk))
    return renew_timer(before.running, after, desk=desk) if before.running is not None else after
