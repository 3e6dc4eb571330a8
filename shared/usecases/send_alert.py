"""An alert goes out to the people that its step names, each message once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.alert import Alert, AlertKey, Sending, SendState
from shared.domain.alert_text import alert_message
from shared.domain.clock import Clock
from shared.domain.desk import DeskSettings, Person
from shared.domain.digest import GATHER
from shared.domain.errors import DeliveryError, NotFoundError
from shared.domain.keywords import KEYWORD_STEP, matching
from shared.domain.ladder import goes_out_at, overtaken
from shared.domain.ticket import Ticket
from shared.ports import Desk
from shared.usecases.chase_deadline import chase_deadline
from shared.usecases.retrying import on_fresh_state
from shared.usecases.settings import calendar_of_clock, desk_settings
from shared.usecases.tell_person import tell_person
from shared.usecases.whom_to_tell import DIGEST, for_digest, readers_of, ways_to

LEASE = timedelta(seconds=60)
"""How long messages may be in a worker's hands before another may send them: above the function's timeout, so that a
crash repeats a message at worst, and two workers at once do not (L3)."""

GIVE_UP = timedelta(minutes=10)
"""How long the sweep brings back an alert that no carrier takes; the failure is then kept with it and alarmed on."""


@dataclass(frozen=True, slots=True)
class _Owed:
    """What this worker has taken upon itself."""

    ticket: Ticket
    clock: Clock
    messages: tuple[tuple[Person, str], ...]


def send_alert(ticket_id: str, clock: str, step: str, due_at: datetime, *, desk: Desk) -> str:
    """Sends what the alert still owes; says `sent`, `stale`, `known`, `held`, `overtaken` or `busy`.

    State is read again just before sending: answered meanwhile, nothing goes out (L3). A way that fails falls over to
    the person's other way. A person with more than ten alerts in ten minutes gets it in a digest (L5). `held` means
    that everybody has gone home meanwhile: the sweep brings the alert at the next opening (L1). `busy` means that another worker holds the messages: the queue brings the alert again.
    `overtaken`: the instant of a higher step passed while this one waited, and that step's alert goes out instead (L3).
    Raises DeliveryError where nobody could be reached.
    """
    key = (clock, step, due_at)
    settings = desk_settings(desk)
    try:
        owed = on_fresh_state(lambda: _take(ticket_id, key, settings, desk=desk))
    except NotFoundError:
        return "stale"
    if isinstance(owed, str):
        return owed
    results = [_send(person, how, owed, key, settings, desk=desk) for person, how in owed.messages]
    alert = on_fresh_state(lambda: _write_down(ticket_id, key, results, desk=desk))
    if alert is not None and not any(sending.reached for sending in alert.sent):
        raise DeliveryError("; ".join(sending.reason or "" for sending in alert.sent))
    return "sent"


def _take(ticket_id: str, key: tuple[str, str, datetime], settings: DeskSettings, *, desk: Desk) -> _Owed | str:
    """Takes the lease on every message that is not out yet; or says why there is nothing to take."""
    before = desk.tickets.load(ticket_id)
    alert = before.alert(*key)
    if alert is None:
        return "stale"
    if alert.pending_since is None:
        return "known"
    clock = before.clock(alert.clock)
    if clock is None or not clock.running or clock.due_at != alert.due_at:
        closed = replace(alert, pending_since=None, outcome="stale")
        desk.tickets.save(before, before.with_alert(closed))
        return "stale"
    now = desk.clock.now()
    if _is_step(alert, clock):
        opens_at = goes_out_at(now, calendar_of_clock(clock, desk))
        if opens_at > now:
            desk.tickets.save(before, before.with_alert(replace(alert, pending_since=opens_at)))
            return "held"
        if overtaken(alert.step, clock, now):
            return _give_way(before, clock, key, desk=desk)
    marks = desk.addresses.marks(now)
    readers = readers_of(alert, before, clock, settings, now, marks)
    wanted = [(person, how) for person in readers for how in ways_to(person, alert, now, marks, desk=desk)]
    held = [alert.sending_to(person.id, how) for person, how in wanted]
    if any(h is not None and h.state is SendState.SENDING and now - h.at < LEASE for h in held):
        return "busy"
    mine = tuple(w for w, h in zip(wanted, held, strict=True) if h is None or not h.reached)
    for person, how in mine:
        alert = alert.with_sending(Sending(person.id, how, SendState.SENDING, now))
    return _Owed(desk.tickets.save(before, before.with_alert(alert)), clock, mine)


def _give_way(ticket: Ticket, clock: Clock, key: tuple[str, str, datetime], *, desk: Desk) -> str:
    """The higher step stands in the outbox before this one leaves it: neither a crash nor an acknowledgement between the
    two saves makes a gap in which nobody is told. What fires it first, this worker or its timer, makes no difference."""
    chase_deadline(ticket.id, clock.id, None, desk=desk)
    before = desk.tickets.load(ticket.id)
    alert = before.alert(*key)
    if alert is None or alert.pending_since is None:
        return "known"
    reached = any(sending.reached for sending in alert.sent)
    closed = replace(alert, pending_since=None, outcome="sent" if reached else "overtaken")
    desk.tickets.save(before, before.with_alert(closed))
    return "overtaken"


def _is_step(alert: Alert, clock: Clock) -> bool:
    """The ladder keeps open hours (L1); what a new ticket's words tell of does not."""
    return any(step.name == alert.step for step in clock.steps)


