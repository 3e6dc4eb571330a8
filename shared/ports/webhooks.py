"""A network's requests to the desk. This module, and each that implements it, imports next to nothing: the function that
serves every webhook pays for each import at its cold start."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol


class WebhookReply(NamedTuple):
    """The response to a challenge: 200 with a JSON `document` or with plain `text`, or another status with the reason."""

    status: int
    document: Mapping[str, str] = {}
    refusal: str = ""
    text: str = ""


class Webhook(Protocol):
    """A network's side of the webhook. `secret` is the content of the app's secret, as the plug's own setup stores
    it."""

    @property
    def name(self) -> str:
        """The name in its address, `/webhooks/{name}/{app}`: the plug's, which the networks of a family share."""

    def challenge(self, query: Mapping[str, str], secret: Mapping[str, object]) -> WebhookReply:
        """Answer a GET by which the network makes sure that the address is ours. The answer signs nothing that
        `accepts` could take for a delivery (I11)."""

    def accepts(self, body: bytes, headers: Mapping[str, str], secret: Mapping[str, object]) -> bool:
        """Return whether the network signed these raw bytes for the app (I1). The names in `headers` are in lower case."""

    def parts(self, body: bytes) -> Iterable[bytes]:
        """Cut an accepted delivery that holds very many events into smaller ones for the queue, none of which is lost; yield
        any other, and whatever is no delivery, as it is."""
