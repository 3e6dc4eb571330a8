"""Leases, the places at which sweeps resume, and the dead-letter queue."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from shared.domain.operations.checkpoint import Checkpoint
from shared.domain.operations.dead_letters import DeadLetterRun


class Leases(Protocol):
    """Exclusive rights for a limited time: a worker that crashes loses its lease when that time is over."""

    def take(self, name: str, now: datetime, until: datetime) -> bool:
        """Take the lease. Return False, and change nothing, while another worker holds it."""

    def give_back(self, name: str, until: datetime) -> None:
        """Release the lease early; `until` is as it was taken, so that another worker's lease stays."""


class Checkpoints(Protocol):
    """Where each sweep resumes: one small record a list."""

    def begin_run(self) -> None:
        """Begin a run of several sweeps: the places of all of them are read at once, when the first is asked for. What another run
        stores meanwhile is seen once `keep` has refused what was based on an older place."""

    def of(self, sweep: str) -> Mapping[str, Checkpoint]:
        """Return the sweep's place in each list in which it has one, by the list's name."""

    def keep(self, sweep: str, part: str, checkpoint: Checkpoint) -> Checkpoint | None:
        """Store the place in the list `part`, and return it with its new version. Return None, and change nothing, if another
        run has stored one since this was read."""


class DeadLetterOffice(Protocol):
    """The ingest queue's dead letters (I5)."""

    def erase(self, names: Callable[[bytes], bool]) -> DeadLetterRun:
        """Delete the deliveries whose raw body matches `names`. A message that is no delivery is matched as it is."""


class HasLeases(Protocol):
    @property
    def leases(self) -> Leases: ...


class HasCheckpoints(Protocol):
    @property
    def checkpoints(self) -> Checkpoints: ...
