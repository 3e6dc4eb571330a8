"""Keys of a customer's partition, of what is known about a post, and of what the search reads of a ticket."""

from datetime import datetime

from shared.adapters.dynamodb.keys.timed_keys import instant
from shared.domain.text.fingerprint import fingerprint
from shared.domain.tickets.ticket_id import CUSTOMER_LENGTH, customer_part

WRITER = "writer#"
GUARD = "guard"
BLOCK = "block"
PRIVATE = "private"
ALIAS = "alias"
TICKET = "ticket#"
POST = "post"
CLOCK = "clock"
REPLY = "reply"
ACTION = "action"
ALERT = "alert"
RESOLUTION = "resolution"
OWED = "owed"
SETTLED = "settled"

POINTER = "pointer"
PARENT = "parent"
ORPHAN = "orphan#"
AWAITED = "awaited"
QUOTING = "quoting#"


def customer(account: str, customer_id: str) -> str:
    return f"customer#{customer_part(account, customer_id)}"


def customer_of(ticket: str) -> str:
    """Return the partition that holds a ticket."""
    return f"customer#{ticket[:CUSTOMER_LENGTH]}"


def about_writer(*what: str) -> str:
    """Return the sort key of something about the customer of a partition."""
    return WRITER + "#".join(what)


def head(ticket: str) -> str:
    """Return the sort key of a ticket's head."""
    return TICKET + ticket[CUSTOMER_LENGTH:]


def parts(ticket: str) -> str:
    """Return the prefix of the sort keys of all parts of a ticket."""
    return f"part#{ticket[CUSTOMER_LENGTH:]}#"


def part(ticket: str, at: datetime, kind: str, *rest: str) -> str:
    """Return the sort key of a part of a ticket; all kinds stand together, by time."""
    return parts(ticket) + "#".join((instant(at), kind, *rest))


def ticket_in(partition: str, sort_key: str) -> str:
    """Return the ticket of a head, or of a part of one, by its key."""
    return partition.removeprefix("customer#") + sort_key.split("#", 2)[1]


def only(kind: str, ticket: str) -> str:
    """Return the sort key of a part that a ticket has once. It sorts behind every instant, so the newest parts are read with
    it."""
    return f"{parts(ticket)}~{kind}"


def of_network(ident: str) -> str:
    """Return the hash that stands in a key for an id made by a network."""
    return fingerprint(ident)


def known(network: str, post_id: str) -> str:
    """Return the partition of all records about a post under one of its ids."""
    return f"known#{network}#{of_network(post_id)}"


def attachments(ticket: str) -> str:
    """Return the partition of the records of a ticket's files."""
    return f"attachments#{ticket}"


def words(account: str, month: str) -> str:
    """Return the partition of the account's texts of a month, as the search index holds them."""
    return f"words#{account}#{month}"


def months(account: str) -> str:
    """Return the partition of the months in which the account has texts."""
    return f"months#{account}"


def code(plain: str) -> str:
    """Return the partition of all codes with this ending, of whatever account: the search looks codes up by their
    ending first."""
    return f"code#{plain[-3:]}"
