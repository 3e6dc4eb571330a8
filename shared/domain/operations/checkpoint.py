"""The place at which a sweep resumes, and the budget of one of its runs.

A sweep walks over lists that may be far longer than one run can take, one list an account. It goes on behind the last row
that it has seen, so that every row has its turn, and a run costs the same however many rows wait.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

ATTEMPTS_AT_A_PLACE = 3
"""Failed readings of the same place in a row, after which a lap begins anew: the place may be of a form that only another
release reads."""

LAGS_AFTER = timedelta(hours=1)
"""A lap that has been under way for longer is reported."""


class SweepName(StrEnum):
    """The sweeps that walk in slices. The values stand in the table's keys."""

    STEPS = "steps"
    STEPS_AGAIN = "steps_again"
    ALERTS = "alerts"
    ALERTS_AGAIN = "alerts_again"
    OUTBOX = "outbox"
    OUTBOX_AGAIN = "outbox_again"
    DIGESTS = "digests"
    TIMERS = "timers"
    SEND_QUEUES = "send_queues"
    PROMISES = "promises"
    PROMISES_IN_PASSING = "promises_in_passing"
    AUTO_CLOSE = "auto_close"
    RETENTION = "retention"
    ERASURES = "erasures"
    DELETIONS = "deletions"
    SEARCH = "search"


TO_FINISH = (
    SweepName.STEPS,
    SweepName.ALERTS,
    SweepName.PROMISES,
    SweepName.AUTO_CLOSE,
    SweepName.RETENTION,
    SweepName.ERASURES,
)
"""The sweeps whose laps should come to their end soon. The others look at something in passing, or as far as a day's money goes."""


@dataclass(frozen=True, slots=True)
class SliceBudget:
    """The limit of one run: how many rows it takes at most, and for how long it takes further ones."""

    rows: int
    time: timedelta

    def within(self, left: timedelta) -> "SliceBudget":
        """Return the budget with no more time than is `left`."""
        return SliceBudget(self.rows, max(timedelta(0), min(self.time, left)))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A sweep's place in one list. `after` is the key of the last row that it has seen, None at the beginning. `since` is when the
    lap began that is not at its end yet, None between two laps. `lap` names what the present lap is made for, and `finished` the
    last one that reached the end without a row that failed, for sweeps that make a lap only when they have a reason to.
    `failures` counts the readings that failed at this place in a row. `version` guards it: of two runs at once, one goes on."""

    after: str | None = None
    since: datetime | None = None
    lap: str = ""
    finished: str = ""
    failures: int = 0
    unclean: bool = False
    version: int = 0

    def begun(self, lap: str, now: datetime) -> "Checkpoint":
        """Return the beginning of a lap, or the place in it if it is under way."""
        if self.since is not None and self.lap == lap:
            return self
        return Checkpoint(since=now, lap=lap, finished=self.finished, version=self.version)

    def moved(self, after: str, *, unclean: bool = False) -> "Checkpoint":
        """Return the place behind the row `after`; `unclean` if a row on the way has failed."""
        return replace(self, after=after, failures=0, unclean=self.unclean or unclean)

    def failed(self) -> "Checkpoint":
        """Return the same place with one more failure; the beginning of the list once the place has failed too often."""
        if self.failures + 1 < ATTEMPTS_AT_A_PLACE:
            return replace(self, failures=self.failures + 1)
        return replace(self, after=None, failures=0)

    def at_end(self) -> "Checkpoint":
        """Return the state between two laps."""
        finished = self.finished if self.unclean else self.lap
        return Checkpoint(lap=self.lap, finished=finished, version=self.version)


def lag(checkpoints: Iterable[Checkpoint], now: datetime) -> timedelta:
    """Return for how long the lap has been under way that takes longest; 0 where every list has been walked to its end."""
    return max((now - each.since for each in checkpoints if each.since is not None), default=timedelta(0))
