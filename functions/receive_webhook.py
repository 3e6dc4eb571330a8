"""Every network's webhooks: the challenge, the signature over the raw bytes, and the queue. Nothing else (I1, I2)."""

import base64
import gc
import json
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from functions.desk_api.http.answer_headers import with_headers
from shared import wiring
from shared.domain.errors import InvalidError, NotFoundError
from shared.networks import registry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.ports.webhooks import Webhook, WebhookReply

logger = Logger()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one delivery. Nothing is collected meanwhile: what a cold start makes stays, and a full pass of the collector
    amid it takes an eighth of its time and frees nothing.
    """
    gc.disable()
    try:
        return with_headers(_answered(event))
    finally:
        gc.enable()


def _answered(event: dict[str, Any]) -> dict[str, Any]:
    """Answer 200 only after the queue has accepted the event; any failure is a 5xx, after which the network retries (I2)."""
    path = event.get("pathParameters") or {}
    plug, app = path.get("plug", ""), path.get("app", "")
    desk = wiring.desk()
    try:
        webhook = registry.webhook(plug)
        secret = desk.app_secrets[plug].read(app)
    except NotFoundError:
        webhook = None
    if webhook is None:
        return _problem(404, "There is no such webhook here.")
    if event["requestContext"]["http"]["method"] == "GET":
        reply = webhook.challenge(event.get("queryStringParameters") or {}, secret)
        return _reply(reply)
    body = _raw(event)
    if _asks_to_erase(event, plug, app):
        return _taken_erasure(webhook, body, secret, plug=plug, app=app)
    if not webhook.accepts(body, event.get("headers") or {}, secret):
        logger.warning("signature does not match", plug=plug, app=app, bytes=len(body))
        return _problem(401, "The signature does not match the body.")
    received_at = desk.clock.now()
    try:
        desk.ingest.put_all(webhook.parts(body), network=plug, source="webhook", app=app, received_at=received_at)
    except InvalidError as e:
        _count("WebhookBodyTooLarge", app)
        logger.warning("body larger than the queue takes", plug=plug, app=app, bytes=len(body))
        return _problem(413, e.sentence)
    return _answer(200, {"ok": True})


def _asks_to_erase(event: dict[str, Any], plug: str, app: str) -> bool:
    return str(event.get("rawPath", "")).endswith(f"/webhooks/{plug}/{app}/deletion")


def _taken_erasure(
    webhook: "Webhook", body: bytes, secret: "Mapping[str, object]", *, plug: str, app: str
) -> dict[str, Any]:
    """Take a network's request to erase what the desk holds of a person: queued like a delivery, so that 200 means that it is stored
    (I2). The confirmation code is random: nothing that the network is answered could be made into a signature (I11)."""
    if webhook.erasures is None:
        return _problem(404, "There is no such webhook here.")
    from secrets import token_hex  # seldom needed, and not cheap at a cold start

    desk, code = wiring.desk(), token_hex(16)
    now = desk.clock.now()
    person = webhook.erasures.person(body, secret, now)
    if person is None:
        logger.warning("request for erasure is not believed", plug=plug, app=app, bytes=len(body))
        return _problem(401, "The request is not signed for this app, or is too old: it has to be made again.")
    request = json.dumps({"code": code, "person": person}).encode()
    desk.ingest.put(request, network=plug, source="erasure", app=app, received_at=now)
    return _answer(200, webhook.erasures.answer(f"{desk.url}/deletion/{code}", code))


def _raw(event: dict[str, Any]) -> bytes:
    """Return the raw body, which API Gateway can pass base64-encoded; the signature covers the raw bytes (I1)."""
    body = event.get("body") or ""
    return base64.b64decode(body) if event.get("isBase64Encoded") else body.encode("utf-8", "surrogatepass")


def _reply(reply: "WebhookReply") -> dict[str, Any]:
    if reply.refusal:
        return _problem(reply.status, reply.refusal)
    if reply.text:
        return {
            "statusCode": reply.status,
            "headers": {"content-type": "text/plain; charset=utf-8"},
            "body": reply.text,
        }
    return _answer(reply.status, reply.document)


def _answer(status: int, document: object) -> dict[str, Any]:
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(document)}


def _problem(status: int, detail: str) -> dict[str, Any]:
    problem = {"type": "about:blank", "title": _TITLES[status], "status": status, "detail": detail}
    return {
        "statusCode": status,
        "headers": {"content-type": "application/problem+json"},
        "body": json.dumps(problem),
    }


def _count(name: str, app: str) -> None:
    from aws_lambda_powertools.metrics import MetricUnit, single_metric  # seldom needed, and not cheap at a cold start

    with single_metric(name=name, unit=MetricUnit.Count, value=1) as metric:
        metric.add_metadata(key="app", value=app)


_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    413: "Content Too Large",
    503: "Service Unavailable",
}
