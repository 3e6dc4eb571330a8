"""X's routes for writing, reading and deleting posts."""

from datetime import timedelta
from typing import Any, Final

from infra.local.fake_x.access import problems
from infra.local.fake_x.data.post_text import LONGEST, counted_part, weighted_length
from infra.local.fake_x.data.records import Json, PostRecord, UserRecord
from infra.local.fake_x.data.snowflake import written_at
from infra.local.fake_x.data.views import RequestedFields, includes, post_view
from infra.local.fake_x.publish import carried_along, draft, publish, withdraw
from infra.local.fake_x.routes import parameters
from infra.local.fake_x.routes.endpoint import Answer, ApiCall, Endpoint
from infra.local.fake_x.world import World

# The fields of a new post in X's published description; all but the first three change nothing here.
FIELDS: Final = (
    *("text", "reply", "quote_tweet_id", "card_uri", "community_id", "direct_message_deep_link", "edit_options", "geo"),
    *("for_super_followers_only", "made_with_ai", "media", "nullcast", "paid_partnership", "poll", "reply_settings"),
    "share_with_followers",
)
REPLY_FIELDS: Final = ("in_reply_to_tweet_id", "exclude_reply_user_ids", "auto_populate_reply_metadata")
SAME_WORDS_AGAIN: Final = timedelta(hours=24)


async def create(call: ApiCall) -> Answer:
    parameters.only(call.body, FIELDS)
    typed = parameters.text(call.body, "text")
    parent, without = _parent(call)
    quoted = _quoted(call)
    handles = carried_along(call.world, call.user.id, parent, without) if parent else []
    words = counted_part(typed, handles)
    if not words.strip() and "media" not in call.body:
        raise problems.invalid("text", typed, "Either `text` or `media` is required")
    if weighted_length(words) > LONGEST:
        raise problems.forbidden(f"Your Tweet text is too long: it weighs {weighted_length(words)} of {LONGEST}.")
    if parent and not _summoned(call.world, call.user, parent):
        raise problems.not_summoned()
    _refuse_the_same_again(call, typed, parent, without, quoted)
    post = publish(call.world, call.user, typed, in_reply_to=parent, without=without, quoted=quoted)
    return 201, {"data": {"id": post.id, "text": post.text, "edit_history_tweet_ids": list(post.edit_history)}}


async def delete(call: ApiCall) -> Answer:
    post = call.world.store.post(parameters.an_id("id", call.path["id"]))
    if post and post.author_id != call.user.id:
        raise problems.forbidden("You are not authorized to delete this Tweet.")
    if post:
        withdraw(call.world, post)
    return 200, {"data": {"deleted": True}}


async def one(call: ApiCall) -> Answer:
    document = _lookup(call, [parameters.an_id("id", call.path["id"])], "id")
    found = document.pop("data", None)
    return 200, ({"data": found[0]} if found else {}) | document


async def several(call: ApiCall) -> Answer:
    ids = [parameters.an_id("ids", value) for value in parameters.several(call.query, "ids")]
    return 200, _lookup(call, ids, "ids")


def _lookup(call: ApiCall, ids: list[str], parameter: str) -> Json:
    wanted = RequestedFields.of(call.query, call.caller.user)
    found: list[PostRecord] = []
    errors: list[Json] = []
    for post_id in dict.fromkeys(ids):
        post = call.world.store.post(post_id)
        if post is None:
            errors.append(problems.missing(wanted.noun, parameter, post_id))
        elif not _visible(call, post):
            errors.append(problems.withheld(wanted.noun, parameter, post_id))
        else:
            found.append(post)
    document: Json = {"data": [post_view(post, wanted) for post in found]} if found else {}
    if beside := includes(found, call.world.store, wanted):
        document["includes"] = beside
    if errors:
        document["errors"] = errors
    return document


def _visible(call: ApiCall, post: PostRecord) -> bool:
    author = call.world.store.users.get(post.author_id)
    return bool(author and (not author.protected or author == call.caller.user))


def _parent(call: ApiCall) -> tuple[PostRecord | None, frozenset[str]]:
    reply: Any = call.body.get("reply")
    if reply is None:
        return None, frozenset()
    if not isinstance(reply, dict):
        raise problems.invalid("reply", reply, "$.reply: object expected")
    parameters.only(reply, REPLY_FIELDS, "$.reply")
    parent = call.world.store.post(parameters.an_id("reply.in_reply_to_tweet_id", reply.get("in_reply_to_tweet_id")))
    if parent is None or not _visible(call, parent):
        raise problems.forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.")
    return parent, frozenset(reply.get("exclude_reply_user_ids", ()))


def _quoted(call: ApiCall) -> PostRecord | None:
    if "quote_tweet_id" not in call.body:
        return None
    quoted = call.world.store.post(parameters.an_id("quote_tweet_id", call.body["quote_tweet_id"]))
    if quoted is None:
        raise problems.forbidden("You attempted to quote a Tweet that is deleted or not visible to you.")
    return quoted


def _summoned(world: World, user: UserRecord, parent: PostRecord) -> bool:
    """Return whether the author of the post named, or quoted, the account: since 23 February 2026 a reply is accepted
    only then.
    """
    quoted = world.store.posts.get(parent.quoted_id)
    return parent.author_id == user.id or parent.mentions(user.id) or bool(quoted and quoted.author_id == user.id)


def _refuse_the_same_again(
    call: ApiCall, typed: str, parent: PostRecord | None, without: frozenset[str], quoted: PostRecord | None
) -> None:
    """Refuse the same text, with the same handles in front, a second time within a day."""
    since = call.world.now() - SAME_WORDS_AGAIN
    text = draft(call.world, call.user, typed, parent, without, quoted).text
    for earlier in call.world.store.posts_by(call.user.id):
        if earlier.text == text and written_at(earlier.id) > since:
            raise problems.duplicate()


ENDPOINTS: Final = (
    Endpoint("POST", "/2/tweets", create, "user", 100),
    Endpoint("GET", "/2/tweets", several, "either", 900),
    Endpoint("GET", "/2/tweets/{id}", one, "either", 900),
    Endpoint("DELETE", "/2/tweets/{id}", delete, "user", 50),
)
