"""The ways by which a person can be reached, and the status of their addresses (L2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.settings.desk import Person

MAIL = "mail"
SMS = "sms"
WAYS = (MAIL, SMS)

SOFT_KEPT = timedelta(days=7)
"""How long a transient failure, such as a full mailbox, is counted and shown."""


class AddressFault(StrEnum):
    """The reason why an address is not used any more, until a person changes or clears it."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"
    OPTED_OUT = "opted_out"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class AddressStatus:
    """The status of an address. `fault` is None if there were transient failures only: `soft` of them within `SOFT_KEPT`.
    It belongs to the address, so a person with a new address has none."""

    way: str
    address: str
    fault: AddressFault | None = None
    since: datetime | None = None
    reason: str = ""
    soft: int = 0


AddressStatuses = Mapping[tuple[str, str], AddressStatus]
"""By way and address."""


def same_address(way: str, address: str) -> str:
    """Normalize an address to the form that statuses are stored by."""
    return address.strip().lower() if way == MAIL else address.strip()


def address_of(person: Person, way: str) -> str | None:
    address = person.email if way == MAIL else person.phone
    return same_address(way, address) if address else None


def address_status(person: Person, way: str, statuses: AddressStatuses) -> AddressStatus | None:
    """Return the status of the person's current address."""
    return statuses.get((way, address_of(person, way) or ""))


def has_way(person: Person, way: str, statuses: AddressStatuses) -> bool:
    """Return True if the person has an address by this way that is not marked."""
    status = address_status(person, way, statuses)
    return address_of(person, way) is not None and (status is None or status.fault is None)


def open_ways(person: Person, now: datetime, statuses: AddressStatuses) -> tuple[str, ...]:
    """Return the ways that a message may take now: quiet hours exclude the SMS (L5), a fault excludes its address."""
    return tuple(
        way for way in WAYS if has_way(person, way, statuses) and (way == MAIL or person.presence.wants_sms(now))
    )


def ways_left(person: Person, now: datetime, statuses: AddressStatuses) -> tuple[str, ...]:
    """Return the open ways; if there is none, an SMS in quiet hours rather than silence. Used only as a last resort, when no
    one else can be reached (L2)."""
    return open_ways(person, now, statuses) or tuple(way for way in WAYS if has_way(person, way, statuses))
