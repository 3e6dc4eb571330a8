"""Apply the desk's keyword rules to a new ticket (L6)."""

from dataclasses import replace

from shared.domain.settings.keyword_rules import KEYWORD_STEP, matching
from shared.domain.sla.alert import Alert
from shared.domain.tickets.context import DecisionContext
from shared.domain.tickets.ticket import Ticket

MOST_TAGS, LONGEST_TAG, MOST_TOLD = 100, 200, 200
"""Limits of what one ticket item can hold: a rule with more than this must not keep its ticket from being stored (I9)."""


def opened_by_keywords(ticket: Ticket, context: DecisionContext) -> Ticket:
    """Return the new ticket, its state computed, with the tags of the matching rules and one alert for all whom they name.

    The alert is saved with the ticket, so that a crash neither loses nor repeats it; each person gets one mail, however
    many rules name them. A post that was answered before it came in alerts nobody.
    """
    rules = matching(
        context.settings.keyword_rules,
        network=ticket.network,
        account=ticket.account,
        text=ticket.posts[0].words,
    )
    tags = tuple(dict.fromkeys((*ticket.tags, *(tag[:LONGEST_TAG] for rule in rules for tag in rule.tags))))[:MOST_TAGS]
    after = context.refolded(replace(ticket, tags=tags))
    clock = after.running
    whom = tuple(dict.fromkeys(name for rule in rules for name in rule.notify))[:MOST_TOLD]
    if clock is None or not whom:
        return after
    now = context.now
    return after.with_alert(Alert(clock.id, KEYWORD_STEP, clock.due_at, now, whom, ("mail",), pending_since=now))
