"""The control requests of the stand-in, under /control: people who write, faults, and inspection. This machine only."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Final

from starlette.requests import Request

from infra.local.levers import lever
from infra.local.line.store import Json, Message
from infra.local.line.world import World

CONTENTS: Final[dict[str, Json]] = {
    "image": {"contentProvider": {"type": "line"}},
    "video": {"duration": 9_000, "contentProvider": {"type": "line"}},
    "audio": {"duration": 4_000, "contentProvider": {"type": "line"}},
    "file": {"fileName": "receipt.pdf", "fileSize": 48_213},
    "sticker": {"packageId": "11537", "stickerId": "52002734", "stickerResourceType": "STATIC", "keywords": ["thanks"]},
    "location": {"title": "青葉店", "address": "東京都台東区上野1-1", "latitude": 35.71, "longitude": 139.77},
    "hologram": {"hologramId": "7"},
}
"""What each kind of message holds beside its type, unless `more` says otherwise."""


def add_person(world: World, _request: Request, body: Json) -> Json:
    person = world.person(body["name"])
    person.shown = body.get("shown", person.shown)
    person.follows = bool(body.get("follows", person.follows))
    person.has_profile = bool(body.get("has_profile", person.has_profile))
    return asdict(world.store.people.put(person))


def write(world: World, _request: Request, body: Json) -> Json:
    kind = body.get("type", "text")
    content = {"type": kind, **({"text": body["text"]} if kind == "text" else CONTENTS[kind]), **body.get("more", {})}
    if body.get("quotes"):
        content["quotedMessageId"] = body["quotes"]
    person = world.person(body["from"])
    source = {"type": "group", "groupId": "C" + "3e" * 16, "userId": person.id} if body.get("group") else None
    at = datetime.fromisoformat(body["at"]).timestamp() if body.get("at") else None
    mode = "standby" if body.get("standby") else "active"
    deliver = bool(body.get("deliver", True))
    return asdict(world.write(person, content, at=at, source=source, mode=mode, deliver=deliver))


def edit(world: World, request: Request, body: Json) -> Json:
    return asdict(world.edit(_message(world, request), body["text"]))


def unsend(world: World, request: Request, _body: Json) -> Json:
    world.unsend(_message(world, request))
    return {"unsent": True}


def forget(world: World, request: Request, _body: Json) -> Json:
    """Let LINE delete the content of a message, as it does after some time."""
    message = _message(world, request)
    message.content = {**message.content, "forgotten": True}
    return asdict(world.store.messages.put(message))


def follow(world: World, _request: Request, body: Json) -> Json:
    world.follow(world.person(body["from"]), follows=True)
    return {"follows": True}


def unfollow(world: World, _request: Request, body: Json) -> Json:
    world.follow(world.person(body["from"]), follows=False)
    return {"follows": False}


def postback(world: World, _request: Request, body: Json) -> Json:
    event = world.event("postback", world.person(body["from"]), postback={"data": body["data"]})
    world.deliver(event)
    return event


def sent(world: World, request: Request, _body: Json) -> Json:
    to = request.query_params.get("to")
    person = world.person(to).id if to else None
    return {"sent": [asdict(each) for each in world.store.pushes if person in (None, each.to)]}


def messages(world: World, _request: Request, _body: Json) -> Json:
    return {"messages": [asdict(each) for each in world.store.messages]}


def deliveries(world: World, _request: Request, _body: Json) -> Json:
    shown = [asdict(each) | {"body": json.loads(each.body)} for each in world.store.deliveries]
    return {"deliveries": shown, "under_way": sum(each["state"] == "waiting" for each in shown)}


def requests(world: World, _request: Request, _body: Json) -> Json:
    return {"requests": dict(world.requests)}


def add_fault(world: World, _request: Request, body: Json) -> Json:
    return world.faults.add(body)


def clear_faults(world: World, _request: Request, _body: Json) -> Json:
    world.faults.clear()
    return {}


def channel(world: World, _request: Request, body: Json) -> Json:
    return {name: value for name, value in asdict(world.change(**body)).items() if name != "secret"}


def reset(world: World, _request: Request, body: Json) -> Json:
    world.reset(everything=bool(body.get("everything", False)))
    return {}


def _message(world: World, request: Request) -> Message:
    message = world.store.messages.get(request.path_params["id"])
    if message is None:
        raise ValueError("no such message")
    return message


ROUTES: Final = [
    lever("POST", "/people", add_person),
    lever("POST", "/messages", write),
    lever("GET", "/messages", messages),
    lever("POST", "/messages/{id}/edit", edit),
    lever("POST", "/messages/{id}/unsend", unsend),
    lever("POST", "/messages/{id}/forget", forget),
    lever("POST", "/follow", follow),
    lever("POST", "/unfollow", unfollow),
    lever("POST", "/postback", postback),
    lever("GET", "/sent", sent),
    lever("GET", "/deliveries", deliveries),
    lever("GET", "/requests", requests),
    lever("POST", "/faults", add_fault),
    lever("DELETE", "/faults", clear_faults),
    lever("POST", "/channel", channel),
    lever("POST", "/reset", reset),
]
