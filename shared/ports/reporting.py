"""Days whose clocks have been counted ahead."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from shared.domain.reporting.sealed_day import Amendments, SealedDay, SealingProgress


class SealedDays(Protocol):
    """Sealed days of accounts, and the amendments to them. Whatever stands here can be made again from the clocks (M4)."""

    def between(self, account: str, first: date, last: date) -> Sequence[SealedDay]:
        """Return the account's sealed days from `first` to `last`, both included, by day. A day that is only partly written, or
        that another release has written in another form, is missing."""

    def put(self, sealed: SealedDay) -> None:
        """Store the day, unless one that was made later is stored."""

    def amend(self, account: str, amendments: Amendments, *, ident: str) -> None:
        """Store the amendments for 30 days. `ident` tells them from others of the same instant."""

    def amended(self, account: str, since: datetime) -> Sequence[Amendments]:
        """Return the account's amendments from `since` on, oldest first."""

    def progress(self, account: str) -> SealingProgress | None:
        """Return how far the account's days are sealed; None before the first of them."""

    def note_progress(self, account: str, progress: SealingProgress) -> None: ...


class HasSealedDays(Protocol):
    @property
    def sealed_days(self) -> SealedDays: ...
