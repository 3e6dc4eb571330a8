"""X's requests to the webhook: the challenge (CRC), and the signature over the raw bytes (I1, I11)."""

from collections.abc import Iterable, Mapping

from shared.networks.x.signature import crc_response, signature_matches
from shared.ports.webhooks import WebhookReply

SIGNATURE = "x-twitter-webhooks-signature"


class XWebhook:
    """X's side of the webhook: both proofs are made with the app's consumer secret. An app without keys proves nothing,
    and accepts nothing."""

    name = "x"
    erasures = None

    def challenge(self, query: Mapping[str, str], secret: Mapping[str, object]) -> WebhookReply:
        token, key = query.get("crc_token"), _key(secret)
        if not token:
            return WebhookReply(400, refusal="The challenge has no crc_token.")
        if not key:
            return WebhookReply(503, refusal="The keys of this app are not set up yet.")
        try:
            return WebhookReply(200, {"response_token": crc_response(token, key)})
        except ValueError:
            return WebhookReply(400, refusal="The crc_token is no challenge of X's.")

    def accepts(self, body: bytes, headers: Mapping[str, str], secret: Mapping[str, object]) -> bool:
        return signature_matches(body, headers.get(SIGNATURE), _key(secret))

    def parts(self, body: bytes) -> Iterable[bytes]:
        return (body,)


def _key(secret: Mapping[str, object]) -> str:
    key = secret.get("consumer_secret")
    return key if isinstance(key, str) else ""


WEBHOOK = XWebhook()
