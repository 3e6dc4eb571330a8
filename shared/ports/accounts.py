"""What is known and counted of each account: heartbeats, incidents, call budgets, charges."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from shared.domain.accounts.allowance import Allowance
from shared.domain.accounts.costs import Charge, LedgerEntry
from shared.domain.accounts.faults import Fault
from shared.domain.accounts.incident import Incident
from shared.domain.accounts.status import AccountStatus, Call, Counted, PauseReason, Signal


class Heartbeats(Protocol):
    """When each account was last heard from, what has gone wrong since, and which calls pause (I8)."""

    def beat(self, account: str, signal: Signal, at: datetime) -> None:
        """Keep the instant, unless a newer one is known."""

    def pause(self, account: str, call: Call, reason: PauseReason, until: datetime) -> None:
        """Leave the call alone until then; of two instants the later one holds."""

    def fail(self, account: str, fault: Fault, sentence: str, at: datetime) -> None:
        """Raise the fault, or give it a newer sentence; it stands since the first failure in a row."""

    def clear(self, account: str, fault: Fault) -> None:
        """Take the fault back. Idempotent."""

    def count(self, account: str, what: Counted, at: datetime, *, quiet: timedelta, ident: str | None = None) -> None:
        """Count one more; after `quiet` without any, the tally begins anew. An event with an `ident` counts once, however
        often it is delivered and wherever an attempt was cut off."""

    def of(self, account: str) -> AccountStatus:
        """Read all that is kept of the account."""


@dataclass(frozen=True, slots=True)
class Used:
    """Calls of one name since the first of their window. `held_until` is until when the network wants none."""

    call: str
    calls: int
    opened_at: datetime | None
    held_until: datetime | None = None


class Budgets(Protocol):
    """What may still be asked of a network, counted by all workers together: a burst of polling never spends the sends,
    and what the network said is not forgotten between two calls."""

    def take(self, account: str, allowance: Allowance, now: datetime, *, spare: int = 0) -> datetime | None:
        """Counts one call, None; or the instant from which on it may be tried again, and counts nothing: while the
        network's own word holds, and once the allowance is used up but for `spare` calls."""

    def hold(self, account: str, call: str, until: datetime) -> None:
        """The network wants no such call before then; of two such words the later one holds."""

    def ration(self, purse: str, ids: Sequence[str], *, most: int, day: datetime) -> tuple[str, ...]:
        """Of `ids`, in their order, those that the UTC day's ration of `most` different ones holds: counted before, or
        counted now. A network charges for the same thing once a day."""

    def used(self, account: str) -> Sequence["Used"]:
        """What is counted of each call of the account, also where its window is over by now; by the call's name."""

    def rationed(self, purse: str, day: datetime) -> int:
        """How many different ones the UTC day's ration holds so far."""


class Ledger(Protocol):
    """What networks have charged for, by UTC day, account and kind; kept for thirteen months."""

    def unseen(
        self,
        account: str,
        what: str,
        resources: Collection[str],
        day: date,
        *,
        made: Mapping[str, datetime] | None = None,
    ) -> frozenset[str]:
        """Those that were not given before under `what` on that day: a network charges for the same thing once a day.
        They count as given from now on; of two workers at once, one is told of each. `made` says when they came to be,
        as far as it is known: what is of one hour is kept together."""

    def enter(self, account: str, charge: Charge, number: int, usd: Decimal, day: date) -> None:
        """Adds to what is there."""

    def entries(self, first: date, last: date) -> Sequence[LedgerEntry]:
        """All that was entered for the days from `first` to `last`, both of them included, by day."""


class Incidents(Protocol):
    """Stretches in which accounts are deaf, each guarded by its version (I8)."""

    def all(self) -> Sequence[Incident]: ...

    def save(self, incident: Incident) -> Incident:
        """With its new version; version 0 is one that must not be there yet. Raises VersionConflictError."""

    def remove(self, incident: Incident) -> None:
        """Raises VersionConflictError."""


class Looks(Protocol):
    """Tickets whose posts are to be looked up on the network before their turn, and when each was looked at last (I6)."""

    def want(self, account: str, ticket: str, at: datetime) -> None:
        """Somebody has the ticket open at `at`. Wanting twice is wanting once; kept for a day."""

    def wanted(self, account: str, *, limit: int) -> Sequence[str]:
        """The account's tickets that are wanted."""

    def drop(self, account: str, ticket: str) -> None:
        """It is wanted no more."""

    def looked(self, account: str, ticket: str, at: datetime) -> None:
        """The network has told of its posts at `at`; an older look does not turn that back. Kept for 30 days."""

    def last(self, account: str, ticket: str) -> datetime | None: ...

    def forget(self, account: str, ticket: str) -> None:
        """Nothing is kept of the ticket."""


class HasHeartbeats(Protocol):
    @property
    def heartbeats(self) -> Heartbeats: ...


class HasBudgets(Protocol):
    @property
    def budgets(self) -> Budgets: ...


class HasLedger(Protocol):
    @property
    def ledger(self) -> Ledger: ...


class HasIncidents(Protocol):
    @property
    def incidents(self) -> Incidents: ...


class HasLooks(Protocol):
    @property
    def looks(self) -> Looks: ...
