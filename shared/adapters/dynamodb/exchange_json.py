"""Items go to DynamoDB, and come back, as the JSON that they are.

botocore walks its model of a request and of a response for each attribute of each item, five to seven times as long as JSON
takes, and changes binary values alone. Its own hooks (botocore.client, botocore.endpoint) let a client leave that out; what it does
beside (tokens, signatures, retries, errors) stays botocore's.
"""

import json
from base64 import b64encode
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from typing import Any

ON_ITEMS = {
    *("GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"),
    *("BatchWriteItem", "TransactGetItems", "TransactWriteItems"),
}
"""The calls whose requests and responses hold items and numbers only."""

ASKED = "sokuto_asked"
"""Where a call's context keeps what is asked, until its body is made."""


def exchange_json(client: Any) -> None:
    """Make a client of DynamoDB read and write items as JSON."""
    events = client.meta.events
    events.register("provide-client-params.dynamodb", _copied)
    events.register_last("before-parameter-build.dynamodb", _keep_back)
    events.register_first("before-call.dynamodb", write_as_json)
    events.register("before-parse.dynamodb", parse_as_json)


def _copied(*, params: Mapping[str, Any], **_: Any) -> dict[str, Any]:
    """What is kept back is missing in the copy only: errors name the table by the caller's."""
    return dict(params)


def _keep_back(*, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
    """Leave botocore nothing to write. It looks for a batch's tables, since one could be named by an ARN that tells the endpoint."""
    if model.name in ON_ITEMS:
        context[ASKED] = dict(params)
        params.clear()
        if "RequestItems" in context[ASKED]:
            params["RequestItems"] = {}


def write_as_json(*, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    """Put what is asked into the body, where botocore has left a token for a transaction that has none."""
    asked = context.pop(ASKED, None)
    if asked is not None:
        params["body"] = json.dumps(json.loads(params["body"]) | asked, default=_base64).encode()


def _base64(value: bytes) -> str:
    return b64encode(value).decode()


def parse_as_json(
    *, operation_model: Any, response_dict: dict[str, Any], customized_response_dict: MutableMapping[str, Any], **_: Any
) -> None:
    """Read a response's items; binary values stay text in base64, which `BytesAttribute` reads. An error, and a body that is no
    JSON, is left to botocore."""
    if operation_model.name in ON_ITEMS and response_dict["status_code"] < 300:
        with suppress(ValueError):
            customized_response_dict.update(json.loads(response_dict["body"]))
            response_dict["body"] = b"{}"
