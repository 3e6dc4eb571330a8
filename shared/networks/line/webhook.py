"""LINE's requests to the webhook: the signature over the raw bytes (I1). LINE sends no challenge.

https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
"""

import base64
import hmac
from collections.abc import Iterable, Mapping

from shared.ports.webhooks import WebhookReply

SIGNATURE = "x-line-signature"


class LineWebhook:
    """LINE's side of the webhook. An app without a channel secret accepts nothing."""

    name = "line"
    erasures = None

    def challenge(self, query: Mapping[str, str], secret: Mapping[str, object]) -> WebhookReply:  # noqa: ARG002
        return WebhookReply(404, refusal="LINE asks for no proof by GET.")

    def accepts(self, body: bytes, headers: Mapping[str, str], secret: Mapping[str, object]) -> bool:
        key, given = secret.get("channel_secret"), headers.get(SIGNATURE)
        if not isinstance(key, str) or not key or not given:
            return False
        expected = base64.b64encode(hmac.digest(key.encode(), body, "sha256"))
        return hmac.compare_digest(given.encode("utf-8", "replace"), expected)

    def parts(self, body: bytes) -> Iterable[bytes]:
        return (body,)


WEBHOOK = LineWebhook()
