"""When alerts for one person become one digest instead of a storm of messages (L5)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_SINGLE = 10
"""L5: more alerts than this for a person within `WITHIN` become one digest."""

WITHIN = timedelta(minutes=10)
"""The span in which alerts are counted, and the least time between two digests to one person."""

TOGETHER = timedelta(seconds=5)
FEW = 5
"""More alerts than these few for one person that fire within `TOGETHER` may be the beginning of a storm."""

FIRST_LOOK = timedelta(seconds=1)
"""How long such an alert waits before it is sent, so that the others have been counted by then; the shortest delay that
the queue knows."""

GATHER = timedelta(minutes=1)
"""How long collected alerts wait for more of the same burst before the digest goes out."""


@dataclass(frozen=True, slots=True)
class Collected:
    """An alert that waits for a person's digest. `sms` says that its step asked for an SMS."""

    ticket: str
    clock: str
    step: str
    due_at: datetime
    fired_at: datetime
    sms: bool

    @property
    def key(self) -> tuple[datetime, str, str, str, datetime]:
        return self.fired_at, self.ticket, self.clock, self.step, self.due_at

    @property
    def ident(self) -> str:
        """Return a short id that is stable for the alert."""
        named = "#".join(str(part) for part in self.key)
        return hashlib.sha256(named.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class DigestBatch:
    """The alerts of one digest, from its first attempt to its last. Alerts collected meanwhile wait for the next one, so that
    a recipient of this one does not get it twice."""

    begun_at: datetime
    alerts: frozenset[str]

    @classmethod
    def of(cls, alerts: Iterable[Collected], begun_at: datetime) -> "DigestBatch":
        return cls(begun_at, frozenset(each.ident for each in alerts))


def is_burst(noted: int) -> bool:
    return noted > MOST_SINGLE


_LATE = "late:"


def late_summary(account: str) -> str:
    """Return the recipient's name for the summary of an account's late posts, which goes to the managers available (I7)."""
    return f"{_LATE}{account}"


def account_of_summary(whose: str) -> str | None:
    """Return the account whose late posts are summarised; None if `whose` is a person."""
    return whose.removeprefix(_LATE) if whose.startswith(_LATE) else None
