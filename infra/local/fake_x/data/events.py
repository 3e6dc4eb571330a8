"""Events of the X Activity API, in the shapes that X shows in its samples.

Numbers inside objects come twice (`start`, `start_str`); users are plain in the events of posts, and nested under `data`
in those of deletions and direct messages, whose payload keeps an older product's shape.
"""

import json
import random
from collections.abc import Sequence
from typing import Any

from infra.local.fake_x.data.records import Json, MessageRecord, PostRecord, UserRecord
from infra.local.fake_x.data.store import Store
from infra.local.fake_x.data.views import whole_post, whole_user


def envelope(
    event_type: str,
    narrowed: Json,
    payload: Json,
    includes: Json | None,
    *,
    event_uuid: str | None,
    tag: str | None = None,
) -> Json:
    """Return one event for a subscription with the filter `narrowed`. An event without an id of its own gets a random
    64-bit one, signed as X's are.
    """
    data: Json = {
        "event_uuid": event_uuid or str(random.getrandbits(64) - (1 << 63)),
        "filter": narrowed,
        "event_type": event_type,
    }
    if tag:
        data["tag"] = tag
    data["payload"] = payload
    if includes is not None:
        data["includes"] = includes
    return {"data": data}


def encoded(event: Json) -> str:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def post_payload(post: PostRecord) -> Json:
    document = whole_post(post)
    if post.in_reply_to_id:
        document["in_reply_to_tweet_id"] = post.in_reply_to_id
    return twinned(document)


def post_includes(post: PostRecord, store: Store) -> Json:
    """Return the author, the people whom the post mentions, and the post once more."""
    mentioned = (mention["id"] for mention in post.entities.get("mentions", ()))
    people = dict.fromkeys((post.author_id, *mentioned))
    users = [event_user(user, store.posts_by(user.id)) for user in map(store.users.get, people) if user]
    return {"users": users, "tweets": [post_payload(post)]}


def deletion_payload(post: PostRecord) -> Json:
    return {"id": post.id, "author_id": post.author_id}


def deletion_includes(post: PostRecord, store: Store) -> Json:
    author = store.users.get(post.author_id)
    return {"users": [_nested(author, store)] if author else []}


def message_payload(message: MessageRecord, store: Store) -> Json:
    people = map(store.users.get, (message.sender_id, message.recipient_id))
    return {
        "direct_message_events": [
            {
                "type": "message_create",
                "id": message.id,
                "created_timestamp": message.created_ms,
                "message_create": {
                    "target": {"recipient_id": message.recipient_id},
                    "sender_id": message.sender_id,
                    "message_data": {
                        "text": message.text,
                        "entities": {
                            "hashtags": [],
                            "symbols": [],
                            "user_mentions": [],
                            "urls": [_first_api(url) for url in message.entities.get("urls", ())],
                        },
                    },
                },
            }
        ],
        "users": {user.id: _nested(user, store) for user in people if user},
    }


def _first_api(url: Json) -> Json:
    """Name the two ends of a link together, as X's first API does."""
    rest = {name: value for name, value in url.items() if name not in ("start", "end")}
    return rest | {"indices": [url["start"], url["end"]]}


def event_user(user: UserRecord, own: Sequence[PostRecord]) -> Json:
    document = whole_user(user, own)
    del document["receives_your_dm"]  # depends on the reader, whom an event does not know
    return twinned(document | {"profile_banner_url": ""})


def _nested(user: UserRecord, store: Store) -> Json:
    document = event_user(user, store.posts_by(user.id))
    document.pop("most_recent_tweet_id", None)
    return {"data": document}


def twinned(document: Json) -> Json:
    """Repeat numbers that are fields of an object as strings; those in lists are not repeated."""
    twins: Json = {}
    for name, value in document.items():
        twins[name] = _twinned_within(value)
        if isinstance(value, int) and not isinstance(value, bool):
            twins[f"{name}_str"] = str(value)
    return twins


def _twinned_within(value: Any) -> Any:
    if isinstance(value, list):
        return [_twinned_within(one) for one in value]
    return twinned(value) if isinstance(value, dict) else value
