"""A carrier's report about a mail that it had accepted."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.notifications.deliverability import AddressFault
from shared.domain.sla.alert import AlertKey


@dataclass(frozen=True, slots=True)
class Bounce:
    """One mail that came back. `fault` is None where it may pass, such as a full mailbox. `recipients` are addresses,
    each with the carrier's words; `alert` is what the mail was about, where it was an alert."""

    id: str
    fault: AddressFault | None
    recipients: tuple[tuple[str, str], ...]
    at: datetime
    alert: AlertKey | None = None
