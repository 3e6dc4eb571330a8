"""Meta's data deletion callback: only what Meta signed for this app, and lately, is believed (I1, I11)."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.networks.meta.signed_requests import LARGEST, OLDEST, MetaErasures
from shared.networks.meta.webhook import WEBHOOK
from tests.builders import NOON

KEY = "app-secret-of-the-test"
SECRET = {"app_id": "900", "app_secret": KEY, "verify_token": "v"}
HOUR = timedelta(hours=1)


def seconds(at: datetime) -> int:
    return int(at.timestamp())


ASKED: dict[str, Any] = {
    "algorithm": "HMAC-SHA256",
    "expires": seconds(NOON + HOUR),
    "issued_at": seconds(NOON - HOUR),
    "user_id": "218471",
}


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(payload: str, key: str = KEY) -> str:
    return f"{encoded(hmac.new(key.encode(), payload.encode(), hashlib.sha256).digest())}.{payload}"


def form(signed_request: str) -> bytes:
    return urlencode({"signed_request": signed_request}).encode()


def asked(key: str = KEY, **changed: Any) -> bytes:
    values = {name: value for name, value in (ASKED | changed).items() if value is not ...}
    return form(signed(encoded(json.dumps(values).encode()), key))


def person(body: bytes, secret: dict[str, Any] | None = None, now: datetime = NOON) -> str | None:
    return MetaErasures().person(body, SECRET if secret is None else secret, now)


def test_I6_a_request_that_meta_signed_names_its_person() -> None:
    assert person(asked()) == "218471"
    assert WEBHOOK.erasures.person(asked(), SECRET, NOON) == "218471"


def test_I1_the_signature_of_another_app_or_of_no_app_is_not_believed() -> None:
    assert person(asked(key="another")) is None
    assert person(asked(key=""), {}) is None
    assert person(asked(key=""), {"app_secret": ""}) is None
    assert person(asked(), {"app_secret": 5}) is None


def test_I1_the_signature_covers_the_encoded_payload_and_not_what_it_says() -> None:
    """The very same words in another encoding are another request."""
    payload = encoded(json.dumps(ASKED).encode())
    signature = signed(payload).partition(".")[0]
    again = encoded(json.dumps(ASKED, indent=1).encode())
    digest = encoded(hmac.digest(KEY.encode(), json.dumps(ASKED).encode(), "sha256"))
    assert person(form(f"{signature}.{payload}")) == "218471"
    assert person(form(f"{signature}.{again}")) is None
    assert person(form(f"{digest}.{payload}")) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"expires": seconds(NOON - HOUR)},
        {"issued_at": seconds(NOON - OLDEST - HOUR), "expires": 0},
        {"issued_at": seconds(NOON + HOUR)},
        {"issued_at": ..., "expires": ...},
        {"issued_at": "lately"},
        {"issued_at": True},
        {"issued_at": 10**30},
        {"expires": "never"},
        {"algorithm": "none"},
        {"algorithm": ...},
        {"algorithm": None},
        {"user_id": ...},
        {"user_id": ""},
        {"user_id": 218471},
        {"user_id": "../me"},
        {"user_id": "٢١"},
        {"user_id": "1" * 101},
        {"user_id": ["218471"]},
    ],
    ids=str,
)
def test_I1_a_request_that_is_expired_old_or_odd_is_not_believed(changed: dict[str, Any]) -> None:
    assert person(asked(**changed)) is None


@pytest.mark.parametrize(
    "changed", [{"expires": 0}, {"expires": ...}, {"issued_at": seconds(NOON - HOUR * 35), "expires": 0}]
)
def test_I6_a_request_that_never_expires_is_believed_while_it_is_new(changed: dict[str, Any]) -> None:
    assert person(asked(**changed)) == "218471"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"signed_request=",
        b"signed_request=.",
        b"signed_request=abc",
        b"signed_request=a.b",
        b"\xff" * 20,
        json.dumps({"signed_request": signed(encoded(json.dumps(ASKED).encode()))}).encode(),
        asked() + b"&" + asked(),
        asked() + b"&more=" + b"x" * LARGEST,
        asked().replace(b".", b"%0A."),
        form(signed(encoded(json.dumps(ASKED).encode())) + "."),
        form(signed("日本")),
        b"&".join([b"a=1"] * 50 + [asked()]),
    ],
    ids=lambda body: ascii(body[:40]),
)
def test_I1_a_form_that_is_none_of_metas_is_not_believed(body: bytes) -> None:
    assert person(body) is None


@pytest.mark.parametrize("payload", ["a", "bnVsbA", "W10", "eyI", "_w", encoded(b"[" * 5000), encoded(b"\xff{}")])
def test_I1_half_a_payload_is_no_request_even_if_it_is_signed(payload: str) -> None:
    assert person(form(signed(payload))) is None


def test_a_padded_request_is_read_like_one_without_padding() -> None:
    payload = encoded(json.dumps(ASKED | {"pad": ""}).encode())
    signature = signed(payload).partition(".")[0]
    assert person(b"signed_request=" + quote(f"{signature}=.{payload}==").encode()) == "218471"


@given(st.binary(max_size=300))
def test_I1_no_bytes_are_a_request_by_chance(body: bytes) -> None:
    assert person(body) is None
    assert person(b"signed_request=" + body) is None


def test_I11_a_signed_delivery_is_no_request_and_a_signed_request_no_delivery() -> None:
    delivery = b'{"object":"page","entry":[]}'
    signature = hmac.digest(KEY.encode(), delivery, "sha256")
    assert person(form(f"{encoded(signature)}.{delivery.decode()}")) is None
    payload = encoded(json.dumps(ASKED).encode())
    taken = {"x-hub-signature-256": "sha256=" + hmac.digest(KEY.encode(), payload.encode(), "sha256").hex()}
    assert WEBHOOK.accepts(payload.encode(), taken, SECRET)
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(payload)


def test_the_answer_is_what_meta_asks_for() -> None:
    told = MetaErasures().answer("https://desk.example.com/deletion/ab12", "ab12")
    assert told == {"url": "https://desk.example.com/deletion/ab12", "confirmation_code": "ab12"}
