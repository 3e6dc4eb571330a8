"""The toy family's requests to the webhook: a challenge that is given back as it is, and a signature over the raw bytes."""

import hmac
import json
from collections.abc import Iterable, Mapping

from shared.ports.webhooks import WebhookReply

SIGNATURE = "x-toys-signature"


def sign(body: bytes, secret: Mapping[str, object]) -> str:
    return hmac.digest(str(secret["key"]).encode(), body, "sha256").hex()


class FamilyWebhook:
    name = "toys"
    erasures = None

    def challenge(self, query: Mapping[str, str], secret: Mapping[str, object]) -> WebhookReply:
        return WebhookReply(200, text=query["echo"])

    def accepts(self, body: bytes, headers: Mapping[str, str], secret: Mapping[str, object]) -> bool:
        return hmac.compare_digest(headers.get(SIGNATURE, ""), sign(body, secret))

    def parts(self, body: bytes) -> Iterable[bytes]:
        told = json.loads(body)
        for note in told["notes"]:
            yield json.dumps(told | {"notes": [note]}).encode()


WEBHOOK = FamilyWebhook()
