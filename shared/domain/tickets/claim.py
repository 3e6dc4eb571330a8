"""A claim: a short lease on writing the answer (R2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

CLAIM_LEASE = timedelta(minutes=10)
"""R2: a claim is a lease, renewed while typing."""

IDLE_AFTER = timedelta(seconds=90)
"""W3: a claim that was not renewed for so long is idle. The page renews it every 45 seconds of typing."""


@dataclass(frozen=True, slots=True)
class Claim:
    by: str
    until: datetime

    def held_by_another(self, person: str, now: datetime) -> bool:
        return self.by != person and self.until > now

    def idle(self, now: datetime) -> bool:
        """Return whether its holder has written nothing for a while (W3)."""
        return now - (self.until - CLAIM_LEASE) >= IDLE_AFTER
