"""Capacity units of every call to the table, by DynamoDB's published rule: base table, each index and reads apart.

A write costs a unit for each kilobyte of the larger of the item before and after, twice that in a transaction, and a unit for each
kilobyte of what it changes in an index: two where the place changes. A read costs a unit for each four kilobytes, half where it
need not be consistent. Sizes are those of names and values in UTF-8
(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html and GSI.html).

Emulators count reads and the base table only, and none of them transactions, so the items are looked at by a second client.
"""

import base64
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from infra.indexes import INDEXES
from shared.adapters.dynamodb.item import connection

RawItem = Mapping[str, Mapping[str, Any]]

KEYS = ("pk", "sk")
READ = "read"
BASE = "base"


class TableUnits:
    """Counts while it is `watching`, by step and by what: `base`, the name of an index, `read`; and requests by step."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table
        self._step = ""
        self._before: list[tuple[str, RawItem, RawItem | None]] = []
        self._asked: Mapping[str, Any] = {}
        self.units: dict[str, dict[str, float]] = {}
        self.calls: list[tuple[str, str, float]] = []
        self.requests: Counter[str] = Counter()

    def step(self, name: str) -> None:
        """Count what follows for this step."""
        self._step = name
        self.units.setdefault(name, {})

    def written(self, step: str) -> float:
        return sum(n for what, n in self.units[step].items() if what != READ)

    def read(self, step: str) -> float:
        return self.units[step].get(READ, 0)

    @contextmanager
    def watching(self) -> Iterator[None]:
        events: Any = connection().client.meta.events
        events.register("before-parameter-build.dynamodb", self._asks)
        events.register("after-call.dynamodb", self._answered)
        try:
            yield
        finally:
            events.unregister("before-parameter-build.dynamodb", self._asks)
            events.unregister("after-call.dynamodb", self._answered)

    def _asks(self, *, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        self._asked = dict(params)
        self._before = [(kind, key, self._stored(key)) for kind, key in _written(model.name, params, self._table)]

    def _answered(self, *, parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
        self.requests[self._step] += 1
        refused = "Error" in parsed
        if model.name in ("GetItem", "BatchGetItem", "Query"):
            self._note(READ, self._units_of_read(model.name, self._asked, parsed), model.name)
        for kind, key, before in self._before:
            after = before if refused else self._stored(key)
            price = 2 if model.name == "TransactWriteItems" else 1
            self._note(BASE, price * _units(max(size_of(before), size_of(after))), f"{model.name} {kind} {_name(key)}")
            for index, (keys, beside) in INDEXES.items():
                self._note(index, _units_of_index(before, after, keys, beside), f"{index} {_name(key)}")

    def _note(self, what: str, units: float, call: str) -> None:
        if units:
            counted = self.units.setdefault(self._step, {})
            counted[what] = counted.get(what, 0) + units
            self.calls.append((self._step, f"{what}: {call}", units))

    def _stored(self, key: RawItem) -> RawItem | None:
        found: RawItem | None = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        return found

    def _units_of_read(self, name: str, params: Mapping[str, Any], parsed: Mapping[str, Any]) -> float:
        """Return what the items read are worth. Those of which a call wants a part alone are looked at whole."""
        if name == "GetItem":
            found = self._stored(params["Key"]) if _is_narrow(params) else parsed.get("Item")
            return _units_read(size_of(found), consistent=params.get("ConsistentRead", False))
        if name == "BatchGetItem":
            asked = params["RequestItems"][self._table]
            if _is_narrow(asked):
                sizes = [size_of(self._stored(key)) for key in asked["Keys"]]
            else:
                sizes = [size_of(item) for item in parsed["Responses"].get(self._table, ())]
                sizes += [0] * (len(asked["Keys"]) - len(sizes))
            return sum(_units_read(size, consistent=asked.get("ConsistentRead", False)) for size in sizes)
        if not _is_narrow(params):
            return _units_read(sum(map(size_of, parsed["Items"])), consistent=params.get("ConsistentRead", False))
        whole = {k: v for k, v in params.items() if k not in ("Select", "ProjectionExpression", "FilterExpression")}
        names = whole.get("ExpressionAttributeNames", {})
        used = {name for name in names if name in str(whole.get("KeyConditionExpression"))}
        whole["ExpressionAttributeNames"] = {name: names[name] for name in used}
        values = whole.get("ExpressionAttributeValues", {})
        whole["ExpressionAttributeValues"] = {
            v: values[v] for v in values if _mentions(str(whole["KeyConditionExpression"]), v)
        }
        found = self._client.query(**whole)["Items"]
        return _units_read(sum(map(size_of, found)), consistent=params.get("ConsistentRead", False))


def size_of(item: RawItem | None) -> int:
    return sum(_bytes(name) + _value(value) for name, value in item.items()) if item is not None else 0


def _is_narrow(params: Mapping[str, Any]) -> bool:
    return any(name in params for name in ("Select", "ProjectionExpression", "FilterExpression", "AttributesToGet"))


def _mentions(expression: str, value: str) -> bool:
    return value in expression.replace(",", " ").replace(")", " ").replace("(", " ").split()


def _written(name: str, params: Mapping[str, Any], table: str) -> Iterator[tuple[str, RawItem]]:
    """Yield the key of each item that a call writes, or checks."""
    if name in ("PutItem", "UpdateItem", "DeleteItem"):
        yield name, _key(params.get("Item") or params["Key"])
    elif name == "TransactWriteItems":
        for action in params["TransactItems"]:
            for kind, content in action.items():
                yield kind, _key(content.get("Item") or content["Key"])
    elif name == "BatchWriteItem":
        for request in params["RequestItems"][table]:
            for kind, content in request.items():
                yield kind, _key(content.get("Item") or content["Key"])


def _key(item: RawItem) -> RawItem:
    return {name: item[name] for name in KEYS}


def _name(key: RawItem) -> str:
    return f"{str(key['pk']['S']).partition('#')[0]} {str(key['sk']['S'])[:24]}"


def _units_of_index(before: RawItem | None, after: RawItem | None, keys: Sequence[str], beside: Sequence[str]) -> int:
    was, now = _entry(before, keys, beside), _entry(after, keys, beside)
    if was == now:
        return 0
    if was is not None and now is not None and all(was[key] == now[key] for key in keys):
        return _units(max(size_of(was), size_of(now)))
    return sum(_units(size_of(entry)) for entry in (was, now) if entry is not None)


def _entry(item: RawItem | None, keys: Sequence[str], beside: Sequence[str]) -> RawItem | None:
    if item is None or any(key not in item for key in keys):
        return None
    return {name: item[name] for name in (*KEYS, *keys, *beside) if name in item}


def _units(size: int) -> int:
    return max(1, math.ceil(size / 1024))


def _units_read(size: int, *, consistent: bool) -> float:
    return max(1, math.ceil(size / 4096)) * (1 if consistent else 0.5)


def _bytes(text: str) -> int:
    return len(text.encode())


def _value(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return _bytes(content)
        case "N":
            digits = str(content).strip("-0.").replace(".", "")
            return 1 + math.ceil(len(digits) / 2) + (1 if str(content).startswith("-") else 0)
        case "B":
            return len(base64.b64decode(content)) if isinstance(content, str) else len(content)
        case "BOOL" | "NULL":
            return 1
        case "L":
            return 3 + sum(1 + _value(each) for each in content)
        case "M":
            return 3 + sum(1 + _bytes(name) + _value(each) for name, each in content.items())
    raise ValueError(f"the table holds no values of kind {kind}")
