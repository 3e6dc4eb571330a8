"""The health of each account: a channel is never green while nothing is received from it (I8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from shared.domain.accounts.faults import Fault, FaultState
from shared.domain.accounts.quota import Quota
from shared.domain.accounts.status import AccountStatus, Counted, Signal, Tally
from shared.domain.settings.desk import Account
from shared.ports.accounts import HasHeartbeats
from shared.ports.changes import BELIEVED_FOR
from shared.ports.clock import HasClock
from shared.ports.networks import HasRules
from shared.usecases.accounts.call_health import TOO_VISIBLE_FOR
from shared.usecases.accounts.skipped_posts import LEFT_OUT, LEFT_OUT_FOR
from shared.usecases.settings.current import ReadsSettings, desk_settings


class AccountHealthDesk(ReadsSettings, HasClock, HasHeartbeats, HasRules, Protocol):
    """The parts of the desk that `account_health` uses."""


POLL_WITHIN = timedelta(minutes=5)
"""A connected account is polled every minute, or as often as its network allows; after this long without a poll that was due
nobody can tell whether it receives anything.
"""

SEALED_FOR = timedelta(days=7)
"""How long encrypted messages are reported: a customer who writes so once a week is awaited in the network's
app.
"""

MOVED_FOR = timedelta(seconds=10)
"""How long a status is believed although the account's mark has moved: mostly a ticket has moved it. A fault is seen so much later."""

HELD_FOR = timedelta(days=7)
"""How long messages are reported that came while another app held the conversation."""

_EXPLAIN = {
    *(Fault.ACCOUNT_DISCONNECTED, Fault.OUT_OF_CREDIT, Fault.LIMIT_REACHED, Fault.MENTIONS_UNREAD),
    *(Fault.POLL_FAILED, Fault.RATE_LIMITED, Fault.NOT_CONNECTED),
}
"""Faults that explain a missing poll."""


class Standing(StrEnum):
    """The state of an account without a fault: well, not heard from yet, impossible to tell yet, or retired."""

    OK = "ok"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """`state` is the worst fault that stands; an account that the desk has no keys for is `not_connected`. `sealed` are
    encrypted messages that came of late, and that only the network's own app can open; `left_out` posts that opened
    nothing, by the reason (I4). `quota` is the last reading of the plan's quota, however old (N7), `too_visible` are
    answers that more people saw than were to (N6), `held_elsewhere` messages in conversations that another app holds."""

    account: Account
    state: Fault | Standing
    last_event: datetime | None
    last_poll: datetime | None
    faults: Mapping[Fault, FaultState]
    sealed: Tally | None = None
    left_out: Mapping[Counted, Tally] = field(default_factory=dict)
    quota: Quota | None = None
    too_visible: Tally | None = None
    held_elsewhere: Tally | None = None
    steady_until: datetime | None = None
    """While the account's mark stays, this is so until then: time alone changes it, or the mark is believed no longer. None:
    nothing vouches for it."""

    @property
    def last_seen(self) -> datetime | None:
        return max((at for at in (self.last_event, self.last_poll) if at is not None), default=None)

    @property
    def worst(self) -> FaultState | None:
        return self.faults[self.state] if isinstance(self.state, Fault) else None


def account_health(*, desk: AccountHealthDesk, marks: Mapping[str, str] | None = None) -> list[AccountHealth]:
    """Return the health of every account. What this process read of an account is used again while its mark in `marks`
    stays, and for some seconds longer; of an account without a mark, and without `marks`, everything is read anew."""
    now = desk.clock.now()
    return [
        _health_of(account, (marks or {}).get(account.id), now, desk=desk) for account in desk_settings(desk).accounts
    ]


def health_of(account: Account, *, desk: AccountHealthDesk) -> AccountHealth:
    """Return the health of one account, read anew."""
    return _health_of(account, None, desk.clock.now(), desk=desk)


