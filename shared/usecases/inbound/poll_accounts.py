"""Poll every account, so that a post that the webhook did not deliver is found within a minute (I8): each by itself, so
that one whose network is slow or fails delays no other."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import AccountStatus, Signal
from shared.domain.errors import DeskError, NotFoundError, UnavailableError
from shared.domain.settings.desk import Account
from shared.domain.tickets.customer_name import name_requests
from shared.ports.accounts import HasHeartbeats, HasLooks
from shared.ports.inbound import HasIngest, HasPollQueue
from shared.ports.networks import HasNetworks, Plug
from shared.ports.operations import HasLeases
from shared.ports.search import HasSearch
from shared.ports.tickets import HasTickets
from shared.usecases.accounts.check_setup import SetupCheck, check_setup
from shared.usecases.accounts.check_webhook import WebhookTest, check_webhook, is_test_due
from shared.usecases.accounts.read_quotas import QuotaOutcome, is_reading_due, read_if_due
from shared.usecases.accounts.renew_subscriptions import SubscriptionCheck, renew_subscriptions
from shared.usecases.accounts.usage import UsageDesk, reading_stops
from shared.usecases.inbound.look_up_names import look_up_names
from shared.usecases.inbound.poll_account import PollOutcome, poll_account
from shared.usecases.inbound.recover_webhook import WebhookOutcome, recover_webhook
from shared.usecases.settings.current import ReadsSettings, desk_settings

Outcomes = Counter[PollOutcome | WebhookOutcome | WebhookTest | SubscriptionCheck | SetupCheck | QuotaOutcome]


class PollDueDesk(
    UsageDesk, HasHeartbeats, HasIngest, HasLeases, HasLooks, HasNetworks, HasSearch, HasTickets, Protocol
):
    """The parts of the desk that `poll_due` uses."""


class SchedulePollsDesk(UsageDesk, HasHeartbeats, HasLooks, HasNetworks, HasPollQueue, Protocol):
    """The parts of the desk that `schedule_polls` uses."""


class PolledAccountsDesk(ReadsSettings, HasNetworks, Protocol):
    """What finding the accounts that can be polled takes."""


logger = logging.getLogger(__name__)

ONE_POLL = timedelta(seconds=55)
"""How long a worker has an account to itself: the function has fifty seconds, and after a crash the next minute's poll
finds the account free."""

OVERTAKEN = timedelta(minutes=2)
"""A message that has waited for longer is dropped at its first try: those of the minutes since stand behind it."""

ONE_RUN = timedelta(seconds=35)
"""A run over all accounts begins no further one after this: the function has fifty seconds. The account that was read last
comes last.
"""

UNHEARD = frozenset(
    {
        *(PollOutcome.NOT_CONNECTED, PollOutcome.DISCONNECTED, PollOutcome.FAILED),
        *(WebhookTest.NOT_CONNECTED, WebhookTest.DISCONNECTED, WebhookTest.FAILED, WebhookTest.RATE_LIMITED),
    }
)
"""Outcomes after which the network is asked nothing else in this run. A network that lets an account read no more for a while
may still end its subscriptions."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def schedule_polls(*, desk: SchedulePollsDesk) -> Counter[PollOutcome]:
    """Queue a message for every account that has something to be polled, each minute. One that cannot be queued keeps no
    other from being polled."""
    outcomes: Counter[PollOutcome] = Counter()
    limit, now = reading_stops(desk=desk), desk.clock.now()
    for account, plug in _polled(desk=desk):
        try:
            if _is_due(account, plug, now, desk=desk):
                desk.polls.put(account.id, at=now, limit=limit)
                outcomes[PollOutcome.SCHEDULED] += 1
        except UnavailableError as error:
            logger.warning("cannot schedule the poll of %s: %s", account.id, error)
            outcomes[PollOutcome.FAILED] += 1
    return outcomes


def poll_due(
    account_id: str, *, at: datetime, limit: str | None = None, again: bool = False, desk: PollDueDesk
) -> Outcomes:
    """Poll the account for which a poll was scheduled `at` that instant; `limit` says why nothing is read any more. A message
    that others have overtaken is dropped, unless it is tried `again`: then an error is repeated until it is looked at."""
    if not again and desk.clock.now() - at > OVERTAKEN:
        return Counter({PollOutcome.OVERTAKEN: 1})
    try:
        account = desk_settings(desk).account(account_id)
    except NotFoundError:
        return Counter()
    return _poll_one(account, limit, desk=desk)