def _send(
    person: Person,
    how: str,
    owed: _Owed,
    key: tuple[str, str, datetime],
    settings: DeskSettings,
    *,
    desk: Desk,
) -> Sending:
    alert = owed.ticket.alert(*key)
    if how == DIGEST and alert is not None:
        now = desk.clock.now()
        desk.digests.collect(person.id, for_digest(owed.ticket.id, alert), now + GATHER)
        return Sending(person.id, how, SendState.COLLECTED, now)
    message = alert_message(
        owed.ticket,
        owed.clock,
        account=settings.account(owed.ticket.account),
        reader=person,
        now=desk.clock.now(),
        url=f"{desk.url}/t/{owed.ticket.id}",
        texts=settings.texts,
        new=key[1] == KEYWORD_STEP,
        found=_keywords(owed.ticket, key, settings),
        words=owed.ticket.excerpt if settings.general.words_in_alerts else None,
    )
    told = tell_person(person, message, how, desk=desk, about=AlertKey(owed.ticket.id, *key))
    state = SendState.FAILED if told.way is None else SendState.SENT
    return Sending(person.id, how, state, desk.clock.now(), told.reason)


def _keywords(ticket: Ticket, key: tuple[str, str, datetime], settings: DeskSettings) -> tuple[str, ...]:
    """The words that the ticket is told for, where it is told for its words (L6)."""
    if key[1] != KEYWORD_STEP:
        return ()
    text = ticket.posts[0].text
    rules = matching(settings.routing, account=ticket.account, text=text)
    return tuple(dict.fromkeys(word for rule in rules for word in rule.found_in(text)))


def _write_down(ticket_id: str, key: tuple[str, str, datetime], results: list[Sending], *, desk: Desk) -> Alert | None:
    """Who was reached. The alert rests once somebody was, or once nobody could be for too long."""
    before = desk.tickets.load(ticket_id)
    alert = before.alert(*key)
    if alert is None:
        return None
    for sending in results:
        alert = alert.with_sending(sending)
    reached = any(sending.reached for sending in alert.sent)
    if reached or desk.clock.now() - alert.fired_at > GIVE_UP:
        alert = replace(alert, pending_since=None, outcome="sent" if reached else "failed")
    desk.tickets.save(before, before.with_alert(alert))
    return alert
