"""LINE's deliveries as the desk's events (ports.Reader), each event by itself (I5).

https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from shared.domain.accounts.costs import Charge
from shared.domain.errors import BrokenEventError
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Block, Broken, Deletion, Dropped, Event, IncomingPost, SkippedPost
from shared.domain.posts.kinds import Channel
from shared.networks.fields import UnreadableError
from shared.networks.line.reading.contents import content_of
from shared.networks.line.reading.fields import Fields

NETWORK = "line"
GROUP_MESSAGE, HELD_ELSEWHERE = "group_message", "chat_held_elsewhere"
TEST = "webhook_test"
_KIND = re.compile(r"[A-Za-z]{1,40}")


class LineReader:
    """LINE delivers events of several people at once, in any order and more than once: a post is known by its message's
    id, and dated by the event's own time."""

    def read(self, body: bytes, received_at: datetime) -> Iterable[Event]:  # noqa: ARG002
        """Read the events; none at all is how LINE tests the webhook, which is counted. Raises BrokenEventError for a body that is no
        delivery."""
        try:
            delivery = Fields.of(json.loads(body), "delivery")
            account = delivery.ident("destination")
        except (ValueError, RecursionError, UnreadableError) as error:
            raise BrokenEventError(f"The delivery of LINE cannot be read: {_reason(error)}.") from error
        events = delivery.values.get("events")
        if not isinstance(events, list):
            raise BrokenEventError("The delivery of LINE cannot be read: delivery.events is not a list.")
        return _each(events, account)

    def charged(self, body: bytes) -> Iterable[tuple[str, Charge, str]]:  # noqa: ARG002
        """LINE charges for nothing that it delivers."""
        return ()


def _each(events: list[object], account: str) -> Iterator[Event]:
    if not events:
        yield Dropped(TEST)
    for n, event in enumerate(events):
        try:
            yield _event(Fields.of(event, f"events[{n}]"), account)
        except UnreadableError as error:
            yield Broken(f"An event of LINE cannot be read: {error}.")


def _event(event: Fields, account: str) -> Event:
    kind = event.text("type")
    if kind not in ("message", "messageEdited", "unsend", "follow", "unfollow"):
        return Dropped(kind if _KIND.fullmatch(kind) else "unknown")
    source = event.inside("source")
    if source.maybe_text("type") != "user":
        return _left_out(event, account, GROUP_MESSAGE)
    if event.maybe_text("mode") == "standby" and kind in ("message", "messageEdited"):
        return _left_out(event, account, HELD_ELSEWHERE)
    customer, at = source.ident("userId"), event.instant("timestamp")
    if kind == "unsend":
        return Deletion(NETWORK, event.inside("unsend").ident("messageId"), at)
    if kind in ("follow", "unfollow"):
        return Block(NETWORK, account, customer, at, blocked=kind == "unfollow")
    return _message(event, customer, account, at, edited=kind == "messageEdited")


def _message(event: Fields, customer: str, account: str, at: datetime, *, edited: bool) -> IncomingPost:
    """Read a message. An edit has the id of its message and a time of its own. LINE names nobody: the name is looked up
    later, so that no failure of that keeps a message out."""
    message = event.inside("message")
    ident, content = message.ident("id"), content_of(message)
    return IncomingPost(
        network=NETWORK,
        id=ident,
        answer_id="",
        author=Author(customer, "", ""),
        text=content.text,
        posted_at=at,
        conversation_id=customer,
        channel=Channel.DIRECT,
        received_for=account,
        recipient_id=account,
        in_reply_to=message.maybe_text("quotedMessageId")[:200] or None,
        media=content.media,
        quote_token=message.maybe_text("quoteToken")[:1000],
        version=f"{ident}@{at.isoformat()}" if edited else "",
        edited_at=at if edited else None,
    )


def _left_out(event: Fields, account: str, reason: str) -> Dropped:
    """Drop what is no customer's message to the desk, and let people see how many messages that were: those of groups,
    and those of chats that another module has taken over, in which LINE asks everybody else to keep silent."""
    message = event.maybe_inside("message")
    if message is None or event.text("type") != "message":
        return Dropped(reason)
    skipped = SkippedPost(reason, NETWORK, account, message.ident("id"), event.instant("timestamp"))
    return Dropped(reason, skipped)


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, UnreadableError) else type(error).__name__
