"""Whom an alert is for at this moment, and how each of them is told (L2, L5)."""

from datetime import datetime

from shared.domain.alert import Alert
from shared.domain.clock import Clock
from shared.domain.desk import MANAGERS, DeskSettings, Person
from shared.domain.digest import WITHIN, Collected, is_burst
from shared.domain.reach import MAIL, Marks, open_ways, ways_left
from shared.domain.ticket import Ticket
from shared.ports import Desk

DIGEST = "digest"
"""The way of an alert that waits for the person's digest."""


def readers_of(
    alert: Alert, ticket: Ticket, clock: Clock, settings: DeskSettings, now: datetime, marks: Marks
) -> tuple[Person, ...]:
    """The team is the policy's of today, or else the account's: promises are stamped, people are not. Who is left
    without a way is passed over, as who is away is, so that somebody else hears of it (L2)."""
    policy = settings.policy(clock.policy.id)
    team = (policy.team if policy is not None else None) or settings.team_of(ticket.account)
    return settings.whom(
        alert.whom, ticket.assignee, team=team, now=now, reachable=lambda each: bool(open_ways(each, now, marks))
    )


def managers_now(settings: DeskSettings, now: datetime, marks: Marks) -> tuple[Person, ...]:
    """The managers who are there and can be reached; never nobody (L2)."""
    return settings.whom((MANAGERS,), None, now=now, reachable=lambda each: bool(open_ways(each, now, marks)))


def ways_to(person: Person, alert: Alert, now: datetime, marks: Marks, *, desk: Desk) -> tuple[str, ...]:
    """The step's ways that lead to this person, or their digest where they have more than ten alerts in ten minutes.

    An SMS to somebody without a phone, or in their quiet hours, becomes a mail, and a mail to an address that came back
    an SMS (L2, L5). Of a person who was told of this alert already, by whichever way, nothing is decided anew.
    """
    known = {s.how for s in alert.sent if s.person == person.id and s.reached}
    if DIGEST in known or (not known and is_burst(desk.digests.noted(person.id, alert.fired_at - WITHIN))):
        return (DIGEST,)
    left = ways_left(person, now, marks)
    return tuple(way for way in alert.how if way in left) or left[:1] or (MAIL,)


def for_digest(ticket: str, alert: Alert) -> Collected:
    return Collected(ticket, alert.clock, alert.step, alert.due_at, alert.fired_at, "sms" in alert.how)
