"""Messages already sent, in DynamoDB (ports.Deliveries)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from shared.adapters.dynamodb.item import OnTable
from shared.adapters.dynamodb.keys import desk_keys
from shared.adapters.dynamodb.models.notifications import DeliveryItem

KEPT = timedelta(days=4)
"""As long as the queue retains a message that may deliver a batch again."""


class DynamoDeliveries(OnTable):
    """One item for each message, in a partition for each batch: one write when a message is sent, one query before a
    batch."""

    def sent(self, batch: str) -> Mapping[tuple[str, str], datetime]:
        found = DeliveryItem.query(desk_keys.delivered(batch), consistent_read=True)
        return {(item.person, item.way): item.at for item in found}

    def note(self, batch: str, person: str, way: str, at: datetime) -> None:
        item = DeliveryItem(desk_keys.delivered(batch), _key(person, way), person=person, way=way, at=at)
        item.expires_at = at + KEPT
        item.save()

    def forget(self, batch: str, person: str, way: str) -> None:
        DeliveryItem(desk_keys.delivered(batch), _key(person, way)).delete()


def _key(person: str, way: str) -> str:
    return f"{person}#{way}"
