"""Ids of tickets: our own, opaque and safe in an address, whatever the network's ids look like (N2)."""

import re

from shared.domain.text.fingerprint import LENGTH, fingerprint

CUSTOMER_LENGTH = 16
"""Letters and digits of a ticket's id that all tickets of its customer share: 80 bits. Ten million customers collide with
a probability of one in twenty billion."""

_TICKET_ID = re.compile(rf"[a-z2-7]{{{LENGTH}}}")


def ticket_id(account: str, customer_id: str, first_post: str) -> str:
    """The id of the ticket that a customer's post opens on an account.

    Computed, not drawn: of two workers that open it at once, one finds it there, and a repeated delivery finds the same
    ticket. It begins with `customer_part`, so that a store can keep a customer's tickets together and still needs no
    lookup to read one. Nothing can be read from it.
    """
    return customer_part(account, customer_id) + fingerprint(first_post)[: LENGTH - CUSTOMER_LENGTH]


def customer_part(account: str, customer_id: str) -> str:
    """Return the beginning that the ids of all tickets of a customer on an account share."""
    return fingerprint(account, customer_id)[:CUSTOMER_LENGTH]


def is_ticket_id(value: str) -> bool:
    """Return whether `value` has the form of a ticket's id; there may be no such ticket."""
    return _TICKET_ID.fullmatch(value) is not None
