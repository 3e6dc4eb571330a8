"""A network's requests to the desk. This module, and each that implements it, imports next to nothing: the function that
serves every webhook pays for each import at its cold start."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol


class WebhookReply(NamedTuple):
    """The response to a challenge: 200 with a JSON `document` or with plain `text`, or another status with the reason."""

    status: int
    document: Mapping[str, str] = {}
    refusal: str = ""
    text: str = ""


class ErasureCallback(Protocol):
    """A network's requests that the desk erases what it holds of a person, at `/webhooks/{name}/{app}/deletion` (I6)."""

    def person(self, body: bytes, secret: Mapping[str, object], now: datetime) -> str | None:
        """Return the id by which the network knows the person for the app; None unless the network signed the request for the app,
        and lately (I1)."""

    def answer(self, url: str, code: str) -> Mapping[str, str]:
        """Return the document that tells the network where the person sees what becomes of the request, and its confirmation code.
        Nothing in it is made with a key (I11)."""


class Webhook(Protocol):
    """A network's side of the webhook. `secret` is the content of the app's secret, as the plug's own setup stores
    it."""

    @property
    def erasures(self) -> ErasureCallback | None:
        """The network's requests for erasure; None if it makes none."""

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
