"""The text of an alert: account, customer, deadline in the reader's zone, and the link to the ticket (L7)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from shared.domain.posts.author import Author
from shared.domain.settings.desk import Account, Person
from shared.domain.sla.clock import ClockKind, SlaClock
from shared.domain.templates.messages import Message, Texts
from shared.domain.text.formatting import local_time, span
from shared.domain.tickets.ticket import Ticket

_KINDS = {
    "en": {ClockKind.FIRST_REPLY: "first reply", ClockKind.NEXT_REPLY: "next reply"},
    "ja": {ClockKind.FIRST_REPLY: "初回返信", ClockKind.NEXT_REPLY: "再返信"},
}
"""As the page calls them."""

JUST_NOW = timedelta(minutes=1)
"""How long after its deadline a ticket reads as due, rather than as overdue by so many seconds: a step at the deadline
is sent within seconds of it."""


def alert_message(
    ticket: Ticket,
    clock: SlaClock,
    *,
    account: Account,
    reader: Person,
    now: datetime,
    url: str,
    words: str | None,
    texts: Texts,
    new: bool = False,
    found: Sequence[str] = (),
    network: str = "",
    until: datetime | None = None,
) -> Message:
    """Return the alert in its reader's language. `words` is the customer's text, only where the desk's settings allow
    it; `new` marks the alert of a new ticket, and `found` is the desk's keyword that it matched (L6). A step at the
    deadline and each of those after it read differently, to distinguish an escalation from earlier steps. The step before the `network`
    stops taking an answer says `until` when it does (N3)."""
    kind = ("keyword" if found else "new_ticket") if new else standing(clock, now)
    if until is not None:
        kind = "answer_window"
    values = {
        **about_ticket(ticket, clock, account=account, reader=reader, now=now),
        "link": url,
        "words": words or "",
        "found": ", ".join(found),
        "network": network,
        "until": local_time(until, reader.zone, reader.language) if until is not None else "",
        "remaining": span(max(until - now, timedelta(0)), reader.language) if until is not None else "",
    }
    return texts.compose(kind, reader.language, values, handle=handle_of(ticket.customer))


def standing(clock: SlaClock, now: datetime) -> str:
    """Return `warning` before the deadline, `due` at it, `overdue` after it."""
    if now < clock.due_at:
        return "warning"
    return "due" if now - clock.due_at < JUST_NOW else "overdue"


def mention_message(
    ticket: Ticket,
    *,
    account: Account,
    reader: Person,
    writer: str,
    now: datetime,
    url: str,
    words: str | None,
    texts: Texts,
) -> Message:
    """Return the notification of a colleague who is mentioned in a note. `words` is the note's text, only where the
    desk's settings allow it: it is among colleagues, and a mail may be read elsewhere."""
    values = {
        **about_ticket(ticket, ticket.running, account=account, reader=reader, now=now),
        "who": writer,
        "link": url,
        "words": words or "",
    }
    return texts.compose("mention", reader.language, values, handle=handle_of(ticket.customer))


def about_ticket(
    ticket: Ticket, clock: SlaClock | None, *, account: Account, reader: Person, now: datetime
) -> Mapping[str, str]:
    """Return the placeholders that come from the ticket; those of the clock are empty if none runs."""
    language = reader.language
    customer = ticket.customer
    values = {"account": account.label, "customer": shown_name(customer, language)}
    if clock is None:
        return values | dict.fromkeys(("what", "due", "left", "since", "state"), "")
    left = left_of(clock, now, language)
    return values | {
        "what": _KINDS[language][clock.kind],
        "due": local_time(clock.due_at, reader.zone, language),
        "left": left,
        "since": local_time(clock.started_at, reader.zone, language),
        "state": _state(left, standing(clock, now), language),
    }


def left_of(clock: SlaClock, now: datetime, language: str) -> str:
    """Format the time until the deadline, or since it. No text says that something is overdue by no time at all."""
    if standing(clock, now) == "due":
        return "1分未満" if language == "ja" else "under 1 min"
    return span(abs(clock.due_at - now), language)


def shown_name(customer: Author, language: str) -> str:
    """Return the customer's name, or the id if the network left the name out of its events."""
    unknown = f"ユーザー {customer.short_id}" if language == "ja" else f"user {customer.short_id}"
    return customer.name or customer.username or unknown


def handle_of(customer: Author) -> str:
    return f"@{customer.username}" if customer.username else ""


def _state(left: str, standing: str, language: str) -> str:
    if language == "ja":
        return {"warning": f"返信期限まであと{left}です", "due": "返信期限です"}.get(
            standing, f"返信期限を{left}過ぎています"
        )
    return {"warning": f"due in {left}", "due": "due now"}.get(standing, f"overdue by {left}")
