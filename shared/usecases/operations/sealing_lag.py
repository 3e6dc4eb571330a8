"""For how long an account's days have not been sealed (M4): its reports are right without, and read every clock."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.errors import UnavailableError
from shared.domain.reporting.sealed_day import SealingProgress
from shared.ports.clock import HasClock
from shared.ports.reporting import HasSealedDays

SEALED_WITHIN = timedelta(hours=4)
"""Days are sealed every hour; a run that has much to do goes on in the next."""


class SealingLagDesk(HasSealedDays, HasClock, Protocol):
    """The parts of the desk that `sealing_lag` uses."""


def sealing_lag(accounts: Iterable[str], *, desk: SealingLagDesk) -> timedelta:
    """Return for how long the account has waited whose last complete sealing is longest ago, 0 if none has waited for too long.

    An account that was never sealed is new, and has nothing that anybody misses. One that cannot be read just then hides no other, unless
    none can be read: then raises UnavailableError.
    """
    lags, unread = [timedelta(0)], list[UnavailableError]()
    for account in accounts:
        try:
            progress = desk.sealed_days.progress(account)
        except UnavailableError as error:
            unread.append(error)
        else:
            lags.append(lag_of(progress, desk.clock.now()))
    if unread and len(lags) == 1:
        raise unread[0]
    return max(lags)


def lag_of(progress: SealingProgress | None, now: datetime) -> timedelta:
    """Return for how long the account has gone unsealed, 0 while that is no longer than it may take."""
    age = now - progress.folded if progress is not None else timedelta(0)
    return age if age > SEALED_WITHIN else timedelta(0)
