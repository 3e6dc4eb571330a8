"""The XRPC methods of PDS, app and messages: each gets the caller's DID and the request, and returns the answer's document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from infra.local.bluesky import chat, notifications
from infra.local.bluesky.content import POST, check_post, cid_of, is_tid
from infra.local.bluesky.faults import XrpcError
from infra.local.bluesky.views import hidden, post_view, profile, seen
from infra.local.bluesky.world import World
from infra.local.documents import Json

PAGE: Final = 25
CREATE, UPDATE, DELETE = 3, 2, 1


@dataclass(frozen=True, slots=True)
class XrpcCall:
    """`params` are the query's, each with all its values; `headers` go into the answer."""

    world: World
    me: str
    params: Mapping[str, list[str]]
    body: Json
    headers: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Raises XrpcError if it is missing."""
        found = self.maybe(name)
        if found is None:
            raise XrpcError("InvalidRequest", f'Error: Params must have the property "{name}"')
        return found

    def maybe(self, name: str) -> str | None:
        return next(iter(self.params.get(name, [])), None)

    def limit(self, default: int, most: int) -> int:
        text = self.maybe("limit")
        if text is not None and not (text.isdigit() and 1 <= int(text) <= most):
            raise XrpcError("InvalidRequest", f"Error: limit can not be greater than {most}")
        return int(text) if text else default


def get_session(call: XrpcCall) -> Json:
    actor = call.world.store.actors.get(call.me) or {}
    return {"did": call.me, "handle": actor["handle"], "active": True}


def resolve_handle(call: XrpcCall) -> Json:
    actor = call.world.by_handle(call.text("handle"))
    if actor is None:
        raise XrpcError("InvalidRequest", "Unable to resolve handle")
    return {"did": actor["did"]}


# The repository


def put_record(call: XrpcCall) -> Json:
    """Write a record. With `swapRecord: null` none may stand there yet; the very same content again changes nothing."""
    repo, collection, key, content = _written(call)
    uri = f"at://{repo}/{collection}/{key}"
    before = call.world.record(uri)
    if before is not None and before["cid"] == cid_of(content):
        return _answer(before)
    if before is not None and call.body.get("swapRecord", before["cid"]) != before["cid"]:
        raise XrpcError("InvalidSwap", f"Record was at {before['cid']}")
    call.headers.update(call.world.spend(repo, CREATE if before is None else UPDATE))
    return _answer(call.world.write(repo, collection, key, content), call.world.tid())


def create_record(call: XrpcCall) -> Json:
    repo, collection, _, content = _written(call, key=call.body.get("rkey") or call.world.tid())
    call.headers.update(call.world.spend(repo, CREATE))
    key = call.body.get("rkey") or call.world.tid()
    return _answer(call.world.write(repo, collection, key, content), call.world.tid())


def delete_record(call: XrpcCall) -> Json:
    call.headers.update(call.world.spend(call.me, DELETE))
    call.world.store.records.drop(f"at://{call.me}/{call.body.get('collection')}/{call.body.get('rkey')}")
    return {}


def _written(call: XrpcCall, key: str | None = None) -> tuple[str, str, str, Json]:
    repo, collection, content = call.body.get("repo"), call.body.get("collection"), call.body.get("record")
    ident = key or call.body.get("rkey")
    if repo != call.me:
        raise XrpcError("AuthenticationRequired", "Could not find repo", status=401)
    if not isinstance(collection, str) or not isinstance(content, dict) or not isinstance(ident, str):
        raise XrpcError("InvalidRequest")
    if content.get("$type") != collection:
        raise XrpcError("InvalidRequest", f"Invalid $type: expected {collection}, got {content.get('$type')}")
    if collection == POST:
        if not is_tid(ident):
            raise XrpcError("InvalidRequest", "Invalid record key: it must be a tid")
        check_post(content)
    return repo, collection, ident, content


def _answer(record: Json, rev: str = "") -> Json:
    told = {"uri": record["uri"], "cid": record["cid"], "validationStatus": "valid"}
    return told | ({"commit": {"cid": cid_of([record["cid"], rev]), "rev": rev}} if rev else {})


def get_record(call: XrpcCall) -> Json:
    record = call.world.record(f"at://{call.text('repo')}/{call.text('collection')}/{call.text('rkey')}")
    if record is None:
        raise XrpcError("RecordNotFound")
    return {name: record[name] for name in ("uri", "cid", "value")}


def list_records(call: XrpcCall) -> Json:
    """Return records in the order of their keys, the highest first."""
    repo, collection, cursor = call.text("repo"), call.text("collection"), call.maybe("cursor")
    found = [one for one in call.world.store.records if (one["repo"], one["collection"]) == (repo, collection)]
    found.sort(key=lambda one: str(one["key"]), reverse=call.maybe("reverse") != "true")
    rest = [one for one in found if cursor is None or one["key"] < cursor]
    page = rest[: call.limit(50, 100)]
    told: Json = {"records": [{name: one[name] for name in ("uri", "cid", "value")} for one in page]}
    return told | ({"cursor": page[-1]["key"]} if len(rest) > len(page) else {})


# The app


def list_notifications(call: XrpcCall) -> Json:
    return notifications.listed(
        call.world,
        call.me,
        limit=call.limit(50, 100),
        cursor=call.maybe("cursor"),
        reasons=call.params.get("reasons", []),
        priority=call.maybe("priority"),
    )


def get_posts(call: XrpcCall) -> Json:
    """Return those posts that the caller sees; whatever is missing is not mentioned."""
    uris = call.params.get("uris", [])
    if not uris or len(uris) > PAGE:
        raise XrpcError("InvalidRequest", f"Error: uris must not have more than {PAGE} elements")
    posts = [post for uri in uris if (post := call.world.post(uri)) is not None]
    return {"posts": [post_view(call.world, post, call.me) for post in posts if seen(call.world, post, call.me)]}


def get_post_thread(call: XrpcCall) -> Json:
    post = call.world.post(call.text("uri"))
    if post is None or not seen(call.world, post, call.me):
        raise XrpcError("NotFound", f"Post not found: {call.text('uri')}")
    answers = [
        one
        for one in call.world.posts
        if (one["value"].get("reply") or {}).get("parent", {}).get("uri") == post["uri"]
        and not hidden(call.world, one)
        and seen(call.world, one, call.me)
    ]
    thread = {"$type": "app.bsky.feed.defs#threadViewPost", "post": post_view(call.world, post, call.me)}
    return {"thread": {**thread, "replies": [{"post": post_view(call.world, one, call.me)} for one in answers]}}


def search_posts(call: XrpcCall) -> Json:
    wanted, since = call.text("q").strip('"').lower(), call.maybe("since") or ""
    found = [
        post
        for post in call.world.posts
        if wanted in post["value"]["text"].lower()
        and post["value"]["createdAt"] >= since
        and seen(call.world, post, call.me)
    ]
    found.sort(key=lambda one: str(one["value"]["createdAt"]), reverse=True)
    return {"posts": [post_view(call.world, post, call.me) for post in found[: call.limit(25, 100)]]}


def get_profiles(call: XrpcCall) -> Json:
    actors = [call.world.store.actors.get(did) for did in call.params.get("actors", [])]
    there = [actor for actor in actors if actor is not None and not actor["takedown"]]
    return {"profiles": [profile(call.world, actor, call.me) for actor in there]}


# Messages


def get_convo(call: XrpcCall) -> Json:
    convo = chat.convo_with(call.world, call.me, call.text("members"))
    return {"convo": chat.convo_view(call.world, convo, call.me)}


def list_convos(call: XrpcCall) -> Json:
    return chat.convos(call.world, call.me, call.limit(50, 100), call.maybe("cursor"))


def get_messages(call: XrpcCall) -> Json:
    return chat.messages(call.world, call.me, call.text("convoId"), call.limit(50, 100), call.maybe("cursor"))


def send_message(call: XrpcCall) -> Json:
    message = call.body.get("message")
    if not isinstance(message, dict) or not isinstance(call.body.get("convoId"), str):
        raise XrpcError("InvalidRequest")
    return chat.send(call.world, call.me, call.body["convoId"], message)


def accept_convo(call: XrpcCall) -> Json:
    return chat.accept(call.world, call.me, str(call.body.get("convoId")))


def get_log(call: XrpcCall) -> Json:
    return chat.log(call.world, call.me, call.maybe("cursor"))


Handler = Callable[[XrpcCall], Json]

QUERIES: Final[dict[str, Handler]] = {
    "com.atproto.server.getSession": get_session,
    "com.atproto.identity.resolveHandle": resolve_handle,
    "com.atproto.repo.getRecord": get_record,
    "com.atproto.repo.listRecords": list_records,
    "app.bsky.notification.listNotifications": list_notifications,
    "app.bsky.feed.getPosts": get_posts,
    "app.bsky.feed.getPostThread": get_post_thread,
    "app.bsky.feed.searchPosts": search_posts,
    "app.bsky.actor.getProfiles": get_profiles,
    "chat.bsky.convo.getConvoForMembers": get_convo,
    "chat.bsky.convo.listConvos": list_convos,
    "chat.bsky.convo.getMessages": get_messages,
    "chat.bsky.convo.getLog": get_log,
}
PROCEDURES: Final[dict[str, Handler]] = {
    "com.atproto.repo.putRecord": put_record,
    "com.atproto.repo.createRecord": create_record,
    "com.atproto.repo.deleteRecord": delete_record,
    "chat.bsky.convo.sendMessage": send_message,
    "chat.bsky.convo.acceptConvo": accept_convo,
}
