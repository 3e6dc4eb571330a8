"""Who waits for a turn, in DynamoDB (ports.Lines): an item each, in the order of their sort keys."""

from datetime import timedelta

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.item import Item, OnTable
from shared.adapters.dynamodb.models_counted import TurnItem
from shared.ports.replies import QueuePosition

KEPT = timedelta(days=30)
"""Nobody waits as long; what is left over then goes by itself."""


class DynamoSendQueue(OnTable):
    """Read consistently: who steps out is not seen again, and who has joined is seen by all."""

    def join(self, line: str, turn: QueuePosition) -> None:
        item = _key(line, turn)
        item.ticket, item.reply, item.written_at = turn.ticket, turn.reply, turn.written_at
        item.expires_at = turn.written_at + KEPT
        item.save()

    def leave(self, line: str, turn: QueuePosition) -> None:
        _key(line, turn).delete()

    def first(self, line: str) -> QueuePosition | None:
        for item in Item.query(keys.sending(line), consistent_read=True, limit=1):
            if isinstance(item, TurnItem):
                return QueuePosition(item.written_at, item.ticket, item.reply)
        return None


def _key(line: str, turn: QueuePosition) -> TurnItem:
    return TurnItem(keys.sending(line), keys.place(turn.written_at, turn.ticket, turn.reply))
