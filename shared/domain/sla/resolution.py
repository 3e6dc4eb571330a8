"""How long it took until a ticket was done (C5): told moment by moment beside the reply clocks, as the fold goes on."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.domain.sla.calendar import Span
from shared.domain.sla.clock import Ref


@dataclass(frozen=True, slots=True)
class Resolution:
    """From opening to done, without the time in which nothing waited for us. The first one stays on record.

    `resumed`: the ticket was opened again, and the figures are those of the last time that it was done. `calendar` is
    the one that the ticket's first promise was stamped with, and `business` is counted in that version of it: None only
    on a resolution from before it was.
    """

    started_at: datetime
    resolved_at: datetime
    elapsed: timedelta
    first_resolved_at: datetime
    resumed: bool = False
    calendar: Ref | None = None
    business: timedelta | None = None


@dataclass(slots=True)
class Resolving:
    """The time that counts towards a resolution: while the customer waits, and neither while we have spoken last nor
    while the ticket is done."""

    opened_at: datetime | None = None
    _since: datetime | None = None
    _counted: list[Span] = field(default_factory=list)
    _answered: bool = False
    _told: tuple[Resolution, tuple[Span, ...]] | None = None

    def opened(self, at: datetime) -> None:
        self.opened_at = self.opened_at or at

    def goes_on(self, at: datetime) -> None:
        """Somebody waits for us from now on: what was done is resumed."""
        if self._since is None:
            self._since = at

    def rests(self, at: datetime) -> None:
        """Nobody waits for us from now on."""
        if self._since is not None:
            self._counted.append(Span(self._since, at))
            self._since = None

    def answered(self) -> None:
        self._answered = True

    def done(self, at: datetime) -> None:
        """Nothing answered on a reopened ticket restores the earlier done (C4); otherwise it is resolved now."""
        self.rests(at)
        if self._told is not None and not self._answered:
            return
        first = self._told[0].first_resolved_at if self._told is not None else at
        elapsed = sum((span.end - span.start for span in self._counted), timedelta(0))
        self._told = Resolution(self.opened_at or at, at, elapsed, first), tuple(self._counted)
        self._answered = False

    def told(self, *, resumed: bool) -> tuple[Resolution | None, tuple[Span, ...]]:
        """The last resolution, and the spans that it counts."""
        if self._told is None:
            return None, ()
        resolution, spans = self._told
        return replace(resolution, resumed=resumed), spans
