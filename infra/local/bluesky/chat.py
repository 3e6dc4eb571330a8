"""Direct messages: conversations of two, and who may write to whom."""

from infra.local.bluesky.content import check_length, stamp
from infra.local.bluesky.faults import XrpcError
from infra.local.bluesky.views import profile
from infra.local.bluesky.world import World
from infra.local.documents import Json

_DEFS = "chat.bsky.convo.defs"


def convo_with(world: World, me: str, other: str) -> Json:
    """Return the conversation of two people, begun if there is none. Raises XrpcError if the other does not take messages."""
    members = sorted({me, other})
    found = next((one for one in world.store.convos if sorted(one["members"]) == members), None)
    _check(world, me, other, begun=found is not None and bool(found["wrote"]))
    if found is not None:
        return found
    ident = world.tid()
    document = {"id": ident, "members": [me, other], "accepted": [me], "wrote": [], "rev": ident, "last": None}
    return world.store.convos.put(ident, document)


def _check(world: World, me: str, other: str, *, begun: bool) -> None:
    recipient = world.store.actors.get(other)
    if recipient is None or recipient["takedown"]:
        raise XrpcError("RecipientNotFound")
    if world.blocked(me, other):
        raise XrpcError("BlockedActor")
    allowed = recipient["incoming"] or "following"
    if begun:
        return
    if allowed == "none":
        raise XrpcError("MessagesDisabled")
    if allowed == "following" and me not in recipient["follows"]:
        raise XrpcError("NotFollowedBySender")


def convo_view(world: World, convo: Json, me: str) -> Json:
    people = [world.store.actors.get(did) or {} for did in convo["members"]]
    last = world.store.messages.get(convo["last"] or "")
    view: Json = {
        "id": convo["id"],
        "rev": convo["rev"],
        "members": [profile(world, person, me) for person in people],
        "muted": False,
        "kind": {"$type": f"{_DEFS}#directConvo"},
        "status": "accepted" if me in convo["accepted"] else "request",
        "unreadCount": 0,
    }
    return view | ({"lastMessage": message_view(last)} if last else {})


def message_view(message: Json) -> Json:
    deleted = {"$type": f"{_DEFS}#deletedMessageView"}
    shown = {"$type": f"{_DEFS}#messageView", "text": message["text"], "facets": message["facets"]}
    return {
        "id": message["id"],
        "rev": message["rev"],
        "sender": {"did": message["sender"]},
        "sentAt": message["sent_at"],
        **(deleted if message["deleted"] else shown),
    }


def send(world: World, me: str, convo_id: str, message: Json) -> Json:
    """Write a message. It has no key: the same again stands twice."""
    convo = _mine(world, me, convo_id)
    check_length(message.get("text"), 1_000, 10_000, "Input/message/text")
    other = next((did for did in convo["members"] if did != me), me)
    _check(world, me, other, begun=bool(convo["wrote"]))
    ident = world.tid()
    document: Json = {
        "id": ident,
        "rev": ident,
        "convo": convo_id,
        "sender": me,
        "text": message["text"],
        "facets": message.get("facets", []),
        "sent_at": stamp(world.now()),
        "deleted": False,
    }
    world.store.messages.put(ident, document)
    writers = list(dict.fromkeys([*convo["wrote"], me]))
    accepted = list(dict.fromkeys([*convo["accepted"], me]))
    world.store.convos.put(convo_id, {**convo, "wrote": writers, "accepted": accepted, "rev": ident, "last": ident})
    world.store.log.put(ident, {"rev": ident, "convo": convo_id, "message": ident, "kind": "logCreateMessage"})
    return message_view(document)


def accept(world: World, me: str, convo_id: str) -> Json:
    convo = _mine(world, me, convo_id)
    world.store.convos.put(convo_id, {**convo, "accepted": list(dict.fromkeys([*convo["accepted"], me]))})
    return {"rev": world.tid()}


def convos(world: World, me: str, limit: int, cursor: str | None) -> Json:
    mine = [one for one in world.store.convos if me in one["members"] and one["last"]]
    mine.sort(key=lambda one: str(one["rev"]), reverse=True)
    rest = [one for one in mine if cursor is None or one["rev"] < cursor]
    told: Json = {"convos": [convo_view(world, one, me) for one in rest[:limit]]}
    return told | ({"cursor": rest[limit - 1]["rev"]} if len(rest) > limit else {})


def messages(world: World, me: str, convo_id: str, limit: int, cursor: str | None) -> Json:
    _mine(world, me, convo_id)
    found = [one for one in world.store.messages if one["convo"] == convo_id]
    rest = [one for one in reversed(found) if cursor is None or one["rev"] < cursor]
    told: Json = {"messages": [message_view(one) for one in rest[:limit]]}
    return told | ({"cursor": rest[limit - 1]["rev"]} if len(rest) > limit else {})


def log(world: World, me: str, cursor: str | None) -> Json:
    """Return what has changed since the cursor, in the order in which it did."""
    mine = {one["id"] for one in world.store.convos if me in one["members"]}
    entries = [one for one in world.store.log if one["convo"] in mine and (cursor is None or one["rev"] > cursor)][:100]
    told: list[Json] = []
    for entry in entries:
        message = world.store.messages.get(entry["message"]) or {}
        whole = message_view(message)
        told.append(
            {"$type": f"{_DEFS}#{entry['kind']}", "rev": entry["rev"], "convoId": entry["convo"], "message": whole}
        )
    return {"logs": told, "cursor": told[-1]["rev"] if told else cursor or "2222222222222"}


def _mine(world: World, me: str, convo_id: str) -> Json:
    convo = world.store.convos.get(convo_id)
    if convo is None or me not in convo["members"]:
        raise XrpcError("InvalidConvo")
    return convo
