"""A LINE channel's webhook and account, as its console shows them (ports.Console).

https://developers.line.biz/en/reference/messaging-api/#webhook-settings and #get-bot-info. LINE has one webhook a channel,
no challenge and no subscriptions: all events come.
"""

from collections.abc import Sequence
from typing import Any

from shared.domain.accounts.connection import AccountCheck, Identity, RegisteredWebhook, Subscription
from shared.domain.errors import NotFoundError, OutcomeUnknownError, RefusedError
from shared.domain.settings.desk import Account
from shared.networks.fields import clean
from shared.networks.line.api.client import LineCall, LineClient
from shared.networks.line.api.limits import TEST

WEBHOOK = LineCall("GET", "/v2/bot/channel/webhook/endpoint")
SET_WEBHOOK = LineCall("PUT", "/v2/bot/channel/webhook/endpoint")
TEST_WEBHOOK = LineCall("POST", "/v2/bot/channel/webhook/test", TEST)
INFO = LineCall("GET", "/v2/bot/info")

SWITCHED_OFF = (
    "LINE delivers nothing: switch on 'Use webhook' in LINE Official Account Manager, under Settings, Messaging API "
    "(応答設定の「Webhook」)"
)


class LineConsole:
    def __init__(self, client: LineClient) -> None:
        self._client = client

    def identity(self, account: Account) -> Identity:
        found = self._client.ask(account, INFO).document()
        user_id, name = found.get("userId"), found.get("displayName")
        if not isinstance(user_id, str):
            raise OutcomeUnknownError("LINE does not say whose channel this is.")
        return Identity(clean(user_id), "", clean(name) if isinstance(name, str) else "", access=_basic_id(found))

    def webhooks(self, app: str) -> Sequence[RegisteredWebhook]:
        try:
            found = self._client.ask(_of(app), WEBHOOK).document()
        except NotFoundError:
            return ()
        url = found.get("endpoint")
        return (RegisteredWebhook(url, url, found.get("active") is True),) if isinstance(url, str) and url else ()

    def register(self, app: str, url: str) -> RegisteredWebhook:
        """Set the channel's webhook. Whether LINE delivers to it is switched by people alone: RefusedError says how, if the
        address is set and LINE delivers nothing."""
        self._client.ask(_of(app), SET_WEBHOOK, json={"endpoint": url})
        made = next((each for each in self.webhooks(app) if each.url == url), None)
        if made is None:
            raise OutcomeUnknownError("LINE does not say that it has set the webhook's address.")
        if not made.valid:
            raise RefusedError(f"The address is set. {SWITCHED_OFF}")
        return made

    def prove(self, app: str, webhook: str) -> None:  # noqa: ARG002
        """LINE has no call that switches a webhook on. Raises RefusedError with what to do, if it is off."""
        if not any(one.valid for one in self.webhooks(app)):
            raise RefusedError(SWITCHED_OFF)

    def remove(self, app: str, webhook: str) -> None:
        """A channel has one webhook, which the next one replaces."""

    def challenge(self, app: str, url: str) -> None:
        """Have LINE send its signed, empty test to the address. Raises RefusedError with LINE's reason if that fails."""
        told = self._client.ask(_of(app), TEST_WEBHOOK, json={"endpoint": url}).document()
        if told.get("success") is not True:
            raise RefusedError(f"LINE's test of {url} fails: {_why(told)}")

    def subscriptions(self, account: Account) -> frozenset[Subscription]:  # noqa: ARG002
        return frozenset()

    def wanted(self, account: Account) -> Sequence[Subscription]:  # noqa: ARG002
        return ()

    def subscribe(self, account: Account, wanted: Subscription, webhook: str) -> None:
        """LINE delivers every kind of event."""

    def checks(self, account: Account) -> Sequence[AccountCheck]:
        """Say whether colleagues can answer where the desk cannot see it, and what LINE tells nobody."""
        found = self._client.ask(account, INFO).document()
        chats = found.get("chatMode") == "chat"
        return (
            AccountCheck("chats in LINE's own app", _CHAT_ON if chats else _CHAT_OFF, None if chats else True),
            AccountCheck("redelivery", _REDELIVERY, None),
        )


_CHAT_ON = (
    "chat is on, so that colleagues can answer in LINE Official Account Manager, and LINE tells nobody of it: answer "
    "in the desk, or say there that it was answered in LINE"
)
_CHAT_OFF = "chat is off: nobody answers in LINE Official Account Manager"
_REDELIVERY = (
    "LINE does not say whether it is on: see to 'Webhook redelivery' in LINE's developer console, or what comes in while "
    "the desk is away is lost"
)


def _of(app: str) -> Account:
    """The channel itself, for calls that are no account's."""
    return Account(f"app:{app}", "line", "", "", app, app=app)


def _basic_id(found: Any) -> str:
    basic_id = found.get("basicId")
    return clean(basic_id)[:40] if isinstance(basic_id, str) else ""


def _why(told: Any) -> str:
    words = [told.get(name) for name in ("reason", "detail")]
    said = " ".join(clean(word) for word in words if isinstance(word, str) and word)[:200]
    return (
        f"{said} ({told.get('statusCode')})" if isinstance(told.get("statusCode"), int) else said or "no reason given"
    )
