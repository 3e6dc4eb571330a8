"""Poll one account: its mentions, its own posts, its direct messages."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from shared.domain.accounts.costs import is_charged
from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import AccountStatus, Call, Signal
from shared.domain.errors import (
    DisconnectedError,
    OutOfCreditError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
)
from shared.domain.networks.reading import ReadingLimits
from shared.domain.settings.desk import Account
from shared.ports.inbound import HasIngest
from shared.ports.network_reading import Timeline, Timelines
from shared.ports.networks import HasRules
from shared.ports.tickets import HasTickets
from shared.usecases.accounts.account_health import AccountHealthDesk, note_connection
from shared.usecases.accounts.call_health import tracked_call
from shared.usecases.inbound.hand_on import hand_on
from shared.usecases.inbound.recover_webhook import request_replay
from shared.usecases.inbound.sweep_mentions import sweep_mentions


class PollAccountDesk(AccountHealthDesk, HasIngest, HasRules, HasTickets, Protocol):
    """The parts of the desk that `poll_account` uses."""


FIRST = timedelta(hours=24)
"""How far back the first poll of an account reads."""

PROMPT = timedelta(seconds=2)
"""A read that failed within this costs the other timelines no time: they are read all the same."""

UNHURRIED = timedelta(seconds=15)
"""A poll that took longer leaves no time for a sweep: the function has fifty seconds."""

SIGNALS = {
    Timeline.MENTIONS: Signal.POLL,
    Timeline.OWN_POSTS: Signal.POLL_OWN_POSTS,
    Timeline.MESSAGES: Signal.POLL_MESSAGES,
}
"""The name under which a successful read of each timeline is recorded."""

CALLS = {
    Timeline.MENTIONS: Call.MENTIONS,
    Timeline.OWN_POSTS: Call.OWN_POSTS,
    Timeline.MESSAGES: Call.MESSAGES,
}


class PollOutcome(StrEnum):
    """The outcome of polling an account. The values are labels of a metric."""

    SCHEDULED = "scheduled"
    POLLED = "polled"
    NOT_DUE = "not_due"
    NEXT_RUN = "left_for_the_next_run"
    IN_PROGRESS = "in_progress"
    """Another worker polls the account just now."""
    OVERTAKEN = "overtaken"
    """A later message stands behind one that has waited too long."""
    NOT_CONNECTED = "not_connected"
    LIMIT_REACHED = "limit_reached"
    RATE_LIMITED = "rate_limited"
    REFUSED = "refused"
    DISCONNECTED = "disconnected"
    OUT_OF_CREDIT = "out_of_credit"
    FAILED = "failed"


DEAF = frozenset({Fault.WEBHOOK_SILENT, Fault.SUBSCRIPTIONS_LOST})
"""Faults with which posts come in by polling only, so that every poll reads."""

ENDS_THE_POLL = (PollOutcome.DISCONNECTED, PollOutcome.OUT_OF_CREDIT)
"""Outcomes that hold for every timeline of the account."""


@dataclass(frozen=True, slots=True)
class _Read:
    """The outcome of reading one timeline; `sentence` is the network's, if the read failed."""

    outcome: PollOutcome
    sentence: str | None = None


def poll_account(
    account: Account,
    source: Timelines,
    status: AccountStatus,
    limit: str | None,
    *,
    desk: PollAccountDesk,
) -> PollOutcome:
    """Read the account's timelines, and return the outcome for the mentions.

    A refused token or credit, or a network that does not respond in time, ends the poll; a read that fails at once says
    nothing of the other timelines (I10). If `limit` says why networks that charge are not read any more, an account on one of
    them says so too: a free one costs nothing to read, and may be heard in no other way (I8).
    """
    if not note_connection(account, source.connected(account), status, desk=desk):
        return PollOutcome.NOT_CONNECTED
    if limit is not None and is_charged(desk.rules[account.network]):
        if Fault.LIMIT_REACHED not in status.faults:
            desk.heartbeats.fail(account.id, Fault.LIMIT_REACHED, limit, desk.clock.now())
        return PollOutcome.LIMIT_REACHED
    if Fault.LIMIT_REACHED in status.faults:
        desk.heartbeats.clear(account.id, Fault.LIMIT_REACHED)
    now, limits = desk.clock.now(), desk.rules[account.network].reading
    reads: list[_Read] = []
    for timeline in Timeline:
        began = desk.clock.now()
        reads.append(read := _read(account, source, timeline, status, desk=desk))
        waited = read.outcome is PollOutcome.FAILED and desk.clock.now() - began > PROMPT
        if waited or read.outcome in ENDS_THE_POLL:
            break
    failure = next((read.sentence for read in reads if read.sentence is not None), None)
    if failure is not None:
        desk.heartbeats.fail(account.id, Fault.POLL_FAILED, failure, desk.clock.now())
    elif Fault.POLL_FAILED in status.faults:
        desk.heartbeats.clear(account.id, Fault.POLL_FAILED)
    if reads[0].outcome is PollOutcome.POLLED and desk.clock.now() - now < UNHURRIED:
        sweep_mentions(account, source, status, first_start=_since(None, now, limits), desk=desk)
    return reads[0].outcome


def _read(
    account: Account,
    source: Timelines,
    timeline: Timeline,
    status: AccountStatus,
    *,
    desk: PollAccountDesk,
) -> _Read:
    now, limits = desk.clock.now(), desk.rules[account.network].reading
    last = status.last.get(SIGNALS[timeline])
    if reason := status.paused(CALLS[timeline], now):
        return _Read(PollOutcome(reason))
    if not _due(timeline, last, status, now, limits):
        return _Read(PollOutcome.NOT_DUE)
    try:
        with tracked_call(account.id, CALLS[timeline], desk=desk):
            for page in source.read(account, timeline, _since(last, now, limits)):
                hand_on(account, page, unseen_at=last, desk=desk)
    except RateLimitedError:
        return _Read(PollOutcome.RATE_LIMITED)
    except DisconnectedError:
        return _Read(PollOutcome.DISCONNECTED)
    except OutOfCreditError:
        return _Read(PollOutcome.OUT_OF_CREDIT)
    except RefusedError:
        return _Read(PollOutcome.REFUSED)
    except SocialNetworkError as error:
        return _Read(PollOutcome.FAILED, str(error))
    if timeline is Timeline.MENTIONS and last is not None:
        request_replay(account, since=last, now=now, desk=desk)
    desk.heartbeats.beat(account.id, SIGNALS[timeline], now)
    return _Read(PollOutcome.POLLED)


def _due(
    timeline: Timeline, last: datetime | None, status: AccountStatus, now: datetime, limits: ReadingLimits
) -> bool:
    """Return whether the timeline is to be read; never direct messages where they are no timeline of their own."""
    every = limits.messages_every if timeline is Timeline.MESSAGES else limits.mentions_every
    if every is None:
        return False
    return last is None or bool(DEAF & status.faults.keys()) or now - last >= every


def _since(last: datetime | None, now: datetime, limits: ReadingLimits) -> datetime:
    return max(last - limits.overlap if last is not None else now - FIRST, now - limits.back)
