"""The send queue of private replies in DynamoDB (`ports.SendQueue`): one item for each reply, ordered by sort key."""

from datetime import timedelta

from shared.adapters.dynamodb.item import Item, OnTable
from shared.adapters.dynamodb.keys import account_keys, timed_keys
from shared.adapters.dynamodb.models.work import QueuePositionItem
from shared.ports.replies import QueuePosition

KEPT = timedelta(days=30)
"""Longer than any reply waits; leftover items expire then."""


class DynamoSendQueue(OnTable):
    """Reads are strongly consistent: a reply that has left is not seen again, and every reader sees one that has
    joined."""

    def join(self, account: str, position: QueuePosition) -> None:
        item = _key(account, position)
        item.ticket, item.reply, item.written_at = position.ticket, position.reply, position.written_at
        item.expires_at = position.written_at + KEPT
        item.save()

    def leave(self, account: str, position: QueuePosition) -> None:
        _key(account, position).delete()

    def first(self, account: str) -> QueuePosition | None:
        for item in Item.query(account_keys.sending(account), consistent_read=True, limit=1):
            if isinstance(item, QueuePositionItem):
                return QueuePosition(item.written_at, item.ticket, item.reply)
        return None


def _key(account: str, position: QueuePosition) -> QueuePositionItem:
    return QueuePositionItem(
        account_keys.sending(account), timed_keys.place(position.written_at, position.ticket, position.reply)
    )
