"""Reply templates for an agent to choose from (R5)."""

from collections.abc import Iterable
from typing import Protocol

from shared.domain.settings.desk import Person
from shared.domain.templates.reply_template import ReplyTemplate
from shared.ports.tickets import HasTickets
from shared.usecases.settings.current import ReadsSettings, desk_settings


class ListTemplatesDesk(ReadsSettings, HasTickets, Protocol):
    """The parts of the desk that `list_templates` uses."""


def list_templates(
    *, account: str | None, language: str | None, tags: Iterable[str] | None, desk: ReadsSettings
) -> tuple[ReplyTemplate, ...]:
    """List templates by name, without filling fields in; criteria that are None are ignored."""
    found = (
        template
        for template in desk_settings(desk).templates
        if template.fits(account=account, language=language, tags=tags)
    )
    return tuple(sorted(found, key=lambda template: (template.name.casefold(), template.id)))


def templates_for_ticket(
    ticket_id: str, *, language: str | None, by: Person, desk: ListTemplatesDesk
) -> tuple[ReplyTemplate, ...]:
    """List the templates for the ticket's account and tags, with fields filled in. Raises NotFoundError."""
    ticket = desk.tickets.newest(ticket_id)
    account = desk_settings(desk).account(ticket.account)
    customer = ticket.customer
    values = {
        "customer": customer.name or customer.username or customer.short_id,
        "username": f"@{customer.username}" if customer.username else customer.name or customer.short_id,
        "account": account.name,
        "agent": by.name,
    }
    found = list_templates(account=ticket.account, language=language, tags=ticket.tags, desk=desk)
    return tuple(template.filled(**values) for template in found)
