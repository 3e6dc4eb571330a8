"""Send an alert to its step's recipients, each message once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from shared.domain.errors import DeliveryError, NotFoundError, VersionConflictError
from shared.domain.notifications.alert_text import alert_message
from shared.domain.notifications.digest import GATHER
from shared.domain.notifications.outcomes import NotificationOutcome
from shared.domain.notifications.queued import AlertDue
from shared.domain.settings.desk import DeskSettings
from shared.domain.settings.keyword_rules import KEYWORD_STEP, matching
from shared.domain.sla.alert import Alert, AlertKey, AlertOutcome, Sending, SendState, after_run, lost
from shared.domain.sla.clock import SlaClock
from shared.domain.sla.ladder import is_window_step, overtaken, step_sendable_at
from shared.domain.tickets.lists.excerpt import excerpt_of
from shared.domain.tickets.ticket import Ticket
from shared.ports.desk import HasUrl
from shared.ports.networks import HasRules
from shared.ports.notifications import HasDeliveries, HasMailer, HasTexter
from shared.usecases.alerts.recipients import DIGEST, NOBODY, PendingMessage, for_digest, pending_message
from shared.usecases.notifications.notify import Notification, forget, notify
from shared.usecases.retrying import on_fresh_state, on_newest, through_hiccups
from shared.usecases.settings.current import calendar_of_clock, desk_settings
from shared.usecases.sla.chase_deadline import ChaseDeadlineDesk, chase_deadline


class SendAlertDesk(ChaseDeadlineDesk, HasDeliveries, HasMailer, HasRules, HasTexter, HasUrl, Protocol):
    """The parts of the desk that `send_alert` uses."""


LEASE = timedelta(seconds=60)
"""The lease on messages: longer than the function's timeout, so that a crash repeats a message at worst, and two
workers at once do not (L3).
"""

SOON = timedelta(seconds=20)
"""When the queue redelivers an alert of which a carrier has accepted only a part."""

GIVE_UP = timedelta(minutes=10)
"""How long a message that no carrier accepts is retried; the failure is then stored with it, and if it was all of the
alert, it raises an alarm.
"""


@dataclass(frozen=True, slots=True)
class _Taken:
    """The messages on which this worker holds the lease. `first_run`: nobody has tried to send any of the alert before."""

    ticket: Ticket
    clock: SlaClock
    owed: tuple[PendingMessage, ...]
    first_run: bool

    @property
    def is_one_message(self) -> bool:
        """Return whether all that is owed is one message by one way: the ticket itself is its record."""
        return len(self.owed) == len(self.owed[0].ways) == 1 if self.owed else False


def send_alert(ticket_id: str, clock: str, step: str, due_at: datetime, *, desk: SendAlertDesk) -> NotificationOutcome:
    """Send the pending messages of the alert, and return the outcome.

    State is read again just before sending: if the ticket was answered meanwhile, nothing goes out (L3). If a step asks
    for two ways, each is owed independently, and a way that a carrier does not accept is retried (`retrying`) until it
    is out or ten minutes have passed; a single way falls back to the person's other one at once. A person with more
    than ten alerts in ten minutes gets them in a digest (L5). `held` means that everybody has gone home meanwhile: the
    sweep brings the alert back at the next opening (L1). `busy` means that another worker holds the lease: the queue
    redelivers the alert. `overtaken` means that the instant of a higher step passed while this one waited, and that
    step's alert goes out instead (L3). Raises DeliveryError if nobody could be reached.
    """
    key = (clock, step, due_at)
    settings = desk_settings(desk)
    try:
        take = partial(_take, key, settings, desk=desk)
        taken = on_fresh_state(lambda: on_newest(ticket_id, take, desk=desk))
    except NotFoundError:
        return NotificationOutcome.STALE
    if isinstance(taken, NotificationOutcome):
        return taken
    results = _send(taken, key, settings, desk=desk)
    alert = through_hiccups(partial(_recorded, taken, key, results, desk=desk))
    forget(AlertKey(ticket_id, *key).batch, desk=desk)
    if alert is None:
        return NotificationOutcome.SENT
    if not alert.reached:
        raise DeliveryError("; ".join(sending.reason or "" for sending in alert.sent) or NOBODY)
    if alert.pending_since is None:
        return NotificationOutcome.SENT
    waits = any(sending.owed for sending in alert.sent)
    desk.alerts.put(AlertDue(AlertKey(ticket_id, *key)), delay=SOON if waits else timedelta(0))
    return NotificationOutcome.RETRYING


def _take(
    key: tuple[str, str, datetime], settings: DeskSettings, before: Ticket, *, desk: SendAlertDesk
) -> _Taken | NotificationOutcome:
    """Take the lease on every message that is not sent yet, or return why there is none. The alert of a new ticket's keywords tells
    of its first post, so the whole is read."""
    if key[1] == KEYWORD_STEP:
        before.needs_all()
    alert = before.alert(*key)
    if alert is None:
        return NotificationOutcome.STALE
    if alert.pending_since is None:
        return NotificationOutcome.KNOWN
    clock = before.clock(alert.clock)
    if clock is None or not clock.running or clock.due_at != alert.due_at:
        desk.tickets.save(before, before.with_alert(alert.closed(AlertOutcome.STALE)))
        return NotificationOutcome.STALE
    now = desk.clock.now()
    if _is_step(alert, clock):
        opens_at = step_sendable_at(alert.step, now, calendar_of_clock(clock, desk))
        if opens_at > now:
            desk.tickets.save(before, before.with_alert(replace(alert, pending_since=opens_at)))
            return NotificationOutcome.HELD
        if overtaken(alert.step, clock, now):
            return _give_way(before, clock, key, desk=desk)
    if any(each.state is SendState.SENDING and now - each.at < LEASE for each in alert.sent):
        return NotificationOutcome.BUSY
    first_run = not alert.sent
    owed = pending_message(alert, before, clock, settings, now, desk.addresses.statuses(now), desk=desk)
    for each in owed:
        for way in each.ways:
            alert = alert.with_sending(Sending(each.person.id, way, SendState.SENDING, now))
    return _Taken(desk.tickets.save(before, before.with_alert(alert)), clock, owed, first_run)


def _give_way(
    ticket: Ticket, clock: SlaClock, key: tuple[str, str, datetime], *, desk: SendAlertDesk
) -> NotificationOutcome:
    """Put the higher step's alert into the outbox before this one leaves it: neither a crash nor an acknowledgement
    between the two saves leaves a gap in which nobody is notified. Whether this worker or its timer fires it first
    makes no difference.
    """
    chase_deadline(ticket.id, clock.id, None, desk=desk)
    before = desk.tickets.load(ticket.id)
    alert = before.alert(*key)
    if alert is None or alert.pending_since is None:
        return NotificationOutcome.KNOWN
    closed = alert.closed(AlertOutcome.SENT if alert.reached else AlertOutcome.OVERTAKEN)
    desk.tickets.save(before, before.with_alert(closed))
    return NotificationOutcome.OVERTAKEN


def _is_step(alert: Alert, clock: SlaClock) -> bool:
    """Return whether the alert is a step of the ladder, which keeps open hours (L1); an alert about a new ticket's
    keywords does not.
    """
    return any(step.name == alert.step for step in clock.steps)


def _send(
    taken: _Taken, key: tuple[str, str, datetime], settings: DeskSettings, *, desk: SendAlertDesk
) -> list[Sending]:
    """Send the messages, after the digests, which only write to the desk: nothing but a carrier then stands between two
    messages.
    """
    alert = taken.ticket.alert(*key)
    messages = [_notification(each, taken, key, settings, desk=desk) for each in taken.owed if DIGEST not in each.ways]
    collected = [_collect(each, taken.ticket, alert, desk=desk) for each in taken.owed if alert and DIGEST in each.ways]
    about = AlertKey(taken.ticket.id, *key)
    if not messages:
        return collected
    return collected + notify(
        about.batch, messages, desk=desk, about=about, first_run=taken.first_run, caller_notes=taken.is_one_message
    )


def _collect(owed: PendingMessage, ticket: Ticket, alert: Alert, *, desk: SendAlertDesk) -> Sending:
    now = desk.clock.now()
    desk.digests.collect(owed.person.id, for_digest(ticket.id, alert), now + GATHER)
    return Sending(owed.person.id, DIGEST, SendState.COLLECTED, now)


def _notification(
    owed: PendingMessage, taken: _Taken, key: tuple[str, str, datetime], settings: DeskSettings, *, desk: SendAlertDesk
) -> Notification:
    ticket = taken.ticket
    message = alert_message(
        ticket,
        taken.clock,
        account=settings.account(ticket.account),
        reader=owed.person,
        now=desk.clock.now(),
        url=f"{desk.url}/t/{ticket.id}",
        texts=settings.texts,
        new=key[1] == KEYWORD_STEP,
        found=_keywords(ticket, key, settings),
        words=excerpt_of(ticket) if settings.general.words_in_alerts else None,
        network=desk.rules[ticket.network].title,
        until=ticket.answer_by if is_window_step(key[1]) else None,
    )
    return Notification(owed.person, message, owed.ways, owed.fallbacks)


def _keywords(ticket: Ticket, key: tuple[str, str, datetime], settings: DeskSettings) -> tuple[str, ...]:
    """Return the keywords that caused the alert, if it was caused by keywords (L6)."""
    if key[1] != KEYWORD_STEP:
        return ()
    text = ticket.posts[0].text
    rules = matching(settings.keyword_rules, network=ticket.network, account=ticket.account, text=text)
    return tuple(dict.fromkeys(word for rule in rules for word in rule.found_in(text)))


def _recorded(
    taken: _Taken, key: tuple[str, str, datetime], results: list[Sending], *, desk: SendAlertDesk
) -> Alert | None:
    """Record the outcome in the ticket as this worker left it, or as it is by now if somebody has saved it meanwhile."""
    try:
        return _record(taken.ticket, key, results, desk=desk)
    except VersionConflictError:
        return on_fresh_state(lambda: _record(desk.tickets.load(taken.ticket.id), key, results, desk=desk))


def _record(
    before: Ticket, key: tuple[str, str, datetime], results: list[Sending], *, desk: SendAlertDesk
) -> Alert | None:
    """Record the people reached. The alert is finished once nothing of it is pending, or nobody could be reached for
    too long; for a person who proves unreachable, the next run notifies others (L2).
    """
    alert = before.alert(*key)
    if alert is None:
        return None
    expired = alert.pending_since is None or desk.clock.now() - alert.pending_since > GIVE_UP
    alert = replace(alert, sent=after_run(alert.sent, results, expired=expired))
    newly = lost(alert.sent) & {sending.person for sending in results}
    owes = any(sending.owed for sending in alert.sent) or bool(newly) or not alert.reached
    if expired or not owes:
        alert = alert.closed(AlertOutcome.SENT if alert.reached else AlertOutcome.FAILED)
    desk.tickets.save(before, before.with_alert(alert))
    return alert
