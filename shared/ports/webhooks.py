"""A network's requests to the desk. This module, and each that implements it, imports next to nothing: the function that
serves every webhook pays for each import at its cold start."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class WebhookReply(NamedTuple):
    """The response to a challenge: 200 with a JSON `document`, or another status with the reason."""

    status: int
    document: Mapping[str, str] = {}
    refusal: str = ""


class Webhook(Protocol):
    """`secret` is what the app's secret holds, as the plug's own setup keeps it there."""

    def challenge(self, query: Mapping[str, str], secret: Mapping[str, object]) -> WebhookReply:
        """The answer to a GET, by which the network makes sure that the address is ours. It signs nothing that `accepts`
        could take for a delivery (I11)."""

    def accepts(self, body: bytes, headers: Mapping[str, str], secret: Mapping[str, object]) -> bool:
        """Return whether the network signed these raw bytes for the app (I1). The names in `headers` are in lower case."""
