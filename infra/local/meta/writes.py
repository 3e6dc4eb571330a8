"""What the API changes: comments and answers, moderation, messages and private answers, control of a thread."""

import re
from typing import Final

from infra.local.documents import Json
from infra.local.meta import messaging, nodes, publishing, seed
from infra.local.meta.call import Call
from infra.local.meta.errors import GraphError
from infra.local.meta.world import INSTAGRAM, MESSENGER, World

LONGEST_COMMENT: Final = 8_000
LONGEST_MESSAGE: Final = 2_000
LARGEST_INSTAGRAM_MESSAGE: Final = 1_000
MOST_HASHTAGS: Final = 4
LONGEST_METADATA: Final = 1_000
HUMAN_AGENT: Final = "HUMAN_AGENT"
_URL: Final = re.compile(r"https?://\S+")
_HASHTAG: Final = re.compile(r"(?<!\w)#\w+")


def comment(world: World, call: Call, kind: str, node: Json) -> Json:
    """Comment as the Page on a post or a review, or answer a comment."""
    text = _text(call)
    if len(text) > LONGEST_COMMENT:
        raise GraphError("too_long")
    on, parent = (_post_of(world, node), node) if kind == "comment" else (node, None)
    if world.settings["refuses_repeats"] and any(
        one["text"] == text and one["author"] == "brand" and one["post"] == on["id"] for one in world.store["comment"]
    ):
        raise GraphError("repeated")
    return {"id": publishing.comment(world, on, "brand", text, parent=parent, by_app=True)["id"]}


def reply(world: World, call: Call, _kind: str, node: Json) -> Json:
    """Answer a comment on Instagram. One that asks for `fields` is written, and answered with an error all the same."""
    if node["hidden"] or node["live"]:
        raise GraphError("bad_parameter", "(#100) This comment does not take replies")
    made = publishing.comment(world, _post_of(world, node), "brand", _short(world, call), parent=node, by_app=True)
    if "fields" in call.params:
        raise GraphError("bad_parameter", "(#100) Tried accessing nonexisting field")
    return {"id": made["id"]}


def comment_on_media(world: World, call: Call, _kind: str, node: Json) -> Json:
    return {"id": publishing.comment(world, node, "brand", _short(world, call), by_app=True)["id"]}


def answer_mention(world: World, call: Call, _kind: str, _node: Json) -> Json:
    """Answer where somebody has named the Instagram account: below their comment, or below their media."""
    kind, media = nodes.find(world, call.text("media_id"))
    if kind != "media" or media["kind"] != "elsewhere":
        raise GraphError("gone")
    parent = None
    if wanted := call.text("comment_id"):
        kind, parent = nodes.find(world, wanted)
        if kind != "instagram_comment":
            raise GraphError("gone")
    return {"id": publishing.comment(world, media, "brand", _short(world, call), parent=parent, by_app=True)["id"]}


def change_comment(world: World, call: Call, kind: str, node: Json) -> Json:
    """Hide a comment, show it again, or change the words of one's own."""
    name = "hide" if kind == "instagram_comment" else "is_hidden"
    if name in call.params:
        if node["author"] == "brand":
            raise GraphError("permission_200", "(#200) One's own comment cannot be hidden")
        publishing.hide(world, node, hidden=call.flag(name))
    elif kind == "comment" and "message" in call.params and node["author"] == "brand":
        publishing.edit(world, node, _text(call))
    else:
        raise GraphError("bad_parameter")
    return {"success": True}


def delete(world: World, _call: Call, _kind: str, node: Json) -> Json:
    publishing.delete(world, node)
    return {"success": True}


def like(world: World, call: Call, _kind: str, node: Json) -> Json:
    publishing.like(world, node, liked=call.method == "POST")
    return {"success": True}


def send(world: World, call: Call, _kind: str, _node: Json) -> Json:
    """Send a message, or the one private answer to a comment or to a visitor's post."""
    recipient, message = call.object("recipient"), call.object("message")
    text, metadata = message.get("text"), message.get("metadata", "")
    if not isinstance(text, str) or not text.strip() or not isinstance(metadata, str):
        raise GraphError("bad_parameter", "(#100) Param message must be non-empty")
    if len(metadata) > LONGEST_METADATA:
        raise GraphError("bad_parameter", "(#100) Param message[metadata] is too long")
    if found := {"comment_id", "post_id"} & recipient.keys():
        platform, person, answered = _private_answer(world, *[(name, str(recipient[name])) for name in found])
    else:
        platform, person = _recipient(world, str(recipient.get("id", "")))
        answered = None
    _has_scope(world, platform)
    tag = _window(world, call, platform, person) if answered is None else ""
    _fits(platform, text)
    if answered is not None:
        shelf = "comment" if "post" in answered else "post"
        world.store[shelf].put(answered["id"], {**answered, "private_answer": True})
    stored = messaging.send(
        world,
        platform,
        person,
        text,
        metadata=metadata,
        app_id=seed.APP_ID,
        by_app=True,
        comment=answered["id"] if answered else "",
        tag=tag,
    )
    if world.settings["echoes"] != "never":
        messaging.tell(world, stored)
    return {"recipient_id": person[platform], "message_id": stored["id"]}


