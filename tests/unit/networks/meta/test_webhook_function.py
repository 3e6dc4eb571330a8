"""Meta's webhook through the function that serves every webhook (I1, I2)."""

import base64
import hmac
import json
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from functions import receive_webhook
from shared import wiring
from shared.adapters.clock import SystemClock
from tests.fake_plug import FakeAppSecrets
from tests.samples.meta_samples import raw

SECRET = {"app_id": "1", "app_secret": "secret-of-the-tests", "verify_token": "token-of-the-tests"}
ASKED = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "token-of-the-tests"}


class Queue(list[tuple[str, bytes]]):
    def put_all(self, bodies: Iterable[bytes], *, network: str, **_: Any) -> None:
        self.extend((network, body) for body in bodies)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    found = Queue()
    secrets = {"meta": FakeAppSecrets({"main": SECRET, "bare": {"app_secret": "secret-of-the-tests"}})}
    monkeypatch.setattr(wiring, "_desk", SimpleNamespace(ingest=found, app_secrets=secrets, clock=SystemClock()))
    return found


def asked(method: str, app: str = "main", **more: Any) -> dict[str, Any]:
    event = {"pathParameters": {"plug": "meta", "app": app}, "requestContext": {"http": {"method": method}}, **more}
    return receive_webhook.handler(event, None)


def posted(body: bytes, signed: bytes | None = None, *, encoded: bool = False) -> dict[str, Any]:
    digest = hmac.digest(b"secret-of-the-tests", signed if signed is not None else body, "sha256").hex()
    sent = base64.b64encode(body).decode() if encoded else body.decode()
    headers = {"x-hub-signature-256": f"sha256={digest}"}
    return asked("POST", body=sent, isBase64Encoded=encoded, headers=headers)


def test_the_handshake_is_answered_as_plain_text_that_no_browser_takes_for_more(queue: Queue) -> None:
    answer = asked("GET", queryStringParameters=ASKED)
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    assert (answer["statusCode"], answer["body"]) == (200, "1158201444")
    assert headers["content-type"].startswith("text/plain")
    assert headers["x-content-type-options"] == "nosniff"
    assert queue == []


@pytest.mark.parametrize(
    ("app", "query", "status"),
    [
        ("main", {**ASKED, "hub.verify_token": "another"}, 403),
        ("main", {}, 403),
        ("main", None, 403),
        ("bare", ASKED, 403),
        ("main", {**ASKED, "hub.challenge": "<b>"}, 400),
        ("missing", ASKED, 404),
    ],
)
def test_any_other_handshake_is_refused_with_its_reason(
    queue: Queue, app: str, query: dict[str, str] | None, status: int
) -> None:
    answer = asked("GET", app, queryStringParameters=query)
    assert answer["statusCode"] == status
    assert json.loads(answer["body"])["status"] == status
    assert "<b>" not in answer["body"]


@pytest.mark.parametrize("encoded", [True, False])
@pytest.mark.parametrize("name", ["facebook/comment", "messenger/strange_id", "instagram/story_mention"])
def test_I2_the_queue_has_the_very_bytes_before_the_answer(queue: Queue, name: str, encoded: bool) -> None:
    assert posted(raw(name), encoded=encoded)["statusCode"] == 200
    assert queue == [("meta", raw(name))]


@pytest.mark.parametrize("name", ["facebook/comment", "instagram/message"])
def test_I1_a_body_that_was_written_anew_gets_401_and_nothing_is_stored(queue: Queue, name: str) -> None:
    escaped = json.dumps(json.loads(raw(name))).replace("/", "\\/").encode()
    again = json.dumps(json.loads(raw(name)), ensure_ascii=False).encode()
    assert posted(escaped)["statusCode"] == 200
    queue.clear()
    assert posted(again, signed=escaped)["statusCode"] == 401
    assert queue == []
