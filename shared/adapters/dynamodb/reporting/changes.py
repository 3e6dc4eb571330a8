"""The mark of each account that has changed, in DynamoDB (ports.Changes)."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from shared.adapters.dynamodb.item import Item, OnTable, applied
from shared.adapters.dynamodb.keys import account_keys, timed_keys
from shared.adapters.dynamodb.models.work import MarkItem
from shared.ports.changes import ANOTHER, ANOTHER_AFTER
from shared.ports.clock import Clock

APART = timedelta(seconds=1)
"""The time between two marks of an account (design §5). Nobody waits for its end: the item says that it is to be another mark then, half a
second later (`ANOTHER_AFTER`), since the clocks of two functions may differ, and all has to be written by then."""

TOLD_FROM = ANOTHER_AFTER - APART
"""A writer that the table kept waiting for so long may find that pages have seen the other mark already: it makes one more."""

AHEAD = timedelta(seconds=5)
"""A mark from so far ahead of our clock was set by a broken one: it is replaced."""


class DynamoChanges(OnTable):
    """One item an account, apart from everything that is read for another reason. Reads are eventually consistent: half a unit."""

    def __init__(self, table: str, clock: Clock, *, region: str | None = None, host: str | None = None) -> None:
        super().__init__(table, region=region, host=host)
        self._clock = clock

    def changed(self, account: str) -> str | None:
        return self.changed_each((account,)).get(account)

    def changed_each(self, accounts: Collection[str]) -> Mapping[str, str]:
        now = self._clock.now()
        by_key = {account_keys.changed(account): account for account in accounts}
        found = MarkItem.batch_get([(key, account_keys.MARK) for key in by_key])
        return {by_key[item.pk]: _value(item, now) for item in found}

    def mark(self, account: str, at: datetime) -> None:
        item = MarkItem(account_keys.changed(account), account_keys.MARK, at=at, again=False)
        replaceable = Item.pk.does_not_exist() | (MarkItem.at <= at - APART) | (MarkItem.at > at + AHEAD)
        if applied(item.save, condition=replaceable):
            return
        if applied(item.update, [MarkItem.again.set(True)], condition=MarkItem.again == False):  # noqa: E712
            return
        now = self._clock.now()
        if now >= at + TOLD_FROM:
            self.mark(account, now)


def _value(item: MarkItem, now: datetime) -> str:
    over = item.again and now >= item.at + ANOTHER_AFTER
    return timed_keys.instant(item.at) + (ANOTHER if over else "")
