"""Read mentions far behind the newest ones now and then: some networks list posts by a time that their author declares."""

import logging
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.accounts.status import AccountStatus, Signal
from shared.domain.errors import SocialNetworkError
from shared.domain.settings.desk import Account
from shared.ports.accounts import HasHeartbeats
from shared.ports.network_reading import Timeline, Timelines
from shared.ports.networks import HasRules
from shared.usecases.inbound.hand_on import HandOnDesk, hand_on


class SweepMentionsDesk(HandOnDesk, HasHeartbeats, HasRules, Protocol):
    """The parts of the desk that `sweep_mentions` uses."""


logger = logging.getLogger(__name__)

ONE_SWEEP = timedelta(seconds=20)
"""A sweep begins no further page after this: the account's next poll is a minute away."""

AFTER_A_FAILURE = timedelta(hours=1)
"""When a sweep that failed is made again."""


def sweep_mentions(
    account: Account, source: Timelines, status: AccountStatus, *, first_start: datetime, desk: SweepMentionsDesk
) -> None:
    """Read the account's mentions as far back as the network's rules say, if it is time, and hand on the unknown ones.

    It follows a poll that went well, and no failure of it is one of the poll. What was there before `first_start`, where the
    account's first poll began, opens nothing: the desk did not promise it an answer.
    """
    limits, now = desk.rules[account.network].reading, desk.clock.now()
    if limits.sweep is None:
        return
    swept, read_since = status.last.get(Signal.SWEPT), status.last.get(Signal.READ_SINCE)
    if read_since is None or swept is None:
        desk.heartbeats.beat(account.id, Signal.READ_SINCE, read_since or first_start)
        desk.heartbeats.beat(account.id, Signal.SWEPT, now)
        return
    if now - swept < limits.sweep_every:
        return
    since = max(now - limits.sweep, read_since)
    try:
        for page in source.read(account, Timeline.MENTIONS, since):
            hand_on(account, page, unseen_at=status.last.get(Signal.POLL), desk=desk)
            if desk.clock.now() - now > ONE_SWEEP:
                logger.warning("the sweep of %s ran out of time", account.id)
                break
    except SocialNetworkError as error:
        logger.warning("the sweep of %s failed: %s", account.id, type(error).__name__)
        desk.heartbeats.beat(account.id, Signal.SWEPT, now - limits.sweep_every + AFTER_A_FAILURE)
        return
    desk.heartbeats.beat(account.id, Signal.SWEPT, now)
