"""Carry out the follow-ups of a post once its ticket is saved. Every step is idempotent: a crash is healed by
redelivery.
"""

from typing import Protocol

from shared.domain.inbound.decision import (
    CheckIndex,
    FollowUp,
    LookUpName,
    LookUpProfile,
    QueueAlert,
    RecheckQuote,
    ReleaseOrphans,
    SummarizeLate,
    WantAttachments,
)
from shared.domain.tickets.customer_name import name_requests
from shared.domain.tickets.follow_ups import UpdateIndex
from shared.domain.tickets.ticket import Ticket
from shared.ports.accounts import HasLooks
from shared.ports.networks import HasNetworks
from shared.usecases.alerts.queue_alert import QueueAlertDesk, queue_alert
from shared.usecases.attachments.want_attachments import WantAttachmentsDesk, want_attachments
from shared.usecases.deletions.quotes import forget_quote_if_gone
from shared.usecases.inbound.afterwards import Afterwards
from shared.usecases.inbound.collect_late_posts import collect_late_post
from shared.usecases.search.update_index import ensure_post
from shared.usecases.tickets.follow_up import TicketFollowUpDesk, follow_up_ticket


class FollowUpDesk(TicketFollowUpDesk, QueueAlertDesk, WantAttachmentsDesk, HasLooks, HasNetworks, Protocol):
    """The parts of the desk that `follow_up` uses."""


def follow_up(each: FollowUp, ticket: Ticket, *, afterwards: Afterwards, desk: FollowUpDesk) -> Ticket:
    """Carry out one follow-up, and return the ticket as it then stands. What has to be looked up for it is noted in `afterwards`."""
    match each:
        case QueueAlert(alert, clock):
            queue_alert(alert, ticket, clock, desk=desk)
        case SummarizeLate():
            return collect_late_post(ticket, each, desk=desk)
        case CheckIndex(post):
            ensure_post(post, ticket, desk=desk)
        case ReleaseOrphans():
            afterwards.release(each)
        case UpdateIndex(before):
            afterwards.update_index(before, ticket, desk=desk)
        case RecheckQuote(post):
            forget_quote_if_gone(post, ticket.id, desk=desk)
        case WantAttachments(post):
            want_attachments(post, ticket.id, desk=desk)
        case LookUpProfile() if (plug := desk.networks.get(ticket.network)) is None or plug.profiles is None:
            pass
        case LookUpProfile():
            desk.looks.want(name_requests(ticket.account), ticket.id, desk.clock.now())
        case LookUpName():
            desk.looks.want(ticket.account, ticket.id, desk.clock.now())
        case _:
            return follow_up_ticket(each, ticket, desk=desk)
    return ticket
