"""Handle a bounced mail: mark its address, and send its alert by another way."""

from dataclasses import replace
from typing import Protocol

from shared.domain.errors import NotFoundError
from shared.domain.notifications.deliverability import MAIL, AddressFault, address_of, same_address
from shared.domain.notifications.mail_event import Bounce
from shared.domain.notifications.outcomes import BounceOutcome
from shared.domain.notifications.queued import AlertDue
from shared.domain.sla.alert import Alert, AlertKey, SendState
from shared.ports.clock import HasClock
from shared.ports.notifications import HasAddresses, HasAlerts, HasDeliveries
from shared.ports.tickets import HasTickets
from shared.usecases.retrying import on_fresh_state
from shared.usecases.settings.current import ReadsSettings, desk_settings


class HandleBounceDesk(ReadsSettings, HasAddresses, HasAlerts, HasClock, HasDeliveries, HasTickets, Protocol):
    """The parts of the desk that `handle_bounce` uses."""


def handle_bounce(event: Bounce, *, desk: HandleBounceDesk) -> BounceOutcome:
    """Mark the addresses, or count a transient failure, and return the outcome.

    An address that bounced for good, or whose owner complained, is marked before anything else, so that the alert of
    the mail then finds the person's other way, or the managers (L2). Idempotent for the same event.
    """
    if event.fault is None:
        for address, _ in event.recipients:
            desk.addresses.count(MAIL, same_address(MAIL, address), event.id, event.at)
        return BounceOutcome.COUNTED
    new = [
        desk.addresses.mark(MAIL, same_address(MAIL, address), event.fault, words, event.at)
        for address, words in event.recipients
    ]
    if event.alert is not None and event.fault is AddressFault.BOUNCED:
        _send_again(event, event.alert, desk=desk)
    return BounceOutcome.MARKED if any(new) else BounceOutcome.KNOWN


def _send_again(event: Bounce, key: AlertKey, *, desk: HandleBounceDesk) -> None:
    """Return the alert to the outbox, since nobody has read it: it stays until its current recipients have it, or the
    ticket is answered.
    """
    reasons = {same_address(MAIL, address): reason for address, reason in event.recipients}
    settings = desk_settings(desk)
    people = {person.id: reasons[at] for person in settings.people if (at := address_of(person, MAIL) or "") in reasons}

    def attempt() -> Alert | None:
        before = desk.tickets.load(key.ticket)
        alert = before.alert(key.clock, key.step, key.due_at)
        lost = (
            [s for s in alert.sent if s.person in people and _went_by_mail(s.how, s.state, s.reason)] if alert else []
        )
        if alert is None or not lost:
            return None
        for sending in lost:
            reason = f"{MAIL}: {people[sending.person]}"
            alert = alert.with_sending(replace(sending, state=SendState.FAILED, reason=reason))
            desk.deliveries.forget(key.batch, sending.person, MAIL)
        alert = replace(alert, pending_since=desk.clock.now(), outcome=None)
        desk.tickets.save(before, before.with_alert(alert))
        return alert

    try:
        alert = on_fresh_state(attempt)
    except NotFoundError:
        return
    if alert is not None:
        desk.alerts.put(AlertDue(key))


def _went_by_mail(how: str, state: SendState, reason: str | None) -> bool:
    """Return whether the message went out by mail. A way that was sent with a reason is one that the other way stood in
    for.
    """
    return state is SendState.SENT and (how == MAIL) == (reason is None)
