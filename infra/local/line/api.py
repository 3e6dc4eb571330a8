"""The Messaging API, as far as a desk uses it: https://developers.line.biz/en/reference/messaging-api/"""

import json
import re
import uuid
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.line.faults import MESSAGES
from infra.local.line.pictures import content_of
from infra.local.line.store import Json, Message, Push
from infra.local.line.world import TOKEN_SECONDS, World

LONGEST: Final = 5_000
MOST_OBJECTS: Final = 5
LARGEST_BODY: Final = 2_000_000
_USER: Final = re.compile(r"U[0-9a-f]{32}")

Handler = Callable[[World, Request, bytes], Awaitable[Response] | Response]


class RefusedError(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, document: Json, headers: dict[str, str] | None = None) -> None:
        super().__init__(document["message"])
        self.response = JSONResponse(document, status_code=status, headers=headers)


def refused(known: str) -> RefusedError:
    return RefusedError(*MESSAGES[known])


def route(method: str, path: str, handler: Handler, *, free: bool = False) -> Route:
    """A route of the API; only a `free` one needs no token."""

    async def answer(request: Request) -> Response:
        world: World = request.app.state.world
        body = await request.body()
        world.requests[f"{method} {path}"] += 1
        fault = world.faults.strike(request.url.path)
        if fault and not fault.works:
            return fault.response()
        try:
            if not free and not world.admits(request.headers.get("authorization", "")):
                raise refused("401")
            found = handler(world, request, body)
            response = found if isinstance(found, Response) else await found
        except RefusedError as error:
            response = error.response
        response.headers["x-line-request-id"] = str(uuid.uuid4())
        return fault.response() if fault else response

    return Route(path, answer, methods=[method])


def issue_token(world: World, _request: Request, body: bytes) -> Response:
    form = dict(parse_qsl(body.decode(errors="replace")))
    wanted = ("client_credentials", world.channel.channel_id, world.settings.secret)
    if (form.get("grant_type"), form.get("client_id"), form.get("client_secret")) != wanted:
        error = {"error": "invalid_client", "error_description": "invalid client_id or client_secret"}
        return JSONResponse(error, status_code=400)
    return JSONResponse({"token_type": "Bearer", "access_token": world.token(), "expires_in": TOKEN_SECONDS})


def info(world: World, _request: Request, _body: bytes) -> Response:
    channel = world.channel
    found = {"userId": channel.user_id, "basicId": channel.basic_id, "displayName": channel.name}
    return JSONResponse({**found, "chatMode": world.settings.chat_mode, "markAsReadMode": "manual"})


def endpoint(world: World, _request: Request, _body: bytes) -> Response:
    if not world.settings.endpoint:
        raise refused("404")
    return JSONResponse({"endpoint": world.settings.endpoint, "active": world.settings.active})


def set_endpoint(world: World, _request: Request, body: bytes) -> Response:
    url = _object(body).get("endpoint")
    if not isinstance(url, str) or not url.startswith(("https://", "http://")) or len(url) > 500:
        raise RefusedError(400, {"message": "Invalid webhook endpoint URL"})
    world.change(endpoint=url)
    return JSONResponse({})


async def try_endpoint(world: World, _request: Request, body: bytes) -> Response:
    url = (_object(body) if body else {}).get("endpoint") or world.settings.endpoint
    if not url:
        raise RefusedError(400, {"message": "Webhook URL is not set"})
    return JSONResponse(await world.courier.test(str(url), world.channel.user_id))


def push(world: World, request: Request, body: bytes) -> Response:
    """Send once for a retry key: the second request gets 409 and what the first one became."""
    key = request.headers.get("x-line-retry-key", "")
    if key and not _is_uuid(key):
        raise RefusedError(400, {"message": "The retry key is invalid"})
    document = _checked(body)
    to = document.get("to")
    if not isinstance(to, str) or not _USER.fullmatch(to):
        raise RefusedError(400, {"message": "The property, 'to', in the request body is invalid (line: -, column: -)"})
    if (sent := world.pushed(key)) is not None:
        answer = {"message": "The retry key is already accepted", **_sent(sent)}
        return JSONResponse(answer, status_code=409, headers={"x-line-accepted-request-id": sent.id})
    person = world.store.people.get(to)
    if person is None:
        raise refused("bad_recipient")
    if world.used_up:
        raise refused("month_used_up")
    texts = [one["text"] for one in document["messages"]]
    quoted = next((str(one["quoteToken"]) for one in document["messages"] if "quoteToken" in one), "")
    return JSONResponse(_sent(world.push(person, texts, key=key, quoted=quoted)))


