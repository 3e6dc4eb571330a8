"""Private messages of Messenger and Instagram.

https://developers.facebook.com/docs/messenger-platform/reference/webhook-events
https://developers.facebook.com/docs/messenger-platform/instagram/features/webhook

A message is known by its `mid` alone: Meta delivers it again with another time (I3). A conversation is that of the account
with one person.
"""

from dataclasses import replace
from datetime import timedelta

from shared.domain.posts.incoming_post import Deletion, Event, IncomingPost
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.media import Media, MediaType
from shared.networks.meta.reading.attachments import media_of, mentions_in_story
from shared.networks.meta.reading.entry import OURS, Entry, dropped
from shared.networks.meta.reading.fields import LONGEST_ID, Fields
from shared.networks.meta.reading.version import version_of

DROPPED = (
    *("reaction", "read", "delivery", "optin", "referral", "account_linking", "app_roles", "policy_enforcement"),
    *("pass_thread_control", "take_thread_control", "request_thread_control", "message_feedback"),
)
"""Events that ask nothing."""


def messaging(event: Fields, entry: Entry, *, held_elsewhere: bool) -> Event:
    """Read an event of `messaging`, or of `standby`: another app, or the inbox of the Page, has the conversation then."""
    if "message" in event:
        return _message(event, event.inside("message"), entry, held_elsewhere=held_elsewhere)
    if "message_edit" in event:
        return _edit(event, event.inside("message_edit"), entry, held_elsewhere=held_elsewhere)
    if "postback" in event:
        return _postback(event, event.inside("postback"), entry, held_elsewhere=held_elsewhere)
    return dropped("messaging", next((kind for kind in DROPPED if kind in event), "unknown"))


def _message(event: Fields, message: Fields, entry: Entry, *, held_elsewhere: bool) -> Event:
    mid = message.ident("mid")
    if message.says("is_deleted"):
        return Deletion(entry.network, mid, event.maybe_instant("timestamp") or entry.at)
    post = _from_either(event, entry, mid, echo=message.says("is_echo"), held_elsewhere=held_elsewhere)
    text, media = message.maybe_text("text"), media_of(message)
    parent = message.maybe("reply_to")
    story = parent.maybe("story")
    if story.values:
        media = (*media, Media(MediaType.STORY, story.maybe_address("url")))
    if message.says("is_unsupported") or not (text or media):
        media = (*media, Media(MediaType.UNSUPPORTED))
    return replace(
        post,
        text=text,
        version=version_of(text),
        media=media,
        in_reply_to=parent.maybe_ident("mid") or None,
        kind=_kind(message, story) if post.recipient_id == entry.account else None,
        sent_key=message.maybe_text("metadata")[:LONGEST_ID] if message.says("is_echo") else "",
    )


def _kind(message: Fields, story: Fields) -> PostKind | None:
    if story.values:
        return PostKind.STORY_REPLY
    return PostKind.STORY_MENTION if mentions_in_story(message) else None


def _edit(event: Fields, edit: Fields, entry: Entry, *, held_elsewhere: bool) -> IncomingPost:
    """Read an edit. Where its time is that of the message, the count of edits still puts it behind."""
    post = _from_either(event, entry, edit.ident("mid"), echo=False, held_elsewhere=held_elsewhere)
    count, text = edit.values.get("num_edit"), edit.maybe_text("text")
    nth = count if isinstance(count, int) and not isinstance(count, bool) and 0 < count < 1_000 else 1
    edited_at = post.posted_at + timedelta(microseconds=nth)
    media = () if text else (Media(MediaType.UNSUPPORTED),)
    return replace(post, text=text, media=media, version=version_of(text), edited_at=edited_at)


def _postback(event: Fields, postback: Fields, entry: Entry, *, held_elsewhere: bool) -> IncomingPost:
    """Read a button that the customer pressed, which says its title."""
    text = postback.maybe_text("title") or postback.maybe_text("payload")
    mid = postback.maybe_ident("mid") or _made_of(event)
    post = _from_either(event, entry, mid, echo=False, held_elsewhere=held_elsewhere)
    media = () if text else (Media(MediaType.UNSUPPORTED),)
    return replace(post, text=text, media=media, version=version_of(text))


def _made_of(event: Fields) -> str:
    """The identity of a button's event that has no `mid`, as on the oldest of them."""
    return f"postback:{event.inside('sender').ident('id')}:{event.instant('timestamp').isoformat()}"


def _from_either(event: Fields, entry: Entry, mid: str, *, echo: bool, held_elsewhere: bool) -> IncomingPost:
    """Return a message without its content. Of the account's own the recipient is the customer."""
    sender, recipient = event.inside("sender"), event.maybe("recipient")
    own = echo or sender.maybe_ident("id") == entry.account
    customer = recipient.ident("id") if own else sender.ident("id")
    named = sender.maybe(OURS)
    username = named.maybe_text("username") or sender.maybe_text("username")
    author = entry.author(entry.account if own else customer, named.maybe_text("name"), username, of=mid)
    return IncomingPost(
        network=entry.network,
        id=mid,
        answer_id="",
        author=author,
        text="",
        posted_at=event.maybe_instant("timestamp") or entry.at,
        conversation_id=customer,
        channel=Channel.DIRECT,
        received_for=entry.account,
        recipient_id=customer if own else entry.account,
        held_elsewhere=held_elsewhere,
    )
