"""X's routes that look up people."""

from typing import Final

from infra.local.fake_x.access import problems
from infra.local.fake_x.data.records import Json, UserRecord
from infra.local.fake_x.data.views import RequestedFields, user_view
from infra.local.fake_x.routes import parameters
from infra.local.fake_x.routes.endpoint import Answer, ApiCall, Endpoint


async def me(call: ApiCall) -> Answer:
    return 200, {"data": user_view(call.user, call.world.store, RequestedFields.of(call.query, call.caller.user))}


async def by_id(call: ApiCall) -> Answer:
    value = parameters.an_id("id", call.path["id"])
    return 200, _single(call, call.world.store.users.get(value), "id", value)


async def by_ids(call: ApiCall) -> Answer:
    ids = [parameters.an_id("ids", value) for value in parameters.several(call.query, "ids")]
    return 200, _many(call, {value: call.world.store.users.get(value) for value in ids}, "ids")


async def by_username(call: ApiCall) -> Answer:
    value = call.path["username"]
    return 200, _single(call, call.world.store.user_named(value), "username", value)


async def by_usernames(call: ApiCall) -> Answer:
    names = parameters.several(call.query, "usernames")
    return 200, _many(call, {value: call.world.store.user_named(value) for value in names}, "usernames")


def _single(call: ApiCall, user: UserRecord | None, parameter: str, value: str) -> Json:
    if user is None:
        return {"errors": [problems.missing("user", parameter, value)]}
    return {"data": user_view(user, call.world.store, RequestedFields.of(call.query, call.caller.user))}


def _many(call: ApiCall, users: dict[str, UserRecord | None], parameter: str) -> Json:
    wanted = RequestedFields.of(call.query, call.caller.user)
    found = [user_view(user, call.world.store, wanted) for user in users.values() if user]
    errors = [problems.missing("user", parameter, value) for value, user in users.items() if user is None]
    return ({"data": found} if found else {}) | ({"errors": errors} if errors else {})


ENDPOINTS: Final = (
    Endpoint("GET", "/2/users", by_ids, "either", 900),
    Endpoint("GET", "/2/users/me", me, "user", 75),
    Endpoint("GET", "/2/users/by", by_usernames, "either", 900),
    Endpoint("GET", "/2/users/by/username/{username}", by_username, "either", 900),
    Endpoint("GET", "/2/users/{id}", by_id, "either", 900),
)
