"""Queries whose items stay as DynamoDB sent them. PynamoDB's models take as long for one item as counting takes for a hundred."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pynamodb.expressions.condition import Condition

from shared.adapters.dynamodb.item import Item, connection

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
    query = _query(index, partition, condition, tuple(attributes), newest_first=newest_first)
    while limit > 0:
        answer = connection().dispatch("Query", {**query, "Limit": limit})
        yield from answer["Items"]
        limit -= len(answer["Items"])
        place = answer.get("LastEvaluatedKey")
        if place is None:
            return
        query["ExclusiveStartKey"] = place


def _query(
    index: str, partition: str, condition: Condition | None, attributes: tuple[str, ...], *, newest_first: bool
) -> dict[str, Any]:
    """Return what is asked. Names are placeholders, since some of them are words of DynamoDB's."""
    placeholders = {name: f"#{n}" for n, name in enumerate(dict.fromkeys((f"{index}_pk", *attributes)))}
    values: dict[str, Any] = {":0": {"S": partition}}
    projection = ",".join([placeholders[name] for name in attributes])
    within = f" AND {condition.serialize(placeholders, values)}" if condition is not None else ""
    return {
        "TableName": Item.Meta.table_name,
        "IndexName": index,
        "KeyConditionExpression": f"#0 = :0{within}",
        "ProjectionExpression": projection,
        "ExpressionAttributeNames": {placeholder: name for name, placeholder in placeholders.items()},
        "ExpressionAttributeValues": values,
        "ScanIndexForward": not newest_first,
    }
