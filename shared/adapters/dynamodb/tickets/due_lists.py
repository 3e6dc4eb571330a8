"""The lists of what is due, in the indexes (ports.DueLists). It imports no model, since most runs that ask have nothing to do."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from shared.adapters.dynamodb.item import Item, OnTable
from shared.adapters.dynamodb.keys import index_keys, timed_keys
from shared.adapters.dynamodb.plain_query import query_plainly

List = tuple[str, str, datetime | None]
"""An index, a partition of it, and until when its places are due; all of them without."""


class DynamoDueLists(OnTable):
    """Asks each list for its first place, and no further once there is one. A place continues behind its instant, so those of that very
    instant are among what is due: it is for the list's own reader to know."""

    def is_anything_due(
        self, accounts: Iterable[str], now: datetime, *, steps_before: datetime, notes_before: datetime
    ) -> bool:
        return any(_has_any(*each) for each in _lists(accounts, now, steps_before, notes_before))


def _lists(accounts: Iterable[str], now: datetime, steps_before: datetime, notes_before: datetime) -> Iterator[List]:
    for account in accounts:
        yield "clocks", index_keys.steps(account), steps_before
    yield "due", index_keys.DUE_REPLIES, now
    yield "due", index_keys.DUE_RETURNED, now
    yield "due", index_keys.DUE_NOTES, now
    yield "recent", index_keys.DUE_TICKETS, now
    yield "due", index_keys.DUE_TICKETS, now
    yield "due", index_keys.DUE_CLOCKS, None
    yield "due", index_keys.DUE_WORDS, notes_before
    yield "due", index_keys.DUE_ATTACHMENTS, now
    yield "due", index_keys.DUE_DIGESTS, now


def _has_any(index: str, partition: str, until: datetime | None) -> bool:
    place = {"due": Item.due_sk, "recent": Item.recent_sk, "clocks": Item.clocks_sk}[index]
    due = place <= f"{timed_keys.instant(until)}~" if until is not None else None
    return any(True for _ in query_plainly(index, partition, due, attributes=("pk",), limit=1))
