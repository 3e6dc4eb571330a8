"""X's routes that list posts, newest first: a user's mentions, and a user's own posts."""

import base64
import binascii
from collections.abc import Iterable
from typing import Final

from infra.local.fake_x.access import problems
from infra.local.fake_x.data.records import Json, PostRecord
from infra.local.fake_x.data.snowflake import written_at
from infra.local.fake_x.data.views import RequestedFields, includes, post_view
from infra.local.fake_x.routes import parameters
from infra.local.fake_x.routes.endpoint import Answer, ApiCall, Endpoint

MENTIONS_KEPT: Final = 800
OWN_KEPT: Final = 3200
PAGE: Final = 10


async def mentions(call: ApiCall) -> Answer:
    """Return posts that name the user, also if X itself put the handle in front of a reply; never those of protected
    authors.
    """
    user = parameters.a_user(call.world.store, call.path["id"])
    if user is None:
        return 200, _nobody(call)
    posts = [post for post in call.world.store.posts_mentioning(user.id) if post.author_id != user.id]
    return 200, _page(call, (post for post in posts if not _protected(call, post)), MENTIONS_KEPT)


async def own(call: ApiCall) -> Answer:
    user = parameters.a_user(call.world.store, call.path["id"])
    if user is None:
        return 200, _nobody(call)
    if user.protected and user != call.caller.user:
        return 200, {"errors": [problems.withheld("user", "id", user.id)]}
    replies = "replies" not in call.query.get("exclude", "").split(",")
    posts = call.world.store.posts_by(user.id)
    return 200, _page(call, (post for post in posts if replies or not post.in_reply_to_id), OWN_KEPT)


def _page(call: ApiCall, posts: Iterable[PostRecord], kept: int) -> Json:
    query = call.query
    size = parameters.a_number(query, "max_results", 5, 100, PAGE)
    before = _place(query["pagination_token"]) if "pagination_token" in query else None
    newest = sorted(posts, key=lambda post: int(post.id), reverse=True)[:kept]
    asked = [post for post in _asked(call, newest) if before is None or int(post.id) < before]
    shown = asked[:size]
    meta: Json = {"result_count": len(shown)}
    if not shown:
        return {"meta": meta}
    meta |= {"newest_id": shown[0].id, "oldest_id": shown[-1].id}
    if len(asked) > size:
        meta["next_token"] = _token(shown[-1].id)
    wanted = RequestedFields.of(query, call.caller.user)
    document: Json = {"data": [post_view(post, wanted) for post in shown], "meta": meta}
    if beside := includes(shown, call.world.store, wanted):
        document["includes"] = beside
    return document


def _asked(call: ApiCall, posts: list[PostRecord]) -> list[PostRecord]:
    """Return the posts within the ids and times of the query; `since_id` and `until_id` are excluded themselves."""
    query = call.query
    low = int(parameters.an_id("since_id", query["since_id"])) if "since_id" in query else None
    high = int(parameters.an_id("until_id", query["until_id"])) if "until_id" in query else None
    start, end = parameters.a_time(query, "start_time"), parameters.a_time(query, "end_time")
    return [
        post
        for post in posts
        if (low is None or int(post.id) > low)
        and (high is None or int(post.id) < high)
        and (start is None or written_at(post.id) >= start)
        and (end is None or written_at(post.id) < end)
    ]


def _protected(call: ApiCall, post: PostRecord) -> bool:
    author = call.world.store.users.get(post.author_id)
    return author is None or author.protected


def _nobody(call: ApiCall) -> Json:
    return {"errors": [problems.missing("user", "id", call.path["id"])]}


def _token(post_id: str) -> str:
    return base64.urlsafe_b64encode(f"before:{post_id}".encode()).decode().rstrip("=")


def _place(token: str) -> int:
    try:
        word, _, post_id = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        word, post_id = "", ""
    if word != "before" or not post_id.isdecimal():
        raise problems.invalid("pagination_token", token, "The `pagination_token` is not one that this API gave")
    return int(post_id)


ENDPOINTS: Final = (
    Endpoint("GET", "/2/users/{id}/mentions", mentions, "either", 300),
    Endpoint("GET", "/2/users/{id}/tweets", own, "either", 900),
)