def poll_accounts(*, desk: PollDueDesk) -> Outcomes:
    """Poll every account in turn, and count the outcomes of reading mentions: for a person who does not want to wait for the
    next minute. An account that fails harms no other.

    Only posts that the desk does not hold yet are handed on, so a quiet minute costs reads and hardly a write. Where a
    network can be asked to deliver again, a silence of its webhook is ended, and the posts of that time are asked for. A
    network that cannot be read tests its webhook instead.
    """
    outcomes: Outcomes = Counter()
    began = desk.clock.now()
    limit = reading_stops(desk=desk)
    waiting = [(desk.heartbeats.of(account.id), account) for account, _ in _polled(desk=desk)]
    for _, account in sorted(waiting, key=_turn):
        if desk.clock.now() - began > ONE_RUN:
            outcomes[PollOutcome.NEXT_RUN] += 1
            continue
        outcomes += _poll_one(account, limit, desk=desk)
    return outcomes


def _is_due(account: Account, plug: Plug, now: datetime, *, desk: SchedulePollsDesk) -> bool:
    """Return whether there is something to be done: timelines are read every minute, a webhook is tested and a quota read
    less often."""
    if plug.timelines is not None:
        return True
    status = desk.heartbeats.of(account.id)
    if is_test_due(status, now) or (plug.quotas is not None and is_reading_due(status, now)):
        return True
    return plug.profiles is not None and bool(desk.looks.wanted(name_requests(account.id), limit=1))


def _polled(*, desk: PolledAccountsDesk) -> Iterator[tuple[Account, Plug]]:
    """Yield the accounts in use on networks that can be read, or asked to test their webhook."""
    for account in desk_settings(desk).live_accounts:
        plug = desk.networks.get(account.network)
        if plug is not None and (plug.timelines is not None or plug.webhook is not None):
            yield account, plug


def _poll_one(account: Account, limit: str | None, *, desk: PollDueDesk) -> Outcomes:
    """Poll one account, unless another worker does so just now. A failure that the desk foresees is counted: the next minute
    comes all the same. Any other is raised."""
    plug = desk.networks.get(account.network)
    if plug is None or account.retired:
        return Counter()
    outcomes: Outcomes = Counter()
    try:
        with _to_itself(account, desk=desk) as free:
            if not free:
                return Counter({PollOutcome.IN_PROGRESS: 1})
            for outcome in _work(account, plug, limit, desk=desk):
                outcomes[outcome] += 1
            if plug.quotas is not None and (found := read_if_due(account, plug.quotas, desk=desk)):
                outcomes[found] += 1
    except DeskError as error:
        logger.warning("polling %s failed: %s", account.id, type(error).__name__)
        outcomes[PollOutcome.FAILED] += 1
    return outcomes


def _work(
    account: Account, plug: Plug, limit: str | None, *, desk: PollDueDesk
) -> Iterator[PollOutcome | WebhookOutcome | WebhookTest | SubscriptionCheck | SetupCheck]:
    """Read the account's timelines and recover its webhook; where there are none, have the webhook tested. Look up the names
    that it leaves out, and check what else the desk depends on, once the account answers. Yield each outcome."""
    status = desk.heartbeats.of(account.id)
    if plug.timelines is not None:
        outcome: PollOutcome | WebhookTest = poll_account(account, plug.timelines, status, limit, desk=desk)
        yield outcome
        reads = outcome is not PollOutcome.LIMIT_REACHED
        if recovered := recover_webhook(account, plug.redelivery, reads=reads, desk=desk):
            yield recovered
    elif plug.webhook is not None:
        yield (outcome := check_webhook(account, plug, status, desk=desk))
    else:
        return
    if plug.profiles is not None:
        look_up_names(account, plug.profiles, desk=desk)
    if outcome not in UNHEARD:
        yield from _upkeep(account, plug, status, desk=desk)


def _upkeep(
    account: Account, plug: Plug, status: AccountStatus, *, desk: PollDueDesk
) -> Iterator[SubscriptionCheck | SetupCheck]:
    """Renew what the network has ended, and check the account now and then."""
    if (renewed := renew_subscriptions(account, plug, status, desk=desk)) is not None:
        yield renewed
    if (checked := check_setup(account, plug, status, desk=desk)) is not None:
        yield checked


@contextmanager
def _to_itself(account: Account, *, desk: PollDueDesk) -> Iterator[bool]:
    """Yield whether this worker has the account to itself until the end of the block."""
    now = desk.clock.now()
    name, until = f"poll#{account.id}", now + ONE_POLL
    free = desk.leases.take(name, now, until)
    try:
        yield free
    finally:
        if free:
            _give_back(name, until, desk=desk)


def _give_back(name: str, until: datetime, *, desk: HasLeases) -> None:
    try:
        desk.leases.give_back(name, until)
    except UnavailableError as error:
        logger.warning("the lease %s lapses by itself: %s", name, error)


def _turn(each: tuple[AccountStatus, Account]) -> tuple[bool, datetime]:
    """Order accounts: those whose last poll failed come last, so that one that hangs keeps no other back; of the rest, the
    one that has waited the longest comes first."""
    status, _ = each
    return Fault.POLL_FAILED in status.faults, status.last.get(Signal.POLL, LONG_AGO)
