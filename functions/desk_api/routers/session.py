"""Signing in and staying signed in: what renews a session stands in a cookie that no script can read.

The page begins with the code that the sign-in sent it, and asks for an access token whenever it has none: in another tab,
after a link in a mail, after an hour. The refresh token is worth a password for seven days, so it goes from the sign-in to
this function and from here into the cookie, and never through the page. The cookie is sent to these routes alone, and a
request that another site causes brings none (SameSite) and is refused besides (`same_origin.py`).
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


class Begun(request.Body):
    model_config = ConfigDict(extra="forbid")

    code: Word
    verifier: Word


@router.post(PATH)
def begin() -> Response[Any]:
    """A session for the code that the sign-in has just given the page."""
    body = request.body(router, Begun)
    session = wiring.desk().sign_in.begin(body.code, body.verifier)
    kept = [_cookie(session.refresh_token)] if session.refresh_token else []
    return _answer(session, kept)


@router.post(f"{PATH}/renew")
def renew() -> Response[Any]:
    """An access token for whoever has the cookie; 401, and the cookie is gone, once the sign-in does not take it."""
    token = _token()
    if token is None:
        return problems.of_error(SignedOutError("Nobody is signed in here."))
    try:
        session = wiring.desk().sign_in.renew(token)
    except SignedOutError as error:
        refused = problems.of_error(error)
        refused.cookies = [_gone()]
        return refused
    return _answer(session, [_cookie(session.refresh_token)] if session.refresh_token else [])


@router.delete(PATH)
def end() -> Response[Any]:
    """The session is over in every tab of this browser: the cookie is gone and its token revoked. Idempotent.

    Where the sign-in cannot be reached the cookie goes all the same, since whoever leaves a shared computer wants that.
    """
    token = _token()
    try:
        if token is not None:
            wiring.desk().sign_in.end(token)
    except UnavailableError as error:
        logger.warning("session not revoked", reason=str(error))
    return Response(status_code=204, body="", cookies=[_gone()])


def _answer(session: Session, cookies: list[Cookie]) -> Response[Any]:
    said = {"access_token": session.access_token, "expires_in": session.lasts}
    return Response(status_code=200, content_type="application/json", body=said, cookies=cookies)


def _token() -> str | None:
    """The gateway hands cookies over apart from the headers; some stand-ins for it leave them there.

    Read pair by pair, as browsers write them (RFC 6265, section 4.2): `http.cookies` gives up on all of them at the first
    that it does not like, and the others are of whoever else has something on this host or above it. Of two that differ
    one was put there by another host of the same domain, and nobody is to work in a stranger's name: neither counts.
    """
    event = router.current_event
    sent = event.raw_event.get("cookies") or [(event.headers or {}).get("cookie", "")]
    pairs = (pair.strip().partition("=") for pair in ";".join(sent).split(";"))
    found = {value for name, _, value in pairs if name == _name() and TOKEN.fullmatch(value)}
    return found.pop() if len(found) == 1 else None


def _cookie(token: str) -> Cookie:
    return _made(token, LASTS_S)


def _gone() -> Cookie:
    return _made("", 0)


def _made(value: str, lasts: int) -> Cookie:
    secure = wiring.desk().url.startswith("https:")
    return Cookie(
        _name(), value, path=PATH, secure=secure, http_only=True, max_age=lasts, same_site=SameSite.STRICT_MODE
    )


def _name() -> str:
    """`__Secure-` lets no page that came over plain HTTP set it. A desk on this machine has no HTTPS, and shares its
    cookies with every other port."""
    url = urlsplit(wiring.desk().url)
    return "__Secure-sokuto" if url.scheme == "https" else f"sokuto-{url.port or 80}"
