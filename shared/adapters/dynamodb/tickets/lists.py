"""Lists of tickets, read from the sparse indexes."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from shared.adapters.dynamodb.item import Item, OnTable
from shared.adapters.dynamodb.keys import index_keys, ticket_keys, timed_keys
from shared.adapters.dynamodb.plain_query import query_plainly
from shared.adapters.dynamodb.tickets.head import is_expired
from shared.adapters.dynamodb.tickets.mapping import reply_of
from shared.adapters.dynamodb.tickets.measures import measures_of
from shared.adapters.dynamodb.tickets.models import OwedItem, ReplyItem, TicketItem
from shared.adapters.dynamodb.tickets.parts import unindexed_notes
from shared.adapters.dynamodb.tickets.plain_rows import list_of
from shared.adapters.dynamodb.tickets.rows import row_of
from shared.domain.replies.reply import Reply
from shared.domain.search.entries import PartId
from shared.domain.text.search_words import folded
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.listed import ListedTicket
from shared.domain.tickets.lists.rows import MeasuredClock, TicketRow

MEASURED = ("pk", "sk", "clocks_pk", "clocks_sk", "measured")
"""What metrics read of an item."""

EVERY = 2**31 - 1
"""No limit: the largest that DynamoDB takes."""


class TicketLists(OnTable):
    """The sparse indexes: what waits, what is recent, what is owed."""

    def waiting(self, account: str, *, after: str | None = None, limit: int) -> Sequence[tuple[str, TicketRow]]:
        later = TicketItem.due_sk > after if after is not None else None
        found = TicketItem.query(index_keys.waiting(account), later, index_name="due", limit=limit)
        return [(item.due_sk, row_of(item)) for item in found]

    def recent(
        self, account: str, status: Status, *, after: str | None = None, limit: int
    ) -> Sequence[tuple[str, TicketRow]]:
        earlier = TicketItem.recent_sk < after if after is not None else None
        found = TicketItem.query(
            index_keys.listed(account, status.value),
            earlier,
            index_name="recent",
            limit=limit,
            scan_index_forward=False,
        )
        return [(item.recent_sk, row_of(item)) for item in found]

    def list_waiting(self, account: str, *, after: str | None = None, limit: int) -> Sequence[ListedTicket]:
        later = TicketItem.due_sk > after if after is not None else None
        return list_of("due", index_keys.waiting(account), later, account=account, limit=limit)

    def list_status(
        self, account: str, status: Status, *, after: str | None = None, limit: int
    ) -> Sequence[ListedTicket]:
        earlier = TicketItem.recent_sk < after if after is not None else None
        partition = index_keys.listed(account, status.value)
        return list_of("recent", partition, earlier, account=account, limit=limit, newest_first=True)

    def by_handle(self, account: str, handle: str, *, limit: int) -> Sequence[TicketRow]:
        """Find tickets in two steps: the handle leads to customers, and their heads stand in a partition each."""
        if not folded(handle):
            return []
        found = TicketItem.query(index_keys.handle(account, folded(handle)), index_name="handles", limit=limit)
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
        if after is not None and after >= timed_keys.instant(before):
            return []
        place = TicketItem.recent_sk
        span = place < timed_keys.instant(before) if after is None else place.between(after, timed_keys.instant(before))
        partition = index_keys.listed(account, status.value)
        found = TicketItem.query(partition, span, index_name="recent", limit=limit + (after is not None))
        return [(item.recent_sk, row_of(item)) for item in found if item.recent_sk != after][:limit]

    def clocks_started(self, account: str, start: datetime, end: datetime) -> Iterator[MeasuredClock]:
        """Yield the clocks started in a half-open span: a key continues after its instant, so that none equals `end`."""
        if start >= end:
            return
        within = Item.clocks_sk.between(timed_keys.instant(start), timed_keys.instant(end))
        for item in query_plainly("clocks", index_keys.started(account), within, attributes=MEASURED, limit=EVERY):
            yield from measures_of(item)

    def steps_due(
        self,
        account: str,
        before: datetime,
        *,
        since: datetime | None = None,
        after: str | None = None,
        limit: int,
    ) -> Sequence[tuple[str, str]]:
        """Return the places in a span, of which the last one seen is left out."""
        begin = max(after or "", timed_keys.instant(since) if since is not None else "")
        if begin >= timed_keys.instant(before):
            return []
        place = TicketItem.clocks_sk
        span = place.between(begin, timed_keys.instant(before)) if begin else place < timed_keys.instant(before)
        found = TicketItem.query(
            index_keys.steps(account), span, index_name="clocks", limit=limit + (after is not None)
        )
        placed = [
            (item.clocks_sk, ticket_keys.ticket_in(item.pk, item.sk)) for item in found if item.clocks_sk != after
        ]
        return placed[:limit]

    def returned(self, *, after: str | None = None, limit: int) -> Sequence[tuple[str, str, Reply]]:
        """Read the places of the replies, and then the replies: the index holds no words."""
        earlier = ReplyItem.recent_sk < after if after is not None else None
        found = ReplyItem.query(
            index_keys.RETURNED, earlier, index_name="recent", limit=limit, scan_index_forward=False
        )
        places = {(item.pk, item.sk): item.recent_sk for item in found}
        replies = [item for item in Item.batch_get(list(places)) if isinstance(item, ReplyItem) and item.returned]
        placed = [(places[item.pk, item.sk], item.ticket, reply_of(item)) for item in replies]
        return sorted(placed, key=lambda each: each[0], reverse=True)

    def unfinished(self, *, limit: int) -> Sequence[str]:
        return [item.ticket for item in OwedItem.query(index_keys.DUE_CLOCKS, index_name="due", limit=limit)]

    def unindexed(self, before: datetime, *, limit: int) -> Sequence[tuple[str, PartId]]:
        return unindexed_notes(before, limit=limit)


def _heads(partition: str) -> list[TicketItem]:
    """Return the heads of tickets that still have texts."""
    heads = TicketItem.sk.startswith(ticket_keys.TICKET)
    found = TicketItem.query(partition, heads, consistent_read=True)
    return [head for head in found if not is_expired(head)]
