"""Ids of tickets: our own, opaque and safe in an address, whatever the network's ids look like (N2)."""

import re
from datetime import UTC, datetime

from shared.domain.text.fingerprint import LENGTH, fingerprint

CUSTOMER_LENGTH = 16
"""Letters and digits of a ticket's id that all tickets of its customer share: 80 bits. Ten million customers collide with
a probability of one in twenty billion."""

IN_ORDER = "234567abcdefghijklmnopqrstuvwxyz"
"""The letters and digits of ids, as they sort."""

_BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
_MINUTES_LENGTH = 5
"""25 bits of minutes, until 2083. As many bits of the first post are left to tell two tickets of one minute apart, which T2 makes one
in any case."""

_TICKET_ID = re.compile(rf"[a-z2-7]{{{LENGTH}}}")


def ticket_id(account: str, customer_id: str, first_post: str, opened_at: datetime | None = None) -> str:
    """The id of the ticket that a customer's post, written at `opened_at`, opens on an account.

    Computed, not drawn: of two workers that open it at once, one finds it there, and a repeated delivery finds the same
    ticket. It begins with `customer_part`, so that a store can keep a customer's tickets together and still needs no
    lookup to read one; then comes the minute, so that it can read the newest of them (T2). One without an instant comes before
    or between them. Nothing else can be read from it.
    """
    minute = _minute(opened_at) if opened_at is not None else ""
    ident = customer_part(account, customer_id) + minute
    return ident + fingerprint(first_post)[: LENGTH - len(ident)]


def _minute(at: datetime) -> str:
    minutes = min(max(int((at - _BEGAN).total_seconds() // 60), 0), 32**_MINUTES_LENGTH - 1)
    return "".join(IN_ORDER[minutes >> 5 * place & 31] for place in reversed(range(_MINUTES_LENGTH)))


def customer_part(account: str, customer_id: str) -> str:
    """Return the beginning that the ids of all tickets of a customer on an account share."""
    return fingerprint(account, customer_id)[:CUSTOMER_LENGTH]


def is_ticket_id(value: str) -> bool:
    """Return whether `value` has the form of a ticket's id; there may be no such ticket."""
    return _TICKET_ID.fullmatch(value) is not None
