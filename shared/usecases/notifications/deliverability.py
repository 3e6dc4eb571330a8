"""People with unreachable addresses, and using an address again."""

from dataclasses import dataclass
from typing import Protocol

from shared.domain.errors import InvalidError, NotFoundError
from shared.domain.notifications.deliverability import MAIL, WAYS, AddressStatus, address_of, address_status, has_way
from shared.domain.settings.desk import ADMINS, MANAGERS, Person
from shared.ports.clock import HasClock
from shared.ports.notifications import HasAddresses, HasSuppressions
from shared.usecases.settings.current import ReadsSettings, desk_settings


class DeliverabilityDesk(ReadsSettings, HasAddresses, HasClock, HasSuppressions, Protocol):
    """The parts of the desk that `deliverability` uses."""


@dataclass(frozen=True, slots=True)
class Deliverability:
    """A person and the status of each of their addresses; None where nothing is wrong."""

    person: Person
    mail: AddressStatus | None
    sms: AddressStatus | None


def people_at_fault(*, desk: DeliverabilityDesk) -> list[Deliverability]:
    """List the people whose current address is marked, or had transient failures recently."""
    statuses = desk.addresses.statuses(desk.clock.now())
    people = [
        Deliverability(person, *(address_status(person, way, statuses) for way in WAYS))
        for person in desk_settings(desk).people
    ]
    return [each for each in people if each.mail is not None or each.sms is not None]


def nobody_reachable(*, desk: DeliverabilityDesk) -> bool:
    """Return True if no manager or admin has a working address: an alert without other recipients then reaches only the
    alarm of the alert queue (L2)."""
    statuses = desk.addresses.statuses(desk.clock.now())
    last_resort = [person for person in desk_settings(desk).working if {MANAGERS, ADMINS} & set(person.groups)]
    return not any(has_way(person, way, statuses) for person in last_resort for way in WAYS)


def clear_mark(person_id: str, way: str, *, desk: DeliverabilityDesk) -> None:
    """Use the person's address again, and remove it from the carrier's suppression list. It is marked again if the carrier
    still refuses it. Raises NotFoundError, InvalidError, UnavailableError."""
    if way not in WAYS:
        raise InvalidError("way", f"must be one of {', '.join(WAYS)}")
    person = desk_settings(desk).person(person_id)
    address = address_of(person, way) if person is not None else None
    if address is None:
        raise NotFoundError(f"There is no person {person_id!r} with such an address.")
    if way == MAIL:
        desk.suppressions.lift(address)
    desk.addresses.clear(way, address, desk.clock.now())
