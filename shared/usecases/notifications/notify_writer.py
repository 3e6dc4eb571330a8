"""Notify the writer of a failed reply once, by mail, unless they have seen it on the page by then (W4)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from shared.domain.errors import DeliveryError, NotFoundError
from shared.domain.notifications.deliverability import MAIL
from shared.domain.notifications.failed_reply_text import unsent_message
from shared.domain.notifications.outcomes import NotificationOutcome
from shared.domain.replies.reply import Reply, Returned
from shared.domain.settings.desk import DeskSettings, Person
from shared.domain.sla.alert import Sending, SendState, after_run
from shared.domain.templates.messages import Message
from shared.domain.tickets.ticket import Ticket
from shared.ports.desk import HasUrl
from shared.ports.settings import HasSettings
from shared.ports.tickets import HasTickets
from shared.usecases.notifications.notify import Notification, NotifyDesk, addressed, notify
from shared.usecases.notifications.send_alert import LEASE
from shared.usecases.retrying import on_fresh_state
from shared.usecases.settings.current import desk_settings
from shared.usecases.tickets.read_ticket import reply_in


class NotifyWriterDesk(NotifyDesk, HasSettings, HasTickets, HasUrl, Protocol):
    """The parts of the desk that `notify_writer` uses."""


GIVE_UP = timedelta(minutes=30)
"""How long a mail that no carrier accepts is retried; the list of unsent replies shows the reply all the while."""


def notify_writer(ticket_id: str, reply_id: str, *, desk: NotifyWriterDesk) -> NotificationOutcome:
    """Send the mail if it is still pending, and return the outcome.

    `known`: they were notified, have seen it, or somebody has dealt with it. A writer who has left the desk is skipped
    (`stale`): the ticket's ladder goes on without them. Raises DeliveryError if no carrier took the mail; the queue and the
    sweep retry it.
    """
    settings = desk_settings(desk)
    try:
        taken = on_fresh_state(lambda: _take(ticket_id, reply_id, settings, desk=desk))
    except NotFoundError:
        return NotificationOutcome.STALE
    if isinstance(taken, NotificationOutcome):
        return taken
    batch, notification = taken
    results = notify(batch, [notification], desk=desk)
    return on_fresh_state(lambda: _record(ticket_id, reply_id, results, desk=desk))


def see_returned(ticket_id: str, reply_id: str, *, by: Person, desk: HasTickets) -> Reply:
    """Cancel the pending mail: the writer has seen the failed reply on the page. Another viewer changes nothing."""

    def see(reply: Reply, returned: Returned) -> Reply:
        return replace(reply, returned=replace(returned, tell_at=None)) if reply.by == by.id else reply

    return on_fresh_state(lambda: _changed(ticket_id, reply_id, see, desk=desk))


def _take(
    ticket_id: str, reply_id: str, settings: DeskSettings, *, desk: NotifyWriterDesk
) -> tuple[str, Notification] | NotificationOutcome:
    """Take the lease on the mail, or return why there is none."""
    before = desk.tickets.load(ticket_id)
    reply = before.reply(reply_id)
    if reply is None:
        return NotificationOutcome.STALE
    returned, now = reply.returned, desk.clock.now()
    if returned is None or returned.tell_at is None:
        return NotificationOutcome.KNOWN
    if any(each.state is SendState.SENDING and now - each.at < LEASE for each in returned.sent):
        return NotificationOutcome.BUSY
    writer = settings.at_work(reply.by)
    if writer is None:
        desk.tickets.save(before, before.with_reply(replace(reply, returned=replace(returned, tell_at=None))))
        return NotificationOutcome.STALE
    statuses = desk.addresses.statuses(now)
    owed = addressed(writer, _message(writer, before, reply, settings, desk=desk), (MAIL,), now, statuses)
    taken = tuple(Sending(writer.id, way, SendState.SENDING, now) for way in owed.ways)
    others = tuple(each for each in returned.sent if each.how not in owed.ways)
    leased = replace(returned, sent=(*others, *taken))
    desk.tickets.save(before, before.with_reply(replace(reply, returned=leased)))
    return f"returned#{ticket_id}#{reply_id}#{returned.at.isoformat()}", owed


def _message(
    writer: Person, ticket: Ticket, reply: Reply, settings: DeskSettings, *, desk: NotifyWriterDesk
) -> Message:
    return unsent_message(
        ticket,
        reply,
        account=settings.account(reply.account),
        reader=writer,
        now=desk.clock.now(),
        url=f"{desk.url}/t/{ticket.id}",
        words=reply.text if settings.general.words_in_alerts else None,
        texts=settings.texts,
    )


def _record(ticket_id: str, reply_id: str, results: list[Sending], *, desk: NotifyWriterDesk) -> NotificationOutcome:
    """Record the outcome on the reply. Raises DeliveryError while the mail is still pending."""
    now = desk.clock.now()

    def write(reply: Reply, returned: Returned) -> Reply:
        sent = after_run(returned.sent, results, expired=now - returned.at > GIVE_UP)
        rests = any(each.reached for each in sent) or not any(each.owed for each in sent)
        return replace(reply, returned=replace(returned, sent=sent, tell_at=None if rests else returned.tell_at))

    returned = _changed(ticket_id, reply_id, write, desk=desk).returned
    if returned is None or any(each.reached for each in results):
        return NotificationOutcome.SENT
    if returned.tell_at is None:
        return NotificationOutcome.GIVEN_UP
    raise DeliveryError("; ".join(each.reason or "" for each in results))


def _changed(ticket_id: str, reply_id: str, change: Callable[[Reply, Returned], Reply], *, desk: HasTickets) -> Reply:
    """Change the current reply if it is still with its writer. Raises NotFoundError."""
    before = desk.tickets.load(ticket_id)
    reply = reply_in(before, reply_id)
    if reply.returned is None:
        return reply
    after = change(reply, reply.returned)
    desk.tickets.save(before, before.with_reply(after))
    return after
