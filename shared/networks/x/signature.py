"""X's two proofs with the app's consumer secret: ours in the CRC answer, X's on every delivery. Standard library only,
since the webhook function pays for every import at each cold start.

X uses the same function of the same key for both, and anybody can ask for the first one. So the two messages are kept
apart by their form (I11): a challenge is signed only if it could not be an event, and an event is read only if it could
not have been signed as a challenge.

https://docs.x.com/x-api/webhooks/introduction
"""

import base64
import hashlib
import hmac
import re

PREFIX = "sha256="

CHALLENGE = re.compile(rb"[A-Za-z0-9+/=_.~-]{1,200}")
"""The form of a challenge. X documents a random string without saying its form; those seen in public are base64 or a
UUID in it, of 32 to 64 characters. These are the letters of both base64 alphabets and of an unreserved part of an
address (RFC 3986, 2.3): no JSON object, array or string can be made of them."""


def is_challenge(message: bytes) -> bool:
    """Return True if `message` has the form of a challenge, and so is signed for anybody who asks (I11)."""
    return CHALLENGE.fullmatch(message) is not None


def crc_response(crc_token: str, consumer_secret: str) -> str:
    """Return the `response_token` that X expects for its challenge.

    Raises ValueError for a token that could be the body of an event: its signature would let that event in (I11).
    """
    message = crc_token.encode("utf-8", "surrogatepass")
    if not is_challenge(message):
        raise ValueError("this is no challenge of X's")
    return _signature(message, consumer_secret)


def signature_matches(body: bytes, header: str | None, consumer_secret: str) -> bool:
    """Return True if `header` (x-twitter-webhooks-signature) signs the raw bytes of `body` (I1); False for anything
    unreadable, and for a body that we would have signed ourselves as a challenge (I11).

    Compared in constant time, and as bytes: `compare_digest` raises on text beyond ASCII.
    """
    if not header or not consumer_secret or is_challenge(body):
        return False
    given = header.strip().encode("utf-8", "surrogatepass")
    return hmac.compare_digest(given, _signature(body, consumer_secret).encode())


def _signature(message: bytes, consumer_secret: str) -> str:
    digest = hmac.digest(consumer_secret.encode(), message, hashlib.sha256)
    return PREFIX + base64.b64encode(digest).decode()
