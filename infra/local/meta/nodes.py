"""The nodes of the graph: what each shows when it is read."""

from collections.abc import Callable
from typing import Final

from infra.local.documents import Json
from infra.local.meta import message_parts, messaging, seed
from infra.local.meta.errors import GraphError
from infra.local.meta.fields import View, Wanted
from infra.local.meta.world import FACEBOOK, INSTAGRAM, World, stamp

EdgeOf = Callable[[str, Json, str], Callable[[Wanted], Json]]
"""Makes a field of an edge: of a node's kind, the node, and the edge's name."""

PROFILE_PICTURE: Final = "https://scontent.xx.fbcdn.net/v/profile.jpg"


def find(world: World, ident: str) -> tuple[str, Json]:
    """Return a node's kind and what is stored of it. Raises GraphError for one that is gone or never was."""
    if ident == seed.PAGE_ID:
        return "page", {"id": ident}
    if ident == seed.INSTAGRAM_ID:
        return "instagram", {"id": ident}
    if ident == seed.APP_ID:
        return "app", {"id": ident}
    for kind in ("comment", "post"):
        stored = world.store[kind].get(ident)
        if stored is not None:
            if stored["gone"]:
                raise GraphError("gone")
            names = {"comment": "instagram_comment", "post": "media"} if stored["platform"] == INSTAGRAM else {}
            return names.get(kind, kind), stored
    if (stored := world.store["message"].get(ident)) is not None:
        return "message", stored
    if (held := next((each for each in world.store["thread"] if each["id"] == ident), None)) is not None:
        return "thread", held
    for person in world.store["person"]:
        if ident in (person["messenger"], person["instagram"], person["app_scoped"]):
            return "person", {**person, "asked": ident}
    raise GraphError("gone")


def view(world: World, kind: str, node: Json, edge: EdgeOf) -> View:
    """Return what a node shows. Raises GraphError where a person's consent is missing, or a message is too old."""
    made: View = VIEWS[kind](world, node, lambda name: edge(kind, node, name))
    return made


Edge = Callable[[str], Callable[[Wanted], Json]]


def _comment(world: World, node: Json, edge: Edge) -> View:
    own = node["author"] == "brand"
    old = world.seconds - node["at"] > messaging.PRIVATE_ANSWER_SECONDS
    fields = {
        "id": node["id"],
        "message": node["text"],
        "from": world.author(FACEBOOK, node["author"]),
        "created_time": stamp(node["at"]),
        "parent": _parent(world, node),
        "is_hidden": node["hidden"],
        "can_hide": not own,
        "can_comment": True,
        "can_remove": True,
        "can_like": True,
        "can_reply_privately": not own and not node["private_answer"] and not old,
        "user_likes": node["liked"],
        "like_count": int(node["liked"]),
        "permalink_url": f"https://www.facebook.com/{node['post']}?comment_id={node['id'].rpartition('_')[2]}",
        "attachment": _photo(node["photo"]) if node["photo"] else None,
        "message_tags": None,
        "comments": edge("comments"),
        "private_reply_conversation": edge("private_reply_conversation") if node["private_answer"] else None,
    }
    return View("Comment", fields, ("id", "created_time", "from", "message"))


def _parent(world: World, node: Json) -> Json | None:
    above = world.store["comment"].get(node["parent"] or "")
    return {"id": above["id"], "from": world.author(FACEBOOK, above["author"])} if above is not None else None


def _photo(address: str) -> Json:
    return {"type": "photo", "media": {"image": {"src": address}}, "url": address}


def _instagram_comment(world: World, node: Json, edge: Edge) -> View:
    author = world.author(INSTAGRAM, node["author"])
    fields = {
        "id": node["id"],
        "text": node["text"],
        "timestamp": stamp(node["at"]),
        "username": author["username"],
        "from": author,
        "parent_id": node["parent"],
        "media": {"id": node["post"], "permalink": _permalink(node["post"]), "owner": {"id": seed.INSTAGRAM_ID}},
        "hidden": node["hidden"],
        "like_count": 0,
        "replies": edge("replies"),
    }
    return View("IGComment", fields, ("id", "timestamp", "text"))


def _post(world: World, node: Json, edge: Edge) -> View:
    fields = {
        "id": node["id"],
        "message": node["text"] or None,
        "from": world.author(FACEBOOK, node["author"]),
        "created_time": stamp(node["at"]),
        "updated_time": stamp(node["at"]),
        "permalink_url": f"https://www.facebook.com/{node['id']}",
        "is_published": node["kind"] != "ad",
        "is_hidden": node["hidden"],
        "full_picture": None,
        "status_type": "mobile_status_update",
        "promotion_status": "active" if node["kind"] == "ad" else "inactive",
        "comments": edge("comments"),
    }
    return View("Post", fields, ("id", "created_time", "message"))