def take_control(world: World, call: Call, _kind: str, _node: Json) -> Json:
    platform, person = _recipient(world, str(call.object("recipient").get("id", "")))
    messaging.control(world, messaging.thread(world, platform, person), seed.APP_ID)
    return {"success": True}


def _recipient(world: World, ident: str) -> tuple[str, Json]:
    for person in world.store["person"]:
        if ident in (person["instagram"], person["messenger"]):
            return (INSTAGRAM if ident == person["instagram"] else MESSENGER), person
    raise GraphError("no_person_instagram" if ident.startswith("68") else "no_person")


def _private_answer(world: World, asked: tuple[str, str]) -> tuple[str, Json, Json]:
    """Return whom a private answer reaches: one answer, within seven days, to what somebody else wrote on the brand's pages."""
    name, ident = asked
    kind, answered = nodes.find(world, ident)
    if kind not in (("post",) if name == "post_id" else ("comment", "instagram_comment")):
        raise GraphError("bad_parameter")
    instagram = kind == "instagram_comment"
    if answered.get("private_answer"):
        raise GraphError("private_used_instagram" if instagram else "private_used")
    late = world.seconds - answered["at"] > messaging.PRIVATE_ANSWER_SECONDS
    if answered["author"] == "brand" or late:
        raise GraphError("private_used_instagram" if instagram and late else "private_impossible")
    person = world.person(answered["author"])
    if person["unavailable"]:
        raise GraphError("unavailable")
    return INSTAGRAM if instagram else MESSENGER, person, answered


def _window(world: World, call: Call, platform: str, person: Json) -> str:
    """Return the tag of a message that may go out now."""
    kind, tag = call.text("messaging_type") or "RESPONSE", call.text("tag")
    if kind not in ("RESPONSE", "UPDATE", "MESSAGE_TAG") or (kind == "MESSAGE_TAG") is not bool(tag):
        raise GraphError("bad_parameter", "(#100) Param messaging_type is invalid")
    if tag not in ("", HUMAN_AGENT):
        raise GraphError("bad_tag")
    if tag and not world.settings["human_agent"]:
        raise GraphError("permission", "(#10) The feature Human Agent has not been approved")
    if person["unavailable"]:
        raise GraphError("unavailable")
    if messaging.thread(world, platform, person)["owner"] != seed.APP_ID:
        raise GraphError("thread_held")
    silent = messaging.silence(world, platform, person)
    if silent is None or silent > (messaging.HUMAN_SECONDS if tag else messaging.STANDARD_SECONDS):
        raise GraphError("window_instagram" if platform == INSTAGRAM else "window")
    return tag


def _fits(platform: str, text: str) -> None:
    size = len(text.encode()) if platform == INSTAGRAM else len(text)
    if size > (LARGEST_INSTAGRAM_MESSAGE if platform == INSTAGRAM else LONGEST_MESSAGE):
        raise GraphError("too_long")


def _has_scope(world: World, platform: str) -> None:
    scope = "instagram_manage_messages" if platform == INSTAGRAM else "pages_messaging"
    if scope not in world.settings["scopes"]:
        raise GraphError("permission", f"(#10) This endpoint requires the '{scope}' permission.")


def _post_of(world: World, node: Json) -> Json:
    return nodes.find(world, node["post"])[1]


def _text(call: Call) -> str:
    text = call.text("message")
    if not text.strip():
        raise GraphError("bad_parameter", "(#100) Param message must be non-empty")
    return text


def _short(world: World, call: Call) -> str:
    """Return the words of an Instagram comment, which may hold four hashtags and one address."""
    text = _text(call)
    if len(text) > world.settings["comment_limit"] or len(_HASHTAG.findall(text)) > MOST_HASHTAGS:
        raise GraphError("too_long")
    if len(_URL.findall(text)) > 1:
        raise GraphError("too_long", "(#100) A comment may hold one URL")
    return text
