"""The function behind the page and the API: it parses a request, calls a use case, and answers."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError as NoRoute

from functions.desk_api.http import body_size, problems, same_origin
from functions.desk_api.http.answer_headers import with_headers
from functions.desk_api.routers import page
from functions.desk_api.routes import LazyRoutes
from shared.domain.errors import DeskError

logger = Logger()
app = APIGatewayHttpResolver()
app.use(middlewares=[body_size.within_bounds, same_origin.from_our_own_page])

routes = LazyRoutes(app)


@app.exception_handler(DeskError)
def on_desk_error(error: DeskError) -> Response[str]:
    return problems.of_error(error)


@app.not_found
def on_no_route(_: NoRoute) -> Response[Any]:
    """Answer unmatched paths: they belong to the single-page app's router.

    This is no catch-all route, because such a pattern would be tried before those with a ticket's id in them."""
    event = app.current_event
    if event.http_method == "GET" and not event.path.startswith(("/api/", "/webhooks/")):
        return page.file_at(event.path)
    return problems.problem(404, "There is no such address", "The API has no route of this name and method.")


@app.exception_handler(Exception)
def on_surprise(error: Exception) -> Response[str]:
    """Log an unexpected error with its traceback, and answer 500 without it."""
    logger.exception("unforeseen error", exc_info=error)
    return problems.problem(500, "Something went wrong", "The desk could not do this. It has been logged.")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request. On every route HEAD is GET without the body (RFC 9110, section 9.3.2).

    Each answer names the build of the page that belongs to it, by which an open page notices a new one."""
    http = event["requestContext"]["http"]
    routes.include(event["rawPath"])
    if http["method"] != "HEAD":
        return _with_build(with_headers(app.resolve(event, context)))
    context_of_get = {**event["requestContext"], "http": {**http, "method": "GET"}}
    answer = app.resolve({**event, "requestContext": context_of_get}, context)
    return {**_with_build(with_headers(answer)), "body": "", "isBase64Encoded": False}


def _with_build(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "headers": {**answer["headers"], "desk-build": page.build()}}
