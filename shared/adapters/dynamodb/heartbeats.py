"""When each account was last heard of, in DynamoDB: an item for each way, and one for each thing that is wrong (I8)."""

from collections.abc import Mapping
from datetime import datetime

from pynamodb.exceptions import PutError

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.item import Item, open_table
from shared.adapters.dynamodb.models import BeatItem, FaultItem

SUPERSEDED = "ConditionalCheckFailedException"


class DynamoHeartbeats:
    """`ports.Heartbeats` on one table. Nothing is read before it is written: what is newer stays, whoever comes last."""

    def __init__(self, table: str, *, region: str | None = None, host: str | None = None) -> None:
        open_table(table, region=region, host=host)

    def beat(self, account: str, way: str, at: datetime) -> None:
        item = BeatItem(keys.heartbeat(account), keys.WAY + way, way=way, at=at)
        _put_newer(item, item_at=at)

    def fail(self, account: str, fault: str, sentence: str, at: datetime) -> None:
        item = FaultItem(keys.heartbeat(account), keys.FAULT + fault, fault=fault, sentence=sentence, at=at)
        _put_newer(item, item_at=at)

    def clear(self, account: str, fault: str) -> None:
        FaultItem(keys.heartbeat(account), keys.FAULT + fault).delete()

    def of(self, account: str) -> Mapping[str, str]:
        """`<way>`: the instant of its last sign of life; `fault:<name>`: what is wrong, in a sentence."""
        told: dict[str, str] = {}
        for item in Item.query(keys.heartbeat(account), consistent_read=True):
            if isinstance(item, BeatItem):
                told[item.way] = keys.instant(item.at)
            elif isinstance(item, FaultItem):
                told[f"fault:{item.fault}"] = item.sentence
        return told


def _put_newer(item: BeatItem | FaultItem, *, item_at: datetime) -> None:
    try:
        item.save(condition=Item.pk.does_not_exist() | (type(item).at < item_at))
    except PutError as error:
        if error.cause_response_code != SUPERSEDED:
            raise
