"""What the deliveries of one batch have in common, and is written or looked up once for all of them: signs of life (I8), charges,
whose writers are new (`Newcomers`), and how the table stands once all are stored (`Afterwards`).

A burst brings hundreds of posts a minute for one account. Written for each of them, the first two would meet all others on one record,
and each would take a seventh of the work of a post.
"""

from datetime import datetime
from typing import Protocol

from shared.domain.accounts.status import Signal
from shared.ports.accounts import HasHeartbeats
from shared.usecases.accounts.usage import EventCharges, UsageDesk
from shared.usecases.inbound.afterwards import Lookup
from shared.usecases.inbound.newcomers import Newcomers


class BatchDesk(UsageDesk, HasHeartbeats, Protocol):
    """The parts of the desk that a `Batch` uses."""


class Batch:
    """Gathers while deliveries are ingested; `write` ends it, also after a failure: what was ingested by then was heard.

    A process that ends before that has its deliveries again, and gathers anew. So nothing is recorded as counted before all of it
    is, and a crash loses no more than one that comes amid the writing.
    """

    def __init__(self) -> None:
        self.charges = EventCharges()
        self.newcomers = Newcomers()
        self.lookup = Lookup()
        self._heard: dict[tuple[str, Signal], datetime] = {}

    def heard(self, account: str, signal: Signal, at: datetime) -> None:
        """Note a sign of life of an account; of several the newest counts."""
        key = account, signal
        self._heard[key] = max(at, self._heard.get(key, at))

    def write(self, *, desk: BatchDesk) -> None:
        """Write what was gathered, and forget it. Raises UnavailableError if a sign of life cannot be written: whoever has read the
        deliveries has them again, since an account that is taken for deaf costs more."""
        self.charges.enter(desk=desk)
        heard, self._heard = self._heard, {}
        for (account, signal), at in heard.items():
            desk.heartbeats.beat(account, signal, at)
