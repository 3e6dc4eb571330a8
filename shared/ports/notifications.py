"""The alert queue, the carriers of mail and SMS, and what is known of addresses."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.notifications.deliverability import AddressFault, AddressStatuses
from shared.domain.notifications.digest import Collected, DigestBatch
from shared.domain.notifications.queued import QueuedNotification
from shared.domain.settings.desk import Person
from shared.domain.sla.alert import AlertKey


class AlertQueue(Protocol):
    """Notifications that are due. Messages are delayed by whole seconds and by a quarter of an hour at most, those of the
    other queues too: a reader that is handed one too early puts it in again."""

    def put(self, notification: QueuedNotification, *, delay: timedelta = timedelta(0)) -> None: ...


class Deliveries(Protocol):
    """Which messages are out, by the name of their batch, for long enough that a batch which is done again sends only
    the others (L3)."""

    def sent(self, batch: str) -> Mapping[tuple[str, str], datetime]:
        """By person and way, when."""

    def note(self, batch: str, person: str, way: str, at: datetime) -> None: ...

    def forget(self, batch: str, person: str, way: str) -> None:
        """The message did not arrive after all. Idempotent."""


class Digests(Protocol):
    """Each person's alerts of late, and those that wait for a digest (L5); or an account's, of late posts (I7)."""

    def note(self, person: str, alert: Collected) -> None:
        """Counts an alert of the person's; one that was noted before counts once."""

    def noted(self, person: str, since: datetime) -> int:
        """How many alerts of the person fired since the instant, counted to eleven at least."""

    def collect(self, person: str, alert: Collected, ready_at: datetime) -> None:
        """Keeps the alert until it is dropped, and `ready` names the person from `ready_at` on. What was dropped within a day
        is not collected again: whoever collects and cannot write that down collects once more."""

    def ready(self, now: datetime) -> Sequence[str]:
        """People with something collected that is ready, each once."""

    def collected(self, person: str) -> Sequence[Collected]:
        """All that is collected for the person, the first fired first."""

    def drop(self, person: str, alerts: Iterable[Collected]) -> None: ...

    def take(self, person: str, now: datetime, until: datetime) -> bool:
        """Rests the person's digests until then; False, and nothing changes, if they rest at `now` already."""

    def begun(self, person: str) -> DigestBatch | None:
        """What the digest that was begun last answers for; None where none was, or it has come to its end."""

    def begin(self, person: str, batch: DigestBatch, until: datetime) -> None:
        """For whoever has taken the person's digests: they rest until then, and the next digest is this one."""

    def rest(self, person: str, until: datetime) -> None:
        """The digest that was begun has come to its end."""


class Addresses(Protocol):
    """What carriers have said of people's addresses, by way (`mail`, `sms`) and address."""

    def mark(self, way: str, address: str, fault: AddressFault, reason: str, at: datetime) -> bool:
        """From now on the address is not used. False, and nothing changes, if it is marked already, or was cleared
        after `at`: what is told late does not undo what a person decided since."""

    def count(self, way: str, address: str, ident: str, at: datetime) -> None:
        """Counts a failure that may pass; the same `ident` counts once."""

    def clear(self, way: str, address: str, at: datetime) -> None:
        """The address is used again, and what was counted until `at` is forgotten."""

    def marks(self, now: datetime) -> AddressStatuses:
        """All that is marked, or was counted of late."""


class Suppressions(Protocol):
    """The carrier's own list of addresses that it does not write to."""

    def lift(self, address: str) -> None:
        """Raises UnavailableError. An address that is not on the list is well."""


class Mailer(Protocol):
    def send(self, person: Person, *, subject: str, text: str, html: str, about: AlertKey | None = None) -> None:
        """`about` comes back with the mail if it bounces. Raises DeliveryError."""


class Texter(Protocol):
    def send(self, person: Person, *, text: str) -> None:
        """Raises DeliveryError."""


class HasAlerts(Protocol):
    @property
    def alerts(self) -> AlertQueue: ...


class HasDigests(Protocol):
    @property
    def digests(self) -> Digests: ...


class HasDeliveries(Protocol):
    @property
    def deliveries(self) -> Deliveries: ...


class HasAddresses(Protocol):
    @property
    def addresses(self) -> Addresses: ...


class HasSuppressions(Protocol):
    @property
    def suppressions(self) -> Suppressions: ...


class HasMailer(Protocol):
    @property
    def mailer(self) -> Mailer: ...


class HasTexter(Protocol):
    @property
    def texter(self) -> Texter: ...
