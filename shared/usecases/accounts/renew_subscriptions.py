"""Subscribe an account again to what its network has ended (I8): some end a subscription after an hour of failed deliveries,
or when somebody changes the app, and tell nobody."""

from enum import StrEnum
from typing import Protocol

from shared.domain.accounts.connection import RegisteredWebhook, Subscription
from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import AccountStatus, Call, Signal
from shared.domain.errors import RefusedError, SocialNetworkError
from shared.domain.settings.desk import Account
from shared.ports.networks import Console, Plug
from shared.usecases.accounts.call_health import CallHealthDesk, back_off, record_failure
from shared.usecases.accounts.connect_account import missing


class RenewSubscriptionsDesk(CallHealthDesk, Protocol):
    """The parts of the desk that `renew_subscriptions` uses."""


class SubscriptionCheck(StrEnum):
    """The outcome of a check that found, or could not do, something. The values are labels of a metric."""

    RENEWED = "subscriptions_renewed"
    LOST = "subscriptions_lost"
    FAILED = "subscriptions_unchecked"


def renew_subscriptions(
    account: Account, plug: Plug, status: AccountStatus, *, desk: RenewSubscriptionsDesk
) -> SubscriptionCheck | None:
    """Check the account's subscriptions if it is time, make those again that are missing, and raise or clear the fault
    `subscriptions_lost`. Return None if they are all there, or if it is not time yet.

    An app that delivers to another address is left alone: that may be another team's desk. A check that failed is made again
    in the next minute, one that the network refused after a growing pause (I10).
    """
    every, now = plug.rules.reading.subscriptions_every, desk.clock.now()
    if every is None or status.paused(Call.SUBSCRIPTIONS, now):
        return None
    last, standing = status.last.get(Signal.SUBSCRIPTIONS_CHECKED), status.faults.get(Fault.SUBSCRIPTIONS_LOST)
    if last is not None and now - last < every and standing is None:
        return None
    try:
        renewed = _renew(account, plug)
    except RefusedError as error:
        desk.heartbeats.fail(account.id, Fault.SUBSCRIPTIONS_LOST, str(error), now)
        since = standing.since if standing is not None else now
        back_off(account.id, Call.SUBSCRIPTIONS, error, since, desk=desk)
        return SubscriptionCheck.LOST
    except SocialNetworkError as error:
        record_failure(account.id, Call.SUBSCRIPTIONS, error, desk=desk)
        return SubscriptionCheck.FAILED
    if standing is not None:
        desk.heartbeats.clear(account.id, Fault.SUBSCRIPTIONS_LOST)
    desk.heartbeats.beat(account.id, Signal.SUBSCRIPTIONS_CHECKED, now)
    return SubscriptionCheck.RENEWED if renewed else None


def _renew(account: Account, plug: Plug) -> bool:
    """Make the missing subscriptions; return whether there were any. One that is refused keeps none of the others from being
    made: RefusedError says which in the end. Raises other SocialNetworkErrors."""
    console = plug.console
    lacking = [each for each in missing(account, console=console) if not each.optional]
    if not lacking:
        return False
    webhook = _ours(account, plug)
    if webhook is None:
        raise RefusedError(f"{', '.join(each.event for each in lacking)}: the network delivers to another address.")
    refused = [why for each in lacking if (why := _subscribe(account, each, webhook, console)) is not None]
    if refused:
        raise RefusedError("; ".join(refused))
    return True


def _ours(account: Account, plug: Plug) -> RegisteredWebhook | None:
    path = f"/webhooks/{plug.webhook.name if plug.webhook is not None else plug.name}/{account.app}"
    return next((each for each in plug.console.webhooks(account.app) if each.url.endswith(path)), None)


def _subscribe(account: Account, wanted: Subscription, webhook: RegisteredWebhook, console: Console) -> str | None:
    """Subscribe, and return the network's words if it refuses. Raises other SocialNetworkErrors."""
    try:
        console.subscribe(account, wanted, webhook.id)
    except RefusedError as error:
        return f"{wanted.event}: {error}"
    return None
