"""Poll every account, so that a post that the webhook did not deliver is found within a minute (I8)."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Protocol

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import AccountStatus, Signal
from shared.domain.errors import DeskError
from shared.domain.settings.desk import Account
from shared.ports.accounts import HasHeartbeats, HasLooks
from shared.ports.inbound import HasIngest
from shared.ports.networks import HasNetworks
from shared.ports.tickets import HasTickets
from shared.usecases.accounts.check_webhook import WebhookTest, check_webhook
from shared.usecases.accounts.usage import UsageDesk, reading_stops
from shared.usecases.inbound.look_up_names import look_up_names
from shared.usecases.inbound.poll_account import PollOutcome, poll_account
from shared.usecases.inbound.recover_webhook import WebhookOutcome, recover_webhook
from shared.usecases.settings.current import desk_settings


class PollAccountsDesk(UsageDesk, HasHeartbeats, HasIngest, HasLooks, HasNetworks, HasTickets, Protocol):
    """The parts of the desk that `poll_accounts` uses."""


ONE_RUN = timedelta(seconds=35)
"""A run begins no further account after this: the function has fifty seconds. The account that was read last comes
last.
"""

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def poll_accounts(*, desk: PollAccountsDesk) -> Counter[PollOutcome | WebhookOutcome | WebhookTest]:
    """Read every account's new mentions, own posts and direct messages into the ingest queue, on each network that can be
    read, and count the outcomes of reading mentions. An account that fails harms no other.

    Only posts that the desk does not hold yet are handed on, so a quiet minute costs reads and hardly a write. Where a
    network can be asked to deliver again, a silence of its webhook is ended, and the posts of that time are asked for. A
    network that cannot be read tests its webhook instead.
    """
    outcomes: Counter[PollOutcome | WebhookOutcome | WebhookTest] = Counter()
    began = desk.clock.now()
    limit = reading_stops(desk=desk)
    waiting = [(desk.heartbeats.of(account.id), account) for account in desk_settings(desk).live_accounts]
    for status, account in sorted(waiting, key=_turn):
        plug = desk.networks.get(account.network)
        if plug is None:
            continue
        if desk.clock.now() - began > ONE_RUN:
            outcomes[PollOutcome.NEXT_RUN] += 1
            continue
        try:
            if plug.timelines is None:
                outcomes[check_webhook(account, plug, status, desk=desk)] += 1
                if plug.profiles is not None:
                    look_up_names(account, plug.profiles, desk=desk)
                continue
            outcome = poll_account(account, plug.timelines, status, limit, desk=desk)
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
