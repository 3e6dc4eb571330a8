"""moto as it is, without what it does anew for every call: it walks botocore's model of the response for every attribute of every
item, which takes most of a query's time and changes binary values alone; gathers its methods and its patterns; and copies the
values of a whole table for each transaction, though none of them ever changes."""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from moto.core import responses, utils
from moto.dynamodb import comparisons
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.responses import DynamoResult

from shared.adapters.dynamodb.exchange_json import ON_ITEMS

CONTAINERS = frozenset({"L", "M", "SS", "NS", "BS"})
"""Values in which an update changes a part; of the others it makes new ones."""

HOLD_ITEMS = ON_ITEMS | {"Scan"}
"""Calls whose answers are items and numbers; the last is made by tests alone."""

_once = SimpleNamespace(compile=cache(re.compile))
_methods = cache(utils.method_names_from_class)
_copied = DynamoType.__deepcopy__


@contextmanager
def plain_answers() -> Iterator[None]:
    """Let moto write the responses of calls about items as plain JSON."""
    as_modelled = DynamoResult.execute_result

    def plainly(self: DynamoResult, context: Any) -> Any:
        if context.operation_model.name not in HOLD_ITEMS or not isinstance(self.result, dict):
            return as_modelled(self, context)
        return 200, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(self.result, default=_base64)

    with patch.object(DynamoResult, "execute_result", plainly):
        yield


@contextmanager
def prepared_once() -> Iterator[None]:
    """Let moto keep its methods and patterns between calls, and share what it never changes between the copies of an item."""
    with (
        patch.object(responses, "method_names_from_class", _methods),
        patch.object(comparisons, "re", _once),
        patch.object(DynamoType, "__deepcopy__", _copy_of_value),
        patch.object(Item, "__deepcopy__", _copy_of_item),
    ):
        yield


def _copy_of_value(self: DynamoType, memo: dict[int, Any]) -> DynamoType:
    return _copied(self, memo) if self.type in CONTAINERS else self


def _copy_of_item(self: Any, memo: dict[int, Any]) -> Any:
    copied: Any = Item.__new__(Item)
    copied.hash_key, copied.range_key = self.hash_key, self.range_key
    copied.attrs = LimitedSizeDict.__new__(LimitedSizeDict)
    for name, value in self.attrs.items():
        dict.__setitem__(copied.attrs, name, _copy_of_value(value, memo))
    return copied


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
