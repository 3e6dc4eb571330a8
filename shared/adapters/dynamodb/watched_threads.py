"""Threads of which only a webhook told, in DynamoDB (ports.WatchedThreads): one item for a thread and a day."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.adapters.dynamodb.item import Item, OnTable
from shared.adapters.dynamodb.keys import account_keys
from shared.adapters.dynamodb.models.work import WatchedThreadItem

KEPT = timedelta(days=30)

DAYS = 3
"""A thread that people write in for days has an item for each: so many are read for each one that is asked for."""


class DynamoWatchedThreads(OnTable):
    def watch(self, account: str, thread: str, at: datetime) -> None:
        item = WatchedThreadItem(account_keys.threads(account), account_keys.thread(thread, at))
        item.thread, item.at, item.expires_at = thread, at, at + KEPT
        item.save()

    def newest(self, account: str, *, limit: int) -> Sequence[str]:
        found = Item.query(account_keys.threads(account), scan_index_forward=False, limit=limit * DAYS)
        threads = dict.fromkeys(item.thread for item in found if isinstance(item, WatchedThreadItem))
        return list(threads)[:limit]
