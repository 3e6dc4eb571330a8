"""What DynamoDB may answer instead of what was asked for, without a network: botocore's own events, ahead of moto."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

from shared.adapters.dynamodb.item import connection


@contextmanager
def before_sending(operation: str, hook: Callable[..., Any]) -> Iterator[None]:
    """Has botocore call the hook, ahead of moto, with each request; what the hook returns, if anything, is the answer."""
    events: Any = connection().client.meta.events
    events.register_first(f"before-send.dynamodb.{operation}", hook)
    try:
        yield
    finally:
        events.unregister(f"before-send.dynamodb.{operation}", hook)


def fault(error: str) -> dict[str, Any]:
    """The body of an answer that says what went wrong."""
    return {"__type": f"com.amazonaws.dynamodb.v20120810#{error}", "message": "cancelled"}


def answering(operation: str, status: int, body: Mapping[str, Any]) -> AbstractContextManager[None]:
    """Every such call is answered so; botocore and PynamoDB read it as they would DynamoDB's own answer."""

    class Body:
        def stream(self, **_: object) -> Iterator[bytes]:
            yield json.dumps(body).encode()

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        return AWSResponse(request.url, status, HTTPHeaders(), Body())

    return before_sending(operation, answer)
