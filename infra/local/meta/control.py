"""The control requests of the stand-in, under /control: settings, faults, and inspection; what people do is in `people`."""

import json
from collections.abc import Callable
from typing import Final

from starlette.requests import Request

from infra.local.documents import Json
from infra.local.levers import lever
from infra.local.meta import people
from infra.local.meta.world import World


def sent(world: World, _request: Request, _body: Json) -> Json:
    """Return what the app has written, oldest first."""
    comments = [{**one, "kind": "comment"} for one in world.store["comment"] if one["by_app"]]
    messages = [{**one, "kind": "message"} for one in world.store["message"] if one["by_app"]]
    return {"sent": sorted([*comments, *messages], key=lambda one: one["at"])}


def listed(kind: str) -> Callable[[World, Request, Json], Json]:
    return lambda world, _request, _body: {f"{kind}s": list(world.store[kind])}


def deliveries(world: World, _request: Request, _body: Json) -> Json:
    shown = [{**each, "body": json.loads(each["body"])} for each in world.store["delivery"]]
    return {"deliveries": shown, "under_way": world.courier.under_way}


def under_way(world: World, _request: Request, _body: Json) -> Json:
    return {"under_way": world.courier.under_way}


def release(world: World, _request: Request, body: Json) -> Json:
    world.change(holds=False)
    how = {name: bool(body[name]) for name in ("reverse", "merge") if name in body}
    return {"deliveries": world.courier.release(**how)}


async def deliver_again(world: World, request: Request, _body: Json) -> Json:
    if not world.courier.again(request.path_params["id"]):
        raise ValueError("no such delivery")
    return {"under_way": world.courier.under_way}


def requests(world: World, _request: Request, _body: Json) -> Json:
    return {"requests": dict(world.requests)}


def add_fault(world: World, _request: Request, body: Json) -> Json:
    return world.faults.add(body)


def clear_faults(world: World, _request: Request, _body: Json) -> Json:
    world.faults.clear()
    world.limits.clear()
    return {}


def settings(world: World, _request: Request, body: Json) -> Json:
    hidden = ("token", "app_secret", "verify_token")
    return {name: value for name, value in world.change(**body).items() if name not in hidden}


def reset(world: World, _request: Request, body: Json) -> Json:
    world.reset(everything=bool(body.get("everything", False)))
    return {}


ROUTES: Final = [
    *people.ROUTES,
    lever("GET", "/sent", sent),
    *(lever("GET", path, listed(kind)) for kind, path in {"person": "/people", "post": "/posts"}.items()),
    lever("GET", "/comments", listed("comment")),
    lever("GET", "/messages", listed("message")),
    lever("GET", "/deliveries", deliveries),
    lever("POST", "/deliveries/{id}/again", deliver_again),
    lever("GET", "/under_way", under_way),
    lever("POST", "/release", release),
    lever("GET", "/requests", requests),
    lever("POST", "/faults", add_fault),
    lever("DELETE", "/faults", clear_faults),
    lever("POST", "/settings", settings),
    lever("POST", "/reset", reset),
]
