"""Tickets to be looked up on their network, in DynamoDB (ports.Looks): one item for each requested lookup and one for
each finished lookup."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.adapters.dynamodb.item import Item, OnTable, applied
from shared.adapters.dynamodb.keys import account_keys
from shared.adapters.dynamodb.models.work import LookedItem, WantedLookItem

WANTED_FOR = timedelta(days=1)
KEPT = timedelta(days=30)


class DynamoLooks(OnTable):
    def want(self, account: str, ticket: str, at: datetime) -> None:
        item = _wanted(account, ticket)
        item.ticket, item.at, item.expires_at = ticket, at, at + WANTED_FOR
        item.save()

    def wanted(self, account: str, *, limit: int) -> Sequence[str]:
        found = Item.query(account_keys.looks(account), Item.sk.startswith(account_keys.WANTED), limit=limit)
        return [item.ticket for item in found if isinstance(item, WantedLookItem)]

    def drop(self, account: str, ticket: str) -> None:
        _wanted(account, ticket).delete()

    def looked(self, account: str, ticket: str, at: datetime) -> None:
        item = _looked(account, ticket)
        item.at, item.expires_at = at, at + KEPT
        applied(item.save, condition=Item.pk.does_not_exist() | (LookedItem.at < at))

    def last(self, account: str, ticket: str) -> datetime | None:
        try:
            found = Item.get(account_keys.looks(account), account_keys.LOOKED + ticket)
        except Item.DoesNotExist:
            return None
        return found.at if isinstance(found, LookedItem) else None

    def forget(self, account: str, ticket: str) -> None:
        self.drop(account, ticket)
        _looked(account, ticket).delete()


def _wanted(account: str, ticket: str) -> WantedLookItem:
    return WantedLookItem(account_keys.looks(account), account_keys.WANTED + ticket)


def _looked(account: str, ticket: str) -> LookedItem:
    return LookedItem(account_keys.looks(account), account_keys.LOOKED + ticket)
