"""What is written in private, on Messenger and Instagram: conversations, their windows, and who controls a thread."""

from collections.abc import Sequence
from typing import Any, Final

from infra.local.documents import Json
from infra.local.meta import events, seed
from infra.local.meta.world import INSTAGRAM, World, new_mid

HOUR: Final = 3600.0
STANDARD_SECONDS: Final = 24 * HOUR
HUMAN_SECONDS: Final = 7 * 24 * HOUR
PRIVATE_ANSWER_SECONDS: Final = 7 * 24 * HOUR
"""https://developers.facebook.com/docs/messenger-platform/policy/policy-overview/"""

NEWEST: Final = 20
"""The messages of a conversation whose details can be read."""


def thread(world: World, platform: str, person: Json) -> Json:
    """Return somebody's conversation; a new one begins with the app that new threads belong to."""
    key = f"{platform}:{person['id']}"
    known = world.store["thread"].get(key)
    if known is not None:
        return known
    ident = f"t_{world.number('thread'):012}" if platform != INSTAGRAM else f"aWdfZAG06{world.number('thread'):012}"
    new = {
        "id": ident,
        "key": key,
        "platform": platform,
        "person": person["id"],
        "owner": world.settings["owner"],
        "wrote_at": None,
    }
    return world.store["thread"].put(key, new)


def control(world: World, held: Json, owner: str) -> Json:
    return world.store["thread"].put(held["key"], {**held, "owner": owner})


def write(
    world: World,
    platform: str,
    person: Json,
    text: str = "",
    *,
    attachments: Sequence[Json] = (),
    reply_to: Json | None = None,
    more: Json | None = None,
    at: float | None = None,
    told: bool = True,
) -> Json:
    """Let somebody write to the brand, which opens the window anew."""
    when = world.seconds if at is None else at
    _wrote(world, platform, person, when)
    made = _put(world, platform, person, text, when, ours=False, attachments=list(attachments), reply_to=reply_to)
    made = world.store["message"].put(made["id"], {**made, "more": more or {}})
    if told:
        tell(world, made)
    return made


def tell(world: World, stored: Json, *, at: float | None = None) -> None:
    """Deliver the event of a message, or deliver it again; a repeat may bear another time."""
    platform, person = stored["platform"], world.person(stored["person"])
    field = "message_echoes" if stored["ours"] and platform != INSTAGRAM else "messages"
    when = stored["at"] if at is None else at
    message = events.message(stored)
    events.messaging(world, platform, person, field, when, ours=stored["ours"], message=message)


def edit(world: World, stored: Json, text: str) -> Json:
    changed = {**stored, "text": text, "edits": stored["edits"] + 1}
    world.store["message"].put(stored["id"], changed)
    told = {"mid": stored["id"], "text": text, "num_edit": changed["edits"]}
    person = world.person(stored["person"])
    events.messaging(world, stored["platform"], person, "message_edits", world.seconds, message_edit=told)
    return changed


def unsend(world: World, stored: Json) -> None:
    """Take a message back: Instagram tells of it, Messenger does not."""
    gone = world.store["message"].put(stored["id"], {**stored, "gone": True, "text": "", "attachments": []})
    if stored["platform"] == INSTAGRAM:
        tell(world, gone, at=world.seconds)


def postback(world: World, platform: str, person: Json, title: str) -> str:
    """Let somebody tap a button, which opens the window as a message does."""
    mid = new_mid(platform)
    _wrote(world, platform, person, world.seconds)
    told = {"mid": mid, "title": title, "payload": title.upper().replace(" ", "_")}
    events.messaging(world, platform, person, "messaging_postbacks", world.seconds, postback=told)
    return mid


def send(world: World, platform: str, person: Json, text: str, **more: Any) -> Json:
    """Write as the brand: `by_app` by the API, else in the inbox. `more` are `metadata`, `app_id`, `comment`, `tag`."""
    thread(world, platform, person)
    return _put(world, platform, person, text, world.seconds, ours=True, **more)


def silence(world: World, platform: str, person: Json) -> float | None:
    """Return the seconds since somebody has written; None if they never have."""
    wrote_at = thread(world, platform, person)["wrote_at"]
    return None if wrote_at is None else world.seconds - wrote_at


def of_thread(world: World, held: Json) -> list[Json]:
    """Return a conversation's messages, newest first; those that were taken back are not among them."""
    there = [
        each
        for each in world.store["message"]
        if (each["platform"], each["person"]) == (held["platform"], held["person"]) and not each["gone"]
    ]
    return sorted(there, key=lambda each: each["at"])[::-1]


def readable(world: World, stored: Json) -> bool:
    """Return whether the API still knows a message's details."""
    person = world.person(stored["person"])
    newest = of_thread(world, thread(world, stored["platform"], person))[:NEWEST]
    return stored["id"] in [each["id"] for each in newest]


def _wrote(world: World, platform: str, person: Json, at: float) -> None:
    held = thread(world, platform, person)
    world.store["thread"].put(held["key"], {**held, "wrote_at": max(held["wrote_at"] or 0.0, at)})


def _put(
    world: World,
    platform: str,
    person: Json,
    text: str,
    at: float,
    *,
    ours: bool,
    attachments: Sequence[Json] = (),
    reply_to: Json | None = None,
    metadata: str = "",
    app_id: str = seed.INBOX_APP_ID,
    by_app: bool = False,
    comment: str = "",
    tag: str = "",
) -> Json:
    made = {
        "id": new_mid(platform),
        "platform": platform,
        "person": person["id"],
        "ours": ours,
        "text": text,
        "at": at,
        "attachments": list(attachments),
        "reply_to": reply_to,
        "metadata": metadata,
        "app_id": app_id,
        "by_app": by_app,
        "comment": comment,
        "tag": tag,
        "edits": 0,
        "gone": False,
        "more": {},
    }
    return world.store["message"].put(made["id"], made)
