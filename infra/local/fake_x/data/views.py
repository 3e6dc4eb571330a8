"""Posts, users and messages as X's API shows them, in the vocabulary that the reader requested.

X is moving from `tweet` to `post`: a reader with `tweet.fields` (or nothing) gets `referenced_tweets`, one with
`post.fields` gets `referenced_posts`. Fields that X does not know are ignored.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from infra.local.fake_x.data.records import Json, MessageRecord, PostRecord, UserRecord
from infra.local.fake_x.data.snowflake import whole_seconds, written_at
from infra.local.fake_x.data.store import Store

PICTURE = "https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png"
EDITS = 5


@dataclass(frozen=True, slots=True)
class RequestedFields:
    """The fields that a reader requested. `reader` is the id of the acting account, empty for an app."""

    noun: str
    post_fields: frozenset[str]
    user_fields: frozenset[str]
    message_fields: frozenset[str]
    expansions: frozenset[str]
    reader: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], reader: UserRecord | None = None) -> "RequestedFields":
        def names(parameter: str) -> frozenset[str]:
            return frozenset(name for name in query.get(parameter, "").split(",") if name)

        expansions = names("expansions")
        modern = "post.fields" in query or bool(expansions & {"referenced_posts", "edit_history_post_ids"})
        return cls(
            noun="post" if modern else "tweet",
            post_fields=names("post.fields") | names("tweet.fields"),
            user_fields=names("user.fields"),
            message_fields=names("dm_event.fields"),
            expansions=expansions,
            reader=reader.id if reader else "",
        )


def whole_post(post: PostRecord, noun: str = "tweet") -> Json:
    """Return a post with every field that a reader can request."""
    until = written_at(post.edit_history[0]) + timedelta(hours=1)
    references = [{"type": "replied_to", "id": post.in_reply_to_id}] if post.in_reply_to_id else []
    references += [{"type": "quoted", "id": post.quoted_id}] if post.quoted_id else []
    document: Json = {
        "id": post.id,
        "text": post.text,
        f"edit_history_{noun}_ids": list(post.edit_history),
        "author_id": post.author_id,
        "created_at": post.created_at,
        "conversation_id": post.conversation_id,
        "display_text_range": list(post.display_text_range),
        "edit_controls": {
            "edits_remaining": EDITS - len(post.edit_history) + 1,
            "is_edit_eligible": not post.in_reply_to_id,
            "editable_until": whole_seconds(until),
        },
        "lang": post.lang,
        "paid_partnership": False,
        "possibly_sensitive": False,
        "reply_settings": "everyone",
        "public_metrics": {
            "retweet_count" if noun == "tweet" else "repost_count": 0,
            "reply_count": 0,
            "like_count": 0,
            "quote_count": 0,
            "bookmark_count": 0,
            "impression_count": 0,
        },
    }
    if post.entities:
        document["entities"] = post.entities
    if post.in_reply_to_user_id:
        document["in_reply_to_user_id"] = post.in_reply_to_user_id
    if references:
        document[f"referenced_{noun}s"] = references
    return document


def whole_user(user: UserRecord, own: Sequence[PostRecord], noun: str = "tweet") -> Json:
    """Return a person with every field that a reader can request; `own` are their posts, oldest first."""
    document: Json = {
        "id": user.id,
        "name": user.name,
        "username": user.username,
        "created_at": user.created_at,
        "description": "",
        "is_identity_verified": False,
        "profile_image_url": PICTURE,
        "protected": user.protected,
        "public_metrics": {
            "followers_count": 0,
            "following_count": 0,
            f"{noun}_count": len(own),
            "listed_count": 0,
            "like_count": 0,
            "media_count": 0,
        },
        "receives_your_dm": user.receives_dm,
        "url": "",
        "verified": False,
        "verified_type": "none",
    }
    if own:
        document[f"most_recent_{noun}_id"] = own[-1].id
    return document


def post_view(post: PostRecord, wanted: RequestedFields) -> Json:
    shown = {"id", "text", f"edit_history_{wanted.noun}_ids"} | wanted.post_fields
    if shown & {"referenced_tweets", "referenced_posts"} or wanted.expansions & {
        "referenced_posts",
        "referenced_tweets.id",
    }:
        shown.add(f"referenced_{wanted.noun}s")
    shown |= wanted.expansions & {"author_id", "in_reply_to_user_id"}
    return {name: value for name, value in whole_post(post, wanted.noun).items() if name in shown}


def user_view(user: UserRecord, store: Store, wanted: RequestedFields) -> Json:
    shown = {"id", "name", "username"} | wanted.user_fields
    document = whole_user(user, store.posts_by(user.id), wanted.noun)
    if wanted.reader:
        document["connection_status"] = ["blocking"] if wanted.reader in user.blocked_by else []
    return {name: value for name, value in document.items() if name in shown}


def includes(posts: Iterable[PostRecord], store: Store, wanted: RequestedFields) -> Json:
    """Return the users and posts that the reader requested beside the main objects, each once."""
    users: dict[str, UserRecord] = {}
    others: dict[str, PostRecord] = {}
    for post in posts:
        ids: list[str] = []
        if "author_id" in wanted.expansions:
            ids.append(post.author_id)
        if "in_reply_to_user_id" in wanted.expansions and post.in_reply_to_user_id:
            ids.append(post.in_reply_to_user_id)
        if "entities.mentions.username" in wanted.expansions:
            ids.extend(mention["id"] for mention in post.entities.get("mentions", ()))
        users.update({user.id: user for user in map(store.users.get, ids) if user})
        if wanted.expansions & {"referenced_tweets.id", "referenced_posts"}:
            referenced = map(store.post, (post.in_reply_to_id, post.quoted_id))
            others.update({other.id: other for other in referenced if other})
    document: Json = {}
    if users:
        document["users"] = [user_view(user, store, wanted) for user in users.values()]
    if others:
        document[f"{wanted.noun}s"] = [post_view(other, wanted) for other in others.values()]
    return document


def message_view(message: MessageRecord, wanted: RequestedFields) -> Json:
    whole: Json = {
        "id": message.id,
        "event_type": "MessageCreate",
        "text": message.text,
        "created_at": message.created_at,
        "dm_conversation_id": message.conversation_id,
        "sender_id": message.sender_id,
        "participant_ids": [message.sender_id, message.recipient_id],
    }
    if message.entities:
        whole["entities"] = message.entities
    shown = (
        {"id", "event_type", "text"} | wanted.message_fields | (wanted.expansions & {"sender_id", "participant_ids"})
    )
    return {name: value for name, value in whole.items() if name in shown}
