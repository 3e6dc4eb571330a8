"""moto's answers about items, as they are. It walks botocore's model of the response for every attribute of every item, which takes
most of a query's time and changes binary values alone."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.dynamodb.responses import DynamoResult

from shared.adapters.dynamodb.exchange_json import ON_ITEMS


@contextmanager
def plain_answers() -> Iterator[None]:
    """Let moto write the responses of calls about items as plain JSON."""
    as_modelled = DynamoResult.execute_result

    def plainly(self: DynamoResult, context: Any) -> Any:
        if context.operation_model.name not in ON_ITEMS or not isinstance(self.result, dict):
            return as_modelled(self, context)
        return 200, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(self.result, default=_base64)

    with patch.object(DynamoResult, "execute_result", plainly):
        yield


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
