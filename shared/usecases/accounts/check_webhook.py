"""Have a network that cannot be read test its webhook (I8): silence alone could be a quiet day, or a desk that is deaf."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import AccountStatus, Call, Signal
from shared.domain.errors import BudgetSpentError, DisconnectedError, RateLimitedError, RefusedError, SocialNetworkError
from shared.domain.settings.desk import Account
from shared.ports.networks import Plug
from shared.usecases.accounts.account_health import AccountHealthDesk, note_connection
from shared.usecases.accounts.call_health import CallHealthDesk, tracked_call


class CheckWebhookDesk(AccountHealthDesk, CallHealthDesk, Protocol):
    """The parts of the desk that `check_webhook` uses."""


EVERY = timedelta(seconds=165)
"""Every third minute, since runs come once a minute and not to the second. The strictest network allows 60 tests an hour;
two thirds are left to people and the doctor. A desk that has not tested for five minutes says so, as one that has not
polled."""


class WebhookTest(StrEnum):
    """The outcome of a test. The values are labels of a metric."""

    PASSED = "webhook_passed"
    BROKEN = "webhook_broken"
    NOT_DUE = "not_due"
    NOT_CONNECTED = "not_connected"
    RATE_LIMITED = "rate_limited"
    DISCONNECTED = "disconnected"
    FAILED = "failed"


def is_test_due(status: AccountStatus, now: datetime) -> bool:
    """Return whether it is time for the next test."""
    last = status.last.get(Signal.POLL)
    return (last is None or now - last >= EVERY) and not status.paused(Call.WEBHOOK, now)


def check_webhook(account: Account, plug: Plug, status: AccountStatus, *, desk: CheckWebhookDesk) -> WebhookTest:
    """Test the webhook if it is time, and raise or clear the fault `webhook_broken`. A test that the network carried out
    counts as a poll: the network was heard from, whatever it said."""
    if not note_connection(account, plug.setup.connected(account), status, desk=desk):
        return WebhookTest.NOT_CONNECTED
    now = desk.clock.now()
    if not is_test_due(status, now):
        return WebhookTest.NOT_DUE
    try:
        with tracked_call(account.id, Call.WEBHOOK, desk=desk):
            fault = _fault(account, plug)
    except BudgetSpentError:
        return WebhookTest.NOT_DUE
    except RateLimitedError:
        return WebhookTest.RATE_LIMITED
    except DisconnectedError:
        return WebhookTest.DISCONNECTED
    except SocialNetworkError as error:
        desk.heartbeats.fail(account.id, Fault.POLL_FAILED, str(error), now)
        return WebhookTest.FAILED
    _note(account, status, fault, desk=desk)
    desk.heartbeats.beat(account.id, Signal.POLL, now)
    return WebhookTest.BROKEN if fault is not None else WebhookTest.PASSED


def _fault(account: Account, plug: Plug) -> str | None:
    """Return what keeps the network from delivering; None if nothing does. Raises SocialNetworkErrors."""
    console = plug.console
    ours = f"/webhooks/{plug.webhook.name if plug.webhook is not None else plug.name}/{account.app}"
    known = console.webhooks(account.app)
    webhook = next((each for each in known if each.url.endswith(ours)), None)
    if webhook is None:
        others = ", ".join(each.url for each in known) or "no address"
        return f"The network delivers to {others}, and not to this desk."
    try:
        if not webhook.valid:
            console.prove(account.app, webhook.id)
        console.challenge(account.app, webhook.url)
    except RefusedError as error:
        return str(error)
    return None


def _note(account: Account, status: AccountStatus, fault: str | None, *, desk: CheckWebhookDesk) -> None:
    standing = status.faults.get(Fault.WEBHOOK_BROKEN)
    if fault is not None and (standing is None or standing.sentence != fault):
        desk.heartbeats.fail(account.id, Fault.WEBHOOK_BROKEN, fault, desk.clock.now())
    if fault is None and standing is not None:
        desk.heartbeats.clear(account.id, Fault.WEBHOOK_BROKEN)
    if Fault.POLL_FAILED in status.faults:
        desk.heartbeats.clear(account.id, Fault.POLL_FAILED)
