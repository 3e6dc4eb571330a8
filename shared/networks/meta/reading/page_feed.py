"""What is written on a Page: comments, visitors' posts, and who hides or deletes them.

https://developers.facebook.com/docs/graph-api/webhooks/reference/page#feed
"""

from dataclasses import replace
from datetime import timedelta

from shared.domain.posts.incoming_post import Deletion, Event, Hidden, IncomingPost, Mention
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.media import Media, MediaType
from shared.networks.meta.reading.entry import Entry, dropped
from shared.networks.meta.reading.fields import Fields
from shared.networks.meta.reading.version import version_of

POSTS = frozenset({"post", "photo", "video"})
"""What a visitor's post comes as; a status is the Page's own, and a share or an album is nothing that asks."""

WRITTEN, EDITED = frozenset({"add"}), frozenset({"edit", "edited"})
HIDDEN, SHOWN = frozenset({"hide"}), frozenset({"unhide"})
REMOVED = frozenset({"remove", "delete"})


def feed(value: Fields, entry: Entry) -> Event:
    """Read a change of `feed`."""
    item, verb = value.maybe_text("item"), value.maybe_text("verb")
    if item == "comment":
        return _of(value, entry, value.ident("comment_id"), verb, item)
    if item in POSTS and _author_id(value) != entry.account:
        return _of(value, entry, value.ident("post_id"), verb, item)
    return dropped("feed", item)


def _of(value: Fields, entry: Entry, ident: str, verb: str, item: str) -> Event:
    by_us = _author_id(value) == entry.account
    if verb in REMOVED:
        return Deletion(entry.network, ident, entry.at)
    if verb in HIDDEN | SHOWN:
        return Hidden(entry.network, ident, entry.told_at, hidden=verb in HIDDEN, by_us=by_us)
    if verb in WRITTEN | EDITED:
        post = comment(value, entry, ident) if item == "comment" else _visitor_post(value, entry, ident)
        return edited(post, entry) if verb in EDITED else post
    return dropped("feed", item, verb)


def edited(post: IncomingPost, entry: Entry) -> IncomingPost:
    """Return the post as edited: Meta says when it delivers the edit, and not when it was made. Both are whole seconds."""
    return replace(post, edited_at=max(entry.told_at, post.posted_at + timedelta(microseconds=1)))


def comment(value: Fields, entry: Entry, ident: str) -> IncomingPost:
    """Read a comment. Its parent is the comment above it, or the post for one at the top; a conversation is all that stands
    under one comment at the top. The author may be missing, and the text of a picture is."""
    under, parent = _under(value), value.maybe_ident("parent_id")
    nested = bool(parent) and parent not in (under, value.maybe_ident("post_id"))
    post = _written(value, entry, ident)
    return replace(
        post,
        kind=PostKind.COMMENT,
        conversation_id=parent if nested else ident,
        in_reply_to=parent if nested else under or None,
        in_reply_to_user=_parent_author(value),
        mentions=_tagged(value, leading_may=nested),
    )


def _under(value: Fields) -> str:
    """Return what a comment stands under: a recommendation goes by its story, and everything else by its post."""
    return value.maybe_ident("open_graph_story_id") or value.maybe_ident("post_id") or value.maybe_ident("parent_id")


def _visitor_post(value: Fields, entry: Entry, ident: str) -> IncomingPost:
    return replace(_written(value, entry, ident), kind=PostKind.VISITOR_POST)


def _written(value: Fields, entry: Entry, ident: str) -> IncomingPost:
    author_id, text = _author_id(value), value.maybe_text("message")
    posted_at = value.maybe_instant("created_time")
    pictures = _pictures(value)
    return IncomingPost(
        network=entry.network,
        id=ident,
        answer_id="",
        author=entry.author(author_id, _author_name(value), of=ident),
        text=text,
        posted_at=posted_at or entry.at,
        conversation_id=ident,
        channel=Channel.PUBLIC,
        received_for=entry.account,
        media=pictures if text or pictures else (Media(MediaType.UNSUPPORTED),),
        url=value.maybe_address("permalink_url"),
        version=version_of(text),
        incomplete=posted_at is None or not author_id,
    )


def _author_id(value: Fields) -> str:
    return value.maybe("from").maybe_ident("id") or value.maybe_ident("sender_id")


def _author_name(value: Fields) -> str:
    return value.maybe("from").maybe_text("name") or value.maybe_text("sender_name")


def _parent_author(value: Fields) -> str | None:
    """The author of the comment above, which polls know."""
    return value.maybe("parent").maybe("from").maybe_ident("id") or None


def _tagged(value: Fields, *, leading_may: bool) -> tuple[Mention, ...]:
    """The people and Pages whose names in the text are links. In a comment on a comment the first one, at the beginning, is
    whom Facebook's own Reply button puts there, and a comment of nothing but names shows the post to friends."""
    tags = list(value.objects("message_tags"))
    words = value.maybe_text("message")
    for tag in tags:
        words = words.replace(tag.maybe_text("name"), "", 1)
    bare = not words.strip(" \n,、")
    found = []
    for tag in tags:
        in_front = leading_may and tag.values.get("offset") == 0
        if ident := tag.maybe_ident("id"):
            found.append(Mention(ident, "", leading=bare or in_front))
    return tuple(found)


def _pictures(value: Fields) -> tuple[Media, ...]:
    """The picture or film of a comment, or those of a post."""
    found = {address: MediaType.PHOTO for address in [value.maybe_address("photo")] if address}
    for _, element in value.elements("photos"):
        address = Fields({"url": element}, value.path).maybe_address("url")
        if address:
            found[address] = MediaType.PHOTO
    linked = {"photo": MediaType.PHOTO, "video": MediaType.VIDEO}.get(value.maybe_text("item"))
    for name, kind in (("video", MediaType.VIDEO), ("link", linked)):
        address = value.maybe_address(name)
        if address and kind is not None:
            found.setdefault(address, kind)
    return tuple(Media(kind, address) for address, kind in found.items())
