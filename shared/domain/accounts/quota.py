"""The number of answers that an account's plan with the network still lets it send (N7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WARN_AT = 0.8
"""The share of a quota at which managers are warned: of a month, about a week is left."""

TRUSTED = timedelta(hours=2)
"""How long a reading stops answers: quotas are read hourly, and an older reading says nothing of now."""


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
