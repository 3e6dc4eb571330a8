"""Whether anything is due, by the lists of the other fakes (ports.DueLists)."""

from collections.abc import Iterable
from datetime import datetime

from shared.ports.attachments import Attachments
from shared.ports.notifications import Digests
from shared.ports.tickets import OutboxPart, TicketStore


class FakeDueLists:
    def __init__(self, tickets: TicketStore, attachments: Attachments, digests: Digests) -> None:
        self._tickets, self._attachments, self._digests = tickets, attachments, digests

    def is_anything_due(
        self, accounts: Iterable[str], now: datetime, *, steps_before: datetime, notes_before: datetime
    ) -> bool:
        return (
            any(self._tickets.steps_due(account, steps_before, limit=1) for account in accounts)
            or any(self._tickets.outbox_part(part, now, after=None, limit=1) for part in OutboxPart)
            or bool(self._tickets.unfinished(limit=1))
            or bool(self._tickets.unindexed(notes_before, limit=1))
            or bool(self._attachments.due(now, limit=1))
            or bool(self._digests.ready(now, limit=1))
        )
