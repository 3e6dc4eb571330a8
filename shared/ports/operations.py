"""Leases, and the dead-letter queue."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from shared.domain.operations.dead_letters import DeadLetterRun


class Leases(Protocol):
    """Exclusive rights for a limited time: a worker that crashes loses its lease when that time is over."""

    def take(self, name: str, now: datetime, until: datetime) -> bool:
        """Take the lease. Return False, and change nothing, while another worker holds it."""

    def give_back(self, name: str, until: datetime) -> None:
        """Release the lease early; `until` is as it was taken, so that another worker's lease stays."""


class DeadLetterOffice(Protocol):
    """The ingest queue's dead letters (I5)."""

    def erase(self, names: Callable[[bytes], bool]) -> DeadLetterRun:
        """Delete the deliveries whose raw body matches `names`. A message that is no delivery is matched as it is."""


class HasLeases(Protocol):
    @property
    def leases(self) -> Leases: ...
