"""Meta's handshake, and its signature over the raw bytes (I1, I11)."""

import hmac
import json

import pytest

from shared.networks.meta.webhook import WEBHOOK
from shared.ports.webhooks import WebhookReply

SECRET: dict[str, object] = {
    "app_id": "555000000000001",
    "app_secret": "secret-of-the-tests",
    "verify_token": "token-of-the-tests",
}
ESCAPED = b'{"object":"page","entry":[{"id":"1","note":"J\'ai mang\\u00e9, \\ud83d\\ude00 \\/"}]}'
RAW = '{"object":"page","entry":[{"id":"1","note":"J\'ai mangé, 😀 /"}]}'.encode()
VECTORS = {
    ESCAPED: "sha256=412d7d9ab9e4182c2c4336b90cd0f702f57294d241902a4ad74570af6a89159f",
    RAW: "sha256=523235edfb093a9a1aada8f8bc89311bfae06a5754420bf723cd381fa970db0f",
    b"": "sha256=5a3ed7e1ba5ac451aa2152c0a37f1baf7d581ecb86fae099058d4e4bf1ee1422",
}
"""Made with `openssl dgst -sha256 -hmac secret-of-the-tests`."""

ASKED = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "token-of-the-tests"}


def accepts(body: bytes, signature: str | None, secret: dict[str, object] | None = None) -> bool:
    headers = {} if signature is None else {"x-hub-signature-256": signature}
    return WEBHOOK.accepts(body, headers, SECRET if secret is None else secret)


@pytest.mark.parametrize("body", VECTORS)
def test_I1_the_signature_is_over_the_raw_bytes_escaped_or_not(body: bytes) -> None:
    assert accepts(body, VECTORS[body])
    assert not accepts(body + b" ", VECTORS[body])


def test_I1_a_body_that_somebody_wrote_anew_is_refused() -> None:
    again = json.dumps(json.loads(ESCAPED), ensure_ascii=False, separators=(",", ":")).encode()
    assert json.loads(again) == json.loads(ESCAPED)
    assert not accepts(again, VECTORS[ESCAPED])


@pytest.mark.parametrize(
    "signature",
    [
        *(None, "", "sha256=", "sha256=７", "\udcff", VECTORS[RAW], VECTORS[ESCAPED].removeprefix("sha256=")),
        *(VECTORS[ESCAPED].replace("sha256", "sha1"), f"{VECTORS[ESCAPED]} ", VECTORS[ESCAPED].upper()),
    ],
)
def test_I1_any_other_signature_is_none(signature: str | None) -> None:
    assert not accepts(ESCAPED, signature)


@pytest.mark.parametrize("secret", [{}, {"app_secret": ""}, {"app_secret": None}, {"app_secret": 7}])
def test_I1_an_app_without_a_secret_accepts_nothing(secret: dict[str, object]) -> None:
    with_no_key = hmac.digest(b"", b"", "sha256").hex()
    assert not accepts(b"", f"sha256={with_no_key}", secret)


def test_the_handshake_answers_the_challenge_as_plain_text() -> None:
    assert WEBHOOK.challenge(ASKED, SECRET) == WebhookReply(200, text="1158201444")


@pytest.mark.parametrize(
    "other",
    [
        {"hub.verify_token": "another"},
        {"hub.verify_token": ""},
        {"hub.verify_token": "token-of-the-tests "},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": ""},
    ],
)
def test_another_token_or_mode_is_refused(other: dict[str, str]) -> None:
    reply = WEBHOOK.challenge({**ASKED, **other}, SECRET)
    assert (reply.status, reply.text, dict(reply.document)) == (403, "", {})
    assert reply.refusal


@pytest.mark.parametrize("token", [None, "", 7])
def test_an_app_without_a_verify_token_refuses_every_handshake(token: object) -> None:
    for asked in (ASKED, {**ASKED, "hub.verify_token": ""}, {"hub.mode": "subscribe", "hub.challenge": "1"}):
        reply = WEBHOOK.challenge(asked, {**SECRET, "verify_token": token})
        assert (reply.status, reply.text) == (403, "")


@pytest.mark.parametrize(
    "chosen", ["", "<script>alert(1)</script>", "a b", "{}", "sha256=00", "abc.def", "１２３", "1" * 201, "1\n"]
)
def test_I11_nothing_is_echoed_that_could_pass_for_more_than_a_word(chosen: str) -> None:
    reply = WEBHOOK.challenge({**ASKED, "hub.challenge": chosen}, SECRET)
    assert (reply.status, reply.text) == (400, "")


def test_I11_the_echo_is_no_signature_of_what_the_caller_chose() -> None:
    reply = WEBHOOK.challenge(ASKED, SECRET)
    assert not accepts(ASKED["hub.challenge"].encode(), reply.text)
    assert not accepts(b"", reply.text)
