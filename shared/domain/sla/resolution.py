"""The time to resolution of a ticket (C5), accumulated beside the reply clocks as the fold proceeds."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.domain.sla.calendar import Span
from shared.domain.sla.clock import Ref


@dataclass(frozen=True, slots=True)
class Resolution:
    """The time from opening to done, without the time spent answered. The first resolution stays on record.

    `resumed`: the ticket was reopened, and the figures are those of the last time it was done. `calendar` is the version
    with which the ticket's first promise was stamped, and `business` is counted on it; both are None only on resolutions
    of earlier versions.
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
    """The accumulator of a resolution: time counts while the customer waits, not while the ticket is answered or done."""

    opened_at: datetime | None = None
    before: timedelta = timedelta(0)
    """What was counted before the first span: of a long ticket, in its settled part."""
    _since: datetime | None = None
    _counted: list[Span] = field(default_factory=list)
    _answered: bool = False
    _told: tuple[Resolution, tuple[Span, ...]] | None = None

    @classmethod
    def resumed(
        cls,
        opened_at: datetime | None,
        *,
        since: datetime | None,
        before: timedelta,
        answered: bool,
        told: Resolution | None,
    ) -> "Resolving":
        """Go on from a state that `state` has returned."""
        return cls(opened_at, before, _since=since, _answered=answered, _told=(told, ()) if told is not None else None)

    @property
    def state(self) -> tuple[datetime | None, tuple[Span, ...], bool, Resolution | None]:
        """Return since when the customer waits, the spans counted, whether an answer came since, and what was told last."""
        return self._since, tuple(self._counted), self._answered, self._told[0] if self._told is not None else None

    def opened(self, at: datetime) -> None:
        self.opened_at = self.opened_at or at

    def goes_on(self, at: datetime) -> None:
        """Resume: the customer waits from now on."""
        if self._since is None:
            self._since = at

    def rests(self, at: datetime) -> None:
        """Pause: nobody waits from now on."""
        if self._since is not None:
            self._counted.append(Span(self._since, at))
            self._since = None

    def answered(self) -> None:
        self._answered = True

    def done(self, at: datetime) -> None:
        """Resolve now, or restore the earlier resolution if nothing was answered on a reopened ticket (C4)."""
        self.rests(at)
        if self._told is not None and not self._answered:
            return
        first = self._told[0].first_resolved_at if self._told is not None else at
        elapsed = sum((span.end - span.start for span in self._counted), self.before)
        self._told = Resolution(self.opened_at or at, at, elapsed, first), tuple(self._counted)
        self._answered = False

    def result(self, *, resumed: bool) -> tuple[Resolution | None, tuple[Span, ...]]:
        """Return the last resolution, and the spans that it counts."""
        if self._told is None:
            return None, ()
        resolution, spans = self._told
        return replace(resolution, resumed=resumed), spans
