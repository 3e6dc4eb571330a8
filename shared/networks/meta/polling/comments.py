"""Comments of Facebook and Instagram as their webhooks would have told of them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from shared.domain.settings.desk import Account
from shared.networks.fields import clean, dict_in, objects_in, text_in
from shared.networks.meta.ids import is_node
from shared.networks.meta.polling.pages import Event, Polled, seconds, without_none, written
from shared.networks.meta.reading.version import version_of

FACEBOOK_FIELDS = "id,message,from,created_time,permalink_url,parent{id,from},attachment,message_tags,is_hidden"
"""https://developers.facebook.com/docs/graph-api/reference/comment/"""

_OF_A_REPLY = "id,text,timestamp,username,from,parent_id"
INSTAGRAM_FIELDS = f"id,text,timestamp,username,from,replies.limit(50){{{_OF_A_REPLY}}}"
REPLY_FIELDS = _OF_A_REPLY
"""https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment/"""


def facebook_comment(comment: Mapping[str, Any], post_id: str, now: datetime) -> Polled | None:
    """Return a comment under the post; None for one without an id. One that is hidden is told of as hidden, too."""
    ident = comment.get("id")
    if not is_node(ident):
        return None
    parent = dict_in(comment.get("parent"))
    at, text = written(comment), text_in(comment.get("message"))
    value = {
        "item": "comment",
        "verb": "add",
        "comment_id": ident,
        "post_id": post_id,
        "parent_id": parent.get("id") if is_node(parent.get("id")) else post_id,
        **without_none(
            {
                "from": comment.get("from"),
                "message": text,
                "created_time": seconds(at) if at is not None else None,
                "permalink_url": comment.get("permalink_url"),
                "message_tags": comment.get("message_tags"),
                "parent": without_none({"from": parent.get("from")}),
                **_picture(dict_in(comment.get("attachment"))),
            }
        ),
    }
    events: tuple[Event, ...] = ({"field": "feed", "value": value},)
    if comment.get("is_hidden") is True:
        events = (*events, {"field": "feed", "value": {**value, "verb": "hide"}})
    return Polled(str(ident), at or now, events, version_of(text))


def instagram_comments(comment: Mapping[str, Any], media_id: str, account: Account, now: datetime) -> Iterator[Polled]:
    """Yield a comment at the top, and the answers that came with it."""
    top = instagram_comment(comment, media_id, "", account, now)
    if top is None:
        return
    yield top
    for reply in objects_in(dict_in(comment.get("replies")).get("data")):
        found = instagram_comment(reply, media_id, top.id, account, now)
        if found is not None:
            yield found


def instagram_comment(
    comment: Mapping[str, Any], media_id: str, parent_id: str, account: Account, now: datetime
) -> Polled | None:
    """Return a comment, or an answer below `parent_id`; None for one without an id."""
    ident = comment.get("id")
    if not is_node(ident):
        return None
    at, text = written(comment, "timestamp"), text_in(comment.get("text"))
    value = {
        "id": ident,
        "text": text,
        **without_none(
            {
                "from": author(comment, account),
                "media": without_none({"id": media_id}),
                "parent_id": text_in(comment.get("parent_id")) or parent_id,
                "sokuto": {"created_time": seconds(at)} if at is not None else None,
            }
        ),
    }
    return Polled(str(ident), at or now, ({"field": "comments", "value": value},), version_of(text))


def author(comment: Mapping[str, Any], account: Account) -> dict[str, Any]:
    """Return who wrote it: Instagram leaves the id out of some lists, and the account's own are known by its handle."""
    told = dict_in(comment.get("from"))
    username = text_in(comment.get("username")) or text_in(told.get("username"))
    ident = told.get("id")
    if not ident and username and username.casefold() == account.username.casefold():
        ident = account.network_id
    return without_none({"id": clean(ident) if isinstance(ident, str) else None, "username": username})


def _picture(attachment: Mapping[str, Any]) -> dict[str, Any]:
    """Return the picture or film of a comment by the names that the webhook has for them."""
    media = dict_in(attachment.get("media"))
    film = text_in(media.get("source"))
    if film:
        return {"video": film}
    image = text_in(dict_in(media.get("image")).get("src"))
    return {"photo": image} if image else {}
