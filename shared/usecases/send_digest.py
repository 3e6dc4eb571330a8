"""One message for all the alerts that were collected for a person (L5)."""

from collections.abc import Sequence
from datetime import timedelta

from shared.domain.alert_text import Message
from shared.domain.desk import DeskSettings, Person
from shared.domain.digest import WITHIN, Collected
from shared.domain.digest_text import Line, digest_message
from shared.domain.errors import DeliveryError, NotFoundError
from shared.ports import Desk
from shared.usecases.send_alert import LEASE
from shared.usecases.settings import desk_settings
from shared.usecases.whom_to_tell import takes_sms

AT_ONCE = 300
"""Alerts that one digest takes up, those with the soonest deadline: as many tickets as a worker reads well within its
timeout. Of more, the rest follows in the next."""

GIVE_UP = timedelta(hours=1)
"""How long a digest that no carrier takes is tried again, every minute; the failures are alarmed on meanwhile."""


def send_digest(person_id: str, *, desk: Desk) -> str:
    """Sends what is collected for the person; says `sent`, `stale` where nothing waits any more, or `resting`.

    What was answered meanwhile is left out. Alerts are dropped only after the message is out: a crash between repeats
    it and loses none. The next digest follows after ten minutes at the earliest. Raises DeliveryError where no carrier
    took it; the alerts then stay, and the sweep brings them back.
    """
    now = desk.clock.now()
    if not desk.digests.take(person_id, now, now + LEASE):
        return "resting"
    settings = desk_settings(desk)
    person = settings.person(person_id)
    held = sorted(desk.digests.collected(person_id), key=lambda each: (each.due_at, each.key))[:AT_ONCE]
    lines = _lines(held, settings, desk=desk)
    if person is None or not lines:
        desk.digests.drop(person_id, held)
        desk.digests.rest(person_id, now)
        return "stale"
    message = digest_message(lines, reader=person, now=now, url=desk.url)
    try:
        _deliver(person, message, sms=any(each.sms for each in held), desk=desk)
    except DeliveryError:
        desk.digests.drop(person_id, [each for each in held if now - each.fired_at > GIVE_UP])
        raise
    desk.digests.drop(person_id, held)
    desk.digests.rest(person_id, now + WITHIN)
    return "sent"


def _deliver(person: Person, message: Message, *, sms: bool, desk: Desk) -> None:
    """A mail, and one SMS at most: where a step asked for one, or the mail was refused. Raises DeliveryError where
    neither went out."""
    refused = []
    mailed = texted = False
    try:
        desk.mailer.send(person, subject=message.subject, text=message.text, html=message.html)
        mailed = True
    except DeliveryError as e:
        refused.append(f"mail: {e}")
    if (sms or not mailed) and takes_sms(person, desk.clock.now()):
        try:
            desk.texter.send(person, text=message.sms)
            texted = True
        except DeliveryError as e:
            refused.append(f"sms: {e}")
    if not (mailed or texted):
        raise DeliveryError("; ".join(refused))


def _lines(held: Sequence[Collected], settings: DeskSettings, *, desk: Desk) -> Sequence[Line]:
    """A line for each ticket that still waits, however many of its steps were collected."""
    lines: dict[str, Line] = {}
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
            lines[ticket.id] = Line(ticket, clock, account, f"{desk.url}/t/{ticket.id}")
    return tuple(lines.values())
