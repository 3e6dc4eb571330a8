"""An incident: the time in which a fault stands, and the notices of it that people have had (I8)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.accounts.faults import Fault

GRACE: Mapping[Fault, timedelta] = {
    Fault.ACCOUNT_DISCONNECTED: timedelta(0),
    Fault.OUT_OF_CREDIT: timedelta(0),
    Fault.QUOTA_USED_UP: timedelta(0),
    Fault.QUOTA_NEAR: timedelta(0),
    Fault.WEBHOOK_BROKEN: timedelta(minutes=5),
    Fault.SUBSCRIPTIONS_LOST: timedelta(minutes=5),
    Fault.SETUP_FAULTY: timedelta(0),
    Fault.REPLIES_REFUSED: timedelta(0),
    Fault.MESSAGES_REFUSED: timedelta(0),
    Fault.LIMIT_REACHED: timedelta(0),
    Fault.LIMIT_NEAR: timedelta(0),
    Fault.SETTINGS_UNUSABLE: timedelta(0),
    Fault.MESSAGES_ENCRYPTED: timedelta(0),
    Fault.HELD_ELSEWHERE: timedelta(0),
    Fault.TOO_VISIBLE: timedelta(0),
    Fault.ERASURE_WAITS: timedelta(0),
    Fault.PERMISSION_LOST: timedelta(0),
    Fault.POLL_SILENT: timedelta(0),
    Fault.MENTIONS_UNREAD: timedelta(minutes=5),
    Fault.OWN_POSTS_UNREAD: timedelta(minutes=5),
    Fault.MESSAGES_UNREAD: timedelta(minutes=5),
    Fault.LOOKUPS_REFUSED: timedelta(minutes=30),
    Fault.WEBHOOK_SILENT: timedelta(minutes=10),
    Fault.RATE_LIMITED: timedelta(minutes=15),
    Fault.POLL_FAILED: timedelta(minutes=15),
}
"""The faults that people are notified of, and how long each may stand before: a network's windows of a quarter of an
hour, and its hiccups, end by themselves: a read that was refused once is well again within two minutes (I10).
`poll_silent` has stood for five minutes when it is first seen."""

URGENT = frozenset(
    {
        *(Fault.ACCOUNT_DISCONNECTED, Fault.OUT_OF_CREDIT, Fault.QUOTA_USED_UP, Fault.REPLIES_REFUSED),
        Fault.TOO_VISIBLE,
    }
)
"""Faults with which no customer can be answered, or words that were not for everybody may stand in public, and which only
a person can fix: reported by SMS too."""

DESK = ":desk"
"""The account of a fault of the desk as a whole; no account's id has a colon in it."""

ONCE = frozenset(
    {
        *(Fault.LIMIT_NEAR, Fault.QUOTA_NEAR, Fault.QUOTA_USED_UP),
        *(Fault.MESSAGES_ENCRYPTED, Fault.HELD_ELSEWHERE, Fault.TOO_VISIBLE),
    }
)
"""Warnings: reported once, without a reminder or a recovery."""

SETTLED = timedelta(minutes=10)
"""A fault that recurs within this is the same incident: one that flaps is reported once."""

REMIND = timedelta(hours=24)

RETRIED = timedelta(minutes=10)
"""How long a notice is retried for the other recipients once one has it."""

LEASE = timedelta(seconds=120)
"""One worker's lease on a notice: two workers do not send it twice, and another takes over after a crash."""


class IncidentNews(StrEnum):
    """The notices of an incident: that it began, that it goes on, that it is over."""

    RAISED = "raised"
    REMINDER = "reminder"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Incident:
    """`told_at` is the time of the last notice, `gone_since` that from which on the fault does not stand any more.

    `telling` is the notice that is being sent and `telling_since` when that was begun: both name the message, and are kept
    until everybody has it.
    """

    account: str
    fault: Fault
    since: datetime
    sentence: str = ""
    told_at: datetime | None = None
    gone_since: datetime | None = None
    taken_until: datetime | None = None
    telling: IncidentNews | None = None
    telling_since: datetime | None = None
    version: int = 0

    def seen(self, sentence: str | None, now: datetime) -> "Incident | None":
        """Return the incident after a check: `sentence` is the fault's, None if it does not stand. Return None once it is over
        and nobody has to be told. A fault that recurs while its recovery is being reported is an incident of its own."""
        if sentence is not None and self.telling == IncidentNews.RECOVERED:
            return Incident(self.account, self.fault, now, sentence, version=self.version)
        if sentence is not None:
            return replace(self, sentence=sentence, gone_since=None)
        gone_since = self.gone_since or now
        if (self.told_at is None or self.fault in ONCE) and now - gone_since >= SETTLED:
            return None
        return replace(self, gone_since=gone_since)

    def owes(self, now: datetime) -> IncidentNews | None:
        """Return the notice that is due, or None. A notice that was begun is finished, unless the fault has gone, or recurred,
        meanwhile."""
        if self.telling is not None and (self.telling == IncidentNews.RECOVERED) == (self.gone_since is not None):
            return self.telling
        if self.fault in ONCE and (self.told_at is not None or self.gone_since is not None):
            return None
        if self.gone_since is not None:
            return IncidentNews.RECOVERED if self.told_at is not None and now - self.gone_since >= SETTLED else None
        if self.told_at is None:
            return IncidentNews.RAISED if now - self.since >= GRACE.get(self.fault, timedelta(0)) else None
        return IncidentNews.REMINDER if now - self.told_at >= REMIND else None

    def free(self, now: datetime) -> bool:
        """Return True if no other worker is sending its notice."""
        return self.taken_until is None or self.taken_until <= now
