"""Whether anything is due at all."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol


class DueLists(Protocol):
    """The lists of all that is due by its time, looked at without reading what they hold."""

    def is_anything_due(
        self, accounts: Iterable[str], now: datetime, *, steps_before: datetime, notes_before: datetime
    ) -> bool:
        """Return whether anything stands in the outbox, among the collected alerts, files and unfinished saves that are due `now`, among the
        steps of these accounts that are due before `steps_before`, or among the notes that were to be indexed before
        `notes_before`. It may be true without need, and never false while a list has something to show."""


class HasDueLists(Protocol):
    @property
    def due_lists(self) -> DueLists: ...
