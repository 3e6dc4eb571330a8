"""What an alert says: account, customer, what is due when in the reader's zone, and the link to the ticket (L7)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.domain.clock import Clock, ClockKind
from shared.domain.desk import Account, Person
from shared.domain.post import Author
from shared.domain.texts import Message, Texts
from shared.domain.ticket import Ticket
from shared.domain.wording import local_time, one_line, span

_KINDS = {
    "en": {ClockKind.FIRST_REPLY: "first reply", ClockKind.NEXT_REPLY: "next reply"},
    "ja": {ClockKind.FIRST_REPLY: "最初の返信", ClockKind.NEXT_REPLY: "次の返信"},
}


def alert_message(
    ticket: Ticket,
    clock: Clock,
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
    says that it tells of a new ticket, and `found` for which of the desk's keywords (L6)."""
    state = "overdue" if now >= clock.due_at else "warning"
    kind = ("keyword" if found else "new_ticket") if new else state
    values = {
        **about_ticket(ticket, clock, account=account, reader=reader, now=now),
        "link": url,
        "words": one_line(words or "", 280),
        "found": one_line(", ".join(found), 60),
    }
    return texts.compose(kind, reader.language, values, handle=handle_of(ticket.customer))


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
    """Tells who is called in a note by whom. `words` are the note's, only where the desk's settings allow it: it is
    among colleagues, and a mail may be read elsewhere."""
    values = {
        **about_ticket(ticket, ticket.running, account=account, reader=reader, now=now),
        "who": one_line(writer, 40),
        "link": url,
        "words": one_line(words or "", 280),
    }
    return texts.compose("mention", reader.language, values, handle=handle_of(ticket.customer))


def about_ticket(
    ticket: Ticket, clock: Clock | None, *, account: Account, reader: Person, now: datetime
) -> Mapping[str, str]:
    """The fields of a text that are read off the ticket; those of the clock are empty where none runs."""
    language = reader.language
    customer = ticket.customer
    values = {
        "account": f"@{account.username}",
        "customer": one_line(customer.name or customer.username or customer.id, 40),
    }
    if clock is None:
        return values | dict.fromkeys(("what", "due", "left", "since", "state"), "")
    left = span(abs(clock.due_at - now), language)
    return values | {
        "what": _KINDS[language][clock.kind],
        "due": local_time(clock.due_at, reader.zone, language),
        "left": left,
        "since": local_time(clock.started_at, reader.zone, language),
        "state": _state(left, overdue=now >= clock.due_at, language=language),
    }


def handle_of(customer: Author) -> str:
    return f"@{customer.username}" if customer.username else ""


def _state(left: str, *, overdue: bool, language: str) -> str:
    if language == "ja":
        return f"期限を{left}過ぎています" if overdue else f"期限まであと{left}です"
    return f"overdue by {left}" if overdue else f"due in {left}"
