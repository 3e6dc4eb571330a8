"""The mark of each account that has changed, in DynamoDB (ports.Changes)."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.item import Item, OnTable, applied
from shared.adapters.dynamodb.models_counted import MarkItem

APART = timedelta(seconds=1)
"""The shortest time between two marks of an account (design §5): whatever comes in, its item takes one write a second."""

AHEAD = timedelta(seconds=5)
"""How far ahead of ours another function's clock may be. A mark from further ahead was set by a broken clock: it is replaced."""


class DynamoChanges(OnTable):
    """One item an account, apart from everything that is read for another reason. Reads are eventually consistent: half a unit."""

    def changed(self, account: str) -> str | None:
        return self.changed_each((account,)).get(account)

    def changed_each(self, accounts: Collection[str]) -> Mapping[str, str]:
        by_key = {keys.changed(account): account for account in accounts}
        found = MarkItem.batch_get([(key, keys.MARK) for key in by_key])
        return {by_key[item.pk]: keys.instant(item.at) for item in found}

    def mark(self, account: str, at: datetime) -> datetime:
        item = MarkItem(keys.changed(account), keys.MARK, at=at)
        replaceable = Item.pk.does_not_exist() | (MarkItem.at <= at - APART) | (MarkItem.at > at + AHEAD)
        if applied(item.save, condition=replaceable):
            return at
        standing = Item.get(item.pk, item.sk, consistent_read=True)
        return standing.at if isinstance(standing, MarkItem) else at
