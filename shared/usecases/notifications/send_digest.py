"""Send one message for all alerts collected for a person (L5), or of an account's late posts (I7)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.errors import DeliveryError, NotFoundError
from shared.domain.notifications.deliverability import MAIL, SMS, AddressStatuses, open_ways
from shared.domain.notifications.digest import WITHIN, Collected, DigestBatch, account_of_summary
from shared.domain.notifications.digest_text import DigestLine, digest_message
from shared.domain.notifications.outcomes import NotificationOutcome
from shared.domain.settings.desk import DeskSettings, Person
from shared.domain.templates.messages import Texts
from shared.ports.desk import HasUrl
from shared.ports.notifications import HasDigests
from shared.ports.settings import HasSettings
from shared.ports.tickets import HasTickets
from shared.usecases.alerts.recipients import NOBODY, available_managers
from shared.usecases.notifications.notify import Notification, NotifyDesk, addressed, notify
from shared.usecases.notifications.send_alert import LEASE
from shared.usecases.settings.current import desk_settings


class SendDigestDesk(NotifyDesk, HasDigests, HasSettings, HasTickets, HasUrl, Protocol):
    """The parts of the desk that `send_digest` uses."""


AT_ONCE = 300
"""The maximum number of alerts in one digest, those with the soonest deadline: as many tickets as a worker reads well
within its timeout. The rest follows in the next.
"""

GIVE_UP = timedelta(hours=1)
"""How long a digest that no carrier accepts is retried, every minute; the failures raise an alarm meanwhile."""


def send_digest(whose: str, *, desk: SendDigestDesk) -> NotificationOutcome:
    """Send the alerts collected for a person, or an account's summary of late posts to the managers (I7), and return
    the outcome.

    Tickets that were answered meanwhile are left out. Alerts are dropped only after the message is out, and the content
    of a digest is stored before anything is sent: a retry goes only to the people whom it has not reached, by the ways
    that have not accepted it (`retrying`, for ten minutes). The next digest follows ten minutes after at the earliest.
    Raises DeliveryError if no carrier accepted it; the alerts then stay, and the sweep brings them back.
    """
    now = desk.clock.now()
    if not desk.digests.take(whose, now, now + LEASE):
        return NotificationOutcome.RESTING
    settings = desk_settings(desk)
    batch, held = _begun(whose, now, desk=desk)
    lines = _lines(held, settings, desk=desk)
    statuses = desk.addresses.statuses(now)
    left = account_of_summary(whose) is None and settings.person(whose) is None
    readers = () if left else _readers(whose, settings, now, statuses)
    if left or not lines:
        desk.digests.drop(whose, held)
        desk.digests.rest(whose, now)
        return NotificationOutcome.STALE
    messages = _messages(whose, readers, lines, held, settings.texts, statuses, desk=desk)
    results = notify(f"digest#{whose}#{batch.begun_at.isoformat()}", messages, desk=desk)
    out = [sending.at for sending in results if sending.reached]
    if not out:
        desk.digests.drop(whose, [each for each in held if now - each.fired_at > GIVE_UP])
        raise DeliveryError("; ".join(sending.reason or "" for sending in results) or NOBODY)
    rests_until = min(out) + WITHIN
    if any(sending.owed for sending in results) and now < rests_until:
        desk.digests.begin(whose, batch, now)
        return NotificationOutcome.RETRYING
    desk.digests.drop(whose, held)
    desk.digests.rest(whose, max(now, rests_until))
    return NotificationOutcome.SENT


def _begun(whose: str, now: datetime, *, desk: HasDigests) -> tuple[DigestBatch, Sequence[Collected]]:
    """Return the unfinished digest, or a new one of the alerts with the soonest deadline."""
    collected = sorted(desk.digests.collected(whose), key=lambda each: (each.due_at, each.key))
    batch = desk.digests.begun(whose)
    held = [each for each in collected if batch is not None and each.ident in batch.alerts]
    if batch is not None and held:
        return batch, held
    held = collected[:AT_ONCE]
    batch = DigestBatch.of(held, now)
    desk.digests.begin(whose, batch, now + LEASE)
    return batch, held


def _readers(whose: str, settings: DeskSettings, now: datetime, statuses: AddressStatuses) -> tuple[Person, ...]:
    """Return the person; or the managers, if it is a summary for them, or if no way reaches the person any more (L2)."""
    if account_of_summary(whose) is not None:
        return available_managers(settings, now, statuses)
    person = settings.at_work(whose)
    return (
        (person,)
        if person is not None and open_ways(person, now, statuses)
        else available_managers(settings, now, statuses)
    )


def _messages(
    whose: str,
    readers: Sequence[Person],
    lines: Sequence[DigestLine],
    held: Sequence[Collected],
    texts: Texts,
    statuses: AddressStatuses,
    *,
    desk: SendDigestDesk,
) -> list[Notification]:
    """Address a mail to each reader, and one SMS if a step asked for one; an SMS too if the mail does not go out."""
    now = desk.clock.now()
    late = account_of_summary(whose) is not None
    wanted = (MAIL, SMS) if any(each.sms for each in held) else (MAIL,)
    messages = []
    for person in readers:
        message = digest_message(lines, reader=person, now=now, url=desk.url, texts=texts, late=late)
        messages.append(addressed(person, message, wanted, now, statuses))
    return messages


def _lines(held: Sequence[Collected], settings: DeskSettings, *, desk: SendDigestDesk) -> Sequence[DigestLine]:
    """Return one line for each ticket that still waits, however many of its steps were collected."""
    lines: dict[str, DigestLine] = {}
    for each in held:
        if each.ticket in lines:
            continue
        try:
            ticket = desk.tickets.load(each.ticket)
            account = settings.account(ticket.account)
        except NotFoundError:
            continue
        clock = ticket.clock(each.clock)
        if clock is not None and clock.running and clock.due_at == each.due_at:
            lines[ticket.id] = DigestLine(ticket, clock, account, f"{desk.url}/t/{ticket.id}")
    return tuple(lines.values())
