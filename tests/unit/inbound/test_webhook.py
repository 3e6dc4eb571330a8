"""Webhooks: signatures, the challenge, and the queue (I1, I2)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from functions import receive_webhook
from shared import wiring
from shared.adapters.clock import SystemClock
from shared.domain.errors import InvalidError, UnavailableError
from tests.fake_plug import FakeAppSecrets

SECRET = "a-secret-of-the-test"


@dataclass
class Inbox:
    fails: Exception | None = None
    bodies: list[bytes] = field(default_factory=list)

    def put(
        self,
        body: bytes,
        *,
        network: str,
        source: str,
        app: str,
        received_at: datetime,
        unseen_at: datetime | None = None,
    ) -> None:
        if self.fails:
            raise self.fails
        self.bodies.append(body)

    def put_all(self, bodies: Iterable[bytes], **told: Any) -> None:
        for body in bodies:
            self.put(body, **told)


@dataclass
class WebhookDesk:
    ingest: Inbox = field(default_factory=Inbox)
    app_secrets: dict[str, FakeAppSecrets] = field(
        default_factory=lambda: {"x": FakeAppSecrets({"main": {"consumer_secret": SECRET}, "empty": {}})}
    )
    clock: SystemClock = field(default_factory=SystemClock)


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Inbox:
    desk = WebhookDesk()
    monkeypatch.setattr(wiring, "_desk", desk)
    return desk.ingest


def signed(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def deliver(
    body: bytes, signature: str | None, *, encoded: bool = False, app: str = "main", plug: str = "x"
) -> dict[str, Any]:
    event = {
        "pathParameters": {"plug": plug, "app": app},
        "requestContext": {"http": {"method": "POST"}},
        "headers": {"x-twitter-webhooks-signature": signature} if signature is not None else {},
        "body": base64.b64encode(body).decode() if encoded else body.decode(),
        "isBase64Encoded": encoded,
    }
    return receive_webhook.handler(event, None)


BODY = '{"data":{"text":"こんにちは"}}'.encode()


@pytest.mark.parametrize("encoded", [False, True])
def test_I2_a_signed_body_is_in_the_queue_when_200_is_answered(inbox: Inbox, encoded: bool) -> None:
    assert deliver(BODY, signed(BODY), encoded=encoded)["statusCode"] == 200
    assert inbox.bodies == [BODY]


@pytest.mark.parametrize(
    "signature",
    [None, "", "sha256=", "sha256=AAAA", "nonsense", "sha256=日本", signed(BODY, "another"), signed(BODY + b" ")],
)
def test_I1_a_body_without_its_signature_gets_401_and_nothing_is_stored(inbox: Inbox, signature: str | None) -> None:
    assert deliver(BODY, signature)["statusCode"] == 401
    assert inbox.bodies == []


def test_I1_signed_bytes_that_are_no_text_are_taken_as_they_are(inbox: Inbox) -> None:
    body = b"\xff\xfe not utf-8"
    assert deliver(body, signed(body), encoded=True)["statusCode"] == 200
    assert inbox.bodies == [body]


def test_I2_a_queue_that_fails_is_an_error_so_that_x_sends_it_again(inbox: Inbox) -> None:
    inbox.fails = ConnectionError("no queue")
    with pytest.raises(ConnectionError):
        deliver(BODY, signed(BODY))


def test_a_body_larger_than_the_queue_takes_gets_413_and_a_metric(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Sokuto")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "receive_webhook")
    inbox.fails = InvalidError("body", "too large")
    assert deliver(BODY, signed(BODY))["statusCode"] == 413
    assert '"WebhookBodyTooLarge"' in capsys.readouterr().out


def test_an_app_that_the_desk_does_not_have_gets_404(inbox: Inbox) -> None:
    assert deliver(BODY, signed(BODY), app="other")["statusCode"] == 404


def test_a_network_that_the_desk_does_not_know_gets_404(inbox: Inbox) -> None:
    assert deliver(BODY, signed(BODY), plug="myspace")["statusCode"] == 404
    assert inbox.bodies == []


def test_I1_an_app_whose_keys_are_not_there_yet_takes_nothing_and_proves_nothing(inbox: Inbox) -> None:
    assert deliver(BODY, signed(BODY, ""), app="empty")["statusCode"] == 401
    assert challenge({"crc_token": "bm9uY2U-_w=="}, app="empty")["statusCode"] == 503
    assert inbox.bodies == []


def test_I2_a_secret_that_cannot_be_read_is_an_error_so_that_the_network_sends_it_again(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring.desk().app_secrets["x"], "fails", UnavailableError("no secrets"))
    with pytest.raises(UnavailableError):
        deliver(BODY, signed(BODY))


def challenge(query: dict[str, str] | None, app: str = "main") -> dict[str, Any]:
    event = {
        "pathParameters": {"plug": "x", "app": app},
        "requestContext": {"http": {"method": "GET"}},
        "queryStringParameters": query,
    }
    return receive_webhook.handler(event, None)


def test_I1_the_challenge_is_answered_with_the_secrets_signature(inbox: Inbox) -> None:
    answer = challenge({"crc_token": "bm9uY2U-_w=="})
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"]) == {"response_token": signed(b"bm9uY2U-_w==")}


@pytest.mark.parametrize("query", [None, {}, {"crc_token": ""}, {"crc_token": BODY.decode()}, {"crc_token": "one,two"}])
def test_I11_a_challenge_without_a_token_of_xs_form_gets_400(inbox: Inbox, query: dict[str, str] | None) -> None:
    assert challenge(query)["statusCode"] == 400
