"""Poll every account, so that a post that the webhook did not deliver is found within a minute (I8)."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import AccountStatus, Call, Signal
from shared.domain.errors import (
    DeskError,
    DisconnectedError,
    OutOfCreditError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
)
from shared.domain.networks.reading import ReadingLimits
from shared.domain.settings.desk import Account
from shared.ports.accounts import HasHeartbeats
from shared.ports.inbound import HasIngest
from shared.ports.networks import HasNetworks, Timeline, TimelinePage, Timelines
from shared.ports.tickets import HasTickets
from shared.usecases.accounts.account_health import note_connection
from shared.usecases.accounts.call_health import tracked_call
from shared.usecases.accounts.usage import UsageDesk, reading_stops
from shared.usecases.inbound.recover_webhook import WebhookOutcome, recover_webhook, request_replay
from shared.usecases.settings.current import desk_settings


class PollAccountsDesk(UsageDesk, HasHeartbeats, HasIngest, HasNetworks, HasTickets, Protocol):
    """The parts of the desk that `poll_accounts` uses."""


OVERLAP = timedelta(minutes=5)
"""Each poll reads this far behind the last successful one: a network's own marks may miss mentions, and a post that is
read twice in a UTC day is paid for once.
"""

FIRST = timedelta(hours=24)
"""How far back the first poll of an account reads."""

ONE_RUN = timedelta(seconds=35)
"""A run begins no further account after this: the function has fifty seconds. The account that was read last comes
last.
"""

PROMPT = timedelta(seconds=2)
"""A read that failed within this costs the other timelines no time: they are read all the same."""

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

LONG_AGO = datetime.min.replace(tzinfo=UTC)


class PollOutcome(StrEnum):
    """The outcome of polling an account. The values are labels of a metric."""

    POLLED = "polled"
    NOT_DUE = "not_due"
    NEXT_RUN = "left_for_the_next_run"
    NOT_CONNECTED = "not_connected"
    LIMIT_REACHED = "limit_reached"
    RATE_LIMITED = "rate_limited"
    REFUSED = "refused"
    DISCONNECTED = "disconnected"
    OUT_OF_CREDIT = "out_of_credit"
    FAILED = "failed"


ENDS_THE_POLL = (PollOutcome.DISCONNECTED, PollOutcome.OUT_OF_CREDIT)
"""Outcomes that hold for every timeline of the account."""


@dataclass(frozen=True, slots=True)
class _Read:
    """The outcome of reading one timeline; `sentence` is the network's, if the read failed."""

    outcome: PollOutcome
    sentence: str | None = None


def poll_accounts(*, desk: PollAccountsDesk) -> Counter[PollOutcome | WebhookOutcome]:
    """Read every account's new mentions, own posts and direct messages into the ingest queue, on each network that can be
    read, and count the outcomes of reading mentions. An account that fails harms no other.

    Only posts that the desk does not hold yet are handed on, so a quiet minute costs reads and hardly a write. Where a
    network can be asked to deliver again, a silence of its webhook is ended, and the posts of that time are asked for.
    """
    outcomes: Counter[PollOutcome | WebhookOutcome] = Counter()
    began = desk.clock.now()
    limit = reading_stops(desk=desk)
    waiting = [(desk.heartbeats.of(account.id), account) for account in desk_settings(desk).live_accounts]
    for status, account in sorted(waiting, key=_turn):
        plug = desk.networks.get(account.network)
        if plug is None or plug.timelines is None:
            continue
        if desk.clock.now() - began > ONE_RUN:
            outcomes[PollOutcome.NEXT_RUN] += 1
            continue
        try:
            outcome = _poll(account, plug.timelines, status, limit, desk=desk)
            outcomes[outcome] += 1
            reads = outcome is not PollOutcome.LIMIT_REACHED
            if recovered := recover_webhook(account, plug.redelivery, reads=reads, desk=desk):
                outcomes[recovered] += 1
        except DeskError:
            outcomes[PollOutcome.FAILED] += 1
    return outcomes


def _turn(each: tuple[AccountStatus, Account]) -> tuple[bool, datetime]:
    """Order accounts: those whose last poll failed come last, so that one that hangs keeps no other back; of the rest, the
    one that has waited the longest comes first."""
    status, _ = each
    return Fault.POLL_FAILED in status.faults, status.last.get(Signal.POLL, LONG_AGO)


def _poll(
    account: Account,
    source: Timelines,
    status: AccountStatus,
    limit: str | None,
    *,
    desk: PollAccountsDesk,
) -> PollOutcome:
    """Read the account's timelines, and return the outcome for the mentions.

    A refused token or credit, or a network that does not respond in time, ends the poll; a read that fails at once says
    nothing of the other timelines (I10). If `limit` says why nothing is read any more, the account says so too.
    """
    if not note_connection(account, source.connected(account), status, desk=desk):
        return PollOutcome.NOT_CONNECTED
    if limit is not None:
        if Fault.LIMIT_REACHED not in status.faults:
            desk.heartbeats.fail(account.id, Fault.LIMIT_REACHED, limit, desk.clock.now())
        return PollOutcome.LIMIT_REACHED
    if Fault.LIMIT_REACHED in status.faults:
        desk.heartbeats.clear(account.id, Fault.LIMIT_REACHED)
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
    return reads[0].outcome


def _read(
    account: Account,
    source: Timelines,
    timeline: Timeline,
    status: AccountStatus,
    *,
    desk: PollAccountsDesk,
) -> _Read:
    now, limits = desk.clock.now(), desk.rules[account.network].reading
    last = status.last.get(SIGNALS[timeline])
    if reason := status.paused(CALLS[timeline], now):
        return _Read(PollOutcome(reason))
    if timeline is Timeline.MESSAGES and last is not None and not _due(last, status, now, limits):
        return _Read(PollOutcome.NOT_DUE)
    try:
        with tracked_call(account.id, CALLS[timeline], desk=desk):
            for page in source.read(account, timeline, _since(last, now, limits)):
                _hand_on(account, page, desk=desk)
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


def _due(last: datetime, status: AccountStatus, now: datetime, limits: ReadingLimits) -> bool:
    return Fault.WEBHOOK_SILENT in status.faults or now - last >= limits.messages_every


def _since(last: datetime | None, now: datetime, limits: ReadingLimits) -> datetime:
    return max(last - OVERLAP if last is not None else now - FIRST, now - limits.back)


def _hand_on(account: Account, page: TimelinePage, *, desk: PollAccountsDesk) -> None:
    """Queue the page's unknown posts, without those that were deleted before they came in (I6)."""
    unknown = [
        post_id
        for post_id in page.posts
        if desk.tickets.place(account.network, post_id) is None
        and desk.tickets.tombstone_of(account.network, post_id) is None
    ]
    now = desk.clock.now()
    for body in page.only(unknown) if unknown else ():
        desk.ingest.put(body, network=account.network, source="poll", app=account.app, received_at=now)
