"""Leases, and what rests on the dead-letter queue."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from shared.domain.operations.dead_letters import DeadLetterRun


class Leases(Protocol):
    """The right to do something alone, for a while: whoever crashes with it keeps it no longer than that."""

    def take(self, name: str, now: datetime, until: datetime) -> bool:
        """False, and nothing changes, while somebody else has it."""

    def give_back(self, name: str, until: datetime) -> None:
        """Before its time; `until` is as it was taken, so that nobody gives back what is another's by now."""


class DeadLetterOffice(Protocol):
    """What rests on the ingest queue's dead-letter queue (I5)."""

    def erase(self, names: Callable[[bytes], bool]) -> DeadLetterRun:
        """Deletes the deliveries whose raw body `names` says yes to. What cannot be read as a delivery is given as it
        is."""


class HasLeases(Protocol):
    @property
    def leases(self) -> Leases: ...
