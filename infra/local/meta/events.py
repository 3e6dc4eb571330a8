"""The shapes in which webhooks tell of what happened: https://developers.facebook.com/docs/graph-api/webhooks/reference/"""

from typing import Any

from infra.local.documents import Json
from infra.local.meta import seed
from infra.local.meta.world import FACEBOOK, INSTAGRAM, World, stamp


def feed(world: World, comment: Json, verb: str) -> None:
    """Tell of a comment on the Page: added, edited, removed, hidden or shown again."""
    value: Json = {"from": world.author(FACEBOOK, comment["author"])}
    post = world.store["post"].get(comment["post"])
    if verb in ("add", "edited"):
        if post is not None:
            value["post"] = _post(post)
        if comment["text"]:
            value["message"] = comment["text"]
        if comment["photo"]:
            value["photo"] = comment["photo"]
    value |= {
        "post_id": comment["post"],
        "comment_id": comment["id"],
        "created_time": int(comment["at"]),
        "item": "comment",
        "parent_id": comment["parent"] or comment["post"],
        "verb": verb,
    }
    _changed(world, "feed", value)


def visitor_post(world: World, post: Json, verb: str) -> None:
    value: Json = {"from": world.author(FACEBOOK, post["author"])}
    if verb != "remove" and post["text"]:
        value["message"] = post["text"]
    value |= {"post_id": post["id"], "created_time": int(post["at"]), "item": post.get("item", "post"), "verb": verb}
    if post["author"] == "brand":
        value["item"], value["published"] = "status", 1
    _changed(world, "feed", value)


def reaction(world: World, post: Json, person: Json) -> None:
    """Tell of a like, which is nobody's post."""
    value = {
        "from": world.author(FACEBOOK, person["id"]),
        "post_id": post["id"],
        "created_time": int(world.seconds),
        "item": "reaction",
        "parent_id": post["id"],
        "verb": "add",
        "reaction_type": "like",
    }
    _changed(world, "feed", value)


def review(world: World, post: Json, verb: str) -> None:
    author = world.author(FACEBOOK, post["author"])
    value = {
        "item": "rating",
        "verb": verb,
        "reviewer_id": author["id"],
        "reviewer_name": author["name"],
        "recommendation_type": post["recommendation"],
        "review_text": post["text"],
        "open_graph_story_id": post["id"],
        "created_time": int(post["at"]),
    }
    _changed(world, "ratings", value)


def mention(world: World, thing: Json, *, sparse: bool) -> None:
    """Tell of a mention elsewhere on Facebook; `sparse` ones hold ids alone."""
    comment = "post" in thing
    value: Json = {"item": "comment" if comment else "post", "post_id": thing["post"] if comment else thing["id"]}
    if comment:
        value["comment_id"] = thing["id"]
    if not sparse:
        author = world.author(FACEBOOK, thing["author"])
        value |= {"sender_id": author["id"], "sender_name": author["name"], "message": thing["text"]}
    _changed(world, "mention", {**value, "verb": "add", "created_time": int(thing["at"])})


def instagram_comment(world: World, comment: Json, *, as_ad: bool = False) -> None:
    """Tell of a comment on the brand's media. One below an ad comes with the ad's media, sometimes a second time."""
    author = world.author(INSTAGRAM, comment["author"])
    if comment["author"] == "brand":
        author["self_ig_scoped_id"] = "6800000000099999"
    media: Json = {"id": comment["post"], "media_product_type": "FEED"}
    ident = "id"
    if as_ad:
        ident = "comment_id"
        ad = {"id": f"{comment['post']}7", "ad_id": "2380000000001", "ad_title": "Ad"}
        media = {**ad, "original_media_id": comment["post"], "media_product_type": "AD"}
    value: Json = {"from": author, "media": media, ident: comment["id"], "text": comment["text"]}
    if comment["parent"]:
        value["parent_id"] = comment["parent"]
    field = "live_comments" if comment.get("live") else "comments"
    entry: Json = {"id": seed.INSTAGRAM_ID, "time": int(world.seconds)}
    change = {"field": field, "value": value}
    world.tell("instagram", {**entry, **(change if world.settings["flat"] else {"changes": [change]})}, field)


def instagram_mention(world: World, thing: Json) -> None:
    """Tell of a mention elsewhere on Instagram, by ids alone."""
    value = {"media_id": thing["post"], "comment_id": thing["id"]} if "post" in thing else {"media_id": thing["id"]}
    change = {"field": "mentions", "value": value}
    world.tell("instagram", {"id": seed.INSTAGRAM_ID, "time": int(world.seconds), "changes": [change]}, "mentions")


def messaging(
    world: World, platform: str, person: Json, field: str, at: float, *, ours: bool = False, **more: Any
) -> None:
    """Tell of something in a conversation; on standby if another app controls the thread."""
    brand = seed.INSTAGRAM_ID if platform == INSTAGRAM else seed.PAGE_ID
    sides = [{"id": person[platform]}, {"id": brand}]
    sender, recipient = sides[::-1] if ours else sides
    event = {"sender": sender, "recipient": recipient, "timestamp": round(at * 1000), **more}
    thread = world.store["thread"].get(f"{platform}:{person['id']}")
    standby = thread is not None and thread["owner"] != seed.APP_ID
    entry = {"id": brand, "time": round(world.seconds * 1000), "standby" if standby else "messaging": [event]}
    world.tell("instagram" if platform == INSTAGRAM else "page", entry, "standby" if standby else field)


def message(stored: Json) -> Json:
    """Return the `message` of an event."""
    found: Json = {"mid": stored["id"]}
    if stored["gone"]:
        return {**found, "is_deleted": True}
    if stored["ours"]:
        found["is_echo"] = True
        if stored["platform"] != INSTAGRAM:
            found["app_id"] = int(stored["app_id"])
            if stored["metadata"]:
                found["metadata"] = stored["metadata"]
    kept = {"text": stored["text"], "attachments": stored["attachments"], "reply_to": stored["reply_to"]}
    return {**found, **{name: value for name, value in kept.items() if value}, **stored["more"]}


def _changed(world: World, field: str, value: Json) -> None:
    entry = {"id": seed.PAGE_ID, "time": int(world.seconds), "changes": [{"field": field, "value": value}]}
    world.tell("page", entry, field)


def _post(post: Json) -> Json:
    return {
        "status_type": "mobile_status_update",
        "is_published": post["kind"] != "ad",
        "updated_time": stamp(post["at"]),
        "permalink_url": f"https://www.facebook.com/{post['id']}",
        "promotion_status": "active" if post["kind"] == "ad" else "inactive",
        "id": post["id"],
    }