def reply(world: World, request: Request, body: bytes) -> Response:
    """Answer once within a minute, free of charge. No retry key is taken."""
    if "x-line-retry-key" in request.headers:
        raise RefusedError(400, {"message": "The retry key is not supported for this API"})
    document = _checked(body)
    token = world.store.reply_tokens.get(str(document.get("replyToken")))
    if token is None or token.used or world.now().timestamp() > token.until:
        raise RefusedError(400, {"message": "Invalid reply token"})
    token.used = True
    world.store.reply_tokens.put(token)
    texts = [one["text"] for one in document["messages"]]
    return JSONResponse(_sent(world.push(world.person(token.person), texts, free=True)))


def validate(_world: World, _request: Request, body: bytes) -> Response:
    _checked(body)
    return JSONResponse({})


def profile(world: World, request: Request, _body: bytes) -> Response:
    person = world.store.people.get(request.path_params["id"])
    if person is None or person.blocks or not person.has_profile:
        raise refused("404")
    return JSONResponse({"userId": person.id, "displayName": person.shown, "language": "ja"})


def quota(world: World, _request: Request, _body: bytes) -> Response:
    plan = world.settings.plan
    return JSONResponse({"type": "none"} if plan is None else {"type": "limited", "value": plan})


def consumption(world: World, _request: Request, _body: bytes) -> Response:
    return JSONResponse({"totalUsage": world.settings.used})


def content(world: World, request: Request, _body: bytes) -> Response:
    found = content_of(_message(world, request), preview=False)
    if found is None:
        raise refused("400")
    return Response(found[0], media_type=found[1])


def preview(world: World, request: Request, _body: bytes) -> Response:
    found = content_of(_message(world, request), preview=True)
    if found is None:
        raise refused("400")
    return Response(found[0], media_type=found[1])


def transcoding(world: World, request: Request, _body: bytes) -> Response:
    _message(world, request)
    return JSONResponse({"status": "succeeded"})


def _message(world: World, request: Request) -> Message:
    message = world.store.messages.get(request.path_params["id"])
    if message is None or message.unsent or message.content.get("forgotten"):
        raise refused("404")
    return message


def _sent(push: Push) -> Json:
    return {"sentMessages": [{"id": ident, "quoteToken": f"quote-{ident}"} for ident in push.ids]}


def _checked(body: bytes) -> Json:
    """Return a request with valid text objects. Raises RefusedError with every error, as LINE does."""
    if len(body) > LARGEST_BODY:
        raise refused("413")
    document = _object(body)
    messages = document.get("messages")
    if not isinstance(messages, list) or not 1 <= len(messages) <= MOST_OBJECTS:
        raise _invalid([("Size must be between 1 and 5", "messages")])
    errors = [error for n, one in enumerate(messages) for error in _errors(one, f"messages[{n}]")]
    if errors:
        raise _invalid(errors)
    return document


def _errors(message: Any, where: str) -> list[tuple[str, str]]:
    if not isinstance(message, dict) or message.get("type") != "text":
        return [("Must be one of the following values: [text]", f"{where}.type")]
    text = message.get("text")
    if not isinstance(text, str) or not text:
        return [("May not be empty", f"{where}.text")]
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return [("Length must be between 0 and 5000", f"{where}.text")] if units > LONGEST else []


def _invalid(errors: list[tuple[str, str]]) -> RefusedError:
    details = [{"message": message, "property": where} for message, where in errors]
    return RefusedError(400, {"message": f"The request body has {len(errors)} error(s)", "details": details})


def _object(body: bytes) -> Json:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise RefusedError(400, {"message": "The request body could not be parsed as JSON (line: 1, column: 1)"})
    return found


def _is_uuid(key: str) -> bool:
    try:
        return str(uuid.UUID(key)) == key.lower()
    except ValueError:
        return False


ROUTES: Final = [
    route("POST", "/oauth2/v3/token", issue_token, free=True),
    route("GET", "/v2/bot/info", info),
    route("GET", "/v2/bot/channel/webhook/endpoint", endpoint),
    route("PUT", "/v2/bot/channel/webhook/endpoint", set_endpoint),
    route("POST", "/v2/bot/channel/webhook/test", try_endpoint),
    route("POST", "/v2/bot/message/push", push),
    route("POST", "/v2/bot/message/reply", reply),
    route("POST", "/v2/bot/message/validate/push", validate),
    route("GET", "/v2/bot/profile/{id}", profile),
    route("GET", "/v2/bot/message/quota", quota),
    route("GET", "/v2/bot/message/quota/consumption", consumption),
    route("GET", "/v2/bot/message/{id}/content", content),
    route("GET", "/v2/bot/message/{id}/content/preview", preview),
    route("GET", "/v2/bot/message/{id}/content/transcoding", transcoding),
]
