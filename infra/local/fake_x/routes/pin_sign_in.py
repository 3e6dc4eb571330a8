"""X's sign-in by PIN (OAuth 1.0a): a request token, a page that shows a number, and an access token for it.

The page asks no password: any visitor on this machine is the user whom `account` names.
"""

import html
import secrets
from typing import Any, Final, cast
from urllib.parse import urlencode

from oauthlib.common import Request as Signed
from oauthlib.oauth1.rfc5849 import signature
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from infra.local.fake_x.access.authentication import ADDRESSES
from infra.local.fake_x.data.records import AppRecord, TokenRecord
from infra.local.fake_x.routes.endpoint import world_of
from infra.local.fake_x.seed import ACCOUNTS

DENIED: Final = PlainTextResponse("Could not authenticate you.", status_code=401)


class _Waiting:
    """Sign-ins that have begun, by their request token; they end with the process, as X's end after a while."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self.pins: dict[str, tuple[str, str]] = {}


async def begin(request: Request) -> Response:
    found = _signed(request, token_secret="")
    if found is None or found[1].get("oauth_callback") != "oob":
        return DENIED
    token, secret = secrets.token_urlsafe(20), secrets.token_urlsafe(20)
    _waiting(request).secrets[token] = secret
    told = {"oauth_token": token, "oauth_token_secret": secret, "oauth_callback_confirmed": "true"}
    return PlainTextResponse(urlencode(told), media_type="application/x-www-form-urlencoded")


async def authorize(request: Request) -> Response:
    """Show the accounts to choose from without `account`; with it, the number to type."""
    token, username = request.query_params.get("oauth_token", ""), request.query_params.get("account")
    waiting, world = _waiting(request), world_of(request)
    if token not in waiting.secrets:
        return HTMLResponse("<p>This sign-in is over.</p>", status_code=403)
    user = world.store.user_named(username) if username else None
    if user is None:
        links = (
            f'<li><a href="?{html.escape(urlencode({"oauth_token": token, "account": one.username}))}">'
            f"@{html.escape(one.username)}</a></li>"
            for one in ACCOUNTS
        )
        return HTMLResponse(f"<h1>Allow the app as</h1><ul>{''.join(links)}</ul>")
    pin = f"{secrets.randbelow(10_000_000):07}"
    waiting.pins[token] = (pin, user.id)
    return HTMLResponse(f"<h1>Your PIN</h1><p><code>{pin}</code></p>")


async def finish(request: Request) -> Response:
    waiting, world = _waiting(request), world_of(request)
    token = _given(request).get("oauth_token", "")
    found = _signed(request, token_secret=waiting.secrets.get(token, ""))
    pin, user_id = waiting.pins.get(token, ("", ""))
    if found is None or not pin or found[1].get("oauth_verifier") != pin:
        return DENIED
    app = found[0]
    user = world.store.users.get(user_id)
    if user is None:
        return DENIED
    del waiting.secrets[token], waiting.pins[token]
    made = TokenRecord(f"{user.id}-{secrets.token_urlsafe(20)}", secrets.token_urlsafe(30), app.id, user.id)
    world.store.tokens.put(made)
    told = {"oauth_token": made.id, "oauth_token_secret": made.secret, "user_id": user.id, "screen_name": user.username}
    return PlainTextResponse(urlencode(told), media_type="application/x-www-form-urlencoded")


def _given(request: Request) -> dict[str, str]:
    headers = {"Authorization": request.headers.get("authorization", "")}
    try:
        params = signature.collect_parameters(
            uri_query=request.url.query, headers=headers, exclude_oauth_signature=False
        )
    except ValueError:
        return {}
    return dict(params)


def _signed(request: Request, *, token_secret: str) -> tuple[AppRecord, dict[str, str]] | None:
    given = _given(request)
    app = world_of(request).store.app_of_key(given.get("oauth_consumer_key", ""))
    if app is None:
        return None
    url = request.url
    for address in (f"{url.scheme}://{url.netloc}", *ADDRESSES):
        signed: Any = Signed(f"{address}{url.path}", http_method=cast(Any, request.method))
        signed.params = [(name, value) for name, value in given.items() if name != "oauth_signature"]
        signed.signature = given.get("oauth_signature", "")
        if signature.verify_hmac_sha1(signed, app.consumer_secret, token_secret):
            return app, given
    return None


def _waiting(request: Request) -> _Waiting:
    state = request.app.state
    if not hasattr(state, "sign_ins"):
        state.sign_ins = _Waiting()
    waiting: _Waiting = state.sign_ins
    return waiting


ROUTES: Final = (
    Route("/oauth/request_token", begin, methods=["POST"]),
    Route("/oauth/authorize", authorize, methods=["GET"]),
    Route("/oauth/access_token", finish, methods=["POST"]),
)
