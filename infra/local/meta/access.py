"""Tokens and their proofs, and what the app and the Page are subscribed to."""

import hmac
from typing import Final

import httpx

from infra.local.documents import Json
from infra.local.fake_x.loopback import local_request
from infra.local.meta import seed
from infra.local.meta.call import Call
from infra.local.meta.errors import GraphError
from infra.local.meta.world import World

VERSIONS: Final = ("v24.0", "v25.0", "v26.0")
NEWEST: Final = VERSIONS[-1]
SIXTY_DAYS: Final = 5_184_000
_OBJECTS: Final = {"page": seed.PAGE_FIELDS, "instagram": seed.INSTAGRAM_FIELDS}


def app_token(world: World) -> str:
    return f"{seed.APP_ID}|{world.settings['app_secret']}"


def who(world: World, call: Call) -> str:
    """Return whose token a call bears: `app`, `user` or `page`. Raises GraphError for a dead one, or without its proof."""
    if not call.token:
        raise GraphError("no_token")
    found = _owner(world, call.token)
    if found is None:
        raise GraphError(world.settings["token_error"])
    if found != "app" and world.settings["proof"]:
        given = call.text("appsecret_proof")
        if not given:
            raise GraphError("no_proof")
        if not hmac.compare_digest(given, proof(world, call.token)):
            raise GraphError("bad_proof")
    return found


def _owner(world: World, token: str) -> str | None:
    owners = {app_token(world): "app", world.settings["token"]: "page", seed.USER_TOKEN: "user"}
    return owners.get(token)


def proof(world: World, token: str) -> str:
    """https://developers.facebook.com/docs/graph-api/guides/secure-requests/"""
    return hmac.digest(world.settings["app_secret"].encode(), token.encode(), "sha256").hex()


def debug_token(world: World, call: Call) -> Json:
    """https://developers.facebook.com/docs/graph-api/reference/debug_token/"""
    owner = _owner(world, call.text("input_token"))
    if owner is None:
        known = GraphError(world.settings["token_error"]).known
        error = {"code": known.code, "message": known.message, "subcode": known.subcode}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    scopes = world.settings["scopes"]
    return {
        "data": {
            "app_id": seed.APP_ID,
            "type": owner.upper(),
            "application": "Sokuto",
            "expires_at": world.settings["token_ends_at"],
            "data_access_expires_at": world.settings["data_ends_at"],
            "is_valid": True,
            "profile_id": seed.PAGE_ID,
            "user_id": seed.USER_ID,
            "scopes": scopes,
            "granular_scopes": [{"scope": scope, "target_ids": [seed.PAGE_ID]} for scope in scopes],
        }
    }


def exchange(world: World, call: Call) -> Json:
    """Give the app's own token, or a person's for sixty days instead of an hour."""
    if (call.text("client_id"), call.text("client_secret")) != (seed.APP_ID, world.settings["app_secret"]):
        raise GraphError("bad_parameter", "Error validating client secret.")
    if call.text("grant_type") == "client_credentials":
        return {"access_token": app_token(world), "token_type": "bearer"}
    if call.text("fb_exchange_token") != seed.USER_TOKEN:
        raise GraphError(world.settings["token_error"])
    return {"access_token": seed.USER_TOKEN, "token_type": "bearer", "expires_in": SIXTY_DAYS}


def subscribe_page(world: World, call: Call) -> Json:
    fields = [each for each in call.text("subscribed_fields").split(",") if each]
    unknown = [each for each in fields if each not in seed.PAGE_FIELDS]
    if unknown or not fields:
        raise GraphError("bad_parameter", f"(#100) Param subscribed_fields is invalid: {','.join(unknown)}")
    world.change(page_fields=fields)
    return {"success": True}


def unsubscribe_page(world: World) -> Json:
    world.change(page_fields=[])
    return {"success": True}


def subscriptions(world: World) -> Json:
    """Return what the app is subscribed to, as the dashboard sets it up."""
    settings = world.settings
    return {
        "data": [
            {
                "object": thing,
                "callback_url": settings["callback"],
                "active": True,
                "fields": [{"name": name, "version": NEWEST} for name in fields],
            }
            for thing, fields in settings["app_fields"].items()
        ]
    }


async def subscribe_app(world: World, call: Call, http: httpx.AsyncClient) -> Json:
    """Subscribe the app to fields of an object, once its webhook has answered the challenge."""
    thing, callback = call.text("object"), call.text("callback_url")
    fields = [each for each in call.text("fields").split(",") if each]
    if thing not in _OBJECTS or not fields or any(each not in _OBJECTS[thing] for each in fields):
        raise GraphError("bad_parameter", "(#100) Param object or fields is invalid")
    challenge = str(1_000_000_000 + world.number("challenge"))
    asked = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": call.text("verify_token")}
    try:
        answer = await http.send(local_request(http, "GET", callback, params=asked))
        right = answer.status_code == 200 and answer.text == challenge
    except (httpx.HTTPError, httpx.InvalidURL):
        right = False
    if not right:
        raise GraphError("bad_parameter", "(#2200) Callback verification failed")
    world.change(callback=callback, app_fields={**world.settings["app_fields"], thing: fields})
    return {"success": True}


def unsubscribe_app(world: World, call: Call) -> Json:
    kept = {thing: fields for thing, fields in world.settings["app_fields"].items() if thing != call.text("object")}
    world.change(app_fields=kept if call.text("object") else {})
    return {"success": True}
