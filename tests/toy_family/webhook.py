"""The toy family's requests to the webhook: a challenge that is given back as it is, and a signature over the raw bytes."""

import hmac
from collections.abc import Mapping

from shared.ports.webhooks import WebhookReply

SIGNATURE = "x-toys-signature"


def sign(body: bytes, secret: Mapping[str, object]) -> str:
    return hmac.digest(str(secret["key"]).encode(), body, "sha256").hex()


class FamilyWebhook:
    name = "toys"

    def challenge(self, query: Mapping[str, str], secret: Mapping[str, object]) -> WebhookReply:
        return WebhookReply(200, text=query["echo"])

    def accepts(self, body: bytes, headers: Mapping[str, str], secret: Mapping[str, object]) -> bool:
        return hmac.compare_digest(headers.get(SIGNATURE, ""), sign(body, secret))


WEBHOOK = FamilyWebhook()
