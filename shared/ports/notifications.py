"""The alert queue, digests, the carriers of mail and SMS, and the status of addresses."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.notifications.deliverability import AddressFault, AddressStatuses
from shared.domain.notifications.digest import Collected, DigestBatch
from shared.domain.notifications.queued import QueuedNotification
from shared.domain.settings.desk import Person
from shared.domain.sla.alert import AlertKey


class AlertQueue(Protocol):
    """Notifications that are due. As in the other queues, a delay is rounded up to whole seconds and cut to 15 minutes: a
    consumer that receives a message too early queues it again."""

    def put(self, notification: QueuedNotification, *, delay: timedelta = timedelta(0)) -> None: ...


class Deliveries(Protocol):
    """Sent messages by batch, kept for long enough that a repeated batch sends only the others (L3)."""

    def sent(self, batch: str) -> Mapping[tuple[str, str], datetime]:
        """Return when each message of the batch was sent, by person and way."""

    def note(self, batch: str, person: str, way: str, at: datetime) -> None: ...

    def forget(self, batch: str, person: str, way: str) -> None:
        """Delete the record of a message that did not arrive after all. Idempotent."""


class Digests(Protocol):
    """Each person's recent alerts and those collected for a digest (L5); or an account's late posts (I7)."""

    def note(self, person: str, alert: Collected) -> None:
        """Count an alert of the person. Idempotent."""

    def noted(self, person: str, since: datetime) -> int:
        """Return the number of the person's alerts since the instant, exact to eleven at least."""

    def collect(self, person: str, alert: Collected, ready_at: datetime) -> None:
        """Keep the alert until it is dropped; from `ready_at` on `ready` lists the person. An alert that was dropped within a
        day is not collected again, since a worker that fails after collecting collects again."""

    def ready(self, now: datetime, *, after: str | None = None, limit: int) -> Sequence[tuple[str, str]]:
        """List the collected alerts that are ready, the longest ready first, each with its sort key and its person."""

    def collected(self, person: str) -> Sequence[Collected]:
        """List the alerts collected for the person, the first fired first."""

    def drop(self, person: str, alerts: Iterable[Collected]) -> None: ...

    def take(self, person: str, now: datetime, until: datetime) -> bool:
        """Pause the person's digests until then. Return False, and change nothing, if they are paused at `now`."""

    def begun(self, person: str) -> DigestBatch | None:
        """Return the batch of the unfinished digest; None if there is none."""

    def begin(self, person: str, batch: DigestBatch, until: datetime) -> None:
        """Begin a digest, and pause the person's digests until then; called by the worker that has taken them."""

    def rest(self, person: str, until: datetime) -> None:
        """Finish the digest that was begun, and pause the person's digests until then."""


class Addresses(Protocol):
    """The status of people's addresses as carriers reported it, by way (`mail`, `sms`) and address."""

    def mark(self, way: str, address: str, fault: AddressFault, reason: str, at: datetime) -> bool:
        """Mark the address as unusable. Return False, and change nothing, if it is marked already or was cleared after `at`:
        a late report does not undo a person's decision."""

    def count(self, way: str, address: str, ident: str, at: datetime) -> None:
        """Count a transient failure; the same `ident` counts once."""

    def clear(self, way: str, address: str, at: datetime) -> None:
        """Use the address again, and forget the failures counted until `at`."""

    def statuses(self, now: datetime) -> AddressStatuses:
        """Return the status of every address that is marked, or had transient failures recently."""


class Suppressions(Protocol):
    """The mail carrier's own suppression list."""

    def lift(self, address: str) -> None:
        """Remove the address from the list. Idempotent. Raises UnavailableError."""


class Mailer(Protocol):
    def send(self, person: Person, *, subject: str, text: str, html: str, about: AlertKey | None = None) -> None:
        """Send a mail; `about` comes back with it if it bounces. Raises DeliveryError."""


class Texter(Protocol):
    def send(self, person: Person, *, text: str) -> None:
        """Send an SMS. Raises DeliveryError."""


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
