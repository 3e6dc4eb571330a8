"""The number of answers that an account's plan with the network still lets it send (N7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.accounts.faults import FaultState

WARN_AT = 0.8
"""The share of a quota at which managers are warned: of a month, about a week is left."""

TRUSTED = timedelta(hours=2)
"""How long a reading stops answers: quotas are read hourly, and an older reading says nothing of now."""

READ_EVERY = timedelta(hours=1)

READ_USED_UP = timedelta(minutes=4)
"""How soon a used-up quota is read again, which is in the next run: whoever takes a bigger plan wants to answer."""

STAYS_NEAR = 0.7
"""A warning at 80 % is over below this: networks count approximately, and a figure that wavers warns once."""

REFUSAL_HOLDS = timedelta(hours=1)
"""How long a refusal is believed before a count with answers left, since networks call theirs approximate."""


@dataclass(frozen=True, slots=True)
class Quota:
    """A reading: `used` of `limit` answers at `as_of`; `limit` is None if the plan has none. The count starts anew at
    `renews_at`, None if the network does not say when."""

    limit: int | None
    used: int
    as_of: datetime
    renews_at: datetime | None = None

    @property
    def left(self) -> int | None:
        """Return how many answers can be sent; None without a limit."""
        return None if self.limit is None else max(0, self.limit - self.used)

    @property
    def used_up(self) -> bool:
        return self.left == 0

    @property
    def near(self) -> bool:
        """Return True if managers have to know that the quota runs out."""
        return self.reaches(WARN_AT)

    def reaches(self, share: float) -> bool:
        """Return whether this share of the limit is used. A plan without any answers is used up from the beginning."""
        return self.limit is not None and self.used >= self.limit * share

    def current(self, now: datetime) -> bool:
        """Return False once the count has started anew: what was used before says nothing of what is left."""
        return self.renews_at is None or now < self.renews_at


def is_due(last: Quota | None, now: datetime) -> bool:
    """Return whether the quota is to be read now."""
    if last is None or not last.current(now):
        return True
    return now - last.as_of >= (READ_USED_UP if last.used_up else READ_EVERY)


def known(last: Quota | None, now: datetime) -> Quota | None:
    """Return the reading if it still says what is left; an old one, or one of the month before, is none (N7)."""
    return last if last is not None and last.current(now) and now - last.as_of <= TRUSTED else None


def stops_answers(refused: FaultState | None, last: Quota | None, now: datetime) -> bool:
    """Return whether the plan allows no answer: `refused` is the account's fault that says so. What nobody has confirmed of
    late stops nothing, since the network has the last word."""
    if refused is None or (last is not None and not last.current(now)):
        return False
    return now - max(refused.since, last.as_of if last is not None else refused.since) <= TRUSTED


def ends_fault(refused: FaultState, before: Quota | None, reading: Quota) -> bool:
    """Return whether the reading shows that answers go out again: the month is over, the plan is a bigger one, or the refusal
    is so old that the count is believed."""
    if reading.used_up:
        return False
    bigger = before is not None and before.limit != reading.limit
    return bigger or not reading.near or reading.as_of - refused.since >= REFUSAL_HOLDS
