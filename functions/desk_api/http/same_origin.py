"""CSRF protection of every route: a browser may change data from the desk's own page only."""

from typing import Any
from urllib.parse import urlsplit

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware

from functions.desk_api.http.paths import check_path
from shared import wiring
from shared.domain.errors import ForbiddenError

READING = ("GET", "HEAD", "OPTIONS")


def from_our_own_page(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
    """Reject changes that another site's page requested.

    Browsers report a request's origin truthfully (`Sec-Fetch-Site`, `Origin`). A client that sends neither header is no
    browser, and adds its token itself."""
    event = app.current_event
    check_path(event.path)
    is_api = event.path.split("/")[1:2] in (["api"], ["session"])
    if is_api and event.http_method not in READING:
        headers = {name.lower(): value for name, value in (event.headers or {}).items()}
        if not _is_ours(headers.get("sec-fetch-site"), headers.get("origin"), headers.get("host")):
            raise ForbiddenError("This can only be done from the desk's own page.")
    return next_middleware(app)


def _is_ours(site: str | None, origin: str | None, host: str | None) -> bool:
    if site is not None:
        return site == "same-origin"
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc in (urlsplit(wiring.desk().url).netloc, host)
    except ValueError:
        return False  # such as http://[
