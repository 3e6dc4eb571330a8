"""Do what follows from a post once its ticket is saved. Every step is idempotent: a crash is healed by redelivery."""

from collections.abc import Callable

from shared.domain.inbound.decision import (
    Charge,
    CheckIndex,
    FollowUp,
    LookUpName,
    QueueAlert,
    RecheckQuote,
    ReleaseOrphans,
    SummarizeLate,
)
from shared.domain.tickets.follow_ups import EnsureTimer, StopTimer, UpdateIndex
from shared.domain.tickets.ticket import Ticket
from shared.ports.desk import Desk
from shared.usecases.accounts.usage import charge_part
from shared.usecases.alerts.queue_alert import queue_alert
from shared.usecases.deletions.quotes import forget_quote_if_gone
from shared.usecases.inbound.collect_late_posts import collect_late_post
from shared.usecases.search.update_index import ensure_post, keep_search
from shared.usecases.sla.ensure_timer import ensure_timer, stop_timer


def follow_up(each: FollowUp, ticket: Ticket, *, release: Callable[[ReleaseOrphans], None], desk: Desk) -> Ticket:
    """Carry out one follow-up, and return the ticket as it stands afterwards. `release` takes in orphans, which go the way
    of every post."""
    match each:
        case StopTimer(clock):
            stop_timer(ticket.id, clock, desk=desk)
        case QueueAlert(alert, clock):
            queue_alert(alert, ticket, clock, desk=desk)
        case SummarizeLate():
            return collect_late_post(ticket, each, desk=desk)
        case EnsureTimer():
            return ensure_timer(ticket, desk=desk)
        case UpdateIndex(before):
            keep_search(before, ticket, desk=desk)
        case CheckIndex(post):
            ensure_post(post, ticket, desk=desk)
        case ReleaseOrphans():
            release(each)
        case RecheckQuote(post):
            forget_quote_if_gone(post, ticket.id, desk=desk)
        case LookUpName():
            desk.looks.want(ticket.account, ticket.id, desk.clock.now())
        case Charge(reply, part):
            charge_part(ticket, reply, part, desk=desk)
    return ticket
