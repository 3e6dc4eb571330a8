"""Find what a crash, a lost timer or a restart has left behind, every five minutes (design §3, L3)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, StrEnum
from typing import Any, Protocol

from shared.domain.accounts.status import Signal
from shared.domain.operations.checkpoint import SliceBudget, SweepName
from shared.ports.accounts import HasHeartbeats
from shared.usecases.operations.due_steps import DueStepsDesk, Overdue, chase_lost_steps, start_missing_timers
from shared.usecases.operations.jobs import Jobs
from shared.usecases.replies.send_queue import SendQueueDesk, clear_send_queue
from shared.usecases.settings.current import desk_settings
from shared.usecases.sla import reapply_to_waiting
from shared.usecases.sla.reapply_to_waiting import Reapplied, reapply_everywhere, reapply_in_passing
from shared.usecases.slices import Sweep, Walked, walk
from shared.usecases.tickets import auto_close as auto_close_job
from shared.usecases.tickets.auto_close import AutoClose, auto_close


class ReconcileDesk(DueStepsDesk, SendQueueDesk, HasHeartbeats, Protocol):
    """The parts of the desk that `find_overdue` uses."""


RECONCILER = ":reconciler"
"""The heartbeat's name of the reconciler; account ids have no colon."""

ONE_RUN = timedelta(seconds=40)
"""How long a run takes further tickets; the function has fifty seconds, and looks after the accounts too."""


class EndsAt(float, Enum):
    """By which share of the run's time each job takes no further rows. Each has a part of its own, and what the ones before it leave: together
    they could take longer than a run, and the last would never have their turn. The sweep of every minute has more time for promises."""

    PROMISES = 0.375
    STEPS = 0.7
    TIMERS = 0.8
    IN_PASSING = 0.85
    QUEUES = 0.925
    SILENT = 1.0


QUEUES = SliceBudget(rows=1000, time=timedelta(seconds=5))


class Cleared(StrEnum):
    """The outcome for the send queue of an account."""

    CLEARED = "cleared"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class OverdueLook:
    """The outcomes of one check: for the tickets that are due, for changed promises, for the send queues, and for silent tickets."""

    steps: Walked[Overdue] = field(default_factory=Walked)
    promises: Walked[Reapplied] = field(default_factory=Walked)
    queues: Walked[Cleared] = field(default_factory=Walked)
    silent: Walked[AutoClose] = field(default_factory=Walked)
    took: timedelta = timedelta(0)
    jobs: Jobs = field(default_factory=Jobs)
    """Those that failed as a whole. Whoever began the run raises their error at its end."""

    @property
    def walks(self) -> tuple[Walked[Any], ...]:
        return self.steps, self.promises, self.queues, self.silent

    @property
    def waiting(self) -> Counter[Overdue]:
        """The outcomes for tickets that wait."""
        reapplied = Counter({Overdue.REAPPLIED: self.promises.outcomes[Reapplied.REAPPLIED]})
        return self.steps.outcomes + reapplied

    def figures(self) -> dict[str, int]:
        """Return every count for the log; what failed is one of those looked at."""
        figures = {
            outcome.value: n for counted in (self.waiting, self.silent.outcomes) for outcome, n in counted.items()
        }
        figures["failed"] = sum(each.outcomes["failed"] for each in self.walks)
        return {**figures, "looked_at": self.waiting.total(), "took_s": round(self.took.total_seconds())}


def find_overdue(*, desk: ReconcileDesk, time: timedelta = ONE_RUN) -> OverdueLook:
    """Find clocks that a change of settings has not reached yet (C6), steps that ought to have fired, and timers that are missing; then
    leftovers in the queues of private answers; then tickets that their silence closes (C5).

    Everything is walked in slices, and what is due is looked up by its time, so that a run costs the same however much waits. An
    account whose list cannot be read just then is left to the next run. A job that fails as a whole keeps no other from its turn.
    Raises only what keeps the settings from being read, without which no account is known.
    """
    began, jobs = desk.clock.now(), Jobs()
    accounts = [account.id for account in desk_settings(desk, fresh=True).accounts]

    def left(end: EndsAt) -> timedelta:
        return max(timedelta(0), time * end.value - (desk.clock.now() - began))

    def promised() -> Walked[Reapplied]:
        return reapply_everywhere(desk=desk, budget=reapply_to_waiting.ONE_RUN.within(left(EndsAt.PROMISES)))

    def promised_in_passing() -> Walked[Reapplied]:
        return reapply_in_passing(desk=desk, budget=reapply_to_waiting.IN_PASSING.within(left(EndsAt.IN_PASSING)))

    promises = jobs.walk(SweepName.PROMISES, promised)
    steps = jobs.walk(SweepName.STEPS, lambda: chase_lost_steps(accounts, desk=desk, time=left(EndsAt.STEPS)))
    timers = jobs.walk(SweepName.TIMERS, lambda: start_missing_timers(accounts, desk=desk, time=left(EndsAt.TIMERS)))
    promises = promises.plus(jobs.walk(SweepName.PROMISES_IN_PASSING, promised_in_passing))
    queues = jobs.walk(
        SweepName.SEND_QUEUES, lambda: _clear_queues(accounts, QUEUES.within(left(EndsAt.QUEUES)), desk=desk)
    )
    silent = jobs.walk(
        SweepName.AUTO_CLOSE,
        lambda: auto_close(desk=desk, budget=auto_close_job.ONE_RUN.within(left(EndsAt.SILENT))),
    )
    jobs.run(RECONCILER, lambda: desk.heartbeats.beat(RECONCILER, Signal.RECONCILED, desk.clock.now()), lambda: None)
    return OverdueLook(steps.plus(timers), promises, queues, silent, desk.clock.now() - began, jobs)


def _clear_queues(accounts: Sequence[str], budget: SliceBudget, *, desk: ReconcileDesk) -> Walked[Cleared]:
    """Clear the send queues of the accounts, as many as there is time for."""

    def every(_: str, *, after: str | None, limit: int) -> Sequence[tuple[str, str]]:
        return [(account, account) for account in sorted(accounts) if after is None or account > after][:limit]

    def clear(account: str) -> Cleared:
        clear_send_queue(account, desk=desk)
        return Cleared.CLEARED

    sweep = Sweep(SweepName.SEND_QUEUES, every, clear, Cleared.FAILED)
    return walk(sweep, [SweepName.SEND_QUEUES], budget, desk=desk)
