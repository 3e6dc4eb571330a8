"""Return to its queue what a crash has left in an outbox, every minute (R1, L3)."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from functools import partial
from typing import Any, Protocol, TypeVar

from shared.domain.attachments.attachment import Attachment
from shared.domain.errors import DeskError
from shared.domain.notifications.queued import DigestDue
from shared.domain.operations.checkpoint import SliceBudget, SweepName
from shared.domain.operations.patience import UNINDEXED
from shared.domain.search.entries import PartId
from shared.ports.notifications import HasAlerts, HasDigests
from shared.ports.replies import HasReplies
from shared.usecases.attachments.want_attachments import RequeueDesk, requeue_attachment
from shared.usecases.operations.due_steps import put_alerts_back
from shared.usecases.operations.put_outbox_back import put_outbox_back
from shared.usecases.retrying import on_fresh_state
from shared.usecases.search.update_index import UpdateIndexDesk, ensure_note
from shared.usecases.settings.current import ReadsSettings, desk_settings
from shared.usecases.slices import SliceDesk, Sweep, Walked, walk


class SendUnsentDesk(
    ReadsSettings, RequeueDesk, SliceDesk, UpdateIndexDesk, HasAlerts, HasDigests, HasReplies, Protocol
):
    """The parts of the desk that `send_unsent` uses."""


A_RUN = 500
"""How many entries of each kind one run takes, the oldest first."""

ONE_RUN = timedelta(seconds=25)
"""How long a run takes further entries."""


class EndsAt(float, Enum):
    """By which share of the run's time each list takes no further entries. Each has a part of its own, and what the ones before it leave: one
    list that is slow to read keeps no other back. Alerts are first: nothing else finds those of a running clock (L3)."""

    ALERTS = 0.4
    OUTBOX = 0.7
    SAVES = 0.8
    SEARCH = 0.85
    FILES = 0.9
    DIGESTS = 1.0


Entry = TypeVar("Entry")


class Unsent(StrEnum):
    """The counts of the sweep: what it returned to a queue, and what it left to its worker."""

    REPLIES = "replies"
    ALERTS = "alerts"
    NOTES = "notes"
    RETURNED = "returned"
    DIGESTS = "digests"
    SAVES = "saves"
    ATTACHMENTS = "attachments"
    NOTES_SEARCHED = "notes_searched"
    IN_HAND = "in_hand"
    FAILED = "failed"


def send_unsent(*, desk: SendUnsentDesk, time: timedelta = ONE_RUN) -> Counter[Unsent]:
    """Return to their queue the replies, notes, alerts and files that are due and that no worker holds; send a person's collected
    alerts as a digest (L5); and finish the saves of very long tickets. A failure is counted, and delays nothing else; an error that
    is none of the desk's is raised once everything else has had its turn.
    """
    now, tickets = desk.clock.now(), desk.tickets
    run = _Run(now, time, desk)
    run.alerts()
    run.outbox()
    run.over(partial(tickets.unfinished, limit=A_RUN), partial(_finish_save, desk=desk), EndsAt.SAVES)
    unindexed = partial(tickets.unindexed, now - UNINDEXED, limit=A_RUN)
    run.over(unindexed, partial(_indexed, desk=desk), EndsAt.SEARCH)
    files = partial(desk.attachments.due, now, limit=A_RUN)
    run.over(files, partial(_requeued, now=now, desk=desk), EndsAt.FILES)
    digests = _queue_digests(now, run.time_left(EndsAt.DIGESTS), desk=desk)
    for error in (run.unexpected, digests.unexpected):
        if error is not None:
            raise error
    return run.done + digests.outcomes


class _Run:
    """One run over the lists: for as long as there is time, and whatever fails in between."""

    def __init__(self, began: datetime, time: timedelta, desk: SendUnsentDesk) -> None:
        self.done: Counter[Unsent] = Counter()
        self.unexpected: Exception | None = None
        self._began, self._time, self._desk = began, time, desk

    def time_left(self, end: EndsAt) -> timedelta:
        return max(timedelta(0), self._began + self._time * end.value - self._desk.clock.now())

    def alerts(self) -> None:
        self._walk(lambda: put_alerts_back(self._accounts(), desk=self._desk, time=self.time_left(EndsAt.ALERTS)))

    def outbox(self) -> None:
        self._walk(lambda: put_outbox_back(desk=self._desk, time=self.time_left(EndsAt.OUTBOX)))

    def _accounts(self) -> Sequence[str]:
        return [account.id for account in desk_settings(self._desk).accounts]

    def _walk(self, walk: Callable[[], Walked[Any]]) -> None:
        try:
            walked = walk()
        except Exception as error:  # noqa: BLE001  # raised once everything else has had its turn
            self._count(error)
            return
        self.done += Counter({Unsent(outcome): n for outcome, n in walked.outcomes.items()})
        self.unexpected = self.unexpected or walked.unexpected

    def over(self, read: Callable[[], Sequence[Entry]], handle: Callable[[Entry], Unsent], end: EndsAt) -> None:
        try:
            entries = read()
        except Exception as error:  # noqa: BLE001  # raised once everything else has had its turn
            self._count(error)
            return
        for entry in entries:
            if not self.time_left(end):
                return
            try:
                self.done[handle(entry)] += 1
            except Exception as error:  # noqa: BLE001  # as above
                self._count(error)

    def _count(self, error: Exception) -> None:
        self.done[Unsent.FAILED] += 1
        if not isinstance(error, DeskError):
            self.unexpected = self.unexpected or error


def _finish_save(ticket: str, *, desk: SendUnsentDesk) -> Unsent:
    on_fresh_state(partial(desk.tickets.finish_save, ticket))
    return Unsent.SAVES


def _indexed(found: tuple[str, PartId], *, desk: SendUnsentDesk) -> Unsent:
    ensure_note(*found, desk=desk)
    return Unsent.NOTES_SEARCHED


def _requeued(attachment: Attachment, *, now: datetime, desk: SendUnsentDesk) -> Unsent:
    requeue_attachment(attachment, now, desk=desk)
    return Unsent.ATTACHMENTS


def _queue_digests(now: datetime, left: timedelta, *, desk: SendUnsentDesk) -> Walked[Unsent]:
    """Have each person's collected alerts sent, once a run, however many there are of one person's."""
    queued: set[str] = set()

    def ready(_: str, *, after: str | None, limit: int) -> Sequence[tuple[str, str]]:
        return desk.digests.ready(now, after=after, limit=limit)

    def queue(person: str) -> Unsent:
        if person in queued:
            return Unsent.IN_HAND
        desk.alerts.put(DigestDue(person))
        queued.add(person)
        return Unsent.DIGESTS

    budget = SliceBudget(A_RUN, left)
    return walk(Sweep(SweepName.DIGESTS, ready, queue, Unsent.FAILED), [SweepName.DIGESTS], budget, desk=desk)
