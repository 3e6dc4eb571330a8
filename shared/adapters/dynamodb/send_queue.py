"""The send queue of private replies in DynamoDB (`ports.SendQueue`): an item each, in the order of the sort keys."""

from datetime import timedelta

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.item import Item, OnTable
from shared.adapters.dynamodb.models_counted import TurnItem
from shared.ports.replies import QueuePosition

KEPT = timedelta(days=30)
"""Nobody waits as long; what is left over then goes by itself."""


class DynamoSendQueue(OnTable):
    """Read consistently: who steps out is not seen again, and who has joined is seen by all."""

    def join(self, account: str, position: QueuePosition) -> None:
        item = _key(account, position)
        item.ticket, item.reply, item.written_at = position.ticket, position.reply, position.written_at
        item.expires_at = position.written_at + KEPT
        item.save()

    def leave(self, account: str, position: QueuePosition) -> None:
        _key(account, position).delete()

    def first(self, account: str) -> QueuePosition | None:
        for item in Item.query(keys.sending(account), consistent_read=True, limit=1):
            if isinstance(item, TurnItem):
                return QueuePosition(item.written_at, item.ticket, item.reply)
        return None


def _key(account: str, position: QueuePosition) -> TurnItem:
    return TurnItem(keys.sending(account), keys.place(position.written_at, position.ticket, position.reply))
