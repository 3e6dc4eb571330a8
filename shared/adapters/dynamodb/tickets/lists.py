"""Lists of tickets, read from the sparse indexes."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.item import Item, OnTable
from shared.adapters.dynamodb.plain_query import query_plainly
from shared.adapters.dynamodb.tickets.mapping import reply_of
from shared.adapters.dynamodb.tickets.models import (
    ActionItem,
    AlertItem,
    ClockItem,
    HandleItem,
    OwedItem,
    ReplyItem,
    ResolutionItem,
    TicketItem,
)
from shared.adapters.dynamodb.tickets.parts import unindexed_notes
from shared.adapters.dynamodb.tickets.plain_rows import listed_of
from shared.adapters.dynamodb.tickets.rows import measured_clock, measured_resolution, row_of
from shared.domain.replies.reply import Reply
from shared.domain.search.entries import PartId
from shared.domain.text.search_words import folded
from shared.domain.tickets.fold import Status
from shared.domain.tickets.listed import ListedTicket
from shared.domain.tickets.rows import MeasuredClock, TicketRow
from shared.ports.tickets import Outgoing


class TicketLists(OnTable):
    """The sparse indexes: what waits, what is recent, what is owed."""

    def waiting(self, account: str, *, after: str | None = None, limit: int) -> Sequence[tuple[str, TicketRow]]:
        later = TicketItem.due_sk > after if after is not None else None
        found = TicketItem.query(keys.waiting(account), later, index_name="due", limit=limit)
        return [(item.due_sk, row_of(item)) for item in found]

    def recent(
        self, account: str, status: Status, *, after: str | None = None, limit: int
    ) -> Sequence[tuple[str, TicketRow]]:
        earlier = TicketItem.recent_sk < after if after is not None else None
        found = TicketItem.query(
            keys.listed(account, status.value), earlier, index_name="recent", limit=limit, scan_index_forward=False
        )
        return [(item.recent_sk, row_of(item)) for item in found]

    def list_waiting(self, account: str, *, after: str | None = None, limit: int) -> Sequence[ListedTicket]:
        later = TicketItem.due_sk > after if after is not None else None
        return [listed_of(raw, "due_sk") for raw in query_plainly("due", keys.waiting(account), later, limit=limit)]

    def list_status(
        self, account: str, status: Status, *, after: str | None = None, limit: int
    ) -> Sequence[ListedTicket]:
        earlier = TicketItem.recent_sk < after if after is not None else None
        partition = keys.listed(account, status.value)
        found = query_plainly("recent", partition, earlier, limit=limit, newest_first=True)
        return [listed_of(raw, "recent_sk") for raw in found]

    def by_handle(self, account: str, handle: str, *, limit: int) -> Sequence[TicketRow]:
        """Find tickets in two steps: the handle leads to customers, and their heads stand in a partition each."""
        if not folded(handle):
            return []
        found = HandleItem.query(keys.handle(account, folded(handle)), index_name="recent", limit=limit)
        customers = dict.fromkeys(item.pk for item in found)
        rows = [row_of(head) for partition in customers for head in _heads(partition)]
        return sorted(rows, key=lambda row: (row.last_post_at, row.id), reverse=True)[:limit]

    def silent(
        self,
        account: str,
        before: datetime,
        *,
        status: Status = Status.ANSWERED,
        after: str | None = None,
        limit: int,
    ) -> Sequence[tuple[str, TicketRow]]:
        """Return tickets whose last post is older than `before`. The range includes `after` itself, so one more is
        read and it is left out."""
        if after is not None and after >= keys.instant(before):
            return []
        place = TicketItem.recent_sk
        span = place < keys.instant(before) if after is None else place.between(after, keys.instant(before))
        partition = keys.listed(account, status.value)
        found = TicketItem.query(partition, span, index_name="recent", limit=limit + (after is not None))
        return [(item.recent_sk, row_of(item)) for item in found if item.recent_sk != after][:limit]

    def clocks_started(self, account: str, start: datetime, end: datetime) -> Iterator[MeasuredClock]:
        """Yield the clocks started in a half-open span: a key continues after its instant, so that none equals
        `end`."""
        if start >= end:
            return
        span = Item.recent_sk.between(keys.instant(start), keys.instant(end))
        for item in Item.query(keys.started(account), span, index_name="recent"):
            if isinstance(item, ClockItem):
                yield measured_clock(item)
            elif isinstance(item, ResolutionItem):
                yield measured_resolution(item)

    def returned(self, *, after: str | None = None, limit: int) -> Sequence[tuple[str, str, Reply]]:
        earlier = ReplyItem.recent_sk < after if after is not None else None
        found = ReplyItem.query(keys.RETURNED, earlier, index_name="recent", limit=limit, scan_index_forward=False)
        return [(item.recent_sk, item.ticket, reply_of(item)) for item in found]

    def outbox(self, before: datetime, *, limit: int) -> Sequence[Outgoing]:
        until = Item.due_sk < keys.instant(before)
        replies = ReplyItem.query(keys.DUE_REPLIES, until, index_name="due", limit=limit)
        alerts = AlertItem.query(keys.DUE_ALERTS, until, index_name="due", limit=limit)
        notes = ActionItem.query(keys.DUE_NOTES, until, index_name="due", limit=limit)
        returned = ReplyItem.query(keys.DUE_RETURNED, until, index_name="due", limit=limit)
        found = [(item.due_sk, Outgoing(item.ticket, reply=item.id)) for item in replies]
        found += [(item.due_sk, Outgoing(item.ticket, returned=item.id)) for item in returned]
        found += [(item.due_sk, Outgoing(item.ticket, note=item.id)) for item in notes]
        found += [(item.due_sk, Outgoing(item.ticket, alert=(item.clock, item.step, item.due_at))) for item in alerts]
        return [outgoing for _, outgoing in sorted(found, key=lambda each: each[0])[:limit]]

    def unfinished(self, *, limit: int) -> Sequence[str]:
        return [item.ticket for item in OwedItem.query(keys.DUE_CLOCKS, index_name="due", limit=limit)]

    def unindexed(self, before: datetime, *, limit: int) -> Sequence[tuple[str, PartId]]:
        return unindexed_notes(before, limit=limit)


def _heads(partition: str) -> list[TicketItem]:
    """Return the heads of tickets that still have texts."""
    heads = TicketItem.sk.startswith(keys.TICKET)
    found = TicketItem.query(partition, heads, consistent_read=True)
    return [head for head in found if head.recent_pk is not None]
