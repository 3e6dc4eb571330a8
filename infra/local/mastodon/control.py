"""The control requests of the stand-in, under /control: people who write, faults, and inspection. This machine only."""

from datetime import datetime
from typing import Final

from starlette.requests import Request

from infra.local.documents import Json
from infra.local.levers import lever
from infra.local.mastodon.world import World


def write(world: World, _request: Request, body: Json) -> Json:
    at = datetime.fromisoformat(body["at"]) if body.get("at") else None
    given = {
        name: body[name] for name in ("in_reply_to", "visibility", "warning", "media", "quotes", "html") if name in body
    }
    return world.write(world.person(body["from"]), body["text"], at=at, **given)


def edit(world: World, request: Request, body: Json) -> Json:
    return world.edit(request.path_params["id"], body["text"])


def delete(world: World, request: Request, _body: Json) -> Json:
    world.status(request.path_params["id"])
    world.delete(request.path_params["id"])
    return {"deleted": True}


def statuses(world: World, request: Request, _body: Json) -> Json:
    wanted = request.query_params.get("author")
    author = world.person(wanted)["id"] if wanted else None
    return {"statuses": [one for one in world.store["status"] if author in (None, one["author"])]}


def add_fault(world: World, _request: Request, body: Json) -> Json:
    return world.faults.add(body)


def clear_faults(world: World, _request: Request, _body: Json) -> Json:
    world.faults.clear()
    return {}


def settings(world: World, _request: Request, body: Json) -> Json:
    return {name: value for name, value in world.change(**body).items() if name != "token"}


def requests(world: World, _request: Request, _body: Json) -> Json:
    return {"requests": dict(world.requests)}


def reset(world: World, _request: Request, _body: Json) -> Json:
    world.reset()
    return {}


ROUTES: Final = [
    lever("POST", "/statuses", write),
    lever("GET", "/statuses", statuses),
    lever("PUT", "/statuses/{id}", edit),
    lever("DELETE", "/statuses/{id}", delete),
    lever("POST", "/faults", add_fault),
    lever("DELETE", "/faults", clear_faults),
    lever("POST", "/settings", settings),
    lever("GET", "/requests", requests),
    lever("POST", "/reset", reset),
]
