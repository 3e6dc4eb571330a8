"""Comments and mentions on Instagram: https://developers.facebook.com/docs/graph-api/webhooks/reference/instagram.

Instagram tells no time of a comment, and of a mention nothing but ids: what is missing is asked for before the post is
stored (`IncomingPost.incomplete`). It tells of no edit, and of no deletion: those are found by looking.
"""

import re
from collections.abc import Iterator

from shared.domain.posts.incoming_post import Deletion, Event, IncomingPost, Mention, ThreadSeen
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.media import Media, MediaType
from shared.networks.meta.reading.entry import OURS, Entry, polled_instant
from shared.networks.meta.reading.fields import Fields
from shared.networks.meta.reading.version import version_of

_HANDLES = re.compile(r"(?<![\w@.])@([A-Za-z0-9._]{1,30})", re.ASCII)
_IN_FRONT = re.compile(r"\s*((?:@[A-Za-z0-9._]{1,30}(?:\s+|$))+)", re.ASCII)


def comments(value: Fields, entry: Entry) -> Iterator[Event]:
    """Read a change of `comments`. An advertisement's media stands in no list of the account's, and the post that it shows may
    not either: both threads are told of beside the comment, so that polls find them."""
    media = value.maybe("media")
    threads = [media.maybe_ident(name) for name in ("id", "original_media_id")] if "ad_id" in media else []
    for thread in dict.fromkeys(filter(None, threads)):
        yield ThreadSeen(entry.network, entry.account, thread, entry.at)
    yield comment(value, entry)


def comment(value: Fields, entry: Entry) -> Event:
    """Read a comment under the account's own media or advertisement. The account's own say so by a field, or by the author's
    id; an author may come without an id, and media is whatever Instagram says, known or not."""
    ident = value.maybe_ident("id") or value.ident("comment_id")
    gone = value.maybe(OURS).maybe_text("gone")
    if gone:
        return Deletion(entry.network, ident, entry.at, gone if gone == "withheld" else "deleted")
    author, text = value.maybe("from"), value.maybe_text("text")
    own = "self_ig_scoped_id" in author or author.maybe_ident("id") == entry.account
    written_at, parent = polled_instant(value), value.maybe_ident("parent_id")
    username = author.maybe_text("username")
    return IncomingPost(
        network=entry.network,
        id=ident,
        answer_id="",
        author=entry.author(entry.account if own else author.maybe_ident("id"), username=username, of=ident),
        text=text,
        posted_at=written_at or entry.at,
        conversation_id=parent or ident,
        channel=Channel.PUBLIC,
        received_for=entry.account,
        in_reply_to=parent or None,
        kind=PostKind.COMMENT,
        mentions=tuple(handles(text, nested=bool(parent))),
        media=() if text else (Media(MediaType.UNSUPPORTED),),
        url=value.maybe_address("permalink"),
        version=version_of(text),
        incomplete=written_at is None,
    )


def handles(text: str, *, nested: bool) -> Iterator[Mention]:
    """The handles in a comment. Those in front of an answer to another comment are whom Instagram's own Reply button names,
    and a comment of nothing but handles shows the post to friends: neither says anything to the account."""
    front = _IN_FRONT.match(text)
    end = front.end() if front else 0
    bare = bool(front) and not text[end:].strip()
    for found in _HANDLES.finditer(text):
        handle = found[1].rstrip(".")
        if handle:
            yield Mention("", handle, leading=found.start() < end and (nested or bare))


def mention(value: Fields, entry: Entry) -> IncomingPost:
    """Read a mention in somebody else's comment, or in the caption of their media."""
    media = value.ident("media_id")
    ident = value.maybe_ident("comment_id") or media
    author, text, written_at = value.maybe("from"), value.maybe_text("text"), polled_instant(value)
    author_id, username = author.maybe_ident("id"), author.maybe_text("username")
    return IncomingPost(
        network=entry.network,
        id=ident,
        answer_id="",
        author=entry.author(author_id, username=username, of=ident),
        text=text,
        posted_at=written_at or entry.at,
        conversation_id=media,
        channel=Channel.PUBLIC,
        received_for=entry.account,
        told_as_mention=True,
        url=value.maybe_address("permalink"),
        version=version_of(text) if text else "",
        incomplete=not (text and written_at and (author_id or username)),
        only_listed=value.maybe(OURS).says("only_listed"),
    )
