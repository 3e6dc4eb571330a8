"""The text of an alert: account, customer, deadline in the reader's zone, and the link to the ticket (L7)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from shared.domain.posts.post import Author
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
"""How long after its deadline something is due, rather than overdue by so many seconds: a step at the deadline goes out
within seconds of it."""


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
) -> Message:
    """The alert in its reader's language. `words` are the customer's, only where the desk's settings allow it; `new`
    says that it tells of a new ticket, and `found` for which of the desk's keywords (L6). A step at the deadline and
    each of those after it read differently, so that an escalation is told from what came before it."""
    kind = ("keyword" if found else "new_ticket") if new else standing(clock, now)
    values = {
        **about_ticket(ticket, clock, account=account, reader=reader, now=now),
        "link": url,
        "words": words or "",
        "found": ", ".join(found),
    }
    return texts.compose(kind, reader.language, values, handle=handle_of(ticket.customer))


def standing(clock: SlaClock, now: datetime) -> str:
    """`warning` before the deadline, `due` at it, `overdue` after it."""
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
    """Tells a colleague who mentioned them in a note. `words` are the note's, only where the desk's settings allow it: it
    is among colleagues, and a mail may be read elsewhere."""
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
    """The fields of a text that are read off the ticket; those of the clock are empty where none runs."""
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
    """How long until the deadline, or since it. Nobody is told that something is overdue by no time at all."""
    if standing(clock, now) == "due":
        return "1分未満" if language == "ja" else "under 1 min"
    return span(abs(clock.due_at - now), language)


def shown_name(customer: Author, language: str) -> str:
    """A network may leave names out of its events: then only the id is known."""
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
