"""Queries and gets of the search: raw, since thousands of items are read for each that is shown, and counted."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pynamodb.expressions.condition import Condition

from shared.adapters.dynamodb.item import Item, connection
from shared.domain.errors import InvalidError

AT_ONCE = 100
"""Items in one BatchGetItem."""

LONGEST_PLACE = 200


@dataclass(slots=True)
class Reading:
    """Read units that one request has consumed so far. The local table does not tell those of a batch, which is bounded by what was
    found before."""

    units: float = 0.0
    texts: dict[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)

    def query(
        self,
        partition: str,
        span: Condition | None,
        *,
        limit: int | None,
        having: Condition | None = None,
    ) -> tuple[list[dict[str, Any]], str | None]:
        """Return a page in descending order, and the position down to which it was read, None at the end of the
        partition."""
        answer = connection().query(
            Item.Meta.table_name,
            partition,
            range_key_condition=span,
            filter_condition=having,
            limit=limit,
            scan_index_forward=False,
            return_consumed_capacity="TOTAL",
        )
        self._count(answer["ConsumedCapacity"])
        last = answer.get("LastEvaluatedKey")
        return answer["Items"], last["sk"]["S"] if last is not None else None

    def get(self, places: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        """Read each place once, however often it is requested."""
        wanted = [place for place in dict.fromkeys(places) if place not in self.texts]
        for start in range(0, len(wanted), AT_ONCE):
            self._fetch(wanted[start : start + AT_ONCE])
        return {place: self.texts[place] for place in places if place in self.texts}

    def _fetch(self, places: Sequence[tuple[str, str]]) -> None:
        table = Item.Meta.table_name
        keys: list[Any] = [{"pk": pk, "sk": sk} for pk, sk in places]
        while keys:
            answer = connection().batch_get_item(table, keys, return_consumed_capacity="TOTAL")
            for capacity in answer.get("ConsumedCapacity", ()):
                self._count(capacity)
            for item in answer["Responses"].get(table, []):
                self.texts[item["pk"]["S"], item["sk"]["S"]] = item
            left = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
            keys = [{"pk": key["pk"]["S"], "sk": key["sk"]["S"]} for key in left]

    def _count(self, capacity: Mapping[str, Any]) -> None:
        self.units += float(capacity["CapacityUnits"])


def checked(after: str) -> str:
    """Validate a position that comes from a client: nothing is read for a malformed one. Raises InvalidError."""
    if not 0 < len(after) <= LONGEST_PLACE or not after.isprintable() or not after.isascii():
        raise InvalidError("cursor", "is no place in what was searched")
    return after


def strings(item: Mapping[str, Any], name: str) -> Iterator[str]:
    yield from (each["S"] for each in item[name]["L"])
