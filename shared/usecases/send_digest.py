"""One message for all that was collected for a person (L5), or of an account's late posts (I7)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.domain.desk import DeskSettings, Person
from shared.domain.digest import WITHIN, Collected, account_of_summary
from shared.domain.digest_text import Line, digest_message
from shared.domain.errors import DeliveryError, NotFoundError
from shared.domain.reach import MAIL, SMS, Marks, open_ways
from shared.domain.texts import Texts
from shared.ports import Desk
from shared.usecases.send_alert import LEASE
from shared.usecases.settings import desk_settings
from shared.usecases.tell_person import tell_person
from shared.usecases.whom_to_tell import managers_now

AT_ONCE = 300
"""Alerts that one digest takes up, those with the soonest deadline: as many tickets as a worker reads well within its
timeout. Of more, the rest follows in the next."""

GIVE_UP = timedelta(hours=1)
"""How long a digest that no carrier takes is tried again, every minute; the failures are alarmed on meanwhile."""


def send_digest(whose: str, *, desk: Desk) -> str:
    """Sends what is collected for a person, or an account's summary of late posts to the managers (I7); says `sent`,
    `stale` where nothing waits any more, or `resting`.

    What was answered meanwhile is left out. Alerts are dropped only after the message is out: a crash between repeats
    it and loses none. The next digest follows after ten minutes at the earliest. Raises DeliveryError where no carrier
    took it; the alerts then stay, and the sweep brings them back.
    """
    now = desk.clock.now()
    if not desk.digests.take(whose, now, now + LEASE):
        return "resting"
    settings = desk_settings(desk)
    held = sorted(desk.digests.collected(whose), key=lambda each: (each.due_at, each.key))[:AT_ONCE]
    lines = _lines(held, settings, desk=desk)
    marks = desk.addresses.marks(now)
    readers = _readers(whose, settings, now, marks)
    if not readers or not lines:
        desk.digests.drop(whose, held)
        desk.digests.rest(whose, now)
        return "stale"
    late = account_of_summary(whose) is not None
    sms = any(each.sms for each in held)
    texts = settings.texts
    refused = [_refused(person, lines, texts=texts, late=late, sms=sms, marks=marks, desk=desk) for person in readers]
    if all(refused):
        desk.digests.drop(whose, [each for each in held if now - each.fired_at > GIVE_UP])
        raise DeliveryError("; ".join(map(str, refused)))
    desk.digests.drop(whose, held)
    desk.digests.rest(whose, now + WITHIN)
    return "sent"


def _readers(whose: str, settings: DeskSettings, now: datetime, marks: Marks) -> tuple[Person, ...]:
    """The person; the managers, where it is a summary for them, or where no way leads to the person any more (L2)."""
    if account_of_summary(whose) is not None:
        return managers_now(settings, now, marks)
    if settings.person(whose) is None:
        return ()
    person = settings.at_work(whose)
    return (person,) if person is not None and open_ways(person, now, marks) else managers_now(settings, now, marks)


def _refused(
    person: Person, lines: Sequence[Line], *, texts: Texts, late: bool, sms: bool, marks: Marks, desk: Desk
) -> DeliveryError | None:
    """A mail, and one SMS at most: where a step asked for one, or the mail did not go out. What the carriers said, where
    none took the message."""
    now = desk.clock.now()
    message = digest_message(lines, reader=person, now=now, url=desk.url, texts=texts, late=late)
    told = tell_person(person, message, MAIL, desk=desk)
    if told.way is None:
        return DeliveryError(told.reason or "")
    if sms and told.way == MAIL and SMS in open_ways(person, now, marks):
        tell_person(person, message, SMS, desk=desk, alone=True)
    return None


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
