"""Deliverability of people's addresses, as carriers report it, in DynamoDB."""

from dataclasses import replace
from datetime import datetime

from shared.adapters.dynamodb.item import Item, OnTable, applied
from shared.adapters.dynamodb.keys import desk_keys
from shared.adapters.dynamodb.models.notifications import AddressStatusItem, SoftItem
from shared.domain.notifications.deliverability import SOFT_KEPT, AddressFault, AddressStatus, AddressStatuses


class DynamoAddresses(OnTable):
    """`ports.Addresses` on one table. One partition holds all of them: a desk has dozens of people, and few addresses
    in trouble.

    A status that is cleared stays as the instant of its clearing, so that a bounce that is reported late, or twice,
    does not restore it.
    """

    def mark(self, way: str, address: str, fault: AddressFault, reason: str, at: datetime) -> bool:
        item = AddressStatusItem(
            desk_keys.ADDRESSES, _key(desk_keys.STATUS, way, address), way=way, address=address, at=at
        )
        item.fault, item.reason = fault, reason
        return applied(item.save, condition=Item.pk.does_not_exist() | (AddressStatusItem.cleared_at < at))

    def count(self, way: str, address: str, ident: str, at: datetime) -> None:
        key = _key(desk_keys.TRANSIENT, way, address, ident)
        SoftItem(desk_keys.ADDRESSES, key, way=way, address=address, at=at, expires_at=at + SOFT_KEPT).save()

    def clear(self, way: str, address: str, at: datetime) -> None:
        AddressStatusItem(
            desk_keys.ADDRESSES, _key(desk_keys.STATUS, way, address), way=way, address=address, at=at, cleared_at=at
        ).save()

    def statuses(self, now: datetime) -> AddressStatuses:
        statuses: dict[tuple[str, str], AddressStatus] = {}
        forgiven: dict[tuple[str, str], datetime] = {}
        for item in Item.query(desk_keys.ADDRESSES):
            if isinstance(item, AddressStatusItem) and item.cleared_at is not None:
                forgiven[item.way, item.address] = item.cleared_at
            elif isinstance(item, AddressStatusItem):
                statuses[item.way, item.address] = AddressStatus(
                    item.way, item.address, AddressFault(item.fault), item.at, item.reason or ""
                )
            elif isinstance(item, SoftItem) and now - item.at < SOFT_KEPT:
                key = item.way, item.address
                if key not in forgiven or item.at > forgiven[key]:
                    known = statuses.get(key, AddressStatus(*key))
                    statuses[key] = replace(known, soft=known.soft + 1)
        return statuses


def _key(letter: str, *parts: str) -> str:
    return letter + "#".join(parts)
