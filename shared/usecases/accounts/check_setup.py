"""Check every day what else the desk depends on, on an account's network (I8): rights, settings of the account, a permission
that ends soon. The doctor asks the same when somebody asks the doctor; a right may be gone on any day."""

from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import AccountStatus, Call, Signal
from shared.domain.errors import SocialNetworkError
from shared.domain.settings.desk import Account
from shared.ports.networks import Plug
from shared.usecases.accounts.call_health import CallHealthDesk, record_failure


class CheckSetupDesk(CallHealthDesk, Protocol):
    """The parts of the desk that `check_setup` uses."""


EVERY = timedelta(days=1)

AGAIN = timedelta(hours=1)
"""When a check that found something, or failed, is made again: what somebody has mended is well within the hour."""


class SetupCheck(StrEnum):
    """The outcome of a check that did not find all well. The values are labels of a metric."""

    FAULTY = "setup_faulty"
    FAILED = "setup_unchecked"


def check_setup(account: Account, plug: Plug, status: AccountStatus, *, desk: CheckSetupDesk) -> SetupCheck | None:
    """Run the network's own checks if it is time, and raise or clear the fault `setup_faulty`. Return None if all is well, or
    if it is not time yet. What the network tells nobody is no fault.

    A token that is refused raises `account_disconnected`, as any call's; it clears nothing, since a network may have nothing
    to ask.
    """
    now, standing = desk.clock.now(), status.faults.get(Fault.SETUP_FAULTY)
    last = status.last.get(Signal.ACCOUNT_CHECKED)
    if last is not None and now - last < (AGAIN if standing is not None else EVERY):
        return None
    if status.paused(Call.CHECK_ACCOUNT, now):
        return None
    try:
        wrong = [f"{check.what}: {check.sentence}" for check in plug.console.checks(account) if check.well is False]
    except SocialNetworkError as error:
        record_failure(account.id, Call.CHECK_ACCOUNT, error, desk=desk)
        desk.heartbeats.beat(account.id, Signal.ACCOUNT_CHECKED, now - EVERY + AGAIN)
        return SetupCheck.FAILED
    if wrong:
        desk.heartbeats.fail(account.id, Fault.SETUP_FAULTY, "; ".join(wrong), now)
    elif standing is not None:
        desk.heartbeats.clear(account.id, Fault.SETUP_FAULTY)
    desk.heartbeats.beat(account.id, Signal.ACCOUNT_CHECKED, now)
    return SetupCheck.FAULTY if wrong else None
