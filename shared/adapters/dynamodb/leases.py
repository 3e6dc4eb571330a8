"""Leases, for work that one worker does at a time, in DynamoDB (ports.Leases)."""

from datetime import datetime, timedelta

from shared.adapters.dynamodb.item import Item, OnTable, applied
from shared.adapters.dynamodb.keys import desk_keys
from shared.adapters.dynamodb.models.work import LeaseItem

KEPT = timedelta(days=1)


class DynamoLeases(OnTable):
    """One item for each lease, put by a conditional write that fails while an unexpired one exists."""

    def take(self, name: str, now: datetime, until: datetime) -> bool:
        item = LeaseItem(desk_keys.LEASES, name, until=until, expires_at=until + KEPT)
        return applied(item.save, condition=Item.pk.does_not_exist() | (LeaseItem.until <= now))

    def give_back(self, name: str, until: datetime) -> None:
        applied(LeaseItem(desk_keys.LEASES, name).delete, condition=LeaseItem.until == until)
