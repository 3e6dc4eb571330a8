"""Whom an alert is for at this moment, and how each of them is told (L2, L5)."""

from datetime import datetime

from shared.domain.alert import Alert
from shared.domain.clock import Clock
from shared.domain.desk import DeskSettings, Person
from shared.domain.digest import WITHIN, Collected, is_burst
from shared.domain.ticket import Ticket
from shared.ports import Desk

DIGEST = "digest"
"""The way of an alert that waits for the person's digest."""


def readers_of(alert: Alert, ticket: Ticket, clock: Clock, settings: DeskSettings, now: datetime) -> tuple[Person, ...]:
    """The policy's team is the one of today: promises are stamped, people are not."""
    policy = settings.policy(clock.policy.id)
    return settings.whom(alert.whom, ticket.assignee, team=policy.team if policy is not None else None, now=now)


def ways_to(person: Person, alert: Alert, now: datetime, *, desk: Desk) -> tuple[str, ...]:
    """The step's ways that lead to this person, or their digest where they have more than ten alerts in ten minutes.

    An SMS to somebody without a phone, or in their quiet hours, becomes a mail (L2, L5). Of a person who was told of
    this alert already, by whichever way, nothing is decided anew.
    """
    known = {s.how for s in alert.sent if s.person == person.id and s.reached}
    if DIGEST in known or (not known and is_burst(desk.digests.noted(person.id, alert.fired_at - WITHIN))):
        return (DIGEST,)
    possible = tuple(way for way in alert.how if way != "sms" or takes_sms(person, now))
    return possible or ("mail",)


def takes_sms(person: Person, now: datetime) -> bool:
    return person.phone is not None and person.presence.wants_sms(now)


def for_digest(ticket: str, alert: Alert) -> Collected:
    return Collected(ticket, alert.clock, alert.step, alert.due_at, alert.fired_at, "sms" in alert.how)
