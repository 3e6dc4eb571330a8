"""A person asks a network to have their data deleted: the callback, the queue behind it, and the page that tells the state (I6)."""

import base64
import json
import re
from types import SimpleNamespace
from typing import Any

import pytest

from functions import ingest_posts, receive_webhook
from shared import wiring
from shared.domain.errors import UnavailableError
from shared.domain.privacy.erasure_request import ErasureState
from shared.networks import registry
from shared.networks.meta.webhook import SIGNATURE
from tests.builders import NOON, minutes
from tests.fake_desk import FakeDesk
from tests.fake_plug import FakeAppSecrets
from tests.unit.api.test_api import PAGE, raw
from tests.unit.networks.meta.test_signed_requests import SECRET, asked

PERSON = "218471"


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    monkeypatch.setitem(registry.FAMILIES, "meta", "shared.networks.meta")
    monkeypatch.setitem(registry.MODULES, "facebook", "shared.networks.meta.facebook")
    fake = FakeDesk()
    fake.app_secrets["meta"] = FakeAppSecrets({"main": SECRET, "deletion": SECRET})
    monkeypatch.setattr(fake, "ingest_retries", SimpleNamespace(retry_after=lambda *_: None), raising=False)
    monkeypatch.setattr(wiring, "_desk", fake)
    for name, value in {**PAGE, "POWERTOOLS_METRICS_NAMESPACE": "Sokuto", "POWERTOOLS_SERVICE_NAME": "t"}.items():
        monkeypatch.setenv(name, value)
    return fake


def ask(body: bytes, *, app: str = "main", plug: str = "meta", encoded: bool = False, path: str = "") -> dict[str, Any]:
    return receive_webhook.handler(
        {
            "rawPath": path or f"/webhooks/{plug}/{app}/deletion",
            "pathParameters": {"plug": plug, "app": app},
            "requestContext": {"http": {"method": "POST"}},
            "headers": {"content-type": "application/x-www-form-urlencoded"},
            "body": base64.b64encode(body).decode() if encoded else body.decode(),
            "isBase64Encoded": encoded,
        },
        None,
    )


def ingest(desk: FakeDesk) -> None:
    """Hand on what lies in the queue."""
    for body, envelope in zip(desk.ingest.deliveries, desk.ingest.envelopes, strict=True):
        message = {
            **envelope,
            "received_at": envelope["received_at"].isoformat(),
            "body": base64.b64encode(body).decode(),
        }
        record = {"messageId": "m", "receiptHandle": "r", "body": json.dumps(message)}
        record |= {"attributes": {"ApproximateReceiveCount": "1"}}  # type: ignore[dict-item]
        assert ingest_posts.handler({"Records": [record]}, None) == {"batchItemFailures": []}


def page(code: str, language: str = "en") -> tuple[int, str]:
    told = raw("GET", f"/deletion/{code}", headers={"accept-language": language})
    assert told["headers"]["Content-Type"] == "text/html; charset=utf-8"
    assert told["headers"]["content-security-policy"].startswith("default-src 'none'; style-src 'self';")
    return told["statusCode"], told["body"]


@pytest.mark.parametrize("encoded", [False, True])
def test_I2_a_request_is_in_the_queue_when_its_code_is_answered(desk: FakeDesk, encoded: bool) -> None:
    told = ask(asked(), encoded=encoded)
    assert (told["statusCode"], told["headers"]["content-type"]) == (200, "application/json")
    answer = json.loads(told["body"])
    code = answer["confirmation_code"]
    assert re.fullmatch(r"[0-9a-f]{32}", code)
    assert answer == {"url": f"https://desk.example.com/deletion/{code}", "confirmation_code": code}
    assert [json.loads(body) for body in desk.ingest.deliveries] == [{"code": code, "person": PERSON}]
    assert [(each["network"], each["app"], each["source"]) for each in desk.ingest.envelopes] == [
        ("meta", "main", "erasure")
    ]


