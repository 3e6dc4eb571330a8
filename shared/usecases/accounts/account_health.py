"""Whether each account is heard: a channel is never green while it is deaf (I8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.domain.settings.desk import Account
from shared.ports.desk import Desk
from shared.usecases.accounts.skipped_posts import LEFT_OUT, LEFT_OUT_FOR
from shared.usecases.settings.current import desk_settings

FAULT = "fault:"
SINCE = "since:"

NOT_CONNECTED = "not_connected"
POLL_SILENT = "poll_silent"

WORST_FIRST = (
    *("account_disconnected", "out_of_credit", "replies_refused", "limit_reached", "mentions_unread"),
    *(POLL_SILENT, "poll_failed", "messages_refused", "messages_unread", "own_posts_unread", "rate_limited"),
    *("webhook_silent", "permission_lost", "lookups_refused"),
)

POLL_WITHIN = timedelta(minutes=5)
"""A connected account is polled every minute; after this without a poll nobody can say whether it is heard."""

SEALED = "messages_encrypted"
SEALED_FOR = timedelta(days=7)
"""How long it is told that encrypted messages came: whoever writes so once a week is waited for in X."""

_EXPLAIN = {
    *("account_disconnected", "out_of_credit", "limit_reached", "mentions_unread"),
    *("poll_failed", "rate_limited", NOT_CONNECTED),
}
"""Faults for which a poll that is missing is no news."""


@dataclass(frozen=True, slots=True)
class AccountFault:
    """What is wrong, in a sentence, and since when; None where an older release wrote it down."""

    sentence: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of something came of late, and when."""

    number: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """`state` is `ok`, `waiting` for an account that nothing has been heard of yet, `not_connected` for one that the desk
    has no keys for, `unknown` where that cannot be told yet, `retired` for one that nobody listens to any more, or the
    worst fault that stands. `sealed` are encrypted messages that came of late, and that only the network's own app can
    open; `left_out` posts that opened nothing, by the reason (I4)."""

    account: Account
    state: str
    last_event: datetime | None
    last_poll: datetime | None
    faults: Mapping[str, AccountFault]
    sealed: Counted | None = None
    left_out: Mapping[str, Counted] = field(default_factory=dict)

    @property
    def last_seen(self) -> datetime | None:
        return max((at for at in (self.last_event, self.last_poll) if at is not None), default=None)

    @property
    def worst(self) -> AccountFault | None:
        return self.faults.get(self.state)


def beat_at(beats: Mapping[str, str], way: str) -> datetime | None:
    """The instant that a heartbeat holds, if there is one (`Heartbeats.of`)."""
    at = beats.get(way)
    return datetime.fromisoformat(at) if at else None


def account_health(*, desk: Desk) -> list[AccountHealth]:
    """The health of every account."""
    now = desk.clock.now()
    return [_health(account, now, desk=desk) for account in desk_settings(desk).accounts]


def note_connection(account: Account, connected: bool, beats: Mapping[str, str], *, desk: Desk) -> bool:
    """Keeps whether the desk has keys for the account. One that was polled before and has none any more is
    disconnected; one that never was is not connected yet."""
    fault = "account_disconnected" if "poll" in beats else NOT_CONNECTED
    if not connected and FAULT + fault not in beats:
        desk.heartbeats.fail(account.id, fault, "The desk holds no keys for the account.", desk.clock.now())
    if connected and FAULT + NOT_CONNECTED in beats:
        desk.heartbeats.clear(account.id, NOT_CONNECTED)
    return connected


def _health(account: Account, now: datetime, *, desk: Desk) -> AccountHealth:
    beats = desk.heartbeats.of(account.id)
    faults = {
        (name := way.removeprefix(FAULT)): AccountFault(words, beat_at(beats, SINCE + name))
        for way, words in beats.items()
        if way.startswith(FAULT)
    }
    event, poll = (beat_at(beats, way) for way in ("webhook", "poll"))
    left_out = {why: found for why in LEFT_OUT if (found := _counted(why, beats, now, within=LEFT_OUT_FOR)) is not None}
    if account.retired:
        return AccountHealth(account, "retired", event, poll, {}, left_out=left_out)
    if poll is not None and now - poll > POLL_WITHIN and not _EXPLAIN & set(faults):
        faults[POLL_SILENT] = AccountFault("The account has not been polled.", poll)
    worst = [name for name in WORST_FIRST if name in faults]
    worst += sorted(set(faults) - set(WORST_FIRST), key=lambda name: (name == NOT_CONNECTED, name))
    quiet = "ok" if poll is not None else "waiting" if event is None else "unknown"
    sealed = _counted(SEALED, beats, now, within=SEALED_FOR)
    return AccountHealth(account, worst[0] if worst else quiet, event, poll, faults, sealed, left_out)


def _counted(what: str, beats: Mapping[str, str], now: datetime, *, within: timedelta) -> Counted | None:
    first, last = (beat_at(beats, f"{which}:{what}") for which in ("first", "last"))
    if first is None or last is None or now - last >= within:
        return None
    return Counted(int(beats[f"count:{what}"]), first, last)
