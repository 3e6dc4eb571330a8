"""X's requests to the webhook: the challenge (CRC), and the signature over the raw bytes (I1, I11)."""

from collections.abc import Mapping

from shared.networks.x.signature import crc_response, signature_matches
from shared.ports.webhooks import WebhookReply

SIGNATURE = "x-twitter-webhooks-signature"


class XWebhook:
    """Both proofs are made with the app's consumer secret."""

    def challenge(self, query: Mapping[str, str], secret: Mapping[str, object]) -> WebhookReply:
        token = query.get("crc_token")
        if not token:
            return WebhookReply(400, refusal="The challenge has no crc_token.")
        try:
            return WebhookReply(200, {"response_token": crc_response(token, str(secret["consumer_secret"]))})
        except ValueError:
            return WebhookReply(400, refusal="The crc_token is no challenge of X's.")

    def accepts(self, body: bytes, headers: Mapping[str, str], secret: Mapping[str, object]) -> bool:
        return signature_matches(body, headers.get(SIGNATURE), str(secret["consumer_secret"]))


WEBHOOK = XWebhook()
