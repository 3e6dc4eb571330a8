"""A carrier's report about a mail that it had accepted."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.notifications.deliverability import AddressFault
from shared.domain.sla.alert import AlertKey


@dataclass(frozen=True, slots=True)
class Bounce:
    """A bounced mail. `fault` is None for a transient failure, such as a full mailbox. `recipients` are addresses, each
    with the carrier's reason; `alert` is the alert that the mail was about, if any."""

    id: str
    fault: AddressFault | None
    recipients: tuple[tuple[str, str], ...]
    at: datetime
    alert: AlertKey | None = None
