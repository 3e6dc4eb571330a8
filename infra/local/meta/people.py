"""What people do on Facebook, Messenger and Instagram, by control requests."""

import base64
import hmac
import json
from datetime import datetime
from typing import Final

from starlette.requests import Request

from infra.local.documents import Json
from infra.local.fake_x.loopback import local_request
from infra.local.levers import lever
from infra.local.meta import events, messaging, publishing, seed
from infra.local.meta.world import FACEBOOK, INSTAGRAM, MESSENGER, World

PICTURE: Final = "https://scontent.xx.fbcdn.net/v/picture.jpg"
ATTACHMENTS: Final[dict[str, Json]] = {
    **{kind: {"type": kind, "payload": {"url": PICTURE}} for kind in ("image", "video", "audio", "file", "sticker")},
    "story_mention": {"type": "story_mention", "payload": {"url": "https://lookaside.fbsbx.com/story.jpg"}},
    "post": {"type": "post", "payload": {"url": "https://www.instagram.com/p/1/"}},
    "share": {"type": "share", "payload": {"url": "https://www.instagram.com/p/1/"}},
    "hologram": {"type": "hologram", "payload": {}},
}
"""Attachments by kind; a hologram is one that nobody has heard of."""


def add_person(world: World, _request: Request, body: Json) -> Json:
    person = world.person(body["name"])
    known = ("shown", "username", "consents", "has_profile", "unavailable")
    return world.store["person"].put(person["id"], {**person, **{name: body[name] for name in known if name in body}})


def add_post(world: World, _request: Request, body: Json) -> Json:
    if "from" in body:
        return publishing.visitor_post(world, world.person(body["from"]), body["text"], at=_at(body))
    return publishing.brand_post(world, body.get("platform", FACEBOOK), body["text"], ad=bool(body.get("ad", False)))


def add_review(world: World, _request: Request, body: Json) -> Json:
    author = world.person(body["from"])
    return publishing.review(world, author, body["text"], recommends=bool(body["recommends"]), at=_at(body))


def add_mention(world: World, _request: Request, body: Json) -> Json:
    how = {name: bool(body[name]) for name in ("comment", "sparse") if name in body}
    platform = body.get("platform", FACEBOOK)
    return publishing.mention(world, platform, world.person(body["from"]), body["text"], at=_at(body), **how)


def add_comment(world: World, _request: Request, body: Json) -> Json:
    """Comment on a post, by default the brand's newest, or below a comment; `from` may be the brand, natively."""
    parent = _thing(world, body["answers"]) if body.get("answers") else None
    on = parent or (_thing(world, body["on"]) if body.get("on") else None)
    if on is not None and "post" in on:
        on = world.store["post"].get(on["post"])
    on = on or publishing.newest_post(world, body.get("platform", FACEBOOK))
    author = "brand" if body["from"] == "brand" else world.person(body["from"])["id"]
    more = {name: body[name] for name in ("photo", "live", "told") if name in body}
    made = publishing.comment(world, on, author, body["text"], parent=parent, at=_at(body), **more)
    if body.get("twice"):
        events.instagram_comment(world, made, as_ad=True)
    return made


def edit_comment(world: World, request: Request, body: Json) -> Json:
    return publishing.edit(world, _thing(world, request.path_params["id"]), body["text"])


def delete_comment(world: World, request: Request, _body: Json) -> Json:
    publishing.delete(world, _thing(world, request.path_params["id"]))
    return {"deleted": True}


def hide_comment(world: World, request: Request, body: Json) -> Json:
    hidden = bool(body.get("hidden", True))
    publishing.hide(world, _thing(world, request.path_params["id"]), hidden=hidden)
    return {"hidden": hidden}


def like_comment(world: World, request: Request, body: Json) -> Json:
    """Let somebody react, which is an event of no interest."""
    events.reaction(world, _thing(world, request.path_params["id"]), world.person(body["from"]))
    return {"liked": True}