def test_I2_a_queue_that_fails_is_an_error_so_that_nobody_is_told_of_a_request_that_is_not_stored(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise UnavailableError("no queue")

    monkeypatch.setattr(desk.ingest, "put", fail)
    with pytest.raises(UnavailableError):
        ask(asked())


@pytest.mark.parametrize(
    "body", [asked(key="forged"), asked(expires=1), b"signed_request=half", b""], ids=lambda b: b[:30]
)
def test_I1_a_request_that_is_forged_or_expired_or_half_gets_401_and_nothing_is_stored(
    desk: FakeDesk, body: bytes
) -> None:
    assert ask(body)["statusCode"] == 401
    assert desk.ingest.deliveries == []


@pytest.mark.parametrize(("plug", "app"), [("x", "main"), ("meta", "other"), ("facebook", "main"), ("purple", "main")])
def test_a_network_that_asks_for_no_erasure_has_no_such_address(desk: FakeDesk, plug: str, app: str) -> None:
    assert ask(asked(), plug=plug, app=app)["statusCode"] == 404
    assert desk.ingest.deliveries == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"hub.mode": "subscribe", "hub.challenge": "115", "hub.verify_token": "v"}, 200),
        ({"hub.mode": "subscribe", "hub.challenge": "115", "hub.verify_token": "w"}, 403),
        ({"hub.mode": "subscribe", "hub.challenge": "<b>", "hub.verify_token": "v"}, 400),
        ({}, 403),
        (None, 403),
    ],
    ids=str,
)
def test_I1_the_handshake_is_answered_whatever_it_asks(query: dict[str, str] | None, status: int) -> None:
    event = {
        "pathParameters": {"plug": "meta", "app": "main"},
        "requestContext": {"http": {"method": "GET"}},
        "queryStringParameters": query,
    }
    answer = receive_webhook.handler(event, None)
    assert answer["statusCode"] == status
    assert status != 200 or answer["body"] == "115"
    assert status == 200 or json.loads(answer["body"])["status"] == status


def test_an_app_of_the_name_of_the_address_gets_its_events(desk: FakeDesk) -> None:
    assert ask(asked(), app="deletion", path="/webhooks/meta/deletion")["statusCode"] == 401
    assert ask(asked(), app="deletion")["statusCode"] == 200


def test_I11_two_answers_to_the_same_request_have_nothing_in_common_that_could_be_computed(desk: FakeDesk) -> None:
    codes = [json.loads(ask(asked())["body"])["confirmation_code"] for _ in range(2)]
    assert codes[0] != codes[1]
    for code in codes:
        event = {
            "pathParameters": {"plug": "meta", "app": "main"},
            "requestContext": {"http": {"method": "POST"}},
            "headers": {SIGNATURE: f"sha256={code * 2}"},
            "body": asked().decode(),
        }
        assert receive_webhook.handler(event, None)["statusCode"] == 401


def test_I6_the_page_tells_what_became_of_the_request_in_both_languages(desk: FakeDesk) -> None:
    code = json.loads(ask(asked())["body"])["confirmation_code"]
    assert page(code)[0] == 404, "it is in the queue still"
    ingest(desk)
    status, body = page(code)
    assert status == 200
    assert "Your request of 15 September 2026 has been received." in body
    assert PERSON not in body
    assert "2026年9月15日のご依頼を受け付けました" in page(code, "ja,en;q=0.5")[1]
    found = desk.erasures.find(code)
    assert found is not None
    for state in ErasureState:
        desk.erasures.save(found.settled(state, NOON + minutes(60 * 24)))
        for language in ("en", "ja"):
            status, body = page(code, language)
            assert (status, f'<html lang="{language}">' in body, code in body) == (200, True, True)
            assert "{" not in body


@pytest.mark.parametrize("code", ["", "abc", "0" * 32, "<script>alert(1)</script>", "%3Cb%3E", "../health", "0" * 4000])
def test_I6_a_code_that_nobody_was_given_tells_nothing(desk: FakeDesk, code: str) -> None:
    told = raw("GET", f"/deletion/{code}")
    assert told["statusCode"] in (200, 404)
    assert "<script>alert" not in told["body"]


def test_I3_a_message_that_comes_twice_is_one_request(desk: FakeDesk) -> None:
    ask(asked())
    ingest(desk)
    ingest(desk)
    assert len(desk.erasures.open()) == 1


def test_I5_a_message_that_is_no_request_of_ours_is_broken(desk: FakeDesk) -> None:
    desk.ingest.put(b"[]", network="meta", source="erasure", app="main", received_at=NOON)
    with pytest.raises(AssertionError):
        ingest(desk)
    assert desk.erasures.open() == []
