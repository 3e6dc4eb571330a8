"""X's webhook: the challenge (CRC), the signature over the raw bytes, and the queue. Nothing else (I1, I2)."""

import base64
import json
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from functions.desk_api.http.answer_headers import with_headers
from shared import wiring
from shared.domain.errors import InvalidError, NotFoundError
from shared.networks.x.signature import crc_response, signature_matches

logger = Logger()

SIGNATURE = "x-twitter-webhooks-signature"


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return with_headers(_answered(event))


def _answered(event: dict[str, Any]) -> dict[str, Any]:
    """200 only once the queue has the event; whatever keeps it from that is a 5xx, and X sends the event again (I2)."""
    app = (event.get("pathParameters") or {}).get("app", "")
    try:
        secret = wiring.desk().x_secrets.consumer_secret(app)
    except NotFoundError:
        return _answer(404, "There is no such X app here.")
    if event["requestContext"]["http"]["method"] == "GET":
        return _challenge(event, secret)
    body = _raw(event)
    if not signature_matches(body, (event.get("headers") or {}).get(SIGNATURE), secret):
        logger.warning("signature does not match", app=app, bytes=len(body))
        return _answer(401, "The signature does not match the body.")
    desk = wiring.desk()
    try:
        desk.ingest.put(body, network="x", source="webhook", app=app, received_at=desk.clock.now())
    except InvalidError as e:
        _count("WebhookBodyTooLarge", app)
        logger.warning("body larger than the queue takes", app=app, bytes=len(body))
        return _answer(413, e.sentence)
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": '{"ok":true}'}


def _challenge(event: dict[str, Any], secret: str) -> dict[str, Any]:
    token = (event.get("queryStringParameters") or {}).get("crc_token")
    if not token:
        return _answer(400, "The challenge has no crc_token.")
    try:
        body = json.dumps({"response_token": crc_response(token, secret)})
    except ValueError:
        return _answer(400, "The crc_token is no challenge of X's.")
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": body}


def _raw(event: dict[str, Any]) -> bytes:
    """API Gateway may hand the body base64-encoded: the signature is over what was sent (I1)."""
    body = event.get("body") or ""
    return base64.b64decode(body) if event.get("isBase64Encoded") else body.encode("utf-8", "surrogatepass")


def _answer(status: int, detail: str) -> dict[str, Any]:
    problem = {"type": "about:blank", "title": _TITLES[status], "status": status, "detail": detail}
    return {
        "statusCode": status,
        "headers": {"content-type": "application/problem+json"},
        "body": json.dumps(problem),
    }


def _count(name: str, app: str) -> None:
    with single_metric(name=name, unit=MetricUnit.Count, value=1) as metric:
        metric.add_metadata(key="app", value=app)


_TITLES = {400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 413: "Content Too Large"}
