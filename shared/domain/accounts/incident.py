"""One stretch in which an account is deaf, and what people have been told of it (I8)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.accounts.faults import Fault

GRACE: Mapping[Fault, timedelta] = {
    Fault.ACCOUNT_DISCONNECTED: timedelta(0),
    Fault.OUT_OF_CREDIT: timedelta(0),
    Fault.REPLIES_REFUSED: timedelta(0),
    Fault.MESSAGES_REFUSED: timedelta(0),
    Fault.LIMIT_REACHED: timedelta(0),
    Fault.LIMIT_NEAR: timedelta(0),
    Fault.SETTINGS_UNUSABLE: timedelta(0),
    Fault.MESSAGES_ENCRYPTED: timedelta(0),
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
"""The faults that people are told of, and how long each may stand before: a network's windows of a quarter of an hour,
and its hiccups, end by themselves: a read that was refused once is well again within two minutes (I10). `poll_silent`
has stood for five minutes when it is first seen."""

URGENT = frozenset({Fault.ACCOUNT_DISCONNECTED, Fault.OUT_OF_CREDIT, Fault.REPLIES_REFUSED})
"""No customer can be answered, and only a person can mend it: by SMS too."""

DESK = ":desk"
"""Stands for the account where a fault is the desk's as a whole; no account's id has a colon in it."""

ONCE = frozenset({Fault.LIMIT_NEAR, Fault.MESSAGES_ENCRYPTED})
"""A word of warning: nobody is reminded of it, and that it is over is no news."""

SETTLED = timedelta(minutes=10)
"""A fault that is back within this is the same episode: one that comes and goes is told of once."""

REMIND = timedelta(hours=24)

RETRIED = timedelta(minutes=10)
"""How long a message is tried again for those whom it has not reached, once somebody has it."""

LEASE = timedelta(seconds=120)
"""How long one worker has for telling of it; two at once do not tell twice, and a crash is made good after."""


class IncidentNews(StrEnum):
    """What people hear of an incident: that it began, that it goes on, that it is over."""

    RAISED = "raised"
    REMINDER = "reminder"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Incident:
    """`told_at` is when people were told last, `gone_since` since when the fault is not there any more.

    `telling` is what they are being told (`raised`, `reminder` or `recovered`) and `telling_since` when that was begun:
    both name the message, and are kept until everybody has it.
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
        """The episode after a look: `sentence` is what is wrong, None where nothing is. None once it is over and nobody
        has to be told. A fault that is back while people hear that it is over is told of anew."""
        if sentence is not None and self.telling == IncidentNews.RECOVERED:
            return Incident(self.account, self.fault, now, sentence, version=self.version)
        if sentence is not None:
            return replace(self, sentence=sentence, gone_since=None)
        gone_since = self.gone_since or now
        if (self.told_at is None or self.fault in ONCE) and now - gone_since >= SETTLED:
            return None
        return replace(self, gone_since=gone_since)

    def owes(self, now: datetime) -> IncidentNews | None:
        """What people have to be told: `raised`, `reminder`, `recovered`, or nothing. What was begun is brought to its
        end, unless the fault has gone, or come back, meanwhile."""
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
        """Whether no other worker is telling of it."""
        return self.taken_until is None or self.taken_until <= now
