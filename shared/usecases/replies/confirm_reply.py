"""Confirmation of findings (R8): what stops a reply on the page stops it when it is accepted, retried, and sent."""

from typing import Protocol

from shared.domain.answering.checks import check_reply, unconfirmed
from shared.domain.errors import NeedsConfirmationError
from shared.domain.replies.cautions import Caution
from shared.domain.replies.reply import Reply
from shared.domain.tickets.ticket import Ticket
from shared.ports.networks import HasRules
from shared.usecases.settings.current import ReadsSettings, desk_settings


class ConfirmReplyDesk(ReadsSettings, HasRules, Protocol):
    """The parts of the desk that `confirm_reply` uses."""


def findings(reply: Reply, ticket: Ticket, *, desk: ConfirmReplyDesk) -> tuple[Caution, ...]:
    """Return the findings that stop the reply by the current settings, and that its writer has not confirmed."""
    settings = desk_settings(desk)
    account = settings.account(reply.account)
    found = check_reply(
        reply.text,
        parts=[part.text for part in reply.parts],
        channel=reply.channel,
        account=account,
        ticket=ticket,
        settings=settings,
        rules=desk.rules[account.network],
        reply_id=reply.id,
    )
    return unconfirmed(found, reply.confirmed)


def ensure_confirmed(reply: Reply, ticket: Ticket, *, desk: ConfirmReplyDesk) -> None:
    """Check that no finding is unconfirmed. Raises NeedsConfirmationError."""
    found = findings(reply, ticket, desk=desk)
    if found:
        raise NeedsConfirmationError(found)
