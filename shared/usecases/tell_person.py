"""A message goes to a person by the way that was asked for, or by their other way."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.alert import AlertKey
from shared.domain.desk import Person
from shared.domain.errors import AddressRefusedError, DeliveryError
from shared.domain.reach import MAIL, SMS, AddressFault, address_of, ways_left
from shared.domain.texts import Message
from shared.ports import Desk


@dataclass(frozen=True, slots=True)
class Told:
    """`way` took the message, None if none did; `reason` has the words of each carrier that did not."""

    way: str | None
    reason: str | None


def tell_person(
    person: Person, message: Message, first: str, *, desk: Desk, about: AlertKey | None = None, alone: bool = False
) -> Told:
    """Tries the way `first`, then, unless it goes `alone`, the other one, as far as they are open: quiet hours hold for a way that stands in,
    too, and a marked address is not tried. An address that its carrier refuses for good is marked on the way."""
    send: dict[str, Callable[[], None]] = {
        MAIL: lambda: desk.mailer.send(
            person, subject=message.subject, text=message.text, html=message.html, about=about
        ),
        SMS: lambda: desk.texter.send(person, text=message.sms),
    }
    now = desk.clock.now()
    reasons = []
    left = ways_left(person, now, desk.addresses.marks(now))
    for way in (first,) if alone else sorted(left, key=lambda each: each != first):
        try:
            send[way]()
        except DeliveryError as e:
            reasons.append(f"{way}: {e}")
            address = address_of(person, way)
            if isinstance(e, AddressRefusedError) and address is not None:
                desk.addresses.mark(way, address, AddressFault(e.fault), str(e), now)
        else:
            return Told(way, "; ".join(reasons) or None)
    return Told(None, "; ".join(reasons) or f"No way leads to {person.name}: their addresses came back.")