def _media(world: World, node: Json, edge: Edge) -> View:
    author = world.author(INSTAGRAM, node["author"])
    fields = {
        "id": node["id"],
        "caption": node["text"] or None,
        "timestamp": stamp(node["at"]),
        "permalink": _permalink(node["id"]),
        "media_type": "IMAGE",
        "media_product_type": "AD" if node["kind"] == "ad" else "FEED",
        "media_url": f"https://scontent.cdninstagram.com/v/{node['id']}.jpg",
        "owner": {"id": author["id"]},
        "username": author["username"],
        "comments_count": sum(each["post"] == node["id"] and not each["gone"] for each in world.store["comment"]),
        "comments": edge("comments"),
    }
    return View("Media", fields)


def _permalink(media: str) -> str:
    return f"https://www.instagram.com/p/{media}/"


def _page(_world: World, node: Json, edge: Edge) -> View:
    linked = {"id": seed.INSTAGRAM_ID, "username": seed.INSTAGRAM_USERNAME}
    fields = {
        "id": node["id"],
        "name": seed.ACME_FB.name,
        "access_token": node.get("access_token"),
        "tasks": ["MODERATE", "MESSAGING", "ANALYZE", "CREATE_CONTENT"],
        "category": "Shopping & retail",
        "link": f"https://www.facebook.com/{node['id']}",
        "instagram_business_account": linked,
        **{name: edge(name) for name in ("feed", "ads_posts", "tagged", "ratings", "conversations")},
    }
    return View("Page", fields, ("id", "name"))


def _instagram(world: World, node: Json, edge: Edge) -> View:
    def mentioned(wanted: Wanted) -> Json:
        """Return what stands elsewhere and names the account."""
        ident = wanted.args.get("comment_id") or wanted.args.get("media_id") or ""
        kind, found = find(world, ident)
        if kind not in ("instagram_comment", "media") or f"@{seed.INSTAGRAM_USERNAME}" not in found["text"]:
            raise GraphError("gone")
        return view(world, kind, found, _no_edges).shown(wanted.inner)

    fields = {
        "id": node["id"],
        "username": seed.INSTAGRAM_USERNAME,
        "name": seed.ACME_IG.name,
        "profile_picture_url": PROFILE_PICTURE,
        "mentioned_comment": mentioned,
        "mentioned_media": mentioned,
        "media": edge("media"),
        "tags": edge("tags"),
    }
    return View("IGUser", fields)


def _person(world: World, node: Json, edge: Edge) -> View:
    """A profile needs the person's consent: on Instagram that is a message of theirs to the brand."""
    instagram = node["asked"] == node["instagram"]
    wrote = world.store["thread"].get(f"{INSTAGRAM}:{node['id']}")
    if instagram and not node["has_profile"]:
        raise GraphError("no_profile")
    if not node["consents"] or (instagram and (wrote is None or wrote["wrote_at"] is None)):
        raise GraphError("consent")
    fields = {
        "id": node["asked"],
        "name": node["shown"],
        "profile_pic": PROFILE_PICTURE,
        "ids_for_apps": edge("ids_for_apps"),
        **({"username": node["username"]} if instagram else {"first_name": node["shown"], "last_name": ""}),
    }
    return View("User", fields, ("id", "name"))


def _message(world: World, node: Json, _edge: Edge) -> View:
    if node["gone"] or not messaging.readable(world, node):
        raise GraphError("bad_parameter", "(#100) The message has been deleted")
    platform, person = node["platform"], node["person"]
    sides = [world.author(platform, person), world.author(platform, "brand")]
    sender, recipient = sides[::-1] if node["ours"] else sides
    fields = {
        "id": node["id"],
        "created_time": stamp(node["at"]),
        "from": sender,
        "to": {"data": [recipient]},
        "message": node["text"],
        "attachments": message_parts.attachments(node),
        "reply_to": node["reply_to"],
        "is_unsupported": node["more"].get("is_unsupported"),
        "story": message_parts.story(node) if platform == INSTAGRAM else None,
        "sticker": None,
        "shares": None,
    }
    return View("Message", fields, ("id", "created_time"))


def _thread(world: World, node: Json, edge: Edge) -> View:
    there = messaging.of_thread(world, node)
    newest = there[0]["at"] if there else node["wrote_at"] or 0.0
    sides = [world.author(node["platform"], node["person"]), world.author(node["platform"], "brand")]
    fields = {
        "id": node["id"],
        "updated_time": stamp(newest),
        "participants": {"data": sides},
        "messages": edge("messages"),
        "message_count": len(there),
    }
    return View("Conversation", fields, ("id", "updated_time"))


def _app(_world: World, node: Json, _edge: Edge) -> View:
    return View("Application", {"id": node["id"], "name": "Sokuto"}, ("id", "name"))


def _no_edges(_kind: str, _node: Json, name: str) -> Callable[[Wanted], Json]:
    def refused(_wanted: Wanted) -> Json:
        raise GraphError("bad_parameter", f"(#100) Tried accessing nonexisting field ({name})")

    return refused


VIEWS: Final = {
    "comment": _comment,
    "instagram_comment": _instagram_comment,
    "post": _post,
    "media": _media,
    "page": _page,
    "instagram": _instagram,
    "person": _person,
    "message": _message,
    "thread": _thread,
    "app": _app,
}
