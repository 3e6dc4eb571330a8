"""Conversations of Messenger and Instagram, with the details of the twenty newest messages of each: Meta shows no more, and
calls older ones deleted, which they are not.

https://developers.facebook.com/docs/messenger-platform/conversations and
https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/conversations-api
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from shared.domain.settings.desk import Account
from shared.networks.fields import dict_in, objects_in, text_in
from shared.networks.meta.api.client import MetaClient
from shared.networks.meta.polling.pages import (
    A_POLL,
    INSTAGRAM,
    MESSAGING,
    PAGE,
    Event,
    Polled,
    PolledPage,
    Source,
    listed,
    seconds,
    without_none,
    written,
)

NEWEST = 20
"""Messages of a conversation whose details Meta shows."""

CONVERSATIONS = 25
SHALLOW, DEEP = 4, 20
"""Pages of conversations in a poll, and in one after a long time. Two calls a second are allowed."""

_MESSAGE_FIELDS = {
    "messenger": "id,created_time,from,to,message,attachments,sticker,shares",
    "instagram": "id,created_time,from,to,message,attachments,shares,story,reply_to,is_unsupported",
}


def conversations(client: MetaClient, account: Account, platform: str, since: datetime) -> Iterator[PolledPage]:
    """Yield the messages of the account's conversations since then, in both directions, page by page of conversations."""
    page_id, now = client.permission(account).page_id, client.now()
    source = Source(INSTAGRAM if platform == "instagram" else PAGE, account.network_id, MESSAGING, now)
    fields = f"id,updated_time,participants,messages.limit({NEWEST}){{{_MESSAGE_FIELDS[platform]}}}"
    params = [("platform", platform), ("fields", fields), ("limit", str(CONVERSATIONS))]
    most = SHALLOW if now - since <= A_POLL else DEEP
    for page in listed(client, account, f"/{page_id}/conversations", params, most=most):
        found = [message for one in page for message in _messages(one, account, page_id, since, now)]
        yield PolledPage(source, found)
        times = [written(one, "updated_time") or now for one in page]
        if times and min(times) < since:
            return


def _messages(
    conversation: Mapping[str, Any], account: Account, page_id: str, since: datetime, now: datetime
) -> Iterator[Polled]:
    customer = _customer(conversation, account, page_id)
    if customer is None:
        return
    for message in objects_in(dict_in(conversation.get("messages")).get("data")):
        ident, at = text_in(message.get("id")), written(message) or now
        if ident and at >= since and dict_in(message.get("from")):
            yield Polled(ident[:500], at, (_event(message, ident, at, customer, account),))


def _customer(conversation: Mapping[str, Any], account: Account, page_id: str) -> Mapping[str, Any] | None:
    """Return the one who is not the account; None if nobody else takes part, or several do."""
    people = objects_in(dict_in(conversation.get("participants")).get("data"))
    others = [one for one in people if text_in(one.get("id")) and not _is_ours(one, account, page_id)]
    return others[0] if len(others) == 1 else None


def _is_ours(person: Mapping[str, Any], account: Account, page_id: str) -> bool:
    username = text_in(person.get("username"))
    by_handle = bool(username) and username.casefold() == account.username.casefold()
    return person.get("id") in (account.network_id, page_id) or by_handle


def _event(
    message: Mapping[str, Any], ident: str, at: datetime, customer: Mapping[str, Any], account: Account
) -> Event:
    """Return a message as the webhook tells of it. What is not from the customer is the account's own, whatever id it has there."""
    theirs = dict_in(message.get("from")).get("id") == customer.get("id")
    names = without_none({"name": text_in(customer.get("name")), "username": text_in(customer.get("username"))})
    person = {"id": customer.get("id"), **({"sokuto": names} if names else {})}
    brand = {"id": account.network_id}
    sender, recipient = (person, brand) if theirs else (brand, person)
    story = dict_in(message.get("story"))
    told = {
        "mid": ident,
        **without_none(
            {
                "text": text_in(message.get("message")),
                "attachments": [*_attachments(message), *_mention(story)],
                "reply_to": _reply_to(message, story),
                "is_unsupported": message.get("is_unsupported") is True or None,
                "is_echo": None if theirs else True,
            }
        ),
    }
    return {"sender": sender, "recipient": recipient, "timestamp": seconds(at) * 1000, "message": told}


def _attachments(message: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for one in objects_in(dict_in(message.get("attachments")).get("data")):
        yield _attachment(one)
    if sticker := text_in(message.get("sticker")):
        yield {"type": "sticker", "payload": {"url": sticker}}
    for one in objects_in(dict_in(message.get("shares")).get("data")):
        if link := text_in(one.get("link")):
            yield {"type": "share", "payload": {"url": link}}


def _attachment(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a file by its webhook's name: lists name its media type, and where the picture or film lies."""
    image, film = dict_in(one.get("image_data")), dict_in(one.get("video_data"))
    sort = text_in(one.get("mime_type")).partition("/")[0]
    if image:
        return {"type": "image", "payload": without_none({"url": text_in(image.get("url"))})}
    if film:
        return {"type": "video", "payload": without_none({"url": text_in(film.get("url"))})}
    kind = sort if sort in ("image", "video", "audio") else "file"
    return {"type": kind, "payload": without_none({"url": text_in(one.get("file_url"))})}


def _mention(story: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if mention := dict_in(story.get("mention")):
        yield {"type": "story_mention", "payload": without_none({"url": text_in(mention.get("link"))})}


def _reply_to(message: Mapping[str, Any], story: Mapping[str, Any]) -> dict[str, Any]:
    answered = dict_in(story.get("reply_to"))
    told = without_none({"url": text_in(answered.get("link")), "id": text_in(answered.get("id"))})
    above = text_in(dict_in(message.get("reply_to")).get("mid"))
    return without_none({"story": told, "mid": above})
