"""I11: whatever the desk answers without a login, no signature that it believes can be made from it."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions import receive_webhook
from functions.desk_api import app
from shared import wiring
from shared.networks.x.webhook import SIGNATURE
from tests.fake_desk import CONSUMER_SECRET, FakeDesk, FakeIngest

SECRET = CONSUMER_SECRET

OPEN_ROUTES = frozenset(
    {
        *(
            "GET /",
            "HEAD /",
            "GET /{proxy+}",
            "HEAD /{proxy+}",
            "POST /csp",
            "GET /webhooks/{plug}/{app}",
            "POST /webhooks/{plug}/{app}",
            "POST /webhooks/{plug}/{app}/deletion",
        ),
        *("POST /session", "POST /session/renew", "DELETE /session"),
    }
)
"""What answers without a login; `tests/infra/test_open_routes.py` holds it to the template."""

EVENT = '{"for_user_id":"1111111111","tweet_create_events":[{"id_str":"1"}]}'

WANTED = [
    EVENT,
    f" {EVENT}",
    f"\n\t{EVENT}",
    f"\ufeff{EVENT}",
    json.dumps(json.loads(EVENT), indent=1),
    f"[{EVENT}]",
    '"text"',
    "{}",
    "[]",
    "null",
    "1",
    "deauthorised",
    base64.b64encode(EVENT.encode()).decode(),
    base64.urlsafe_b64encode(EVENT.encode()).decode(),
    EVENT.encode("utf-16-le").decode("latin-1"),
    "",
]
"""Bodies that somebody without the secret would like to have signed."""


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk()
    monkeypatch.setattr(fake, "ingest", FakeIngest(), raising=False)
    monkeypatch.setattr(wiring, "_desk", fake)
    for name in ("USER_POOL_CLIENT_ID", "AUTHORIZE_URL", "TOKEN_URL", "LOGOUT_URL"):
        monkeypatch.setenv(f"DESK_{name}", "https://login.example.com/oauth2")
    return fake


def event(
    method: str, path: str, *, query: dict[str, str] | None = None, body: str = "", sign: str = "", cookie: str = ""
) -> Any:
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "pathParameters": {"plug": "x", "app": "main"},
        "queryStringParameters": query,
        "headers": {
            SIGNATURE: sign,
            "content-type": "application/json",
            "cookie": f"__Secure-sokuto={cookie}",
            "accept-language": body,
            "if-none-match": body,
        },
        "requestContext": {"http": {"method": method, "path": path}, "stage": "$default"},
        "body": base64.b64encode(body.encode("utf-8", "surrogatepass")).decode(),
        "isBase64Encoded": True,
    }


def answers(wanted: str) -> Iterator[Any]:
    """All that a stranger can be told about `wanted`, by every open route and in every place of a request."""
    names = ("crc_token", "challenge", "hub.challenge", "token", "cursor", "q", "state", "")
    for query in ({name: wanted} for name in names):
        yield receive_webhook.handler(event("GET", "/webhooks/x/main", query=query), None)
        for path in ("/", "/health", "/config.json", "/t/1", "/favicon.svg"):
            yield app.handler(event("GET", path, query=query), None)
    yield receive_webhook.handler(event("POST", "/webhooks/x/main", body=wanted), None)
    yield receive_webhook.handler(event("POST", "/webhooks/x/main/deletion", body=wanted), None)
    yield app.handler(event("POST", "/csp", body=wanted), None)
    for method, path in (("POST", "/session"), ("POST", "/session/renew"), ("DELETE", "/session")):
        for body in (wanted, json.dumps({"code": wanted, "verifier": wanted})):
            yield app.handler(event(method, path, body=body, cookie=wanted), None)
    for path in (
        f"/{wanted}",
        f"/t/{wanted}",
        f"/a/{wanted}",
        f"/a/app-{wanted}.js",
        f"/pictures/acme_help/{wanted}",
        f"/deletion/{wanted}",
    ):
        yield app.handler(event("GET", path), None)


def tokens(told: Any) -> Iterator[str]:
    """Each string in an answer that could serve as a signature, however it is wrapped."""
    if isinstance(told, dict):
        for value in told.values():
            yield from tokens(value)
    elif isinstance(told, list):
        for value in told:
            yield from tokens(value)
    elif isinstance(told, str) and len(told) < 5_000:
        yield told
        if told.startswith(("{", "[")):
            yield from tokens(json.loads(told))


def deliver(body: str, signature: str) -> int:
    answer = receive_webhook.handler(event("POST", "/webhooks/x/main", body=body, sign=signature), None)
    return int(answer["statusCode"])


def test_I11_an_event_that_x_signed_is_taken_so_that_the_attempts_below_mean_something() -> None:
    digest = hmac.digest(SECRET.encode(), EVENT.encode(), hashlib.sha256)
    assert deliver(EVENT, "sha256=" + base64.b64encode(digest).decode()) == 200


@pytest.mark.parametrize("wanted", WANTED)
def test_I11_no_open_answer_of_the_desk_signs_an_event(wanted: str, desk: FakeDesk) -> None:
    tried = 0
    for told in answers(wanted):
        for token in tokens(told):
            assert deliver(wanted, token) == 401, f"{token!r} lets {wanted!r} in"
            tried += 1
    assert tried > 50
