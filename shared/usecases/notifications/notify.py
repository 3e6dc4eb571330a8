"""Send messages to people, each once: read first, then send, and record after each message."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.domain.errors import AddressRefusedError, DeliveryError, UnavailableError
from shared.domain.notifications.deliverability import MAIL, SMS, AddressFault, AddressStatuses, address_of, ways_left
from shared.domain.settings.desk import Person
from shared.domain.sla.alert import AlertKey, Sending, SendState
from shared.domain.templates.messages import Message
from shared.ports.clock import HasClock
from shared.ports.memory import HasMemory
from shared.ports.notifications import HasAddresses, HasDeliveries, HasMailer, HasTexter


class NotifyDesk(HasAddresses, HasClock, HasDeliveries, HasMailer, HasMemory, HasTexter, Protocol):
    """The parts of the desk that `notify` uses."""


STOOD_IN = "The other way stood in."

_NOTES = 3
"""How often the record of a sent message is retried. Only if every attempt fails, and the process is gone when the
batch is retried, is that one message sent twice.
"""


@dataclass(frozen=True, slots=True)
class Notification:
    """A message to a person by each of `ways`; if none of these accepts it, by the first of `fallbacks` that does.

    Without a way the person is unreachable, and that is the outcome.
    """

    person: Person
    message: Message
    ways: tuple[str, ...]
    fallbacks: tuple[str, ...] = ()


def addressed(
    person: Person, message: Message, wanted: Sequence[str], now: datetime, statuses: AddressStatuses
) -> Notification:
    """Address the message to the person by those of the `wanted` ways that reach them now. An SMS to a person without a
    phone, or in their quiet hours, becomes a mail, and a mail to a bounced address becomes an SMS (L2, L5).
    """
    left = ways_left(person, now, statuses)
    ways = tuple(way for way in wanted if way in left) or left[:1]
    return Notification(person, message, ways, tuple(way for way in left if way not in ways))


def notify(
    batch: str,
    notifications: Sequence[Notification],
    *,
    desk: NotifyDesk,
    about: AlertKey | None = None,
    first_run: bool = False,
    caller_notes: bool = False,
) -> list[Sending]:
    """Send the messages of the batch that are not sent yet, and return the outcome of each (L3).

    `batch` is the permanent idempotency key of these messages: the same batch again sends only what is not out. A
    carrier's transient failure leaves its message `retrying`, for the caller to retry the batch; a refusal of the
    address is final, and the address is marked. A fallback is tried at once, and the way that it replaces is not
    retried. The caller has read everything else before, so that nothing but a carrier can fail between two messages.

    On the `first_run` of a batch nothing can be out, and no record is looked for. With `caller_notes`, for a batch of one message,
    the caller records it by itself right away and calls `forget` then: until that this process remembers it.

    Raises UnavailableError if the desk cannot record an outcome; nothing more is sent then.
    """
    known = dict(_known(batch, recorded=not first_run, desk=desk))
    work = _Work(batch, about, desk, known, caller_notes=caller_notes)
    results = [sending for each in notifications for sending in work.outcomes(each)]
    for person, way, error in work.refused:
        address = address_of(person, way)
        if address is not None:
            desk.addresses.mark(way, address, AddressFault(error.fault), str(error), desk.clock.now())
    return results


class _Work:
    """One run of one batch."""

    def __init__(
        self,
        batch: str,
        about: AlertKey | None,
        desk: NotifyDesk,
        out: dict[tuple[str, str], datetime],
        *,
        caller_notes: bool,
    ) -> None:
        self._batch = batch
        self._caller_notes = caller_notes
        self._about = about
        self._desk = desk
        self._out = out
        self.refused: list[tuple[Person, str, AddressRefusedError]] = []

    def outcomes(self, each: Notification) -> list[Sending]:
        person = each.person
        stand_ins = sorted(each.fallbacks, key=lambda way: (person.id, way) not in self._out)
        stood_in = any((person.id, way) in self._out for way in stand_ins)
        owed = [self._by(each, way, only_known=stood_in) for way in each.ways]
        if any(sending.reached for sending in owed):
            return owed
        tried: list[Sending] = []
        for way in stand_ins:
            tried.append(self._by(each, way))
            if tried[-1].reached:
                return [*(sending.given_up() for sending in owed), *tried]
        no_way = f"No way leads to {person.name}: their addresses came back, or there are none."
        nothing = [] if owed or tried else [Sending(person.id, MAIL, SendState.FAILED, self._desk.clock.now(), no_way)]
        return [*owed, *(sending.given_up() for sending in tried), *nothing]

    def _by(self, each: Notification, way: str, *, only_known: bool = False) -> Sending:
        person = each.person
        known = self._out.get((person.id, way))
        if known is not None:
            return Sending(person.id, way, SendState.SENT, known)
        now = self._desk.clock.now()
        if only_known:
            return Sending(person.id, way, SendState.FAILED, now, STOOD_IN)
        try:
            _carriers(self._desk)[way](each, self._about)
        except AddressRefusedError as error:
            self.refused.append((person, way, error))
            return Sending(person.id, way, SendState.FAILED, now, f"{way}: {error}")
        except DeliveryError as error:
            return Sending(person.id, way, SendState.RETRYING, now, f"{way}: {error}")
        self._out[person.id, way] = now
        self._desk.memory.deliveries_to_note[self._batch, person.id, way] = now
        if not self._caller_notes:
            _note(self._batch, person.id, way, now, desk=self._desk)
        return Sending(person.id, way, SendState.SENT, now)


def _carriers(desk: NotifyDesk) -> Mapping[str, Callable[[Notification, AlertKey | None], None]]:
    def mail(each: Notification, about: AlertKey | None) -> None:
        message = each.message
        desk.mailer.send(each.person, subject=message.subject, text=message.text, html=message.html, about=about)

    def sms(each: Notification, _: AlertKey | None) -> None:
        desk.texter.send(each.person, text=each.message.sms)

    return {MAIL: mail, SMS: sms}


def forget(batch: str, *, desk: HasMemory) -> None:
    """Forget the messages of a batch that its caller has recorded."""
    held = desk.memory.deliveries_to_note
    for key in [key for key in held if key[0] == batch]:
        del held[key]


def _known(batch: str, *, recorded: bool, desk: NotifyDesk) -> Iterator[tuple[tuple[str, str], datetime]]:
    if recorded:
        yield from desk.deliveries.sent(batch).items()
    for (of, person, way), at in desk.memory.deliveries_to_note.items():
        if of == batch:
            yield (person, way), at


def _note(batch: str, person: str, way: str, at: datetime, *, desk: NotifyDesk) -> None:
    """Record a sent message; the process remembers a message that it cannot record, for the next run of the batch."""
    held = desk.memory.deliveries_to_note
    for attempt in range(_NOTES):
        try:
            desk.deliveries.note(batch, person, way, at)
        except UnavailableError:
            if attempt == _NOTES - 1:
                raise
        else:
            del held[batch, person, way]
            return
