"""Sessions: sign-in, renewal and sign-out, with the refresh token in a cookie that scripts cannot read.

The page begins with the sign-in's authorization code, and requests an access token whenever it has none: in a new tab,
after a link in a mail, after an hour. The refresh token is worth a password for seven days, so it goes from the sign-in
to this function and from here into the cookie, never through the page. The cookie is sent to these routes only; requests
from other sites carry no cookie (SameSite) and are rejected besides (`same_origin.py`).
"""

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router
from aws_lambda_powertools.shared.cookies import Cookie, SameSite
from pydantic import ConfigDict, StringConstraints

from functions.desk_api.http import problems, request
from shared import wiring
from shared.domain.errors import SignedOutError, UnavailableError
from shared.ports.people import Session

logger = Logger()
router = Router()

PATH = "/session"
LASTS_S = 7 * 24 * 60 * 60
"""As long as the refresh token itself (`refresh_token_validity` in infra/login.py)."""

LONGEST = 4000
"""Browsers keep no cookie of more than 4,096 bytes with its name; Cognito's refresh tokens have some 1,800."""

TOKEN = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+", re.ASCII)
"""What a cookie can hold (RFC 6265, section 4.1.1)."""

Word = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST, pattern=r"^[\x21-\x7e]+$")]


class BeginBody(request.Body):
    model_config = ConfigDict(extra="forbid")

    code: Word
    verifier: Word


@router.post(PATH)
def begin() -> Response[Any]:
    """Begin a session with the authorization code that the page got from the sign-in."""
    body = request.body(router, BeginBody)
    session = wiring.desk().sign_in.begin(body.code, body.verifier)
    cookies = [_cookie(session.refresh_token)] if session.refresh_token else []
    return _answer(session, cookies)


@router.post(f"{PATH}/renew")
def renew() -> Response[Any]:
    """Issue an access token for the cookie's session. Answer 401 and delete the cookie once the sign-in rejects it."""
    token = _token()
    if token is None:
        return problems.of_error(SignedOutError("Nobody is signed in here."))
    try:
        session = wiring.desk().sign_in.renew(token)
    except SignedOutError as error:
        refused = problems.of_error(error)
        refused.cookies = [_expired_cookie()]
        return refused
    return _answer(session, [_cookie(session.refresh_token)] if session.refresh_token else [])


@router.delete(PATH)
def end() -> Response[Any]:
    """End the session in every tab of this browser: delete the cookie and revoke its token. Idempotent.

    The cookie is deleted even if the sign-in cannot be reached, for people who leave a shared computer.
    """
    token = _token()
    try:
        if token is not None:
            wiring.desk().sign_in.end(token)
    except UnavailableError as error:
        logger.warning("session not revoked", reason=str(error))
    return Response(status_code=204, body="", cookies=[_expired_cookie()])


def _answer(session: Session, cookies: list[Cookie]) -> Response[Any]:
    body = {"access_token": session.access_token, "expires_in": session.lasts}
    return Response(status_code=200, content_type="application/json", body=body, cookies=cookies)


def _token() -> str | None:
    """Read the refresh token from the cookies. The gateway passes them apart from the headers; some emulators leave them there.

    They are parsed pair by pair, as browsers write them (RFC 6265, section 4.2): `http.cookies` discards all of them at the
    first malformed one, and the other cookies belong to other software on this host or domain. If two tokens differ, one
    was planted by another host of the same domain; neither counts, so that nobody works in a stranger's name.
    """
    event = router.current_event
    sent = event.raw_event.get("cookies") or [(event.headers or {}).get("cookie", "")]
    pairs = (pair.strip().partition("=") for pair in ";".join(sent).split(";"))
    found = {value for name, _, value in pairs if name == _name() and TOKEN.fullmatch(value)}
    return found.pop() if len(found) == 1 else None


def _cookie(token: str) -> Cookie:
    return _make_cookie(token, LASTS_S)


def _expired_cookie() -> Cookie:
    return _make_cookie("", 0)


def _make_cookie(value: str, lasts: int) -> Cookie:
    secure = wiring.desk().url.startswith("https:")
    return Cookie(
        _name(), value, path=PATH, secure=secure, http_only=True, max_age=lasts, same_site=SameSite.STRICT_MODE
    )


def _name() -> str:
    """Return the cookie's name. `__Secure-` keeps plain HTTP pages from setting it. A local desk has no HTTPS, and shares
    cookies with every other port, so its name holds the port."""
    url = urlsplit(wiring.desk().url)
    return "__Secure-sokuto" if url.scheme == "https" else f"sokuto-{url.port or 80}"
