"""Polling: what the webhook did not deliver is found within a minute (design §3, I8)."""

from collections import Counter
from datetime import UTC, datetime, timedelta

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
from shared.ports.desk import Desk
from shared.ports.networks import Timeline, TimelinePage, Timelines
from shared.usecases.accounts.account_health import note_connection
from shared.usecases.accounts.call_health import tracked_call
from shared.usecases.accounts.usage import reading_stops
from shared.usecases.inbound.recover_webhook import recover_webhook, request_replay
from shared.usecases.settings.current import desk_settings

OVERLAP = timedelta(minutes=5)
"""Each poll reads this far behind the last one that went well: a network's own marks may miss mentions, and what is read twice in a UTC day is paid for once."""

FIRST = timedelta(hours=24)
"""How far back the first poll of an account reads."""

ONE_RUN = timedelta(seconds=35)
"""A run begins no further account after this: the function has fifty seconds. Who was read last has its turn last."""

PROMPT = timedelta(seconds=2)
"""A read that failed within this costs the others no time: they are read all the same."""

SIGNALS = {
    Timeline.MENTIONS: Signal.POLL,
    Timeline.OWN_POSTS: Signal.POLL_OWN_POSTS,
    Timeline.MESSAGES: Signal.POLL_MESSAGES,
}
"""What a successful read of each timeline is kept as."""

CALLS = {
    Timeline.MENTIONS: Call.MENTIONS,
    Timeline.OWN_POSTS: Call.OWN_POSTS,
    Timeline.MESSAGES: Call.MESSAGES,
}

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def poll_accounts(*, desk: Desk) -> Counter[str]:
    """Reads every account's new mentions, own posts and direct messages into the ingest queue, on each network that can be
    read. An account that fails harms no other; what one says of the mentions is told.

    Only posts that the desk does not hold yet are handed on, so a quiet minute costs reads and hardly a write. Where a
    network can be asked to deliver again, a silence of its webhook is ended, and what it swallowed asked for again.
    """
    told: Counter[str] = Counter()
    began = desk.clock.now()
    limit = reading_stops(desk=desk)
    waiting = [(desk.heartbeats.of(account.id), account) for account in desk_settings(desk).live_accounts]
    for status, account in sorted(waiting, key=_turn):
        plug = desk.networks.get(account.network)
        if plug is None or plug.timelines is None:
            continue
        if desk.clock.now() - began > ONE_RUN:
            told["left_for_the_next_run"] += 1
            continue
        try:
            told[outcome := _poll(account, plug.timelines, status, limit, desk=desk)] += 1
            reads = outcome != Fault.LIMIT_REACHED
            if closed := recover_webhook(account, plug.redelivery, reads=reads, desk=desk):
                told[closed] += 1
        except DeskError:
            told["failed"] += 1
    return told


def _turn(each: tuple[AccountStatus, Account]) -> tuple[bool, datetime]:
    """Those whose last poll failed come last, so that one that hangs keeps no other back; then who waits the longest."""
    status, _ = each
    return Fault.POLL_FAILED in status.faults, status.last.get(Signal.POLL, LONG_AGO)


def _poll(
    account: Account,
    source: Timelines,
    status: AccountStatus,
    limit: str | None,
    *,
    desk: Desk,
) -> str:
    """What became of reading the mentions; a token or credit that is refused, or a network that lets us wait in vain,
    spares the other timelines, while one that fails at once says nothing of them (I10). Where `limit` says why nothing is read any more, the account says so too."""
    if not note_connection(account, source.connected(account), status, desk=desk):
        return "not_connected"
    if limit is not None:
        if Fault.LIMIT_REACHED not in status.faults:
            desk.heartbeats.fail(account.id, Fault.LIMIT_REACHED, limit, desk.clock.now())
        return Fault.LIMIT_REACHED
    if Fault.LIMIT_REACHED in status.faults:
        desk.heartbeats.clear(account.id, Fault.LIMIT_REACHED)
    failed: list[str] = []
    first = ""
    for timeline in Timeline:
        began = desk.clock.now()
        outcome = _read(account, source, timeline, status, failed, desk=desk)
        first = first or outcome
        waited = outcome == "failed" and desk.clock.now() - began > PROMPT
        if waited or outcome in ("disconnected", "out_of_credit"):
            break
    if failed:
        desk.heartbeats.fail(account.id, Fault.POLL_FAILED, failed[0], desk.clock.now())
    elif Fault.POLL_FAILED in status.faults:
        desk.heartbeats.clear(account.id, Fault.POLL_FAILED)
    return first


def _read(
    account: Account,
    source: Timelines,
    timeline: Timeline,
    status: AccountStatus,
    failed: list[str],
    *,
    desk: Desk,
) -> str:
    now, limits = desk.clock.now(), desk.rules[account.network].reading
    last = status.last.get(SIGNALS[timeline])
    if reason := status.paused(CALLS[timeline], now):
        return reason
    if timeline is Timeline.MESSAGES and last is not None and not _due(last, status, now, limits):
        return "not_due"
    try:
        with tracked_call(account.id, CALLS[timeline], desk=desk):
            for page in source.read(account, timeline, _since(last, now, limits)):
                _hand_on(account, page, desk=desk)
    except RateLimitedError:
        return "rate_limited"
    except DisconnectedError:
        return "disconnected"
    except OutOfCreditError:
        return "out_of_credit"
    except RefusedError:
        return "refused"
    except SocialNetworkError as error:
        failed.append(str(error))
        return "failed"
    if timeline is Timeline.MENTIONS and last is not None:
        request_replay(account, since=last, now=now, desk=desk)
    desk.heartbeats.beat(account.id, SIGNALS[timeline], now)
    return "polled"


def _due(last: datetime, status: AccountStatus, now: datetime, limits: ReadingLimits) -> bool:
    return Fault.WEBHOOK_SILENT in status.faults or now - last >= limits.messages_every


def _since(last: datetime | None, now: datetime, limits: ReadingLimits) -> datetime:
    return max(last - OVERLAP if last is not None else now - FIRST, now - limits.back)


def _hand_on(account: Account, page: TimelinePage, *, desk: Desk) -> None:
    """Puts the page's unknown posts into the queue; one that was deleted before it came in stays away (I6)."""
    unknown = [
        post_id
        for post_id in page.posts
        if desk.tickets.place(account.network, post_id) is None
        and desk.tickets.tombstone_of(account.network, post_id) is None
    ]
    now = desk.clock.now()
    for body in page.only(unknown) if unknown else ():
        desk.ingest.put(body, network=account.network, source="poll", app=account.app, received_at=now)
