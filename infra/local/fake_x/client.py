"""A client for a running stand-in: its control requests, the connection of a desk, and requests signed for an account."""

import base64
import hashlib
import secrets
from collections.abc import Generator, Iterable
from typing import Any, Final, cast
from urllib.parse import parse_qs, urlsplit

import httpx
from oauthlib.oauth1 import Client as OAuthClient

from infra.local import stand_ins
from infra.local.control_client import ControlClient
from infra.local.fake_x import seed

# The events that a desk needs of each account; oauth.revoke covers the whole app.
HEARD: Final = (
    *("post.create", "post.delete", "post.mention.create", "post.reply.create", "post.quote.create"),
    *("dm.received", "dm.sent", "chat.received"),
)

SCOPES: Final = ("tweet.read", "users.read", "dm.read", "offline.access")


class AsAccount(httpx.Auth):
    """Signs requests with OAuth 1.0a for one account of the brand."""

    def __init__(self, account: seed.SeedAccount, app: seed.App = seed.MAIN) -> None:
        self._client = OAuthClient(
            app.consumer_key,
            client_secret=app.consumer_secret,
            resource_owner_key=account.access_token,
            resource_owner_secret=account.access_token_secret,
        )

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        _, headers, _ = self._client.sign(str(request.url), http_method=cast(Any, request.method))
        request.headers["Authorization"] = headers["Authorization"]
        yield request


class AsApp(httpx.Auth):
    def __init__(self, app: seed.App = seed.MAIN) -> None:
        self._token = app.bearer_token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class FakeX(ControlClient):
    """The stand-in at `url`. Raises httpx.HTTPStatusError if a control request is refused."""

    CONTROL = "/_control"

    def user(self, username: str, **particulars: Any) -> dict[str, Any]:
        return self._control("POST", "/users", {"username": username, **particulars})

    def post(self, author: str, text: str, **more: Any) -> dict[str, Any]:
        """Let a person write in X's own app; see the package for `more`."""
        return self._control("POST", "/posts", {"author": author, "text": text, **more})

    def delete(self, post_id: str) -> None:
        self._control("DELETE", f"/posts/{post_id}")

    def message(self, sender: str, recipient: str, text: str, **more: Any) -> dict[str, Any]:
        return self._control("POST", "/dms", {"sender": sender, "recipient": recipient, "text": text, **more})

    def posts(self, **narrowed: str) -> list[dict[str, Any]]:
        return list(self._control("GET", "/posts", params=narrowed)["posts"])

    def messages(self) -> list[dict[str, Any]]:
        """Return direct messages, newest first."""
        return list(self._control("GET", "/dms")["messages"])

    def deliveries(self, **narrowed: str) -> list[dict[str, Any]]:
        return list(self._control("GET", "/deliveries", params=narrowed)["deliveries"])

    def under_way(self) -> int:
        """Return how many deliveries are still being tried."""
        return int(self._control("GET", "/deliveries", params={"limit": "1"})["states"].get("waiting", 0))

    def revoke(self, username: str) -> None:
        """Let a user take back what it has permitted the app."""
        self._control("DELETE", f"/tokens/{username}")

    def consent(self, account: seed.SeedAccount) -> None:
        """Let one of the brand's accounts permit the app again what it has taken back."""
        self._control(
            "POST",
            "/tokens",
            {
                "user": account.username,
                "access_token": account.access_token,
                "access_token_secret": account.access_token_secret,
                "app": account.app,
            },
        )

    def requests(self) -> dict[str, int]:
        return dict(self._control("GET", "/requests")["requests"])

    def fault(self, answer: int | str, *, times: int = 1, seconds: float | None = None, **match: str) -> None:
        body = {"answer": answer, "times": times, "match": match} | ({"seconds": seconds} if seconds else {})
        self._control("POST", "/faults", body)

    def no_faults(self) -> None:
        self._control("DELETE", "/faults")

    def limit(self, route: str, allowed: int) -> None:
        """Set another limit for a route such as `POST /2/tweets`, per quarter of an hour."""
        self._control("POST", "/limits", {route: allowed})

    def switch(self, **switches: bool) -> None:
        self._control("POST", "/webhook", switches)

    def reset(self, *, everything: bool = False) -> None:
        self._control("POST", "/reset", {"everything": everything})

    def grant(
        self, account: stand_ins.SeedAccount, scopes: Iterable[str] = SCOPES, app: seed.App = seed.MAIN
    ) -> dict[str, Any]:
        """Return the tokens, and their lifetime, that X's page and its token route give for a permission by OAuth 2
        with PKCE.
        """
        verifier, back = secrets.token_urlsafe(40), "http://127.0.0.1/sokuto"
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": back,
            "scope": " ".join(scopes),
            "state": "local",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "account": account.username,
        }
        sent_to = self._http.get("/i/oauth2/authorize", params=asked).headers["location"]
        code = parse_qs(urlsplit(sent_to).query)["code"][0]
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": back}
        answer = self._http.post("/2/oauth2/token", data=form, auth=(app.client_id, app.client_secret))
        return dict(answer.raise_for_status().json())

    def connect(
        self, webhook_url: str, accounts: Iterable[seed.SeedAccount] = seed.ACCOUNTS, app: seed.App = seed.MAIN
    ) -> str:
        """Register a webhook and all missing subscriptions through X's own routes; return the webhook's id."""
        auth = AsApp(app)
        known = self._x("GET", "/2/webhooks", auth)["data"]
        webhook = next((one for one in known if one["url"] == webhook_url), None)
        if webhook is None:
            for stale in known:
                self._x("DELETE", f"/2/webhooks/{stale['id']}", auth)
            webhook = self._x("POST", "/2/webhooks", auth, {"url": webhook_url})["data"]
        elif not webhook["valid"]:
            self._x("PUT", f"/2/webhooks/{webhook['id']}", auth)
        wanted: list[tuple[str, dict[str, str]]] = [
            (event_type, {"user_id": account.network_id}) for account in accounts for event_type in HEARD
        ]
        existing = [
            (one["event_type"], one["filter"]) for one in self._x("GET", "/2/activity/subscriptions", auth)["data"]
        ]
        for event_type, narrowed in [*wanted, ("oauth.revoke", {})]:
            if (event_type, narrowed) not in existing:
                body = {"event_type": event_type, "filter": narrowed, "webhook_id": webhook["id"]}
                self._x("POST", "/2/activity/subscriptions", auth, body)
        return str(webhook["id"])

    def _x(self, method: str, path: str, auth: httpx.Auth, body: dict[str, Any] | None = None) -> dict[str, Any]:
        response = self._http.request(method, path, json=body, auth=auth)
        response.raise_for_status()
        return dict(response.json())
