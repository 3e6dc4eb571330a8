"""LINE's signature over the raw bytes (I1), and its empty test of the webhook."""

import pytest

from shared.domain.posts.incoming_post import Dropped
from shared.networks.line.reading.reader import LineReader
from shared.networks.line.webhook import WEBHOOK
from tests.builders import NOON

SECRET = {"channel_id": "1650000000", "channel_secret": "secret-of-the-tests"}
ESCAPED_AND_RAW = b'{"destination":"Uab","events":[{"text":"\\uD83E\\uDD28 \xe3\x81\xa8 \xe2\x9c\x8b"}]}'
VECTORS = {
    ESCAPED_AND_RAW: "7jcyd/BbDnQxQrxR4xudRl33pVlI2+9blaUhhjBOAHI=",
    b"": "Wj7X4bpaxFGqIVLAo38br31YHsuG+uCZBY1OS/HuFCI=",
}
"""Made with `openssl dgst -sha256 -hmac secret-of-the-tests -binary | base64`."""


def accepts(body: bytes, signature: str | None, secret: dict[str, object] | None = None) -> bool:
    headers = {} if signature is None else {"x-line-signature": signature}
    return WEBHOOK.accepts(body, headers, SECRET if secret is None else secret)


@pytest.mark.parametrize("body", VECTORS)
def test_I1_the_signature_is_over_the_raw_bytes_whatever_they_hold(body: bytes) -> None:
    assert accepts(body, VECTORS[body])
    assert not accepts(body + b" ", VECTORS[body])


@pytest.mark.parametrize("signature", [None, "", "Wj7X", "７jcyd", "\udcff", VECTORS[b""].lower(), f"{VECTORS[b'']}="])
def test_I1_any_other_signature_is_none(signature: str | None) -> None:
    assert not accepts(ESCAPED_AND_RAW, signature)


@pytest.mark.parametrize("secret", [{}, {"channel_secret": ""}, {"channel_secret": None}, {"channel_secret": 7}])
def test_I1_an_app_without_keys_accepts_nothing(secret: dict[str, object]) -> None:
    assert not accepts(b"", VECTORS[b""], secret)
    assert not accepts(b"", "thNnmggU2ex3L5XXeMNfxf8Wl8STcVZTxscSFEKSxa0=", secret), "signed with no key"


def test_I11_a_get_is_answered_with_nothing_that_could_pass_for_a_proof() -> None:
    reply = WEBHOOK.challenge({"crc_token": "abc", "hub.challenge": "1"}, SECRET)
    assert (reply.status, dict(reply.document)) == (404, {})


def test_the_empty_test_of_the_webhook_is_counted_and_brings_nothing() -> None:
    assert list(LineReader().read(b'{"destination":"U1","events":[]}', NOON)) == [Dropped("webhook_test")]
