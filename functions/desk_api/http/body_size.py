"""The size of a request's body, which API Gateway bounds at 10 MB only."""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware

from functions.desk_api.http import problems

LARGEST = 1024 * 1024
"""In characters as API Gateway hands them over. A whole settings file is far smaller; `/csp` has a bound of its own."""


def within_bounds(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
    """Refuse a body that nobody could mean, before anything reads it."""
    if len(app.current_event.body or "") > LARGEST:
        return problems.problem(413, "That is too large", f"A request has at most {LARGEST} bytes.")
    return next_middleware(app)
