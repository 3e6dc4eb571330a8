"""Queries whose items stay as DynamoDB sent them. PynamoDB's models take as long for one item as counting takes for a hundred."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pynamodb.expressions.condition import Condition

from shared.adapters.dynamodb.item import Item

RawItem = Mapping[str, Mapping[str, Any]]
"""Attributes by name, each with its type's letter."""


def query_plainly(
    index: str,
    partition: str,
    condition: Condition | None,
    *,
    attributes: Sequence[str],
    limit: int,
    newest_first: bool = False,
) -> Iterator[RawItem]:
    """Yield these attributes of the items in an index's partition, at most `limit`, which bounds what is read, too: each page is
    asked for what is still missing behind DynamoDB's cut at 1 MB."""
    table, place = Item._get_connection(), None
    while limit > 0:
        answer = table.query(
            partition,
            range_key_condition=condition,
            index_name=index,
            limit=limit,
            exclusive_start_key=place,
            scan_index_forward=not newest_first,
            attributes_to_get=list(attributes),
        )
        yield from answer["Items"]
        limit -= len(answer["Items"])
        place = answer.get("LastEvaluatedKey")
        if place is None:
            return