def write(world: World, _request: Request, body: Json) -> Json:
    """Let somebody write to the brand, or the brand write in its own inbox (`to`)."""
    platform = _private(body)
    if "to" in body:
        sent = messaging.send(world, platform, world.person(body["to"]), body["text"], by_app=False)
        messaging.tell(world, sent)
        return sent
    attachments = [ATTACHMENTS[kind] for kind in body.get("attachments", ())]
    more = {"is_unsupported": True} if body.get("unsupported") else {}
    told = bool(body.get("told", True))
    return messaging.write(
        world,
        platform,
        world.person(body["from"]),
        body.get("text", ""),
        attachments=attachments,
        reply_to=body.get("reply_to"),
        more=more,
        at=_at(body),
        told=told,
    )


def edit_message(world: World, request: Request, body: Json) -> Json:
    return messaging.edit(world, _message(world, request), body["text"])


def unsend_message(world: World, request: Request, _body: Json) -> Json:
    messaging.unsend(world, _message(world, request))
    return {"unsent": True}


def tell_again(world: World, request: Request, body: Json) -> Json:
    """Deliver a message once more, with another time if one is given."""
    messaging.tell(world, _message(world, request), at=_at(body))
    return {"told": True}


def postback(world: World, _request: Request, body: Json) -> Json:
    return {"mid": messaging.postback(world, _private(body), world.person(body["from"]), body["title"])}


def hold_thread(world: World, _request: Request, body: Json) -> Json:
    """Give a thread to the Page's inbox, to another app, or back to the desk."""
    owner = {"inbox": seed.INBOX_APP_ID, "desk": seed.APP_ID}.get(body["owner"], str(body["owner"]))
    return messaging.control(world, messaging.thread(world, _private(body), world.person(body["person"])), owner)


async def ask_for_deletion(world: World, request: Request, body: Json) -> Json:
    """Let somebody ask Meta to have the app delete what it knows of them; return what the app answers."""
    person = world.person(body["from"])
    asked = {"algorithm": "HMAC-SHA256", "issued_at": int(world.seconds), "user_id": person["app_scoped"]}
    payload = _unpadded(json.dumps(asked).encode())
    digest = hmac.digest(world.settings["app_secret"].encode(), payload.encode(), "sha256")
    form = {"signed_request": f"{_unpadded(digest)}.{payload}"}
    http = request.app.state.http
    answer = await http.send(local_request(http, "POST", f"{world.settings['callback']}/deletion", data=form))
    return {"status": answer.status_code, "answer": answer.json() if answer.status_code == 200 else answer.text}


def _at(body: Json) -> float | None:
    return datetime.fromisoformat(body["at"]).timestamp() if body.get("at") else None


def _private(body: Json) -> str:
    platform = str(body.get("platform", MESSENGER))
    if platform not in (MESSENGER, INSTAGRAM):
        raise ValueError(f"nobody writes messages on {platform}")
    return platform


def _thing(world: World, ident: str) -> Json:
    found = world.store["comment"].get(ident) or world.store["post"].get(ident)
    if found is None:
        raise ValueError("no such comment or post")
    return found


def _message(world: World, request: Request) -> Json:
    found = world.store["message"].get(request.path_params["id"])
    if found is None:
        raise ValueError("no such message")
    return found


def _unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


ROUTES: Final = [
    lever("POST", "/people", add_person),
    lever("POST", "/posts", add_post),
    lever("POST", "/reviews", add_review),
    lever("POST", "/mentions", add_mention),
    lever("POST", "/comments", add_comment),
    lever("POST", "/comments/{id}/edit", edit_comment),
    lever("POST", "/comments/{id}/delete", delete_comment),
    lever("POST", "/comments/{id}/hide", hide_comment),
    lever("POST", "/comments/{id}/react", like_comment),
    lever("POST", "/messages", write),
    lever("POST", "/messages/{id}/edit", edit_message),
    lever("POST", "/messages/{id}/unsend", unsend_message),
    lever("POST", "/messages/{id}/again", tell_again),
    lever("POST", "/postbacks", postback),
    lever("POST", "/threads", hold_thread),
    lever("POST", "/deletion", ask_for_deletion),
]
