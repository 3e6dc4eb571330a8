"""X's OAuth 2 with PKCE: a page that sends a code back, and tokens for it whose refresh token serves once.

https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code. The page asks no password: any visitor on
this machine is the user whom `account` names.
"""

import base64
import hashlib
import html
import secrets
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from infra.local.fake_x.data.records import AppRecord, GrantRecord
from infra.local.fake_x.routes.endpoint import under_faults, world_of
from infra.local.fake_x.seed import ACCOUNTS
from infra.local.fake_x.world import World

CODE_SECONDS: Final = 30
TOKEN_SECONDS: Final = 7200
REMEMBERED: Final = 50
"""How many spent refresh tokens of a permission are remembered."""

SCOPES: Final = frozenset({"tweet.read", "tweet.write", "users.read", "dm.read", "dm.write", "offline.access"})
_ASKED: Final = ("response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge")


@dataclass(frozen=True, slots=True)
class _Code:
    app: str
    user_id: str
    redirect_uri: str
    challenge: str
    scopes: tuple[str, ...]
    until: float


class _TokenProblemError(Exception):
    """A request for tokens that is refused: RFC 6749, section 5.2."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.document = {"error": error, "error_description": description}
        self.status = status


async def authorize(request: Request) -> Response:
    """Show the accounts to choose from without `account`; with it, redirect to the app with a code."""
    asked, world = dict(request.query_params), world_of(request)
    scopes = tuple(asked.get("scope", "").split())
    if (
        any(not asked.get(name) for name in _ASKED)
        or asked["response_type"] != "code"
        or asked.get("code_challenge_method") != "S256"
        or world.store.app_of_client(asked["client_id"]) is None
        or not set(scopes) <= SCOPES
    ):
        return HTMLResponse("<p>Something went wrong. You weren’t able to give access to the App.</p>", status_code=400)
    app = world.store.app_of_client(asked["client_id"])
    user = world.store.user_named(asked["account"]) if asked.get("account") else None
    if app is None or user is None:
        links = (
            f'<li><a href="?{html.escape(urlencode(asked | {"account": one.username}))}">@{html.escape(one.username)}</a></li>'
            for one in ACCOUNTS
        )
        return HTMLResponse(f"<h1>Allow the app as</h1><ul>{''.join(links)}</ul>")
    code = secrets.token_urlsafe(24)
    until = world.now().timestamp() + CODE_SECONDS
    _codes(request)[code] = _Code(app.id, user.id, asked["redirect_uri"], asked["code_challenge"], scopes, until)
    return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'state': asked['state'], 'code': code})}", 302)


async def token(request: Request) -> Response:
    world = world_of(request)
    world.requests["POST /2/oauth2/token"] += 1
    raw, now = (await request.body()).decode(errors="replace"), world.now().timestamp()

    async def respond() -> Response:
        form = {name: values[0] for name, values in parse_qs(raw).items()}
        try:
            app = _client(request, world)
            made = _exchanged(request, form, app, now) if form.get("grant_type") == "authorization_code" else None
            made = made or _rotated(form, app, world)
        except _TokenProblemError as problem:
            return JSONResponse(problem.document, status_code=problem.status)
        world.store.grants.put(made)
        told = {
            "token_type": "bearer",
            "expires_in": TOKEN_SECONDS,
            "access_token": made.id,
            "scope": " ".join(made.scopes),
        }
        kept = {"refresh_token": made.refresh_token} if made.refresh_token else {}
        return JSONResponse(told | kept)

    return await under_faults(world, request, raw, respond)


def _client(request: Request, world: World) -> AppRecord:
    """Return the client; a confidential one authenticates with a password, in the header."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    try:
        name, _, password = base64.b64decode(given).decode().partition(":")
    except ValueError:
        name, password = "", ""
    app = world.store.app_of_client(name)
    if scheme.lower() != "basic" or app is None or app.client_secret != password:
        raise _TokenProblemError("unauthorized_client", "Missing valid authorization header", 401)
    return app


def _exchanged(request: Request, form: dict[str, str], app: AppRecord, now: float) -> GrantRecord:
    code = _codes(request).pop(form.get("code", ""), None)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=")
    if code is None or code.app != app.id or code.until < now:
        raise _TokenProblemError("invalid_request", "Value passed for the authorization code was invalid.")
    if code.redirect_uri != form.get("redirect_uri"):
        raise _TokenProblemError(
            "invalid_request", "Value passed for the redirect uri did not match the uri of the authorization code."
        )
    if code.challenge != challenge.decode():
        raise _TokenProblemError(
            "invalid_request", "Value passed for the code verifier did not match the code challenge."
        )
    return _grant(app.id, code.user_id, code.scopes, now)


def _rotated(form: dict[str, str], app: AppRecord, world: World) -> GrantRecord:
    """Replace the tokens with new ones. Reuse of an old refresh token revokes the whole permission, since the token may
    have been stolen: https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2
    """
    if form.get("grant_type") != "refresh_token":
        raise _TokenProblemError(
            "unsupported_grant_type", "Only supported grant types are authorization_code and refresh_token."
        )
    given = form.get("refresh_token", "")
    mine = [one for one in world.store.grants if given and one.app == app.id]
    for stolen in (one for one in mine if given in one.spent):
        world.store.grants.drop(stolen.id)
    found = next((one for one in mine if one.refresh_token == given), None)
    if found is None:
        raise _TokenProblemError("invalid_request", "Value passed for the token was invalid.")
    world.store.grants.drop(found.id)
    return _grant(app.id, found.user_id, found.scopes, world.now().timestamp(), (*found.spent, given)[-REMEMBERED:])


def _grant(app: str, user_id: str, scopes: tuple[str, ...], now: float, spent: tuple[str, ...] = ()) -> GrantRecord:
    """Grant tokens. X gives a refresh token only if `offline.access` was requested."""
    lasting = secrets.token_urlsafe(40) if "offline.access" in scopes else ""
    return GrantRecord(secrets.token_urlsafe(40), lasting, app, user_id, scopes, now + TOKEN_SECONDS, spent)


def _codes(request: Request) -> dict[str, _Code]:
    """Return the codes that were issued and not redeemed; they end with the process."""
    state = request.app.state
    if not hasattr(state, "codes"):
        state.codes = {}
    codes: dict[str, _Code] = state.codes
    return codes


ROUTES: Final = (
    Route("/i/oauth2/authorize", authorize, methods=["GET"]),
    Route("/2/oauth2/token", token, methods=["POST"]),
)
