"""The status of an account's connection: when the network was last heard from, its faults, and which calls pause
(I8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.accounts.faults import Fault, FaultState
from shared.domain.accounts.quota import Quota
from shared.domain.posts.kinds import Channel


class Signal(StrEnum):
    """An event whose newest instant is kept. The first six mean that the network was heard from."""

    WEBHOOK = "webhook"
    WEBHOOK_MESSAGES = "webhook_messages"
    """The webhook's private messages, apart: a network may deliver them, and nothing of what is public."""
    POLL = "poll"
    POLL_OWN_POSTS = "poll_own"
    POLL_MESSAGES = "poll_messages"
    LOOKUP = "lookup"

    MISSED_SINCE = "missed_since"
    """The time of the first public post that polling alone has found since the webhook last delivered one."""

    MISSED_MESSAGES_SINCE = "missed_messages_since"
    """The same for private messages."""

    WEBHOOK_WOKEN = "webhook_woken"
    """The time of the last request to deliver again."""

    REPLAY_WANTED = "replay_wanted"
    """The start of the period that the network is to deliver again."""

    REPLAYED = "replayed"
    """The start of the period in the last such request."""

    LOOKUPS_MADE = "looks_made"
    LOOKUPS_OWED = "looks_owed"
    """The time of the hourly lookup of stored posts, and of its failure."""

    QUOTA_SPENT = "quota_spent"
    """The time of the last answer that the plan's quota counts, so that it is read again (N7)."""

    RECONCILED = "overdue"
    """The time at which the reconciler last looked for lost timers."""

    SUBSCRIPTIONS_CHECKED = "subscriptions_checked"
    """The time at which all subscriptions of the account were last there."""

    ACCOUNT_CHECKED = "account_checked"
    """The time of the last daily check of what the desk depends on."""

    READ_SINCE = "read_since"
    """The start of the period that the account's first poll read: what is older opens nothing."""

    SWEPT = "swept"
    """The time at which mentions were last read far behind the newest ones."""


DELIVERED: Mapping[Channel, Signal] = {
    Channel.PUBLIC: Signal.WEBHOOK,
    Channel.DIRECT: Signal.WEBHOOK_MESSAGES,
}
MISSED: Mapping[Channel, Signal] = {
    Channel.PUBLIC: Signal.MISSED_SINCE,
    Channel.DIRECT: Signal.MISSED_MESSAGES_SINCE,
}
"""Under which name the webhook's last delivery on each channel is kept, and the first post there that polling alone has found
since."""


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
    SUBSCRIPTIONS = "subscriptions"
    CHECK_ACCOUNT = "check_account"
    READ_QUOTA = "read_quota"
    MODERATE = "moderate"
    PROFILE = "profile"
    COMPLETE = "complete"
    RENEW_PERMISSION = "renew_permission"

    @classmethod
    def send(cls, channel: Channel) -> "Call":
        return cls(f"send_{channel}")

    @classmethod
    def find_own(cls, channel: Channel) -> "Call":
        return cls(f"find_own_{channel}")


class PauseReason(StrEnum):
    """The reason why a call pauses: its rate limit, or a refusal that is retried with growing pauses (I10)."""

    RATE_LIMITED = "rate_limited"
    REFUSED = "refused"


class Counted(StrEnum):
    """An event that is counted for people, and of which nothing else is kept."""

    AUTO_MENTION = "name_carried_along"
    BLOCKED_AUTHOR = "blocked_author"
    IGNORED_AUTHOR = "ignored_author"
    TO_SOMEBODY_ELSE = "comment_to_somebody_else"
    ACCOUNT_RETIRED = "account_retired"
    GROUP_MESSAGE = "group_message"
    CHAT_HELD_ELSEWHERE = "chat_held_elsewhere"
    NO_PRIVATE_ACCOUNT = "no_private_account"
    NO_PUBLIC_ACCOUNT = "no_public_account"
    HELD_ELSEWHERE = "held_elsewhere"
    ENCRYPTED_MESSAGE = "messages_encrypted"
    WEBHOOK_REFUSAL = "webhook_refused"
    TOO_VISIBLE = "too_visible"


@dataclass(frozen=True, slots=True)
class Tally:
    """The number of events in a row, and their time."""

    number: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """The whole stored status of one account's connection, read at once."""

    last: Mapping[Signal, datetime] = field(default_factory=dict)
    faults: Mapping[Fault, FaultState] = field(default_factory=dict)
    tallies: Mapping[Counted, Tally] = field(default_factory=dict)
    pauses: Mapping[tuple[Call, PauseReason], datetime] = field(default_factory=dict)
    """The end of each call's pause; an instant that has passed pauses nothing."""
    quota: Quota | None = None
    """The newest reading of the plan's quota; None if the network limits no plan, or if it was never read (N7)."""

    def paused(self, call: Call, now: datetime) -> PauseReason | None:
        """Return the reason why the call pauses at `now`; None if it may be made."""
        for reason in PauseReason:
            until = self.pauses.get((call, reason))
            if until is not None and now < until:
                return reason
        return None

    def rate_limited(self, now: datetime, *, but: Call) -> bool:
        """Return True if a call other than `but` still waits for its rate limit."""
        return any(
            reason is PauseReason.RATE_LIMITED and call is not but and now < until
            for (call, reason), until in self.pauses.items()
        )

    def recent(self, what: Counted, now: datetime, *, within: timedelta) -> Tally | None:
        """Return the tally if its last event came within that span; None otherwise."""
        found = self.tallies.get(what)
        return found if found is not None and now - found.last < within else None

    @property
    def last_event(self) -> datetime | None:
        """The time at which the webhook last brought something."""
        return max((at for channel in Channel if (at := self.last.get(DELIVERED[channel])) is not None), default=None)

    @property
    def webhook_owes(self) -> datetime | None:
        """The instant since which the webhook owes a post that polling has found; None if it has delivered since on every
        channel."""
        return min((at for channel in Channel if (at := self.owes(channel)) is not None), default=None)

    def owes(self, channel: Channel) -> datetime | None:
        """The instant since which the webhook owes a post on that channel."""
        missed, delivered = self.last.get(MISSED[channel]), self.last.get(DELIVERED[channel])
        return missed if missed is not None and (delivered is None or missed > delivered) else None
