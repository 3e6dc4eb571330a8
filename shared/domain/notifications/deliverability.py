"""Which ways lead to a person, and what carriers have said of their addresses (L2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.settings.desk import Person

MAIL = "mail"
SMS = "sms"
WAYS = (MAIL, SMS)

SOFT_KEPT = timedelta(days=7)
"""How long a failure that may pass, such as a full mailbox, is counted and shown."""


class AddressFault(StrEnum):
    """Why an address is not used any more, until a person changes it or clears the mark."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"
    OPTED_OUT = "opted_out"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class AddressStatus:
    """What is known of an address. `fault` is None where failures were counted only: `soft` of them in `SOFT_KEPT`.
    The mark is the address's, so a person with a new address has none."""

    way: str
    address: str
    fault: AddressFault | None = None
    since: datetime | None = None
    reason: str = ""
    soft: int = 0


AddressStatuses = Mapping[tuple[str, str], AddressStatus]
"""By way and address."""


def same_address(way: str, address: str) -> str:
    """An address in the one way of writing it that statuses go by."""
    return address.strip().lower() if way == MAIL else address.strip()


def address_of(person: Person, way: str) -> str | None:
    address = person.email if way == MAIL else person.phone
    return same_address(way, address) if address else None


def address_status(person: Person, way: str, statuses: AddressStatuses) -> AddressStatus | None:
    """What is known of the person's address of today."""
    return statuses.get((way, address_of(person, way) or ""))


def has_way(person: Person, way: str, statuses: AddressStatuses) -> bool:
    """Whether there is an address that no carrier has given up."""
    status = address_status(person, way, statuses)
    return address_of(person, way) is not None and (status is None or status.fault is None)


def open_ways(person: Person, now: datetime, statuses: AddressStatuses) -> tuple[str, ...]:
    """The ways that a message may take at this moment: quiet hours close the SMS (L5), a mark closes its address."""
    return tuple(
        way for way in WAYS if has_way(person, way, statuses) and (way == MAIL or person.presence.wants_sms(now))
    )


def ways_left(person: Person, now: datetime, statuses: AddressStatuses) -> tuple[str, ...]:
    """The open ways; where there is none, an SMS in quiet hours rather than silence. Only who is told because nobody
    else can be has need of that (L2: never nobody)."""
    return open_ways(person, now, statuses) or tuple(way for way in WAYS if has_way(person, way, statuses))