def _health_of(account: Account, mark: str | None, now: datetime, *, desk: AccountHealthDesk) -> AccountHealth:
    within = polled_within(account, desk=desk)
    held = desk.memory.statuses.get(account.id)
    if mark is not None and held is not None:
        marked, read_at, status = held
        believed = BELIEVED_FOR if marked == mark else MOVED_FOR
        health = _health(account, status, read_at, within=within, believed=believed)
        if health.steady_until is not None and read_at <= now < health.steady_until:
            return health
    status = desk.heartbeats.of(account.id)
    if mark is None:
        return _health(account, status, now, within=within)
    desk.memory.statuses[account.id] = mark, now, status
    return _health(account, status, now, within=within, believed=BELIEVED_FOR)


def polled_within(account: Account, *, desk: HasRules) -> timedelta:
    """Return how long the account may go without a poll: some networks let it be read less than once a minute."""
    rules = desk.rules.get(account.network)
    return POLL_WITHIN + (rules.reading.mentions_every if rules is not None else timedelta(0))


def note_connection(account: Account, connected: bool, status: AccountStatus, *, desk: AccountHealthDesk) -> bool:
    """Record whether the desk has keys for the account. An account that was polled before and has no keys any more is
    disconnected; one that was never polled is not connected yet.
    """
    fault = Fault.ACCOUNT_DISCONNECTED if Signal.POLL in status.last else Fault.NOT_CONNECTED
    if not connected and fault not in status.faults:
        desk.heartbeats.fail(account.id, fault, "The desk holds no keys for the account.", desk.clock.now())
    if connected and Fault.NOT_CONNECTED in status.faults:
        desk.heartbeats.clear(account.id, Fault.NOT_CONNECTED)
    return connected


def _health(
    account: Account, status: AccountStatus, now: datetime, *, within: timedelta, believed: timedelta | None = None
) -> AccountHealth:
    event, poll = status.last_event, status.last.get(Signal.POLL)
    left_out = {why: found for why in LEFT_OUT if (found := status.recent(why, now, within=LEFT_OUT_FOR)) is not None}
    steady = _steady_until(status, now, within=within, believed=believed) if believed is not None else None
    if account.retired:
        return AccountHealth(account, Standing.RETIRED, event, poll, {}, left_out=left_out, steady_until=steady)
    faults = dict(status.faults)
    if poll is not None and now - poll > within and not _EXPLAIN & set(faults):
        faults[Fault.POLL_SILENT] = FaultState("The account has not been polled.", poll)
    quiet = Standing.OK if poll is not None else Standing.WAITING if event is None else Standing.UNKNOWN
    state = next((fault for fault in Fault if fault in faults), quiet)
    sealed = status.recent(Counted.ENCRYPTED_MESSAGE, now, within=SEALED_FOR)
    too_visible = status.recent(Counted.TOO_VISIBLE, now, within=TOO_VISIBLE_FOR)
    held = status.recent(Counted.HELD_ELSEWHERE, now, within=HELD_FOR)
    return AccountHealth(
        account, state, event, poll, faults, sealed, left_out, status.quota, too_visible, held, steady_until=steady
    )


def _steady_until(status: AccountStatus, now: datetime, *, within: timedelta, believed: timedelta) -> datetime:
    """Return the earliest instant from which the status means something else, or is believed no longer."""
    poll = status.last.get(Signal.POLL)
    shown_for = {
        Counted.ENCRYPTED_MESSAGE: SEALED_FOR,
        Counted.TOO_VISIBLE: TOO_VISIBLE_FOR,
        Counted.HELD_ELSEWHERE: HELD_FOR,
        **dict.fromkeys(LEFT_OUT, LEFT_OUT_FOR),
    }
    ends = [tally.last + shown_for[what] for what, tally in status.tallies.items() if what in shown_for]
    ends += [poll + within] if poll is not None else []
    return min(at for at in (*ends, now + believed) if at > now)
