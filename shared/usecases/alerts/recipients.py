"""The recipients of an alert at this moment, and the ways to each of them (L2, L5)."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.notifications.deliverability import AddressStatuses, open_ways, ways_left
from shared.domain.notifications.digest import WITHIN, Collected, is_burst
from shared.domain.settings.desk import ADMINS, MANAGERS, DeskSettings, Person
from shared.domain.sla.alert import Alert, lost
from shared.domain.sla.clock import SlaClock
from shared.domain.tickets.ticket import Ticket
from shared.ports.notifications import HasDigests

NOBODY = "Nobody is there to be told: the desk has no manager and no admin."

DIGEST = "digest"
"""The way of an alert that waits for the person's digest."""


def recipients_of(
    alert: Alert, ticket: Ticket, clock: SlaClock, settings: DeskSettings, now: datetime, statuses: AddressStatuses
) -> tuple[Person, ...]:
    """Return the alert's recipients. The team is the current policy's, or else the account's: promises are stamped,
    people are not. A person without a way is skipped like an absent one, so that somebody else is notified (L2).
    """
    policy = settings.policy(clock.policy.id)
    team = (policy.team if policy is not None else None) or settings.team_of(ticket.account)
    return settings.whom(
        alert.whom, ticket.assignee, team=team, now=now, reachable=lambda each: bool(open_ways(each, now, statuses))
    )


def available_managers(settings: DeskSettings, now: datetime, statuses: AddressStatuses) -> tuple[Person, ...]:
    """Return the managers who are available and reachable; never nobody (L2)."""
    return settings.whom((MANAGERS,), None, now=now, reachable=lambda each: bool(open_ways(each, now, statuses)))


def available_admins(settings: DeskSettings, now: datetime, statuses: AddressStatuses) -> tuple[Person, ...]:
    """Return the admins who are reachable; if there is none, the managers (L2)."""
    admins = tuple(each for each in settings.working if ADMINS in each.groups and open_ways(each, now, statuses))
    return admins or available_managers(settings, now, statuses)


@dataclass(frozen=True, slots=True)
class PendingMessage:
    """The ways by which an alert is pending for a person, and the fallbacks."""

    person: Person
    ways: tuple[str, ...]
    fallbacks: tuple[str, ...] = ()


def pending_message(
    alert: Alert,
    ticket: Ticket,
    clock: SlaClock,
    settings: DeskSettings,
    now: datetime,
    statuses: AddressStatuses,
    *,
    desk: HasDigests,
) -> tuple[PendingMessage, ...]:
    """Return what is still to be sent of the alert, by person.

    Its recipients are decided when it goes out first, and again while nobody has received it, or once somebody cannot
    be reached at all (L2); for anybody else only the ways that no carrier has accepted yet are pending.
    """
    waiting = {sending.person for sending in alert.sent if sending.owed}
    people = {person.id: person for person in settings.working if person.id in waiting}
    if not alert.reached or lost(alert.sent):
        people |= {each.id: each for each in recipients_of(alert, ticket, clock, settings, now, statuses)}
    owed = [_pending(person, alert, now, statuses, desk=desk) for person in people.values()]
    return tuple(each for each in owed if each is not None)


def _pending(
    person: Person, alert: Alert, now: datetime, statuses: AddressStatuses, *, desk: HasDigests
) -> PendingMessage | None:
    """Return the pending ways of a person. An alert that asks for two ways owes both independently: neither stands in
    for the other. An alert that asks for one way, or of which one is open, can fall back on the person's other way.
    """
    mine = [sending for sending in alert.sent if sending.person == person.id]
    waiting = tuple(sending.how for sending in mine if sending.owed)
    if DIGEST in waiting:
        return PendingMessage(person, (DIGEST,))
    left = ways_left(person, now, statuses)
    ways = tuple(way for way in waiting if way in left)
    if any(sending.reached for sending in mine):
        return PendingMessage(person, ways) if ways else None
    if not mine and is_burst(desk.digests.noted(person.id, alert.fired_at - WITHIN)):
        return PendingMessage(person, (DIGEST,))
    ways = ways or tuple(way for way in alert.how if way in left) or left[:1]
    if not ways and mine:
        return None
    return PendingMessage(person, ways, tuple(way for way in left if way not in ways))


def for_digest(ticket: str, alert: Alert) -> Collected:
    return Collected(ticket, alert.clock, alert.step, alert.due_at, alert.fired_at, "sms" in alert.how)
