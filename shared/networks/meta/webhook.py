"""Meta's requests to the webhook: the handshake, and the signature over the raw bytes (I1, I11).

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

import hmac
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from shared.networks.meta.parts import delivery_parts
from shared.ports.webhooks import WebhookReply

if TYPE_CHECKING:
    from shared.ports.webhooks import ErasureCallback

SIGNATURE = "x-hub-signature-256"
PREFIX = "sha256="
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,200}", re.ASCII)
"""Meta's challenges are digits. Nothing is echoed that a browser or another check could take for more than a word."""


class MetaWebhook:
    """Meta's side of the webhook, one for all its networks. An app without a verify token proves nothing, one without a secret
    accepts nothing.

    The handshake echoes what the caller chose: only to a caller who knows the app's verify token, and nothing in the echo
    is made with a key.
    """

    name = "meta"

    @property
    def erasures(self) -> "ErasureCallback":
        from shared.networks.meta.signed_requests import MetaErasures  # seldom needed, and not by a cold start

        return MetaErasures()

    def challenge(self, query: Mapping[str, str], secret: Mapping[str, object]) -> WebhookReply:
        token = _text(secret, "verify_token")
        if query.get("hub.mode") != "subscribe" or not token or not _equal(query.get("hub.verify_token", ""), token):
            return WebhookReply(403, refusal="The verify token is not that of this app.")
        challenge = query.get("hub.challenge", "")
        if _CHALLENGE.fullmatch(challenge) is None:
            return WebhookReply(400, refusal="The hub.challenge is no challenge of Meta's.")
        return WebhookReply(200, text=challenge)

    def accepts(self, body: bytes, headers: Mapping[str, str], secret: Mapping[str, object]) -> bool:
        key, given = _text(secret, "app_secret"), headers.get(SIGNATURE)
        if not key or not given:
            return False
        return _equal(given, PREFIX + hmac.digest(key.encode(), body, "sha256").hex())

    def parts(self, body: bytes) -> Iterable[bytes]:
        return delivery_parts(body)


def _text(secret: Mapping[str, object], name: str) -> str:
    value = secret.get(name)
    return value if isinstance(value, str) else ""


def _equal(given: str, expected: str) -> bool:
    """Compare in a time that tells nothing of the expected value."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode("utf-8", "replace"))


WEBHOOK = MetaWebhook()
