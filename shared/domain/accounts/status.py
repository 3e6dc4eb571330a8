"""What is known of an account's connection: when it was last heard from, what is wrong, and which calls pause (I8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.accounts.faults import Fault, FaultState
from shared.domain.posts.post import Channel


class Signal(StrEnum):
    """Something whose newest instant is kept. The first five say that the network was heard from."""

    WEBHOOK = "webhook"
    POLL = "poll"
    POLL_OWN_POSTS = "poll_own"
    POLL_MESSAGES = "poll_messages"
    LOOKUP = "lookup"

    MISSED_SINCE = "missed_since"
    """When the first post was written that only polling has found since the webhook last delivered."""

    WEBHOOK_WOKEN = "webhook_woken"
    """When the network was last asked to deliver again."""

    REPLAY_WANTED = "replay_wanted"
    """From when on the network is to deliver once more."""

    REPLAYED = "replayed"
    """From when on it was last asked to."""

    LOOKUPS_MADE = "looks_made"
    LOOKUPS_OWED = "looks_owed"
    """When the hourly look at stored posts was made, and when it failed."""

    RECONCILED = "overdue"
    """When the reconciler last looked for lost timers."""


class Call(StrEnum):
    """A kind of request to a network, each with its own rate limit and its own pause."""

    MENTIONS = "mentions"
    OWN_POSTS = "own_posts"
    MESSAGES = "messages"
    LOOK_UP = "look_up"
    SEND_PUBLIC = "send_public"
    SEND_DIRECT = "send_direct"
    FIND_OWN_PUBLIC = "find_own_public"
    FIND_OWN_DIRECT = "find_own_direct"
    OWN_POST = "own_post"
    WEBHOOK = "webhook"
    RENEW_PERMISSION = "renew_permission"

    @classmethod
    def send(cls, channel: Channel) -> "Call":
        return cls(f"send_{channel}")

    @classmethod
    def find_own(cls, channel: Channel) -> "Call":
        return cls(f"find_own_{channel}")


class PauseReason(StrEnum):
    """Why a call is left alone for a while: its rate limit, or a refusal that is retried with growing pauses (I10)."""

    RATE_LIMITED = "rate_limited"
    REFUSED = "refused"


class Counted(StrEnum):
    """Something that is counted for people, and of which nothing else is kept."""

    AUTO_MENTION = "name_carried_along"
    BLOCKED_AUTHOR = "blocked_author"
    IGNORED_AUTHOR = "ignored_author"
    ACCOUNT_RETIRED = "account_retired"
    GROUP_MESSAGE = "group_message"
    ENCRYPTED_MESSAGE = "messages_encrypted"
    WEBHOOK_REFUSAL = "webhook_refused"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of something came in a row, and when."""

    number: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """All that is kept of one account's connection, read at once."""

    last: Mapping[Signal, datetime] = field(default_factory=dict)
    faults: Mapping[Fault, FaultState] = field(default_factory=dict)
    tallies: Mapping[Counted, Tally] = field(default_factory=dict)
    pauses: Mapping[tuple[Call, PauseReason], datetime] = field(default_factory=dict)
    """Until when each call pauses; an instant that has passed pauses nothing."""

    def paused(self, call: Call, now: datetime) -> PauseReason | None:
        """Why the call is left alone at `now`; None where it may be made."""
        for reason in PauseReason:
            until = self.pauses.get((call, reason))
            if until is not None and now < until:
                return reason
        return None

    def rate_limited(self, now: datetime, *, but: Call) -> bool:
        """Whether another call than `but` still waits for its rate limit."""
        return any(
            reason is PauseReason.RATE_LIMITED and call is not but and now < until
            for (call, reason), until in self.pauses.items()
        )

    def recent(self, what: Counted, now: datetime, *, within: timedelta) -> Tally | None:
        """What was counted, if the last of it came within that span."""
        found = self.tallies.get(what)
        return found if found is not None and now - found.last < within else None

    @property
    def webhook_owes(self) -> datetime | None:
        """Since when the webhook owes a post that polling has found; None where it has delivered since."""
        missed, delivered = self.last.get(Signal.MISSED_SINCE), self.last.get(Signal.WEBHOOK)
        return missed if missed is not None and (delivered is None or missed > delivered) else None
