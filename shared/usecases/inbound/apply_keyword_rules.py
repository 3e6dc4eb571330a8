"""A new ticket's words find their people (L6)."""

from dataclasses import replace

from shared.domain.settings.keyword_rules import KEYWORD_STEP, matching
from shared.domain.sla.alert import Alert
from shared.domain.tickets.ticket import Ticket
from shared.ports.desk import Desk
from shared.usecases.alerts.queue_alert import queue_alert
from shared.usecases.settings.current import desk_settings, refolded

MOST_TAGS, LONGEST_TAG, MOST_TOLD = 100, 200, 200
"""Rules say as much as they like, and a ticket is stored as one: beyond these, a rule must not keep it from that (I9)."""


def opened_by_keywords(ticket: Ticket, *, desk: Desk) -> Ticket:
    """The new ticket, settled, with the tags of the rules that match its post, and one alert for all whom they name.

    The alert is saved with the ticket, so that nobody is told twice and no crash loses it; each person gets one mail,
    however many rules name them. Nobody is told of what was answered before it came in.
    """
    rules = matching(desk_settings(desk).routing, account=ticket.account, text=ticket.posts[0].text)
    tags = tuple(dict.fromkeys((*ticket.tags, *(tag[:LONGEST_TAG] for rule in rules for tag in rule.tags))))[:MOST_TAGS]
    after = refolded(replace(ticket, tags=tags), desk)
    clock = after.running
    whom = tuple(dict.fromkeys(name for rule in rules for name in rule.notify))[:MOST_TOLD]
    if clock is None or not whom:
        return after
    now = desk.clock.now()
    return after.with_alert(Alert(clock.id, KEYWORD_STEP, clock.due_at, now, whom, ("mail",), pending_since=now))


def announce_keywords(ticket: Ticket, *, desk: Desk) -> None:
    """Puts the alert into the queue; on the path of a duplicate it heals what a crash left."""
    for alert in ticket.alerts:
        clock = ticket.clock(alert.clock)
        if alert.step == KEYWORD_STEP and alert.pending_since is not None and clock is not None:
            queue_alert(alert, ticket, clock, desk=desk)
