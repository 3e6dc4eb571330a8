"""A direct message: as both webhook products deliver it, in the shape of X's first API, and as its API lists it."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.domain.posts.incoming_post import Dropped, IncomingPost, SkippedPost
from shared.domain.posts.kinds import Channel
from shared.domain.posts.media import Media
from shared.networks.x.api.fields import Fields, UnreadableError
from shared.networks.x.api.words import unescaped
from shared.networks.x.reading.links import Shown, shown
from shared.networks.x.reading.media import media_of, one_media
from shared.networks.x.reading.posts import NETWORK, Told
from shared.networks.x.reading.snowflake import snowflake_time

MESSAGE, LISTED = "message_create", "MessageCreate"
_ID = re.compile(r"[0-9]{1,19}")


def read_message(value: object, path: str, told: Told) -> IncomingPost | Dropped:
    """Read a message from a webhook. Joining and leaving are no messages, and are dropped. Raises UnreadableError,
    which names the field."""
    event = Fields.of(value, path)
    kind = event.text("type")
    if kind != MESSAGE:
        return Dropped(f"direct_message_events.{kind}")
    ident = event.ident("id")
    message = event.inside(MESSAGE)
    sender, recipient = message.ident("sender_id"), message.inside("target").ident("recipient_id")
    data = message.inside("message_data")
    at = snowflake_time(ident) or event.maybe_instant("created_timestamp")  # the same instant by whichever way it came
    if at is None:
        raise UnreadableError(f"{event.at('created_timestamp')} is missing")
    content = shown(unescaped(data.text("text")), _marked(data.values))
    return _message(ident, sender, recipient, content, at, _attached(data), told)


def read_listed_message(value: object, path: str, told: Told) -> IncomingPost | Dropped:
    """Read a message from X's API. X names a conversation of two after both; one of more people is no customer's, and
    is dropped. Raises UnreadableError, which names the field."""
    event = Fields.of(value, path)
    kind = event.maybe_text("event_type") or LISTED
    if kind != LISTED:
        return Dropped(f"dm_events.{kind}")
    ident = event.ident("id")
    conversation = event.text("dm_conversation_id")
    sender = event.ident("sender_id")
    ends = conversation.split("-")
    at = snowflake_time(ident) or event.maybe_instant("created_at")
    if at is None:
        raise UnreadableError(f"{event.at('created_at')} is missing")
    if len(ends) != 2 or sender not in ends or not all(_ID.fullmatch(end) for end in ends):
        left_out = SkippedPost("group_message", NETWORK, told.account, ident, at) if sender != told.account else None
        return Dropped("dm_events.group", left_out)
    (recipient,) = [end for end in ends if end != sender] or [sender]
    content = shown(unescaped(event.maybe_text("text") or ""), _marked(event.values))
    return _message(ident, sender, recipient, content, at, media_of(event.values, told.includes), told)


def _message(
    ident: str,
    sender: str,
    recipient: str,
    said: Shown,
    at: datetime,
    media: tuple[Media, ...],
    told: Told,
) -> IncomingPost:
    """Build the message. Both forms name a conversation after its two participants."""
    pair = "-".join(sorted((sender, recipient), key=int))
    traits = told.people.traits_of(sender)
    return IncomingPost(
        network=NETWORK,
        id=ident,
        answer_id=ident,
        author=told.people.get(sender),
        text=said.text.strip(),
        links=said.links,
        posted_at=at,
        conversation_id=pair,
        channel=Channel.DIRECT,
        received_for=told.account,
        recipient_id=recipient,
        media=media,
        url=f"https://x.com/messages/{pair}",
        author_protected=traits.protected,
        author_blocked=told.blocked or traits.blocked,
    )


def _marked(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the objects with marks: links are among the entities; an attached picture's own link is with the
    attachment."""
    entities, attachment = message.get("entities"), message.get("attachment")
    picture = attachment.get("media") if isinstance(attachment, dict) else None
    return [*([entities] if isinstance(entities, dict) else []), {"media": [picture]}]


def _attached(data: Fields) -> tuple[Media, ...]:
    attachment = data.values.get("attachment")
    media = attachment.get("media") if isinstance(attachment, dict) else None
    found = one_media(media) if isinstance(media, dict) else None
    return (found,) if found else ()
