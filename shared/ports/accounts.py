"""State and counts of each account: heartbeats, incidents, call budgets, charges."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from shared.domain.accounts.allowance import Allowance
from shared.domain.accounts.costs import Charge, LedgerEntry
from shared.domain.accounts.faults import Fault
from shared.domain.accounts.incident import Incident
from shared.domain.accounts.quota import Quota
from shared.domain.accounts.status import AccountStatus, Call, Counted, PauseReason, Signal


class Heartbeats(Protocol):
    """The time at which each account was last heard from, its faults since, and the pauses of its calls (I8)."""

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

    def note_quota(self, account: str, quota: Quota) -> None:
        """Keep the reading, unless a newer one is known (N7)."""

    def of(self, account: str) -> AccountStatus:
        """Read all that is kept of the account."""


@dataclass(frozen=True, slots=True)
class Used:
    """Calls of one name in the current window. The network accepts none before `held_until`."""

    call: str
    calls: int
    opened_at: datetime | None
    held_until: datetime | None = None


class Budgets(Protocol):
    """Budgets of calls to a network, shared by all workers: polling never uses up the calls for sending, and the network's
    rate limits outlive a process."""

    def take(self, account: str, allowance: Allowance, now: datetime, *, spare: int = 0) -> datetime | None:
        """Count one call and return None. Return the instant of the next attempt, and count nothing, while the network holds
        the call or the allowance is used up but for `spare` calls."""

    def hold(self, account: str, call: str, until: datetime) -> None:
        """Hold the call until then, as the network asks; of two instants the later one counts."""

    def spend_ids(self, quota: str, ids: Sequence[str], *, most: int, day: datetime) -> tuple[str, ...]:
        """Return those of `ids`, in order, that fit into the UTC day's quota of `most` distinct ids, and count them. An id
        counts once a day, as the network charges for it."""

    def used(self, account: str) -> Sequence["Used"]:
        """List the counts of the account's calls by name, expired windows included."""

    def ids_spent(self, quota: str, day: datetime) -> int:
        """Return the number of distinct ids that the UTC day's quota holds."""


class Ledger(Protocol):
    """The networks' charges by UTC day, account and kind; kept for thirteen months."""

    def unseen(self, account: str, what: str, resources: Collection[str], day: date) -> frozenset[str]:
        """Return the resources that were not recorded under `what` on that day, and record them: a network charges for a
        resource once a day. Of two concurrent workers only one gets each."""

    def enter(self, account: str, charge: Charge, number: int, usd: Decimal, day: date) -> None:
        """Add to the day's entry."""

    def entries(self, first: date, last: date) -> Sequence[LedgerEntry]:
        """List the entries of the days from `first` to `last`, both included, by day."""


class Incidents(Protocol):
    """The open incidents of accounts and of the desk, each guarded by its version (I8)."""

    def all(self) -> Sequence[Incident]: ...

    def save(self, incident: Incident) -> Incident:
        """Save and return the incident with its new version; version 0 must not exist yet. Raises VersionConflictError."""

    def remove(self, incident: Incident) -> None:
        """Delete the incident. Raises VersionConflictError."""


class Looks(Protocol):
    """Requests to look up a ticket's posts on the network out of turn, and the time of each ticket's last lookup (I6)."""

    def want(self, account: str, ticket: str, at: datetime) -> None:
        """Request a lookup for a ticket that somebody has open. Idempotent; kept for a day."""

    def wanted(self, account: str, *, limit: int) -> Sequence[str]:
        """List the account's tickets with a requested lookup."""

    def drop(self, account: str, ticket: str) -> None:
        """Withdraw the request."""

    def looked(self, account: str, ticket: str, at: datetime) -> None:
        """Record a lookup; an older one does not replace a newer one. Kept for 30 days."""

    def last(self, account: str, ticket: str) -> datetime | None: ...

    def forget(self, account: str, ticket: str) -> None:
        """Delete the ticket's request and its last lookup."""


class WatchedThreads(Protocol):
    """Threads that a network shows in no list, such as those under advertisements: only its webhook names them, and polling
    reads them because it did (I8)."""

    def watch(self, account: str, thread: str, at: datetime) -> None:
        """Keep the thread for 30 days. Idempotent."""

    def newest(self, account: str, *, limit: int) -> Sequence[str]:
        """List the account's threads, the last one that somebody wrote in first."""


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


class HasWatchedThreads(Protocol):
    @property
    def watched_threads(self) -> WatchedThreads: ...
