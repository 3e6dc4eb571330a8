"""Return to its queue what a crash has left in the outbox of the tickets (R1, W4)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import zip_longest
from typing import Protocol

from shared.domain.errors import DeskError
from shared.domain.notifications.queued import AlertDue, MentionInNote, ReplyReturned
from shared.domain.operations.checkpoint import SweepName
from shared.domain.operations.patience import PATIENCE
from shared.domain.search.entries import NOTE, PartId
from shared.domain.sla.alert import AlertKey
from shared.ports.notifications import HasAlerts
from shared.ports.replies import HasReplies
from shared.ports.tickets import OutboxPart, Outgoing
from shared.usecases.operations.fresh_first import fresh_first
from shared.usecases.search.update_index import UpdateIndexDesk, ensure_part
from shared.usecases.slices import SliceDesk, Walked


class PutOutboxBackDesk(SliceDesk, UpdateIndexDesk, HasAlerts, HasReplies, Protocol):
    """The parts of the desk that `put_outbox_back` uses."""


SHORT = 100
"""Places of a part that a run takes as it finds them, without looking up where the last one stopped: so a quiet desk reads no place
every minute."""


class PutBack(StrEnum):
    """The outcome for an entry of the outbox."""

    REPLIES = "replies"
    ALERTS = "alerts"
    NOTES = "notes"
    RETURNED = "returned"
    IN_HAND = "in_hand"
    FAILED = "failed"


Placed = tuple[str, Sequence[Outgoing]]


def put_outbox_back(*, desk: PutOutboxBackDesk, time: timedelta) -> Walked[PutBack]:
    """Return replies, notes and alerts that are due to their queue.

    What no worker can send stays due, and whole accounts can come to that. So a long part of the outbox is walked over with a place: what
    has come due since the last run is returned at once, and of the rest a slice a run, which is also how seldom it is tried then.
    """
    return _Run(time, desk).over_all()


class _Run:
    def __init__(self, time: timedelta, desk: PutOutboxBackDesk) -> None:
        self._desk, self._now = desk, desk.clock.now()
        self._ends = self._now + time
        self._walked: Walked[PutBack] = Walked()

    def over_all(self) -> Walked[PutBack]:
        short: list[Sequence[Placed]] = []
        long: list[str] = []
        for part in OutboxPart:
            try:
                found = self._due(part, after=None, limit=SHORT + 1)
            except Exception as error:  # noqa: BLE001  # raised once everything else has had its turn
                self._count_failure(error)
                continue
            if len(found) > SHORT:
                long.append(part)
            else:
                short.append(found)
        for row in (row for rows in zip_longest(*short) for row in rows if row is not None):
            if self._desk.clock.now() >= self._ends:
                return self._walked
            self._put_back(row[1])
        if long:
            self._walk(long)
        return self._walked

    def _walk(self, parts: Sequence[str]) -> None:
        names = SweepName.OUTBOX, SweepName.OUTBOX_AGAIN
        left = max(timedelta(0), self._ends - self._desk.clock.now())
        walked = fresh_first(names, parts, self._due, self._handle, PutBack.FAILED, left, desk=self._desk)
        self._walked = self._walked.plus(walked)

    def _due(self, part: str, *, after: str | None, limit: int) -> Sequence[Placed]:
        return self._desk.tickets.outbox_part(OutboxPart(part), self._now, after=after, limit=limit)

    def _handle(self, owed: Sequence[Outgoing]) -> PutBack:
        """Take one place. What it holds beside the first entry is counted here."""
        if not owed:
            return PutBack.IN_HAND
        self._put_back(owed[1:])
        return self._returned(owed[0])

    def _put_back(self, owed: Sequence[Outgoing]) -> None:
        for outgoing in owed:
            try:
                self._walked.outcomes[self._returned(outgoing)] += 1
            except Exception as error:  # noqa: BLE001  # as above
                self._count_failure(error)

    def _returned(self, outgoing: Outgoing) -> PutBack:
        return _put_back(outgoing, now=self._now, desk=self._desk)

    def _count_failure(self, error: Exception) -> None:
        self._walked.outcomes[PutBack.FAILED] += 1
        if not isinstance(error, DeskError):
            self._walked.unexpected = self._walked.unexpected or error


def _put_back(item: Outgoing, *, now: datetime, desk: PutOutboxBackDesk) -> PutBack:
    if item.reply is not None:
        desk.replies.put(item.ticket, item.reply)
        return PutBack.REPLIES
    if item.returned is not None:
        desk.alerts.put(ReplyReturned(item.ticket, item.returned))
        return PutBack.RETURNED
    ticket = desk.tickets.load(item.ticket)
    note = ticket.action(item.note) if item.note is not None else None
    if note is not None and _is_lost(note.pending_since, now):
        ensure_part(ticket, PartId(NOTE, note.id, note.at), desk=desk)
        desk.alerts.put(MentionInNote(item.ticket, note.id))
        return PutBack.NOTES
    alert = ticket.alert(*item.alert) if item.alert is not None else None
    if alert is not None and _is_lost(alert.pending_since, now):
        desk.alerts.put(AlertDue(AlertKey(item.ticket, *alert.key)))
        return PutBack.ALERTS
    return PutBack.IN_HAND


def _is_lost(pending_since: datetime | None, now: datetime) -> bool:
    return pending_since is not None and now - pending_since > PATIENCE
