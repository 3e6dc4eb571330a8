"""X's two proofs with the app's consumer secret: ours in the CRC answer, X's on every delivery. Standard library only,
since the webhook function pays for every import at each cold start.

https://docs.x.com/x-api/webhooks/introduction
"""

import base64
import hashlib
import hmac

PREFIX = "sha256="


def crc_response(crc_token: str, consumer_secret: str) -> str:
    """The `response_token` that X expects for its challenge."""
    return _signature(crc_token.encode("utf-8", "surrogatepass"), consumer_secret)


def signature_matches(body: bytes, header: str | None, consumer_secret: str) -> bool:
    """Whether `header` (x-twitter-webhooks-signature) signs the raw bytes of `body` (I1); false for anything unreadable.

    Compared in constant time, and as bytes: `compare_digest` raises on text beyond ASCII.
    """
    if not header or not consumer_secret:
        return False
    given = header.strip().encode("utf-8", "surrogatepass")
    return hmac.compare_digest(given, _signature(body, consumer_secret).encode())


def _signature(message: bytes, consumer_secret: str) -> str:
    digest = hmac.digest(consumer_secret.encode(), message, hashlib.sha256)
    return PREFIX + base64.b64encode(digest).decode()
