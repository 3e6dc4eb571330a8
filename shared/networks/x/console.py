"""X's webhooks and subscriptions to activity, and the owner of the desk's tokens (ports.Console)."""

from collections.abc import Callable, Mapping
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any, Literal

import requests

from shared.domain.accounts.connection import AccountCheck, Identity, RegisteredWebhook, Subscription
from shared.domain.errors import (
    DisconnectedError,
    RefusedError,
)
from shared.domain.settings.desk import Account
from shared.networks.connection import CONNECT_SECONDS, READ_SECONDS
from shared.networks.x.api.client import XClient, reading_answer, reading_keys
from shared.networks.x.api.fields import Fields, objects_in
from shared.networks.x.api.secrets import XAppSecrets
from shared.networks.x.api.session import Tally, XForbidsError, document
from shared.networks.x.api.words import clean
from shared.networks.x.signature import crc_response
from shared.ports.clock import Clock

PUBLIC = ("post.mention.create", "post.reply.create", "post.quote.create", "post.create", "post.delete")
PRIVATE = ("dm.received", "dm.sent")
SEALED = "chat.received"
"""Reports that encrypted messages come, and nothing else about them; not every app is given it."""

OF_THE_APP = "oauth.revoke"
"""A person took the app's access back; X sends it for the app as a whole."""

Method = Literal["GET", "POST", "PUT", "DELETE"]

RIGHTS = ("read", "write", "directmessages")
"""X's names for the access of tokens: `x-access-level: read-write-directmessages`."""


class XConsole(XClient):
    """Calls X with the app's own token, and for private events with the account's if X rejects the app's: the token
    that `permits` gives by OAuth 2, or else that of OAuth 1.0a."""

    def __init__(
        self,
        api_url: str,
        secrets: XAppSecrets,
        clock: Clock,
        *,
        tally: Tally | None = None,
        permits: Callable[[Account], str | None] = lambda _: None,
    ) -> None:
        super().__init__(api_url, secrets, clock, tally=tally)
        self._permits = permits

    def identity(self, account: Account) -> Identity:
        return _identity(self._as_account(account).get_me(user_auth=True))

    def identity_of(self, token: str) -> Identity:
        """Return the owner of an OAuth 2 token that is not stored yet."""
        return _identity(self._with(token).get_me(user_auth=False))

    def webhooks(self, app: str) -> tuple[RegisteredWebhook, ...]:
        payload = _read(self._ask(app, "GET", "/2/webhooks"))
        return tuple(_webhook(Fields(one, "data")) for one in objects_in(payload.values.get("data")))

    def register(self, app: str, url: str) -> RegisteredWebhook:
        payload = _read(self._ask(app, "POST", "/2/webhooks", {"url": url}))
        return _webhook(payload.maybe_inside("data") or payload)

    def prove(self, app: str, webhook: str) -> None:
        self._ask(app, "PUT", f"/2/webhooks/{webhook}")

    def remove(self, app: str, webhook: str) -> None:
        self._ask(app, "DELETE", f"/2/webhooks/{webhook}")

    def challenge(self, app: str, url: str) -> None:
        """Send X's challenge-response check: https://docs.x.com/x-api/webhooks/introduction."""
        with reading_keys():
            secret = self._secrets.consumer_secret(app)
        token = token_urlsafe(24)
        try:
            answer = requests.get(
                url, params={"crc_token": token}, timeout=(CONNECT_SECONDS, READ_SECONDS), allow_redirects=False
            )
            payload = answer.json() if answer.status_code == 200 else None
        except requests.RequestException as error:
            raise RefusedError(f"{url} gives no answer: {type(error).__name__}") from error
        if answer.status_code != 200:
            raise RefusedError(f"{url} answers {answer.status_code} to the challenge")
        given = payload.get("response_token") if isinstance(payload, Mapping) else None
        if not isinstance(given, str) or not compare_digest(given.encode(), crc_response(token, secret).encode()):
            raise RefusedError(f"{url} answers the challenge with another app's secret, or with none")

    def subscriptions(self, account: Account) -> frozenset[Subscription]:
        payload = _read(self._ask(account.app, "GET", "/2/activity/subscriptions"))
        return frozenset(_subscription(one) for one in objects_in(payload.values.get("data")))

    def wanted(self, account: Account) -> tuple[Subscription, ...]:
        its_own = (Subscription(event, account.network_id) for event in (*PUBLIC, *PRIVATE))
        return *its_own, Subscription(SEALED, account.network_id, optional=True), Subscription(OF_THE_APP, None)

    def subscribe(self, account: Account, wanted: Subscription, webhook: str) -> None:
        narrowed = {"user_id": wanted.network_id} if wanted.network_id else {}
        body = {"event_type": wanted.event, "filter": narrowed, "webhook_id": webhook, "tag": f"sokuto {account.id}"}
        try:
            self._ask(account.app, "POST", "/2/activity/subscriptions", body)
        except XForbidsError:
            if wanted.event not in (*PRIVATE, SEALED):
                raise
            self._subscribe_as(account, body)

    def checks(self, account: Account) -> tuple[AccountCheck, ...]:  # noqa: ARG002
        """Tokens, webhook and subscriptions are all that counts on X."""
        return ()

    def _subscribe_as(self, account: Account, body: Mapping[str, Any]) -> None:
        """Subscribe as the account, with its OAuth 2 token or else its OAuth 1.0a tokens: X documents both, and not
        every app is given the same one."""
        token = self._permits(account)
        if token is not None:
            try:
                self._with(token).request("POST", "/2/activity/subscriptions", json=body)
            except (XForbidsError, DisconnectedError):
                pass
            else:
                return
        self._as_account(account).request("POST", "/2/activity/subscriptions", json=body, user_auth=True)

    def _ask(self, app: str, method: Method, route: str, body: Mapping[str, Any] | None = None) -> requests.Response:
        answer: requests.Response = self._as_app(app).request(method, route, json=body)
        return answer


def _identity(answer: requests.Response) -> Identity:
    access = answer.headers.get("x-access-level", "")
    with reading_answer():
        found = _read(answer).inside("data")
        names = found.text("id"), found.text("username"), found.text("name")
    return Identity(*names, clean(access)[:40], lacking(access))


def _read(answer: requests.Response) -> Fields:
    return Fields(document(answer), "")


def _webhook(told: Fields) -> RegisteredWebhook:
    with reading_answer():
        return RegisteredWebhook(told.text("id"), told.text("url"), told.values.get("valid") is True)


def _subscription(told: Mapping[str, Any]) -> Subscription:
    narrowed = told.get("filter")
    user = narrowed.get("user_id") if isinstance(narrowed, Mapping) else None
    return Subscription(str(told.get("event_type")), str(user) if user else None)


def lacking(access: str) -> tuple[str, ...]:
    """Return the rights that tokens of this access lack; none if X does not say."""
    return tuple(right for right in RIGHTS if access and right not in access)
